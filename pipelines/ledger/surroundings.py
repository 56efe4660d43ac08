"""The words around a figure: how near a cue stands, no further than the neighbouring figures."""

import re
from collections.abc import Sequence

from pipelines.ledger.quantities import Quantity
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.topics import Subject
from pipelines.ledger.vocabulary import Hit
from tumen.statements import Attribute
from tumen.transport import TransportKind

Found = tuple[Attribute, Subject, float] | None  # attribute, whose, value; None: the figure states nothing we keep

WINDOW = 48  # characters each side in which a cue can belong to a figure: a clause
PARTED = 12  # characters a comma or "and" between cue and figure is worth
PARTING = re.compile(r"[,，、;；—–(（]|\s(?:and|и|та|und|et|y|i|но|but)\s")


def first_of(subjects: Sequence[Subject], kinds: frozenset[TransportKind]) -> Subject | None:
    """The likeliest subject of one of these kinds."""
    return next((subject for subject in subjects if subject.kind in kinds), None)


class Around:
    """What stands around a quantity, no further than its neighbours."""

    def __init__(self, sentence: Sentence, quantities: Sequence[Quantity], index: int) -> None:
        self.sentence = sentence
        self.quantity = quantities[index]
        last = index + 1 == len(quantities)
        self._before, self.left = (quantities[index - 1].start, quantities[index - 1].stop) if index else (0, 0)
        self.right, self._after = (len(sentence.text),) * 2 if last else (quantities[index + 1].start, quantities[index + 1].stop)

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

    def has(self, purpose: str) -> bool:
        return self.sentence.has(purpose)
