"""Silence noticed: a year of healthy sources with few false alarms, and every kind of death told in time."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from crawler.health import FLOOR, Health, State, judge, learn
from storage.history import LEARNT, History, PastPage, PastPoll
from tumen.outcomes import Reason

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = 12
END = BEGIN + 365 * DAY


def poisson(gap: timedelta) -> Callable[[random.Random], Iterator[datetime]]:
    """News at random, `gap` apart on average."""

    def news(chance: random.Random) -> Iterator[datetime]:
        at = BEGIN
        while at < END:
            at += gap * chance.expovariate(1)
            yield at

    return news


def office(a_day: float, holidays: int = 8) -> Callable[[random.Random], Iterator[datetime]]:
    """News in office hours of Seoul, Monday to Friday, with days off."""

    def news(chance: random.Random) -> Iterator[datetime]:
        off = set(chance.sample(range(365), holidays))
        for n in range(365):
            day = BEGIN + n * DAY
            if day.weekday() < 5 and n not in off:
                count = max(1, round(chance.gauss(a_day, a_day / 3))) if a_day >= 1 else int(chance.random() < a_day)
                yield from sorted(day + timedelta(hours=chance.uniform(0, 9)) for _ in range(count))

    return news


def weekly(chance: random.Random) -> Iterator[datetime]:
    """A column on Tuesdays, sometimes a day late, left out at times."""
    for n in range(52):
        if chance.random() > 0.05:
            yield BEGIN + timedelta(days=7 * n + 5 + (chance.random() < 0.2), hours=chance.uniform(0, 12))


SOURCES: dict[str, Callable[[random.Random], Iterator[datetime]]] = {
    "wire": poisson(timedelta(minutes=40)),
    "daily": poisson(8 * HOUR),
    "slow": poisson(DAY),
    "rare": poisson(3 * DAY),
    "rarest": poisson(7 * DAY),
    "ministry": office(2),
    "paper": office(12),
    "customs": office(0.6),
    "column": weekly,
}
EACH = 12  # of every kind, each with chances of its own: 108 sources, 1,188 source-months after the first four weeks


@dataclass(frozen=True)
class World:
    """One source over a year: its news, and the nights its server was away."""

    news: list[datetime]
    away: list[tuple[datetime, datetime]]

    def polls(self, now: datetime) -> tuple[PastPoll, ...]:
        """The last 40, one an hour."""
        found = [now - n * HOUR for n in range(40)]
        return tuple(PastPoll(at, self._answer(at)) for at in reversed(found))

    def _answer(self, at: datetime) -> Reason:
        if any(begin <= at < end for begin, end in self.away):
            return Reason.TIMEOUT
        new = bisect_right(self.news, at) - bisect_right(self.news, at - HOUR)
        return Reason.ENTRIES if new else Reason.NOT_MODIFIED

    def seen(self, now: datetime) -> tuple[datetime, ...]:
        """When polls brought news: on the hour after it came."""
        first, last = bisect_left(self.news, now - LEARNT), bisect_right(self.news, now)
        hours = {int((at - BEGIN) / HOUR) + 1 for at in self.news[first:last]}
        return tuple(BEGIN + n * HOUR for n in sorted(hours) if BEGIN + n * HOUR <= now)

    def history(self, now: datetime) -> History:
        return History("source", "https://a.example/rss", BEGIN, now, self.seen(now), self.polls(now), ())


@cache
def world(kind: str, number: int) -> World:
    chance = random.Random(f"{kind} {number}")
    nights = [BEGIN + timedelta(days=30 * n + chance.uniform(0, 25)) for n in range(12)]
    away = [(night, night + timedelta(hours=chance.uniform(1, 14))) for night in nights]
    return World(sorted(at for at in SOURCES[kind](chance) if at < END), away)


def false_alarms(world: World) -> int:
    """An alarm can only be where silence was longest: at the last poll before news, and at the end of a night away."""
    learning = BEGIN + 28 * DAY
    looks = {
        BEGIN + int((two - BEGIN) / HOUR) * HOUR
        for one, two in zip(world.news, world.news[1:], strict=False)
        if two - one > FLOOR
    }
    looks |= {BEGIN + int((end - BEGIN) / HOUR) * HOUR for _, end in world.away}
    return sum(judge(world.history(now)).alarm for now in sorted(looks) if learning < now < END)


def test_a_year_of_healthy_sources_gives_at_most_one_false_alarm_in_forty_source_months() -> None:
    alarms = {kind: sum(false_alarms(world(kind, number)) for number in range(EACH)) for kind in SOURCES}
    months = len(SOURCES) * EACH * (MONTHS - 1)
    assert sum(alarms.values()) <= months / 40, alarms


@cache
def news_before(kind: str, died: datetime) -> tuple[datetime, ...]:
    return world(kind, 0).seen(died)


def dead(kind: str, reason: Reason, died: datetime, now: datetime) -> History:
    """The same source, whose polls have all ended with `reason` since it died."""
    alive = world(kind, 0)
    polls = tuple(PastPoll(poll.at, reason if poll.at > died else poll.reason, 404) for poll in alive.polls(now))
    polls = tuple(poll for poll in polls if poll.at <= died or poll.reason is reason)
    entries = now if reason is Reason.ENTRIES else died
    return History("source", "https://a.example/rss", BEGIN, entries, news_before(kind, died), polls, ())


def told(kind: str, reason: Reason, died: datetime) -> tuple[datetime, Health]:
    now = died + HOUR
    while not (health := judge(dead(kind, reason, died, now))).alarm:
        now += HOUR
        assert now < died + 400 * DAY, "never told"
    return now, health


DEATHS = {
    Reason.NOT_FOUND: State.FAILING,
    Reason.GONE: State.FAILING,
    Reason.FORBIDDEN: State.FAILING,
    Reason.DNS: State.FAILING,
    Reason.TLS: State.FAILING,
    Reason.SERVER_ERROR: State.FAILING,
    Reason.NOT_A_FEED: State.NOT_A_FEED,  # a page where a feed was; a parked domain
    Reason.ROBOTS: State.REFUSED,
    Reason.NO_ENTRIES: State.EMPTY,
    Reason.NOT_MODIFIED: State.STALE,  # frozen, or 304 for ever
    Reason.ENTRIES: State.STALE,  # only old dates: everything announced is known
}


@pytest.mark.parametrize("kind", ["wire", "slow", "paper", "column"])
@pytest.mark.parametrize("reason", DEATHS)
def test_every_death_is_told_in_time_and_by_its_name(reason: Reason, kind: str) -> None:
    died = datetime(2026, 9, 9, 17, 30, tzinfo=UTC)  # a Wednesday
    when, health = told(kind, reason, died)
    habits = learn(world(kind, 0).seen(died))
    assert habits.usual is not None
    quiet_since = world(kind, 0).seen(died)[-1]
    assert habits.counted(quiet_since, when - HOUR) <= max(3 * habits.usual, 48 * HOUR)
    assert health.state is DEATHS[reason]
    if health.state in (State.FAILING, State.REFUSED, State.NOT_A_FEED):
        assert when - died <= 48 * HOUR
        assert reason.value in health.evidence


def test_a_weekend_is_no_silence_for_who_rests_on_weekends_and_is_for_a_wire() -> None:
    friday = datetime(2026, 9, 11, 9, 30, tzinfo=UTC)
    monday = friday + timedelta(days=2, hours=14)
    assert not judge(dead("paper", Reason.NOT_MODIFIED, friday, monday)).alarm
    assert judge(dead("wire", Reason.NOT_MODIFIED, friday, monday)).alarm


def pages(*reasons: tuple[int, Reason]) -> tuple[PastPage, ...]:
    found = [reason for count, reason in reasons for _ in range(count)]
    return tuple(PastPage(BEGIN + n * HOUR, reason) for n, reason in enumerate(found))


@pytest.mark.parametrize(
    ("read", "state"),
    [
        (pages((100, Reason.OFF_TOPIC), (3, Reason.NO_TEXT)), State.LAYOUT_CHANGED),
        (pages((100, Reason.OFF_TOPIC), (3, Reason.TEASER)), State.LAYOUT_CHANGED),
        (pages((100, Reason.OFF_TOPIC), (2, Reason.NO_TEXT)), State.OK),
        (pages((3, Reason.NO_TEXT)), State.OK),  # nobody knows what it was like before
        (pages((60, Reason.OFF_TOPIC), (40, Reason.NO_TEXT), (1, Reason.NEW), (5, Reason.NO_TEXT)), State.OK),
        (pages((100, Reason.NO_TEXT), (100, Reason.NO_TEXT)), State.OK),  # never had any
    ],
)
def test_pages_that_lose_their_text(read: tuple[PastPage, ...], state: State) -> None:
    now = BEGIN + 40 * HOUR
    polls = (PastPoll(now, Reason.ENTRIES),)
    assert judge(History("source", "https://a.example/", BEGIN, now, (now,), polls, read)).state is state


@pytest.mark.parametrize("kind", ["wire", "slow", "paper", "column"])
def test_a_layout_that_changed_is_told_in_time(kind: str) -> None:
    """Its news goes on; the pages behind it have no text from one day on."""
    alive, changed = world(kind, 0), datetime(2026, 9, 9, 17, 30, tzinfo=UTC)
    for now in (changed + n * HOUR for n in range(1, 24 * 60)):
        news = alive.seen(now)
        pages = [at for at in alive.news if at <= now][-200:]
        read = tuple(PastPage(at, Reason.NO_TEXT if at > changed else Reason.OFF_TOPIC) for at in pages)
        health = judge(History("source", "https://a.example/rss", BEGIN, now, news, alive.polls(now), read))
        if health.alarm:
            break
    habits = learn(alive.seen(changed))
    assert habits.usual is not None
    assert health.state is State.LAYOUT_CHANGED
    assert habits.counted(changed, now) <= max(3 * habits.usual, 48 * HOUR)


def answered(*polls: PastPoll) -> Health:
    at = polls[-1].at
    return judge(History("source", "https://a.example/rss", BEGIN, at, (at,), polls, ()))


def test_a_source_that_moved_is_recorded_with_where_to() -> None:
    there = "https://b.example/feed"
    moved = answered(*(PastPoll(BEGIN + n * HOUR, Reason.ENTRIES, 200, there) for n in range(6)))
    assert (moved.state, moved.alarm) == (State.MOVED, False)
    assert there in moved.evidence
    once = answered(*(PastPoll(BEGIN + n * HOUR, Reason.ENTRIES, 200, there if n == 3 else None) for n in range(6)))
    assert once.state is State.OK


def test_one_failed_poll_is_seen_and_not_told() -> None:
    health = answered(PastPoll(BEGIN, Reason.ENTRIES), PastPoll(BEGIN + HOUR, Reason.DNS, detail="no such host"))
    assert (health.state, health.since, health.alarm) == (State.FAILING, BEGIN + HOUR, False)
    assert health.evidence == "1 poll in a row, the last dns: no such host"


def test_a_source_never_asked() -> None:
    assert judge(History("source", "https://a.example/rss", None, None, (), (), ())).state is State.UNKNOWN
