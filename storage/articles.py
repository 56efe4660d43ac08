"""Keeping articles: address, revision, evidence, bands and request in one transaction, the same however often it is tried."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.candidates import Candidate, candidates
from storage.fetches import record_placed, request_key
from storage.revisions import add_revision
from storage.schema import storable
from storage.upserts import insert_for
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
    found = connection.execute(_STORED, {"key": key}).first()
    return None if found is None else Kept(found.article, found.revision, found.id, Reason(found.reason))


def _article(connection: Connection, placed: Placed) -> tuple[int, bool]:
    """The article's number, and whether it was made now."""
    if placed.article is not None:
        return placed.article, False
    document = placed.scored.document
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
    made = connection.scalar(_opening(connection.dialect.name), row)
    if made is not None:
        return int(made), True
    c = schema.articles.c
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
    # The row is locked: of two processes with the same new wording the second finds it there.
    number = connection.execute(_COUNT, {"which": article}).scalar_one()
    current = None if is_new else connection.execute(_WORDING, {"of": article, "which": number}).first()
    document = placed.scored.document
    noted = {"which": article, "seen": placed.fetch.fetched_at}
    if current is not None and _same_words(current, placed):
        connection.execute(_SEEN, noted | {"count": number})
        return None, Reason.UNCHANGED
    connection.execute(_SEEN, noted | {"count": number + 1})
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


_A, _F, _R = schema.articles.c, schema.fetches.c, schema.revisions.c
_STORED = sa.select(_F.article, _F.revision, _F.id, _F.reason).where(_F.request_key == sa.bindparam("key"))
_COUNT = sa.select(_A.revisions).where(_A.id == sa.bindparam("which")).with_for_update()
_WORDING = sa.select(_R.text_hash, _R.title, _R.text).where(_R.article == sa.bindparam("of"), _R.number == sa.bindparam("which"))
_MOMENT = sa.bindparam("seen", type_=_A.last_seen_at.type)
_SEEN = (
    sa.update(schema.articles)
    .where(_A.id == sa.bindparam("which"))
    .values(last_seen_at=sa.case((_A.last_seen_at < _MOMENT, _MOMENT), else_=_A.last_seen_at), revisions=sa.bindparam("count"))
)


@cache
def _opening(dialect: str) -> sa.Insert:
    statement = insert_for(dialect, schema.articles).on_conflict_do_nothing(index_elements=[_A.url_key])
    return statement.returning(_A.id)


@cache
def _noting(dialect: str, *, canonical: bool) -> sa.Insert:
    statement = insert_for(dialect, schema.addresses)
    changes = {"last_seen_at": statement.excluded.last_seen_at}
    if canonical:
        changes["article"] = statement.excluded.article
    return statement.on_conflict_do_update(index_elements=[schema.addresses.c.url_key], set_=changes)
