"""What is known of the transport links: names, places, routes, facts and confusables, as `tumen.registry` hands them out.

Names are base forms as the analyst wrote them. Folding (NFKC, case, ё/е, dashes), inflection, particles and word
boundaries are the matcher's work; `Form` tells it how far a name may vary. docs/registry.md explains every key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tumen.statements import Attribute


class Language(StrEnum):
    """A language and, where one language has two, the spelling tradition."""

    ANY = "any"  # written alike in every language: flight numbers, ships in Latin letters
    EN = "en"
    RU = "ru"
    UK = "uk"
    KO_NORTH = "ko-north"
    KO_SOUTH = "ko-south"
    ZH_HANS = "zh-hans"
    ZH_HANT = "zh-hant"
    JA = "ja"
    DE = "de"
    FR = "fr"
    ES = "es"
    PL = "pl"

    @property
    def iso(self) -> str | None:
        """ISO 639-1 code; None for ANY."""
        return None if self is Language.ANY else self.value[:2]


class Form(StrEnum):
    """How a name may vary in running text."""

    INFLECTED = "inflected"  # every word takes the endings, particles and compounds of its language
    STEM = "stem"  # words ending in `*` match by their beginning (мост* через Туманн*); the other words inflect
    EXACT = "exact"  # written with a leading `=`: nothing but folding, whole word (=JS271, =КНДР)


class Scope(StrEnum):
    """How near what a name needs must stand."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"


class Variant(StrEnum):
    """Whether a name is what its writers mean to write."""

    USUAL = "usual"
    MISSPELT = "misspelt"  # met misspellings and machine-translation forms: match them, never print them


class TransportKind(StrEnum):
    RAIL_CROSSING = "rail-crossing"
    RAILWAY = "railway"
    ROAD_BRIDGE = "road-bridge"
    PASSENGER_TRAIN = "passenger-train"
    AIR = "air"
    FERRY = "ferry"
    PORT = "port"
    SHIPPING = "shipping"
    OTHER = "other"


class PartKind(StrEnum):
    STATION = "station"
    CHECKPOINT = "checkpoint"
    CUSTOMS = "customs"
    PIER = "pier"
    SHIP = "ship"
    AIRCRAFT = "aircraft"
    THROUGH_CAR = "through car"
    TRAIN_NUMBER = "train number"
    FLIGHT_NUMBER = "flight number"
    AIRLINE = "airline"
    OPERATOR = "operator"
    TOUR_OPERATOR = "tour operator"
    COMPANY = "company"
    CONTRACTOR = "contractor"
    AGENCY = "agency"


class EventType(StrEnum):
    AGREED = "agreed"
    ANNOUNCED = "announced"
    CONSTRUCTION_STARTED = "construction-started"
    CONSTRUCTION_PROGRESS = "construction-progress"
    COMPLETED = "completed"
    OPENED = "opened"
    SERVICE_STARTED = "service-started"
    SERVICE_RESUMED = "service-resumed"
    SERVICE_SUSPENDED = "service-suspended"
    SCHEDULE_CHANGED = "schedule-changed"
    TRAFFIC_OBSERVED = "traffic-observed"
    STATION_RENOVATED = "station-renovated"
    INCIDENT = "incident"
    SANCTIONED = "sanctioned"


class Effect(StrEnum):
    """What a confusable does to a match."""

    HIDES = "hides"  # a name of ours inside these words is no match (Хасан in «Хасан Насралла»)
    COUNTS_AGAINST = "counts-against"  # evidence against the transport links it is confused with


@dataclass(frozen=True, slots=True)
class Name:
    text: str  # without the leading `=`; a STEM keeps the `*` of its words
    language: Language
    form: Form

    @property
    def shown(self) -> str:
        """The name without marks, for people."""
        return self.text.replace("*", "")


