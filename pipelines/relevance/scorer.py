"""The station that scores: a document in, its relevance and the evidence that made it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.relevance.features import Feature, Features, features
from pipelines.relevance.knowledge import Knowledge
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
    """What one pass over a document found."""

    reading: Reading
    statements: Sequence[Statement]
    features: Features


class Scorer:
    """Relevance of documents to the watched transport links. Deterministic, free of I/O, safe to share between threads."""

    def __init__(self, knowledge: Knowledge, weights: Weights) -> None:
        self.knowledge = knowledge
        self.weights = weights
        self.vocabulary: Vocabulary = vocabulary_of(knowledge)

    def judge(self, title: str, text: str) -> Judgement:
        """Sentences, statements and features of a text, unweighted."""
        reading = read(title, text, self.knowledge)
        found = statements(reading, self.knowledge, self.vocabulary)
        return Judgement(reading, found, features(reading, found, self.vocabulary))

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
        sentence = feature.sentence
        if sentence is None:
            return Evidence(name, "", contribution, "")
        return Evidence(
            name, self._term(sentence, feature.bits, reading), contribution, _clipped(reading.sentence_text(sentence))
        )

    def _term(self, sentence: Sentence, bits: int, reading: Reading) -> str:
        """The words that show the feature: a transport link's name before anything else, then the longest."""
        wanted = bits or self.vocabulary.transport
        best, best_key = "", (False, 0)
        for mention, own in zip(sentence.mentions, sentence.own, strict=True):
            if own & wanted:
                key = (bool(own & self.vocabulary.link_names), mention[1] - mention[0])
                if key > best_key:
                    best, best_key = reading.words(mention), key
        return best


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_SENTENCE else text[: _LONGEST_SENTENCE - 1].rstrip() + "…"
