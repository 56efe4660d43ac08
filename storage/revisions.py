"""Writing one wording of an article with everything that hangs on it, and reading it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.candidates import pack
from storage.index import index_article, note_current
from storage.upserts import adding
from storage.wordings import Changes
from tumen.journey import Document, Fetch, LinkTag, Placed, Precision, StatedDate

_ADDED = sa.insert(schema.revisions).returning(schema.revisions.c.id)


@dataclass(frozen=True, slots=True)
class Held:
    """A wording as it is kept."""

    article: int
    revision: int
    document: Document
    transport_links: tuple[LinkTag, ...]
    relevant: bool


def add_revision(connection: Connection, placed: Placed, article: int, number: int, compared: Changes | None) -> int:
    """Insert the wording, its evidence, transport-link tags and bands, and make it the one search finds; its number.

    `compared` is what changed since the wording before, None for the first.
    """
    document = placed.scored.document
    row = {
        "article": article,
        "number": number,
        "text_hash": placed.signature.text_hash,
        "title": document.title,
        "text": document.text,
        "text_from": document.text_from,
        "language": document.language,
        "author": document.author,
        "site": document.site,
        "fetched_at": placed.fetch.fetched_at,
        "relevance": placed.scored.relevance,
        "threshold": placed.scored.threshold,
        "relevant": placed.scored.relevant,
        "minhash": pack(placed.signature.minhash),
    }
    if compared is not None:
        row |= {"diff": compared.diff, "lines_added": compared.added, "lines_removed": compared.removed}
    revision = int(connection.execute(_ADDED, row | _published(document.published)).scalar_one())
    _insert_all(connection, schema.evidence, _evidence(placed, revision))
    _insert_all(connection, schema.transport_link_tags, _tags(placed, revision))
    _insert_all(connection, schema.bands, _bands(placed, revision))
    index_article(connection, article, document.title, document.text)
    note_current(connection, article)
    return revision


def current(connection: Connection, article: int, text_hash: str) -> int | None:
    """The article's current wording; None when its words are not these."""
    a, r = schema.articles.c, schema.revisions.c
    query = sa.select(r.id).join_from(schema.articles, schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions))
    return connection.scalar(query.where(a.id == article, r.text_hash == text_hash))


def after(connection: Connection, revision: int, *, most: int) -> list[Held]:
    """The wordings that follow this number, as documents, by number; the fetch names address, source and moment only."""
    a, r, t = schema.articles.c, schema.revisions.c, schema.transport_link_tags.c
    columns = [column for column in r if column.name != "minhash"]
    query = sa.select(*columns, a.url, a.source).join_from(schema.revisions, schema.articles, a.id == r.article)
    rows = connection.execute(query.where(r.id > revision).order_by(r.id).limit(most)).mappings().all()
    tags: dict[int, list[LinkTag]] = {}
    found = sa.select(schema.transport_link_tags).where(t.revision.in_([row["id"] for row in rows]))
    for tag in connection.execute(found.order_by(t.revision, t.score.desc(), t.transport_link)):
        tags.setdefault(tag.revision, []).append(LinkTag(tag.transport_link, tag.role, tag.score))
    return [_held(row, tuple(tags.get(row["id"], ()))) for row in rows]


def _held(row: Mapping[Any, Any], tags: tuple[LinkTag, ...]) -> Held:
    at = row["published_at"]
    published = (
        StatedDate(at, Precision(row["published_precision"]), row["published_zone"], row["published_raw"] or "") if at else None
    )
    document = Document(
        fetch=Fetch(url=row["url"], source=row["source"], kind="page", fetched_at=row["fetched_at"]),
        url=row["url"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        author=row["author"],
        site=row["site"],
        published=published,
        text_from=row["text_from"],
    )
    return Held(row["article"], row["id"], document, tags, row["relevant"])


def _published(date: StatedDate | None) -> dict[str, object]:
    if date is None:
        return {}
    return {
        "published_at": date.at,
        "published_precision": date.precision.value,
        "published_zone": date.zone,
        "published_raw": date.raw,
    }


def _evidence(placed: Placed, revision: int) -> list[dict[str, object]]:
    return [
        {
            "revision": revision,
            "position": position,
            "concept": one.concept,
            "term": one.term,
            "contribution": one.contribution,
            "sentence": one.sentence,
        }
        for position, one in enumerate(placed.scored.evidence)
    ]


def _tags(placed: Placed, revision: int) -> list[dict[str, object]]:
    return [
        {"revision": revision, "transport_link": tag.id, "role": tag.role, "score": tag.score}
        for tag in placed.scored.transport_links
    ]


def _bands(placed: Placed, revision: int) -> list[dict[str, object]]:
    return [{"band": band, "key": key, "revision": revision} for band, key in enumerate(placed.signature.bands)]


def _insert_all(connection: Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(adding(table), rows)
