"""Reads what is stated of transport links: events and claims, each with its sentence. `load_reader(…).read(…)`."""

from collections.abc import Mapping
from pathlib import Path

from pipelines.ledger.evaluation import Evaluation, Labelled, evaluate_ledger
from pipelines.ledger.reader import LedgerReader
from tumen.statements import load_statement_words
from tumen.transport import TransportKind

__all__ = ["Evaluation", "Labelled", "LedgerReader", "evaluate_ledger", "load_reader"]


def load_reader(path: Path, kinds: Mapping[str, TransportKind]) -> LedgerReader:
    """The reader that `statements.yaml` describes; `kinds` are those of the registry's transport links.

    Raises ConfigurationError with file, line and key.
    """
    return LedgerReader(load_statement_words(path), kinds)
