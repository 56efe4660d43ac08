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
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from benchmarks.articles import placed, vocabulary
from benchmarks.beside import enrich
from benchmarks.databases import opened, settle
from benchmarks.filling import fill
from storage import articles
from storage.database import Connection, Database
from storage.export import export_rows, exports
from storage.search import search
from storage.upkeep import optimise
from tumen.journey import Placed
from tumen.outcomes import Reason

_KEPT = 400
_ASKED = 3  # times each query, of which the middle one is told: the first may read its pages from the disk
_KEPT_BEFORE = 50  # not counted: pages that every article writes are in the log whole after the first
_SEARCHES = 420  # 60 of each shape: p95 is the fourth slowest
_WARMING = 70  # before them, not counted: what is read again and again is in memory then


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds."""

    passed: float
    worked: float  # processor time, of this process and the one that serves it, not of helpers that one starts


class Watch:
    """Takes the time of single steps."""

    def __init__(self, database: Database) -> None:
        with database.reading() as connection:
            server = None if database.is_sqlite else connection.scalar(sa.text("SELECT pg_backend_pid()"))
        self._server = Path(f"/proc/{server}/schedstat")  # as one connection after the other is asked for, it is always the same

    def _worked(self) -> float:
        there = self._server.exists()  # on Linux, nanoseconds; elsewhere only what this process works is told
        return time.process_time() * 1000 + (int(self._server.read_text().split()[0]) / 1e6 if there else 0.0)

    def timed(self, work: Callable[[], object]) -> Taken:
        start, worked = time.perf_counter(), self._worked()
        work()
        return Taken((time.perf_counter() - start) * 1000, self._worked() - worked)


def _told(times: list[Taken]) -> str:
    def both(ordered: list[float]) -> str:
        return f"{ordered[len(ordered) // 2]:.1f} | {ordered[int(len(ordered) * 0.95)]:.1f}"

    return both(sorted(time.passed for time in times)) + " | " + both(sorted(time.worked for time in times))


def _keeping(database: Database, watch: Watch) -> tuple[list[Taken], list[Taken]]:
    """Looking for copies alone, and the whole transaction; of articles that no measurement has kept before."""
    with database.reading() as connection:
        held = int(connection.scalar(sa.text("SELECT max(id) FROM articles")) or 0)
    choice = random.Random(held)
    looked: list[Taken] = []
    kept: list[Taken] = []

    def keep(item: Placed) -> None:
        with database.writing() as connection:
            looked.append(watch.timed(partial(articles.candidates, connection, item.scored.document.url, item.signature)))
            found = articles.keep(connection, item)
        if found.reason != Reason.NEW:
            raise SystemExit(f"{item.scored.document.url} was held already, so keeping it was not measured")

    for n in range(-_KEPT_BEFORE, _KEPT):
        number = held + _KEPT_BEFORE + n
        taken = watch.timed(partial(keep, placed(choice, number, copy_of=choice.randrange(held) if n % 5 == 0 else None)))
        kept.append(taken)
    return looked[_KEPT_BEFORE:], kept[_KEPT_BEFORE:]


def _searching(database: Database, watch: Watch) -> dict[str, list[Taken]]:
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
    found: dict[str, list[Taken]] = {name: [] for name in shapes}
    for n in range(-_WARMING, _SEARCHES):
        name, shape = list(shapes.items())[n % len(shapes)]
        query = shape()
        with database.reading() as connection:
            taken = watch.timed(partial(search, connection, query, limit=20, offset=0))
        if n >= 0:
            found[name].append(taken)
    return found


def _asking(database: Database, watch: Watch) -> dict[str, Taken]:
    page = Path("docs/queries.md").read_text(encoding="utf-8")
    queries = re.findall(r"^## (.+?)\n.*?```sql\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    found = {}
    for title, query in queries:
        with database.reading() as connection:
            ask = partial(_all_rows, connection, sa.text(query.replace(":", "\\:")))
            found[title] = sorted((watch.timed(ask) for _ in range(_ASKED)), key=lambda taken: taken.passed)[_ASKED // 2]
    return found


def _all_rows(connection: Connection, statement: sa.TextClause) -> None:
    connection.execute(statement).all()


def _exporting(database: Database, watch: Watch, what: str) -> tuple[int, float]:
    counted: list[int] = []

    def rows() -> None:
        with database.reading() as connection:
            counted.append(sum(1 for _ in export_rows(connection, exports()[what], since=None, where={})))

    taken = watch.timed(rows)
    return counted[0], taken.passed


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
            began = time.perf_counter()
            fill(database, chosen.articles)
            filled = time.perf_counter() - began
            enrich(database)
            optimise(database)
            settle(database)
        _say(f"\n### {chosen.articles:,} articles, {chosen.database}\n\n")
        with opened(chosen.database, folder) as database:
            _say(f"filled in {filled:.0f} s; {_size(database) / chosen.articles:,.0f} bytes an article\n\n")
            _measure(database)
    return 0


def _measure(database: Database) -> None:
    watch = Watch(database)
    _say("| | p50 ms | p95 ms | of the processor: p50 ms | p95 ms |\n| --- | ---: | ---: | ---: | ---: |\n")
    searched = _searching(database, watch)
    for name, times in searched.items():
        _say(f"| search {name} | {_told(times)} |\n")
    _say(f"| search, all | {_told([time for times in searched.values() for time in times])} |\n")
    looked, kept = _keeping(database, watch)
    _say(f"| look for copies | {_told(looked)} |\n| look for copies and keep | {_told(kept)} |\n")
    asked = sorted(_asking(database, watch).items(), key=lambda pair: -pair[1].passed)
    slowest = "; ".join(f"{title.split('.')[0]}: {taken.passed:.0f} ms ({taken.worked:.0f})" for title, taken in asked[:8])
    _say(f"\nslowest queries of docs/queries.md (of the processor): {slowest}\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, milliseconds = _exporting(database, watch, "articles")
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
