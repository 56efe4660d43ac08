"""What the steps are given. The stations themselves are pure; the steps hand them what they need from here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.extraction.pool import ExtractionPool
from pipelines.storing import StoringThread
from pipelines.writing import AT_ONCE, Together
from storage.archive import Archive
from storage.database import Database
from tumen.now import utc_now

if TYPE_CHECKING:  # what reads texts is imported with the first text: a poll without news does without a tenth of a second
    from pipelines.ledger import LedgerReader
    from pipelines.relevance import Scorer
    from pipelines.stories import Origins, Stories

Find = Callable[[str], Path]  # where a file of seeds/ stands


@dataclass(frozen=True, slots=True)
class Telling:
    """What brings the reports of one event together."""

    reader: "LedgerReader"
    stories: "Stories"
    origins: "Origins"


class Workbench:
    """One per process; whoever opens the database and the pool closes them.

    `scorer` and `telling` may be functions: then they are read when they are first needed, which most polls never do. Asking for
    them raises ConfigurationError then. `storing` is the thread that asks for `telling`, and first for `scorer`: reading either
    takes some tenths of a second.
    """

    def __init__(
        self,
        database: Database,
        scorer: "Scorer | Callable[[], Scorer]",
        pool: ExtractionPool,
        telling: Telling | Callable[[], Telling],
        now: Callable[[], datetime] = utc_now,
        archive: Archive | None = None,  # where the raw pages of kept documents go; None: nowhere
        together: Together = AT_ONCE,  # the items that share a transaction
    ) -> None:
        self.database = database
        self.pool = pool
        self.now = now
        self.archive = archive
        self.together = together
        self.storing = StoringThread()
        self._scorer = scorer
        self._telling = telling

    @cached_property
    def scorer(self) -> "Scorer":
        return self._scorer() if callable(self._scorer) else self._scorer

    async def ready(self) -> "Scorer":
        """`scorer`, read by the thread that stores unless it was read before."""
        return self.scorer if "scorer" in self.__dict__ else await self.storing.run(lambda: self.scorer)

    @cached_property
    def telling(self) -> Telling:
        return self._telling if isinstance(self._telling, Telling) else self._telling()


def load_telling(find: Find) -> Telling:
    """Raises ConfigurationError naming file, line and key."""
    from pipelines.ledger import load_event_weights, load_reader
    from pipelines.stories import load_origins, load_stories
    from tumen.registry import load_registry
    from tumen.statements import load_statement_words

    links = load_registry(find("transport.yaml")).transport_links
    words = load_statement_words(find("statements.yaml"))
    return Telling(
        load_reader(words, links, load_event_weights(find("events.yaml"))), load_stories(find, words), load_origins(find)
    )


def _load_scorer(find: Find) -> "Scorer":
    from pipelines.relevance import load_scorer

    return load_scorer(find)


@contextmanager
def open_workbench(
    find: Find,
    database: Database,
    archive: Archive,
    *,
    workers: int,
    page_seconds: float,
    together: Together = AT_ONCE,
    now: Callable[[], datetime] = utc_now,
) -> Iterator[Workbench]:
    """Stations, extraction workers and the thread that stores; both end with the block."""
    pool = ExtractionPool(workers=workers, wall_seconds=page_seconds)
    bench = Workbench(database, lambda: _load_scorer(find), pool, lambda: load_telling(find), now, archive, together)
    try:
        yield bench
    finally:
        bench.storing.close()
        pool.close()
