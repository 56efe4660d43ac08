"""`make bench`: Tumen and its peers side by side, on the same pages from the same server. Writes docs/performance.md.

`python -m benchmarks.speed [--pages FOLDER] [--count N] [--long N] [--shares 0,2,10,50,100] [--only NAME,…]`
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import contenders, report
from benchmarks.contenders import PEERS, Run
from benchmarks.growth import growth
from benchmarks.longest import COUNT as LONGEST
from benchmarks.longest import crawl as crawl_longest
from benchmarks.meter import ROOT
from benchmarks.pages import pages_of
from benchmarks.server import PAGES_PER_FEED
from benchmarks.serving import serving
from benchmarks.starts import starts
from benchmarks.stations import saved_or, stations
from benchmarks.workers import measured as measured_workers

_SIDE = 2.0  # per cent: the share at which everybody is measured; at the others Tumen and the plain pipeline
_STATION_PAGES = 90
# Pages for each. A desk's crawl of a thousand sources is long: what starting costs is shared by many pages. The plain pipeline
# starts in a second, a hundredth of its time here; extractors on their own are given each page of the folder once.
_COUNT, _PLAIN, _FEW = 2_000, 600, 90
_RELEVANT, _AT_MOST = 20.0, 400  # per cent from which on extraction decides, and as many pages tell as much


def main() -> None:
    options = _options()
    folder: Path | None = options.pages
    shares = [float(share) for share in options.shares.split(",")]
    runs: dict[float, list[Run]] = {}
    for share in shares:
        count = min(options.count, _AT_MOST) if share > _RELEVANT else options.count
        with serving(count, share / 100, folder) as feeds:
            runs[share] = list(_measured(feeds, count, everybody=share == _SIDE, only=options.only))
            if share == shares[0]:
                started = starts()
    parts = stations(pages_of(folder, _STATION_PAGES, 0.1))
    grown = growth()
    workers = measured_workers(folder)
    longest = crawl_longest(options.long, folder) if options.long else None
    results = report.Results(saved_or(folder), runs, parts, started, grown, workers, longest)
    (ROOT / "docs" / "performance.md").write_text(report.written(results), encoding="utf-8")
    rates = {share: [(run.name, run.rate) for run in those] for share, those in runs.items()}
    _plot({"rates": rates, "growth": grown})
    folder_of_results = ROOT / "var" / "bench"
    folder_of_results.mkdir(parents=True, exist_ok=True)
    rows = {str(share): [asdict(run) for run in those] for share, those in runs.items()}
    (folder_of_results / "results.json").write_text(json.dumps(rows, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Measure Tumen beside its peers.")
    parser.add_argument("--pages", type=Path, help="a folder of saved news pages (.html, .html.gz); made-up ones without it")
    parser.add_argument("--count", type=int, default=_COUNT, help=f"pages for Tumen (default: {_COUNT})")
    parser.add_argument("--shares", default="0,2,10,50,100", help="per cent of relevant pages, one run each")
    parser.add_argument("--long", type=int, default=LONGEST, help=f"pages of the long crawl (default: {LONGEST}); 0: none")
    parser.add_argument("--only", default="", help="contenders by name, comma-separated")
    return parser.parse_args()


def _measured(feeds: Sequence[str], count: int, *, everybody: bool, only: str) -> Iterator[Run]:
    wanted = [name for name in only.split(",") if name]
    names = ["tumen", "plain", *(("fetching", *contenders.EXTRACTORS) if everybody else ("trafilatura",))]
    for name in names:
        if wanted and name not in wanted:
            continue
        if name == "tumen":
            run: Run | None = contenders.tumen(feeds, count)
        elif name == "plain":
            few = min(count, _PLAIN)
            run = contenders.plain(feeds[: -(-few // PAGES_PER_FEED)], few)
        elif name == "fetching":
            run = contenders.fetching(feeds, count)
        else:
            run = contenders.extractor(name, feeds, min(count, _FEW))
        if run is not None:
            sys.stderr.write(f"{run.name}: {run.rate:.1f} pages per CPU second, {run.cost.peak:.0f} MB\n")
            yield run


def _plot(figures: dict[str, Any]) -> None:
    """In the environment of the peers, which has matplotlib; without it there is no plot."""
    python = PEERS / "bin" / "python"
    if python.exists():
        command = [str(python), str(ROOT / "benchmarks" / "plots.py"), str(ROOT / "docs" / "performance.svg")]
        subprocess.run(command, input=json.dumps(figures), text=True, check=True)


if __name__ == "__main__":
    main()
