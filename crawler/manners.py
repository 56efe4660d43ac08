"""When a host may be asked: spacing, pauses and robots.txt, kept in the database, so that they hold for every crawl."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.gathered import Gathered
from storage import hosts
from storage.database import Connection, Database
from storage.hosts import Hold, KnownRobots, Turn, Wish
from tumen.now import utc_now

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds a request waits for a host to be ready again; longer pauses leave it to a later crawl
HELD = timedelta(seconds=10)  # a host asked for the second time is ours for so long: another crawl's request waits no longer
MOMENT = 0.05  # seconds: the first requests to hosts that stand together share a transaction
UNNAMED = 60.0  # seconds of pause after a 429 that names none
ROBOTS_HOLD = timedelta(hours=24)  # at most, says RFC 9309 2.4


class Manners:
    """Without a database (a single fetch by hand) nothing is known of a host and nothing is kept.

    What requests ask for in the same moment is one transaction. A host that is asked again and again is held for a while, and
    its requests are spaced here. Methods raise storage.database.DatabaseError.
    """

    def __init__(self, database: Database | None = None, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now
        self._holds: dict[str, Hold] = {}
        self._rules: dict[str, KnownRobots] = {}  # read, and not yet kept
        self._turns = Gathered(self._take_turns, MOMENT)
        self._robots = Gathered(self._read_robots, MOMENT)

    async def turn(self, host: str, gap: float) -> Turn:
        """The next free moment of a host, `gap` seconds before any other request to it."""
        if self._database is None:
            return Turn()
        return self._held(host, timedelta(seconds=gap)) or await self._turns.ask((host, gap))

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long."""
        log.info("event=host.paused host=%s seconds=%.0f", host, seconds)
        if self._database is not None:
            hold = self._holds.pop(host, None)
            with self._database.writing() as connection:
                hosts.give_back(connection, {host: hold} if hold else {})
                hosts.pause(connection, host, until=self._now() + timedelta(seconds=seconds))

    def is_paused(self, host: str) -> bool:
        """Whether a host wants to be left alone, as another request may have been told meanwhile."""
        if self._database is None:
            return False
        with self._database.reading() as connection:
            return bool(hosts.paused(connection, {host}, now=self._now()))

    async def robots(self, origin: str) -> KnownRobots | None:
        """What the robots.txt of an origin said within the last day."""
        if self._database is None:
            return None
        return self._rules.get(origin) or await self._robots.ask(origin)

    def remember(self, origin: str, known: KnownRobots) -> None:
        """Keep a robots.txt for a day; it is written with the next turn that is taken, and with `close`."""
        if self._database is not None:
            self._rules[origin] = known

    def close(self) -> None:
        """Write what is not yet written, and let go of what is held."""
        if self._database is not None and (self._holds or self._rules):
            with self._database.writing() as connection:
                self._write_rules(connection)
                hosts.give_back(connection, self._holds)
            self._holds.clear()
            self._rules.clear()

    def _held(self, host: str, gap: timedelta) -> Turn | None:
        """A turn at a host that is ours for long enough."""
        hold = self._holds.get(host)
        now = self._now()
        if hold is None or max(now, hold.free) + gap > hold.until or hold.free > now + hosts.LONGEST_QUEUE:
            return None  # the last: a clock set back
        at = max(now, hold.free)
        self._holds[host] = replace(hold, free=at + gap)
        return Turn(wait=at - now)

    def _take_turns(self, wanted: Sequence[tuple[str, float]]) -> list[Turn]:
        assert self._database is not None  # noqa: S101 (callers looked)
        wishes = []
        for host, gap in wanted:
            before = self._holds.get(host)
            wishes.append(Wish(host, timedelta(seconds=gap), HELD if before else timedelta(), before))
        with self._database.writing() as connection:
            self._write_rules(connection)
            turns = hosts.take_turns(connection, wishes, now=self._now())
        self._rules.clear()
        for wish, turn in zip(wishes, turns, strict=True):
            if turn.hold is not None:
                self._holds[wish.host] = turn.hold
        return turns

    def _write_rules(self, connection: Connection) -> None:
        now = self._now()
        for origin, known in sorted(self._rules.items()):
            hosts.remember_robots(connection, origin, known, now=now, expires=now + ROBOTS_HOLD)

    def _read_robots(self, origins: Sequence[str]) -> list[KnownRobots | None]:
        assert self._database is not None  # noqa: S101 (callers looked)
        with self._database.reading() as connection:
            found = hosts.robots_of(connection, set(origins), now=self._now())
        return [found.get(origin) for origin in origins]


def host_of(netloc: str) -> str:
    """The host that manners go by: without port, as many ports are one machine."""
    name = netloc.rpartition("@")[2].lower()
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
