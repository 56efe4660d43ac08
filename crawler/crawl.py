"""One crawl, from leasing the sources to closing the books, in this process."""

import importlib
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.bench import open_bench
from crawler.hearing import Signals
from crawler.interrupts import drop_tasks, interruptible
from crawler.launch import Conductor, hand_over, of_installation
from crawler.logs import hush
from crawler.round import Progress, Round
from crawler.source_spider import SourceSpider
from crawler.taking import open_round
from storage.database import Database, DatabaseError
from storage.runs import RunOutcome, SourceCount
from tumen.catalogue import Installation, Source
from tumen.now import utc_now
from tumen.yamlfile import ConfigurationError

log = logging.getLogger(__name__)

# Seconds for which the thread that stores may go on while the event loop wants to. With every packet read the loop gives the
# interpreter up, and a page comes in a dozen: at Python's own 5 ms receiving one would take as long as storing it.
SWITCH = 0.0005


@dataclass(frozen=True, slots=True)
class Poll:
    """How one source answered."""

    source: str
    reason: str | None  # None: not asked, the crawl ended before
    detail: str
    polled: bool


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did. `sources` counts rows; `polls` says how each source it took answered."""

    run: int
    outcome: RunOutcome
    sources: tuple[SourceCount, ...]
    polls: tuple[Poll, ...]
    passed_over: tuple[str, ...]  # wanted, but not due, in another crawl's hands, or of a kind that has no spider yet
    seconds: float

    @property
    def unreachable(self) -> tuple[Poll, ...]:
        return tuple(poll for poll in self.polls if not poll.polled)


def crawl(
    installation: Installation,
    database: Database,
    sources: Sequence[Source],
    *,
    due_only: bool,
    owner: str | None = None,
    job: str = "crawl",
    progress: Progress | None = None,
    now: Callable[[], datetime] = utc_now,
) -> CrawlReport:
    """Ask the sources and store what they announce. Once in a process: Twisted's reactor does not start twice.

    SIGINT and SIGTERM end it within 8 seconds, the sources given back. An error of ours makes the outcome "failed"; the log has
    it. Raises storage.database.DatabaseError and ConfigurationError, after giving back what can be given back.
    """
    begun = time.monotonic()
    owner = owner or f"{socket.gethostname()}:{os.getpid()}"
    with open_bench(installation, database, now) as bench:
        books = open_round(installation, bench, sources, due_only=due_only, owner=owner, job=job, progress=progress)
        try:
            if books.revisits or not all(account.put_off for account in books.accounts.values()):
                _run(installation, books)
        except KeyboardInterrupt:  # before Scrapy's loop runs, or after it
            books.interrupted = True
        outcome, counts = _close(books)
    polls = tuple(
        Poll(account.source.id, account.poll and account.poll.value, account.put_off or account.detail, account.polled)
        for account in books.accounts.values()
    )
    passed_over = tuple(source.id for source in sources if source.id not in books.accounts)
    return CrawlReport(books.run, outcome, tuple(counts), polls, passed_over, time.monotonic() - begun)


def _close(books: Round) -> tuple[RunOutcome, list[SourceCount]]:
    books.feeds.close()
    try:
        return books.finish()
    finally:
        if isinstance(books.fault, DatabaseError | ConfigurationError):
            raise books.fault  # the first one says more than those it led to


def _import_handler() -> None:
    """Import Scrapy's HTTP handler in a thread of its own, whose stack is short: for each class that it calls deprecated Scrapy
    reads the source of every caller, which takes 0.3 s from where it would import the handler itself."""
    thread = threading.Thread(target=importlib.import_module, args=("crawler.handler",))
    thread.start()
    thread.join()


def _run(installation: Installation, books: Round) -> None:
    _import_handler()
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    asked = [account.source for account in books.accounts.values()]
    settings.setdict(of_installation(installation, asked), priority="cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # logging belongs to the command line
    hush()
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    crawler = process.create_crawler(SourceSpider)
    crawler.signals = Signals(crawler)
    hand_over(crawler.settings, books)
    conductor = Conductor(crawler, books)
    crawling = process.crawl(crawler)
    sys.setswitchinterval(SWITCH)
    with interruptible(conductor.interrupt):
        process.start(install_signal_handlers=False)
    drop_tasks()
    if crawling.done() and not crawling.cancelled() and books.fault is None:
        books.fault = crawling.exception()
