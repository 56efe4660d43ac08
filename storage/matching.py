"""Which articles a query matches, as conditions both databases understand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.dialects.postgresql import array as postgresql_array

from storage import schema
from storage.neighbours import PAIRS, neighbours, number
from storage.query import Bound, Filter, Query, Words

_C, _S, _T = schema.current_wordings.c, schema.sources.c, schema.transport_link_tags.c
# The words of an article beside its row in `current_wordings`: the texts FTS5 keeps below its index, the vectors of PostgreSQL.
_TEXTS = sa.table("search_words_content", sa.column("id"), sa.column("c0", sa.Text), sa.column("c1", sa.Text))
_VECTORS = sa.table("search_words", sa.column("article", sa.BigInteger), sa.column("words", sa.Text))
_TITLED = PAIRS  # added to the number of a pair in the title, as in the function `search_neighbours` of PostgreSQL

Row = sa.sql.base.ReadOnlyColumnCollection[str, sa.ColumnElement[Any]]  # columns of `current_wordings`


@dataclass(frozen=True, slots=True)
class Listed:
    """Numbers of articles, as the database wrote them: only it reads them again."""

    count: int
    written: str


def listed(connection: Connection, found: sa.Select[int], most: int) -> Listed | None:
    """What is found, if there are no more than that."""
    some = found.subquery().select().limit(most + 1).subquery()
    number = some.c[0]
    written: sa.ColumnElement[Any] = (
        sa.func.json_group_array(number)
        if connection.dialect.name == "sqlite"
        else sa.func.coalesce(sa.cast(sa.func.array_agg(number), sa.Text), "{}")
    )
    count, numbers = connection.execute(sa.select(sa.func.count(), written).select_from(some)).one()
    return Listed(count, numbers) if count <= most else None


def among(
    connection: Connection, column: sa.ColumnElement[int], these: Listed, *, by_number: bool = False
) -> sa.ColumnElement[bool]:
    """Whether an article is one of these; `by_number`: they are few, so look each of them up."""
    if connection.dialect.name == "sqlite":
        numbers = sa.select(sa.column("value", sa.Integer)).select_from(sa.func.json_each(these.written))
    else:
        numbers = sa.select(sa.func.unnest(sa.cast(sa.literal(these.written, sa.Text), ARRAY(sa.BigInteger))))
    is_one = column.in_(numbers)
    return is_one if by_number else sa.func.coalesce(is_one, False)  # what is wrapped databases can only ask of each article


def matching(
    connection: Connection,
    query: Query,
    *,
    asked: bool,
    titled: Listed | None = None,
    only_titles: bool = False,
    row: Row = _C,
) -> sa.Select[*tuple[Any, ...]]:
    """Articles a query matches and whether their titles have all its words; `row` is where their rank is read.

    `asked`: each article is asked for the wanted words (or for those in its title, where only titles count), and those `titled`
    for their titles. Otherwise all have the words and those `titled` have them there.
    """
    in_title: sa.ColumnElement[bool] = sa.false()
    if query.wanted and (titled is None or titled.count):
        some = [] if titled is None else [among(connection, row.article, titled)]
        in_title = sa.and_(*some, *(_has(connection, words, title=True) for words in query.wanted if asked))
    found = sa.select(row.article, in_title.label("in_title")).where(*_chosen(connection, query, row))
    if (asked and query.wanted) or query.unwanted:
        found = _beside(connection, found, row)
    if asked and query.wanted:
        found = found.where(*([in_title] if only_titles else [_has(connection, words) for words in query.wanted]))
    # Each article is asked for unwanted words, as an index would name all that have them.
    return found.where(*(sa.not_(_has(connection, words)) for words in query.unwanted))


def _chosen(connection: Connection, query: Query, row: Row) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of a row of `current_wordings`."""
    return [*(_bound(one, row) for one in query.bounds), *(_filter(connection, one, row) for one in query.filters)]


def paired(connection: Connection, wanted: Sequence[Words], *, title: bool = False) -> sa.Select[int] | None:
    """Articles (or titles) in which all terms of each phrase have their neighbours, and a few others; None without phrases."""
    pairs = sorted(set(neighbours(wanted)))
    if not pairs:
        return None
    if connection.dialect.name == "sqlite":
        expression = " AND ".join(f'"{number(*pair, title=title)}"' for pair in pairs)
        found = sa.text("SELECT rowid FROM search_neighbours WHERE search_neighbours MATCH :match")
        return found.columns(sa.column("rowid", sa.Integer)).bindparams(  # type: ignore[return-value]
            sa.bindparam("match", expression, unique=True)
        )
    flag = _TITLED if title else 0
    numbers = [sa.func.hashtext(" ".join(pair)).op("&")(PAIRS - 1) + flag for pair in pairs]
    words = sa.func.search_neighbours(_VECTORS.c.words, type_=ARRAY(sa.Integer))
    return sa.select(_VECTORS.c.article).where(words.contains(postgresql_array(numbers)))


