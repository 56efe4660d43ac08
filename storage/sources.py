"""The sources' state: what the catalogue says of them, when they are due, who is asking them now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.leases import lease_clock, let_go
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
    fence: int = 0  # number of this lease: what is written of the source goes under it
    rhythm: str | None = None  # what its polls have taught, as it was stored


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When a source is asked next, why then, and what is remembered until then."""

    at: datetime
    interval: timedelta
    reason: str
    rhythm: str | None  # None: as before


@dataclass(frozen=True, slots=True)
class Awaited:
    """Of the sources that are due: how many nobody asks, of these those whose crawl died, and how many a crawl asks now."""

    free: int
    abandoned: int
    held: int


def synchronise(connection: Connection, sources: Iterable[Source]) -> None:
    """Make the table say what the whole catalogue says. Sources that left it stay, unlisted; a new address starts afresh."""
    let_go(connection)
    rows = {source.id: _row(source) for source in sources}
    table = schema.sources
    held = connection.execute(sa.select(table.c.id, table.c.url, *(table.c[name] for name in _CATALOGUED)))
    known = {row.id: row._asdict() for row in held}
    for source_id in sorted(rows):  # in one order everywhere, so that two processes cannot lock one another
        row = rows[source_id]
        before = known.get(source_id)
        if before == row:
            continue
        afresh: dict[str, object] = {}
        if before is not None and before["url"] != row["url"]:
            afresh = dict.fromkeys(("etag", "last_modified", "body_hash", "next_due_at", "rhythm"))
        if before is not None and before["fallback_of"] != row["fallback_of"]:
            afresh |= dict.fromkeys(("resting_since", "stands_in_since", "stands_in_because"))
        statement = insert(connection, table).values(row)
        connection.execute(statement.on_conflict_do_update(index_elements=[table.c.id], set_=row | afresh))
    gone = sa.update(table).where(table.c.listed, table.c.id.not_in(list(rows)))
    connection.execute(gone.values(listed=False, enabled=False))


def lease(
    connection: Connection, ids: Sequence[str], *, owner: str, now: datetime, span: timedelta, due_by: datetime | None
) -> list[SourceState]:
    """Take those of the sources that no living process holds (and that are due by `due_by`, if given), in the order of `ids`.

    Between processes each source goes to one of them: the rows are locked while they are looked at. Each lease has a number.
    """
    let_go(connection)
    c = schema.sources.c
    at = lease_clock(connection, now)
    free = sa.or_(c.leased_until.is_(None), c.leased_until <= at)
    due = sa.or_(c.next_due_at.is_(None), c.next_due_at <= due_by) if due_by is not None else sa.true()
    wanted = sa.select(*(c[name] for name in _STATE)).where(c.id.in_(ids), free, due).order_by(c.id).with_for_update()
    found = {row.id: _state(row) for row in connection.execute(wanted)}
    taken = sa.update(schema.sources).where(c.id.in_(list(found)), free)
    connection.execute(taken.values(leased_by=owner, leased_until=at + span, fence=c.fence + 1))
    return [found[source_id] for source_id in dict.fromkeys(ids) if source_id in found]


def awaited(connection: Connection, ids: Sequence[str], *, now: datetime, due_by: datetime) -> Awaited:
    """How many of the sources are due by `due_by`; those the table does not know yet are."""
    c = schema.sources.c
    at = lease_clock(connection, now)
    known = connection.execute(sa.select(c.next_due_at, c.leased_until).where(c.id.in_(ids))).all()
    due = [row for row in known if row.next_due_at is None or row.next_due_at <= due_by]
    leased = [row.leased_until for row in due if row.leased_until is not None]
    held = sum(until > at for until in leased)
    return Awaited(free=len(due) - held + len(set(ids)) - len(known), abandoned=len(leased) - held, held=held)


