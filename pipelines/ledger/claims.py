"""Figures of a sentence → claims: which attribute a quantity states, decided by the words nearest to it, or none.

A wrong figure is worse than a missing one: a quantity no cue speaks for is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.ledger.lengths import measure
from pipelines.ledger.quantities import Quantity
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.surroundings import Around, Found, first_of
from pipelines.ledger.topics import TOPICS, Subject, by_nearness
from tumen.statements import Attribute
from tumen.transport import TransportKind as Kind

_SERVICES = frozenset({Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.ROAD_BRIDGE, Kind.OTHER})
_CARRIERS = _SERVICES | {Kind.SHIPPING}
_FREIGHT = frozenset({Kind.RAIL_CROSSING, Kind.RAILWAY, Kind.PORT, Kind.SHIPPING, Kind.FERRY, Kind.OTHER})
_BUILT = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.PORT, Kind.RAIL_CROSSING, Kind.OTHER})
_PER_SERVICE = frozenset({Attribute.PASSENGERS, Attribute.FARE, Attribute.DURATION})
# Counted as travellers by the word alone: passengers, not people.
_TRAVELLERS = re.compile("passag|passeng|pasaj|pasaż|пассаж|пасаж|fahrg|reisend|voyageur|viajer|podróżn|승객|旅客|乘客|乗客")
_LONG_HAUL = (6.0, 12.0)  # days: through trains to Moscow; shorter spans are tours and delays, longer ones quarantines
_FARE_AT_MOST = {"USD": 5_000, "EUR": 5_000, "RUB": 500_000, "CNY": 40_000, "KRW": 7_000_000, "JPY": 700_000}  # per head


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute that a quantity states of a subject."""

    attribute: Attribute
    subject: Subject
    quantity: Quantity
    value: float


class Figures:
    """The quantities of one sentence with the words around each."""

    def __init__(self, sentence: Sentence, quantities: Sequence[Quantity], subjects: Sequence[Subject]) -> None:
        self.sentence = sentence
        self.quantities = quantities
        self.subjects = subjects

    def stated(self) -> Iterator[Stated]:
        for index, quantity in enumerate(self.quantities):
            if quantity.dimension not in _DECIDE:
                continue
            near = by_nearness(self.sentence, quantity.start, quantity.stop, self.subjects)
            found = _DECIDE[quantity.dimension](Around(self.sentence, self.quantities, index), near)
            if found and not (found[0] in _PER_SERVICE and _doubtful(found[1], self.subjects)):
                attribute, subject, value = found
                yield Stated(attribute, subject, quantity, value)


def _doubtful(subject: Subject, subjects: Sequence[Subject]) -> bool:
    """Whether another transport link of its means is as likely meant: the sentence names neither."""
    rivals = [other for other in subjects if other is not subject and TOPICS[other.kind] == TOPICS[subject.kind]]
    return not subject.strength and any(not other.strength for other in rivals)


def _people(words: Around, subjects: Sequence[Subject]) -> Found:
    subject = first_of(subjects[:2], _CARRIERS)
    if subject is None:
        return None
    longer = first_of(subjects[:3], frozenset({Kind.PASSENGER_TRAIN}))
    if subject.kind is Kind.RAIL_CROSSING and longer and subject.strength <= longer.strength:
        subject = longer  # tourists on the rails ride the train that is reported, not its last stretch
    if subject.kind is Kind.ROAD_BRIDGE and words.away("capacity") is not None:
        return Attribute.CAPACITY, subject, words.quantity.value
    if subject.kind is Kind.ROAD_BRIDGE and not (words.has("topic:bridge") or words.has("road-traffic")):
        return None
    nearest = words.nearest("capacity", "casualty", "travel", reach=40)
    if nearest == "capacity":
        return Attribute.CAPACITY, subject, words.quantity.value
    travels = nearest == "travel" or _TRAVELLERS.search(words.quantity.original.lower())
    if not travels or words.away("casualty", 30) is not None or words.quantity.value < 2:
        return None
    return Attribute.PASSENGERS, subject, words.quantity.value


def _carrier(words: Around, subjects: Sequence[Subject]) -> Subject | None:
    """Whose cargo it is: what a railway brings to a port that the sentence names is the port's; arms are the ships'."""
    port, shipping = first_of(subjects, frozenset({Kind.PORT})), first_of(subjects, frozenset({Kind.SHIPPING}))
    if shipping and (words.quantity.dimension == "munitions" or (port and not port.strength)):
        return shipping
    if port and port.strength and words.has("topic:port"):
        return port
    return first_of(subjects, _FREIGHT)


