"""The registry's transport links, and what it states of them, as the ledger holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.statements import claim_rows, event_rows, rewrite
from storage.together import bring_up_to_date, lock
from storage.upserts import insert
from tumen.statements import Claim, Event
from tumen.transport import TransportLink


@dataclass(frozen=True, slots=True)
class RegistryStatement:
    """An event or claim that the registry states, by the word of one of the sources it names."""

    said: Event | Claim
    stated_by: str
    origin: str  # what that source counts as among independent ones
    about: str | None = None  # what exactly is meant, in the registry's words
    advice: str | None = field(default=None, repr=False)


def fingerprint(connection: Connection) -> str | None:
    """That of the files the ledger was last brought in step with; None when it never was."""
    return connection.scalar(sa.select(schema.transport_links.c.fingerprint).where(schema.transport_links.c.listed).limit(1))


def synchronise(
    connection: Connection,
    transport_links: Mapping[str, TransportLink],
    statements: Sequence[RegistryStatement],
    *,
    fingerprint: str,
    now: datetime,
) -> None:
    """Make the ledger hold these transport links and statements instead of earlier ones; what articles state stays.

    Rows that say so already are left as they are.
    """
    lock(connection)
    _list(connection, transport_links, fingerprint)
    claims: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for one in statements:
        whose = {"article": None, "revision": None, "stated_by": one.stated_by, "origin": one.origin}
        if isinstance(one.said, Claim):
            more = {"position": len(claims), "about": one.about, "advice": one.advice}
            claims += [row | whose | more for row in claim_rows([one.said])]
        else:
            events += [row | whose | {"position": len(events)} for row in event_rows([one.said])]
    bring_up_to_date(
        connection,
        rewrite(connection, schema.claims, _own(schema.claims), {}, claims, now),
        rewrite(connection, schema.events, _own(schema.events), {}, events, now),
        now=now,
    )


def _own(table: sa.Table) -> sa.Select[Any]:
    """What the registry states."""
    return sa.select(table).where(table.c.article.is_(None)).order_by(table.c.position)


def _list(connection: Connection, transport_links: Mapping[str, TransportLink], fingerprint: str) -> None:
    table = schema.transport_links
    for one in sorted(transport_links.values(), key=lambda one: one.id):
        row: dict[str, Any] = {
            "id": one.id,
            "kind": one.kind.value,
            "title": one.title,
            "status": one.status.text,
            "status_date": one.status.date,
            "status_by": "; ".join(one.status.said_by),
            "listed": True,
            "fingerprint": fingerprint,
        }
        statement = insert(connection, table).values(row)
        connection.execute(statement.on_conflict_do_update(index_elements=[table.c.id], set_=row))
    gone = sa.update(table).where(table.c.listed, table.c.id.not_in(list(transport_links)))
    connection.execute(gone.values(listed=False))
