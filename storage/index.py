"""The search index: the terms of every article's current wording, in FTS5 or a tsvector."""

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.words import terms

# PostgreSQL's limits, kept on SQLite too, so that both find the same: a tsvector ends at 1 MB and position 16,383, and
# keeps 256 places of a lexeme.
_MOST_TITLE = 500
_MOST_BODY = 12_000  # terms: some 40 pages; longer texts are found by their beginning
_MOST_BYTES = 800_000  # of terms: leaves room for positions in 1 MB; reached only by texts made to reach it
_MOST_PLACES = 255
_FILLER = "·"  # holds the place of a term that is not indexed there; no query has it
_GAP = 10  # positions between title and text, so that no phrase spans them


def index_article(connection: Connection, article: int, title: str, text: str) -> None:
    """Make these the words the article is found by."""
    head, body = _limited(title, text)
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DELETE FROM search_words WHERE rowid = :article"), {"article": article})
        connection.execute(
            sa.text("INSERT INTO search_words (rowid, title, body) VALUES (:article, :title, :body)"),
            {"article": article, "title": " ".join(head), "body": " ".join(body)},
        )
        return
    connection.execute(
        sa.text(
            "INSERT INTO search_words (article, words) VALUES (:article, CAST(:words AS tsvector))"
            " ON CONFLICT (article) DO UPDATE SET words = excluded.words"
        ),
        {"article": article, "words": _tsvector(head, body)},
    )


def rebuild(connection: Connection) -> int:
    """Index every article's current wording anew; how many."""
    a, r = schema.articles.c, schema.revisions.c
    current = sa.select(a.id, r.title, r.text).join_from(
        schema.articles, schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions)
    )
    count = 0
    last = 0
    while rows := connection.execute(current.where(a.id > last).order_by(a.id).limit(100)).all():
        for row in rows:
            index_article(connection, row.id, row.title, row.text)
        last, count = rows[-1].id, count + len(rows)
    return count


def _limited(title: str, text: str) -> tuple[list[str], list[str]]:
    places: Counter[str] = Counter()
    room = _MOST_BYTES

    def take(found: Iterable[str], most: int) -> list[str]:
        nonlocal room
        taken: list[str] = []
        for term in found:
            room -= len(term.encode())
            if len(taken) == most or room < 0:
                break
            places[term] += 1
            taken.append(term if places[term] <= _MOST_PLACES else _FILLER)
        return taken

    return take(terms(title), _MOST_TITLE), take(terms(text), _MOST_BODY)


def _tsvector(head: list[str], body: list[str]) -> str:
    """The terms with their positions as PostgreSQL writes them; a term is letters and digits, so quoting is all it needs."""
    places: dict[str, list[str]] = {}
    for position, term in enumerate(head, 1):
        places.setdefault(term, []).append(f"{position}A")
    for position, term in enumerate(body, len(head) + _GAP):
        places.setdefault(term, []).append(str(position))
    places.pop(_FILLER, None)
    return " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())
