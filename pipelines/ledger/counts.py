"""Counted things of a sentence: travellers, cargo, wagons, ships, lanes; or nothing."""

import re
from collections.abc import Sequence

from pipelines.ledger.surroundings import WINDOW, Around, Found, first_of
from pipelines.ledger.topics import BY_CITY, Subject, ends
from tumen.statements import Attribute
from tumen.transport import TransportKind as Kind

_CARRIERS = frozenset(
    {Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.ROAD_BRIDGE, Kind.SHIPPING, Kind.OTHER}
)
_FREIGHT = frozenset(
    {Kind.RAIL_CROSSING, Kind.RAILWAY, Kind.PORT, Kind.SHIPPING, Kind.FERRY, Kind.ROAD_BRIDGE, Kind.AIR, Kind.OTHER}
)
# A single-track railway, one port: six million tonnes a year is more than either was built for. The rest are sums of years.
_MOST_CARGO = {"mass": 6e6, "barrels": 5e6, "containers": 100_000, "munitions": 3e7}
_CONVOY = 5  # lorries: fewer are the ones of an accident or a picture
_SELDOM_FREIGHT = frozenset({Kind.AIR, Kind.FERRY, Kind.OTHER})
_SEA = frozenset({Kind.SHIPPING, Kind.PORT})
_BRIDGE = frozenset({Kind.ROAD_BRIDGE})
# Counted as travellers by the word alone: passengers, not people.
_TRAVELLERS = re.compile(
    "passag|passeng|pasaj|pasaż|пассаж|пасаж|fahrg|fluggäst|reisend|voyageur|viajer|podróżn|승객|旅客|乘客|乗客"
)
_A_NUMBER = re.compile(r"\W{0,3}(?:(?:of|for|в|на|у|von|für|de|para|d'|na)\s)?\d")
_SHIP_CLASS = re.compile(r"[\s-]?(?:级|級|급|class|dwt|grt|deadweight|総トン|总吨)")
_FEWEST, _MOST = 2, 200_000  # people: no such service carries more in many years; airports, towns and countries do
_HINTED = 0.3  # strength of a mention by one end; weaker ones are words that many transport links share
_A_FEW = 5  # people: who pushes, stands or speaks in twos and threes is told of for that; so few passengers are called so
_NATION = 8  # characters from "Chinese" to the figure: directly before or after it, or within
_RIGHT_BY = 16  # characters: "designed for 193 passengers" although passengers are aboard
_CARRIED = 24  # characters from soldiers to "shipped": all others fight, fall and are sent
_BUILT_FOR = 80  # characters: "designed for twelve pairs of trains a day and four million tonnes a year"
_PART_FROM = re.compile(r"[,，、;；:：.。—–]|\b(?:but|но|але|aber|mais|pero|ale)\b")
_TAKES = 44  # characters: "able to take up to 40 lorries and 60 passengers"
_LISTED = 28  # characters: "designed for 300 vehicles and 2,850 passengers a day", whoever the figure before is of
_CARRIED_BY = 6  # characters: 运货21万吨
_HOLDING = 24  # characters: «con capacidad para»
_ON_A_DAY = ("party", "weekday", "day-1", "day+0")
_ARMED = frozenset({"containers", "munitions"})
_ALLOWED = 90  # characters from "ceiling" to what it is: who set it and for whom stands between
_HEADING = 90  # characters from "passenger numbers" to the figure: places and months stand between
_LANES_OF_A_BRIDGE = 4  # the bridge has two; ten are lanes of the checkpoint


