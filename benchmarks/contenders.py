"""Who is measured, and how each is started on feeds."""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.meter import ROOT, Cost, measure
from benchmarks.server import NETWORK

PEERS = ROOT / "var" / "bench" / "peers"
# Some fetch lists when they are imported (of domains, of publishers); their time is not the extractor's. A closed port refuses at
# once; the pages are fetched past it.
_NOWHERE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
_TRIES = 3
EXTRACTORS = ("trafilatura", "newspaper4k", "news-please", "fundus")


@dataclass(frozen=True, slots=True)
class Run:
    """One contender on one stream of pages."""

    name: str
    pages: int
    cost: Cost

    @property
    def rate(self) -> float:
        """Pages per CPU second."""
        return self.pages / self.cost.cpu


def tumen(feeds: Sequence[str], pages: int) -> Run:
    """The shipped command in a new home: poll, pages, rows. Again when pages failed: on a busy machine some answers time out."""
    for _ in range(_TRIES):
        with tempfile.TemporaryDirectory(prefix="tumen-bench-") as name:
            environment = home(Path(name), feeds)
            measure(command("database", "upgrade"), environment=environment)
            cost = measure(command("crawl", "--json"), environment=environment)
        counted = json.loads(cost.output)["sources"] if cost.code == 0 else []
        done = sum(source["fetched"] - source["failed"] for source in counted) - len(feeds)  # the polls
        if done == pages:
            return Run("Tumen", pages, cost)
        sys.stderr.write(f"Tumen: {done} of {pages} pages; exit code {cost.code}\n")
    raise SystemExit(f"Tumen: no run without failures in {_TRIES}\n{cost.output[-2000:]}")


def command(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-m", "desk", *arguments)


def home(folder: Path, feeds: Sequence[str]) -> dict[str, str]:
    """Make a home with a source for each feed: `bench-0` and so on. Returns the environment of commands in it."""
    (folder / "seeds").mkdir()
    sources = (
        f'  - {{id: bench-{number}, publisher: Bench, kind: feed, url: "{feed}", languages: [en], affiliation: wire, '
        "timezone: UTC, every: 1h, enabled: true}\n"
        for number, feed in enumerate(feeds)
    )
    (folder / "seeds" / "sources.yaml").write_text("sources:\n" + "".join(sources))
    (folder / "schedules.yaml").write_text("crawl: {all: {affiliations: [wire], every: 15m}}\ndigest: {}\nupkeep: {}\n")
    return own_environment() | {
        "TUMEN_HOME": str(folder),
        "TUMEN_ALLOW_ADDRESSES": NETWORK,
        "TUMEN_CONTACT": "desk@example.org",
        "PYTHONPATH": str(ROOT),
    }


def own_environment() -> dict[str, str]:
    """This process's, without what concerns another installation of Tumen."""
    # What is installed is compiled; a checkout that may not keep what it compiles would be compiled at every start.
    return {key: value for key, value in os.environ.items() if not key.startswith("TUMEN_") and key != "PYTHONDONTWRITEBYTECODE"}


def plain(feeds: Sequence[str], pages: int) -> Run:
    """`benchmarks/plain.py`."""
    with tempfile.TemporaryDirectory(prefix="tumen-bench-") as name:
        cost = measure((sys.executable, "-m", "benchmarks.plain", f"sqlite:///{name}/plain.db", *feeds))
        if cost.code:
            raise SystemExit(f"plain: exit code {cost.code}\n{cost.output}")
        return Run("plain pipeline", pages, cost)


def fetching(feeds: Sequence[str], pages: int) -> Run:
    """`benchmarks/fetching.py`."""
    cost = measure((sys.executable, "-m", "benchmarks.fetching", *feeds))
    if cost.code:
        raise SystemExit(f"fetching: exit code {cost.code}\n{cost.output}")
    return Run("Scrapy, fetching only", pages, cost)


def extractor(name: str, feeds: Sequence[str], pages: int) -> Run | None:
    """An extractor on its own; None where it is not installed."""
    python = sys.executable if name == "trafilatura" else str(PEERS / "bin" / "python")
    if not Path(python).exists():
        return None
    command = (python, str(ROOT / "benchmarks" / "extractors.py"), name, str(pages), *feeds)
    cost = measure(command, environment=dict(os.environ) | _NOWHERE)
    if cost.code:
        sys.stderr.write(f"{name}: exit code {cost.code}: {cost.output}\n")
    return Run(name, pages, cost) if cost.code == 0 else None
