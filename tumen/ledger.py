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
    publisher: str  # who says so; for the registry's facts the sources it names
    affiliation: str | None
    language: str | None
    stated_at: datetime | None  # published, else first kept; None for the registry's
    origin: str | None  # the source it counts as among independent ones; None never counts


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
    first_seen: str | None  # the day it was first stated, YYYY-MM-DD
    last_seen: str | None
    statements: int
    independent_sources: int
    claims: tuple[int, ...] = field(repr=False)  # their ids, first stated first


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a transport link's timeline: reports of one type and date brought together."""

    transport_link: str
    type: EventType
    date: str | None
    precision: str | None  # day, month, year; None for an unknown date
    place: str | None
    planned: bool  # its date lay ahead when it was first stated
    stated_by: tuple[str, ...]
    first_seen: str | None
    articles: int
    independent_sources: int
    sentence: str = field(repr=False)  # of the first statement
    url: str | None = None  # where that stands; None for the registry's


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
    reports: tuple[
        tuple[str, int], ...
    ]  # (ISO week "2025-W22", relevant articles); no empty weeks
