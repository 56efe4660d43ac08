"""What was stated for the first time: which values and happenings nobody had stated before some moment or some articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema

_CHUNK = 500  # articles in one look-up: SQLite takes 999 values in a statement where it is old

Key = tuple[str, str, str]  # transport link, attribute or type, figure or date: what a row of the current picture is known by


@dataclass(frozen=True, slots=True)
class Among:
    """Which statements are looked at: those whose wording was first fetched in [since, until), or those in these articles."""

    since: datetime | None = None
    until: datetime | None = None
    articles: Sequence[int] | None = None

    def conditions(self, article: sa.ColumnElement[int], fetched: sa.ColumnElement[datetime]) -> list[sa.ColumnElement[bool]]:
        """One at least; each is met by some of the statements, and each statement meets one."""
        if self.articles is not None:
            return [article.in_(self.articles[start : start + _CHUNK]) for start in range(0, len(self.articles), _CHUNK)]
        since = sa.true() if self.since is None else fetched >= self.since
        return [sa.and_(since, sa.true() if self.until is None else fetched < self.until)]

    def holds(self, article: int, fetched: datetime) -> bool:
        if self.articles is not None:
            return article in self.articles
        return (self.since is None or fetched >= self.since) and (self.until is None or fetched < self.until)


def new_happenings(connection: Connection, among: Among) -> set[Key]:
    """By transport link, type and `told_as`."""
    e = schema.events.c
    return _new(connection, schema.events, (e.transport_link, e.type, e.told_as), among)


def new_values(connection: Connection, among: Among) -> set[Key]:
    """By transport link, attribute and the figure that stands for the value."""
    c, v = schema.claims.c, schema.claim_values.c
    same = (v.transport_link == c.transport_link, v.attribute == c.attribute, v.figure == c.figure)
    said = schema.claims.join(schema.claim_values, sa.and_(*same))
    return _new(connection, said, (c.transport_link, c.attribute, v.same_as), among)


def _new(connection: Connection, said: sa.FromClause, key: tuple[sa.ColumnElement[str], ...], among: Among) -> set[Key]:
    """Keys whose first statement is among these; what the registry states was known before."""
    r, article = schema.revisions.c, key[0].table.c.article
    rows = sa.select(*key, article, r.fetched_at).outerjoin_from(said, schema.revisions, r.id == key[0].table.c.revision)
    found: set[Key] = set()
    touched = {tuple(row[:3]) for one in among.conditions(article, r.fetched_at) for row in connection.execute(rows.where(one))}
    for (link, kind), keys in groupby(sorted(touched), key=lambda one: one[:2]):
        wanted = {one[2] for one in keys}
        found |= {
            (link, kind, known)
            for known, first in _first(connection.execute(rows.where(key[0] == link, key[1] == kind)), wanted).items()
            if first is not None and among.holds(first[1], first[0])
        }
    return found


def _first(rows: Iterable[Sequence[Any]], wanted: set[str]) -> dict[str, tuple[datetime, int] | None]:
    """For each of the wanted the moment and the article that stated it first; None where the registry does."""
    found: dict[str, tuple[datetime, int] | None] = {}
    for _, _, known, article, fetched in rows:
        if known in wanted:
            told = None if article is None else (fetched, article)
            held = found.get(known, told)
            found[known] = None if told is None or held is None else min(held, told)
    return found
