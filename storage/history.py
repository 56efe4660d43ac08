"""What polls of each source brought over the last weeks, as far as its health can be read from it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from tumen.outcomes import Reason

LEARNT = timedelta(days=90)  # long enough for a source of one article a week, short enough to forget how it used to be
_POLLS = 40  # the latest; with the pauses after failures they reach back for weeks
_PAGES = 200  # the latest whose text was looked for
_READ = (Reason.NEW, Reason.REVISED, Reason.UNCHANGED, Reason.COPY, Reason.OFF_TOPIC, Reason.NO_TEXT, Reason.TEASER)


@dataclass(frozen=True, slots=True)
class PastPoll:
    """One answer, or none, of an entry point."""

    at: datetime
    reason: Reason
    status: int | None = None
    final_url: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of the source whose text was looked for."""

    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class History:
    """One source. All tuples earliest first."""

    source: str
    url: str
    first_polled_at: datetime | None
    entries_at: datetime | None  # when it last announced entries, known ones included
    news: tuple[datetime, ...]  # polls that brought entries nobody had seen
    polls: tuple[PastPoll, ...]  # the latest
    pages: tuple[PastPage, ...]  # the latest
    resting_since: datetime | None = None  # a fallback that is not asked now
    stands_in_since: datetime | None = None  # a fallback that is asked, since when


def histories(connection: Connection, *, now: datetime, only: Collection[str] | None = None) -> list[History]:
    """Every source that is listed and enabled (of those in `only`, if given), by id."""
    c, f = schema.sources.c, schema.fetches.c
    chosen = (c.listed, c.enabled) if only is None else (c.listed, c.enabled, c.id.in_(only))
    asked = sa.true() if only is None else f.source.in_(only)
    rows = connection.execute(sa.select(c.id, c.url, c.resting_since, c.stands_in_since).where(*chosen).order_by(c.id)).all()
    first = dict(_pairs(connection, sa.func.min(f.fetched_at), asked))
    entries = dict(_pairs(connection, sa.func.max(f.fetched_at), asked, f.reason == Reason.ENTRIES.value))
    news = _news(connection, now - LEARNT, asked)
    polls, pages = _polls(connection, asked), _pages(connection, asked)
    return [
        History(
            source=row.id,
            url=row.url,
            first_polled_at=first.get(row.id),
            entries_at=entries.get(row.id),
            news=news.get(row.id, ()),
            polls=polls.get(row.id, ()),
            pages=pages.get(row.id, ()),
            resting_since=row.resting_since,
            stands_in_since=row.stands_in_since,
        )
        for row in rows
    ]


def _pairs(connection: Connection, moment: sa.Function[datetime], *where: sa.ColumnElement[bool]) -> list[tuple[str, datetime]]:
    f = schema.fetches.c
    rows = connection.execute(sa.select(f.source, moment).where(f.kind == "feed", *where).group_by(f.source))
    return [(source, at) for source, at in rows]


def _news(connection: Connection, since: datetime, asked: sa.ColumnElement[bool]) -> dict[str, tuple[datetime, ...]]:
    f = schema.fetches.c
    rows = connection.execute(
        sa.select(f.source, f.fetched_at)
        .where(f.kind == "feed", f.unseen > 0, f.fetched_at >= since, asked)
        .order_by(f.source, f.fetched_at)
    )
    return {source: tuple(at for _, at in found) for source, found in _by_source(rows)}


def _polls(connection: Connection, asked: sa.ColumnElement[bool]) -> dict[str, tuple[PastPoll, ...]]:
    f = schema.fetches.c
    columns = (f.fetched_at, f.reason, f.status, f.final_url, f.detail)
    rows = _latest(connection, columns, sa.and_(f.kind == "feed", asked), most=_POLLS)
    return {
        source: tuple(PastPoll(at, Reason(reason), status, final, detail) for _, at, reason, status, final, detail in found)
        for source, found in rows
    }


def _pages(connection: Connection, asked: sa.ColumnElement[bool]) -> dict[str, tuple[PastPage, ...]]:
    f = schema.fetches.c
    read = sa.and_(f.kind == "page", f.reason.in_([reason.value for reason in _READ]), asked)
    rows = _latest(connection, (f.fetched_at, f.reason), read, most=_PAGES)
    return {source: tuple(PastPage(at, Reason(reason)) for _, at, reason in found) for source, found in rows}


def _latest(
    connection: Connection, columns: tuple[sa.ColumnElement[Any], ...], where: sa.ColumnElement[bool], *, most: int
) -> Iterable[tuple[str, list[tuple[Any, ...]]]]:
    """The latest rows of each source, earliest first: (source, *columns)."""
    f = schema.fetches.c
    place = sa.func.row_number().over(partition_by=f.source, order_by=f.id.desc()).label("place")
    ranked = sa.select(f.source, *columns, f.id, place).where(where).subquery()
    kept = [ranked.c[name] for name in ranked.c.keys()[:-2]]
    rows = connection.execute(sa.select(*kept).where(ranked.c.place <= most).order_by(ranked.c.source, ranked.c.id))
    return _by_source(rows)


def _by_source(rows: Iterable[sa.Row[*tuple[Any, ...]]]) -> Iterable[tuple[str, list[tuple[Any, ...]]]]:
    return ((str(source), [tuple(row) for row in found]) for source, found in groupby(rows, key=lambda row: row[0]))
