"""What became of one address: every request, the article, and the digests that brought it or one of its copies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from tumen.outcomes import Reason

MOST_REQUESTS = 50  # the latest; a page is asked at most some ten times in its life


@dataclass(frozen=True, slots=True)
class Request:
    """One row of `fetches`."""

    url: str
    source: str
    kind: str  # feed or page
    fetched_at: datetime
    final_url: str | None
    reason: Reason
    detail: str
    status: int | None
    title: str
    entry_title: str | None
    relevance: float | None
    threshold: float | None
    strongest_for: str | None
    strongest_against: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """The article an address leads to. `first` is the first-seen article with its words: itself, unless it is a copy."""

    article: int
    url: str
    title: str
    first_kept_at: datetime
    relevance: float  # of the current wording, as is `relevant`
    threshold: float
    relevant: bool
    text_from: str  # page, feed or file: of the current wording
    first: int
    first_url: str


@dataclass(frozen=True, slots=True)
class Message:
    recipient: str
    state: str
    changed_at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Bringing:
    """A digest that was decided to bring the article, or another with its words."""

    subscription: str
    period: str
    queued_at: datetime
    position: int  # from 0
    article: int
    url: str
    messages: tuple[Message, ...]


def requests(connection: Connection, urls: Iterable[str]) -> list[Request]:
    """The requests for any of these addresses, earliest first."""
    c = schema.fetches.c
    keys = [schema.address_key(url) for url in urls]
    columns = [c[name] for name in Request.__dataclass_fields__]
    rows = connection.execute(sa.select(*columns).where(c.url_key.in_(keys)).order_by(c.id.desc()).limit(MOST_REQUESTS))
    found = [Request(**{**row._mapping, "reason": Reason(row.reason)}) for row in rows]
    return found[::-1]


def written_like(connection: Connection, host: str, path: str) -> list[str]:
    """Requested addresses that hold this host and, after it, this path. Looks through the whole table."""
    c = schema.fetches.c
    pattern = f"%{_literally(host)}%{_literally(path)}%"
    return list(connection.scalars(sa.select(c.url).where(c.url.like(pattern, escape="!")).distinct().limit(200)))


def held(connection: Connection, article: int) -> Held:
    a, r = schema.articles.c, schema.revisions.c
    first = schema.articles.alias()
    row = connection.execute(
        sa.select(
            a.id.label("article"),
            a.url,
            r.title,
            a.first_kept_at,
            r.relevance,
            r.threshold,
            r.relevant,
            r.text_from,
            first.c.id.label("first"),
            first.c.url.label("first_url"),
        )
        .join_from(schema.articles, schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions))
        .join(first, first.c.id == sa.func.coalesce(a.copy_of, a.id))
        .where(a.id == article)
    ).one()
    return Held(**row._mapping)


def bringings(connection: Connection, first: int) -> list[Bringing]:
    """The digests that hold this article or a copy of it, earliest first."""
    a, d, i = schema.articles.c, schema.digests.c, schema.digest_items.c
    rows = connection.execute(
        sa.select(d.id, d.subscription, d.period, d.queued_at, i.position, i.article, a.url)
        .join_from(schema.digest_items, schema.digests, d.id == i.digest)
        .join(schema.articles, a.id == i.article)
        .where(sa.func.coalesce(a.copy_of, a.id) == first)
        .order_by(d.id)
    ).all()
    messages = _messages(connection, [row.id for row in rows])
    return [
        Bringing(row.subscription, row.period, row.queued_at, row.position, row.article, row.url, tuple(messages.get(row.id, ())))
        for row in rows
    ]


def _messages(connection: Connection, digests: Sequence[int]) -> dict[int, list[Message]]:
    v = schema.deliveries.c
    rows = sa.select(v.digest, v.recipient, v.state, v.changed_at, v.detail).where(v.digest.in_(digests)).order_by(v.id)
    found: dict[int, list[Message]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.digest, []).append(Message(row.recipient, row.state, row.changed_at, row.detail))
    return found


def _literally(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
