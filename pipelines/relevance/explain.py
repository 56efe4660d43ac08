"""Why a document scored as it did: the words that counted, the sum, and the one change that would have turned the verdict."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log
from typing import Literal

from pipelines.relevance.features import SIGNS
from pipelines.relevance.regression import logistic
from pipelines.relevance.scorer import Judgement, Scorer
from tumen.journey import Document, Evidence, Scored


@dataclass(frozen=True, slots=True)
class Span:
    """A matched term: `[start, stop)` in the document's title or text, and the ids of what it was matched as."""

    where: Literal["title", "text"]
    start: int
    stop: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """The single change that would have turned the verdict, and what the relevance would have been."""

    change: Literal["without", "with"]
    concept: str  # the feature taken away, or the one that was not there
    term: str  # the words it hangs on; empty for a feature that was not there
    relevance: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`evidence` and `intercept` add up to `log_odds`; the document is relevant from `threshold` (log-odds) on."""

    scored: Scored
    spans: tuple[Span, ...] = field(repr=False)  # in reading order, not overlapping
    evidence: tuple[Evidence, ...] = field(repr=False)  # what speaks for it first, the strongest first
    intercept: float
    log_odds: float
    threshold: float
    turn: Turn | None  # None: no single change would have turned it


def explain(document: Document, scorer: Scorer) -> Explanation:
    """Score a document again and say why. Pure; raises nothing for any text."""
    scored = scorer.score(document)
    judgement = scorer.judge(document.title, document.text)
    log_odds = scorer.log_odds(judgement.features)
    cut = scorer.weights.threshold
    threshold = log(cut / (1 - cut))
    return Explanation(
        scored=scored,
        spans=_spans(document, judgement, scorer),
        evidence=tuple(sorted(scored.evidence, key=lambda piece: -piece.contribution)),
        intercept=scorer.weights.intercept,
        log_odds=log_odds,
        threshold=threshold,
        turn=_turn(scored, judgement, scorer, log_odds, threshold),
    )


def _turn(scored: Scored, judgement: Judgement, scorer: Scorer, log_odds: float, threshold: float) -> Turn | None:
    relevant = log_odds >= threshold
    held = max(scored.evidence, key=lambda piece: piece.contribution if relevant else -piece.contribution, default=None)
    if held is not None and (log_odds - held.contribution >= threshold) != relevant:
        return Turn("without", held.concept, held.term, logistic(log_odds - held.contribution))
    absent = {name: weight for name, weight in scorer.weights.weights.items() if name not in judgement.features and name in SIGNS}
    if not absent:
        return None
    name = min(absent, key=lambda key: (absent[key], key)) if relevant else max(absent, key=lambda key: (absent[key], key))
    changed = log_odds + absent[name]
    return Turn("with", name, "", logistic(changed)) if (changed >= threshold) != relevant else None


def _spans(document: Document, judgement: Judgement, scorer: Scorer) -> tuple[Span, ...]:
    """Every mention in the sentences that the features point at; of overlapping ones the longest."""
    pointed = [feature.sentence for feature in judgement.features.values() if feature.sentence is not None]
    found: dict[tuple[int, int], list[str]] = {}
    reading = judgement.reading
    for sentence in reading.sentences:
        if any(whole.start <= sentence.start and sentence.stop <= whole.stop for whole in pointed):  # a gist holds them all
            for start, stop, meaning in sentence.mentions:
                ids = found.setdefault(reading.folded.original(start, stop), [])
                name = scorer.knowledge.meanings[meaning].id
                if name not in ids:
                    ids.append(name)
    spans = []
    for start, stop in _apart(found):
        span = _placed(start, stop, document, judgement, tuple(found[start, stop]))
        if span is not None:
            spans.append(span)
    return tuple(spans)


def _apart(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    chosen: list[tuple[int, int]] = []
    for start, stop in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if all(stop <= other_start or start >= other_stop for other_start, other_stop in chosen):
            chosen.append((start, stop))
    return sorted(chosen)


def _placed(start: int, stop: int, document: Document, judgement: Judgement, ids: tuple[str, ...]) -> Span | None:
    """The span in title or text; None where folding the title's spaces moved it."""
    heading = len(" ".join(document.title.split())) if judgement.reading.titled else 0
    if judgement.reading.titled and stop <= heading:
        words = judgement.reading.text[start:stop]
        return Span("title", start, stop, ids) if document.title[start:stop] == words else None
    shift = len(document.text) - len(judgement.reading.text)
    return Span("text", start + shift, stop + shift, ids)
