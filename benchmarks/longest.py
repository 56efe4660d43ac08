"""One crawl of many pages: does its memory stay flat? `python -m benchmarks.longest [--pages FOLDER] [--count N]`

Memory is looked at while the rows in the database grow: of the crawl's own process, and of all its processes together (pages
shared by several counted once).
"""

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import contenders
from benchmarks.meter import ROOT, family, proportional
from benchmarks.serving import serving

COUNT = 10_000
SHARE = 0.02
_WARM = 500  # pages: by then workers have started and caches are full
_EVERY = 1.0  # seconds

Look = tuple[int, float, float]  # rows, MB of the crawl's process, MB of all


@dataclass(frozen=True, slots=True)
class Long:
    pages: int
    wall: float  # seconds
    peak: float  # MB, all processes
    own_slope: float  # MB for 1,000 pages more, the crawl's process, after the first 500 pages
    slope: float  # the same, all processes


def crawl(count: int, folder: Path | None) -> Long:
    """A crawl of `count` pages, 2 % of them relevant."""
    with serving(count, SHARE, folder) as feeds, tempfile.TemporaryDirectory(prefix="tumen-bench-") as name:
        environment = contenders.home(Path(name), feeds)
        subprocess.run(contenders.command("database", "upgrade"), cwd=ROOT, env=environment, check=True, capture_output=True)
        begun = time.monotonic()
        with (
            (Path(name) / "said").open("wb") as said,
            subprocess.Popen(
                contenders.command("crawl", "--json"), cwd=ROOT, env=environment, stdout=said, stderr=said
            ) as process,
        ):
            looks = _looks(process, lambda: _rows(Path(name) / "var" / "tumen.db"))
        wall = time.monotonic() - begun
        rows = _rows(Path(name) / "var" / "tumen.db")
        if process.returncode or rows < count:
            raise SystemExit(f"exit code {process.returncode}, {rows} rows\n{(Path(name) / 'said').read_text()[-2000:]}")
    steady = [look for look in looks if look[0] >= _WARM and look[1]]  # the last may come when it has ended, and find nothing
    return Long(count, wall, max(look[2] for look in looks), _slope(steady, 1), _slope(steady, 2))


def _looks(process: "subprocess.Popen[bytes]", rows: Callable[[], int]) -> list[Look]:
    found: list[Look] = []
    over = threading.Event()
    threading.Thread(target=lambda: (process.wait(), over.set()), daemon=True).start()
    while not over.wait(_EVERY):
        all_of_them = sum(map(proportional, family(process.pid))) / 1024
        found.append((rows(), proportional(process.pid) / 1024, all_of_them))
    return found


def _rows(database: Path) -> int:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        return int(connection.execute("select count(*) from fetches").fetchone()[0])


def _slope(looks: Sequence[Look], which: int) -> float:
    rows = [look[0] / 1000 for look in looks]
    return statistics.linear_regression(rows, [look[which] for look in looks]).slope


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.longest", description="Memory of one long crawl.")
    parser.add_argument("--pages", type=Path, help="a folder of saved news pages (.html, .html.gz); made-up ones without it")
    parser.add_argument("--count", type=int, default=COUNT, help=f"pages (default: {COUNT})")
    options = parser.parse_args()
    sys.stdout.write(f"{crawl(options.count, options.pages)}\n")
