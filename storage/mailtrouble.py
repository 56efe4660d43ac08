"""Digest mails that did not arrive, or nobody knows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema

_WAITED = timedelta(hours=24)  # most servers that say "later" mean the same day
_TOLD = timedelta(days=14)  # after two weeks everybody who wanted to look has looked


@dataclass(frozen=True, slots=True)
class Undelivered:
    delivery: int
    subscription: str
    period: str
    recipient: str
    state: str  # failed, uncertain, or queued for more than a day
    changed_at: datetime
    detail: str


def undelivered(connection: Connection, *, now: datetime) -> list[Undelivered]:
    """Deliveries of the last two weeks that failed, are uncertain, or have waited for more than a day; earliest first."""
    d, v = schema.digests.c, schema.deliveries.c
    waiting = sa.and_(v.state == "queued", v.queued_at < now - _WAITED)
    rows = connection.execute(
        sa.select(v.id.label("delivery"), d.subscription, d.period, v.recipient, v.state, v.changed_at, v.detail)
        .join_from(schema.deliveries, schema.digests, d.id == v.digest)
        .where(sa.or_(waiting, v.state.in_(("failed", "uncertain"))), v.changed_at > now - _TOLD)
        .order_by(v.id)
    )
    return [Undelivered(**row._mapping) for row in rows]
