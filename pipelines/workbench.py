"""What the steps are given. The stations themselves are pure; the steps hand them what they need from here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.extraction.pool import ExtractionPool
from pipelines.relevance import Scorer
from storage.archive import Archive
from storage.database import Database
from tumen.now import utc_now


@dataclass(frozen=True, slots=True)
class Workbench:
    """One per process; whoever opens the database and the pool closes them."""

    database: Database
    scorer: Scorer
    pool: ExtractionPool
    now: Callable[[], datetime] = field(default=utc_now)
    archive: Archive | None = None  # where the raw pages of kept documents go; None: nowhere
