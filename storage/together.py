"""Bringing the current picture up to date: values of an attribute, happenings of a type, after their statements changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date as Day
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.happenings import Told, bring_together
from storage.standings import CHANGING, Stated, standings
from storage.upserts import adding
from tumen.statements import Attribute, Bound
from tumen.transport import EventType

SEPARATOR = "; "  # between names and between figures in one column
_MOST_NAMED = 20  # names, and figures, in one column: more nobody reads, and the row would grow with every report
_LOCK = 0x6C6564676572  # "ledger": PostgreSQL's advisory lock under which statements are written

Touched = tuple[str, str]  # transport link, and attribute or event type


def lock(connection: Connection) -> None:
    """Until the transaction ends nobody else brings values together: two that did would each miss the other's statement.

    SQLite has one writer anyway. Take it last in a transaction: who waits for it may hold other locks, its holder waits for none.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def bring_up_to_date(connection: Connection, claims: Collection[Touched], events: Collection[Touched], *, now: datetime) -> None:
    """Work the values of these attributes and the happenings of these types out anew; only rows that differ are written."""
    attributes = set(claims)
    for transport_link, kind in sorted(set(events)):
        _happenings(connection, transport_link, kind, now)
        if kind == EventType.SCHEDULE_CHANGED:
            attributes |= {(transport_link, attribute.value) for attribute in CHANGING}
    for transport_link, attribute in sorted(attributes):
        _values(connection, transport_link, Attribute(attribute), now)


def _values(connection: Connection, transport_link: str, attribute: Attribute, now: datetime) -> None:
    changed_on = [day for day in map(_day, _schedule_changes(connection, transport_link)) if day] if attribute in CHANGING else []
    rows: list[dict[str, object]] = []
    for value in standings(attribute, list(_stated(connection, transport_link, attribute)), changed_on):
        shared = {
            "same_as": value.figure,
            "standing": value.standing.value,
            "against": SEPARATOR.join(value.against[:_MOST_NAMED]),
            **_counted(value.said, value.living),
        }
        for figure in dict.fromkeys(one.figure for one in value.said):
            one = next(said for said in value.said if said.figure == figure)
            own = {name: getattr(one, name) for name in ("figure", "value", "high", "unit", "date")}
            rows.append(
                {"transport_link": transport_link, "attribute": attribute.value, "bound": one.bound.value, **own, **shared}
            )
    _replace(
        connection, schema.claim_values, {"transport_link": transport_link, "attribute": attribute.value}, "figure", rows, now
    )


def _stated(connection: Connection, transport_link: str, attribute: Attribute) -> Iterator[Stated]:
    for row in connection.execute(_claims(), {"about": transport_link, "kind": attribute.value}):
        speaker = " ".join(row.speaker.split()) if row.speaker else None
        yield Stated(
            figure=row.figure,
            value=row.value,
            high=row.high,
            unit=row.unit,
            date=row.date,
            bound=Bound(row.bound),
            article=row.article,
            stated_on=_day(row.stated_on),
            dated=row.dated_by in ("published", "edited"),
            as_of=_day(row.as_of),
            name=speaker or row.publisher,
            voice=speaker.casefold() if speaker else row.origin,
            origin=row.origin,
            about=row.about,
            withdrawn=row.wording == "withdrawn",
        )


@cache
def _claims() -> sa.Select[Any]:
    c = schema.view("link_claims").c
    figure = (c.figure, c.value, c.high, c.unit, c.date, c.bound, c.as_of)  # not all columns: what is not asked is not joined
    whose = (c.article, c.stated_on, c.dated_by, c.speaker, c.publisher, c.origin, c.about, c.wording)
    those = (c.transport_link == sa.bindparam("about"), c.attribute == sa.bindparam("kind"))
    return sa.select(*figure, *whose).where(*those).order_by(c.claim)


def _schedule_changes(connection: Connection, transport_link: str) -> Iterable[str]:
    h = schema.happenings.c
    changed = (h.transport_link == transport_link, h.type == EventType.SCHEDULE_CHANGED.value, h.statements > 0)
    return connection.scalars(sa.select(sa.func.coalesce(h.date, h.first_seen)).where(*changed))


