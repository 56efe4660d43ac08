"""Taking items down the line outside a crawl."""

from collections.abc import Iterable

from desk.place import open_archive, open_scorer
from pipelines.extraction.pool import ExtractionPool
from pipelines.steps import STEPS, walk
from pipelines.workbench import Workbench
from storage.database import Database
from tumen.catalogue import Machine
from tumen.journey import Document, Item, Page, Placed, Rejected

PAGE_SECONDS = 30.0  # wall limit for one page, as in a crawl


async def take(place: Machine, database: Database, items: Iterable[Page | Document]) -> list[Placed | Rejected]:
    """Each item to its end; how each ended. Raises DatabaseError."""
    pool = ExtractionPool(workers=1, wall_seconds=PAGE_SECONDS)
    try:
        bench = Workbench(database=database, scorer=open_scorer(place), pool=pool, archive=open_archive(place))
        line = [step(bench) for step in STEPS]
        return [_ended(await walk(item, line)) for item in items]
    finally:
        pool.close()


def _ended(item: Item) -> Placed | Rejected:
    assert isinstance(item, Placed | Rejected), "the last step stores nothing else"  # noqa: S101 — narrows the type
    return item
