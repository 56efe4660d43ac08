"""What is stated of each transport link, read back: sheets, statements, and what some articles changed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.novelty import Among, Key, new_happenings, new_values
from storage.together import SEPARATOR
from tumen.ledger import Happening, LinkChanges, Sheet, Standing, Statement, Value
from tumen.statements import Attribute, Bound
from tumen.transport import EventType, TransportLink

_CHUNK = 500  # numbers in one look-up: SQLite takes 999 values in a statement where it is old
_UNKNOWN = "9999"  # where what has no date stands among dates: last
_ATTRIBUTES = {attribute: at for at, attribute in enumerate(Attribute)}
_DATED = ("published", "edited")  # days on which something was stated; others are days on which it was first kept
_NONE: Counter[str] = Counter()


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind the values: their claims, first stated first; the days these were stated; the registry's advice."""

    claims: dict[Key, list[int]] = field(default_factory=dict)
    days: dict[Key, list[str]] = field(default_factory=dict)
    advice: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)


def sheets(connection: Connection, registry: Mapping[str, TransportLink], transport_link: str | None = None) -> list[Sheet]:
    """A sheet for each transport link of the registry (`Registry.transport_links`), in its order; or for the one named.

    Raises KeyError for an id the registry does not have.
    """
    wanted = list(registry.values()) if transport_link is None else [registry[transport_link]]
    only = None if transport_link is None else [transport_link]
    status = _by_link(connection, "link_status", only)
    timeline = _by_link(connection, "link_timeline", only)
    figures = _by_link(connection, "link_conflicts", only)
    behind = _behind(connection, only)
    reports = _reports(connection, only)
    return [
        Sheet(
            transport_link=one.id,
            title=one.title,
            kind=one.kind.value,
            **_status(one, status.get(one.id, [])),
            timeline=_timeline(map(_happening, timeline.get(one.id, ()))),
            values=_values(_value(row, behind) for row in figures.get(one.id, ())),
            reports=tuple(sorted((week, count) for week, count in reports.get(one.id, _NONE).items() if week)),
            undated_reports=reports.get(one.id, _NONE)[""],
        )
        for one in wanted
    ]


def _timeline(happenings: Iterable[Happening]) -> tuple[Happening, ...]:
    return tuple(sorted(happenings, key=lambda one: (one.date or _UNKNOWN, one.first_seen or _UNKNOWN, one.type)))


def _values(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=lambda one: (_ATTRIBUTES[one.attribute], one.first_seen or _UNKNOWN, one.claims)))


def _by_link(connection: Connection, view: str, only: Sequence[str] | None) -> dict[str, list[Mapping[Any, Any]]]:
    c = schema.view(view).c
    rows = sa.select(*c).where(sa.true() if only is None else c.transport_link.in_(only))
    found: dict[str, list[Mapping[Any, Any]]] = {}
    for row in connection.execute(rows).mappings():
        found.setdefault(row["transport_link"], []).append(row)
    return found


