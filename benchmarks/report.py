"""docs/performance.md from the figures of one run."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from benchmarks.contenders import PEERS, Run
from benchmarks.longest import Long
from benchmarks.meter import ROOT
from benchmarks.starts import Start
from benchmarks.stations import Station
from benchmarks.workers import Workers

PROFILE = ROOT / "benchmarks" / "profile.md"  # what a profiler said, written by hand
_OURS = ("scrapy", "trafilatura", "lxml", "sqlalchemy", "pyahocorasick", "pebble")
_THEIRS = ("newspaper4k", "news-please", "fundus", "trafilatura", "lxml")


@dataclass(frozen=True, slots=True)
class Results:
    pages: str  # what they are
    runs: Mapping[float, Sequence[Run]]  # by per cent of relevant pages
    stations: Sequence[Station]
    starts: Sequence[Start]
    growth: Mapping[int, float]  # ms of CPU for an article, by the number of articles held
    workers: Workers
    longest: Long | None


def written(results: Results) -> str:
    """The page, with a line at its head that says it is generated."""
    parts = (
        _head(results),
        _side_by_side(results),
        _stations(results.stations),
        _workers(results.workers),
        _longest(results.longest),
        _growth(results.growth),
        _starts(results.starts),
    )
    return "\n".join([*chain.from_iterable(parts), "", PROFILE.read_text(encoding="utf-8")])


def _head(results: Results) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "<!-- Written by `make bench`; edit benchmarks/report.py, not this page. -->"
    yield ""
    yield f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}."
    yield f"Pages: {results.pages}. CPU is user and system time of all processes of a contender, start included; the"
    yield "server's is not. Memory is the peak of all its processes, shared pages counted once."
    yield ""
    yield "Ours: " + ", ".join(f"{name} {version(name)}" for name in _OURS) + "."
    theirs = _installed()
    if theirs:
        yield "Peers, in an environment of their own: " + ", ".join(theirs) + "."


def _side_by_side(results: Results) -> Iterator[str]:
    yield ""
    yield "## Side by side"
    yield ""
    yield "Tumen and the plain pipeline (`benchmarks/plain.py`) poll feeds of 50 entries, read robots.txt, fetch, extract and"
    yield "store; the others only fetch and extract. Scrapy alone (`benchmarks/fetching.py`) polls and fetches with its own"
    yield "settings, and looks at no page. Tumen's crawls are as long as those of a desk with a thousand sources, and what"
    yield "starting costs is shared by as many pages. `ms` is CPU for one page; the last column says how many times as many"
    yield "pages Tumen takes for the same CPU."
    yield ""
    yield "| relevant | contender | pages | pages per CPU second | ms | CPU s | wall s | peak MB | Tumen's advantage |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for share, runs in sorted(results.runs.items()):
        ours = next((run for run in runs if run.name == "Tumen"), None)
        for run in runs:
            cost = run.cost
            advantage = f"{ours.rate / run.rate:.1f}" if ours and run is not ours else ""
            yield (
                f"| {share:g} % | {run.name} | {run.pages:,} | {run.rate:.1f} | {1000 / run.rate:.1f} | {cost.cpu:.1f} "
                f"| {cost.wall:.1f} | {cost.peak:.0f} | {advantage} |"
            )
    yield ""
    yield "![Pages per CPU second against the share of relevant pages, and CPU per article against the corpus](performance.svg)"


def _stations(stations: Sequence[Station]) -> Iterator[str]:
    yield ""
    yield "## Where a page's time goes"
    yield ""
    yield "Each station on its own, in one process, nothing else running in it."
    yield ""
    yield "| station | pages | ms CPU |"
    yield "| --- | ---: | ---: |"
    yield from (f"| {station.name} | {station.pages} | {station.milliseconds:.2f} |" for station in stations)
    by_name = {station.name: station.milliseconds for station in stations}
    screen, alone = by_name["screen, a page it refuses"], by_name["trafilatura alone, the same pages"]
    yield ""
    yield f"A page that the screen refuses takes 1/{alone / screen:.1f} of the CPU of `bare_extraction` with metadata."


def _workers(found: Workers) -> Iterator[str]:
    yield ""
    yield "## Workers and the event loop"
    yield ""
    yield f"{found.pages} relevant pages extracted by one worker: {found.one:.1f} s; by two: {found.two:.1f} s,"
    yield f"{found.one / found.two:.2f} times as fast. The event loop of a crawl of {found.crawled} relevant pages, asked every"
    median, nearly, longest = found.waits
    yield f"20 ms from a thread, answered after {median:.1f} ms in the median, {nearly:.0f} ms at the 99th percentile, and"
    yield f"{longest:.0f} ms at the longest. Its turns took up to {found.turns[2]:.0f} ms of CPU, 99 of 100 less than"
    yield f"{found.turns[1]:.0f} (`python -m benchmarks.workers`)."


def _longest(found: Long | None) -> Iterator[str]:
    if found is None:
        return
    yield ""
    yield "## A long crawl"
    yield ""
    yield f"One crawl of {found.pages:,} pages, 2 % of them relevant, took {found.wall:.0f} s and at most {found.peak:.0f} MB in"
    yield f"all its processes. From the 500th page on its own process grew by {found.own_slope:.2f} MB for 1,000 pages, all of"
    yield f"them together by {found.slope:.2f} MB (`python -m benchmarks.longest`)."


def _starts(starts: Sequence[Start]) -> Iterator[str]:
    yield ""
    yield "## Starting"
    yield ""
    yield "| command | CPU s | aim |"
    yield "| --- | ---: | ---: |"
    yield from (f"| `{start.command}` | {start.cpu:.2f} | {start.most:.2f} |" for start in starts)


def _growth(growth: Mapping[int, float]) -> Iterator[str]:
    yield ""
    yield "## As the corpus grows"
    yield ""
    yield "Looking for copies of an article and keeping it, in SQLite; synthetic articles of 250 words."
    yield ""
    yield "| articles held | ms CPU |"
    yield "| ---: | ---: |"
    yield from (f"| {size:,} | {cost:.1f} |" for size, cost in sorted(growth.items()))


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _installed() -> list[str]:
    found = []
    for name in _THEIRS:
        pattern = f"lib/python*/site-packages/{name.replace('-', '_')}-*.dist-info"
        found += [f"{name} {path.name.removesuffix('.dist-info').rsplit('-', 1)[1]}" for path in PEERS.glob(pattern)]
    return found
