"""The words around a figure: how near a cue stands, no further than the neighbouring figures."""

import re
from collections.abc import Sequence, Set

from pipelines.ledger.quantities import Quantity
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.topics import BY_CITY, SURE, TOPICS, Subject, ends
from pipelines.ledger.vocabulary import Hit
from tumen.statements import Attribute
from tumen.transport import TransportKind

Found = tuple[Attribute, Subject, float] | None  # attribute, whose, value; None: the figure states nothing we keep

WINDOW = 48  # characters each side in which a cue can belong to a figure: a clause
PARTED = 20  # characters a comma or "and" between cue and figure is worth: «850 метров, ширина проезжей части 7» is a width of 7
PARTING = re.compile(r"[,，、;；(（]|\s(?:and|и|та|і|und|sowie|et|y|i|oraz|но|but)\s")


_RUSSIAN = frozenset({"moscow", "khabarovsk", "vladivostok"})

# Figures that the same words can be about: a cue belongs to the nearer of two such, and never reaches across one.
_GROUPS = (
    {"troops": "people", "seats": "people"}
    | dict.fromkeys(("containers", "barrels", "munitions", "animals"), "mass")
    | dict.fromkeys(("vehicles", "rolling-stock", "trains"), "ships")
)


def first_of(subjects: Sequence[Subject], kinds: frozenset[TransportKind]) -> Subject | None:
    """The likeliest subject of one of these kinds."""
    return next((subject for subject in subjects if subject.kind in kinds), None)


def through_trains_first(sentence: Sentence, subjects: Sequence[Subject]) -> list[Subject]:
    """A train the report is about passes stations: who changes at Tumangang, or goes by way of Khasan, stays on it.

    So does a car that is coupled to another train: none is to the short one over the border.
    """
    trains = [subject for subject in subjects if subject.kind is TransportKind.PASSENGER_TRAIN]
    through = next((subject for subject in trains if subject.lead or sentence.has("through-car")), None)
    passes = sentence.has("via") or sentence.has("through-car")
    if through is None or subjects[0].kind is not TransportKind.RAIL_CROSSING or not passes:
        return list(subjects)
    return [through, *(subject for subject in subjects if subject is not through)]


def of_another_route(sentence: Sentence, subject: Subject) -> bool:
    """`From Pyongyang to Khabarovsk once a month`: what a sentence says of another city's service, where it does not name ours.

    The cities are those of the transport link's own id; flights without one are neither Moscow's nor Vladivostok's.
    """
    if subject.kind not in BY_CITY or subject.strength >= SURE:
        return False
    own = set(ends(subject.transport_link)) & _RUSSIAN
    others = {city for city in _RUSSIAN - own if sentence.has(f"city:{city}")}
    if own:
        return bool(others) and not any(sentence.has(f"city:{city}") for city in own)
    return sentence.has("city:pyongyang") and bool(others & {"moscow", "vladivostok"})


class Around:
    """What stands around a quantity, no further than its neighbours, and what was spoken of before."""

    def __init__(self, sentence: Sentence, quantities: Sequence[Quantity], index: int, earlier: Set[str]) -> None:
        """`earlier`: purposes of the phrases found in the document before this sentence."""
        self.sentence = sentence
        self.quantity = quantities[index]
        self._earlier = earlier
        rivals = _GROUPS.get(self.quantity.dimension, self.quantity.dimension)
        same = [other for other in quantities if _GROUPS.get(other.dimension, other.dimension) == rivals]
        place = same.index(self.quantity)
        last = place + 1 == len(same)
        self._before, self.left = (same[place - 1].start, same[place - 1].stop) if place else (0, 0)
        self.right, self._after = (len(sentence.text),) * 2 if last else (same[place + 1].start, same[place + 1].stop)

    def away(self, purpose: str, reach: int = WINDOW) -> int | None:
        """How far the nearest such words are, in characters, more when something parts them; None beyond `reach`."""
        best = None
        for hit in self.sentence.hits.get(purpose, ()):
            if hit.start < self.left or hit.stop > self.right:
                continue
            distance = self._distance(hit, self.quantity.start, self.quantity.stop)
            neighbours = (self._distance(hit, self._before, self.left), self._distance(hit, self.right, self._after))
            if distance > min(reach, *neighbours):
                continue  # nearer to the figure before or after this one
            if best is None or distance < best:
                best = distance
        return best

    def _distance(self, hit: Hit, start: int, stop: int) -> int:
        if start == stop:
            return len(self.sentence.text)  # no neighbour on that side
        if hit.stop <= start:
            between = self.sentence.lowered[hit.stop : start]
        elif hit.start >= stop:
            between = self.sentence.lowered[stop : hit.start]
        else:
            return 0
        return len(between) + (PARTED if PARTING.search(between) else 0)

    def nearest(self, *purposes: str, reach: int = WINDOW) -> str | None:
        """Which of these stands nearest; of two as near, the one named first here."""
        found = [(away, index) for index, purpose in enumerate(purposes) if (away := self.away(purpose, reach)) is not None]
        return purposes[min(found)[1]] if found else None

    def after(self, purpose: str, reach: int) -> bool:
        """Whether such words follow the figure this near."""
        stop = self.quantity.stop
        return any(0 <= hit.start - stop <= reach for hit in self.sentence.hits.get(purpose, ()))

    def before(self, purpose: str, reach: int) -> bool:
        """Whether such words stand this near before the figure."""
        return self.sentence.has_before(purpose, self.quantity.start, reach)

    def beside(self, purpose: str, reach: int) -> bool:
        """Whether such words stand in the sentence this near, whatever other figures stand between."""
        return self.sentence.near(purpose, self.quantity.start, self.quantity.stop, reach) is not None

    def has(self, purpose: str) -> bool:
        return self.sentence.has(purpose)

    def spoken(self, purpose: str) -> bool:
        """In this sentence or earlier in the document."""
        return purpose in self._earlier or self.sentence.has(purpose)

    def of(self, subject: Subject) -> bool:
        """Whether the sentence names the subject, speaks of its means of transport, or of a way from place to place."""
        if subject.kind is TransportKind.ROAD_BRIDGE and self.has("road-traffic"):
            return True
        spoken = subject.strength > 0 or any(self.has(f"topic:{topic}") for topic in TOPICS[subject.kind])
        return spoken or self.places() > 1

    def places(self) -> int:
        """How many places of the transport links the sentence names."""
        return len({self.sentence.lowered[hit.start : hit.stop] for hit in self.sentence.hits.get("place", ())})
