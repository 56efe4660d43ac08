"""The station that scores: a document in, its relevance and the evidence that made it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.relevance.features import Feature, Features, features
from pipelines.relevance.gist import gist
from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.matching import Mention
from pipelines.relevance.reading import Reading, Sentence, read
from pipelines.relevance.regression import logistic
from pipelines.relevance.statements import Statement, statements
from pipelines.relevance.tagging import tag
from pipelines.relevance.vocabulary import Vocabulary, vocabulary_of
from pipelines.relevance.weights import Weights
from tumen.journey import Document, Evidence, Scored

_LONGEST_SENTENCE = 600  # characters kept with a piece of evidence: about four printed lines


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one pass over a document found.

    A short report is read twice, sentence by sentence and as one sentence (`pipelines.relevance.gist`); `features` are those of
    the reading that speaks more for it.
    """

    reading: Reading
    statements: Sequence[Statement]
    features: Features
    by_sentences: Features
    as_one: Features  # the same of a longer document


class Scorer:
    """Relevance of documents to the watched transport links. Deterministic, free of I/O, safe to share between threads."""

    def __init__(self, knowledge: Knowledge, weights: Weights) -> None:
        self.knowledge = knowledge
        self.weights = weights
        self.vocabulary: Vocabulary = vocabulary_of(knowledge)

    def judge(self, title: str, text: str) -> Judgement:
        """Sentences, statements and features of a text."""
        reading = read(title, text, self.knowledge)
        found = statements(reading, self.knowledge, self.vocabulary)
        brief = gist(reading, self.knowledge, self.vocabulary)
        by_sentences = features(reading, found, self.vocabulary)
        if brief is None:
            return Judgement(reading, found, by_sentences, by_sentences, by_sentences)
        as_one = features(reading, found, self.vocabulary, brief)
        return Judgement(reading, found, max(by_sentences, as_one, key=self.log_odds), by_sentences, as_one)

    def log_odds(self, present: Features) -> float:
        """The intercept and every contribution."""
        weights = self.weights.weights
        return self.weights.intercept + sum(weights.get(name, 0.0) * feature.value for name, feature in present.items())

    def score(self, document: Document) -> Scored:
        """The document with the calibrated probability that an analyst would keep it, and why.

        The contributions of the evidence and the intercept of the weights add up to the log-odds of that probability.
        """
        judgement = self.judge(document.title, document.text)
        return Scored(
            document=document,
            relevance=logistic(self.log_odds(judgement.features)),
            threshold=self.weights.threshold,
            evidence=self._evidence(judgement),
            transport_links=tag(judgement, self.knowledge, self.vocabulary, self.weights.tags),
        )

    def _evidence(self, judgement: Judgement) -> tuple[Evidence, ...]:
        weights = self.weights.weights
        found = []
        for name, feature in judgement.features.items():
            contribution = weights.get(name, 0.0) * feature.value
            if contribution:
                found.append(self._piece(name, contribution, feature, judgement.reading))
        return tuple(sorted(found, key=lambda piece: (-abs(piece.contribution), piece.concept)))

    def _piece(self, name: str, contribution: float, feature: Feature, reading: Reading) -> Evidence:
        if feature.sentence is None:
            return Evidence(name, "", contribution, "")
        mention = self._telling(feature.sentence, feature.bits)
        quoted = reading.sentence_text(_holding(feature.sentence, mention, reading))
        return Evidence(name, reading.words(mention) if mention else "", contribution, _clipped(quoted))

    def _telling(self, sentence: Sentence, bits: int) -> Mention | None:
        """The mention that shows the feature: a transport link's name before anything else, then the longest."""
        wanted = bits or self.vocabulary.transport
        best, best_key = None, (False, 0)
        for mention, own in zip(sentence.mentions, sentence.own, strict=True):
            if own & wanted:
                key = (bool(own & self.vocabulary.link_names), mention[1] - mention[0])
                if key > best_key:
                    best, best_key = mention, key
        return best


def _holding(sentence: Sentence, mention: Mention | None, reading: Reading) -> Sentence:
    """The sentence of the text to quote: of a report read as one, that with the mention, or else its first."""
    if sentence.stop < len(reading.text) or sentence.start:
        return sentence
    place = reading.folded.original(mention[0], mention[1])[0] if mention else 0
    return next((found for found in reading.sentences if found.start <= place < found.stop), sentence)


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_SENTENCE else text[: _LONGEST_SENTENCE - 1].rstrip() + "…"
