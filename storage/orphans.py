"""What processes that died left behind: leases nobody holds any more, and runs nobody ends."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema

_LOOKS_BACK = timedelta(days=7)  # by an index; the table keeps every run there ever was


def clear(connection: Connection, *, dead: Callable[[str], bool], now: datetime) -> list[str]:
    """Free the leases and end the runs of those owners that `dead` says have died; which they were."""
    tables = (schema.sources.c.leased_by, schema.jobs.c.leased_by)
    owners = {owner for column in tables for owner in connection.scalars(sa.select(column).where(column.is_not(None)).distinct())}
    r = schema.runs.c
    recent = sa.and_(r.started_at > now - _LOOKS_BACK, r.finished_at.is_(None))
    owners |= set(connection.scalars(sa.select(r.owner).where(recent).distinct()))
    gone = sorted(owner for owner in owners if dead(owner))
    if gone:
        for table in (schema.sources, schema.jobs):
            free = sa.update(table).where(table.c.leased_by.in_(gone))
            connection.execute(free.values(leased_by=None, leased_until=None))
        ended = sa.update(schema.runs).where(r.owner.in_(gone), recent)
        connection.execute(ended.values(finished_at=now, outcome="interrupted"))
    return gone
