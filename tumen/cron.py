"""Crontab expressions, checked when they are read, so that a slip is refused before anything runs.

Five fields (minute hour day-of-month month day-of-week) of POSIX crontab with lists, ranges and steps. Weekdays go by name only:
crontab counts Sunday as 0, APScheduler counts Monday as 0, and a digest on the wrong day is worse than a refusal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"(?P<first>\*|[0-9a-z]+)(?:-(?P<last>[0-9a-z]+))?(?:/(?P<step>\d+))?")
_FIELDS: tuple[tuple[str, int, int, Sequence[str]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of week", 0, 6, _WEEKDAYS),
)


_DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # at most, by month


@dataclass(frozen=True, slots=True)
class Cron:
    """A crontab expression, read."""

    minutes: tuple[int, ...]  # ascending, as are the others
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Monday, as in `date.weekday`
    either: bool  # both days of the month and weekdays are named: either is enough (POSIX crontab)

    @property
    def hourly(self) -> bool:
        """Whether every hour is named: then it goes by elapsed time, and clocks that change change nothing."""
        return len(self.hours) == 24

    def on(self, day: date) -> bool:
        """Whether it has starts on this day."""
        if day.month not in self.months:
            return False
        by_date, by_weekday = day.day in self.days, day.weekday() in self.weekdays
        return (by_date or by_weekday) if self.either else (by_date and by_weekday)


@lru_cache(maxsize=256)
def read_cron(expression: str) -> Cron:
    """Raises ValueError with what `cron_fault` says."""
    fault = cron_fault(expression)
    if fault:
        raise ValueError(fault)
    return _read(expression)


def _read(expression: str) -> Cron:
    words = expression.lower().split()
    found = [
        sorted({number for part in word.split(",") for number in _numbers(part, low, high, names)})
        for word, (_, low, high, names) in zip(words, _FIELDS, strict=True)
    ]
    minutes, hours, days, months, weekdays = found
    either = not words[2].startswith("*") and not words[4].startswith("*")
    return Cron(tuple(minutes), tuple(hours), frozenset(days), frozenset(months), frozenset(weekdays), either)


def _numbers(part: str, low: int, high: int, names: Sequence[str]) -> range:
    match = _PART.fullmatch(part)
    assert match is not None  # noqa: S101 (checked before)
    if match["first"] == "*":
        first, last = low, high
    else:
        first = _value(match["first"], names) or 0
        last = (_value(match["last"], names) or 0) if match["last"] else first
    return range(first, last + 1, int(match["step"] or 1))


def cron_fault(expression: str) -> str | None:
    """Why `expression` is not a crontab expression we accept, and what would be right; None when it is one."""
    words = expression.lower().split()
    if len(words) != len(_FIELDS):
        return f'"{expression}" has {len(words)} fields; write minute hour day month weekday, as in "0 7 * * mon-fri"'
    for word, (name, low, high, names) in zip(words, _FIELDS, strict=True):
        for part in word.split(","):
            fault = _part_fault(part, name, low, high, names)
            if fault:
                return fault
    cron = _read(expression)
    if not cron.either and all(day > _DAYS_IN[month - 1] for month in cron.months for day in cron.days):
        return f'"{expression}" names a day that never comes'
    return None


def _part_fault(part: str, name: str, low: int, high: int, names: Sequence[str]) -> str | None:
    match = _PART.fullmatch(part)
    if match is None or (match["first"] == "*" and match["last"]):
        return f'"{part}" is not a {name}; write a value, a range a-b, a list a,b or a step */n'
    if match["step"] and (int(match["step"]) == 0 or (match["first"] != "*" and not match["last"])):
        return f'"{part}" is not a step; write */n or a-b/n with n of 1 or more'
    ends = [end for end in (match["first"], match["last"]) if end and end != "*"]
    if name == "day of week" and any(end.isdigit() for end in ends):
        return f'"{part}" names a weekday by number, and crontab and APScheduler count them differently; write sun, mon … sat'
    values = [_value(end, names) for end in ends]
    for end, value in zip(ends, values, strict=True):
        if value is None or not low <= value <= high:
            allowed = f"{low} to {high}" if not names else f"{names[0]} … {names[-1]}"
            return f'"{end}" is not a {name}; write {allowed}'
    if len(values) == 2 and (values[0] or 0) > (values[1] or 0):
        return f'"{part}" runs backwards; write it as two, "{ends[0]}-{_last(names, high)},{_first(names, low)}-{ends[1]}"'
    return None


def _value(end: str, names: Sequence[str]) -> int | None:
    if end.isdigit():
        return int(end)
    if end in names:
        return names.index(end) + (1 if names is _MONTHS else 0)
    return None


def _first(names: Sequence[str], low: int) -> str:
    return names[0] if names else str(low)


def _last(names: Sequence[str], high: int) -> str:
    return names[-1] if names else str(high)
