"""The public feedparser suite through our feed path: `make feedparser-suite`.

Every feed of the suite is read as a crawl reads it; each entry feedparser itself finds is kept, or counted with the reason why
it is not and with what stands in it where an address would. Each loss is written to losses.tsv beside the suite, by feed and
number of the entry. Fails on any exception but "not a feed", when an entry is lost without a reason, and after ten seconds.
"""

import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser

from crawler.feeds import read_feed
from crawler.stated import NotAFeedError
from tumen.catalogue import Affiliation, Kind, Source

MOST_SECONDS = 10.0  # for the whole suite: 2,242 feeds of 0.6 KB; a crawl reads 150 larger ones
NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source(
    "suite", "Suite", Kind.FEED, "http://127.0.0.1:8097/feed", ("en",), Affiliation.WIRE, None, timedelta(hours=1), True
)
_HEADER = re.compile(rb"Header:\s+([\w-]+)\s*:\s*([^\r\n]*)")


@dataclass
class Tally:
    """What became of the entries."""

    feeds: int = 0
    found: int = 0
    kept: int = 0
    seconds: float = 0.0
    named: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def main(folder: Path) -> int:
    """Read the suite from the sdist in `folder`; the exit code."""
    archive = next(iter(sorted(folder.glob("feedparser-*.tar.gz"))), None)
    if archive is None:
        print(f"no feedparser-*.tar.gz in {folder}; `make feedparser-suite` downloads it", file=sys.stderr)
        return 2
    tally = Tally()
    with tarfile.open(archive) as suite:
        for member in suite:
            if "/tests/" in member.name and member.name.endswith(".xml"):
                body = suite.extractfile(member).read()  # type: ignore[union-attr]
                _read(member.name.partition("/tests/")[2], body, tally)
    if tally.seconds > MOST_SECONDS:
        tally.faults.append(f"took {tally.seconds:.1f} s of at most {MOST_SECONDS:.0f}")
    (folder / "losses.tsv").write_text("\n".join(tally.losses) + "\n", encoding="utf-8")
    print(f"feeds {tally.feeds}, in {tally.seconds:.1f} s of CPU; exceptions and unnamed losses {len(tally.faults)}")
    print(f"entries feedparser finds {tally.found}; kept {tally.kept}, lost with a reason {sum(tally.named.values())}")
    for why, count in tally.named.most_common():
        print(f"  {count:5}  {why}")
    print(f"each loss: {folder / 'losses.tsv'}")
    for fault in tally.faults:
        print(f"FAULT  {fault}")
    return 1 if tally.faults else 0


def _read(name: str, body: bytes, tally: Tally) -> None:
    headers = {key.decode().lower(): value.decode("latin-1").strip() for key, value in _HEADER.findall(body[:2000])}
    found = feedparser.parse(body, response_headers=headers).entries
    tally.feeds += 1
    tally.found += len(found)
    begun = time.process_time()
    try:
        feed = read_feed(body, headers.get("content-type", "application/xml"), SOURCE, NOW)
    except NotAFeedError as error:
        _lose(name, [(number, f"not a feed: {error}") for number in range(len(found))], tally)
        return
    except Exception as error:  # noqa: BLE001 — what the suite is for
        tally.faults.append(f"{name}: {type(error).__name__}: {error}")
        return
    finally:
        tally.seconds += time.process_time() - begun
    tally.kept += len(feed.entries)
    left_out = Counter(dict(feed.left_out))
    bare = [(number, f"no address: {_instead(entry)}") for number, entry in enumerate(found) if _instead(entry)]
    if len(bare) == left_out["no address"]:
        del left_out["no address"]
        _lose(name, bare, tally)
    _lose(name, [(-1, why) for why, count in left_out.items() for _ in range(count)], tally)
    missing = len(found) - len(feed.entries) - sum(dict(feed.left_out).values())
    if missing > 0:
        tally.faults.append(f"{name}: {missing} entries lost without a reason")


def _lose(name: str, losses: list[tuple[int, str]], tally: Tally) -> None:
    for number, why in losses:
        tally.named[why] += 1
        tally.losses.append(f"{name}\t{number + 1 or '?'}\t{why}")


def _instead(entry: Mapping[str, Any]) -> str:
    """What an entry holds where its page's address would stand; "" when it has that address.

    By what stands in it: feedparser's mapping answers for other keys too.
    """
    plain = dict(dict.items(entry))  # type: ignore[arg-type]
    relations = {str(link.get("rel", "alternate")) for link in plain.get("links") or () if link.get("href")}
    if plain.get("link") or "alternate" in relations or str(plain.get("id", "")).startswith(("http://", "https://")):
        return ""
    if relations:
        return f"only a link that is its {', '.join(sorted(relations))}"
    return "only an id that is no address" if plain.get("id") else "neither a link nor an id stands in it"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
