"""Metres and kilometres of a sentence: length, its shares, width, distance, or nothing."""

import re
from collections.abc import Sequence

from pipelines.ledger.surroundings import PARTED, PARTING, WINDOW, Around, Found, first_of
from pipelines.ledger.topics import Subject
from tumen.statements import Attribute
from tumen.transport import TransportKind as Kind

_REACH = 36  # characters: «ширина проезжей части составит»
_QUEUE = 64  # characters: «очередь на подъезде к пункту пропуска растянулась на три километра»
_EASTERN_REACH = 24  # characters of Korean, Chinese and Japanese say as much
_LONG = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.RAIL_CROSSING})
_PORTS = frozenset({Kind.PORT})
_PIER = 3_000.0  # metres: berths are shorter
_TRAINS = frozenset({Kind.PASSENGER_TRAIN})
# Metres from which a trip of so many kilometres is the way of the service: trains and flights go at least to the next town.
_HAUL = {Kind.PASSENGER_TRAIN: 50_000.0, Kind.AIR: 50_000.0, Kind.FERRY: 5_000.0, Kind.OTHER: 5_000.0, Kind.ROAD_BRIDGE: 20_000.0}
_FROM_TOWN_TO_TOWN = frozenset({Kind.AIR, Kind.PASSENGER_TRAIN, Kind.FERRY})
_HAULS = frozenset(_HAUL)
# Metres: from the crossing it is 54 km to Rajin, from the bridge to the next village less; what is farther is another town.
_FARTHEST = {Kind.RAIL_CROSSING: 100_000.0, Kind.ROAD_BRIDGE: 20_000.0}
_TROLLEY = 5_000.0  # metres that a trolley was pushed
_ON_RAILS = frozenset({Kind.RAILWAY, Kind.RAIL_CROSSING, Kind.PORT, Kind.PASSENGER_TRAIN})
_THROUGH = 5_000_000.0  # metres: longer is only the way of a through train to Moscow, and the Trans-Siberian railway it uses
_TO_MOSCOW = (9_500_000.0, 12_000_000.0)  # metres: Moscow to Pyongyang is 10,200 km by timetable, the Trans-Siberian 9,288
_HIGHEST = 1_000.0  # metres
_WIDEST = 60.0  # metres: no road bridge is wider
# Metres a bridge, kilometres a railway can have; what lies outside is something else or a slip.
_LENGTHS = {Kind.ROAD_BRIDGE: (200.0, 6_000.0), Kind.RAIL_CROSSING: (200.0, 60_000.0), Kind.RAILWAY: (5_000.0, 1_500_000.0)}


def measure(words: Around, subjects: Sequence[Subject]) -> Found:
    """What a length in metres is the measure of."""
    value = words.quantity.value
    reach = _REACH if words.sentence.spaced else _EASTERN_REACH
    wide = ("width",) if value <= _WIDEST else ()
    nearest = words.nearest(*wide, "height", "distance", "vehicle-length", "road-upgrade", "length", reach=reach)
    if subjects and subjects[0].kind in _TRAINS and value >= _THROUGH:
        return (Attribute.DISTANCE, subjects[0], value) if _TO_MOSCOW[0] <= value <= _TO_MOSCOW[1] else None
    elsewhere = words.away("from-shore") is not None or words.beside("queue", _QUEUE) or words.has("leaders")
    if elsewhere or _of_other_things(nearest, value):
        return None  # how far the work has got, or the armoured train come; how high, how long a ship is
    if nearest == "width":
        bridge = first_of(subjects, frozenset({Kind.ROAD_BRIDGE}))
        return (Attribute.WIDTH, bridge, value) if bridge else None
    share = _share(words)
    if share == "part":
        return None
    return _by_its_thing(words, subjects, nearest, share) or _by_its_words(words, subjects, nearest)


def _by_its_thing(words: Around, subjects: Sequence[Subject], nearest: str | None, share: str | None) -> Found:
    """A way a trolley was pushed; the whole of which a part is told; a pier: what needs no other words."""
    value = words.quantity.value
    crossing = first_of(subjects, frozenset({Kind.RAIL_CROSSING}))
    if crossing and _pushed(words, subjects) and value <= _TROLLEY:
        return Attribute.DISTANCE, crossing, value
    named = _of_two_bridges(words, subjects[:2])
    if named and share == "whole" and _LENGTHS[named.kind][0] <= value <= _LENGTHS[named.kind][1]:
        return Attribute.LENGTH, named, value
    port = first_of(subjects[:1], _PORTS)
    pier = nearest == "length" and words.away("pier", _REACH) is not None and value <= _PIER
    return (Attribute.LENGTH, port, value) if port and pier else None


