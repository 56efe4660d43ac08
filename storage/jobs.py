"""What is remembered of the jobs of schedules.yaml between runs of the daemon, and whose turn a job is.

A lease is held under a number that counts up with every holder (a fence): who comes back after it was given up for dead has an
old number, and what it writes under it is refused.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.leases import lease_clock, let_go
from storage.schema.columns import digest_of
from storage.upserts import insert


def counts_since(connection: Connection, jobs: Sequence[str]) -> dict[str, datetime]:
    """By job that ever ran: since when a start nobody made is one to make up for.

    A digest: since its first run; whether a period has its digest, the digest's key decides. Any other job: since its last run
    that ended well began.
    """
    r = schema.runs.c
    mails = [job for job in jobs if job.startswith("digest.")]
    tasks = [job for job in jobs if job not in mails]
    first = sa.select(r.job, sa.func.min(r.started_at)).where(r.job.in_(mails)).group_by(r.job)
    last = sa.select(r.job, sa.func.max(r.started_at)).where(r.job.in_(tasks), r.outcome == "ok").group_by(r.job)
    return {job: moment for rows in (first, last) for job, moment in connection.execute(rows)}


def take(
    connection: Connection, job: str, *, due: datetime, owner: str, now: datetime, span: timedelta
) -> int | Literal["held", "done"]:
    """Begin a job that was due at `due`: the number it is held under.

    "held" while another process, not given up for dead, does it; "done" when this time, or a later one, was done.
    """
    let_go(connection)
    c = schema.jobs.c
    fresh = insert(connection, schema.jobs).values(job=job, fence=0)
    connection.execute(fresh.on_conflict_do_nothing(index_elements=[c.job]))
    row = connection.execute(sa.select(c.fence, c.leased_until, c.done_due_at).where(c.job == job).with_for_update()).one()
    if row.done_due_at is not None and row.done_due_at >= due:
        return "done"
    now = lease_clock(connection, now)
    if row.leased_until is not None and row.leased_until > now:
        return "held"
    fence = int(row.fence) + 1
    taken = sa.update(schema.jobs).where(c.job == job)
    connection.execute(taken.values(fence=fence, leased_by=owner, leased_until=now + span))
    return fence


def hold(connection: Connection, job: str, fence: int, *, now: datetime, span: timedelta) -> bool:
    """Hold on to a job. False when another process has it."""
    let_go(connection)
    c = schema.jobs.c
    ours = sa.update(schema.jobs).where(c.job == job, c.fence == fence, c.leased_by.is_not(None))
    return connection.execute(ours.values(leased_until=lease_clock(connection, now) + span)).rowcount == 1


def give_back(connection: Connection, job: str, fence: int, *, done: datetime | None) -> bool:
    """End a lease; `done` is the time it was due when it is done. False, and nothing written, when another process has it."""
    let_go(connection)
    c = schema.jobs.c
    changes: dict[str, object] = {"leased_by": None, "leased_until": None} | ({"done_due_at": done} if done else {})
    ours = sa.update(schema.jobs).where(c.job == job, c.fence == fence)
    return connection.execute(ours.values(changes)).rowcount == 1


def may_send(connection: Connection, place: str, *, now: datetime) -> bool:
    """Whether digests may be sent from here: the first place that asks may, any other once it is confirmed."""
    c = schema.senders.c
    known = set(connection.scalars(sa.select(c.place)))
    if not known:
        confirm(connection, place, now=now)
    return not known or place in known


def confirm(connection: Connection, place: str, *, now: datetime) -> None:
    statement = insert(connection, schema.senders).values(place=place, confirmed_at=now)
    connection.execute(statement.on_conflict_do_nothing(index_elements=[schema.senders.c.place]))


def place_of(connection: Connection, machine: str) -> str:
    """What tells this database from a copy of it: for SQLite the machine, for PostgreSQL the cluster it is in."""
    if connection.dialect.name == "sqlite":
        return digest_of("machine", machine)
    cluster = connection.scalar(sa.text("SELECT system_identifier FROM pg_control_system()"))
    return digest_of("cluster", str(cluster), str(connection.engine.url.database))