def people(words: Around, subjects: Sequence[Subject]) -> Found:
    """Travellers or what could travel; soldiers only where they are carried."""
    subject = first_of(subjects[:2], _CARRIERS)
    if subject is None or not _FEWEST <= words.quantity.value <= _MOST:
        return None
    if _beside_the_matter(words, subject):
        return None
    longer = first_of(subjects[:3], frozenset({Kind.PASSENGER_TRAIN}))
    if subject.kind is Kind.RAIL_CROSSING and longer and subject.strength <= longer.strength and not subject.lead:
        subject = longer  # tourists on the rails ride the train that is reported, not its last stretch
    nearest = words.nearest("capacity", "no-traveller", "aboard", reach=40)
    held = nearest == "capacity" or words.away("capacity", _RIGHT_BY) is not None or _among_what_it_takes(words)
    if (held and not _held_in_another(words)) or _could_cross(words, subject):
        other = words.has("no-traveller") or words.has("resort")
        return None if other else (Attribute.CAPACITY, subject, words.quantity.value)
    if _stays(words, nearest):
        return None
    if not _travelled(words, subject, subjects) or (subject.kind is Kind.AIR and words.away("per-day") is not None):
        return None  # no airline flies there every day: so many a day are the airport's
    return Attribute.PASSENGERS, subject, words.quantity.value


def _stays(words: Around, nearest: str | None) -> bool:
    """Whether the words speak of people who do not travel; a passenger is one whatever he works as."""
    if _TRAVELLERS.search(words.quantity.original.lower()):
        return nearest == "no-traveller" and not words.after("no-traveller", WINDOW)
    if words.quantity.dimension != "troops" and nearest == "no-traveller":
        return True
    on_board = nearest == "aboard" or words.quantity.dimension == "troops"
    riding = on_board and words.away("aboard", _RIGHT_BY) is not None
    return words.away("no-traveller", 30) is not None and not riding


def _among_what_it_takes(words: Around) -> bool:
    """`Will be able to take 40 lorries and 60 passengers`."""
    start, hits = words.quantity.start, words.sentence.hits
    takes = max((hit.stop for hit in hits.get("capacity", ()) if hit.stop <= start), default=None)
    if takes is None or start - takes > _TAKES or _PART_FROM.search(words.sentence.lowered, takes, start):
        return False
    return not any(takes <= hit.start < start for hit in hits.get("aboard", ()))


def _held_in_another(words: Around) -> bool:
    """Forty passengers `with a capacity of 200`: the words belong to the number behind them."""
    if words.before("capacity", _RIGHT_BY):
        return False
    hits = [hit for hit in words.sentence.hits.get("capacity", ()) if hit.start >= words.quantity.stop]
    return any(_A_NUMBER.match(words.sentence.lowered, hit.stop) for hit in hits)


def _beside_the_matter(words: Around, subject: Subject) -> bool:
    """One or two who push, stand or speak; Chinese and western tourists, who come by other ways and are told of beside ours.

    So is whoever is not called aboard where the report is about another transport link and the sentence does not name this
    one; and soldiers, of whom most fight, fall and are sent, but for those a ship carries.
    """
    travels = words.away("aboard", _RIGHT_BY) is not None or _TRAVELLERS.search(words.quantity.original.lower())
    if not travels and (words.quantity.value < _A_FEW or (not subject.lead and subject.strength < _HINTED)):
        return True
    if words.quantity.dimension == "troops":
        carried = words.away("aboard", _CARRIED) is not None
        return not carried or (subject.kind is not Kind.SHIPPING and subject.strength < _HINTED)
    return words.away("foreign", _NATION) is not None


def _travelled(words: Around, subject: Subject, subjects: Sequence[Subject]) -> bool:
    """`aboard` and `passengers` speak of transport by themselves; other people by what the sentence names.

    A group that set off on a day went with the only transport link reported; a year's visitors came by any.
    """
    if words.away("aboard") is not None or words.away("ridership", _HEADING) is not None:
        return True
    if _TRAVELLERS.search(words.quantity.original.lower()):
        return True
    bound_for = subject.lead and subject.kind in BY_CITY and any(words.has(f"city:{end}") for end in ends(subject.transport_link))
    dated = words.has("month") or any(words.has(when) for when in _ON_A_DAY)  # a year's visitors came by any means
    if (words.of(subject) or (bound_for and dated)) and words.away("travel") is not None:
        return True
    a_party = len(subjects) == 1 and not words.has("total") and any(words.has(when) for when in _ON_A_DAY)
    return a_party and words.away("travel", 40) is not None


