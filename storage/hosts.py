"""Hosts: when each may be asked again, by whichever crawl, and what its robots.txt said last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.upserts import insert

LONGEST_PAUSE = timedelta(hours=24)  # a pause read as longer was written by a clock that has been set back since
_LONGEST_QUEUE = timedelta(minutes=20)  # the same for turns: no host has more waiting, at ten minutes between two requests
_AGES = timedelta(days=30)  # what was not needed for so long is forgotten


@dataclass(frozen=True, slots=True)
class Turn:
    """`paused`: the host asked to be left alone for so long yet, and no turn was taken. Else the request may go after `wait`."""

    wait: timedelta = timedelta()
    paused: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class KnownRobots:
    """An answer to the request for robots.txt."""

    status: int
    rules: str


def take_turn(connection: Connection, host: str, *, now: datetime, gap: timedelta) -> Turn:
    """Take the next free moment of a host; turns taken by all processes together stand at least `gap` apart.

    In a writing transaction.
    """
    free, paused_until = _locked(connection, host)
    if paused_until is not None and now < paused_until <= now + LONGEST_PAUSE:
        return Turn(paused=paused_until - now)
    at = free if free is not None and now < free <= now + _LONGEST_QUEUE else now
    connection.execute(sa.update(schema.hosts).where(schema.hosts.c.host == host).values(next_request_at=at + gap))
    return Turn(wait=at - now)


def pause(connection: Connection, host: str, *, until: datetime) -> None:
    """Leave a host alone until then; a pause is never shortened."""
    c = schema.hosts.c
    longer = sa.case((c.paused_until > until, c.paused_until), else_=sa.bindparam("until", until, type_=c.paused_until.type))
    statement = insert(connection, schema.hosts).values(host=host, paused_until=until)
    connection.execute(statement.on_conflict_do_update(index_elements=[c.host], set_={"paused_until": longer}))


def paused(connection: Connection, hosts: Collection[str], *, now: datetime) -> dict[str, datetime]:
    """Those of the hosts that want to be left alone, and until when."""
    c = schema.hosts.c
    resting = sa.select(c.host, c.paused_until).where(c.paused_until > now, c.paused_until <= now + LONGEST_PAUSE)
    return {host: until for host, until in connection.execute(resting) if host in hosts}


def robots_of(connection: Connection, origin: str, *, now: datetime) -> KnownRobots | None:
    """The robots.txt of an origin (scheme://host:port) while it holds; None when it must be asked for."""
    c = schema.robots.c
    holds = sa.and_(c.origin == origin, c.fetched_at <= now, c.expires_at > now)
    row = connection.execute(sa.select(c.status, c.rules).where(holds)).first()
    return None if row is None else KnownRobots(row.status, row.rules)


def remember_robots(connection: Connection, origin: str, known: KnownRobots, *, now: datetime, expires: datetime) -> None:
    """Keep an answer to the request for robots.txt."""
    row = {"status": known.status, "rules": known.rules, "fetched_at": now, "expires_at": expires}
    statement = insert(connection, schema.robots).values(row | {"origin": origin})
    connection.execute(statement.on_conflict_do_update(index_elements=[schema.robots.c.origin], set_=row))


def forget(connection: Connection, *, now: datetime) -> None:
    """Drop hosts and robots.txt that have not mattered for a month."""
    h, r = schema.hosts.c, schema.robots.c
    idle = sa.and_(h.next_request_at < now - _AGES, sa.or_(h.paused_until.is_(None), h.paused_until < now))
    connection.execute(sa.delete(schema.hosts).where(idle))
    connection.execute(sa.delete(schema.robots).where(r.expires_at < now - _AGES))


def _locked(connection: Connection, host: str) -> tuple[datetime | None, datetime | None]:
    """`next_request_at` and `paused_until` of a host; its row is there, and ours until the transaction ends."""
    c = schema.hosts.c
    wanted = sa.select(c.next_request_at, c.paused_until).where(c.host == host).with_for_update()
    found = connection.execute(wanted).first()
    if found is None:
        connection.execute(insert(connection, schema.hosts).values(host=host).on_conflict_do_nothing())
        found = connection.execute(wanted).one()
    return found.next_request_at, found.paused_until
