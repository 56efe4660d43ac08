"""Jobs, each time they ran, and what they counted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from tumen.outcomes import Outcome, Reason

RunOutcome = Literal["ok", "failures", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source brought in one run."""

    source: str
    fetched: int  # requests, polls of the entry point included
    new: int  # articles first kept
    relevant: int  # pages kept whose wording is relevant, known or new
    refused: int
    failed: int
    reasons: dict[str, int]  # how often each reason, of all requests


def start(connection: Connection, job: str, *, now: datetime, owner: str) -> int:
    """Note that a job begins; the number of its run."""
    row = sa.insert(schema.runs).values(job=job, owner=owner, started_at=now)
    return int(connection.execute(row.returning(schema.runs.c.id)).scalar_one())


def finish(connection: Connection, run: int, *, now: datetime, outcome: RunOutcome, summary: dict[str, Any]) -> None:
    """Note how a run ended. `summary` is kept as JSON; what JSON lacks is written as text."""
    said = json.dumps(summary, ensure_ascii=False, default=str)
    connection.execute(
        sa.update(schema.runs).where(schema.runs.c.id == run).values(finished_at=now, outcome=outcome, summary=said)
    )


def of_run(connection: Connection, run: int) -> list[SourceCount]:
    """What each source brought in a run, by source id."""
    f = schema.fetches.c
    relevant = sa.func.sum(sa.case((f.relevance >= f.threshold, 1), else_=0))
    rows = connection.execute(
        sa.select(f.source, f.reason, sa.func.count(), relevant)
        .where(f.run == run)
        .group_by(f.source, f.reason)
        .order_by(f.source, f.reason)
    )
    reasons: dict[str, dict[Reason, int]] = {}
    kept_relevant: dict[str, int] = {}
    for source, written, count, relevant_count in rows:
        reason = Reason(written)
        reasons.setdefault(source, {})[reason] = count
        if reason.outcome is Outcome.KEPT:
            kept_relevant[source] = kept_relevant.get(source, 0) + int(relevant_count)
    return [_count(source, counts, kept_relevant.get(source, 0)) for source, counts in reasons.items()]


def _count(source: str, counts: dict[Reason, int], relevant: int) -> SourceCount:
    def total(outcome: Outcome) -> int:
        return sum(count for reason, count in counts.items() if reason.outcome is outcome)

    return SourceCount(
        source=source,
        fetched=sum(counts.values()),
        new=counts.get(Reason.NEW, 0) + counts.get(Reason.COPY, 0),
        relevant=relevant,
        refused=total(Outcome.REFUSED),
        failed=total(Outcome.FAILED),
        reasons={reason.value: count for reason, count in counts.items()},
    )
