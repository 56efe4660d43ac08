"""How many articles a query matches, and which come first: without reading all of them, as a frequent word has most."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.matching import Listed, Row, among, indexed, listed, matching, paired
from storage.query import Query

_C: Row = schema.current_wordings.c
# What the index of the ranking holds: of other columns SQLite would read each article's row.
_RANKED = (_C.article, _C.relevance, _C.dated_at, _C.language, _C.source, _C.revision)
# Up to so many articles are listed and counted by an index; of more the best are looked for in their order. An article costs 1 µs
# to list and 20 µs to ask for words: where one in 70 of a million has them, a page of 20 takes 30 ms either way.
FEW = 15_000
# Up to so many articles with the neighbours of a phrase are asked whether they have it, and counted: 20 µs each.
ASKED = 1_000
_LOOKED_UP = 2_000  # of no more articles the rank is looked up, 7 µs each; more are met soon by going through all in their order
_GONE_THROUGH = 20_000  # but not by going further than that, 4 ms: all with a word may be among the last
# PostgreSQL's planner does not count that the words are stored out of line, and compiles what takes a moment to run.
_BY_INDEX = (
    "SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
)
_IN_ORDER = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
_BY_NUMBER = "SET LOCAL enable_bitmapscan = off; RESET enable_sort"
_AS_BEFORE = "RESET jit; " + "; ".join(
    f"RESET enable_{way}" for way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan", "sort")
)

# So many times more than that are many beyond doubt, where PostgreSQL expects them; of titles fewer, as who lists them in vain
# has lost 15 ms, and nothing that is told depends on it where the expectation is right within a half.
_SURELY, _SURELY_TITLES = 10, 1.5
_AT_ONCE = 20  # hits fetched together: each costs up to 100 articles that are looked at


@dataclass(frozen=True, slots=True)
class Ranked:
    """One page of what was found."""

    articles: list[int]
    total: int  # of all pages; where there are `more`, only so many were counted
    more: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How many articles are few; smaller ones are for tests."""

    few: int = FEW
    asked: int = ASKED
    looked_up: int = _LOOKED_UP
    gone_through: int = _GONE_THROUGH


_LIMITS = Limits()
_NONE = Listed(0, "")


def page(connection: Connection, query: Query, limit: int, offset: int, limits: Limits = _LIMITS) -> Ranked:
    """With all words in the title first, then by relevance, then the newest, then the last kept.

    Which articles are counted depends on what is kept, not on the database: both say the same.
    """
    _set(connection, _BY_INDEX)
    found = _Search(connection, query, offset + limit, limits).run(offset)
    _set(connection, _AS_BEFORE)
    return found


