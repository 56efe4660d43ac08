"""`make bench`: Tumen and its peers side by side, on the same pages from the same server. Writes docs/performance.md.

`python -m benchmarks.speed [--pages FOLDER] [--count N] [--shares 0,2,10,50,100] [--only NAME,…]`
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import contenders, report
from benchmarks.contenders import PEERS, Run
from benchmarks.growth import growth
from benchmarks.meter import ROOT
from benchmarks.pages import pages_of
from benchmarks.server import host_of
from benchmarks.starts import starts
from benchmarks.stations import saved_or, stations

_SIDE = 2.0  # per cent: the share at which everybody is measured; at the others Tumen and the plain pipeline
_STATION_PAGES = 90
_FEW = 90  # pages for extractors on their own: each page of the folder once; the slowest takes half a second for one


def main() -> None:
    options = _options()
    folder: Path | None = options.pages
    shares = [float(share) for share in options.shares.split(",")]
    runs: dict[float, list[Run]] = {}
    for share in shares:
        with serving(options.count, share / 100, folder) as feed:
            runs[share] = list(_measured(feed, options.count, everybody=share == _SIDE, only=options.only))
            if share == shares[0]:
                started = starts()
    parts = stations(pages_of(folder, _STATION_PAGES, 0.1))
    grown = growth()
    results = report.Results(saved_or(folder), options.count, runs, parts, started, grown)
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
    parser.add_argument("--count", type=int, default=360, help="pages in each run (default: 360)")
    parser.add_argument("--shares", default="0,2,10,50,100", help="per cent of relevant pages, one run each")
    parser.add_argument("--only", default="", help="contenders by name, comma-separated")
    return parser.parse_args()


def _measured(feed: str, count: int, *, everybody: bool, only: str) -> Iterator[Run]:
    wanted = [name for name in only.split(",") if name]
    names = ["tumen", "plain", *(contenders.EXTRACTORS if everybody else ("trafilatura",))]
    for name in names:
        if wanted and name not in wanted:
            continue
        starters = {"tumen": contenders.tumen, "plain": contenders.plain}
        run = starters[name](feed, count) if name in starters else contenders.extractor(name, feed, min(count, _FEW))
        if run is not None:
            sys.stderr.write(f"{run.name}: {run.rate:.1f} pages per CPU second, {run.cost.peak:.0f} MB\n")
            yield run


@contextmanager
def serving(count: int, share: float, folder: Path | None) -> Iterator[str]:
    """The address of a feed of so many pages, served while the block lasts."""
    command = [sys.executable, "-m", "benchmarks.server", str(count), str(share), *([str(folder)] if folder else [])]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stdin is not None
        yield f"http://{host_of(0)}:{int(server.stdout.readline())}/feed.xml"
        server.stdin.close()


def _plot(figures: dict[str, Any]) -> None:
    """In the environment of the peers, which has matplotlib; without it there is no plot."""
    python = PEERS / "bin" / "python"
    if python.exists():
        command = [str(python), str(ROOT / "benchmarks" / "plots.py"), str(ROOT / "docs" / "performance.svg")]
        subprocess.run(command, input=json.dumps(figures), text=True, check=True)


if __name__ == "__main__":
    main()
