"""How many articles a query matches, and which come first: without sorting all of them, as a frequent word has most."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.matching import indexed, match_expression, matching
from storage.query import Query

_A, _R = schema.articles.c, schema.revisions.c
_NEWEST = sa.func.coalesce(_R.published_at, _A.first_kept_at).desc()
# Asking the index about one article costs what sorting ten articles costs (measured: 30 µs and 3 µs).
_ASKING = 10
_FEW = 500  # article numbers in a statement: far below what either database takes


def page(connection: Connection, query: Query, limit: int, offset: int) -> tuple[int, list[int]]:
    """How many articles match; and those on a page: with all words in the title first, then by relevance, then the newest."""
    if query.unwanted or query.filters or query.bounds or _is_read_twice(connection, query):
        return _in_one_pass(connection, query, limit, offset)
    total, in_title = (_size(connection, query, title=title) for title in (False, True))
    first = _titled(connection, query, in_title, limit, offset)
    limit, offset = limit - len(first), max(0, offset - in_title)
    return total, first + _untitled(connection, query, total - in_title, in_title, limit, offset)


def _size(connection: Connection, query: Query, *, title: bool) -> int:
    words = indexed(connection, query.wanted, title=title)
    return connection.scalar(sa.select(sa.func.count()).select_from(words.subquery())) or 0


def _titled(connection: Connection, query: Query, size: int, limit: int, offset: int) -> list[int]:
    """The best of the `size` articles with all words in the title."""
    if size <= offset:
        return []
    if _worth_walking(connection, size, limit + offset):
        return _walked(connection, query, limit, offset, title=True)
    found = matching(connection, Query()).where(_A.id.in_(indexed(connection, query.wanted, title=True)))
    return list(connection.scalars(_in_order(found).limit(limit).offset(offset)))


def _untitled(connection: Connection, query: Query, size: int, in_title: int, limit: int, offset: int) -> list[int]:
    """The best of the `size` others."""
    if size <= offset or limit == 0:
        return []
    if _worth_walking(connection, size, limit + offset):
        return _walked(connection, query, limit, offset, title=False)
    found = matching(connection, query)
    if in_title:
        titled = indexed(connection, query.wanted, title=True)
        # Named one by one as long as they are few: PostgreSQL would look at every article to leave out those of a query.
        known = connection.scalars(titled).all() if in_title <= _FEW else None
        found = found.where(_A.id.not_in(titled if known is None else known))
    return list(connection.scalars(_in_order(found).limit(limit).offset(offset)))


def _is_read_twice(connection: Connection, query: Query) -> bool:
    """Whether each look at the words costs reading them: PostgreSQL's index knows no places, so phrases are looked up again."""
    return connection.dialect.name == "postgresql" and any(len(words.terms()) > 1 for words in query.wanted)


def _in_one_pass(connection: Connection, query: Query, limit: int, offset: int) -> tuple[int, list[int]]:
    """Counted and sorted together: no index knows how many articles are left."""
    found = matching(connection, query).add_columns(sa.func.count().over().label("total"))
    if query.wanted:
        titled = _A.id.in_(indexed(connection, query.wanted, title=True))
        found = found.order_by(sa.case((titled, 0), else_=1))
    rows = connection.execute(_in_order(found).limit(limit).offset(offset)).all()
    if rows or offset == 0:
        return (rows[0].total if rows else 0), [row.id for row in rows]
    everything = matching(connection, query).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(everything)) or 0, []


def _in_order(found: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return found.order_by(_R.relevance.desc(), _NEWEST, _A.id)


def _worth_walking(connection: Connection, total: int, wanted: int) -> bool:
    """Whether the articles in order of relevance, each asked for the words, give the page sooner than sorting all that match.

    PostgreSQL's planner decides that itself; SQLite's knows nothing of how frequent words are.
    """
    if connection.dialect.name != "sqlite":
        return False
    articles = connection.scalar(sa.select(sa.func.max(_A.id))) or 0
    return wanted * articles * _ASKING < total * total


def _walk(condition: str) -> sa.TextClause:
    query = (
        "SELECT a.id FROM revisions r CROSS JOIN articles a ON a.id = r.article AND a.revisions = r.number WHERE {0}"
        " ORDER BY r.relevance DESC, coalesce(r.published_at, a.first_kept_at) DESC, a.id LIMIT :limit OFFSET :offset"
    )
    return sa.text(query.format(condition))


_ASKED = "EXISTS (SELECT 1 FROM search_words WHERE rowid = a.id AND search_words MATCH :{0})"
_WALK_TITLES = _walk(_ASKED.format("title"))
_WALK_TEXTS = _walk(_ASKED.format("words") + " AND NOT " + _ASKED.format("title"))


def _walked(connection: Connection, query: Query, limit: int, offset: int, *, title: bool) -> list[int]:
    given: dict[str, str | int] = {"title": match_expression(query.wanted, title=True), "limit": limit, "offset": offset}
    if not title:
        given["words"] = match_expression(query.wanted)
    return list(connection.scalars(_WALK_TITLES if title else _WALK_TEXTS, given))