class _Search:
    def __init__(self, connection: Connection, query: Query, end: int, limits: Limits) -> None:
        self._connection, self._query, self._end, self._limits = connection, query, end, limits
        self._has_phrases = any(len(words.terms()) > 1 for words in query.wanted)
        self._is_narrowed = bool(self._has_phrases or query.unwanted or query.filters or query.bounds)

    def run(self, offset: int) -> Ranked:
        """The page that begins at `offset`."""
        these, end = self._candidates(), self._end
        if these is not None and self._is_countable(these):
            found, total = self._all(these)
            return Ranked(found[offset:end], total, more=False)
        titled = self._titled(these)
        first: list[int] | None = None
        if titled is not None and not self._is_narrowed:
            first = self._best(titled, end + 1)
            if these is not None:
                found = [*first, *self._best(these, end - len(first), but=titled)]
                return Ranked(found[offset:end], these.count, more=False)
        if first is None or len(first) <= end:
            in_title, others, all_seen = self._walked(these, titled)
            if all_seen is not None:
                return Ranked([*in_title, *others][offset:end], all_seen, more=False)
            if first is None:
                first = in_title if titled is None else self._best(titled, end)
            first = [*first, *others]
        return Ranked(first[offset:end], end if self._is_narrowed else max(end, self._limits.few), more=True)

    def _candidates(self) -> Listed | None:
        """A list that has all articles with the wanted words, where it is short."""
        wanted, few = self._query.wanted, self._limits.few
        if not wanted:
            every: sa.Select[Any] = sa.select(_C.article)
            return None if self._are_surely_many(every, _SURELY) else listed(self._connection, every, few)
        neighbours = paired(self._connection, wanted)
        near = None if neighbours is None else listed(self._connection, neighbours, few)
        only_phrases = all(len(words.terms()) > 1 and not words.open_end for words in wanted)
        if only_phrases or (near is not None and near.count <= self._limits.asked):
            return near  # of phrases alone the words apart are no fewer
        terms = indexed(self._connection, wanted)
        words = None if self._are_surely_many(terms, _SURELY) else listed(self._connection, terms, few)
        return min((one for one in (near, words) if one is not None), key=lambda one: one.count, default=None)

    def _titled(self, these: Listed | None) -> Listed | None:
        """The same of titles; of single words no more than `these` have. Of no words no title has all."""
        wanted, few = self._query.wanted, self._limits.few
        if not wanted:
            return _NONE
        neighbours = paired(self._connection, wanted, title=True)
        if neighbours is not None:
            return listed(self._connection, neighbours, few)
        terms = indexed(self._connection, wanted, title=True)
        if these is None and self._are_surely_many(terms, _SURELY_TITLES):
            return None
        return listed(self._connection, terms, few)

    def _is_countable(self, these: Listed) -> bool:
        """Whether each can be looked up, and asked for phrases."""
        if self._has_phrases:
            return these.count <= self._limits.asked
        return self._is_narrowed or these.count <= self._limits.looked_up

    def _are_surely_many(self, found: sa.Select[Any], times: float) -> bool:
        """As PostgreSQL expects, which knows the frequent words; its index would name them all to count a few."""
        if self._connection.dialect.name == "sqlite":
            return False
        written = found.compile(self._connection)
        plan = self._connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {written}", written.params).scalar_one()
        return int(plan[0]["Plan"]["Plan Rows"]) > times * self._limits.few

    def _all(self, these: Listed) -> tuple[list[int], int]:
        """The first, in order, and how many match."""
        connection, query = self._connection, self._query
        found = matching(connection, query, asked=self._has_phrases, titled=self._titled(these))
        found = found.where(among(connection, _C.article, these, by_number=True))
        found = found.add_columns(sa.func.count().over().label("total")).order_by(sa.desc("in_title"))
        _set(connection, _BY_NUMBER)
        rows = connection.execute(_in_order(found, _C).limit(max(1, self._end))).all()
        return [row.article for row in rows][: self._end], rows[0].total if rows else 0

    def _best(self, these: Listed, end: int, *, but: Listed | None = None) -> list[int]:
        """The first of these `but` those; where phrases are wanted, of those that have them in the title."""
        if these.count == 0 or end <= 0:
            return []
        # Titles are asked as well, and those that have a phrase are met as soon as those with a word.
        if these.count > (self._limits.asked // 4 if self._has_phrases else self._limits.looked_up):
            ahead = _in_order(sa.select(*_RANKED), _C)
            if not self._is_narrowed:
                ahead = ahead.limit(self._limits.gone_through)
            _set(self._connection, _IN_ORDER)
            found = self._chosen_of(these, but, ahead.subquery().c, by_number=False).limit(end)
            best = self._connection.scalars(found).all()
            if len(best) == end or self._is_narrowed:
                return list(best)
        _set(self._connection, _BY_NUMBER)
        return list(self._connection.scalars(self._chosen_of(these, but, _C, by_number=True).limit(end)))

    def _chosen_of(self, these: Listed, but: Listed | None, row: Row, *, by_number: bool) -> sa.Select[Any]:
        connection = self._connection
        titled, asked = (None, True) if self._has_phrases else (_NONE, False)
        found = matching(connection, self._query, asked=asked, titled=titled, only_titles=asked, row=row)
        found = found.where(among(connection, row.article, these, by_number=by_number))
        if but is not None and but.count:
            found = found.where(sa.not_(among(connection, row.article, but)))
        return _in_order(found, row)

    def _walked(self, these: Listed | None, titled: Listed | None) -> tuple[list[int], list[int], int | None]:
        """Those with the words in the title, and others; how many there are when all were seen.

        With `titled` it ends where there are others enough for more than the page; without, where there are such titles.
        """
        in_title, others, seen = list[int](), list[int](), 0
        enough = self._end + 1
        found = matching(self._connection, self._query, asked=True, titled=titled)
        if these is not None:
            found = found.where(among(self._connection, _C.article, these))
        _set(self._connection, _IN_ORDER)
        at_once = {"yield_per": max(enough, _AT_ONCE)}
        with self._connection.execute(_in_order(found, _C), execution_options=at_once) as rows:
            for article, is_in_title in rows:
                seen += 1
                if is_in_title:
                    in_title.append(article)
                elif len(others) < enough:
                    others.append(article)
                if len(in_title if titled is None else others) == enough:
                    return in_title, others, None
        return in_title, others, seen


def _in_order(found: sa.Select[Any], row: Row) -> sa.Select[Any]:
    return found.order_by(row.relevance.desc(), row.dated_at.desc(), row.article.desc())


def _set(connection: Connection, settings: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(settings)
