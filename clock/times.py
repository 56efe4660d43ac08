"""What is due when: pure functions of a plan's times, its name and a moment.

A start has two moments: `due`, the time the plan names, and `at`, when the job is really started (jitter puts it off). What a
start stands for (the period of a digest) follows from `due` alone, so neither jitter nor a late start can change it.

Clocks that change: a time of day happens once a day. Skipped in spring, it is due when the clocks have gone over it; repeated in
autumn, the first time counts. An expression that names every hour goes by elapsed time instead, as cron daemons do.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tumen.cron import Cron, read_cron
from tumen.times import Times, Window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SEARCHED = 366 * 9  # days until a start is given up: 29 February can be eight years away
_LOOKS_BACK = (timedelta(hours=1), 2 * _DAY, 9 * _DAY, 33 * _DAY, 367 * _DAY, 9 * 366 * _DAY)


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """One start of a job; aware UTC."""

    at: datetime
    due: datetime


def next_start(times: Times, name: str, after: datetime) -> Start | None:
    """The first start of job `name` later than `after` (aware); None when there is none in nine years."""
    due = _due_after(times, after - times.jitter)
    best: Start | None = None
    while due is not None and (best is None or due < best.at):
        start = Start(due + _put_off(times, name, due), due)
        if start.at > after and (best is None or start < best):
            best = start
        due = _due_after(times, due)
    return best


def starts(times: Times, name: str, after: datetime) -> Iterator[Start]:
    """Every start later than `after`, in order."""
    start = next_start(times, name, after)
    while start is not None:
        yield start
        start = next_start(times, name, start.at)


def latest_start(times: Times, name: str, now: datetime) -> Start | None:
    """The last start that is not later than `now`; None when there was none in nine years."""
    for back in _LOOKS_BACK:
        found = None
        for start in starts(times, name, now - back):
            if start.at > now:
                break
            found = start
        if found is not None:
            return found
    return None


def missed_start(times: Times, name: str, *, since: datetime, now: datetime) -> Start | None:
    """The start to make up for: the last of those due after `since` (aware), unless it is later than the grace allows.

    Only the last one: what several missed starts would have done, one start does.
    """
    start = latest_start(times, name, now)
    if start is None or start.due <= since:
        return None
    return None if times.grace is not None and now - start.at > times.grace else start


def _put_off(times: Times, name: str, due: datetime) -> timedelta:
    """The jitter of one start: the same however often it is asked for, and never past the end of the window."""
    span = times.jitter
    if times.between is not None and span:
        span = min(span, _next_closing(times.between, times.zone, due) - due)
    drawn = hashlib.sha256(f"{name}\x1f{due.isoformat()}".encode()).digest()[:4]
    seconds = span.total_seconds() * int.from_bytes(drawn) / 2**32
    return timedelta(seconds=int(seconds))


def _due_after(times: Times, moment: datetime) -> datetime | None:
    """The first due time later than `moment`, the window regarded."""
    due = _named_after(times, moment)
    if times.between is None or due is None:
        return due
    zone, window = times.zone, times.between
    if not _open(window, zone, moment):
        # something may be waiting for the window to open since before `moment`
        waiting = _named_after(times, _last_closing(window, zone, moment) - timedelta(microseconds=1))
        opening = _next_opening(window, zone, moment)
        if waiting is not None and waiting < opening:
            return opening
    return due if _open(window, zone, due) else _next_opening(window, zone, due)


def _named_after(times: Times, moment: datetime) -> datetime | None:
    """The first time `every` or `cron` names later than `moment`."""
    if times.every is not None:  # on a grid from the epoch: a restart or a second daemon changes no time
        return _EPOCH + times.every * ((moment - _EPOCH) // times.every + 1)
    cron, zone = read_cron(times.cron or ""), times.zone
    return _hourly_after(cron, zone, moment) if cron.hourly else _daily_after(cron, zone, moment)


def _daily_after(cron: Cron, zone: ZoneInfo, moment: datetime) -> datetime | None:
    day = moment.astimezone(zone).date() - _DAY  # a day early: midnight itself may have been jumped over
    for _ in range(_SEARCHED):
        if cron.on(day):
            for found in _starts_of(cron, zone, day):
                if found > moment:
                    return found
        day += _DAY
    return None


@lru_cache(maxsize=512)
def _starts_of(cron: Cron, zone: ZoneInfo, day: date) -> tuple[datetime, ...]:
    return tuple(sorted({_moment(day, time(hour, minute), zone) for hour in cron.hours for minute in cron.minutes}))


def _hourly_after(cron: Cron, zone: ZoneInfo, moment: datetime) -> datetime | None:
    found = moment.replace(second=0, microsecond=0) + _MINUTE
    given_up = found + _SEARCHED * _DAY
    while found < given_up:
        wall = found.astimezone(zone)
        if not cron.on(wall.date()):
            found = _moment(wall.date() + _DAY, time(0), zone)
        elif wall.minute in cron.minutes:
            return found
        else:
            ahead = next((minute for minute in cron.minutes if minute > wall.minute), 60) - wall.minute
            there = found + ahead * _MINUTE
            found = there if _offset(zone, there) == wall.utcoffset() else found + _MINUTE  # clocks may change by half an hour
    return None


def _open(window: Window, zone: ZoneInfo, moment: datetime) -> bool:
    return window.holds(moment.astimezone(zone).time())


def _next_opening(window: Window, zone: ZoneInfo, moment: datetime) -> datetime:
    """The first moment after `moment` at which the window opens. A window that the clocks jump over does not open that day."""
    day = moment.astimezone(zone).date() - _DAY
    while True:
        for found in _moments(day, window.opens, zone):
            if found > moment and _open(window, zone, found):
                return found
        day += _DAY


def _next_closing(window: Window, zone: ZoneInfo, moment: datetime) -> datetime:
    day = moment.astimezone(zone).date()
    while True:
        for found in _moments(day, window.closes, zone):
            if found > moment:
                return found
        day += _DAY


def _last_closing(window: Window, zone: ZoneInfo, moment: datetime) -> datetime:
    day = moment.astimezone(zone).date() + _DAY
    while True:
        for found in reversed(_moments(day, window.closes, zone)):
            if found <= moment and _open(window, zone, found - timedelta(microseconds=1)):
                return found
        day -= _DAY


def _moments(day: date, wall: time, zone: ZoneInfo) -> list[datetime]:
    """When the clocks show this: once, twice on the night they go back, at the jump on the night they skip it."""
    first, second = (datetime.combine(day, wall.replace(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (0, 1))
    if first < second:
        return [first, second]
    return [first] if first == second else [_moment(day, wall, zone)]


def _moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When the clocks first show this or, where they jump over it, the moment of the jump."""
    early, late = (datetime.combine(day, wall.replace(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (1, 0))
    if early >= late:
        return late  # fold 0: shown once, or the first of two times
    before = _offset(zone, early)  # in a gap, fold 1 reads the new offset and lands before the jump, fold 0 after it
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return late.replace(microsecond=0)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    return offset if offset is not None else timedelta()
