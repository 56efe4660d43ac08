"""The search index: the terms of every article's current wording, in FTS5 or a tsvector."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.neighbours import written
from storage.words import terms

# PostgreSQL's limits, kept on SQLite too, so that both find the same: a tsvector ends at 1 MB and position 16,383, and
# keeps 256 places of a lexeme.
_MOST_TITLE = 500
_MOST_BODY = 12_000  # terms: some 40 pages; longer texts are found by their beginning
_MOST_BYTES = 800_000  # of terms: leaves room for positions in 1 MB; reached only by texts made to reach it
_MOST_PLACES = 255
_FILLER = "·"  # holds the place of a term that is not indexed there; no query has it
_GAP = 10  # positions between title and text, so that no phrase spans them


def index_article(connection: Connection, article: int, title: str, text: str, *, beside: bool = True) -> None:
    """Make these the words the article is found by; `beside`: and what stands beside them, for which old tables have no place."""
    head, body = _limited(title, text)
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DELETE FROM search_words WHERE rowid = :article"), {"article": article})
        connection.execute(
            sa.text("INSERT INTO search_words (rowid, title, body) VALUES (:article, :title, :body)"),
            {"article": article, "title": " ".join(head), "body": " ".join(body)},
        )
        if beside:
            index_beside(connection, article, head, body)
        return
    connection.execute(
        sa.text(
            "INSERT INTO search_words (article, words) VALUES (:article, CAST(:words AS tsvector))"
            " ON CONFLICT (article) DO UPDATE SET words = excluded.words"
        ),
        {"article": article, "words": _tsvector(head, body)},
    )


def index_beside(connection: Connection, article: int, title: Sequence[str], body: Sequence[str]) -> None:
    """What stands beside the words on SQLite: those of the title, and pairs. PostgreSQL works both out of the words."""
    given = {"article": article, "title": " ".join(title), "pairs": written(title, body, _FILLER)}
    for statement in _BESIDE:
        connection.execute(statement, given)


_BESIDE = (
    sa.text("DELETE FROM search_titles WHERE rowid = :article"),
    sa.text("INSERT INTO search_titles (rowid, title) VALUES (:article, :title)"),
    sa.text("DELETE FROM search_neighbours WHERE rowid = :article"),
    sa.text("INSERT INTO search_neighbours (rowid, pairs) VALUES (:article, :pairs)"),
)


def note_current(connection: Connection, article: int) -> None:
    """Make its current wording what the article is ranked, chosen and counted by."""
    connection.execute(_FORGETTING, {"which": article})
    connection.execute(_noting(connection.dialect.name), {"which": article})


@cache
def _noting(dialect: str) -> sa.Insert:
    c = schema.current_wordings.c
    dated_at = sa.func.coalesce(_R.published_at, _A.first_kept_at)
    row = sa.select(
        _A.id, _R.id, _R.relevance, _R.relevant, dated_at, _day(dialect, dated_at), _R.language, _A.source, _A.first_kept_at,
        _A.copy_of,
    ).join_from(schema.articles, schema.revisions, _IS_CURRENT).where(_A.id == sa.bindparam("which"))  # fmt: skip
    return sa.insert(schema.current_wordings).from_select([column.name for column in c], row)


def _day(dialect: str, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[str]:
    if dialect == "sqlite":
        return sa.func.substr(moment, 1, 10)
    return sa.func.to_char(sa.func.timezone("UTC", moment), "YYYY-MM-DD")


_A, _R = schema.articles.c, schema.revisions.c
_IS_CURRENT = sa.and_(_R.article == _A.id, _R.number == _A.revisions)
_FORGETTING = sa.delete(schema.current_wordings).where(schema.current_wordings.c.article == sa.bindparam("which"))


def rebuild(connection: Connection) -> int:
    """Index every article's current wording anew; how many."""
    count = 0
    for article, title, text in _current(connection, sa.true()):
        index_article(connection, article, title, text)
        note_current(connection, article)
        count += 1
    return count


def index_missing(connection: Connection) -> None:
    """Index the words, without what stands beside, of articles that have none in the index: those kept before there was one."""
    table, number = ("search_words_content", "id") if connection.dialect.name == "sqlite" else ("search_words", "article")
    known = sa.table(table, sa.column(number))
    for article, title, text in _current(connection, ~sa.exists().where(known.c[number] == _A.id)):
        index_article(connection, article, title, text, beside=False)


def _current(connection: Connection, condition: sa.ColumnElement[bool]) -> Iterator[tuple[int, str, str]]:
    """Number, title and text of the articles, a hundred in memory."""
    current = sa.select(_A.id, _R.title, _R.text).join_from(schema.articles, schema.revisions, _IS_CURRENT)
    last = 0
    while rows := connection.execute(current.where(condition, _A.id > last).order_by(_A.id).limit(100)).all():
        yield from rows
        last = rows[-1].id


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
