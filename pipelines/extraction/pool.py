"""Extraction in worker processes: one page may hang, blow up or kill its worker, and only that page is refused.

Workers are started by a fork server, not forked from this process: Twisted's threads and sockets must not be copied into them,
and a replacement for a killed worker is ready at once because the server has imported the parser. Spawned workers would pay
about a second of imports each.
"""

import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections import Counter
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from tumen.journey import Document, Page, Rejected
from tumen.outcomes import Reason
from tumen.parentage import end_with_parent

PAGES_PER_WORKER = 500  # then it is replaced: lxml's name table and the allocator's fragments grow with every page
MEMORY_PER_PAGE = 240 * 2**20  # bytes; a warm worker is 155 MB resident: below 400 MB in all; real pages take up to 60 MB
# Niceness: the event loop then waits some 40 ms instead of 55 (99th percentile, two workers on two cores, docs/performance.md);
# with 10 it is 36, but on a busy machine a worker would have a ninth of what others have, and pages have a time limit.
YIELDING = 5

_CLOSED = "the extraction pool is closed"

Extracted = Document | Rejected


class ExtractionPool:
    """Worker processes that run `pipelines.extraction.extract.extract`. Nothing is started before the first page.

    May be used from several threads; submitting never waits, neither for a page nor for the workers to be started.
    """

    def __init__(self, workers: int, wall_seconds: float) -> None:
        self._workers = workers
        self._wall_seconds = wall_seconds
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._broken: list[ProcessPool] = []
        self._closed = False
        self._deaths: Counter[str] = Counter()
        self._waiting: set[Future[Extracted]] = set()
        self._runs = False
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workers")  # the fork server takes a second

    def submit(self, page: Page | Rejected) -> "Future[Extracted]":
        """The document on `page`, soon; for a page that refused, of its feed's text.

        Time-out, memory limit and a dead worker give Rejected(TOO_SLOW); an error in extraction itself is the future's exception.
        A page whose address has killed two workers is refused without a third.
        """
        outer: Future[Extracted] = Future()
        outer.set_running_or_notify_cancel()
        if self._deaths[page.fetch.url] > 1:
            outer.set_result(_refused(page, f"killed {self._deaths[page.fetch.url]} workers before"))
        elif self._runs:
            self._schedule(page, outer)
        else:
            starting = self._starter.submit(self._schedule, page, outer)
            starting.add_done_callback(lambda done: _pass_on(done, outer))
        return outer

    def deaths(self, url: str) -> int:
        """How many workers a page at this address has cost in the life of this pool, time-outs included."""
        return self._deaths[url]

    def close(self) -> None:
        """Stop the workers. Futures of pages under way, and of pages submitted from now on, end in CancelledError."""
        with self._lock:
            self._closed, self._runs = True, True  # what is submitted from now on is answered at once
            pools, self._broken, self._pool = [*self._broken, self._pool], [], None
            waiting, self._waiting = self._waiting, set()
        for pool in pools:
            if pool is not None:
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()
        self._starter.shutdown()
        for future in waiting:  # pebble leaves the futures of a stopped pool as they are
            if not future.done():
                future.set_exception(CancelledError(_CLOSED))

    def __enter__(self) -> "ExtractionPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _schedule(self, page: Page | Rejected, outer: "Future[Extracted]") -> None:
        with self._lock:
            if self._closed:
                outer.set_exception(CancelledError(_CLOSED))
                return
            try:
                inner = self._running().schedule(_work, args=(page,), timeout=self._wall_seconds)
            except RuntimeError:  # broken while idle: an idle worker was killed, and pebble then gives up the whole pool
                self._set_aside()
                inner = self._running().schedule(_work, args=(page,), timeout=self._wall_seconds)
            self._waiting.add(outer)
            self._runs = True
        inner.add_done_callback(lambda done: self._hand_over(done, page, outer))

    def _running(self) -> ProcessPool:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["pipelines.extraction.warm"])
            self._pool = ProcessPool(max_workers=self._workers, max_tasks=PAGES_PER_WORKER, initializer=_prepare, context=context)
        return self._pool

    def _set_aside(self) -> None:
        """A broken pool is only joined in `close`: this may run in one of its own threads."""
        if self._pool is not None:
            self._broken.append(self._pool)
            self._pool = None
            self._runs = False

    def _hand_over(self, inner: "Future[Extracted]", page: Page | Rejected, outer: "Future[Extracted]") -> None:
        error = CancelledError() if inner.cancelled() else inner.exception()
        if _no_fault_of_the_page(error) and not self._closed:
            self._schedule(page, outer)
            return
        with self._lock:
            if outer not in self._waiting:
                return  # `close` answers it
            self._waiting.discard(outer)
        if error is None:
            outer.set_result(inner.result())
        elif isinstance(error, FutureTimeoutError):
            outer.set_result(self._died(page, f"no result within {self._wall_seconds:g} s"))
        elif isinstance(error, ProcessExpired):
            outer.set_result(self._died(page, f"worker died with exit code {error.exitcode}"))
        else:
            outer.set_exception(error)

    def _died(self, page: Page | Rejected, how: str) -> Rejected:
        self._deaths[page.fetch.url] += 1
        again = "; second time at this address" if self._deaths[page.fetch.url] > 1 else ""
        return _refused(page, how + again)


def _pass_on(starting: "Future[None]", outer: "Future[Extracted]") -> None:
    """Workers that cannot be started are an error of the page that needed them."""
    error = starting.exception()
    if error is not None and not outer.done():
        outer.set_exception(error)


def _no_fault_of_the_page(error: BaseException | None) -> bool:
    """It was waiting when an idle worker was killed, or somebody asked its worker to end, as who stops a whole group does."""
    asked = isinstance(error, ProcessExpired) and abs(error.exitcode) == signal.SIGTERM  # pebble exits with it
    return asked or isinstance(error, BrokenProcessPool)


def _refused(page: Page | Rejected, detail: str) -> Rejected:
    return Rejected(page.fetch, Reason.TOO_SLOW, detail=detail, title=page.fetch.entry.title if page.fetch.entry else "")


def _work(page: Page | Rejected) -> Extracted:
    from lxml.etree import XMLSyntaxError, XPathEvalError

    from pipelines.extraction.extract import extract, salvage

    try:
        return extract(page) if isinstance(page, Page) else salvage(page)
    # The recovering HTML parser refuses no syntax, and no expression here comes from a page: so lxml says "no memory".
    except (MemoryError, XMLSyntaxError, XPathEvalError):
        return _refused(page, f"needs more than {MEMORY_PER_PAGE >> 20} MB of memory")


def _prepare() -> None:
    """In a new worker: die with the parent, leave Ctrl-C to it, let others go first, limit memory."""
    end_with_parent(signal.SIGKILL)
    os.nice(YIELDING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of every page without text; the row says so

    import pipelines.extraction.warm  # noqa: F401 — done by the fork server; without it, before the limit is measured from here

    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[5])  # data and stack, in pages
        limit = pages * resource.getpagesize() + MEMORY_PER_PAGE
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
