"""Where the raw page of each revision is archived."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.archive import Archive, Slot
from storage.articles import Kept
from storage.upserts import adding
from tumen.journey import Placed


@dataclass(frozen=True, slots=True)
class Capture:
    """The page one revision was read from. `slot` and what follows are None where no page was archived."""

    revision: int
    number: int  # of the revision within its article
    title: str
    fetched_at: datetime
    text_hash: str
    text_from: str  # page, feed or file
    slot: Slot | None
    url: str | None
    captured_at: datetime | None
    status: int | None
    content_type: str | None
    body_hash: str | None  # SHA-256
    body_bytes: int | None


def add(connection: Connection, archive: Archive | None, placed: Placed, kept: Kept) -> None:
    """Archive the page of a new revision, in the transaction that keeps it; nothing for words that were held already.

    The page is on the disk before the transaction ends: a row never points to what is not there. Raises DatabaseError.
    """
    document = placed.scored.document
    page = document.page
    if archive is None or page is None or kept.revision is None or _has(connection, kept.revision):
        return
    body_hash = hashlib.sha256(page.body).hexdigest()
    notes = {
        "source": page.fetch.source,
        "asked": page.fetch.url,
        "fetched-at": page.fetch.fetched_at.isoformat(),
        "canonical-address": document.url,
        "title": document.title,
        "text-sha256": placed.signature.text_hash,
        "body-sha256": body_hash,
    }
    slot = archive.add(page, notes, known_end=_end_of(connection, archive.file_for(page)))
    row = {
        "revision": kept.revision,
        "file": slot.file,
        "start_byte": slot.start_byte,
        "byte_count": slot.byte_count,
        "url": page.fetch.landed,
        "captured_at": page.fetch.fetched_at,
        "status": page.fetch.status,
        "content_type": page.content_type,
        "body_hash": body_hash,
        "body_bytes": len(page.body),
    }
    connection.execute(adding(schema.captures), row)


def captures_of(connection: Connection, article: int) -> list[Capture]:
    """One for each revision of an article, first wording first; none when there is no such article."""
    r, c = schema.revisions.c, schema.captures.c
    rows = connection.execute(
        sa.select(r.id, r.number, r.title, r.fetched_at, r.text_hash, r.text_from, schema.captures)
        .outerjoin_from(schema.revisions, schema.captures, c.revision == r.id)
        .where(r.article == article)
        .order_by(r.number)
    )
    return [_capture(row) for row in rows]


def _capture(row: sa.Row[tuple[object, ...]]) -> Capture:
    held = row._mapping
    r, c = schema.revisions.c, schema.captures.c
    slot = None if held[c.file] is None else Slot(held[c.file], held[c.start_byte], held[c.byte_count])
    return Capture(
        revision=held[r.id],
        number=held[r.number],
        title=held[r.title],
        fetched_at=held[r.fetched_at],
        text_hash=held[r.text_hash],
        text_from=held[r.text_from],
        slot=slot,
        url=held[c.url],
        captured_at=held[c.captured_at],
        status=held[c.status],
        content_type=held[c.content_type],
        body_hash=held[c.body_hash],
        body_bytes=held[c.body_bytes],
    )


def _has(connection: Connection, revision: int) -> bool:
    return connection.scalar(_CAPTURED, {"of": revision}) is not None


def _end_of(connection: Connection, file: str) -> int:
    """Where the last record of a file ends, as far as is known here."""
    return connection.scalar(_END, {"name": file}) or 0


_C = schema.captures.c
_CAPTURED = sa.select(_C.revision).where(_C.revision == sa.bindparam("of"))
_END = sa.select(_C.start_byte + _C.byte_count).where(_C.file == sa.bindparam("name")).order_by(_C.start_byte.desc()).limit(1)
