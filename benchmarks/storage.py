"""What storage costs as it grows: `make bench-storage`, or `python -m benchmarks.storage --articles 100000 --database sqlite`.

A database is filled in bulk with synthetic articles (`benchmarks.articles`), then single steps are timed as the road takes them:
looking for copies and keeping in one transaction, searching, the queries of docs/queries.md, exporting. Figures are milliseconds;
docs/performance-storage.md keeps the last ones with the machine they were taken on.
"""

import argparse
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from benchmarks.articles import fill, placed, vocabulary
from benchmarks.beside import enrich
from benchmarks.databases import opened
from storage import articles
from storage.database import Connection, Database
from storage.export import export_rows, exports
from storage.search import search
from storage.upkeep import optimise

_KEPT = 400
_SEARCHES = 420  # 60 of each shape: p95 is the fourth slowest
_WARMING = 70  # before them, not counted: what is read again and again is in memory then


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _told(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{ordered[len(ordered) // 2]:.1f} | {ordered[int(len(ordered) * 0.95)]:.1f}"


def _keeping(database: Database, count: int) -> tuple[list[float], list[float]]:
    """Looking for copies alone, and the whole transaction."""
    choice = random.Random(7)
    looked: list[float] = []
    kept: list[float] = []
    for n in range(_KEPT):
        item = placed(choice, count + n, copy_of=choice.randrange(count) if n % 5 == 0 else None)

        def keep(item: object = item) -> None:
            with database.writing() as connection:
                looked.append(
                    _timed(lambda: articles.candidates(connection, item.scored.document.url, item.signature))  # type: ignore[attr-defined]
                )
                articles.keep(connection, item)  # type: ignore[arg-type]

        kept.append(_timed(keep))
    return looked, kept


def _searching(database: Database) -> dict[str, list[float]]:
    choice = random.Random(8)
    words = vocabulary()
    frequent, rare = words[:30], words[3000:9000]
    filters = "language:ru after:2024-01-03 relevance>0.9"
    shapes: dict[str, Callable[[], str]] = {
        "a rare word": lambda: choice.choice(rare),
        "a frequent word": lambda: choice.choice(frequent),
        "two words": lambda: f"{choice.choice(frequent)} {choice.choice(rare)}",
        "a phrase": lambda: f'"{choice.choice(frequent)} {choice.choice(frequent)}"',
        "a prefix": lambda: choice.choice(rare)[:4] + "*",
        "a frequent word and four filters": lambda: f"{choice.choice(frequent)} {filters} affiliation:dprk-state",
        "the same, which nothing meets": lambda: f"{choice.choice(frequent)} {filters} affiliation:wire",
    }
    found: dict[str, list[float]] = {name: [] for name in shapes}
    for n in range(-_WARMING, _SEARCHES):
        name, shape = list(shapes.items())[n % len(shapes)]
        query = shape()
        with database.reading() as connection:
            milliseconds = _timed(partial(search, connection, query, limit=20, offset=0))
        if n >= 0:
            found[name].append(milliseconds)
    return found


def _asking(database: Database) -> dict[str, float]:
    page = Path("docs/queries.md").read_text(encoding="utf-8")
    queries = re.findall(r"^## (.+?)\n.*?```sql\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    found = {}
    for title, query in queries:
        with database.reading() as connection:
            found[title] = _timed(partial(_all_rows, connection, sa.text(query.replace(":", "\\:"))))
    return found


def _all_rows(connection: Connection, statement: sa.TextClause) -> None:
    connection.execute(statement).all()


def _exporting(database: Database, what: str) -> tuple[int, float]:
    counted: list[int] = []

    def rows() -> None:
        with database.reading() as connection:
            counted.append(sum(1 for _ in export_rows(connection, exports()[what], since=None, where={})))

    milliseconds = _timed(rows)
    return counted[0], milliseconds


def main() -> int:
    """Fill, measure, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--folder", type=Path, help="where the database is kept; a fill that was stopped goes on there")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tumen-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        with opened(chosen.database, folder, filling=True) as database:
            filled = _timed(lambda: fill(database, chosen.articles))
            enrich(database)
            optimise(database)
        _say(f"\n### {chosen.articles:,} articles, {chosen.database}\n\n")
        with opened(chosen.database, folder) as database:
            _say(f"filled in {filled / 1000:.0f} s; {_size(database) / chosen.articles:,.0f} bytes an article\n\n")
            _measure(database, chosen.articles)
    return 0


def _measure(database: Database, count: int) -> None:
    _say("| | p50 ms | p95 ms |\n| --- | ---: | ---: |\n")
    searched = _searching(database)
    for name, times in searched.items():
        _say(f"| search {name} | {_told(times)} |\n")
    _say(f"| search, all | {_told([time for times in searched.values() for time in times])} |\n")
    looked, kept = _keeping(database, count)
    _say(f"| look for copies | {_told(looked)} |\n| look for copies and keep | {_told(kept)} |\n")
    asked = sorted(_asking(database).items(), key=lambda pair: -pair[1])
    slowest = "; ".join(f"{title.split('.')[0]}: {milliseconds:.0f} ms" for title, milliseconds in asked[:8])
    _say(f"\nslowest queries of docs/queries.md: {slowest}\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, milliseconds = _exporting(database, "articles")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    _say(f"export of {rows:,} articles: {rows / milliseconds * 1000:,.0f} rows/s, peak memory +{grown / 1024:.0f} MB\n")


def _say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _size(database: Database) -> int:
    with database.reading() as connection:
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        other = "SELECT pg_database_size(current_database())"
        return int(connection.scalar(sa.text(query if database.is_sqlite else other)) or 0)


if __name__ == "__main__":
    sys.exit(main())
