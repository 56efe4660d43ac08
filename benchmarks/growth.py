"""What a page costs as the corpus grows: CPU of looking for copies and keeping one article, in SQLite files of growing size."""

import random
import tempfile
import time

from benchmarks.articles import placed
from benchmarks.filling import fill
from storage import articles
from storage.database import Database
from storage.upkeep import optimise

SIZES = (1_000, 10_000, 50_000)  # articles held; filling the last takes half a minute
_KEPT = 200


def growth() -> dict[int, float]:
    """Milliseconds of CPU for an article, by the number of articles held."""
    found = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="tumen-bench-") as folder:
            database = Database(f"sqlite:///{folder}/bench.db")
            database.upgrade()
            fill(database, size)
            optimise(database)
            found[size] = _keeping(database, size)
            database.close()
    return found


def _keeping(database: Database, count: int) -> float:
    choice = random.Random(7)
    items = [placed(choice, count + n, copy_of=choice.randrange(count) if n % 5 == 0 else None) for n in range(_KEPT)]
    begun = time.process_time()
    for item in items:
        with database.writing() as connection:
            articles.candidates(connection, item.scored.document.url, item.signature)
            articles.keep(connection, item)
    return 1000 * (time.process_time() - begun) / _KEPT