def _happenings(connection: Connection, transport_link: str, kind: str, now: datetime) -> None:
    told = list(_told(connection, transport_link, kind))
    rows: list[dict[str, object]] = []
    belongs: dict[int, str] = {}
    for one in bring_together([said for said, _ in told]):
        belongs |= dict.fromkeys((said.event for said in one.said), one.told_as)
        row = {
            "transport_link": transport_link,
            "type": kind,
            "told_as": one.told_as,
            "date": one.date,
            "precision": {4: "year", 7: "month", 10: "day"}[len(one.date)] if one.date else None,
            "place": next((said.place for said in one.said if said.place), None),
            "planned": one.planned,
            "articles": len({said.article for said in one.living if said.article is not None}),
            "sentence": one.first.sentence,
            "article": one.first.article,
        }
        rows.append(row | _counted(one.said, one.living))
    _replace(connection, schema.happenings, {"transport_link": transport_link, "type": kind}, "told_as", rows, now)
    moved = [{"event": said.event, "now": belongs[said.event]} for said, held in told if belongs[said.event] != held]
    if moved:
        connection.execute(_MOVING, moved)


@cache
def _events() -> sa.Select[Any]:
    c = schema.view("link_events").c
    told = (c.event, c.date, c.place, c.sentence, c.wording, c.story, c.told_as)
    whose = (c.article, c.stated_on, c.dated_by, c.speaker, c.publisher, c.origin)
    those = (c.transport_link == sa.bindparam("about"), c.type == sa.bindparam("kind"))
    return sa.select(*told, *whose).where(*those).order_by(c.event)


_MOVING = sa.update(schema.events).where(schema.events.c.id == sa.bindparam("event")).values(told_as=sa.bindparam("now"))


def _told(connection: Connection, transport_link: str, kind: str) -> Iterator[tuple[Told, str | None]]:
    """Each statement, and what it is told as so far."""
    for row in connection.execute(_events(), {"about": transport_link, "kind": kind}):
        one = Told(
            event=row.event,
            date=row.date,
            place=row.place,
            article=row.article,
            story=row.story,
            stated_on=_day(row.stated_on),
            name=" ".join(row.speaker.split()) if row.speaker else row.publisher,
            origin=row.origin,
            sentence=row.sentence,
            withdrawn=row.wording == "withdrawn",
            dated=row.dated_by != "first kept",
        )
        yield one, row.told_as


def _counted(said: Sequence[Stated] | Sequence[Told], living: Sequence[Stated] | Sequence[Told]) -> dict[str, object]:
    """Who states it, since when, and how many."""
    days = sorted(one.stated_on for one in said if one.stated_on)
    standing = {one.article for one in living if one.article is not None}
    names = dict.fromkeys(one.name.replace(SEPARATOR, ", ") for one in said)
    return {
        "stated_by": SEPARATOR.join(islice(names, _MOST_NAMED)),
        "first_seen": days[0].isoformat() if days else None,
        "last_seen": days[-1].isoformat() if days else None,
        "statements": len(standing) + sum(one.article is None for one in living),
        "independent_sources": len({one.origin for one in living if one.origin}),
        "withdrawn": len({one.article for one in said if one.article is not None} - standing),
    }


def _day(written: str | None) -> Day | None:
    """None for what is unknown or no whole day."""
    with suppress(ValueError):
        return Day.fromisoformat(written) if written else None
    return None


def _replace(
    connection: Connection, table: sa.Table, where: Mapping[str, str], key: str, rows: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Make the rows of `where` these, touching only those that differ."""
    given = {f"of_{name}": value for name, value in where.items()}
    held = {row[key]: row for row in connection.execute(_rows(table, tuple(where)), given).mappings()}
    wanted = {row[key]: row for row in rows}
    for one in sorted(held.keys() - wanted.keys()):
        of_these = [table.c[name] == value for name, value in where.items()]
        connection.execute(sa.delete(table).where(*of_these, table.c[key] == one))
    new = [{**row, **where, "changed_at": now} for one, row in wanted.items() if one not in held]
    if new:
        connection.execute(adding(table), new)
    changed = [row for one, row in wanted.items() if one in held and any(held[one][name] != value for name, value in row.items())]
    if changed:
        update = _changing(table, tuple(where), key, (*changed[0], "changed_at"))
        connection.execute(
            update, [given | {f"new_{name}": value for name, value in (row | {"changed_at": now}).items()} for row in changed]
        )


def _of(table: sa.Table, where: Iterable[str]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"of_{name}") for name in where]


@cache
def _rows(table: sa.Table, where: tuple[str, ...]) -> sa.Select[Any]:
    return sa.select(table).where(*_of(table, where))


@cache
def _changing(table: sa.Table, where: tuple[str, ...], key: str, names: tuple[str, ...]) -> sa.Update:
    values: dict[str, sa.BindParameter[Any]] = {name: sa.bindparam(f"new_{name}") for name in names}
    return sa.update(table).where(*_of(table, where), table.c[key] == sa.bindparam(f"new_{key}")).values(values)