@dataclass(frozen=True, slots=True)
class Need:
    """What must stand near a name before it counts. Ids are those of `Registry.terms`.

    Met when every group of `all_of` has at least one of its ids within `scope` of the name (outside the name itself)
    and no id of `none_of` stands within `scope`.
    """

    all_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    scope: Scope = Scope.SENTENCE
    cased: bool = False  # the original must have a capital where the name has one (Туманная the river, туманная foggy)


@dataclass(frozen=True, slots=True)
class NameSet:
    """Names that share a rule; `need` is None when each is enough alone."""

    names: tuple[Name, ...]
    need: Need | None = None
    variant: Variant = Variant.USUAL


@dataclass(frozen=True, slots=True)
class Terms:
    """Anything a sentence can mention: a word group, a mode or a place. All share one space of ids.

    `counts_as` are further ids that a mention stands for as well: a place counts as its country, 俄朝 as both countries.
    """

    id: str
    title: str
    name_sets: tuple[NameSet, ...]
    counts_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place(Terms):
    latitude: float | None = None  # degrees north, WGS 84; None for a line or an area (a river, a country)
    longitude: float | None = None  # degrees east
    radius_km: float = 5.0  # how far from the point it may be; 5 km covers a town and its station


@dataclass(frozen=True, slots=True)
class Route:
    """Both ends and the mode named in one sentence speak of the transport link, whatever words join them.

    A mention of any id of each of `between`, `to` and `by` is wanted; of `unless`, none. One mention cannot be both ends.
    """

    between: tuple[str, ...]
    to: tuple[str, ...]
    by: tuple[str, ...]
    unless: tuple[str, ...] = ()
    sure: bool = True  # False: suggests the transport link only while no other one is named in the sentence


@dataclass(frozen=True, slots=True)
class Part:
    """A station, pier, operator, ship, airline, service number or company of a transport link."""

    id: str
    kind: PartKind
    title: str
    name_sets: tuple[NameSet, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, and who said so. Never a forecast: these are figures, with their speaker."""

    date: str  # YYYY, YYYY-MM or YYYY-MM-DD: written as precisely as it is known
    what: str
    said_by: tuple[str, ...]
    event: EventType | None = None


@dataclass(frozen=True, slots=True)
class StatedFigure:
    value: str
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One attribute and what was said of it; more than one value is a conflict, and `advice` says what to do."""

    about: str
    stated: tuple[StatedFigure, ...]
    advice: str | None = None
    attribute: "Attribute | None" = None  # what it is in the ledger; None: it is not told there


@dataclass(frozen=True, slots=True)
class Status:
    text: str
    date: str  # as in Fact: the day the text was last known to hold
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransportLink:
    id: str
    kind: TransportKind
    title: str
    status: Status
    ends: tuple[str, ...]  # place ids, DPRK end first; empty for the catch-all
    name_sets: tuple[NameSet, ...]
    routes: tuple[Route, ...]
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]  # oldest first
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Confusable:
    """What is easily mistaken for our transport links, and how a reader tells it apart."""

    id: str
    title: str
    effect: Effect
    confused_with: tuple[str, ...]  # transport link, part or place ids; empty: with all
    name_sets: tuple[NameSet, ...]
    tell_apart: str


@dataclass(frozen=True, slots=True)
class Example:
    """A fragment of running text that must (or must not) yield a mention of `of`.

    `of` is the id of anything that has names in the registry; `name` the `Name.text` expected, None where any will do.
    """

    language: Language
    text: str
    of: str
    name: str | None = None
    found: bool = True


@dataclass(frozen=True, slots=True)
class Registry:
    """All of it, by id, in the order of the file."""

    words: Mapping[str, Terms]
    modes: Mapping[str, Terms]
    places: Mapping[str, Place]
    transport_links: Mapping[str, TransportLink]
    confusables: Mapping[str, Confusable]
    examples: tuple[Example, ...]

    def terms(self, term_id: str) -> Terms:
        """The word group, mode or place of this id; KeyError when there is none."""
        return self.words.get(term_id) or self.modes.get(term_id) or self.places[term_id]
