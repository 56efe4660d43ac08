"""Holding on to the sources of a crawl, in a thread of its own: a busy event loop must not let them lapse.

A process that was stopped, or cut off from its database, may have been given up for dead meanwhile. So nothing is sent unless the
leases were extended within their span, by a clock that goes on while the process, or the machine, stands still.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from storage import sources
from storage.database import Database, DatabaseError
from storage.leases import EXTEND_EVERY, SPAN

log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds for an extension under way when the crawl ends
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # Linux has one that counts a machine's sleep too


def steady() -> float:
    """Seconds of a clock that nobody sets."""
    return time.clock_gettime(_CLOCK)


class Leases:
    """The leases of one crawl by source, with their numbers. `since`: a moment (`steady`) not later than they were taken."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        held: Mapping[str, int],
        since: float,
        span: timedelta = SPAN,
        every: float = EXTEND_EVERY,
    ) -> None:
        self._database = database
        self._now = now
        self._span = span
        self._every = every
        self._held = dict(held)
        self._lost: set[str] = set()
        self._sure_until = since + span.total_seconds()
        self._fault: DatabaseError | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._extend_until_over, name="leases", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Extend no more. What is still held lapses, or is given back by its number."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def done(self, source: str) -> None:
        """A source was given back."""
        with self._lock:
            self._held.pop(source, None)

    def certain(self) -> bool:
        """Whether what is not lost is ours for certain; False while that is not known, as after the process was stopped.

        Raises DatabaseError once leases may have lapsed because the database was away.
        """
        with self._lock:
            if steady() < self._sure_until:
                return True
            if self._fault is not None:
                raise self._fault
            return False

    def is_lost(self, source: str) -> bool:
        """Whether another crawl has the source."""
        with self._lock:
            return source in self._lost

    def _extend_until_over(self) -> None:
        while not self._over.wait(self._every):
            self.extend()

    def extend(self) -> None:
        """Once, for all that is held."""
        with self._lock:
            held = dict(self._held)
        began = steady()
        try:
            with self._database.writing() as connection:
                ours = sources.extend(connection, held, now=self._now(), span=self._span)
        except DatabaseError as error:
            log.warning("event=lease.not_extended error=%r", str(error))
            with self._lock:
                self._fault = error
            return
        with self._lock:
            self._fault = None
            self._sure_until = began + self._span.total_seconds()
            lost = {source for source in held.keys() - ours if source in self._held} - self._lost
            self._lost |= lost
        for source in sorted(lost):
            log.error("event=lease.lost source=%s", source)