def _status(one: TransportLink, rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """The registry's own words where the database has not been told of the transport link yet."""
    if not rows:
        own = one.status
        return {"status": own.text, "status_since": own.date, "status_by": own.said_by, "status_from": "registry"}
    [row] = rows
    by = _several(row["status_by"])
    return {"status": row["status"], "status_since": row["status_since"], "status_by": by, "status_from": row["status_from"]}


def _happening(row: Mapping[Any, Any]) -> Happening:
    return Happening(
        transport_link=row["transport_link"],
        type=EventType(row["type"]),
        date=row["date"],
        precision=row["precision"],
        place=row["place"],
        planned=row["planned"],
        stated_by=_several(row["stated_by"]),
        first_seen=row["first_seen"],
        articles=row["articles"],
        independent_sources=row["independent_sources"],
        sentence=row["sentence"],
        url=row["url"],
        last_seen=row["last_seen"],
        withdrawn=row["withdrawn"],
    )


def _value(row: Mapping[Any, Any], behind: _Behind) -> Value:
    transport_link, attribute = row["transport_link"], row["attribute"]
    key = (transport_link, attribute, row["figure"])
    days = behind.days.get(key, ())
    return Value(
        transport_link=transport_link,
        attribute=Attribute(attribute),
        value=row["value"],
        high=row["high"],
        unit=row["unit"],
        date=row["date"],
        bound=Bound(row["bound"]),
        standing=Standing(row["standing"]),
        against=_several(row["against"]),
        stated_by=_several(row["stated_by"]),
        first_seen=min(days, default=row["first_seen"]),
        last_seen=max(days, default=row["last_seen"]),
        statements=row["statements"],
        independent_sources=row["independent_sources"],
        claims=tuple(behind.claims.get(key, ())),
        withdrawn=row["withdrawn"],
        advice=tuple(behind.advice.get((transport_link, attribute), ())),
        undated=not days and row["first_seen"] is not None,
    )


def _several(written: str | None) -> tuple[str, ...]:
    return tuple(written.split(SEPARATOR)) if written else ()


def _behind(connection: Connection, only: Sequence[str] | None) -> _Behind:
    c = schema.view("link_claims").c
    rows = sa.select(c.claim, c.transport_link, c.attribute, c.same_as, c.advice, c.stated_on, c.dated_by)
    rows = rows.where(sa.true() if only is None else c.transport_link.in_(only))
    found = _Behind()
    for row in connection.execute(rows.order_by(sa.func.coalesce(c.stated_on, _UNKNOWN), c.claim)):
        key = (row.transport_link, row.attribute, row.same_as)
        found.claims.setdefault(key, []).append(row.claim)
        if row.dated_by in _DATED and row.stated_on:
            found.days.setdefault(key, []).append(row.stated_on)
        if row.advice:
            found.advice.setdefault((row.transport_link, row.attribute), {})[row.advice] = None
    return found


def _reports(connection: Connection, only: Sequence[str] | None) -> dict[str, Counter[str]]:
    """Relevant articles by ISO week of publication; under "" those without a day, whatever day they were kept."""
    c = schema.view("transport_link_timeline").c
    rows = sa.select(c.transport_link, c.day, c.dated_by, sa.func.count().label("articles"))
    rows = rows.where(c.role == "reported", c.relevant, sa.true() if only is None else c.transport_link.in_(only))
    found: dict[str, Counter[str]] = {}
    for row in connection.execute(rows.group_by(c.transport_link, c.day, c.dated_by)):
        year, week, _ = date.fromisoformat(row.day).isocalendar()
        name = f"{year}-W{week:02}" if row.dated_by in _DATED else ""
        found.setdefault(row.transport_link, Counter())[name] += row.articles
    return found


def statements(connection: Connection, ids: Sequence[int]) -> list[Statement]:
    """The claims of these numbers (`Value.claims`), in the order given; numbers of nothing are left out."""
    view, r, a = schema.view("link_claims"), schema.revisions.c, schema.articles.c
    c = view.c
    found: dict[int, Statement] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(*c, sa.func.coalesce(r.published_at, a.first_kept_at).label("stated_at"))
        query = query.outerjoin_from(view, schema.revisions, r.id == c.revision)
        query = query.outerjoin(schema.articles, a.id == c.article).where(c.claim.in_(ids[start : start + _CHUNK]))
        found |= {row["claim"]: _statement(row) for row in connection.execute(query).mappings()}
    return [found[number] for number in ids if number in found]


def _statement(row: Mapping[Any, Any]) -> Statement:
    same = ("transport_link", "value", "high", "unit", "date", "as_of", "speaker", "original", "sentence", "article", "revision")
    whose = ("url", "publisher", "affiliation", "language", "stated_at", "origin", "wording", "about", "advice")
    return Statement(
        id=row["claim"],
        attribute=Attribute(row["attribute"]),
        bound=Bound(row["bound"]),
        standing=Standing(row["standing"]),
        dated=row["dated_by"] != "first kept",
        **{name: row[name] for name in (*same, *whose)},
    )


def changes(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    articles: Sequence[int] | None = None,
) -> list[LinkChanges]:
    """What was first stated in [since, until), or in these articles, by transport link; none of them empty.

    A statement counts from the moment its wording was first fetched. What the registry states was known before. Only conflicts
    and replacements that an independent source states are told, and nothing that has been withdrawn since.
    """
    among = Among(since, until, articles)
    happened, stated = new_happenings(connection, among), new_values(connection, among)
    links = sorted({key[0] for key in (*happened, *stated)})
    timeline, figures = _by_link(connection, "link_timeline", links), _by_link(connection, "link_conflicts", links)
    behind = _behind(connection, links)
    found = []
    for link in links:
        told = [row for row in timeline.get(link, ()) if (link, row["type"], row["told_as"]) in happened and row["statements"]]
        new = [row for row in figures.get(link, ()) if (link, row["attribute"], row["figure"]) in stated]
        values = _values(_value(row, behind) for row in new if row["independent_sources"])
        conflicts = tuple(value for value in values if value.standing is Standing.CONFLICTS)
        replacements = tuple(value for value in values if value.standing is Standing.SUPERSEDES)
        if told or conflicts or replacements:
            found.append(LinkChanges(link, _timeline(map(_happening, told)), conflicts, replacements))
    return found