def _could_cross(words: Around, subject: Subject) -> bool:
    if subject.kind is not Kind.ROAD_BRIDGE:
        return False
    if words.before("capacity", _LISTED):
        return True
    if words.away("aboard", _RIGHT_BY) is not None:
        return False
    return words.away("capacity") is not None or words.away("per-day") is not None


def seats(words: Around, subjects: Sequence[Subject]) -> Found:
    """Seats that were sold or taken are travellers; others say what could be carried."""
    subject = first_of(subjects[:2], _CARRIERS)
    if subject is None or words.quantity.value < 2 or words.has("no-traveller"):
        return None
    if words.has("taken"):
        return Attribute.PASSENGERS, subject, words.quantity.value
    return (Attribute.CAPACITY, subject, words.quantity.value) if words.of(subject) else None


def _carrier(words: Around, subjects: Sequence[Subject]) -> Subject | None:
    """Whose cargo it is: what a railway brings to a port that the sentence names is the port's; arms are the ships'."""
    port, shipping = first_of(subjects, frozenset({Kind.PORT})), first_of(subjects, frozenset({Kind.SHIPPING}))
    arms = words.quantity.dimension == "munitions" or (
        words.quantity.dimension == "containers" and words.away("arms", 32) is not None
    )
    if shipping and (arms or (port and not port.strength)):
        return shipping
    if port and port.strength and words.has("topic:port"):
        return port
    crossing = first_of(subjects, frozenset({Kind.RAIL_CROSSING}))
    over_it = crossing and words.has("topic:bridge") and first_of(subjects, _BRIDGE) is None
    return crossing if over_it else first_of(subjects, _FREIGHT)


def _what_could_be_in_them(words: Around) -> bool:
    """6,700 containers `that could hold three million shells`: the containers were sent, the shells are reckoned."""
    if words.quantity.dimension == "containers":
        return words.after("capacity", _HOLDING) and words.has("arms")
    behind = not words.sentence.spaced and words.after("capacity", _HOLDING)
    return words.quantity.dimension == "munitions" and (behind or words.before("capacity", _HOLDING))


def cargo(words: Around, subjects: Sequence[Subject]) -> Found:
    """Goods carried or handled, by weight or piece; what whole countries trade is none of a transport link's."""
    subject, value = _carrier(words, subjects), words.quantity.value
    if subject is None or not 1 < value <= _MOST_CARGO.get(words.quantity.dimension, _MOST):
        return None
    if _not_carried(words):
        return None
    holding = _what_could_be_in_them(words)
    if (words.away("capacity") is not None or _built_for(words)) and not holding:
        return Attribute.CAPACITY, subject, value
    if subject.kind is Kind.ROAD_BRIDGE and not _over_the_road(words, subject):
        return None
    ferried = subject.kind is Kind.FERRY and subject.lead and words.beside("goods", 16)
    if subject.kind in _SELDOM_FREIGHT and not (ferried or words.of(subject)):
        return None  # by plane or ferry only what the sentence says so of
    arms = words.quantity.dimension in _ARMED and words.has("arms")
    reckoned = holding and words.quantity.dimension == "munitions"
    told = words.away("cargo", 40) is not None or (words.has("cargo") and words.beside("goods", 16))
    if subject.kind in _SEA and words.spoken("goods") and _of_the_same(words, subject):
        told = True  # "it was more than a million barrels", "61,000 tonnes a year earlier": the cargo was named before
    told = told or (arms and words.has("cargo"))
    only_port = subject.kind is Kind.PORT and words.has("topic:port")
    ours = (
        subject.strength > 0
        or only_port
        or (subject.lead and not words.has("nationwide"))
        or (arms and subject.kind is Kind.SHIPPING)
    )
    return (Attribute.CARGO_VOLUME, subject, value) if told and ours and not reckoned else None


