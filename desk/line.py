"""Taking items down the line outside a crawl."""

from collections.abc import Iterable

from desk.place import find_seed, open_archive
from pipelines.steps import STEPS, walk
from pipelines.workbench import open_workbench
from storage.database import Database
from tumen.catalogue import Machine
from tumen.journey import Document, Item, Page, Placed, Rejected

PAGE_SECONDS = 30.0  # wall limit for one page: nobody else waits for this worker, unlike in a crawl


async def take(place: Machine, database: Database, items: Iterable[Page | Document]) -> list[Placed | Rejected]:
    """Each item to its end; how each ended. Raises DatabaseError."""
    archive = open_archive(place)
    with open_workbench(find_seed(place), database, archive, workers=1, page_seconds=PAGE_SECONDS) as bench:
        line = [step(bench) for step in STEPS]
        return [_ended(await walk(item, line)) for item in items]


def _ended(item: Item) -> Placed | Rejected:
    assert isinstance(item, Placed | Rejected), "the last step stores nothing else"  # noqa: S101 — narrows the type
    return item
