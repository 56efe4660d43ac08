"""How things stand, as `tumen status --json` prints it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.schema.columns import instant_text

_RUNS = 20  # the latest; the table has them all


def status(connection: Connection, now: datetime) -> dict[str, Any]:
    """Sources, requests by outcome, articles, and the latest runs; moments as ISO 8601 text in UTC, ready for JSON."""
    a, r = schema.articles.c, schema.revisions.c
    relevant = (
        sa.select(sa.func.count())
        .select_from(schema.articles)
        .join(schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions))
        .where(r.relevant)
    )
    return {
        "sources": _sources(connection, now),
        "fetches": {"by_outcome": _by_outcome(connection)},
        "articles": connection.scalar(sa.select(sa.func.count()).select_from(schema.articles)),
        "relevant": connection.scalar(relevant),
        "runs": _runs(connection),
    }


def _sources(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    c = schema.sources.c
    named = (c.id, c.publisher, c.affiliation, c.kind, c.enabled, c.last_polled_at, c.last_success_at, c.last_reason)
    paced = (
        c.every_seconds,
        c.pace_seconds,
        c.pace_reason,
        c.fallback_of,
        c.resting_since,
        c.stands_in_since,
        c.stands_in_because,
    )
    rows = connection.execute(sa.select(*named, c.failures, c.next_due_at, c.leased_until, *paced).where(c.listed).order_by(c.id))
    found = []
    for row in rows:
        shown = _shown(row)
        leased_until = shown.pop("leased_until")
        shown["due"] = bool(row.enabled and (row.next_due_at is None or row.next_due_at <= now))
        shown["leased"] = leased_until is not None and row.leased_until > now
        found.append(shown)
    return found


def _by_outcome(connection: Connection) -> dict[str, int]:
    c = schema.fetches.c
    rows = connection.execute(sa.select(c.outcome, sa.func.count().label("requests")).group_by(c.outcome).order_by(c.outcome))
    return {row.outcome: row.requests for row in rows}


def _runs(connection: Connection) -> list[dict[str, Any]]:
    c = schema.runs.c
    rows = sa.select(c.id, c.job, c.started_at, c.finished_at, c.outcome).order_by(c.id.desc()).limit(_RUNS)
    return [_shown(row) for row in connection.execute(rows)]


def _shown(row: sa.Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {name: instant_text(value) if isinstance(value, datetime) else value for name, value in row._mapping.items()}