def release(  # noqa: PLR0913 — what a poll ends with, each by name
    connection: Connection,
    source_id: str,
    *,
    fence: int,
    now: datetime,
    reason: Reason,
    following: NextPoll,
    etag: str | None,
    last_modified: str | None,
    body_hash: str | None,
) -> bool:
    """End a lease and note how the poll went. False, and nothing written, when another process has taken it since.

    The validators are stored as given when the source answered; after a failure those of the last answer stay.
    Call it when the pages of the poll are stored, in their transaction or a later one: a validator says "all of this is held".
    """
    state: dict[str, object] = {
        "last_polled_at": now,
        "last_reason": reason.value,
        "next_due_at": following.at,
        "pace_seconds": round(following.interval.total_seconds()),
        "pace_reason": following.reason,
    }
    if following.rhythm is not None:
        state["rhythm"] = following.rhythm
    if reason.outcome is Outcome.POLLED:
        state |= {"failures": 0, "last_success_at": now}
        state |= {"etag": etag, "last_modified": last_modified, "body_hash": body_hash}
        return _give_back(connection, source_id, fence, state)
    return _give_back(connection, source_id, fence, state, _FAILED)


def put_off(connection: Connection, source_id: str, *, fence: int, until: datetime | None) -> bool:
    """Give a source back that was not asked: it is due then (None: as before), and nothing else has changed."""
    return _give_back(connection, source_id, fence, {"next_due_at": until} if until is not None else {})


def rest(connection: Connection, source_id: str, *, fence: int, now: datetime, until: datetime) -> bool:
    """Give a fallback back that is not needed; whether it was awake before. What it stands in for is looked at again `until`."""
    c = schema.sources.c
    slept = connection.scalar(sa.select(c.resting_since).where(c.id == source_id)) is not None
    state = {"next_due_at": until, "now": now, "stands_in_since": None, "stands_in_because": None}
    _give_back(connection, source_id, fence, state, _RESTING)
    return not slept


def stand_in(connection: Connection, source_id: str, *, now: datetime, because: str) -> bool:
    """Note that a fallback is asked in the place of its better twin; whether it was not before."""
    c = schema.sources.c
    fresh = sa.update(schema.sources).where(c.id == source_id, c.stands_in_since.is_(None))
    return connection.execute(fresh.values(resting_since=None, stands_in_since=now, stands_in_because=because)).rowcount == 1


def extend(connection: Connection, held: Mapping[str, int], *, now: datetime, span: timedelta) -> set[str]:
    """Hold on to leases, given by source with their numbers; those that are still ours."""
    let_go(connection)
    c = schema.sources.c
    found = connection.execute(sa.select(c.id, c.fence).where(c.id.in_(list(held))).order_by(c.id).with_for_update())
    ours = {row.id for row in found if row.fence == held[row.id]}
    still = sa.update(schema.sources).where(c.id.in_(sorted(ours)), c.leased_by.is_not(None))
    connection.execute(still.values(leased_until=lease_clock(connection, now) + span))
    return ours


# Built once: building one costs four times as much as running it. What is given when it is run and is a column's name is written.
_OURS = sa.update(schema.sources).where(
    schema.sources.c.id == sa.bindparam("source"),
    schema.sources.c.fence == sa.bindparam("held"),
    schema.sources.c.leased_by.is_not(None),
)
_FAILED = _OURS.values(failures=schema.sources.c.failures + 1)
_RESTED = schema.sources.c.resting_since
_RESTING = _OURS.values(resting_since=sa.func.coalesce(_RESTED, sa.bindparam("now", type_=_RESTED.type)))


def _give_back(connection: Connection, source_id: str, fence: int, state: Mapping[str, object], ours: sa.Update = _OURS) -> bool:
    """End the lease with this number; False, and nothing written, when there has been a later one."""
    let_go(connection)
    ended = {"leased_by": None, "leased_until": None, "source": source_id, "held": fence}
    return connection.execute(ours, ended | dict(state)).rowcount == 1


_CATALOGUED = ("publisher", "kind", "languages", "affiliation", "timezone", "every_seconds", "enabled", "listed", "fallback_of")
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
    "fence",
    "rhythm",
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
        "fallback_of": source.fallback_of,
    }


def _state(row: sa.Row[tuple[object, ...]]) -> SourceState:
    """As it will be once it is leased."""
    values = dict(row._mapping)
    reason, fence = values.pop("last_reason"), values.pop("fence") + 1
    return SourceState(**values, last_reason=Reason(reason) if reason else None, fence=fence)


def publisher(connection: Connection, source_id: str) -> str:
    """Who publishes a source, as the catalogue says; "" for files and for sources it does not know."""
    return str(connection.scalar(_PUBLISHER, {"source": source_id}) or "")


_PUBLISHER = sa.select(schema.sources.c.publisher).where(schema.sources.c.id == sa.bindparam("source"))
