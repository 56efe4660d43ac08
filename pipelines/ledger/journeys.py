"""Spans of time of a sentence: how long the journey takes, how long the building, or nothing."""

from collections.abc import Sequence

from pipelines.ledger.surroundings import Around, Found, first_of
from pipelines.ledger.topics import NAMED, TOPICS, Subject
from tumen.statements import Attribute
from tumen.transport import TransportKind as Kind

_SERVICES = frozenset({Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.OTHER, Kind.ROAD_BRIDGE})
_BUILT = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.PORT, Kind.RAIL_CROSSING, Kind.OTHER})
_LONG_HAUL = (6.0, 12.0)  # days: through trains to Moscow; shorter spans are tours and delays, longer ones quarantines
_UNNAMED = 36.0  # months: where the sentence says nothing of works, longer spans are of hopes and sanctions
_OVER_THE_BORDER = 12 * 3600.0  # seconds, guards and gauges included: 32 hours are the way from Pyongyang to the crossing
_ONE_HOUR = 3600.0  # seconds
_RIGHT_BY = 12  # characters: where something went wrong, hours are what passed before it or after, but for a journey's
_PART = 12  # characters: "of which some three hours"
_MONTH = 2_629_800.0  # seconds
_BUILDING = (3.0, 120.0)  # months: repairs are shorter, and what is longer tells history


def time(words: Around, subjects: Sequence[Subject]) -> Found:
    """Hours and minutes are journeys, months and years the building."""
    stated = words.quantity.value
    value = words.quantity.high or stated  # what is plausible of a range is so of its upper end
    if _at_a_time(words) or _at_rest(words) or (words.has("event:incident") and words.away("journey", _RIGHT_BY) is None):
        return None
    if words.quantity.word in ("year", "month"):
        built = first_of(subjects[:1], _BUILT)
        near = words.away("construction-time", 40)
        most = _BUILDING[1] if built and (words.of(built) or _of_works(words)) else _UNNAMED
        lasts = _BUILDING[0] <= value / _MONTH <= most
        return (Attribute.CONSTRUCTION_TIME, built, stated) if built and near is not None and lasts else None
    service = first_of(subjects[:2], _SERVICES)
    if (
        service is None
        or _of_another(words, service)
        or _of_leaders(words, service)
        or (service.kind is Kind.RAIL_CROSSING and value > _OVER_THE_BORDER)
    ):
        return None
    if words.quantity.word == "day":
        return (Attribute.DURATION, service, stated) if _long_haul(words, service, value) else None
    if words.quantity.value == _ONE_HOUR and not words.quantity.original[0].isdigit():
        return (Attribute.DURATION, service, stated) if words.away("journey", 24) is not None else None  # "an hour", «часа»
    travelled = words.away("journey") is not None or words.of(service)
    return (Attribute.DURATION, service, stated) if travelled else None


def _at_rest(words: Around) -> bool:
    """`Stood for 40 minutes`; ten hours, `including three at the border`."""
    stood = words.before("stay", 8) or words.nearest("journey", "stay", reach=24) == "stay"
    return stood or words.before("includes", _PART) or words.after("border-stop", _PART)


def _of_leaders(words: Around, service: Subject) -> bool:
    """Talks last hours too; so do the ways of ministers and of the armoured train, which are no service of the line."""
    met = words.has("meeting") and not (service.strength or words.has("ticket"))
    return met or words.has("leaders") or (service.kind is Kind.RAIL_CROSSING and words.spoken("leaders"))


def _of_works(words: Around) -> bool:
    return words.has("building") or words.has("works") or words.has("completion")


def _at_a_time(words: Around) -> bool:
    """Whether the span only says when something happened: an hour late, two hours before departure.

    Who arrives after eight hours has travelled so long.
    """
    if words.before("in-time", 6):
        return True
    return words.after("other-time", 8) and not words.after("arrives-after", 8)


def _of_another(words: Around, service: Subject) -> bool:
    """By bus or car, where those are not the traffic over the bridge that is reported."""
    if service.kind is Kind.ROAD_BRIDGE:  # from the bridge to Vladivostok
        russian = words.has("city:vladivostok") or words.has("city:khabarovsk")
        return russian and not (words.has("city:rason") or words.has("city:pyongyang"))
    own = service.strength >= NAMED or any(words.has(f"topic:{topic}") for topic in TOPICS[service.kind])
    if not own and words.away("other-means") is not None:
        return True  # the coach to the beach
    return words.away("other-means", 12) is not None or words.away("china", 16) is not None


def _long_haul(words: Around, service: Subject, value: float) -> bool:
    if service.kind is not Kind.PASSENGER_TRAIN or words.has("tour"):
        return False
    days = value / 86_400
    usual = _LONG_HAUL[0] <= days and words.of(service)
    return days <= _LONG_HAUL[1] and (usual or words.away("journey") is not None or words.places() > 1)
