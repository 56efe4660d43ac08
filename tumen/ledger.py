"""The ledger as it is read back: what stands side by side on each transport link, and who says so.

`storage` fills these types from its views; `tumen links`, its plots and the digest show them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tumen.statements import Attribute, Bound
from tumen.transport import EventType


class Standing(StrEnum):
    """What a value is beside the other values of its attribute."""

    ALONE = "alone"  # the only one stated
    CONFLICTS = "conflicts"  # stands against another value that nobody has withdrawn
    SUPERSEDED = "superseded"  # stated before the one that replaced it, and no longer
    SUPERSEDES = "supersedes"  # stated to replace an earlier one
    DIFFERS = "differs in meaning"  # another bound, range or time: both may be true
    WITHDRAWN = "withdrawn"  # stood in a wording that was edited since; nobody states it now


def shown(value: float | None, high: float | None, unit: str | None, date: str | None, bound: Bound) -> str:
    """A figure as people read it, to six digits: `about 850 m`, `54 km`, `3–4 per week`, `1.5 years`, `2026-06`."""
    if value is None:
        words = date or "?"
    else:
        scale, name = _readable(value if high is None else high, unit)
        number = _number(value / scale) + ("" if high is None else f"–{_number(high / scale)}")
        words = f"{number} {name.removesuffix('s') if number == '1' and len(name) > 1 and ' ' not in name else name}".rstrip()
    return words if bound is Bound.EXACT else f"{bound.value.replace('-', ' ')} {words}"


_YEAR = 31_557_600.0  # seconds, as the ledger's reader counts a year
_TIMES = ((_YEAR, "years"), (_YEAR / 12, "months"), (86_400.0, "days"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def _readable(value: float, unit: str | None) -> tuple[float, str]:
    """What to divide by, and the unit then: km from 10 km, times in the largest unit that leaves halves, the rest in millions."""
    if unit == "m" and value >= 10_000:
        return 1000.0, "km"
    if unit == "s":
        return next((size, name) for size, name in _TIMES if size == 1 or (value >= size and (value / size * 2) % 1 < 1e-6))
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if value >= size:
            return size, f"{name} {unit or ''}".rstrip()
    return 1.0, unit or ""


def _number(value: float) -> str:
    return f"{value:,.6g}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim as it was read, with where it stands."""

    id: int
    transport_link: str
    attribute: Attribute
    value: float | None
    high: float | None
    unit: str | None
    date: str | None
    bound: Bound
    as_of: str | None
    speaker: str | None
    original: str
    sentence: str = field(repr=False)
    article: int | None  # None for what the registry itself states
    revision: int | None
    url: str | None
    publisher: str  # who says so; for the registry's facts the source it names
    affiliation: str | None
    language: str | None
    stated_at: datetime | None  # published, else first kept; None for the registry's
    origin: str | None  # the source it counts as among independent ones; None never counts
    wording: str = "current"  # current, repeated (an earlier wording; the current one says it too) or withdrawn
    standing: Standing = Standing.ALONE  # of its value
    about: str | None = None  # the registry's words for what exactly is meant
    advice: str | None = None  # what the registry makes of it
    dated: bool = True  # False: nothing says when it was published, `stated_at` is the moment it was first kept

    @property
    def figure(self) -> str:
        return shown(self.value, self.high, self.unit, self.date, self.bound)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an attribute, with all who state it."""

    transport_link: str
    attribute: Attribute
    value: float | None
    high: float | None
    unit: str | None
    date: str | None
    bound: Bound
    standing: Standing
    against: tuple[str, ...]  # the values it conflicts with, replaces or is replaced by, as shown
    stated_by: tuple[str, ...]  # speakers, else publishers, first statement first
    first_seen: str | None  # the day it was first stated, YYYY-MM-DD; reports without a day count only where all are (`undated`)
    last_seen: str | None
    statements: int
    independent_sources: int
    claims: tuple[int, ...] = field(repr=False)  # their ids, first stated first
    withdrawn: int = 0  # articles that said so in a wording edited since; not counted in `statements`
    advice: tuple[str, ...] = ()  # what the registry makes of the values of this attribute
    undated: bool = False  # no report of it has a day of publication: `first_seen` and `last_seen` are days of keeping

    @property
    def figure(self) -> str:
        """As it stands in the `against` of others."""
        return shown(self.value, self.high, self.unit, self.date, self.bound)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a transport link's timeline: reports of one type and date brought together."""

    transport_link: str
    type: EventType
    date: str | None
    precision: str | None  # day, month, year; None for an unknown date
    place: str | None
    planned: bool  # nobody has stated it on or after its date yet
    stated_by: tuple[str, ...]
    first_seen: str | None
    articles: int
    independent_sources: int
    sentence: str = field(repr=False)  # of the first statement
    url: str | None = None  # where that stands; None for the registry's
    last_seen: str | None = None
    withdrawn: int = 0  # articles that said so in a wording edited since; not counted in `articles`


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything known of one transport link, as `tumen links ID` prints it."""

    transport_link: str
    title: str
    kind: str
    status: str  # from the latest event that changes it, else the registry's own
    status_since: str | None
    status_by: tuple[str, ...]
    timeline: tuple[Happening, ...]  # by date, unknown dates last
    values: tuple[Value, ...]  # by attribute, then first seen
    reports: tuple[tuple[str, int], ...]  # (ISO week "2025-W22", relevant articles published in it); no empty weeks
    status_from: str = "event"  # event: it holds since `status_since`; registry: known to hold on that day
    undated_reports: int = 0  # relevant articles without a day of publication, which are in no week


@dataclass(frozen=True, slots=True)
class LinkChanges:
    """What some articles brought that nobody had stated before, on one transport link."""

    transport_link: str
    happenings: tuple[Happening, ...]  # by date, unknown dates last
    conflicts: tuple[Value, ...]  # new values that conflict with others
    replacements: tuple[Value, ...] = ()  # new values that supersede others
