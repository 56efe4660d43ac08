"""Which events a report tells: what the rules settled on, weighed with every other sign of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum

from pipelines.ledger.dating import date_of
from pipelines.ledger.events import Candidate, place_in
from pipelines.ledger.precedence import PLANS, can_befall
from pipelines.ledger.signs import Passage, Signs, signs
from pipelines.ledger.speakers import speaker
from pipelines.ledger.telling import Told
from pipelines.ledger.weights import EventWeights
from tumen.statements import Event
from tumen.transport import EventType, TransportKind


def weigh(
    settled: Sequence[Candidate],
    told: Sequence[Candidate],
    passages: Sequence[Passage],
    kinds: Mapping[str, TransportKind],
    weights: EventWeights,
    published: date | None,
) -> list[Candidate]:
    """What is likely enough of all types, in the order of the text; `kinds`: the transport links reported on, likeliest first.

    What the rules had left, or no word of its own tells, is told by the sentence that speaks most for it.
    """
    kept: list[Candidate] = []
    for link, found in signs_of(settled, told, passages, kinds).items():
        for of in EventType:
            if weights.tells(of, found):
                chosen = [one for one in settled if one.event.transport_link == link and one.event.type is of]
                if not chosen and can_befall(of, kinds[link]):
                    chosen = _otherwise(of, link, told, passages, weights, published)
                kept += chosen
    return sorted(kept, key=lambda candidate: candidate.index)


def signs_of(
    settled: Sequence[Candidate], told: Sequence[Candidate], passages: Sequence[Passage], kinds: Mapping[str, TransportKind]
) -> dict[str, Signs]:
    """Of each transport link."""
    types = {link: {one.event.type for one in settled if one.event.transport_link == link} for link in kinds}
    return {link: signs(link, kind, rank, passages, told, types[link]) for rank, (link, kind) in enumerate(kinds.items())}


def _otherwise(
    kind: EventType,
    transport_link: str,
    told: Sequence[Candidate],
    passages: Sequence[Passage],
    weights: EventWeights,
    published: date | None,
) -> list[Candidate]:
    """What the rules left: as a sentence tells it, the dated first; where none does, in other words. No plan without its day."""
    own = [one for one in told if one.event.type is kind and one.event.transport_link == transport_link]
    if not own:
        return _in_other_words(kind, transport_link, passages, weights, published)
    possible = [one for one in own if not one.planned or (kind in PLANS and one.event.date)]
    return sorted(possible, key=lambda one: (one.planned, one.event.date is None, one.index))[:1]


def _in_other_words(
    kind: EventType, transport_link: str, passages: Sequence[Passage], weights: EventWeights, published: date | None
) -> list[Candidate]:
    own = [(weights.of_phrases(kind, one), one) for one in passages if transport_link in one.transport_links]
    if not own:
        return []
    phrases, passage = max(own, key=lambda both: (fsum(both[0].values()), -both[1].index))
    sentence = passage.sentence
    speaking = (hit for purpose, weight in phrases.items() if weight > 0 for hit in sentence.hits[purpose])
    hits = sorted(speaking, key=lambda hit: hit.start)
    when = date_of(kind, Told(tuple(hits)), sentence, passage.dates, published)
    event = Event(transport_link, kind, when, sentence.text, place_in(sentence), speaker(sentence))
    return [Candidate(event, passage.index, named=False)]
