"""Kept articles whose pages are looked at again for edits, less and less often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.upserts import insert_for
from tumen.journey import Placed, Rejected, Unmodified
from tumen.outcomes import Reason

MOST = 200  # pages taken on at once: a day's worth of kept articles after a machine was off, and minutes for one host
_GRACE = 2  # a visit that could not be made is made up for until the article is this many times as old as the last one
# After these a page is left alone: its publisher said that it is gone, or that we may not have it.
_FINAL = frozenset({Reason.GONE, Reason.FORBIDDEN, Reason.ROBOTS, Reason.CLOSED_ADDRESS})


@dataclass(frozen=True, slots=True)
class Revisit:
    """A held page to be asked for again."""

    article: int
    url: str
    source: str  # that first brought it
    etag: str | None
    last_modified: str | None
    asked_at: datetime  # before this visit


def note(connection: Connection, placed: Placed, article: int) -> None:
    """Remember where a kept document's page is and what to say of it next time; nothing for files and texts of feeds.

    An article seen at further addresses is revisited at the first one only.
    """
    fetch, document = placed.fetch, placed.scored.document
    if document.text_from != "page" or fetch.status is None:
        return
    validators = {"etag": fetch.etag, "last_modified": fetch.last_modified}
    row = {"article": article, "url": fetch.landed, "url_key": schema.address_key(fetch.landed), "asked_at": fetch.fetched_at}
    connection.execute(_noting(connection.dialect.name), row | validators)


@cache
def _noting(dialect: str) -> sa.Insert:
    table = schema.held_pages
    statement = insert_for(dialect, table)
    new = statement.excluded
    validators = {"etag": new.etag, "last_modified": new.last_modified}
    there = table.c.url_key == new.url_key
    return statement.on_conflict_do_update(index_elements=[table.c.article], set_=validators, where=there)


def take_due(connection: Connection, plans: Mapping[str, Sequence[timedelta]], *, now: datetime) -> list[Revisit]:
    """Take on the pages that are to be asked for again, oldest article first; from here on they count as asked for.

    `plans` says, by source id, how long after an article was first kept its page is revisited. Of visits missed meanwhile one
    is made. In a writing transaction: two crawls never take on the same page.
    """
    held = _held(plans, now).order_by(schema.held_pages.c.article).with_for_update(of=schema.held_pages)
    h = schema.held_pages.c
    found = [
        Revisit(row.article, row.url, row.source, row.etag, row.last_modified, row.asked_at)
        for row in connection.execute(held)
        if _is_due(plans.get(row.source, ()), row.first_kept_at, row.asked_at, now)
    ][:MOST]
    taken = sa.update(schema.held_pages).where(h.article.in_([one.article for one in found]))
    connection.execute(taken.values(asked_at=now))
    return found


def awaited(connection: Connection, plans: Mapping[str, Sequence[timedelta]], *, now: datetime) -> bool:
    """Whether `take_due` would find any."""
    rows = connection.execute(_held(plans, now))
    return any(_is_due(plans.get(row.source, ()), row.first_kept_at, row.asked_at, now) for row in rows)


def _held(plans: Mapping[str, Sequence[timedelta]], now: datetime) -> sa.Select[Any]:
    """The pages young enough for a revisit."""
    longest = max((max(plan, default=timedelta()) for plan in plans.values()), default=timedelta())
    a, h = schema.articles.c, schema.held_pages.c
    return (
        sa.select(h.article, h.url, a.source, h.etag, h.last_modified, h.asked_at, a.first_kept_at)
        .join_from(schema.held_pages, schema.articles, a.id == h.article)
        .where(a.first_kept_at > now - _GRACE * longest, ~h.ended, h.asked_at < now)
    )


def give_back(connection: Connection, revisits: Sequence[Revisit]) -> None:
    """Undo what `take_due` noted of pages that were not asked for after all."""
    c = schema.held_pages.c
    for one in revisits:
        connection.execute(sa.update(schema.held_pages).where(c.article == one.article).values(asked_at=one.asked_at))


def unmodified(connection: Connection, item: Unmodified) -> None:
    """Note that an article was seen again, unchanged."""
    a, d = schema.articles.c, schema.addresses.c
    seen = item.fetch.fetched_at
    connection.execute(sa.update(schema.articles).where(a.id == item.article, a.last_seen_at < seen).values(last_seen_at=seen))
    here = sa.and_(d.url_key == schema.address_key(item.fetch.url), d.last_seen_at < seen)
    connection.execute(sa.update(schema.addresses).where(here).values(last_seen_at=seen))


def end_if_refused(connection: Connection, item: Rejected) -> None:
    """Stop revisiting a page that is gone or refused for good."""
    c = schema.held_pages.c
    if item.fetch.kind == "page" and item.reason in _FINAL:
        connection.execute(sa.update(schema.held_pages).where(c.url_key == schema.address_key(item.fetch.url)).values(ended=True))


def _is_due(plan: Sequence[timedelta], first_kept: datetime, asked: datetime, now: datetime) -> bool:
    passed = [first_kept + after for after in plan if first_kept + after <= now]
    return bool(passed) and asked < max(passed)
