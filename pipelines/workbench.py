"""What the steps are given. The stations themselves are pure; the steps hand them what they need from here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipelines.extraction.pool import ExtractionPool
from pipelines.ledger import LedgerReader, load_reader
from pipelines.relevance import Scorer, load_scorer
from pipelines.stories import Origins, Stories, load_origins, load_stories
from storage.archive import Archive
from storage.database import Database
from tumen.now import utc_now
from tumen.registry import load_registry

Find = Callable[[str], Path]  # where a file of seeds/ stands


@dataclass(frozen=True, slots=True)
class Telling:
    """What brings the reports of one event together."""

    reader: LedgerReader
    stories: Stories
    origins: Origins


@dataclass(frozen=True, slots=True)
class Workbench:
    """One per process; whoever opens the database and the pool closes them."""

    database: Database
    scorer: Scorer
    pool: ExtractionPool
    telling: Telling
    now: Callable[[], datetime] = field(default=utc_now)
    archive: Archive | None = None  # where the raw pages of kept documents go; None: nowhere


def load_telling(find: Find) -> Telling:
    """Raises ConfigurationError naming file, line and key."""
    kinds = {name: transport_link.kind for name, transport_link in load_registry(find("transport.yaml")).transport_links.items()}
    return Telling(load_reader(find("statements.yaml"), kinds), load_stories(find), load_origins(find))


@contextmanager
def open_workbench(find: Find, database: Database, archive: Archive, *, workers: int, page_seconds: float) -> Iterator[Workbench]:
    """Stations and extraction workers; the workers end with the block. Raises ConfigurationError."""
    scorer, telling = load_scorer(find), load_telling(find)
    pool = ExtractionPool(workers=workers, wall_seconds=page_seconds)
    try:
        yield Workbench(database, scorer, pool, telling, archive=archive)
    finally:
        pool.close()
