"""Where polls are read: small answers in place, large and packed ones in a worker process that can be ended."""

import asyncio
import multiprocessing
import os
import resource
import signal
from concurrent.futures import TimeoutError as FutureTimeoutError

from pebble import ProcessExpired, ProcessPool

from crawler.answers import Answer, Reading
from crawler.kinds import read_answer
from tumen.catalogue import Source
from tumen.parentage import end_with_parent

LARGE = 100_000  # bytes; parsing costs feedparser up to 0.5 s for the worst body of this size
_PACKED = (b"PK", b"\x1f\x8b")  # a few kilobytes of these may hold a gigabyte
LONGEST = 20.0  # seconds for one feed; the largest honest ones take 2
MOST_MEMORY = 320 * 1024 * 1024  # bytes of data in the worker: below 400 MB in all; a sitemap of 50,000 addresses takes 80


class TooSlowError(Exception):
    """Reading the feed took too long or too much memory."""


class FeedReaders:
    """The worker starts with the first large feed."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._pool: ProcessPool | None = None

    async def read(self, answer: Answer, source: Source) -> Reading:
        """What crawler.kinds.read_answer returns and raises; and TooSlowError, for large answers."""
        if len(answer.body) < LARGE and not answer.body.startswith(_PACKED):
            return read_answer(answer, source)
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # fork would copy a running reactor and its threads
            self._pool = ProcessPool(max_workers=1, max_tasks=50, initializer=_prepare_worker, context=context)
        future = self._pool.schedule(read_answer, args=[answer, source], timeout=self._longest)
        try:
            reading: Reading = await asyncio.wrap_future(future)
        except FutureTimeoutError as error:
            raise TooSlowError(f"not read within {self._longest:g} s") from error
        except (ProcessExpired, MemoryError) as error:
            raise TooSlowError("its reader died of it") from error
        return reading

    def close(self) -> None:
        """End the worker, whatever it is at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None


def _prepare_worker() -> None:
    end_with_parent(signal.SIGKILL)
    os.setsid()  # a signal to the crawl's group is for the crawl: it decides when its workers end
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
