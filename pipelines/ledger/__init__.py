"""Reads what is stated of transport links: events and claims, each with its sentence. `load_reader(…).read(…)`."""

from collections.abc import Mapping

from pipelines.ledger.evaluation import Evaluation, Labelled, evaluate_ledger
from pipelines.ledger.pauses import known_services
from pipelines.ledger.reader import LedgerReader
from pipelines.ledger.weights import EventWeights, load_event_weights
from tumen.statements import StatementWords
from tumen.transport import TransportLink

__all__ = ["Evaluation", "Labelled", "LedgerReader", "evaluate_ledger", "load_event_weights", "load_reader"]


def load_reader(words: StatementWords, links: Mapping[str, TransportLink], weights: EventWeights | None = None) -> LedgerReader:
    """The reader with the words of `statements.yaml`; `links` are the registry's. Without weights, events are by rule alone."""
    kinds = {name: link.kind for name, link in links.items()}
    return LedgerReader(words, kinds, known_services(links.values()), weights)
