"""What leases of sources and of jobs have in common: how long they last, and whose clock they go by."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

# Who has not been heard of for so long is given up for dead. With the look that finds it (3 s) and the start of a process, others
# are at work within 30 s.
SPAN = timedelta(seconds=15)
EXTEND_EVERY = 5.0  # seconds; two may fail before the lease is lost


def lease_clock(connection: Connection, now: datetime) -> datetime:
    """What time it is for leases: on PostgreSQL the server's, because the clocks of several machines differ; else `now`."""
    if connection.dialect.name == "sqlite":
        return now
    found: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return found


def let_go(connection: Connection) -> None:
    """From here on this transaction may not stand still for longer than a lease: a process that is stopped in the middle of it
    would keep the rows of its leases locked, and nobody could take over."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{SPAN.total_seconds():.0f}s'")
