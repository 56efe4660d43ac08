"""What `seeds/` describes, read once a process: every reading of it takes some tenths of a second."""

from functools import cache
from pathlib import Path

from pipelines.ledger import LedgerReader, load_reader
from pipelines.ledger.vocabulary import Vocabulary
from pipelines.relevance import Scorer, load_scorer
from pipelines.stories import Stories
from pipelines.workbench import Telling, load_telling
from tumen.registry import Registry, load_registry
from tumen.statements import StatementWords, load_statement_words

SEEDS = Path(__file__).parents[1] / "seeds"


@cache
def registry() -> Registry:
    return load_registry(SEEDS / "transport.yaml")


@cache
def scorer() -> Scorer:
    return load_scorer(SEEDS.joinpath)


@cache
def reader() -> LedgerReader:
    return telling().reader


@cache
def reader_by_rule() -> LedgerReader:
    """Without weights: what the rules for events make of a report."""
    return load_reader(words(), registry().transport_links)


@cache
def telling() -> Telling:
    return load_telling(SEEDS.joinpath)


@cache
def stories() -> Stories:
    return telling().stories


@cache
def words() -> StatementWords:
    return load_statement_words(SEEDS / "statements.yaml")


@cache
def vocabulary(language: str) -> Vocabulary:
    return Vocabulary(language, words())