def indexed(connection: Connection, wanted: Sequence[Words], *, title: bool = False) -> sa.Select[int]:
    """Articles (or titles) that have all terms of these, wherever they stand. Terms are letters and digits, no operators."""
    if connection.dialect.name == "sqlite":
        expression, table = " AND ".join(map(_fts5, wanted)), "search_titles" if title else "search_words"
        found = sa.text(f"SELECT rowid FROM {table} WHERE {table} MATCH :match").columns(sa.column("rowid", sa.Integer))  # noqa: S608
    else:
        expression = " & ".join(_tsquery(words, apart=True) for words in wanted)
        words = "ts_filter(words, '{a}')" if title else "words"  # as in the two indexes
        found = sa.text(f"SELECT article FROM search_words WHERE {words} @@ CAST(:match AS tsquery)").columns(  # noqa: S608
            sa.column("article", sa.BigInteger)
        )
    return found.bindparams(sa.bindparam("match", expression, unique=True))  # type: ignore[return-value]


def _beside(connection: Connection, found: sa.Select[*tuple[Any, ...]], row: Row) -> sa.Select[*tuple[Any, ...]]:
    if connection.dialect.name == "sqlite":
        return found.join(_TEXTS, _TEXTS.c.id == row.article)
    return found.join(_VECTORS, _VECTORS.c.article == row.article)


def _has(connection: Connection, words: Words, *, title: bool = False) -> sa.ColumnElement[bool]:
    """Whether these words stand in one article."""
    if connection.dialect.name == "postgresql":
        return _VECTORS.c.words.bool_op("@@")(sa.cast(_tsquery(words, weight="A" if title else ""), TSQUERY))
    sought = " " + " ".join(words.terms()) + ("" if words.open_end else " ")
    columns = (_TEXTS.c.c0,) if title else (_TEXTS.c.c0, _TEXTS.c.c1)
    return sa.or_(*(sa.func.instr(" " + column + " ", sought) > 0 for column in columns))


def _filter(connection: Connection, one: Filter, row: Row) -> sa.ColumnElement[bool]:
    if one.field == "transport_link":
        # OFFSET keeps PostgreSQL from reading all tags of a transport link where those of a few articles are asked for.
        tagged = sa.select(_T.revision).where(_T.revision == row.revision, sa.func.lower(_T.transport_link).in_(one.values))
        condition: sa.ColumnElement[bool] = tagged.offset(0).exists()
    elif one.field == "affiliation":
        # Named one by one, as a catalogue has hundreds: PostgreSQL would go through them again for each article.
        condition = row.source.in_(
            connection.scalars(sa.select(_S.id).where(sa.func.lower(_S.affiliation).in_(one.values))).all()
        )
    elif one.field == "language" and len(one.values) == 1 and not one.excluded:
        condition = row.language == one.values[0]  # as its ranking is asked; languages are stored in lower case
    elif one.field == "language":
        condition = sa.func.coalesce(row.language, "").in_(one.values)
    else:
        condition = sa.func.lower(row.source).in_(one.values)
    return sa.not_(condition) if one.excluded else condition


def _bound(one: Bound, row: Row) -> sa.ColumnElement[bool]:
    column: sa.ColumnElement[Any] = row.dated_at if isinstance(one.limit, datetime) else row.relevance
    condition = {
        ">": column > one.limit,
        ">=": column >= one.limit,
        "<": column < one.limit,
        "<=": column <= one.limit,
    }[one.sign]
    return sa.not_(condition) if one.excluded else condition


def _fts5(words: Words) -> str:
    *first, last = (f'"{term}"' for term in words.terms())
    return " AND ".join([*first, last + (" *" if words.open_end else "")])


def _tsquery(words: Words, *, apart: bool = False, weight: str = "") -> str:
    *first, last = (f"'{term}'" for term in words.terms())
    ends = ":*" if words.open_end else ""
    if weight:
        first, ends = [term + ":" + weight for term in first], (ends or ":") + weight
    return "(" + (" & " if apart else " <-> ").join([*first, last + ends]) + ")"
