"""Which transport links a document reports on, and which it only names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Protocol

from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.reading import Reading
from pipelines.relevance.regression import logistic
from pipelines.relevance.routes import FAR, HINT, NAME, ROUTE, of_whole
from pipelines.relevance.statements import Statement
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
    "near-fact": 1,  # by a route with help from around, in a statement with an event word and none of the past
    "guest": -1,  # the title, or else the first statement, means another one of its kind and not this one
    "landmark": -1,  # it is the old bridge without a train on it, and the new one was spoken of before
    "undated": -1,  # every statement that means it has neither figure nor event word
}


_LEAST = 0.25  # of the threshold: what the surest transport link needs when none reaches it


Meant = tuple[Statement, float]  # a statement that means a transport link, and how strongly


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
    meant = _meant(judgement.statements, knowledge, vocabulary)
    strengths = {name: max(strength for _, strength in those) for name, those in meant.items()}
    most = max(map(len, meant.values()), default=1)
    whole = judgement.reading.bits
    hosts = _hosts(judgement.statements, knowledge)
    companions = {
        name
        for name, beside, words, unless in knowledge.companions
        if strengths.get(beside, 0.0) >= HINT and all(whole & word for word in words) and not whole & unless
    }
    result = {}
    for name in sorted({*meant, *companions}):  # in one order, or the same documents would not fit to the same weights
        row = _features(meant[name], strengths[name], most, vocabulary) if name in meant else {}
        own = strengths.get(name, 0.0)
        kind = knowledge.family[name]
        rivals = (strength for other, strength in strengths.items() if other != name and knowledge.family[other] == kind)
        if name in companions:
            row["companion"] = 1.0
        else:
            row["rival"] = float(own < ROUTE and max(rivals, default=0.0) > own)
            row["guest"] = float(name not in hosts.get(kind, {name}))
        if name == knowledge.rail_crossing and name in meant:
            row["landmark"] = float(_is_landmark(meant[name], meant.get(knowledge.road_bridge, ()), vocabulary))
        row["top"] = float(name in meant and own == max(strengths.values()))
        result[name] = row
    return result or _from_all_words(judgement.reading, knowledge, vocabulary)


def _from_all_words(reading: Reading, knowledge: Knowledge, vocabulary: Vocabulary) -> dict[str, dict[str, float]]:
    title = reading.sentences[0].bits if reading.titled else 0
    name = of_whole(reading.bits, title, knowledge, vocabulary)
    return {name: {"far": 1.0, "top": 1.0, "share": 1.0}} if name else {}


def _meant(found: Sequence[Statement], knowledge: Knowledge, vocabulary: Vocabulary) -> dict[str, list[Meant]]:
    """Every transport link with the statements that mean it, in the order of the document.

    "The flights" without either city are those that the document spoke of before, and a border station where another train
    stops is hardly meant.
    """
    meant: dict[str, list[Meant]] = {}
    latest: dict[str, str] = {}  # by kind, the one spoken of last
    for statement in found:
        links = dict(statement.transport_links)
        for name in knowledge.catch_all & links.keys():
            before = latest.get(knowledge.family[name])
            if before and links[name] < ROUTE:
                links[before] = max(links.get(before, 0.0), links.pop(name))
        crossing = knowledge.rail_crossing
        if crossing in links and statement.sentence.bits & vocabulary.via:
            trains = (name for name in (*meant, *links) if name != crossing)
            if any(knowledge.family[name] == knowledge.family[crossing] for name in trains):
                links[crossing] = min(links[crossing], FAR)
        for name, strength in links.items():
            meant.setdefault(name, []).append((statement, strength))
            if name not in knowledge.catch_all:
                latest[knowledge.family[name]] = name
    return meant


def _hosts(found: Sequence[Statement], knowledge: Knowledge) -> dict[str, set[str]]:
    """By kind, the transport links that the first statement with a plain one of that kind means."""
    hosts: dict[str, set[str]] = {}
    for statement in found:
        plain = [name for name, strength in statement.transport_links.items() if strength >= ROUTE]
        for kind in {knowledge.family[name] for name in plain} - hosts.keys():
            hosts[kind] = {name for name in statement.transport_links if knowledge.family[name] == kind}
    return hosts


def _features(meant: Sequence[Meant], strength: float, most: int, vocabulary: Vocabulary) -> dict[str, float]:
    those = [statement for statement, _ in meant]
    best, _ = max(meant, key=lambda each: (each[1], each[0].quality))
    facts = [own for statement, own in meant if _is_fact(statement, vocabulary)]
    return {
        "fact": float(max(facts, default=0.0) >= ROUTE),
        "near-fact": float(any(HINT < own < ROUTE for own in facts)),
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
        "tainted": float(all(statement.tainted or statement.dismissed for statement in those)),
        "undated": float(all(statement.bare for statement in those)),
    }


def _is_landmark(crossing: Sequence[Meant], road_bridge: Sequence[Meant], vocabulary: Vocabulary) -> bool:
    first = min(statement.index for statement, _ in crossing)
    before = any(own >= HINT and statement.index <= first for statement, own in road_bridge)
    return before and not any(statement.sentence.bits & vocabulary.rolling for statement, _ in crossing)


def _is_fact(statement: Statement, vocabulary: Vocabulary) -> bool:
    return (
        bool(statement.events)
        and not statement.tainted
        and not statement.dismissed
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
