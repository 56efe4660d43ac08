"""Which articles a query matches, as conditions both databases understand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import TSQUERY

from storage import schema
from storage.query import Bound, Filter, Query, Words

_C, _S, _T = schema.current_wordings.c, schema.sources.c, schema.transport_link_tags.c
# The words of an article beside its row in `current_wordings`: the texts FTS5 keeps below its index, the vectors of PostgreSQL.
_TEXTS = sa.table("search_words_content", sa.column("id"), sa.column("c0", sa.Text), sa.column("c1", sa.Text))
_VECTORS = sa.table("search_words", sa.column("article"), sa.column("words", sa.Text))


def matching(connection: Connection, query: Query, *, title: bool) -> sa.Select[*tuple[Any, ...]]:
    """The numbers of the articles that have the words in the title, or those that have them but not there.

    They are found by the index, where words are wanted; the rest is asked of each.
    """
    found = sa.select(_C.article).where(*_chosen(connection, query))
    if query.wanted:
        titled = indexed(connection, query.wanted, title=True)
        named = titled if title else sa.except_(indexed(connection, query.wanted).subquery().select(), titled.subquery().select())
        # By itself: PostgreSQL would rather read the words of all articles in the order of their numbers.
        apart = named.cte("named").prefix_with("MATERIALIZED", dialect="postgresql")
        found = found.join_from(apart, schema.current_wordings, _C.article == apart.c[0])
    elif title:
        found = found.where(sa.false())
    return _without(connection, _beside(connection, found) if query.unwanted else found, query)


def walking(connection: Connection, query: Query, *, titles: bool) -> sa.Select[*tuple[Any, ...]]:
    """The same articles and whether their titles have all the words, where each is asked for the words.

    Without `titles` those whose titles have them are left out.
    """
    found = sa.select(_C.article).where(*_chosen(connection, query))
    if query.wanted or query.unwanted:
        found = _beside(connection, found)
    in_title: sa.ColumnElement[bool] = sa.false()
    if query.wanted:
        found = found.where(*(_has(connection, words) for words in query.wanted))
        in_title = sa.and_(*(_has(connection, words, title=True) for words in query.wanted))
    found = found.add_columns(in_title) if titles else found.add_columns(sa.false()).where(sa.not_(in_title))
    return _without(connection, found, query)


def _chosen(connection: Connection, query: Query) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of a row of `current_wordings`."""
    return [*(_filter(connection, one) for one in query.filters), *map(_bound, query.bounds)]


def indexed(connection: Connection, wanted: Sequence[Words], *, title: bool = False, apart: bool = False) -> sa.Select[int]:
    """Articles whose words (or `title`) match all of these; `apart`: which have all terms, wherever they stand.

    Terms are letters and digits, which no index takes for operators.
    """
    if connection.dialect.name == "sqlite":
        every = " AND ".join(_fts5(words, apart=apart) for words in wanted)
        expression = f"{{title}} : ({every})" if title else every
        found = sa.text("SELECT rowid FROM search_words WHERE search_words MATCH :match").columns(sa.column("rowid", sa.Integer))
    else:
        expression = " & ".join(_tsquery(words, apart=apart) for words in wanted)
        words = "ts_filter(words, '{a}')" if title else "words"  # as in the two indexes
        found = sa.text(f"SELECT article FROM search_words WHERE {words} @@ CAST(:match AS tsquery)").columns(  # noqa: S608
            sa.column("article", sa.BigInteger)
        )
    return found.bindparams(sa.bindparam("match", expression, unique=True))  # type: ignore[return-value]


def _beside(connection: Connection, found: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    if connection.dialect.name == "sqlite":
        return found.join(_TEXTS, _TEXTS.c.id == _C.article)
    return found.join(_VECTORS, _VECTORS.c.article == _C.article)


def _without(connection: Connection, found: sa.Select[*tuple[Any, ...]], query: Query) -> sa.Select[*tuple[Any, ...]]:
    """Leave out articles that have unwanted words: each is asked, as an index would name all articles that have them."""
    return found.where(*(sa.not_(_has(connection, words)) for words in query.unwanted))


def _has(connection: Connection, words: Words, *, title: bool = False) -> sa.ColumnElement[bool]:
    """Whether these words stand in one article."""
    if connection.dialect.name == "postgresql":
        return _VECTORS.c.words.bool_op("@@")(sa.cast(_tsquery(words, weight="A" if title else ""), TSQUERY))
    sought = " " + " ".join(words.terms()) + ("" if words.open_end else " ")
    columns = (_TEXTS.c.c0,) if title else (_TEXTS.c.c0, _TEXTS.c.c1)
    return sa.or_(*(sa.func.instr(" " + column + " ", sought) > 0 for column in columns))


def _filter(connection: Connection, one: Filter) -> sa.ColumnElement[bool]:
    if one.field == "transport_link":
        # OFFSET keeps PostgreSQL from reading all tags of a transport link where those of a few articles are asked for.
        tagged = sa.select(_T.revision).where(_T.revision == _C.revision, sa.func.lower(_T.transport_link).in_(one.values))
        condition: sa.ColumnElement[bool] = tagged.offset(0).exists()
    elif one.field == "affiliation":
        # Named one by one, as a catalogue has hundreds: PostgreSQL would go through them again for each article.
        condition = _C.source.in_(connection.scalars(sa.select(_S.id).where(sa.func.lower(_S.affiliation).in_(one.values))).all())
    else:
        column = {"language": _C.language, "source": _C.source}[one.field]
        condition = sa.func.coalesce(sa.func.lower(column), "").in_(one.values)
    return sa.not_(condition) if one.excluded else condition


def _bound(one: Bound) -> sa.ColumnElement[bool]:
    column: sa.ColumnElement[Any] = _C.dated_at if isinstance(one.limit, datetime) else _C.relevance
    condition = {
        ">": column > one.limit,
        ">=": column >= one.limit,
        "<": column < one.limit,
        "<=": column <= one.limit,
    }[one.sign]
    return sa.not_(condition) if one.excluded else condition


def _fts5(words: Words, *, apart: bool = False) -> str:
    *first, last = (f'"{term}"' for term in words.terms()) if apart else ('"' + " ".join(words.terms()) + '"',)
    return " AND ".join([*first, last + (" *" if words.open_end else "")])


def _tsquery(words: Words, *, apart: bool = False, weight: str = "") -> str:
    *first, last = (f"'{term}'" for term in words.terms())
    ends = ":*" if words.open_end else ""
    if weight:
        first, ends = [term + ":" + weight for term in first], (ends or ":") + weight
    return "(" + (" & " if apart else " <-> ").join([*first, last + ends]) + ")"
