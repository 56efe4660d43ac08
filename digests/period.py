"""The local calendar period that makes a digest's key: one digest per subscription and period, whatever the clock does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tumen.catalogue import DigestPlan


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar day or ISO 8601 week in a plan's zone."""

    key: str  # "2026-11-21", or "2026-W47" for a week
    starts: datetime  # aware UTC, local midnight
    ends: datetime  # aware UTC, local midnight after the last day; outside the period


def period_of(plan: DigestPlan, now: datetime) -> Period:
    """The period of `plan` that `now` (aware) falls in.

    Counted in calendar days, never in hours: a day of 23 or 25 hours is one period, and its key is the date on the wall.
    """
    zone = ZoneInfo(plan.timezone)
    today = now.astimezone(zone).date()
    if plan.period == "week":
        monday = today - timedelta(days=today.weekday())
        year, week, _ = today.isocalendar()
        return Period(f"{year:04}-W{week:02}", _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone))
    return Period(today.isoformat(), _midnight(today, zone), _midnight(today + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the day, also where clocks jump over midnight (fold=0 reads the gap with the offset before it)."""
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
