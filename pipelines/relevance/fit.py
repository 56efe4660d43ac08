"""Fitting the weights to labelled documents: the same documents always give the same file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.relevance import features, tagging
from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.labelled import BRIEF, Labelled
from pipelines.relevance.measures import Counts, average_precision, counts
from pipelines.relevance.regression import fit_logistic, log_loss, logistic
from pipelines.relevance.scorer import Scorer
from pipelines.relevance.tagging import TagWeights
from pipelines.relevance.weights import Figures, Weights

FOLDS = 10
_PENALTY = 1.5  # L2; the cross-validated log-loss is flat between 0.7 and 3
_TAG_PENALTY = 1.0
_BACKGROUND = 0.5  # of an example: a transport link named as background, which is judged more leniently than one not meant
_WANTED_RECALL = 0.9875  # cross-validated, hard short reports among them; the next half point costs a whole one of precision
_CHEAP = 0.002  # precision given for further recall: one wrong document in five hundred
_FLAT = 0.005  # F1: four of some 780 transport links
_TOLERANCE = 0.002  # average precision that new weights may lose on the kept-aside part: less than one document's worth


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled document as features: read by sentences, which weights are fitted to, and as one, where it is a short report."""

    label: Labelled
    row: Mapping[str, float]
    as_one: Mapping[str, float]
    tags: Mapping[str, Mapping[str, float]]  # transport link → its features


@dataclass(frozen=True, slots=True)
class Refused:
    """New weights did worse than the present ones on the kept-aside part, by this much average precision."""

    weights: Weights
    present: Figures
    loss: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights worth writing, with the figures of the present ones on the kept-aside part, when there are any."""

    weights: Weights
    present: Figures | None


def examples(documents: Iterable[Labelled], knowledge: Knowledge) -> list[Example]:
    """Features of every document; the only slow part, about half a millisecond each."""
    scorer = Scorer(knowledge, Weights(0.0, {}, 0.5, TagWeights(0.0, {}, 0.5)))
    found = []
    for label in documents:
        judgement = scorer.judge(label.title, label.text)
        row, as_one = (
            {name: feature.value for name, feature in present.items()} for present in (judgement.by_sentences, judgement.as_one)
        )
        found.append(Example(label, row, as_one, tagging.candidates(judgement, knowledge, scorer.vocabulary)))
    return found


def fit(records: Sequence[Labelled], knowledge: Knowledge, *, fitted: str) -> Weights:
    """Weights for these records, with cross-validated figures inside; `fitted` is the date to write, ISO 8601.

    Cross-validation keeps every story whole. Platt's scaling of the out-of-fold log-odds (Platt 1999) is folded into the
    weights, and the threshold is the highest that keeps the wanted recall on them.
    """
    known = examples(records, knowledge)
    labels = [example.label.relevant for example in known]
    scores, tagged = _out_of_fold(known)
    slope, shift = fit_logistic([{"score": score} for score in scores], labels, {"score": 1}, penalty=0.1)
    scale = slope["score"]
    calibrated = [scale * score + shift for score in scores]
    threshold = _threshold(calibrated, labels)
    values, intercept = _weights(known)
    tags = _tag_weights(known)
    return Weights(
        intercept=scale * intercept + shift,
        weights={name: scale * value for name, value in values.items()},
        threshold=logistic(threshold),
        tags=replace(tags, threshold=_tag_threshold(tagged)),
        fitted=fitted,
        corpus=digest(records),
        cross_validated=_figures(known, calibrated, threshold, tagged, _tag_threshold(tagged)),
    )


def compare(new: Weights, present: Weights | None, aside: Sequence[Labelled], knowledge: Knowledge) -> Fitted | Refused:
    """Measure new weights on the kept-aside part and refuse them when they do worse than the present ones there."""
    kept = examples(aside, knowledge)
    if not kept:
        return Fitted(new, None)
    figures = measured(kept, new)
    new = replace(new, kept_aside=figures)
    if present is None:
        return Fitted(new, None)
    before = measured(kept, present)
    loss = before.average_precision - figures.average_precision
    return Refused(new, before, loss) if loss > _TOLERANCE else Fitted(new, before)


def measured(known: Sequence[Example], weights: Weights) -> Figures:
    """Figures of weights on documents they were not fitted to."""
    scores = [weights.intercept + _said(weights.weights, example) for example in known]
    tagged = {
        (at, name): logistic(weights.tags.intercept + _sum(weights.tags.weights, row))
        for at, example in enumerate(known)
        for name, row in example.tags.items()
    }
    cut = _log_odds(weights.threshold)
    return _figures(
        known, scores, cut, [(known[at].label, name, score) for (at, name), score in tagged.items()], weights.tags.threshold
    )


def digest(records: Sequence[Labelled]) -> str:
    """SHA-256 over id, grade, title and text of the records, in their order."""
    total = hashlib.sha256()
    for record in records:
        total.update(f"{record.id}\0{record.grade}\0{record.title}\0{record.text}\0".encode("utf-8", "replace"))
    return total.hexdigest()


Tagged = tuple[Labelled, str, float]  # document, transport link, how sure the tagger is


def _out_of_fold(known: Sequence[Example]) -> tuple[list[float], list[Tagged]]:
    """Log-odds of every document, and its transport links, from weights that never saw its story."""
    folds = _folds(known)
    scores = [0.0] * len(known)
    tagged: list[Tagged] = []
    for fold in range(FOLDS):
        train = [example for example, own in zip(known, folds, strict=True) if own != fold]
        values, intercept = _weights(train)
        tags = _tag_weights(train)
        for at, example in enumerate(known):
            if folds[at] == fold:
                scores[at] = intercept + _said(values, example)
                for name, row in example.tags.items():
                    tagged.append((example.label, name, logistic(tags.intercept + _sum(tags.weights, row))))
    return scores, tagged


def _folds(known: Sequence[Example]) -> list[int]:
    """Stories dealt out in the order of a hash of their names, so that adding one does not move the others much."""
    stories = sorted({example.label.story for example in known}, key=lambda name: hashlib.sha256(name.encode()).digest())
    dealt = {story: at % FOLDS for at, story in enumerate(stories)}
    return [dealt[example.label.story] for example in known]


def _weights(known: Sequence[Example]) -> tuple[dict[str, float], float]:
    known = [example for example in known if example.label.part != BRIEF]
    rows = [example.row for example in known]
    labels = [example.label.relevant for example in known]
    mass = [example.label.weight for example in known]
    return fit_logistic(rows, labels, features.SIGNS, penalty=_PENALTY, weights=mass)


def _tag_weights(known: Sequence[Example]) -> TagWeights:
    rows, labels, mass = [], [], []
    for example in known:
        if example.label.relevant and example.label.part != BRIEF:
            for name, row in example.tags.items():
                told = name in example.label.background and name not in example.label.transport_links
                rows.append(row)
                labels.append(name in example.label.transport_links)
                mass.append(example.label.weight * (_BACKGROUND if told else 1.0))
    values, intercept = fit_logistic(rows, labels, tagging.SIGNS, penalty=_TAG_PENALTY, weights=mass)
    return TagWeights(intercept, values, 0.5)


def _threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Recall first: the log-odds that keep the wanted recall, and lower while hardly any precision is lost."""
    ranked = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    relevant = sum(labels)
    if not relevant:
        return 0.0
    found, floor, cut = 0, 1.0, ranked[0][0]
    for place, (score, label) in enumerate(ranked, 1):
        found += label
        precision = found / place
        if found < _WANTED_RECALL * relevant:
            floor = precision - _CHEAP
        elif precision < floor:
            break
        cut = (score + ranked[min(place, len(ranked) - 1)][0]) / 2  # half-way to the next below
    return cut