def _pushed(words: Around, subjects: Sequence[Subject]) -> bool:
    """By those who pushed a trolley, told of before where no new bridge is."""
    return words.has("trolley") or (words.spoken("trolley") and first_of(subjects, frozenset({Kind.ROAD_BRIDGE})) is None)


def _by_its_words(words: Around, subjects: Sequence[Subject], nearest: str | None) -> Found:
    value, named = words.quantity.value, _of_two_bridges(words, subjects[:2])
    if nearest == "distance" and not (named and named.kind is not Kind.RAIL_CROSSING and _adjectival(words, named)):
        return _distance(words, subjects, value)
    service = first_of(subjects[:1], _HAULS)
    travelled = words.away("journey", 24) is not None and not words.has("no-traveller")
    if service and travelled and value >= _HAUL[service.kind]:
        return Attribute.DISTANCE, service, value
    found = _length(words, named, stated=nearest == "length") if named else None
    return found or _between_places(words, subjects, value)


_OF_WHICH = r"\s(?:out of|of|из|із|з|von|sur|de|z)\s(?:(?:the|its|los|sus|les|ses|den|insgesamt|всех|усіх|wszystkich|total)\s)*"
_EAST_OF_WHICH = r"\s?(?:の?うち|の?中|当中|[中里裡]的?|가운데|중)[^\W\d]{0,4}\s?"
_PART_OF = re.compile(_OF_WHICH + r"\d")
_WHOLE_AFTER = re.compile(r"\d(?:\s?[^\W\d]{1,10})?" + _OF_WHICH + "$")
_EAST_PART = re.compile(r"(?:キロ|メートル|公里|千米|米|km|㎞|킬로미터|킬로|m)" + _EAST_OF_WHICH + "$")
_EAST_WHOLE = re.compile(_EAST_OF_WHICH + r"\d")


def _share(words: Around) -> str | None:
    """`32 of the 54 km`, 54キロのうち32キロ: the "whole", the "part" that is ready, or neither."""
    text, quantity = words.sentence.lowered, words.quantity
    ahead = text[max(0, quantity.start - 32) : quantity.start]
    if words.sentence.spaced:
        part, whole = _PART_OF.match(text, quantity.stop), _WHOLE_AFTER.search(ahead)
    else:
        part, whole = _EAST_PART.search(ahead), _EAST_WHOLE.match(text, quantity.stop)
    return "part" if part else "whole" if whole else None


def _distance(words: Around, subjects: Sequence[Subject], value: float) -> Found:
    """How far the hotel or the airport lies is nobody's distance."""
    between = _of_two_bridges(words, subjects) or first_of(subjects, _HAULS)
    if between is None or words.has("no-traveller") or _of_a_station(words, between) or _of_the_new_bridge(words, between):
        return None
    far = value > _FARTHEST.get(between.kind, value) and words.away("journey", 24) is None
    if far or (between.kind in _FROM_TOWN_TO_TOWN and value < _HAUL[between.kind]):
        return None
    return Attribute.DISTANCE, between, value


def _of_the_new_bridge(words: Around, subject: Subject) -> bool:
    """`Four hundred metres downstream the road bridge is being paved`, told in a report on the railway."""
    return subject.kind is Kind.RAIL_CROSSING and _DOWNSTREAM.search(words.sentence.lowered) is not None


_DOWNSTREAM = re.compile(
    r"\b(?:down|up)stream|(?:вниз|ниже) по течению|нижче за течією|下游|하류|下流|(?:strom|fluss)abwärts|en aval"
    r"|(?:río|aguas) abajo|w dół rzeki"
)


def _of_a_station(words: Around, subject: Subject) -> bool:
    """Three kilometres from the border stands a depot, a village, a station."""
    if subject.kind is not Kind.RAIL_CROSSING:
        return False
    text, quantity = words.sentence.lowered, words.quantity
    return bool(
        _FROM_BORDER.match(text, quantity.stop) or _EAST_FROM_BORDER.search(text[max(0, quantity.start - 12) : quantity.start])
    )