def _not_carried(words: Around) -> bool:
    """A ship's class, what is produced or used up, `the ceiling that the Security Council set for all suppliers`."""
    if _SHIP_CLASS.match(words.sentence.lowered, words.quantity.stop) or words.away("no-cargo", 24) is not None:
        return True
    return words.away("quota", _ALLOWED) is not None


def _over_the_road(words: Around, subject: Subject) -> bool:
    """Not steel and concrete that a bridge is built of, nor lorries too heavy for it."""
    if not words.beside("goods", 24) and words.away("cargo", _CARRIED_BY) is None:
        return False
    if words.has("lorry"):
        return True
    near = words.away("cargo", 24) is not None
    if near and words.has("topic:bridge") and not words.has("built-of"):
        return True
    works = any(words.has(sign) for sign in ("building", "works", "built-of"))
    return words.has("cargo") and not works and (words.has("act-carry") or (near and subject.lead))


def _built_for(words: Around) -> bool:
    """Whether it was built for so much, and not `built for 193 passengers, brought 62 and 40 tonnes`."""
    start, hits = words.quantity.start, words.sentence.hits
    built = [hit.stop for hit in hits.get("capacity", ()) if 0 <= start - hit.stop <= _BUILT_FOR]
    return bool(built) and not any(max(built) <= hit.start < start for hit in hits.get("cargo", ()))


def _of_the_same(words: Around, subject: Subject) -> bool:
    """A figure of what was named before: a sum to compare with, or what is planned in a report of nothing else."""
    if words.quantity.dimension == "barrels" or words.has("compared"):
        return True
    return subject.lead and words.quantity.dimension == "mass" and words.away("future") is not None


def vehicles(words: Around, subjects: Sequence[Subject]) -> Found:
    """What the bridge could let through, and the lorries that did pass."""
    bridge = first_of(subjects, _BRIDGE)
    if bridge is None:
        return None
    if words.away("capacity") is not None:
        return None if _held_in_another(words) else (Attribute.CAPACITY, bridge, words.quantity.value)
    lorries = words.beside("lorry", 12) and words.quantity.value >= _CONVOY and not words.has("queue")
    return (Attribute.VEHICLES_SEEN, bridge, words.quantity.value) if lorries else None


def lanes(words: Around, subjects: Sequence[Subject]) -> Found:
    """Lanes of both directions together, or of the checkpoint beside the bridge."""
    bridge = first_of(subjects, _BRIDGE)
    if bridge is None or (words.has("road-upgrade") and not bridge.strength and not words.has("topic:bridge")):
        return None
    value = words.quantity.value
    if value > _LANES_OF_A_BRIDGE or words.away("checkpoint", 24) is not None:
        return Attribute.CHECKPOINT_LANES, bridge, value
    if value == 1:
        return (Attribute.LANES, bridge, 2.0) if words.has("one-way-lane") else None
    return Attribute.LANES, bridge, value * (2 if words.away("one-way-lane", 6) is not None else 1)


def rolling_stock(words: Around, subjects: Sequence[Subject]) -> Found:
    """Trains and wagons on pictures or counted by witnesses, not those a train is made of."""
    subject = first_of(subjects, frozenset({Kind.RAIL_CROSSING, Kind.RAILWAY}))
    if subject is None or words.quantity.value < 2 or words.away("made-of", 24) is not None:
        return None
    if words.away("average", 24) is not None:
        return None  # what is usual was not counted on this picture
    shown = words.has("seen") or words.spoken("imagery")
    return (Attribute.TRAINS_SEEN, subject, words.quantity.value) if shown else None


def ships(words: Around, subjects: Sequence[Subject]) -> Found:
    """Ships on pictures or counted at a port."""
    subject = first_of(subjects, frozenset({Kind.PORT, Kind.SHIPPING}))
    if subject is None or not words.has("seen") or words.quantity.value < 2:
        return None
    return Attribute.SHIPS_SEEN, subject, words.quantity.value
