"""Extraction in workers: two beside one, and what the crawl's event loop notices of it.

`python -m benchmarks.workers [--pages FOLDER]`
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import contenders
from benchmarks.meter import ROOT
from benchmarks.pages import pages_of
from benchmarks.serving import serving
from benchmarks.stations import page_of
from pipelines.extraction.pool import ExtractionPool
from tumen.journey import Page

_EXTRACTED = 180  # pages: each of the folder twice
_CRAWLED = 200  # pages, all relevant
_LONGEST = 60.0  # seconds for a page


@dataclass(frozen=True, slots=True)
class Workers:
    one: float  # seconds for `pages` pages, one worker
    two: float
    pages: int
    waits: tuple[float, float, float]  # ms: median, 99th percentile and longest, of a crawl of relevant pages alone
    turns: tuple[float, float, float]  # ms of CPU of the loop's turns, the same three
    crawled: int


def measured(folder: Path | None) -> Workers:
    pages = [page_of(number, page) for number, page in enumerate(pages_of(folder, _EXTRACTED, 1.0))]
    waits, turns = _loop(folder)
    return Workers(_wall(1, pages), _wall(2, pages), len(pages), waits, turns, _CRAWLED)


def _wall(workers: int, pages: list[Page]) -> float:
    with ExtractionPool(workers, _LONGEST) as pool:
        for future in [pool.submit(page) for page in pages[: 4 * workers]]:  # they are started, and warm
            future.result()
        begun = time.monotonic()
        for future in [pool.submit(page) for page in pages]:
            future.result()
        return time.monotonic() - begun


def _loop(folder: Path | None) -> list[tuple[float, float, float]]:
    """Of the waits and of the turns."""
    with serving(_CRAWLED, 1.0, folder) as feeds, tempfile.TemporaryDirectory(prefix="tumen-bench-") as name:
        environment = contenders.home(Path(name), feeds)
        out = Path(name) / "waits"
        for command in (contenders.command("database", "upgrade"), (sys.executable, "-m", "benchmarks.loop", str(out), "crawl")):
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        found = [sorted(1000 * float(seconds) for seconds in line.split()) for line in out.read_text().splitlines()]
    return [(some[len(some) // 2], some[len(some) * 99 // 100], some[-1]) for some in found]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.workers", description="Two workers beside one, and the event loop."
    )
    parser.add_argument("--pages", type=Path, help="a folder of saved news pages (.html, .html.gz); made-up ones without it")
    sys.stdout.write(f"{measured(parser.parse_args().pages)}\n")