def _tag_threshold(tagged: Sequence[Tagged]) -> float:
    """The probability with the most even precision and recall among those with nearly the best micro-averaged F1.

    F1 is flat over a wide range; inside it, unseen documents are served best by leaning to neither side.
    """
    found = {step / 40: _link_counts(tagged, step / 40) for step in range(8, 33)}
    enough = max(each.f1 for each in found.values()) - _FLAT
    good = [cut for cut, each in found.items() if each.f1 >= enough]
    return min(good, key=lambda cut: (abs(found[cut].precision - found[cut].recall), cut))


def _link_counts(tagged: Sequence[Tagged], cut: float) -> Counts:
    """On relevant documents; background ones count neither way."""
    by_document: dict[str, tuple[Labelled, dict[str, float]]] = {}
    for label, name, score in tagged:
        if label.relevant:
            by_document.setdefault(label.id, (label, {}))[1][name] = score
    total = Counts()
    for label, scores in by_document.values():
        found = tagging.reported(scores, cut)
        true = label.transport_links
        total += Counts(len(found & true), len(found - true - label.background), len(true - found))
    return total


def _figures(known: Sequence[Example], scores: Sequence[float], cut: float, tagged: Sequence[Tagged], tag_cut: float) -> Figures:
    labels = [example.label.relevant for example in known]
    found = counts([score >= cut for score in scores], labels)
    links = _link_counts(tagged, tag_cut)
    named = {label.id for label, _, _ in tagged}
    unnamed = sum(len(e.label.transport_links) for e in known if e.label.relevant and e.label.id not in named)
    return Figures(
        documents=len(known),
        precision=found.precision,
        recall=found.recall,
        average_precision=average_precision(scores, labels),
        log_loss=log_loss(scores, labels),
        links_f1=(links + Counts(missed=unnamed)).f1,
    )


def _said(weights: Mapping[str, float], example: Example) -> float:
    """By the reading that speaks more for it, as the scorer takes it."""
    return max(_sum(weights, example.row), _sum(weights, example.as_one))


def _sum(weights: Mapping[str, float], row: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in row.items())


def _log_odds(probability: float) -> float:
    from math import log

    return log(probability / (1 - probability))
