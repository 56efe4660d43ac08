"""The public feedparser suite through our feed path: `make feedparser-suite`.

Every feed of the suite is read as a crawl reads it; each entry feedparser itself finds is kept, or counted with the reason why
it is not. Fails on any exception but "not a feed", and when an entry is lost without a reason.
"""

import re
import sys
import tarfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser

from crawler.feeds import read_feed
from crawler.stated import NotAFeedError
from tumen.catalogue import Affiliation, Kind, Source

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source(
    "suite", "Suite", Kind.FEED, "http://127.0.0.1:8097/feed", ("en",), Affiliation.WIRE, None, timedelta(hours=1), True
)
_HEADER = re.compile(rb"Header:\s+([\w-]+)\s*:\s*([^\r\n]*)")


def main(folder: Path) -> int:
    """Read the suite from the sdist in `folder`; the exit code."""
    archive = next(iter(sorted(folder.glob("feedparser-*.tar.gz"))), None)
    if archive is None:
        print(f"no feedparser-*.tar.gz in {folder}; `make feedparser-suite` downloads it", file=sys.stderr)
        return 2
    totals: Counter[str] = Counter()
    named: Counter[str] = Counter()
    faults: list[str] = []
    seconds = 0.0
    with tarfile.open(archive) as suite:
        for member in suite:
            if "/tests/" in member.name and member.name.endswith(".xml"):
                body = suite.extractfile(member).read()  # type: ignore[union-attr]
                seconds += _read(member.name.partition("/tests/")[2], body, totals, named, faults)
    print(f"feeds {totals['feeds']}, in {seconds:.1f} s; exceptions {len(faults)}")
    print(f"entries feedparser finds {totals['found']}; kept {totals['kept']}, named {sum(named.values())}")
    for why, count in named.most_common():
        print(f"  {count:5}  {why}")
    for fault in faults:
        print(f"FAULT  {fault}")
    return 1 if faults else 0


def _read(name: str, body: bytes, totals: Counter[str], named: Counter[str], faults: list[str]) -> float:
    headers = {key.decode().lower(): value.decode("latin-1").strip() for key, value in _HEADER.findall(body[:2000])}
    found = len(feedparser.parse(body, response_headers=headers).entries)
    totals["feeds"] += 1
    totals["found"] += found
    begun = time.perf_counter()
    try:
        feed = read_feed(body, headers.get("content-type", "application/xml"), SOURCE, NOW)
    except NotAFeedError as error:
        if found:
            named[f"not a feed: {error}"] += found
        return time.perf_counter() - begun
    except Exception as error:  # noqa: BLE001 — what the suite is for
        faults.append(f"{name}: {type(error).__name__}: {error}")
        return time.perf_counter() - begun
    taken = time.perf_counter() - begun
    left_out = Counter(dict(feed.left_out))
    totals["kept"] += len(feed.entries)
    named.update(left_out)
    missing = found - len(feed.entries) - sum(left_out.values())
    if missing > 0:
        faults.append(f"{name}: {missing} entries lost without a reason")
    return taken


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
