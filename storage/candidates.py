"""What a new document could be another sighting or a copy of."""

import struct
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from tumen.journey import Signature

_MOST = 20  # texts handed out for comparison: a wire report has hundreds of reprints, and the first few decide as well
_LOCK = 0x706C616365  # "place": the advisory lock under which PostgreSQL transactions place articles


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording held, for comparison."""

    article: int
    url: str
    text_hash: str
    text: str = field(repr=False)
    title: str
    minhash: tuple[int, ...] = field(repr=False)


def candidates(
    connection: Connection, url: str, signature: Signature, *, asked: str | None = None
) -> tuple[Candidate | None, list[Candidate]]:
    """The article at this address in its current wording, and wordings of other articles that may be nearly the same.

    The latter share the text hash or a band; one wording an article, the latest that does; oldest articles first, at
    most 20. An article `asked` for under an address of its own and answered from elsewhere in nearly its words has moved:
    it is the one at this address. In a writing transaction nobody else can keep an article between this look and the end
    of the transaction, so that of two reprints arriving together one is the first.
    """
    if connection.dialect.name == "postgresql" and connection.get_execution_options().get("tumen_writing", False):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    here = _article_at(connection, url)
    a, r = schema.articles.c, schema.revisions.c
    same = None
    if here is not None:
        row = connection.execute(_CANDIDATE.where(a.id == here, r.number == a.revisions)).first()
        same = None if row is None else _candidate(row)
    keys = {f"key_of_band_{band}": key for band, key in enumerate(signature.bands)}
    given = {"same_hash": signature.text_hash, "article_here": here if here is not None else 0, **keys}
    near = [_candidate(row) for row in connection.execute(_others(len(signature.bands)), given)]
    if same is None and near and asked is not None and asked != url:
        moved = _article_at(connection, asked)
        same = next((candidate for candidate in near if candidate.article == moved), None)
        near = [candidate for candidate in near if candidate is not same]
    return same, near


def _article_at(connection: Connection, url: str) -> int | None:
    return connection.scalar(sa.select(schema.addresses.c.article).where(schema.addresses.c.url_key == schema.address_key(url)))


_CANDIDATE = sa.select(
    schema.articles.c.id,
    schema.articles.c.url,
    schema.revisions.c.text_hash,
    schema.revisions.c.text,
    schema.revisions.c.title,
    schema.revisions.c.minhash,
).join_from(schema.revisions, schema.articles, schema.revisions.c.article == schema.articles.c.id)


@cache
def _others(bands: int) -> sa.Select[*tuple[Any, ...]]:
    """The latest such revision of each article but `here`."""
    a, r = schema.articles.c, schema.revisions.c
    latest = sa.select(sa.func.max(r.id)).where(r.id.in_(_near(bands))).group_by(r.article)
    return _CANDIDATE.where(r.id.in_(latest), a.id != sa.bindparam("article_here")).order_by(a.id).limit(_MOST)


@cache
def _near(bands: int) -> sa.CompoundSelect[int]:
    """Revisions with the words of `same_hash`, or with one of the keys `key_of_band_0` …; built once, as it is long."""
    b, r = schema.bands.c, schema.revisions.c
    shared = [sa.and_(b.band == band, b.key == sa.bindparam(f"key_of_band_{band}")) for band in range(bands)]
    return sa.union(
        sa.select(r.id).where(r.text_hash == sa.bindparam("same_hash")),
        sa.select(b.revision).where(sa.or_(sa.false(), *shared)),
    )


def _candidate(row: sa.Row[*tuple[Any, ...]]) -> Candidate:
    values = row._mapping
    return Candidate(
        article=values["id"],
        url=values["url"],
        text_hash=values["text_hash"],
        text=values["text"],
        title=values["title"],
        minhash=unpack(values["minhash"]),
    )


def pack(minhash: tuple[int, ...]) -> bytes:
    """How `revisions.minhash` holds a signature: unsigned 32-bit values, little-endian."""
    return struct.pack(f"<{len(minhash)}I", *minhash)


def unpack(blob: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(blob) // 4}I", blob)
