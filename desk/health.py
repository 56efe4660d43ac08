"""The sources' health, read from what is stored."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawler.health import Health, State, judge

if TYPE_CHECKING:
    from storage.database import Connection

SILENT = (State.STALE, State.EMPTY, State.LAYOUT_CHANGED)  # these answer: what cannot be reached is told elsewhere


def healths(connection: "Connection", now: datetime) -> list[Health]:
    """Every enabled source of the catalogue as last synchronised, by id. Raises storage.database.DatabaseError."""
    from storage.history import histories

    return [judge(history) for history in histories(connection, now=now)]


def as_json(health: Health) -> dict[str, Any]:
    return {
        "source": health.source,
        "state": health.state.value,
        "since": health.since.isoformat(timespec="seconds") if health.since else None,
        "evidence": health.evidence,
        "usual_gap_seconds": int(health.usual_gap.total_seconds()) if health.usual_gap is not None else None,
        "alarm": health.alarm,
    }
