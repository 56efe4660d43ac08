"""How many articles a query matches, and which come first: without reading all of them, as a frequent word has most."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.matching import indexed, matching, walking
from storage.query import Query

_C = schema.current_wordings.c
# Up to so many articles are found by the index and sorted; of more the best are looked for in their order. An article costs 2 µs
# to sort and 10 µs to look at: where one in 70 of a million has the words, a page of 20 takes 30 ms either way.
FEW = 15_000
# PostgreSQL's planner does not count that the words are stored out of line, and compiles what takes a moment to run.
_BY_INDEX = (
    "SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
)
_IN_ORDER = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"

_SURELY, _MANY = 10, 100_000  # how many times more than that, and how many at least, are many beyond doubt
_AT_ONCE = 20  # hits fetched together: each costs up to 100 articles that are looked at


@dataclass(frozen=True, slots=True)
class Ranked:
    """One page of what was found."""

    articles: list[int]
    total: int  # of all pages; where there are `more`, only so many were counted
    more: bool


_AS_BEFORE = "; ".join(f"RESET enable_{way}" for way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan", "sort"))


def page(connection: Connection, query: Query, limit: int, offset: int, *, few: int = FEW) -> Ranked:
    """With all words in the title first, then by relevance, then the newest, then the last kept.

    Which articles are counted depends on what is kept, not on the database: both say the same. `few` is for tests.
    """
    _set(connection, _BY_INDEX)
    found = _page(connection, query, limit, offset, few)
    _set(connection, _AS_BEFORE)
    return found


def _page(connection: Connection, query: Query, limit: int, offset: int, few: int) -> Ranked:
    end = offset + limit
    if _at_most(connection, query, few):
        titled, in_title = _sorted(connection, query, end, title=True)
        others, elsewhere = _sorted(connection, query, end - len(titled), title=False)
        return Ranked([*titled, *others][offset:end], in_title + elsewhere, more=False)
    first = _sorted(connection, query, end + 1, title=True)[0] if _at_most(connection, query, few, title=True) else None
    _set(connection, _IN_ORDER)
    found, seen_all = _walked(connection, query, first, end + 1)
    if seen_all is not None:
        return Ranked(found[offset:end], seen_all, more=False)
    counted = end if _is_narrowed(query) else max(end, few)
    return Ranked(found[offset:end], counted, more=True)


def _is_narrowed(query: Query) -> bool:
    """Whether some of the articles that have all terms do not match."""
    return bool(query.unwanted or query.filters or query.bounds) or any(len(words.terms()) > 1 for words in query.wanted)


def _at_most(connection: Connection, query: Query, most: int, *, title: bool = False) -> bool:
    """Whether no more articles than that have all terms, wherever they stand. Of no words no title has all."""
    if query.wanted:
        terms: sa.Select[Any] = indexed(connection, query.wanted, title=title, apart=True)
    elif title:
        return True
    else:
        terms = sa.select(_C.article)
    if _estimated(connection, terms) > max(_SURELY * most, _MANY):
        return False
    counted = sa.select(sa.func.count()).select_from(terms.subquery().select().limit(most + 1).subquery())
    return (connection.scalar(counted) or 0) <= most


def _estimated(connection: Connection, found: sa.Select[Any]) -> int:
    """How many rows PostgreSQL expects, which knows the frequent words; its index would name them all to count a few."""
    if connection.dialect.name == "sqlite":
        return 0
    written = found.compile(connection)
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {written}", written.params).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])


def _sorted(connection: Connection, query: Query, end: int, *, title: bool) -> tuple[list[int], int]:
    """The first `end`, in order, of what the index finds in titles or elsewhere; and how many there are."""
    if title and not query.wanted:
        return [], 0
    found = matching(connection, query, title=title).add_columns(sa.func.count().over().label("total"))
    # Plus nothing: sorting a few costs less than looking for them among all in their order, which databases are tempted to.
    found = found.order_by((_C.relevance + 0.0).desc())
    rows = connection.execute(_in_order(found).limit(max(1, end))).all()
    return [row.article for row in rows][:end], rows[0].total if rows else 0


def _walked(connection: Connection, query: Query, titled: list[int] | None, end: int) -> tuple[list[int], int | None]:
    """The first `end`, those `titled` before all others; how many there are when all were seen.

    `titled` None: which these are is seen on the way.
    """
    first, others, count = list(titled or ()), list[int](), 0
    if len(first) >= end:
        return first[:end], None
    found = _in_order(walking(connection, query, titles=titled is None))
    with connection.execute(found, execution_options={"yield_per": max(end, _AT_ONCE)}) as rows:
        for article, in_title in rows:
            if len(first) >= end or (titled is not None and len(first) + count >= end):
                return [*first, *others][:end], None
            if in_title:
                first.append(article)
            else:
                count += 1
                if count <= end:
                    others.append(article)
    return [*first, *others][:end], len(first) + count


def _in_order(found: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return found.order_by(_C.relevance.desc(), _C.dated_at.desc(), _C.article.desc())


def _set(connection: Connection, settings: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(settings)
