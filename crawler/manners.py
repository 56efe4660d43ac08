"""When a host may be asked: spacing, pauses and robots.txt, kept in the database, so that they hold for every crawl."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from storage import hosts
from storage.database import Database
from storage.hosts import KnownRobots, Turn
from tumen.now import utc_now

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds a request waits for a host to be ready again; longer pauses leave it to a later crawl
UNNAMED = 60.0  # seconds of pause after a 429 that names none
ROBOTS_HOLD = timedelta(hours=24)  # at most, says RFC 9309 2.4


class Manners:
    """Without a database (a single fetch by hand) nothing is known of a host and nothing is kept.

    Methods raise storage.database.DatabaseError.
    """

    def __init__(self, database: Database | None = None, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    def turn(self, host: str, gap: float) -> Turn:
        """The next free moment of a host, `gap` seconds after any other request to it."""
        if self._database is None:
            return Turn()
        with self._database.writing() as connection:
            return hosts.take_turn(connection, host, now=self._now(), gap=timedelta(seconds=gap))

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long."""
        log.info("event=host.paused host=%s seconds=%.0f", host, seconds)
        if self._database is not None:
            with self._database.writing() as connection:
                hosts.pause(connection, host, until=self._now() + timedelta(seconds=seconds))

    def is_paused(self, host: str) -> bool:
        """Whether a host wants to be left alone, as another request may have been told meanwhile."""
        if self._database is None:
            return False
        with self._database.reading() as connection:
            return bool(hosts.paused(connection, {host}, now=self._now()))

    def robots(self, origin: str) -> KnownRobots | None:
        """What the robots.txt of an origin said within the last day."""
        if self._database is None:
            return None
        with self._database.reading() as connection:
            return hosts.robots_of(connection, origin, now=self._now())

    def remember(self, origin: str, known: KnownRobots) -> None:
        """Keep a robots.txt for a day."""
        if self._database is not None:
            now = self._now()
            with self._database.writing() as connection:
                hosts.remember_robots(connection, origin, known, now=now, expires=now + ROBOTS_HOLD)


def host_of(netloc: str) -> str:
    """The host that manners go by: without port, as many ports are one machine."""
    name = netloc.rpartition("@")[2].lower()
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
