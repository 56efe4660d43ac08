"""Which transport links a document reports on, and which it only names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Protocol

from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.reading import Reading
from pipelines.relevance.regression import logistic
from pipelines.relevance.statements import FAR, HINT, NAME, ROUTE, Statement
from pipelines.relevance.vocabulary import Vocabulary
from tumen.journey import LinkTag

# Name → sign its weight may take. One line each: what is 1 (or counted).
SIGNS: dict[str, int] = {
    "named": 1,  # by name in some statement
    "route": 1,  # by both ends and the means in one sentence
    "hint": 1,  # by an unsure route in one sentence
    "fact": 1,  # by name or sure route in a statement with an event word and none for how things have long been
    "nearby": 1,  # by a route with the help of the sentence before or the title
    "far": 1,  # by a route with one end elsewhere in the document
    "title": 1,  # in the title
    "lead": 1,  # in the first three sentences
    "count": 1,  # log2(1 + statements that mean it)
    "share": 1,  # its statements, as a share of those of the transport link that has most
    "events": 1,  # event kinds in its best statement, thirds
    "figure": 1,  # a number in it
    "alone": 1,  # some statement means it and no other
    "past": -1,  # every statement that means it has words of the past
    "tainted": -1,  # every statement that means it is tainted
    "top": 1,  # none is meant more plainly
    "rival": -1,  # another of its kind is meant more plainly
    "companion": 1,  # it usually goes with another one that is named, and its words are there
    "standing": -1,  # every statement that means it says how things have long been
}


_LEAST = 0.25  # of the threshold: what the surest transport link needs when none reaches it


class Judged(Protocol):
    """What tagging needs of a reading."""

    @property
    def reading(self) -> Reading: ...

    @property
    def statements(self) -> Sequence[Statement]: ...


@dataclass(frozen=True, slots=True)
class TagWeights:
    intercept: float
    weights: Mapping[str, float]
    threshold: float  # probability from which a transport link counts as reported


def candidates(judgement: Judged, knowledge: Knowledge, vocabulary: Vocabulary) -> dict[str, dict[str, float]]:
    """Features of every transport link that a statement means, by id, and of the companions of those."""
    found = judgement.statements
    meant: dict[str, list[Statement]] = {}
    for statement in found:
        for name in statement.transport_links:
            meant.setdefault(name, []).append(statement)
    most = max(map(len, meant.values()), default=1)
    strengths = {name: max(statement.transport_links[name] for statement in those) for name, those in meant.items()}
    whole = judgement.reading.bits
    result = {}
    companions = {
        name
        for name, beside, words, unless in knowledge.companions
        if strengths.get(beside, 0.0) >= HINT and all(whole & word for word in words) and not whole & unless
    }
    for name in {*meant, *companions}:
        those = meant.get(name, [])
        row = _features(name, those, most, vocabulary) if those else {}
        own = strengths.get(name, 0.0)
        kind = knowledge.family[name]
        rivals = (strength for other, strength in strengths.items() if other != name and knowledge.family[other] == kind)
        row["rival"] = float(own < ROUTE and name not in companions and max(rivals, default=0.0) > own)
        row["companion"] = float(name in companions)
        row["top"] = float(bool(those) and own == max(strengths.values()))
        result[name] = row
    return result


def _features(name: str, those: Sequence[Statement], most: int, vocabulary: Vocabulary) -> dict[str, float]:
    strength = max(statement.transport_links[name] for statement in those)
    best = max(those, key=lambda statement: (statement.transport_links[name], statement.quality))
    return {
        "fact": float(any(statement.transport_links[name] >= ROUTE and _is_fact(statement, vocabulary) for statement in those)),
        "named": float(strength >= NAME),
        "route": float(ROUTE <= strength < NAME),
        "hint": float(strength == HINT),
        "nearby": float(strength not in (NAME, ROUTE, HINT, FAR)),
        "far": float(strength == FAR),
        "title": float(any(statement.index == 0 for statement in those)),
        "lead": float(any(statement.index <= 3 for statement in those)),
        "count": min(log2(1 + len(those)), 3.0),
        "share": len(those) / most,
        "events": min(best.events, 3) / 3,
        "figure": float(best.figure),
        "alone": float(any(len(statement.transport_links) == 1 for statement in those)),
        "past": float(all(statement.sentence.bits & vocabulary.history for statement in those)),
        "standing": float(all(statement.sentence.bits & vocabulary.standing for statement in those)),
        "tainted": float(all(statement.tainted for statement in those)),
    }


def _is_fact(statement: Statement, vocabulary: Vocabulary) -> bool:
    return (
        bool(statement.events)
        and not statement.tainted
        and not statement.sentence.bits & (vocabulary.standing | vocabulary.history)
    )


def reported(scores: Mapping[str, float], threshold: float) -> frozenset[str]:
    """Which of a document's transport links it reports on, given how sure each is.

    Those from the threshold on; when none is, the surest, because a document that is relevant reports on some transport link.
    """
    sure = frozenset(name for name, score in scores.items() if score >= threshold)
    if sure or not scores:
        return sure
    name = max(sorted(scores), key=lambda key: scores[key])
    return frozenset([name]) if scores[name] >= threshold * _LEAST else frozenset()


def tag(judgement: Judged, knowledge: Knowledge, vocabulary: Vocabulary, weights: TagWeights) -> tuple[LinkTag, ...]:
    """The transport links of a document, surest first."""
    scores = {
        name: logistic(weights.intercept + sum(weights.weights.get(key, 0.0) * value for key, value in row.items()))
        for name, row in candidates(judgement, knowledge, vocabulary).items()
    }
    chosen = reported(scores, weights.threshold)
    tags = (LinkTag(name, "reported" if name in chosen else "background", round(score, 4)) for name, score in scores.items())
    return tuple(sorted(tags, key=lambda found: (-found.score, found.id)))
