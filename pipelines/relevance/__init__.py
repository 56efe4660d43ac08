"""Is a document about the watched transport links, which ones, and why: `Scorer.score`, built by `load_scorer`."""

from collections.abc import Callable
from pathlib import Path

from pipelines.relevance.knowledge import compile_knowledge
from pipelines.relevance.scorer import Scorer
from pipelines.relevance.weights import load_weights
from tumen.lexicon import load_lexicon
from tumen.registry import load_registry

__all__ = ["Scorer", "load_scorer"]


def load_scorer(find: Callable[[str], Path]) -> Scorer:
    """The scorer that transport.yaml, lexicon.yaml and weights.yaml describe; `find` says where each of them stands.

    Raises ConfigurationError naming file, line and key.
    """
    knowledge = compile_knowledge(load_registry(find("transport.yaml")), load_lexicon(find("lexicon.yaml")))
    return Scorer(knowledge, load_weights(find("weights.yaml")))
