"""Keeping what was read: the statements of a wording."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.schema import storable
from storage.together import bring_up_to_date, lock
from storage.upserts import adding
from tumen.ledger import shown
from tumen.statements import Claim, Event, Reading

_TABLES = ((schema.claims, "attribute"), (schema.events, "type"))


def record(
    connection: Connection, article: int, revision: int, reading: Reading, credited: Mapping[str, str], *, now: datetime
) -> None:
    """Keep what a wording of an article states, in the caller's transaction, after all else that it writes.

    `credited` are the origins of speakers that are agencies; what others say counts as the article's own origin.
    Idempotent. A wording that is read anew and otherwise than before has the new reading; what other wordings state stays.
    """
    lock(connection)
    touched: list[set[tuple[str, str]]] = []
    wanted = (claim_rows(reading.claims), event_rows(reading.events))
    for (table, kind), rows in zip(_TABLES, wanted, strict=True):
        own = {"article": article, "revision": revision}
        whole = [row | own | {"origin": credited.get(row["speaker"])} for row in rows]
        changed = rewrite(connection, table, _of_revision(table), {"of": revision}, whole, now)
        found = {(row[0], row[1]) for row in connection.execute(_kinds_of_article(table, kind), {"of": article})}
        touched.append(changed | found)
    bring_up_to_date(connection, *touched, now=now)


def rewrite(
    connection: Connection,
    table: sa.Table,
    those: sa.Select[Any],
    given: Mapping[str, object],
    rows: Sequence[dict[str, Any]],
    now: datetime,
) -> set[tuple[str, str]]:
    """Make `those` rows these, unless they are already; the transport links and attributes (or types) of what changed.

    `those` is a statement that selects whole rows of `table` by their position, `given` its parameters.
    """
    kind = "attribute" if table is schema.claims else "type"
    names: list[str] = list(rows[0]) if rows else []
    held = connection.execute(those, given).mappings().all()
    if [{name: row[name] for name in names} for row in held] == list(rows):
        return set()
    if held:
        connection.execute(sa.delete(table).where(table.c.id == sa.bindparam("gone")), [{"gone": row["id"]} for row in held])
    if rows:
        connection.execute(adding(table), [row | {"read_at": now} for row in rows])
    return {(row["transport_link"], row[kind]) for some in (held, rows) for row in some}


@cache
def _of_revision(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).where(table.c.revision == sa.bindparam("of")).order_by(table.c.position)


@cache
def _kinds_of_article(table: sa.Table, kind: str) -> sa.Select[Any]:
    return sa.select(table.c.transport_link, table.c[kind]).where(table.c.article == sa.bindparam("of")).distinct()


def claim_rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "transport_link": one.transport_link,
            "attribute": one.attribute.value,
            "figure": shown(one.value, one.high, one.unit, one.date, one.bound),
            "value": one.value,
            "high": one.high,
            "unit": one.unit,
            "date": one.date,
            "bound": one.bound.value,
            "as_of": one.as_of,
            "original": storable(one.original),
            "speaker": storable(one.speaker) if one.speaker else None,
            "sentence": storable(one.sentence),
        }
        for position, one in enumerate(claims)
    ]


def event_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "transport_link": one.transport_link,
            "type": one.type.value,
            "date": one.date,
            "precision": one.precision,
            "place": storable(one.place) if one.place else None,
            "speaker": storable(one.speaker) if one.speaker else None,
            "sentence": storable(one.sentence),
        }
        for position, one in enumerate(events)
    ]
