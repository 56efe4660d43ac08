"""Figures of a sentence → claims: which attribute a quantity states, decided by the words nearest to it, or none.

A wrong figure is worse than a missing one: a quantity no cue speaks for is left out.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipelines.ledger import counts
from pipelines.ledger.journeys import time
from pipelines.ledger.lengths import measure
from pipelines.ledger.prices import money
from pipelines.ledger.quantities import Quantity
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.surroundings import Around, of_another_route, through_trains_first
from pipelines.ledger.topics import NAMED, SURE, TOPICS, Subject, by_nearness
from tumen.statements import Attribute
from tumen.transport import TransportKind

_CROWDED = 6  # numbers: a sentence with so many that names nothing of ours is a portrait of something else
_MEASURES = frozenset({"length", "lanes"})
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_IN_BRACKETS = re.compile(r"\s?[(（\[]\s?(?:[^\W\d]+[.]?\s?){0,3}(?:[约約]|약 |≈|~)?\s?")
_PER_SERVICE = frozenset({Attribute.PASSENGERS, Attribute.FARE, Attribute.DURATION})

_BY_ROUTE = frozenset({Attribute.FARE, Attribute.DURATION})  # travellers come from other cities too


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute that a quantity states of a subject."""

    attribute: Attribute
    subject: Subject
    quantity: Quantity
    value: float


class Figures:
    """The quantities of one sentence with the words around each."""

    def __init__(
        self, sentence: Sentence, quantities: Sequence[Quantity], subjects: Sequence[Subject], earlier: Set[str] = frozenset()
    ) -> None:
        """`earlier`: purposes of the phrases found in the document before this sentence."""
        self.sentence = sentence
        self.quantities = quantities
        self.subjects = subjects
        self._earlier = earlier

    def stated(self) -> Iterator[Stated]:
        if self._of_others():
            return
        last: Stated | None = None
        for index, quantity in enumerate(self.quantities):
            if quantity.dimension not in _DECIDE:
                continue
            if last and _converted(self.sentence, last.quantity, quantity):
                yield Stated(last.attribute, last.subject, quantity, quantity.value)
                continue
            near = through_trains_first(self.sentence, by_nearness(self.sentence, quantity.start, quantity.stop, self.subjects))
            found = _DECIDE[quantity.dimension](Around(self.sentence, self.quantities, index, self._earlier), near)
            last = None
            if found and not self._of_another_service(*found[:2]):
                attribute, subject, value = found
                last = Stated(attribute, subject, quantity, value)
                yield last

    def _of_another_service(self, attribute: Attribute, subject: Subject) -> bool:
        if attribute in _BY_ROUTE and of_another_route(self.sentence, subject):
            return True
        return attribute in _PER_SERVICE and _doubtful(subject, self.subjects)

    def _of_others(self) -> bool:
        """Other bridges and airlines, and sentences that count everything: only a transport link that is named can be meant."""
        strength = max((subject.strength for subject in self.subjects), default=0.0)
        if self.sentence.has("elsewhere") and strength < SURE:
            return True
        if strength >= NAMED:
            return False
        return self.sentence.has("china") or (_crowded(self.sentence) and not self._of_the_new_bridge())

    def _of_the_new_bridge(self) -> bool:
        """Its length, shares, width and lanes are told in one breath, and it is called just the bridge there."""
        lead = any(subject.lead and subject.kind is TransportKind.ROAD_BRIDGE for subject in self.subjects)
        measures = sum(quantity.dimension in _MEASURES for quantity in self.quantities)
        return lead and self.sentence.has("topic:bridge") and measures > 1


def _crowded(sentence: Sentence) -> bool:
    return len(_FIGURE.findall(sentence.lowered)) >= _CROWDED


def _converted(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    """`45,000 rubles ($570)`: the same sum in another currency."""
    if not first.dimension == second.dimension == "money" or first.unit == second.unit:
        return False
    return _IN_BRACKETS.fullmatch(sentence.lowered, first.stop, second.start) is not None


def _doubtful(subject: Subject, subjects: Sequence[Subject]) -> bool:
    """Whether another transport link of its means is as likely meant: the sentence names neither."""
    rivals = [other for other in subjects if other is not subject and TOPICS[other.kind] == TOPICS[subject.kind]]
    return not subject.strength and not subject.lead and any(not other.strength for other in rivals)


_DECIDE = {
    "length": measure,
    "people": counts.people,
    "troops": counts.people,
    "seats": counts.seats,
    "mass": counts.cargo,
    "containers": counts.cargo,
    "barrels": counts.cargo,
    "munitions": counts.cargo,
    "animals": counts.cargo,
    "money": money,
    "time": time,
    "lanes": counts.lanes,
    "vehicles": counts.vehicles,
    "rolling-stock": counts.rolling_stock,
    "trains": counts.rolling_stock,
    "ships": counts.ships,
}
