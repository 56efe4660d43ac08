"""Digests: what is in them, and how each message went, so that nothing is sent twice and nothing is lost.

A digest is decided once for a subscription and period. Each recipient's delivery goes queued → sending → sent, failed
(for good), back to queued (the server asked to try later) or, when nobody can tell any more, uncertain; an uncertain one is
not sent again, but its articles come back in the next digest marked as maybe sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.selection import DigestItem, EventTag, Selection, choose, maybe_sent, of_digest
from storage.upserts import insert

__all__ = [
    "Delivery",
    "DeliveryMoved",
    "Digest",
    "DigestItem",
    "EventTag",
    "Selection",
    "choose",
    "find",
    "mark",
    "pending",
    "queue",
    "recover",
    "selection",
]

State = Literal["queued", "sending", "sent", "uncertain", "failed"]

# From which states each state is reached. `uncertain` may still become certain: the process that was given up for dead
# may have been alive.
_BEFORE: dict[State, tuple[State, ...]] = {
    "queued": ("queued", "sending", "uncertain", "failed"),
    "sending": ("queued",),
    "sent": ("sending", "uncertain"),
    "uncertain": ("sending",),
    "failed": ("queued", "sending", "uncertain"),
}


class DeliveryMoved(Exception):
    """The delivery is not in a state this step starts from: another process has it, or it is over."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that was decided on."""

    id: int
    subscription: str
    period: str
    subject: str
    message_id: str
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient."""

    id: int
    recipient: str
    state: State
    attempts: int  # how often sending was begun
    detail: str
    changed_at: datetime


def queue(
    connection: Connection,
    subscription: str,
    period: str,
    *,
    recipients: Sequence[str],
    items: Sequence[int],
    now: datetime,
    message_id: str,
    subject: str,
) -> int | None:
    """Decide on a digest with these articles, in this order, and queue a message for each recipient; its number.

    None when this subscription has a digest for the period already, whichever process decided on it.
    """
    d = schema.digests.c
    row = {"subscription": subscription, "period": period, "subject": subject, "message_id": message_id, "queued_at": now}
    unsure = maybe_sent(connection, subscription, items)
    statement = insert(connection, schema.digests).values(row)
    digest = connection.scalar(statement.on_conflict_do_nothing(index_elements=[d.subscription, d.period]).returning(d.id))
    if digest is None:
        return None
    rows: list[dict[str, object]] = [
        {"digest": digest, "article": article, "position": position, "maybe_sent": article in unsure}
        for position, article in enumerate(dict.fromkeys(items))
    ]
    if rows:
        connection.execute(sa.insert(schema.digest_items), rows)
    messages: list[dict[str, object]] = [
        {"digest": digest, "recipient": recipient, "state": "queued", "queued_at": now, "changed_at": now}
        for recipient in dict.fromkeys(recipients)
    ]
    if messages:
        connection.execute(sa.insert(schema.deliveries), messages)
    return int(digest)


def find(connection: Connection, subscription: str, period: str) -> Digest | None:
    """The digest of a period, when it was decided on."""
    d = schema.digests.c
    row = connection.execute(
        sa.select(d.id, d.subscription, d.period, d.subject, d.message_id, d.queued_at).where(
            d.subscription == subscription, d.period == period
        )
    ).first()
    return None if row is None else Digest(**row._mapping)


def selection(connection: Connection, subscription: str, period: str) -> Selection | None:
    """What was decided on for a period, to compose the same message again after a crash; None when nothing was."""
    digest = find(connection, subscription, period)
    return None if digest is None else of_digest(connection, digest.id)


def pending(connection: Connection, subscription: str, period: str) -> list[Delivery]:
    """The deliveries of a digest still to be made, in the order they were queued."""
    v = schema.deliveries.c
    digest = sa.select(schema.digests.c.id).where(
        schema.digests.c.subscription == subscription, schema.digests.c.period == period
    )
    rows = connection.execute(
        sa.select(v.id, v.recipient, v.state, v.attempts, v.detail, v.changed_at)
        .where(v.digest.in_(digest), v.state == "queued")
        .order_by(v.id)
    )
    return [Delivery(**row._mapping) for row in rows]


def mark(connection: Connection, delivery: int, state: State, *, now: datetime, detail: str = "") -> None:
    """Move a delivery on. Raises DeliveryMoved when it is not in a state that leads there.

    Mark `sending` in a transaction of its own before the first byte goes out: of two processes one gets through.
    """
    v = schema.deliveries.c
    changes: dict[str, object] = {"state": state, "changed_at": now, "detail": detail}
    if state == "sending":
        changes["attempts"] = v.attempts + 1
    if state == "sent":
        changes["sent_at"] = now
    step = sa.update(schema.deliveries).where(v.id == delivery, v.state.in_(_BEFORE[state])).values(changes)
    if connection.execute(step).rowcount != 1:
        found = connection.scalar(sa.select(v.state).where(v.id == delivery))
        raise DeliveryMoved(f"delivery {delivery} is {found or 'not there'}; it cannot become {state}")


def recover(connection: Connection, *, now: datetime) -> int:
    """Call every delivery left in `sending` uncertain; how many. Should its process be alive after all, its word still counts."""
    v = schema.deliveries.c
    left = sa.update(schema.deliveries).where(v.state == "sending")
    detail = "the process ended while sending; it may have been delivered"
    return connection.execute(left.values(state="uncertain", changed_at=now, detail=detail)).rowcount
