"""Reads what is stated of transport links: events and claims, each with its sentence. `load_reader(…).read(…)`."""

from collections.abc import Mapping
from pathlib import Path

from pipelines.ledger.evaluation import Evaluation, Labelled, evaluate_ledger
from pipelines.ledger.pauses import stopped_services
from pipelines.ledger.reader import LedgerReader
from tumen.statements import load_statement_words
from tumen.transport import TransportLink

__all__ = ["Evaluation", "Labelled", "LedgerReader", "evaluate_ledger", "load_reader"]


def load_reader(path: Path, links: Mapping[str, TransportLink]) -> LedgerReader:
    """The reader that `statements.yaml` describes; `links` are the registry's.

    Raises ConfigurationError with file, line and key.
    """
    kinds = {name: link.kind for name, link in links.items()}
    return LedgerReader(load_statement_words(path), kinds, stopped_services(links.values()))
