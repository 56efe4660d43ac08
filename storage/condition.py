"""Whether a database is sound: what the engine says of its pages, and what must be true of our rows."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.database import HEAD, Database
from storage.faults import faults_said

# What no row may be, said for the reader, and the query that counts those that are.
_RULES = {
    "articles without their current wording": """
        SELECT count(*) FROM articles a
        WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article = a.id AND r.number = a.revisions)""",
    "articles whose wordings are not numbered 1, 2, 3 …": """
        SELECT count(*) FROM (SELECT article FROM revisions GROUP BY article
        HAVING min(number) <> 1 OR max(number) <> count(*)) x""",
    "articles that no address leads to": """
        SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM addresses d WHERE d.article = a.id)""",
    "kept pages without an article": "SELECT count(*) FROM fetches WHERE outcome = 'kept' AND article IS NULL",
    "copies of copies": """
        SELECT count(*) FROM articles a JOIN articles o ON o.id = a.copy_of WHERE o.copy_of IS NOT NULL""",
    "articles that are listed by another wording than they have": """
        SELECT count(*) FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revisions
        LEFT JOIN current_wordings c ON c.article = a.id AND c.revision = r.id
        WHERE c.article IS NULL""",
    "wordings without the bands that copies are found by": """
        SELECT count(*) FROM revisions r WHERE NOT EXISTS (SELECT 1 FROM bands b WHERE b.revision = r.id)""",
}
_UNINDEXED = {
    "sqlite": """
        SELECT count(*) FROM articles
        WHERE id NOT IN (SELECT id FROM search_words_content) OR id NOT IN (SELECT id FROM search_titles_content)
        OR id NOT IN (SELECT id FROM search_neighbours_content)""",
    "postgresql": """
        SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM search_words w WHERE w.article = a.id)""",
}
# PostgreSQL has no look at its pages without an extension for superusers; what it has are marks on what it knows to be broken.
_MARKED = """
    SELECT 'index ' || i.indexrelid::regclass FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready)
    UNION ALL
    SELECT 'constraint ' || conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
    WHERE n.nspname = current_schema() AND NOT k.convalidated"""
_MOST_FAULTS = 20  # of one kind: a damaged file has thousands, and the first few say as much


@dataclass(frozen=True, slots=True)
class Condition:
    """What `tumen database check` tells."""

    revision: str | None  # None: no tables of ours
    needs: str  # the revision this program works with
    faults: tuple[str, ...]  # one line each; none: sound
    counts: dict[str, int]  # rows by table; empty when the tables are of another revision
    bytes: int


def condition(database: Database) -> Condition:
    """Look at everything; writes nothing. Raises DatabaseError when it cannot be opened at all."""
    with faults_said(database.url):
        database.require_file()
        revision = database.revision()
        with database.engine.connect() as connection, connection.begin():
            is_sqlite = database.is_sqlite
            faults = _sqlite_faults(connection) if is_sqlite else [f"{name}: not valid" for name in _names(connection, _MARKED)]
            if revision == HEAD and not faults:
                faults += _broken_rules(connection)
            counts = _counts(connection) if revision == HEAD else {}
            size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            taken = connection.scalar(sa.text(size if is_sqlite else "SELECT pg_database_size(current_database())"))
    if revision is None:
        faults.append("no tables of Tumen; any `tumen` command makes them")
    elif revision != HEAD:
        faults.append(f"at revision {revision}, this program needs {HEAD}: tumen database upgrade")
    return Condition(revision, HEAD, tuple(faults), counts, int(taken or 0))


def _sqlite_faults(connection: Connection) -> list[str]:
    found = [said for said in _names(connection, f"PRAGMA integrity_check({_MOST_FAULTS})") if said != "ok"]
    if found:
        return found  # in a damaged file further questions raise more errors than they answer
    orphans = connection.exec_driver_sql('SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2')
    return [f"{count} rows of {table} without theirs in {parent}" for table, parent, count in orphans]


def _broken_rules(connection: Connection) -> list[str]:
    rules = _RULES | {"articles that search does not know": _UNINDEXED[connection.dialect.name]}
    counted = {said: connection.scalar(sa.text(query)) for said, query in rules.items()}
    return [f"{count} {said}" for said, count in counted.items() if count]


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
        for table in sorted(schema.metadata.tables.values(), key=lambda table: table.name)
    }


def _names(connection: Connection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(sa.text(query.replace("::", "\\:\\:")))]
