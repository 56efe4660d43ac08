"""What somebody stated about a transport link (claims, events), and the words statements are recognised by.

The types are what `pipelines.ledger` reads and `storage` keeps; `load_statement_words` reads `seeds/statements.yaml`, whose
notation docs/ledger.md explains.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tumen.transport import EventType
from tumen.yamlfile import Entry, read_yaml

LANGUAGES = ("any", "en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es", "pl")


class Attribute(StrEnum):
    """What a figure is about. The lengths differ in meaning and are never mixed; docs/ledger.md fixes each."""

    LENGTH = "length"  # of the whole, as far as the sentence says: bridge from bank to bank, railway from end to end
    LENGTH_RUSSIAN_SHARE = "length-russian-share"
    LENGTH_DPRK_SHARE = "length-dprk-share"
    LENGTH_WITH_RAMPS = "length-with-ramps"
    LENGTH_WITH_APPROACHES = "length-with-approaches"
    APPROACH_LENGTH = "approach-length"  # of a road leading to it
    WIDTH = "width"
    LANES = "lanes"
    CHECKPOINT_LANES = "checkpoint-lanes"
    COST = "cost"
    CONTRACT_VALUE = "contract-value"
    COMPLETION_DATE = "completion-date"
    CAPACITY = "capacity"  # what it could carry or let through; its unit says of what and in which time
    PASSENGERS = "passengers"  # people carried, counted or booked
    FREQUENCY = "frequency"
    DURATION = "duration"  # of the journey
    CONSTRUCTION_TIME = "construction-time"
    DISTANCE = "distance"  # between two places, or travelled
    FARE = "fare"  # per head: ticket or tour
    CARGO_VOLUME = "cargo-volume"  # carried or booked
    TRAINS_SEEN = "trains-seen"  # trains, wagons, locomotives
    SHIPS_SEEN = "ships-seen"
    VEHICLES_SEEN = "vehicles-seen"  # lorries that crossed or stood on the road bridge, counted


class Bound(StrEnum):
    """How firmly the sentence states the figure."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that speak of a transport link: `start` and `stop` count characters of the text, or of the title."""

    start: int
    stop: int
    transport_link: str
    in_title: bool = False
    strength: float = 1.0  # in (0, 1]: 1 for a name, less for a description by both ends or by one


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure or date somebody stated about a transport link."""

    transport_link: str
    attribute: Attribute
    value: float | None  # in `unit`; None for a date
    unit: str | None  # SI where there is one: m, t, s; otherwise people, lanes, USD, per week, … ; None for a date
    original: str  # the figure's words as they stand in the sentence
    sentence: str = field(repr=False)
    high: float | None = None  # upper end of a range whose lower end is `value`
    date: str | None = None  # YYYY, YYYY-MM, YYYY-MM-DD or YYYY-summer (-spring, -autumn, -winter)
    bound: Bound = Bound.EXACT
    as_of: str | None = None  # the day the figure holds for: one the sentence states, else the day of publication
    speaker: str | None = None  # as written; None when the publisher itself says it


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a transport link, or is planned to on a stated date."""

    transport_link: str
    type: EventType
    date: str | None  # YYYY, YYYY-MM or YYYY-MM-DD, as precisely as stated or safely resolved; None when neither
    sentence: str = field(repr=False)
    place: str | None = None  # as written
    speaker: str | None = None

    @property
    def precision(self) -> str | None:
        """day, month or year; None for an unknown date."""
        return {4: "year", 7: "month", 10: "day"}[len(self.date)] if self.date else None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document."""

    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()


Phrases = Mapping[str, tuple[str, ...]]  # language → patterns in the file's notation


@dataclass(frozen=True, slots=True)
class UnitWords:
    id: str
    dimension: str  # length, mass, time, money, or "count" for things
    factor: float  # how many SI units (m, t, s) or things one of it is
    words: Phrases


@dataclass(frozen=True, slots=True)
class StatementWords:
    """`seeds/statements.yaml`: phrases by purpose, and the numbers and calendar of ten languages."""

    topics: Mapping[str, Phrases]  # by means of transport: which words speak of a bridge, a train, …
    events: Mapping[EventType, Phrases]
    cues: Mapping[str, Phrases]
    units: tuple[UnitWords, ...]
    numbers: Mapping[str, Mapping[str, float]]  # language → word → value
    scales: Mapping[str, Mapping[str, float]]
    months: Mapping[str, tuple[str, ...]]  # January first
    weekdays: Mapping[str, tuple[str, ...]]  # Monday first
    places: Phrases


def load_statement_words(path: Path) -> StatementWords:
    """Read `statements.yaml`. Raises ConfigurationError with file, line and key."""
    root = read_yaml(path).mapping(
        required=("topics", "events", "cues", "units", "numbers", "scales", "months", "weekdays", "places")
    )
    for entry in root["events"].named():
        if entry not in list(EventType):
            root["events"].refuse(f'"{entry}" is not an event type; write {", ".join(EventType)}')
    return StatementWords(
        topics={name: _phrases(entry) for name, entry in root["topics"].named().items()},
        events={EventType(name): _phrases(entry) for name, entry in root["events"].named().items()},
        cues={name: _phrases(entry) for name, entry in root["cues"].named().items()},
        units=tuple(_unit(name, entry) for name, entry in root["units"].named().items()),
        numbers={language: _valued(entry) for language, entry in _by_language(root["numbers"]).items()},
        scales={language: _valued(entry) for language, entry in _by_language(root["scales"]).items()},
        months={language: _listed(entry, 12) for language, entry in _by_language(root["months"]).items()},
        weekdays={language: _listed(entry, 7) for language, entry in _by_language(root["weekdays"]).items()},
        places=_phrases(root["places"]),
    )


def _by_language(entry: Entry) -> dict[str, Entry]:
    return entry.mapping(optional=LANGUAGES)


_MARKS = re.compile(r"[()|]")


def _split(entry: Entry) -> tuple[str, ...]:
    """The alternatives between bars; bars inside parentheses belong to the phrase."""
    parts, depth, begin = [], 0, 0
    text = entry.text()
    for mark in _MARKS.finditer(text):
        depth += (mark[0] == "(") - (mark[0] == ")")
        if mark[0] == "|" and not depth:
            parts.append(text[begin : mark.start()].strip())
            begin = mark.end()
    parts.append(text[begin:].strip())
    if depth:
        entry.refuse("parentheses do not match")
    if not all(parts):
        entry.refuse("an empty alternative between two bars")
    return tuple(parts)


def _phrases(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {language: _split(words) for language, words in _by_language(entry).items()}


def _unit(name: str, entry: Entry) -> UnitWords:
    keys = entry.mapping(required=("dimension", "words"), optional=("factor",))
    factor = keys["factor"].number() if "factor" in keys else 1.0
    return UnitWords(name, keys["dimension"].text(), factor, _phrases(keys["words"]))


def _valued(entry: Entry) -> dict[str, float]:
    """`1 one | 2 two, pair`: value, then the words for it."""
    found: dict[str, float] = {}
    for part in _split(entry):
        value, _, words = part.partition(" ")
        try:
            number = float(value)
        except ValueError:
            entry.refuse(f'"{part}" does not begin with its value; write `2 two, pair`')
        for word in words.split(","):
            if not word.strip():
                entry.refuse(f'"{part}" has a value without a word')
            found[word.strip()] = number
    return found


def _listed(entry: Entry, count: int) -> tuple[str, ...]:
    parts = _split(entry)
    if len(parts) != count:
        entry.refuse(f"{len(parts)} entries; {count} are needed")
    return parts
