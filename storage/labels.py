"""What analysts said of articles, and these articles as labelled documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema


@dataclass(frozen=True, slots=True)
class Label:
    """The newest judgement on an article, with the wording it is about."""

    article: int
    url: str
    language: str | None
    title: str
    text: str = field(repr=False)
    relevant: bool
    transport_links: tuple[str, ...]
    by: str
    at: datetime  # aware UTC


def add(connection: Connection, article: int, *, relevant: bool, transport_links: Sequence[str], by: str, at: datetime) -> bool:
    """Store a judgement; earlier ones stay as history. False when there is no such article."""
    if connection.scalar(sa.select(schema.articles.c.id).where(schema.articles.c.id == article)) is None:
        return False
    row = {
        "article": article,
        "relevant": relevant,
        "transport_links": ",".join(transport_links),
        "labelled_by": by,
        "labelled_at": at,
    }
    connection.execute(sa.insert(schema.labels).values(row))
    return True


def listed(connection: Connection) -> Iterator[Label]:
    """The newest label of every labelled article, by article."""
    one, a, r = schema.labels.c, schema.articles.c, schema.revisions.c
    newest = sa.select(sa.func.max(one.id)).group_by(one.article)
    rows = connection.execute(
        sa.select(
            one.article, a.url, r.language, r.title, r.text, one.relevant, one.transport_links, one.labelled_by, one.labelled_at
        )
        .select_from(schema.labels)
        .join(schema.articles, a.id == one.article)
        .join(schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions))
        .where(one.id.in_(newest))
        .order_by(one.article)
    )
    for row in rows:
        ids = tuple(filter(None, row.transport_links.split(",")))
        yield Label(row.article, row.url, row.language, row.title, row.text, row.relevant, ids, row.labelled_by, row.labelled_at)
