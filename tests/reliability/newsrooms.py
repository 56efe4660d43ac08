"""A world of newsrooms that is made up: when each publishes, and what polls at given moments would find. No network, no clock.

Five kinds of newsroom in about the proportions of the shipped catalogue, each in its zone: busy by day, quieter at night and on
weekends, at random otherwise. A feed holds its latest entries; what slipped off before it was asked is lost.
"""

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.pace import Answered, Rhythm, learn, pace
from tumen.catalogue import Affiliation, Bounds, Kind, Schedules, Source

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
ZONES = ("Asia/Seoul", "Europe/Moscow", "Asia/Vladivostok", "America/New_York", "Europe/Berlin")
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Trade:
    """What newsrooms of a kind have in common; `night` and `weekend` as parts of the rate by day and on working days."""

    share: float
    a_day: tuple[float, float]  # entries, least and most
    night: float
    weekend: float
    every: timedelta  # what the catalogue says
    holds: tuple[int, int]  # entries of the feed


TRADES = {
    "wire": Trade(0.10, (40, 100), 0.5, 0.7, QUARTER, (30, 100)),
    "paper": Trade(0.25, (10, 30), 0.15, 0.6, HOUR / 2, (20, 50)),
    "local": Trade(0.30, (3, 12), 0.1, 0.4, HOUR, (10, 30)),
    "office": Trade(0.20, (1, 4), 0.02, 0.05, 2 * HOUR, (10, 20)),
    "institute": Trade(0.15, (0.2, 0.8), 0.05, 0.2, 6 * HOUR, (10, 10)),
}


@dataclass(frozen=True)
class Newsroom:
    number: int
    trade: str
    zone: str
    every: timedelta
    holds: int
    published: tuple[datetime, ...]

    @property
    def bounds(self) -> Bounds:
        source = Source("a", "A", Kind.FEED, "https://a.example/", ("en",), Affiliation.WIRE, self.zone, self.every, True)
        return Schedules((), (), ()).bounds_of(source)

    def feed(self, now: datetime) -> tuple[datetime, ...]:
        """When its entries were published, the latest first."""
        until = bisect_right(self.published, now)
        return self.published[max(0, until - self.holds) : until][::-1]


def newsrooms(count: int, days: int, seed: int = 1) -> list[Newsroom]:
    chance, found = random.Random(seed), []
    for trade, about in TRADES.items():
        for _ in range(round(count * about.share)):
            zone, a_day, holds = chance.choice(ZONES), chance.uniform(*about.a_day), chance.randint(*about.holds)
            times = tuple(_published(chance, about, zone, a_day, days))
            found.append(Newsroom(len(found), trade, zone, about.every, holds, times))
    return found


def _published(chance: random.Random, about: Trade, zone: str, a_day: float, days: int) -> Iterator[datetime]:
    clock = ZoneInfo(zone)

    def busy(moment: datetime) -> float:
        wall = moment.astimezone(clock)
        return (about.weekend if wall.weekday() >= 5 else 1.0) * (about.night if wall.hour < 7 or wall.hour >= 22 else 1.0)

    mean = sum(busy(BEGIN + n * HOUR) for n in range(168)) / 168
    at = BEGIN
    while at < BEGIN + timedelta(days=days):
        at += HOUR * chance.expovariate(a_day / 24 / mean)
        if chance.random() < busy(at):
            yield at


@dataclass
class Tally:
    """What came of a day's polls."""

    polls: int = 0
    delays: list[float] = field(default_factory=list)  # minutes from publication to the poll that found it
    lost: int = 0


Chosen = Callable[[Newsroom, Rhythm, Answered], timedelta]


def quarter_hourly(room: Newsroom, rhythm: Rhythm, poll: Answered) -> timedelta:
    del room, rhythm, poll
    return QUARTER


def adaptive(room: Newsroom, rhythm: Rhythm, poll: Answered) -> timedelta:
    chosen = pace(room.every, room.bounds, rhythm, poll, room.zone).interval
    return chosen - max(timedelta(), chosen - room.bounds.fastest) * 0.05  # the mean of what spreads the load


def watch(room: Newsroom, days: int, tick: timedelta, chosen: Chosen, learnt: Rhythm | None = None) -> tuple[Tally, Rhythm]:
    """Polls on a grid of ticks over `days`; the tally is of the last of them. An unchanged feed answers "not modified"."""
    tally, rhythm, due, since, seen = Tally(), learnt or Rhythm(), BEGIN, None, BEGIN
    counted = BEGIN + timedelta(days=days - 1)
    for n in range(int(timedelta(days=days) / tick)):
        now = BEGIN + n * tick
        if now < due:
            continue
        window = room.feed(now)
        fresh = [moment for moment in window if moment > seen]
        came = bisect_right(room.published, now) - bisect_right(room.published, seen)
        poll = Answered(now, since, len(fresh), len(window) if fresh else None)
        rhythm = learn(rhythm, poll, room.zone)
        if now >= counted:
            tally.polls += 1
            tally.lost += came - len(fresh)
            tally.delays += [(now - moment).total_seconds() / 60 for moment in fresh if moment >= counted]
        due, since, seen = now + chosen(room, rhythm, poll), now, now
    return tally, rhythm
