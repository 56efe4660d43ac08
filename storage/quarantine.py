"""Addresses whose bodies took a parser too long, or killed it: after the second time they are left alone."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.upserts import insert
from tumen.journey import Fetch
from tumen.outcomes import Reason

OFFENCES = 2  # the first may have been the machine's: another process, no memory left
LASTS = timedelta(days=7)  # then the address gets one more chance, and the next offence counts at once


def note_offence(connection: Connection, fetch: Fetch, detail: str) -> None:
    """Count what `fetches` holds of this address, and quarantine it from the second offence on. The same fetch counts once."""
    f, q = schema.fetches.c, schema.quarantine.c
    key = schema.address_key(fetch.url)
    counted = sa.select(sa.func.count()).where(f.url_key == key, f.reason == Reason.TOO_SLOW.value)
    offences = connection.execute(counted).scalar_one()
    known = connection.scalar(sa.select(q.offences).where(q.url_key == key)) or 0
    offences = max(offences, known)  # rows are pruned; what they led to stays
    if offences < OFFENCES:
        return
    row = {"url": fetch.url, "since": fetch.fetched_at, "until": fetch.fetched_at + LASTS, "offences": offences, "detail": detail}
    statement = insert(connection, schema.quarantine).values(row | {"url_key": key})
    connection.execute(statement.on_conflict_do_update(index_elements=[q.url_key], set_=row))


def quarantined(connection: Connection, *, now: datetime) -> dict[str, datetime]:
    """The addresses left alone now, and until when."""
    c = schema.quarantine.c
    rows = connection.execute(sa.select(c.url, c.until).where(c.until > now, c.until <= now + LASTS))
    return {row.url: row.until for row in rows}
