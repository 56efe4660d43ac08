"""Sums of money of a sentence: a fare, a contract, a cost, or nothing."""

import re
from collections.abc import Sequence

from pipelines.ledger.surroundings import Around, Found, first_of
from pipelines.ledger.topics import Subject
from tumen.statements import Attribute
from tumen.transport import TransportKind as Kind

_SERVICES = frozenset({Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.OTHER, Kind.ROAD_BRIDGE})
_BUILT = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.PORT, Kind.RAIL_CROSSING, Kind.OTHER})
_FARE_AT_MOST = {"USD": 5_000, "EUR": 5_000, "RUB": 500_000, "CNY": 40_000, "KRW": 7_000_000, "JPY": 700_000}  # per head
# Nobody crosses this border for less by any means, nor by plane, ship or through train for less than four times as much:
# what costs so little is tea, bedding, a town bus or an entrance.
_FARE_AT_LEAST = {"USD": 5, "EUR": 5, "RUB": 400, "CNY": 35, "KRW": 6_000, "JPY": 600}
_FAR = {Kind.AIR: 4, Kind.PASSENGER_TRAIN: 4, Kind.FERRY: 4}

# What is built on a border costs from one million dollars to two billion; less is a flat, more a ministry's budget.
_COST = {
    "USD": (1e6, 2e9),
    "EUR": (1e6, 2e9),
    "RUB": (5e7, 1.5e11),
    "CNY": (5e6, 1.5e10),
    "KRW": (1e9, 3e12),
    "JPY": (1e8, 3e11),
}
_BY = 24  # characters: a tour sold for a sum "with hotel" is not the hotel's price
_ALONE = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY})  # the only thing in a report of them that costs millions
_OF_CONTRACT = 40  # characters: "the contract, worth …": the worth is the contract's


def money(words: Around, subjects: Sequence[Subject]) -> Found:
    """A sum per head is a fare, a sum of millions what was built or agreed; trade, aid and other prices are nobody's."""
    if not subjects or words.away("other-sum", 36) is not None or _is_difference(words):
        return None
    value, small = words.quantity.value, words.quantity.value <= _FARE_AT_MOST.get(words.quantity.unit, 0)
    return _fare(words, subjects, value) if small else _sum(words, subjects, value)


_BY_SO_MUCH = re.compile(  # `rose by 2.4 billion to 15.3`
    r"(?:\b(?:rose|grew|risen|grown|went up|fell|dropped|increased|cheaper|dearer)\s(?:by\s)?"
    r"|\b(?:вырос|увелич|подорож|подешев|снизи|сокра|зрос|збільш|подорожч)\w*\s(?:[\w«»]+\s){0,2}на\s"
    r"|\bum\s(?:rund\s|etwa\s)?|\b(?:augment|hauss|grimp)\w*\sde\s|\b(?:aument|subi|encarec)\w*\s(?:en\s)?|\b(?:wzrós|wzrosł|podroża)\w*\so\s)$"
)
_MORE_THAN = re.compile(
    r"\s(?:(?:more|less) than|cheaper|dearer|higher|lower|дороже|дешевле|дорожче|дешевше|(?:mehr|weniger) als|teurer|billiger"
    r"|de plus que|de moins que|(?:más|menos) que|drożej|taniej)\b"
)
_DIFFERENCE = 48  # characters before a sum in which its verb stands


def _is_difference(words: Around) -> bool:
    """So much more than before: no price."""
    text, figure = words.sentence.lowered, words.quantity
    return bool(
        _BY_SO_MUCH.search(text[max(0, figure.start - _DIFFERENCE) : figure.start]) or _MORE_THAN.match(text, figure.stop)
    )


def _fare(words: Around, subjects: Sequence[Subject], value: float) -> Found:
    service = first_of(subjects, _SERVICES)
    if service is None or (words.quantity.high or value) < _FARE_AT_LEAST[words.quantity.unit] * _FAR.get(service.kind, 1):
        return None
    other = words.nearest("ticket", "other-price", "fare") == "other-price" and words.away("ticket", _BY) is None
    if _of_an_entrance(words) or (other and not words.has("included")) or words.away("china", 24) is not None:
        return None  # rooms, visas, meals; flights to Beijing
    whole = words.has("included")  # "with hotel" is no price of rooms
    ticket = words.has("ticket") and (whole or words.away("ticket", _BY) is not None or words.away("other-price", 64) is None)
    told = words.has("fare") and (service.lead or len(subjects) == 1) and (whole or not words.has("other-price"))
    if service.kind is Kind.ROAD_BRIDGE and not ticket:
        return None  # what goes over the bridge has its prices too
    return (Attribute.FARE, service, value) if ticket or told or words.of(service) else None


def _of_an_entrance(words: Around) -> bool:
    """門票: the word for a ticket stands inside that of another price."""
    tickets = words.sentence.hits.get("ticket", ())
    prices = words.sentence.hits.get("other-price", ())
    return bool(tickets) and all(any(price.start < one.start and one.stop <= price.stop for price in prices) for one in tickets)


def _sum(words: Around, subjects: Sequence[Subject], value: float) -> Found:
    built = _built(words, subjects)
    contract, cost = words.away("contract"), words.away("cost")
    low, high = _COST.get(words.quantity.unit, (0.0, 0.0))
    if not low <= value <= high:
        return None
    if built is None or (contract is None and not _is_built(words, built)):
        return None
    if words.away("road-upgrade", 40) is not None and not built.strength and not words.has("topic:bridge"):
        return None  # a motorway elsewhere in the region
    agreed = contract is not None and (cost is None or contract <= cost + _OF_CONTRACT)
    return (Attribute.CONTRACT_VALUE if agreed else Attribute.COST), built, value


def _built(words: Around, subjects: Sequence[Subject]) -> Subject | None:
    """What was built: the new road bridge rather than the old one beside it; the railway where another sum is the port's."""
    built = first_of(subjects, _BUILT)
    road = first_of(subjects, frozenset({Kind.ROAD_BRIDGE}))
    if built and road and built.kind is Kind.RAIL_CROSSING and not built.strength:
        return road
    railway = first_of(subjects, frozenset({Kind.RAILWAY}))
    others = words.has("topic:port") and words.away("topic:port") is None
    return railway if built and railway and built.kind is Kind.PORT and others else built


def _is_built(words: Around, built: Subject) -> bool:
    """Whether the sentence speaks of the works, or begins with "it cost": what else has its price names itself."""
    if words.of(built) or words.has("building") or words.has("works"):
        return True
    if built.lead and (built.kind in _ALONE or words.has("cost")):
        return True
    return any(hit.start <= _AT_ONCE for hit in words.sentence.hits.get("cost", ()))


_AT_ONCE = 8  # characters: "It cost", «Обошёлся», "Kosztowała" begin the sentence