_FROM_BORDER = re.compile(
    r"\s(?:(?:away|entfernt)\s)?(?:from the|від|від державного|от|от государственной|od|de la|von der|vor der|hinter der)\s"
    r"(?:[^\W\d]+\s)?(?:border|кордон|границ|granic|frontera|frontière|grenze)"
)
_EAST_FROM_BORDER = re.compile(r"(?:国境から|국경에서|국경으로부터|距边境|距国境)[約约약 ]{0,2}$")


def _between_places(words: Around, subjects: Sequence[Subject], value: float) -> Found:
    """`From Khasan to the port of Rajin it is 52 kilometres`: two ends named, or one and the border."""
    ends = words.places() + words.has("border")
    subject = first_of(subjects[:1], _ON_RAILS)
    near = words.quantity.word != "m" and value < _THROUGH and not words.has("no-traveller")
    if subject is None or not near or ends < 2:
        return None
    if subject.kind is Kind.PORT:  # where a port lies is no distance of ours; the railway to it is a length
        railway = first_of(subjects, frozenset({Kind.RAILWAY}))
        return (Attribute.LENGTH, railway, value) if railway else None
    return Attribute.DISTANCE, subject, value


def _of_other_things(nearest: str | None, value: float) -> bool:
    """Heights, ships and roads; what is a kilometre or more is no height, whatever gauge its rails have."""
    return nearest in ("vehicle-length", "road-upgrade") or (nearest == "height" and value < _HIGHEST)


def _of_two_bridges(words: Around, subjects: Sequence[Subject]) -> Subject | None:
    """Beside the old rail bridge it is the new road bridge whose measures are news, unless the sentence is about its rails."""
    road = first_of(subjects, frozenset({Kind.ROAD_BRIDGE}))
    return road if road and not words.has("event:incident") else first_of(subjects, _LONG)


def _length(words: Around, subject: Subject, *, stated: bool) -> Found:
    part = _part(words) if subject.kind is Kind.ROAD_BRIDGE else None
    low, high = _LENGTHS[subject.kind]
    if part is not Attribute.APPROACH_LENGTH and not low <= words.quantity.value <= high:
        return None
    if part or stated or _adjectival(words, subject) or words.of(subject):
        return part or Attribute.LENGTH, subject, words.quantity.value
    return None


def _part(words: Around) -> Attribute | None:
    """Which part of a crossing a length is of."""
    nearest = words.nearest("russian-share", "dprk-share", "with-ramps", "with-approaches", "approach", reach=WINDOW + PARTED)
    if nearest in ("russian-share", "dprk-share"):
        return Attribute.LENGTH_RUSSIAN_SHARE if nearest == "russian-share" else Attribute.LENGTH_DPRK_SHARE
    return {
        "with-ramps": Attribute.LENGTH_WITH_RAMPS,
        "approach": Attribute.APPROACH_LENGTH,
        "with-approaches": Attribute.LENGTH_WITH_APPROACHES,
    }.get(nearest or "")


_JOINS_NOUN = re.compile(
    r"(?:\s?\([^)]{1,20}\))?[\s\-‐–的の]*(?:(?:de|des|du|del|long|lange|langen|langer|largo)[\s\-]+)?(?:[^\W\d]+[\s\-]+){0,2}$"
)
_OF_LENGTH = re.compile(r"(?:\b(?:de|du|in|в|на|von|of|über|o)\s|\bd'|：|:)\s*(?:\w{2,8}\s)?$")  # «puente de unos …»


def _adjectival(words: Around, subject: Subject) -> bool:
    """`the 850-meter bridge`, `54公里铁路`, «puente de 850 metros»: the thing measured stands right beside the figure."""
    of_bridge = ("topic:bridge", "structure") if subject.lead else ("topic:bridge",)
    topics = of_bridge if subject.kind is Kind.ROAD_BRIDGE else ("topic:rail", "measured", "topic:bridge")
    text, quantity = words.sentence.lowered, words.quantity
    for topic in topics:
        for hit in words.sentence.hits.get(topic, ()):
            after = hit.start >= quantity.stop and hit.start - quantity.stop <= 18
            before = hit.stop <= quantity.start and quantity.start - hit.stop <= 40
            if hit.stop == quantity.start and not words.sentence.spaced:
                return True  # 路線54キロ
            if after and _JOINS_NOUN.fullmatch(text, quantity.stop, hit.start):
                return True
            between = text[hit.stop : quantity.start]
            if before and _OF_LENGTH.search(between) and not PARTING.search(between):
                return True
    return False