def _cargo(words: Around, subjects: Sequence[Subject]) -> Found:
    subject = _carrier(words, subjects)
    if subject is None or words.quantity.value <= 1:
        return None
    after = words.sentence.lowered[words.quantity.stop : words.quantity.stop + 8]
    if re.match(r"[\s-]?(?:级|級|급|class|dwt|grt)", after):
        return None
    if words.away("capacity", 32) is not None:
        return Attribute.CAPACITY, subject, words.quantity.value
    if words.away("cargo", 40) is None and not (words.quantity.dimension == "mass" and words.has("cargo")):
        return None
    return Attribute.CARGO_VOLUME, subject, words.quantity.value


def _money(words: Around, subjects: Sequence[Subject]) -> Found:
    if not subjects or words.away("conversion", 6) is not None:
        return None
    nearest = words.nearest("fare", "contract", "cost")
    service = first_of(subjects, _SERVICES)
    value = words.quantity.value
    runs = service is not None and service.kind is not Kind.ROAD_BRIDGE and nearest == "cost"  # what a flight costs is its fare
    if nearest != "contract" and (words.has("fare") or runs) and service and value <= _FARE_AT_MOST.get(words.quantity.unit, 0):
        return Attribute.FARE, service, value
    built = first_of(subjects, _BUILT)
    if nearest == "contract" and built:
        return Attribute.CONTRACT_VALUE, built, value
    if words.away("cost") is not None and built and value > _FARE_AT_MOST.get(words.quantity.unit, 0):
        return Attribute.COST, built, value
    return None


def _time(words: Around, subjects: Sequence[Subject]) -> Found:
    word, value = words.quantity.word, words.quantity.high or words.quantity.value
    if word in ("year", "month"):
        built = first_of(subjects[:1], _BUILT)
        months = value / 2_629_800
        near = words.away("construction-time", 24)
        return (Attribute.CONSTRUCTION_TIME, built, value) if built and near is not None and 3 <= months <= 120 else None
    service = first_of(subjects[:2], _SERVICES)
    if service is not None and service.kind is not Kind.ROAD_BRIDGE and words.away("other-means", 12) is not None:
        return None
    days = value / 86_400
    if word == "day" and service and service.kind is Kind.PASSENGER_TRAIN and not words.has("tour") and words.has("topic:rail"):
        return (Attribute.DURATION, service, value) if _LONG_HAUL[0] <= days <= _LONG_HAUL[1] else None
    long_haul = service is not None and service.kind is Kind.PASSENGER_TRAIN and not words.has("tour")
    if (word in ("hour", "minute") or (word == "day" and long_haul)) and service and words.away("journey") is not None:
        return Attribute.DURATION, service, value
    return None


def _lanes(words: Around, subjects: Sequence[Subject]) -> Found:
    bridge = first_of(subjects, frozenset({Kind.ROAD_BRIDGE}))
    if bridge is None:
        return None
    value = words.quantity.value
    if value > 4 or words.away("checkpoint", 24) is not None:  # the bridge has two; ten are lanes of the checkpoint
        return Attribute.CHECKPOINT_LANES, bridge, value
    return Attribute.LANES, bridge, value * (2 if words.away("one-way-lane", 6) is not None else 1)


def _vehicles(words: Around, subjects: Sequence[Subject]) -> Found:
    bridge = first_of(subjects, frozenset({Kind.ROAD_BRIDGE}))
    return (Attribute.CAPACITY, bridge, words.quantity.value) if bridge and words.away("capacity") is not None else None


def _rolling_stock(words: Around, subjects: Sequence[Subject]) -> Found:
    subject = first_of(subjects, frozenset({Kind.RAIL_CROSSING, Kind.RAILWAY}))
    if subject is None or not words.has("seen") or words.quantity.value < 2:
        return None
    return Attribute.TRAINS_SEEN, subject, words.quantity.value


def _ships(words: Around, subjects: Sequence[Subject]) -> Found:
    subject = first_of(subjects, frozenset({Kind.PORT, Kind.SHIPPING}))
    if subject is None or not words.has("seen") or words.quantity.value < 2:
        return None
    return Attribute.SHIPS_SEEN, subject, words.quantity.value


_DECIDE = {
    "length": measure,
    "people": _people,
    "troops": _people,
    "mass": _cargo,
    "containers": _cargo,
    "barrels": _cargo,
    "munitions": _cargo,
    "animals": _cargo,
    "money": _money,
    "time": _time,
    "lanes": _lanes,
    "vehicles": _vehicles,
    "rolling-stock": _rolling_stock,
    "trains": _rolling_stock,
    "ships": _ships,
}
