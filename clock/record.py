"""What the daemon is doing, in a file: its heartbeat, what runs, and how each job last went."""

import contextlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RECORD = "daemon.json"  # in var/ of the home

State = dict[str, Any]


class Record:
    """Kept in memory, written whole. Safe to use from several threads; times are ISO 8601 in UTC."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        before = read_record(path) or {}
        self._jobs: dict[str, State] = {}
        self._before: dict[str, State] = {name: {**job, "running": []} for name, job in before.get("jobs", {}).items()}
        self._schedules: State = {"loaded_at": None, "refused": None}
        self._started_at = _now()

    def loaded(self, refused: str | None = None) -> None:
        """Note that schedules.yaml was read, or why it was not taken."""
        with self._lock:
            self._schedules["refused"] = refused
            if refused is None:
                self._schedules["loaded_at"] = _now()

    def planned(self, following: Mapping[str, datetime | None]) -> None:
        """Note the jobs there are, and when each starts next."""
        with self._lock:
            for name in [name for name in self._jobs if name not in following and not self._jobs[name]["running"]]:
                del self._jobs[name]
            for name, moment in following.items():
                self._job(name)["next_at"] = moment and _said(moment)

    def known_since(self, name: str) -> datetime:
        """When the job was first seen in the schedules of this home."""
        with self._lock:
            return datetime.fromisoformat(self._job(name)["known_since"])

    def started(self, name: str, pid: int, due: datetime) -> None:
        with self._lock:
            self._job(name)["running"].append({"pid": pid, "since": _now(), "due": _said(due)})

    def ended(self, name: str, pid: int, outcome: str, code: int) -> None:
        with self._lock:
            job = self._job(name)
            run = next(run for run in job["running"] if run["pid"] == pid)
            job["running"].remove(run)
            job["last"] = {"outcome": outcome, "code": code, "due": run["due"], "since": run["since"], "until": _now()}
            job["runs"][outcome] = job["runs"].get(outcome, 0) + 1
            if outcome == "ok":
                job["last_ok_at"] = job["last"]["until"]

    def idle(self, name: str) -> None:
        """Note that a look found nothing to do: as good as a run that ended well."""
        with self._lock:
            job = self._job(name)
            job["idle"] = job.get("idle", 0) + 1
            job["last_ok_at"] = _now()

    def state(self) -> State:
        with self._lock:
            state = {
                "pid": os.getpid(),
                "started_at": self._started_at,
                "beat_at": _now(),
                "schedules": self._schedules,
                "jobs": self._jobs,
            }
            return dict(json.loads(json.dumps(state)))

    def write(self) -> State:
        """Replace the file. A disk that is full stops no job: OSError is raised to whoever wants to log it."""
        state = self.state()
        replace_file(self._path, json.dumps(state, indent=1) + "\n")
        return state

    def _job(self, name: str) -> State:
        if name not in self._jobs:
            fresh: State = {"running": [], "last": None, "last_ok_at": None, "next_at": None, "runs": {}}
            fresh["known_since"] = _now()
            self._jobs[name] = self._before.get(name, fresh)
        return self._jobs[name]


def read_record(path: Path) -> State | None:
    """What the daemon wrote last; None when there is nothing, or nothing that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def replace_file(path: Path, content: str) -> None:
    """Write a file so that a reader finds the old one or the new one, whole. Raises OSError."""
    with _beside(path) as fresh:
        fresh.write_text(content, encoding="utf-8")
        fresh.replace(path)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _now() -> str:
    return _said(datetime.now(UTC))


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
