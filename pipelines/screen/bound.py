"""What the scorer's weights say a document must have before it can be relevant at all."""

from itertools import product
from math import inf, log

from pipelines.relevance.features import features
from pipelines.relevance.folding import Folded
from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.reading import Reading, Sentence
from pipelines.relevance.scorer import Scorer
from pipelines.relevance.vocabulary import Vocabulary


def needs_a_statement(scorer: Scorer) -> bool:
    """True when no document without statements can reach the threshold, whatever else it has."""
    cut = scorer.weights.threshold
    return 0 < cut < 1 and most_without_statements(scorer) < log(cut / (1 - cut))


def may_state(bits: int, names: int, knowledge: Knowledge, vocabulary: Vocabulary) -> bool:
    """False when no document has a statement whose mentions have no other bits than these (`pipelines.relevance.statements`).

    `names`: the bits of those mentions that are no ship's or company's, which do other things too. Every way to a statement needs
    a means of transport, and one of: such a name of a transport link; both countries, or the DPRK and what short reports leave
    Russia out for (`pipelines.relevance.gist`); both ends of a route and its means; Khasan
    and a place across the river; Rajin and ships.
    """
    v = vocabulary
    if not bits & v.transport or not bits & (v.dprk | v.link_names):
        return False
    return bool(
        names & v.link_names
        or (bits & v.dprk and bits & (v.russia | v.home))
        or any(bits & way.between and bits & way.to and bits & way.by for way in knowledge.ways)
        or (bits & v.khasan and bits & v.beyond)
        or (bits & v.rajin and bits & v.sea)
    )


def most_without_statements(scorer: Scorer) -> float:
    """An upper bound of the log-odds of documents without statements.

    The intercept and the positive contributions of the features that are there without statements, each at its largest value.
    They are asked of the scorer's own features, with everything and with nothing in title and body, so that a refit or a new
    feature is weighed like the old ones.
    """
    vocabulary = scorer.vocabulary
    everything = sum(scorer.knowledge.bit.values())
    titles = (0, everything, vocabulary.mode, vocabulary.mode | vocabulary.dprk, vocabulary.mode | vocabulary.russia)
    best: dict[str, float] = {}
    for title, body, titled in product(titles, (0, everything), (True, False)):
        for name, feature in features(_reading(title, body, titled=titled), (), vocabulary).items():
            best[name] = max(best.get(name, -inf), feature.value)
    weights = scorer.weights.weights
    return scorer.weights.intercept + sum(max(0.0, weights.get(name, 0.0) * value) for name, value in best.items())


def _reading(title: int, body: int, *, titled: bool) -> Reading:
    sentences = [Sentence(0, 1, 0, bits=title), Sentence(2, 3, 1, bits=body)] if titled else [Sentence(0, 1, 0, bits=body)]
    return Reading("", Folded(""), sentences, titled, title | body if titled else body)
