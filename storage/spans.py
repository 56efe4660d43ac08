"""Values as spans of numbers or days: when two are the same, and when both may be true. Pure."""

import math
from datetime import date, timedelta
from typing import NamedTuple

from tumen.statements import Bound

_SAME = 0.005  # of the larger: rounding and conversion of units
_ABOUT = 0.1  # of the larger: how far "about" reaches
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (1, 14)}  # months; either winter of a year
_A_WEEK = {"per week": 1.0, "per month": 7 * 12 / 365.25}  # how many times a week one of them is
_DATES = "date"


class Span(NamedTuple):
    """What a value may be, in `measure`: a unit, or days counted as by `date.toordinal`."""

    measure: str
    low: float
    high: float
    about: bool


def span(value: float | None, high: float | None, unit: str | None, day: str | None, bound: Bound) -> Span:
    """Of a date that no calendar has, a span that meets no other."""
    if value is None:
        first, last = days(day or "") or (None, None)
        return Span(_DATES, first.toordinal() if first else math.nan, last.toordinal() if last else math.nan, about=False)
    rate = _A_WEEK.get(unit or "", 1.0)
    low = -math.inf if bound is Bound.AT_MOST else value * rate
    top = math.inf if bound is Bound.AT_LEAST else (value if high is None else high) * rate
    return Span("per week" if unit in _A_WEEK else unit or "", low, top, bound is Bound.ABOUT)


def overlap(one: Span, other: Span) -> bool:
    """Whether both may be true: ranges that meet, `at least` and what is more, a year and its month, `about` within a tenth."""
    if one.low <= other.high and other.low <= one.high:
        return True
    if one.measure == _DATES:
        return False
    share = _ABOUT if one.about or other.about else _SAME
    return near(one.high, other.low, share) or near(other.high, one.low, share)


def near(one: float, other: float, share: float = _SAME) -> bool:
    """Whether they differ by no more than this share of the larger."""
    return math.isfinite(one - other) and abs(one - other) <= share * max(abs(one), abs(other))


def days(written: str) -> tuple[date, date] | None:
    """The first and last day of YYYY, YYYY-MM, YYYY-MM-DD or YYYY-summer; None for what no calendar has."""
    try:
        return _days(written)
    except ValueError:
        return None


def _days(written: str) -> tuple[date, date]:
    year, _, rest = written.partition("-")
    if rest in _SEASONS:
        first, last = _SEASONS[rest]
        return date(int(year), first, 1), _month_end(int(year), last)
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if len(rest) == 2:
        return date(int(year), int(rest), 1), _month_end(int(year), int(rest))
    day = date.fromisoformat(written)
    return day, day


def _month_end(year: int, month: int) -> date:
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, 1) - timedelta(days=1)
