"""Writing synthetic articles in bulk, the rows that `storage.articles.keep` would write, which would take hours for a million."""

import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.articles import placed, rows_of, sources
from storage import schema
from storage.database import Connection, Database
from storage.index import _tsvector
from storage.neighbours import written

_CHUNK = 2_000  # articles written together

Rows = tuple[list[str], str | list[tuple[object, ...]]]  # columns, and what COPY reads or SQLite takes


def fill(database: Database, count: int) -> None:
    """Add articles until there are `count`; a process beside makes them up."""
    with database.reading() as connection:
        held = connection.exec_driver_sql("SELECT max(id) FROM articles").scalar() or 0
        beside = database.is_sqlite and any(row[1] == "later" for row in connection.exec_driver_sql("PRAGMA database_list"))
    if held >= count:
        return
    later = _without_slow_indexes(database, beside=beside)
    if held == 0:
        with database.writing() as connection:
            _write(connection, "sources", _written(list(sources()), database.is_sqlite))
    for prepared, first, last in _chunks(held, count, database.is_sqlite):
        with database.writing() as connection:
            for table, rows in prepared.items():
                _write(connection, "later.bands" if table == "bands" and beside else table, rows)
            _list_current(connection, first + 1, last)
    if not database.is_sqlite:
        with database.writing() as connection:
            for table in ("articles", "revisions", "fetches"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', {count + 1})")
    for statement in later:
        with database.writing() as connection:
            connection.exec_driver_sql(statement)


def _chunks(held: int, count: int, is_sqlite: bool) -> Iterator[tuple[dict[str, Rows], int, int]]:
    """Articles made up, one chunk ahead; and which they are."""
    places = [(start, min(start + _CHUNK, count)) for start in range(held, count, _CHUNK)]
    with ProcessPoolExecutor(1, get_context("spawn")) as maker:
        ahead = maker.submit(_prepared, *places[0], is_sqlite)
        for place, following in zip(places, [*places[1:], None], strict=True):
            ready = ahead.result()
            if following is not None:
                ahead = maker.submit(_prepared, *following, is_sqlite)
            yield ready, *place


def _prepared(start: int, end: int, is_sqlite: bool) -> dict[str, Rows]:
    """Their rows by table. The words are plain ASCII, so they are their own terms."""
    choice = random.Random(start)
    items = []
    for n in range(start, end):
        copy_of = choice.randrange(n) if n % 20 == 19 else None
        items.append((n, placed(choice, n, copy_of), copy_of))
    found = {table: _written(rows, is_sqlite) for table, rows in rows_of(items).items()}
    words = [(n + 1, item.scored.document.title.split(), item.scored.document.text.split()) for n, item, _ in items]
    if not is_sqlite:
        return found | {
            "search_words": _written([{"article": n, "words": _tsvector(head, body)} for n, head, body in words], False)
        }
    texts: list[tuple[object, ...]] = [(n, " ".join(head), " ".join(body)) for n, head, body in words]
    pairs: list[tuple[object, ...]] = [(n, written(head, body, "")) for n, head, body in words]
    titles = [text[:2] for text in texts]
    beside: dict[str, Rows] = {"search_titles": (["rowid", "title"], titles), "search_neighbours": (["rowid", "pairs"], pairs)}
    return found | beside | {"search_words": (["rowid", "title", "body"], texts)}


def _list_current(connection: Connection, first: int, last: int) -> None:
    connection.exec_driver_sql(
        "INSERT INTO current_wordings"
        " (article, revision, relevance, relevant, dated_at, day, language, source, first_kept_at, copy_of)"
        " SELECT a.id, r.id, r.relevance, r.relevant, r.published_at, substr(CAST(r.published_at AS text), 1, 10), r.language,"
        " a.source, a.first_kept_at, a.copy_of"
        f" FROM articles a JOIN revisions r ON r.article = a.id WHERE a.id BETWEEN {first} AND {last}"
    )


# SQLite's bands are written to a file beside (see `benchmarks.databases`), as each would touch a page of its own.
_BANDS = "INSERT INTO bands (band, key, revision) SELECT band, key, revision FROM later.bands ORDER BY band, key, revision"
_BANDS_INDEX = "CREATE INDEX ix_bands_revision ON bands (revision)"
_SLOW_AGAIN = {
    "ix_search_words_words": "CREATE INDEX ix_search_words_words ON search_words USING gin (words)"
    " WITH (gin_pending_list_limit = 256)",
    "ix_search_words_titles": "CREATE INDEX ix_search_words_titles ON search_words USING gin (ts_filter(words, '{a}'))"
    " WITH (gin_pending_list_limit = 64)",
    "ix_search_words_neighbours": "CREATE INDEX ix_search_words_neighbours ON search_words USING gin (search_neighbours(words))"
    " WITH (gin_pending_list_limit = 1024); ALTER INDEX ix_search_words_neighbours ALTER COLUMN 1 SET STATISTICS 0",
    "pk_bands": "ALTER TABLE bands ADD CONSTRAINT pk_bands PRIMARY KEY (band, key, revision)",
    "ix_bands_revision": "CREATE INDEX ix_bands_revision ON bands (revision)",
}


def _without_slow_indexes(database: Database, *, beside: bool) -> Iterable[str]:
    """Drop the indexes that are written at random places; how each is made again."""
    if database.is_sqlite:
        with database.writing() as connection:
            connection.exec_driver_sql("DROP INDEX IF EXISTS ix_bands_revision")
        return [_BANDS, _BANDS_INDEX] if beside else [_BANDS_INDEX]
    with database.writing() as connection:
        for name in _SLOW_AGAIN:
            is_key = name.startswith("pk_")
            connection.exec_driver_sql(
                f"ALTER TABLE bands DROP CONSTRAINT IF EXISTS {name}" if is_key else f"DROP INDEX IF EXISTS {name}"
            )
    return _SLOW_AGAIN.values()


def _written(rows: Sequence[dict[str, object]], is_sqlite: bool) -> Rows:
    names = list(rows[0])
    if is_sqlite:
        return names, [tuple(row.values()) for row in rows]
    return names, "".join("\t".join(map(_copied, row.values())) + "\n" for row in rows)


def _write(connection: Connection, table: str, rows: Rows) -> None:
    """Straight to the driver: executemany on SQLite, COPY on PostgreSQL."""
    names, listed = rows
    raw = connection.connection.driver_connection
    assert raw is not None
    known = schema.metadata.tables.get(table.removeprefix("later."))
    assert known is None or set(names) <= set(known.columns.keys())
    cursor = raw.cursor()
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", listed)
        return
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        copy.write(listed)


def _copied(value: object) -> str:
    """As COPY reads it; our texts have no tabs, line ends or backslashes."""
    if value is None:
        return "\\N"
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else str(value)
