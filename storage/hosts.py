"""Hosts: when each may be asked again, by whichever crawl, and what its robots.txt said last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.upserts import insert

LONGEST_PAUSE = timedelta(hours=24)  # a pause read as longer was written by a clock that has been set back since
LONGEST_QUEUE = timedelta(minutes=20)  # the same for turns: no host has more waiting, at ten minutes between two requests
_AGES = timedelta(days=30)  # what was not needed for so long is forgotten


@dataclass(frozen=True, slots=True)
class Hold:
    """A host that one process may ask until then without asking here. Others wait for it."""

    free: datetime  # the earliest moment of its next request
    until: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that wants to go, `gap` before the next one of anybody.

    With `span` the process means to ask more: the host is held for so long. `hold` is what it held before, used up or not.
    """

    host: str
    gap: timedelta
    span: timedelta = timedelta()
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """`paused`: the host asked to be left alone for so long yet, and no turn was taken. Else the request may go after `wait`."""

    wait: timedelta = timedelta()
    paused: timedelta = timedelta()
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class KnownRobots:
    """An answer to the request for robots.txt."""

    status: int
    rules: str


def take_turn(connection: Connection, host: str, *, now: datetime, gap: timedelta) -> Turn:
    """The next free moment of one host; see `take_turns`."""
    return take_turns(connection, [Wish(host, gap)], now=now)[0]


def take_turns(connection: Connection, wishes: Sequence[Wish], *, now: datetime) -> list[Turn]:
    """The next free moments of hosts, one for each wish; turns taken by all processes together stand at least `gap` apart.

    In a writing transaction.
    """
    rows = _locked(connection, {wish.host for wish in wishes})
    turns: list[Turn] = []
    holds: dict[str, Hold] = {}
    for wish in wishes:
        free, paused_until = rows[wish.host]
        if paused_until is not None and now < paused_until <= now + LONGEST_PAUSE:
            turns.append(Turn(paused=paused_until - now))
            continue
        before = holds.get(wish.host, wish.hold)
        if before is not None and free == before.until:  # nobody has come in between
            free = before.free
        at = free if free is not None and now < free <= now + LONGEST_QUEUE else now
        hold = Hold(at + wish.gap, at + max(wish.gap, wish.span))
        rows[wish.host] = hold.until, paused_until
        holds[wish.host] = hold
        turns.append(Turn(wait=at - now, hold=hold))
    _note(connection, holds)
    return turns


def give_back(connection: Connection, holds: Mapping[str, Hold]) -> None:
    """Hosts that are not asked any more are free from their next free moment on, where nobody has come in between."""
    c = schema.hosts.c
    ours = sa.update(schema.hosts).where(c.host == sa.bindparam("its_host"), c.next_request_at == sa.bindparam("was"))
    rows = [{"its_host": host, "was": hold.until, "free": hold.free} for host, hold in sorted(holds.items())]
    if rows:
        connection.execute(ours.values(next_request_at=sa.bindparam("free")), rows)


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


def robots_of(connection: Connection, origins: Collection[str], *, now: datetime) -> dict[str, KnownRobots]:
    """The robots.txt of origins (scheme://host:port) while it holds; those that are missing must be asked for."""
    c = schema.robots.c
    holds = sa.and_(c.origin.in_(origins), c.fetched_at <= now, c.expires_at > now)
    found = connection.execute(sa.select(c.origin, c.status, c.rules).where(holds))
    return {row.origin: KnownRobots(row.status, row.rules) for row in found}


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


def _locked(connection: Connection, hosts: Collection[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """`next_request_at` and `paused_until` of hosts; their rows are there, and ours until the transaction ends."""
    c = schema.hosts.c
    # In one order, so that two processes cannot lock one another.
    wanted = sa.select(c.host, c.next_request_at, c.paused_until).where(c.host.in_(hosts)).order_by(c.host).with_for_update()
    found = {row.host: (row.next_request_at, row.paused_until) for row in connection.execute(wanted)}
    new = sorted(set(hosts) - set(found))
    if new:
        connection.execute(insert(connection, schema.hosts).on_conflict_do_nothing(), [{"host": host} for host in new])
        found |= {row.host: (row.next_request_at, row.paused_until) for row in connection.execute(wanted)}
    return found


def _note(connection: Connection, holds: Mapping[str, Hold]) -> None:
    c = schema.hosts.c
    rows = [{"its_host": host, "at": hold.until} for host, hold in holds.items()]
    if rows:
        noted = sa.update(schema.hosts).where(c.host == sa.bindparam("its_host"))
        connection.execute(noted.values(next_request_at=sa.bindparam("at")), rows)
