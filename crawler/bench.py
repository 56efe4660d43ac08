"""The workbench of a crawl: what the steps behind the spider work with."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pipelines.workbench import Workbench, open_workbench
from pipelines.writing import Together
from storage.archive import Archive
from storage.database import Database
from tumen.catalogue import Machine
from tumen.configuration import configured_file
from tumen.now import utc_now

MOST_WORKERS = 4  # each takes up to 400 MB; two extract faster than polite crawling of 100 hosts brings pages
PAGE_SECONDS = 20.0  # wall limit of one page; real ones take 0.04, the slowest of 90 measured 0.3

TOGETHER = Together(0.1, 32)  # hosts are asked seconds apart: nobody waits for a row; 32 bodies are half of what may be in memory


@contextmanager
def open_bench(installation: Machine, database: Database, now: Callable[[], datetime] = utc_now) -> Iterator[Workbench]:
    """Stations and extraction workers of this installation; the workers end with the block."""
    with open_workbench(
        lambda name: configured_file(installation.home, f"seeds/{name}"),
        database,
        Archive(installation.state / "archive", os.uname().nodename),
        workers=min(os.cpu_count() or 1, MOST_WORKERS),
        page_seconds=PAGE_SECONDS,
        together=TOGETHER,
        now=now,
    ) as bench:
        yield bench
