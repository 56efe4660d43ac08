"""A sheet arranged for drawing: which lane an event stands in, which days it covers, what is outside the years shown."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.sheet import still_said
from tumen.ledger import Happening, Sheet, Standing, Value
from tumen.statements import Attribute
from tumen.transport import EventType

YEARS = 4  # shown on the axis; a bridge takes three to build, and older dates would press the news of a year into an inch
LEAST = 365  # days shown at least, so that a single week does not look like an age
_NEVER = date(2000, 1, 1)  # the end of an axis on which nothing stands
# Not calendar.month_abbr: that speaks the language of the machine's locale.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Span:
    """The days a stated date may mean: one, a month's, a year's."""

    first: date
    last: date

    @property
    def middle(self) -> date:
        return self.first + (self.last - self.first) / 2


@dataclass(frozen=True, slots=True)
class Mark:
    span: Span
    label: str  # the date as precisely as stated, and how many independent sources where more than one
    planned: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The events of one type."""

    type: EventType
    marks: tuple[Mark, ...]  # by date
    earlier: tuple[str, ...]  # dates before the years shown, oldest first
    undated: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """The values of one disputed figure, first seen first; values nobody dated come first."""

    attribute: Attribute
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    shown: Span  # the days of the axis
    dated: bool  # False where nothing has a date: there is no axis then
    lanes: tuple[Lane, ...]  # in the order of EventType: from agreement to operation
    disputes: tuple[Dispute, ...]
    weeks: tuple[tuple[date, int], ...]  # Monday and relevant articles


def arrange(sheet: Sheet) -> Lanes:
    """The sheet's timeline, disputes and reports, with the years they are shown in."""
    days = _days(sheet)
    shown = _shown(days)
    by_type: dict[EventType, list[Happening]] = {}
    for happening in filter(still_said, sheet.timeline):
        by_type.setdefault(happening.type, []).append(happening)
    return Lanes(
        shown=shown,
        dated=bool(days),
        lanes=tuple(_lane(kind, by_type[kind], shown.first) for kind in EventType if kind in by_type),
        disputes=disputes(sheet),
        weeks=tuple((monday, count) for week, count in sheet.reports if (monday := _monday(week)) >= shown.first),
    )


def disputes(sheet: Sheet) -> tuple[Dispute, ...]:
    """The figures whose values conflict, with all their values."""
    disputed = [attribute for attribute in Attribute if any(_conflicts(value) for value in _of(sheet, attribute))]
    return tuple(Dispute(attribute, tuple(_of(sheet, attribute))) for attribute in disputed)


def span(stated: str) -> Span:
    """`2025`, `2025-06` or `2025-06-19` as the days it may mean."""
    year, *rest = (int(part) for part in stated.split("-"))
    if not rest:
        return Span(date(year, 1, 1), date(year, 12, 31))
    month = rest[0]
    if len(rest) == 1:
        return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    day = date(year, month, rest[1])
    return Span(day, day)


def told(stated: str) -> str:
    """`19 Jun 2025`, `Jun 2025`, `2025`."""
    first = span(stated).first
    return " ".join([str(first.day), MONTHS[first.month - 1], str(first.year)][2 - stated.count("-") :])


def _days(sheet: Sheet) -> list[Span]:
    events = [span(one.date) for one in sheet.timeline if one.date and still_said(one)]
    seen = [span(day) for value in sheet.values if not value.undated for day in (value.first_seen, value.last_seen) if day]
    weeks = [Span(monday, monday + timedelta(days=6)) for monday in (_monday(week) for week, _ in sheet.reports)]
    return [*events, *seen, *weeks]


def _shown(days: Sequence[Span]) -> Span:
    last = max((one.last for one in days), default=_NEVER)
    first = max(min((one.first for one in days), default=last), last - timedelta(days=365 * YEARS))
    first = min(first, last - timedelta(days=LEAST))
    room = (last - first) / 40  # so that no mark stands on the edge
    return Span(first - room, last + room)


def _lane(kind: EventType, happenings: Sequence[Happening], first: date) -> Lane:
    dated = sorted((one for one in happenings if one.date), key=lambda one: span(one.date or "").middle)
    return Lane(
        type=kind,
        marks=tuple(_mark(one) for one in dated if span(one.date or "").middle >= first),
        earlier=tuple(_unique(told(one.date) for one in dated if one.date and span(one.date).middle < first)),
        undated=sum(1 for one in happenings if not one.date),
    )


def _mark(happening: Happening) -> Mark:
    stated = happening.date or ""
    several = f" ({happening.independent_sources})" if happening.independent_sources > 1 else ""
    return Mark(span(stated), told(stated) + several, happening.planned)


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _of(sheet: Sheet, attribute: Attribute) -> list[Value]:
    of = (one for one in sheet.values if one.attribute is attribute)
    return sorted(of, key=lambda one: ("" if one.undated else one.first_seen) or "")


def _conflicts(value: Value) -> bool:
    return value.standing is Standing.CONFLICTS


def _monday(week: str) -> date:
    """Of an ISO week as `2025-W22`."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)
