"""Which articles a query matches, as conditions both databases understand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.query import Bound, Filter, Query, Words

_A, _R, _S, _T = schema.articles.c, schema.revisions.c, schema.sources.c, schema.transport_link_tags.c


def matching(connection: Connection, query: Query) -> sa.Select[*tuple[Any, ...]]:
    """The numbers of the articles, with their current revision beside them."""
    found = sa.select(_A.id).join_from(schema.articles, schema.revisions, sa.and_(_R.article == _A.id, _R.number == _A.revisions))
    if any(one.field == "affiliation" for one in query.filters):
        found = found.outerjoin(schema.sources, _S.id == _A.source)
    if query.wanted:
        found = found.where(_A.id.in_(indexed(connection, query.wanted)))
    for words in query.unwanted:
        found = found.where(_A.id.not_in(indexed(connection, [words])))
    return found.where(*map(_filter, query.filters), *map(_bound, query.bounds))


def indexed(connection: Connection, wanted: Sequence[Words], *, title: bool = False) -> sa.Select[int]:
    """Articles whose words (or `title`) match all of these. Terms are letters and digits, which no index takes for operators."""
    if connection.dialect.name == "sqlite":
        expression = match_expression(wanted, title=title)
        found = sa.text("SELECT rowid FROM search_words WHERE search_words MATCH :match").columns(sa.column("rowid", sa.Integer))
    else:
        expression = " & ".join(map(_tsquery_phrase, wanted))
        words = "ts_filter(words, '{a}')" if title else "words"  # as in the two indexes
        found = sa.text(f"SELECT article FROM search_words WHERE {words} @@ CAST(:match AS tsquery)").columns(  # noqa: S608
            sa.column("article", sa.BigInteger)
        )
    return found.bindparams(sa.bindparam("match", expression, unique=True))  # type: ignore[return-value]


def match_expression(wanted: Sequence[Words], *, title: bool = False) -> str:
    """What stands after MATCH on SQLite."""
    every = " AND ".join(map(_fts5_phrase, wanted))
    return f"{{title}} : ({every})" if title else every


def _filter(one: Filter) -> sa.ColumnElement[bool]:
    if one.field == "transport_link":
        tagged = sa.select(_T.revision).where(sa.func.lower(_T.transport_link).in_(one.values))
        condition = _R.id.in_(tagged)
    else:
        column = {"language": _R.language, "source": _A.source, "affiliation": _S.affiliation}[one.field]
        condition = sa.func.coalesce(sa.func.lower(column), "").in_(one.values)
    return sa.not_(condition) if one.excluded else condition


def _bound(one: Bound) -> sa.ColumnElement[bool]:
    column: sa.ColumnElement[Any] = _R.relevance
    if isinstance(one.limit, datetime):
        # Where no date is stated the day it was found is the nearest to one.
        column = sa.func.coalesce(_R.published_at, _A.first_kept_at, type_=_R.published_at.type)
    condition = {
        ">": column > one.limit,
        ">=": column >= one.limit,
        "<": column < one.limit,
        "<=": column <= one.limit,
    }[one.sign]
    return sa.not_(condition) if one.excluded else condition


def _fts5_phrase(words: Words) -> str:
    return '"' + " ".join(words.terms()) + '"' + (" *" if words.open_end else "")


def _tsquery_phrase(words: Words) -> str:
    *first, last = (f"'{term}'" for term in words.terms())
    return "(" + " <-> ".join([*first, last + (":*" if words.open_end else "")]) + ")"
