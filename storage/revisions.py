"""Writing one wording of an article with everything that hangs on it."""

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.candidates import pack
from storage.index import index_article
from storage.wordings import Changes
from tumen.journey import Placed, StatedDate


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
    statement = sa.insert(schema.revisions).values(row | _published(document.published))
    revision = int(connection.execute(statement.returning(schema.revisions.c.id)).scalar_one())
    _insert_all(connection, schema.evidence, _evidence(placed, revision))
    _insert_all(connection, schema.transport_link_tags, _tags(placed, revision))
    _insert_all(connection, schema.bands, _bands(placed, revision))
    index_article(connection, article, document.title, document.text)
    return revision


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
        connection.execute(sa.insert(table), rows)
