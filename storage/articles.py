"""Keeping articles: address, revision, evidence, bands and request in one transaction, the same however often it is tried."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.candidates import Candidate, candidates
from storage.fetches import record_placed, request_key
from storage.revisions import add_revision
from storage.schema import storable
from storage.upserts import insert, insert_for
from storage.wordings import changes
from storage.words import terms
from tumen.journey import Placed
from tumen.outcomes import Reason

__all__ = ["Candidate", "Kept", "candidates", "keep"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a placed document is kept."""

    article: int
    revision: int | None  # None when its words were held already
    fetch: int
    reason: Reason  # as it was when storing: another process may have been first since the document was placed


def keep(connection: Connection, placed: Placed) -> Kept:
    """Store a placed document and the request that brought it, in the caller's transaction.

    Idempotent: the same document of the same request again changes nothing. When another process has kept the address
    since it was placed, NEW becomes REVISED or UNCHANGED.
    """
    before = _stored(connection, request_key(placed))
    if before is not None:
        return before
    article, is_new = _article(connection, placed)
    revision, reason = _revision(connection, placed, article, is_new)
    _note_addresses(connection, placed, article)
    fetch = record_placed(connection, placed, reason, article, revision)
    return Kept(article, revision, fetch, reason)


def _stored(connection: Connection, key: str) -> Kept | None:
    c = schema.fetches.c
    found = connection.execute(sa.select(c.article, c.revision, c.id, c.reason).where(c.request_key == key)).first()
    return None if found is None else Kept(found.article, found.revision, found.id, Reason(found.reason))


def _article(connection: Connection, placed: Placed) -> tuple[int, bool]:
    """The article's number, and whether it was made now."""
    if placed.article is not None:
        return placed.article, False
    document = placed.scored.document
    c = schema.articles.c
    copy_of, similarity = _original(connection, placed)
    row = {
        "url": document.url,
        "url_key": schema.address_key(document.url),
        "source": placed.fetch.source,
        "first_kept_at": placed.fetch.fetched_at,
        "last_seen_at": placed.fetch.fetched_at,
        "revisions": 0,
        "copy_of": copy_of,
        "similarity": similarity,
    }
    statement = insert(connection, schema.articles).on_conflict_do_nothing(index_elements=[c.url_key])
    made = connection.scalar(statement.returning(c.id), row)
    if made is not None:
        return made, True
    return connection.execute(sa.select(c.id).where(c.url_key == row["url_key"])).scalar_one(), False


def _original(connection: Connection, placed: Placed) -> tuple[int | None, float | None]:
    """What a new article is a copy of: always the first seen, never a copy of a copy."""
    if placed.copy_of is None:
        return None, None
    c = schema.articles.c
    first = connection.execute(sa.select(sa.func.coalesce(c.copy_of, c.id)).where(c.id == placed.copy_of)).scalar_one()
    return first, placed.similarity


def _revision(connection: Connection, placed: Placed, article: int, is_new: bool) -> tuple[int | None, Reason]:
    """The new revision, None when the words are those of the current one; and the reason as it is by now."""
    a, r = schema.articles.c, schema.revisions.c
    # The row is locked: of two processes with the same new wording the second finds it there.
    number = connection.execute(sa.select(a.revisions).where(a.id == article).with_for_update()).scalar_one()
    current = connection.execute(sa.select(r.text_hash, r.title, r.text).where(r.article == article, r.number == number)).first()
    seen = {"last_seen_at": _later(placed.fetch.fetched_at)}
    document = placed.scored.document
    if current is not None and _same_words(current, placed):
        connection.execute(sa.update(schema.articles).where(a.id == article).values(seen))
        return None, Reason.UNCHANGED
    connection.execute(sa.update(schema.articles).where(a.id == article).values(seen | {"revisions": number + 1}))
    compared = (
        None if current is None else changes(current.title, current.text, storable(document.title), storable(document.text))
    )
    revision = add_revision(connection, placed, article, number + 1, compared)
    if not is_new:
        return revision, Reason.REVISED
    return revision, Reason.NEW if placed.copy_of is None else Reason.COPY


def _same_words(current: sa.Row[*tuple[Any, ...]], placed: Placed) -> bool:
    """Equal text under a title that differs in no word: an edited headline is a new wording, an edited comma is not."""
    title = placed.scored.document.title
    return current.text_hash == placed.signature.text_hash and list(terms(current.title)) == list(terms(title))


def _later(seen: datetime) -> sa.ColumnElement[datetime]:
    column = schema.articles.c.last_seen_at
    moment = sa.bindparam("seen", seen, type_=column.type)
    return sa.case((column < moment, moment), else_=column)


def _note_addresses(connection: Connection, placed: Placed, article: int) -> None:
    """Every address the document was met under leads to its article; one that led elsewhere does so only when canonical."""
    canonical = placed.scored.document.url
    at = placed.fetch.fetched_at
    for url in sorted({canonical, placed.fetch.url, placed.fetch.landed}):  # one order, so that processes cannot lock one another
        row = {
            "url_key": schema.address_key(url),
            "url": url,
            "article": article,
            "first_seen_at": at,
            "last_seen_at": at,
        }
        connection.execute(_noting(connection.dialect.name, canonical=url == canonical), row)


@cache
def _noting(dialect: str, *, canonical: bool) -> sa.Insert:
    statement = insert_for(dialect, schema.addresses)
    changes = {"last_seen_at": statement.excluded.last_seen_at}
    if canonical:
        changes["article"] = statement.excluded.article
    return statement.on_conflict_do_update(index_elements=[schema.addresses.c.url_key], set_=changes)
