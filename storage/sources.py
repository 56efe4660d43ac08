"""The sources' state: what the catalogue says of them, when they are due, who is asking them now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.upserts import insert
from tumen.catalogue import Source
from tumen.outcomes import Outcome, Reason


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a crawl needs to know of a source it has leased."""

    id: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    next_due_at: datetime | None  # None: never asked, or its address changed
    failures: int  # polls in a row that did not end as `polled`
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_reason: Reason | None


def synchronise(connection: Connection, sources: Iterable[Source]) -> None:
    """Make the table say what the whole catalogue says. Sources that left it stay, unlisted; a new address starts afresh."""
    rows = {source.id: _row(source) for source in sources}
    table = schema.sources
    held = connection.execute(sa.select(table.c.id, table.c.url, *(table.c[name] for name in _CATALOGUED)))
    known = {row.id: row._asdict() for row in held}
    for source_id in sorted(rows):  # in one order everywhere, so that two processes cannot lock one another
        row = rows[source_id]
        before = known.get(source_id)
        if before == row:
            continue
        moved = before is not None and before["url"] != row["url"]
        afresh = dict.fromkeys(("etag", "last_modified", "body_hash", "next_due_at")) if moved else {}
        statement = insert(connection, table).values(row)
        connection.execute(statement.on_conflict_do_update(index_elements=[table.c.id], set_=row | afresh))
    gone = sa.update(table).where(table.c.listed, table.c.id.not_in(list(rows)))
    connection.execute(gone.values(listed=False, enabled=False))


def lease(
    connection: Connection, ids: Sequence[str], *, owner: str, now: datetime, until: datetime, due_only: bool
) -> list[SourceState]:
    """Take those of the sources that no living process holds (and, with `due_only`, that are due), in the order of `ids`.

    Between processes each source goes to one of them: the rows are locked while they are looked at.
    """
    c = schema.sources.c
    free = sa.or_(c.leased_until.is_(None), c.leased_until <= now)
    due = sa.or_(c.next_due_at.is_(None), c.next_due_at <= now) if due_only else sa.true()
    wanted = sa.select(*(c[name] for name in _STATE)).where(c.id.in_(ids), free, due).order_by(c.id).with_for_update()
    found = {row.id: _state(row) for row in connection.execute(wanted)}
    taken = sa.update(schema.sources).where(c.id.in_(list(found)), free)
    connection.execute(taken.values(leased_by=owner, leased_until=until))
    return [found[source_id] for source_id in dict.fromkeys(ids) if source_id in found]


def release(  # noqa: PLR0913 — what a poll ends with, each by name
    connection: Connection,
    source_id: str,
    *,
    owner: str,
    now: datetime,
    reason: Reason,
    next_due_at: datetime,
    etag: str | None,
    last_modified: str | None,
    body_hash: str | None,
) -> bool:
    """End a lease and note how the poll went. False, and nothing written, when another process has taken it since.

    The validators are stored as given when the source answered; after a failure those of the last answer stay.
    Call it when the pages of the poll are stored, in their transaction or a later one: a validator says "all of this is held".
    """
    c = schema.sources.c
    state: dict[str, object] = {
        "leased_by": None,
        "leased_until": None,
        "last_polled_at": now,
        "last_reason": reason.value,
        "next_due_at": next_due_at,
    }
    if reason.outcome is Outcome.POLLED:
        state |= {"failures": 0, "last_success_at": now}
        state |= {"etag": etag, "last_modified": last_modified, "body_hash": body_hash}
    else:
        state["failures"] = c.failures + 1
    held = sa.update(schema.sources).where(c.id == source_id, c.leased_by == owner)
    return connection.execute(held.values(state)).rowcount == 1


def put_off(connection: Connection, source_id: str, *, owner: str, until: datetime) -> None:
    """Give a source back that was not asked: it is due then, and nothing else has changed."""
    c = schema.sources.c
    ours = sa.update(schema.sources).where(c.id == source_id, c.leased_by == owner)
    connection.execute(ours.values(leased_by=None, leased_until=None, next_due_at=until))


def extend(connection: Connection, ids: Sequence[str], *, owner: str, until: datetime) -> None:
    """Hold on to leases that are still ours."""
    c = schema.sources.c
    ours = sa.select(c.id).where(c.id.in_(ids), c.leased_by == owner).order_by(c.id).with_for_update()
    held = connection.scalars(ours).all()
    connection.execute(sa.update(schema.sources).where(c.id.in_(held), c.leased_by == owner).values(leased_until=until))


_CATALOGUED = ("publisher", "kind", "languages", "affiliation", "timezone", "every_seconds", "enabled", "listed")
_STATE = (
    "id",
    "etag",
    "last_modified",
    "body_hash",
    "next_due_at",
    "failures",
    "last_polled_at",
    "last_success_at",
    "last_reason",
)


def _row(source: Source) -> dict[str, object]:
    return {
        "id": source.id,
        "url": source.url,
        "publisher": source.publisher,
        "kind": source.kind.value,
        "languages": ",".join(source.languages),
        "affiliation": source.affiliation.value,
        "timezone": source.timezone,
        "every_seconds": int(source.every.total_seconds()),
        "enabled": source.enabled,
        "listed": True,
    }


def _state(row: sa.Row[tuple[object, ...]]) -> SourceState:
    values = dict(row._mapping)
    reason = values.pop("last_reason")
    return SourceState(**values, last_reason=Reason(reason) if reason else None)


def publisher(connection: Connection, source_id: str) -> str:
    """Who publishes a source, as the catalogue says; "" for files and for sources it does not know."""
    c = schema.sources.c
    return str(connection.scalar(sa.select(c.publisher).where(c.id == source_id)) or "")
