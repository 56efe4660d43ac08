"""docs/database.md, written from the schema: `python -m storage.documentation > docs/database.md`."""

import sys
from collections.abc import Iterable

import sqlalchemy as sa

from storage.schema import metadata
from storage.schema.columns import Instant
from storage.schema.views import SEARCH_WORDS, VIEWS

_OPENING = """# The database

The same tables in SQLite (a file, by default `var/tumen.db`) and in PostgreSQL 14 or newer; `TUMEN_DATABASE_URL` says which.
Start with the views; the tables below them hold everything, and nothing is thrown away except by `tumen upkeep`.

This page is written from the code (`python -m storage.documentation > docs/database.md`); a test holds it in step.

* Moments are UTC. PostgreSQL has them as `timestamptz`, SQLite as text of one width (`2025-04-30T09:00:00.000000Z`) that
  sorts and compares as time does, also against a bare date: `published_at >= '2025-05-01'`.
* Three dates are never mixed: `published_at` is what the publisher states, `fetched_at` is when Tumen asked, and the date of an
  event stands with the event.
* `article`, `revision`, `run`, `digest` name the row of another table by its `id`.
* Two programs may read SQLite while Tumen writes. Open it read-only: `sqlite3 'file:var/tumen.db?mode=ro'`.
"""


def database_page() -> str:
    """The page as Markdown."""
    parts = [_OPENING, "## Views\n"]
    for name, (comment, columns) in VIEWS.items():
        parts.append(_section(name, comment, [(column, said) for column, said in columns.items()]))
    parts.append("## Tables\n")
    for table in metadata.sorted_tables:
        rows = [(column.name, _kind(column), column.comment or "") for column in table.columns]
        parts.append(_section(table.name, table.comment or "", rows))
    parts.append(f"### search_words\n\n{SEARCH_WORDS}\n")
    return "\n".join(parts)


def _section(name: str, comment: str, rows: Iterable[tuple[str, ...]]) -> str:
    listed = list(rows)
    head = ("column", "type", "meaning") if len(listed[0]) == 3 else ("column", "meaning")
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *listed)]
    return f"### {name}\n\n{comment}\n\n" + "\n".join(lines) + "\n"


def _kind(column: sa.Column[object]) -> str:
    kinds = (
        (Instant, "moment"),
        (sa.LargeBinary, "bytes"),
        (sa.Boolean, "yes/no"),
        (sa.Integer, "integer"),
        (sa.Double, "number"),
    )
    kind = next((name for kind, name in kinds if isinstance(column.type, kind)), "text")
    return kind if column.nullable else f"{kind}, always"


if __name__ == "__main__":
    sys.stdout.write(database_page())
