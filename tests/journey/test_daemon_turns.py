"""Several daemons on one database: each job's child waits for its turn, takes over from the dead, and never doubles."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database

ROOT = Path(__file__).parents[2]
DUE = datetime.now(UTC).isoformat(timespec="seconds")

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path, postgres_database: Database) -> Iterator[Start]:
    """Starts `tumen` as a daemon's child of one job would be, on one PostgreSQL."""
    (tmp_path / "schedules.yaml").write_text(
        "crawl: {}\ndigest: {}\nupkeep:\n  optimise: {every: 1d}\n  prune: {every: 1d, keep: 30d}\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
    url = postgres_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    environment = kept | {"TUMEN_HOME": str(tmp_path), "TUMEN_DATABASE_URL": url}
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "desk", "--accepted", str(tmp_path), "--turn", "upkeep.optimise", DUE, *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"ended without saying {words!r}")


def upkeeps(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM runs WHERE job = 'upkeep.optimise'").scalar_one())


def test_of_four_that_start_together_one_does_it(start: Start, postgres_database: Database) -> None:
    children = [start("upkeep", "optimise") for _ in range(4)]
    assert [child.wait(60) for child in children] == [0] * 4
    assert upkeeps(postgres_database) == 1


def test_who_waits_takes_over_within_thirty_seconds_and_the_one_that_comes_back_is_refused(
    start: Start, postgres_database: Database
) -> None:
    with postgres_database.writing() as connection:
        connection.exec_driver_sql("LOCK TABLE runs IN EXCLUSIVE MODE")  # the first stops at its first row
        first = start("upkeep", "optimise")
        _await_holder(postgres_database, 1)
        second = start("upkeep", "optimise")
        until(second, "event=lease.held job=upkeep.optimise")
        os.kill(first.pid, signal.SIGSTOP)
        stopped = time.monotonic()
    _await_holder(postgres_database, 2)
    assert time.monotonic() - stopped <= 30  # the lease was fresh when its holder stopped: 15 s, and a look every 2 s
    assert second.wait(60) == 0
    os.kill(first.pid, signal.SIGCONT)
    first.wait(60)
    with postgres_database.reading() as connection:
        fence, done = connection.exec_driver_sql("SELECT fence, done_due_at FROM jobs").one()
    assert fence == 2
    assert done is not None


def _await_holder(database: Database, fence: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.reading() as connection:
            found = connection.exec_driver_sql("SELECT fence FROM jobs").scalar_one_or_none()
        if found is not None and found >= fence:
            return
        time.sleep(0.05)  # a row that another process writes: there is nothing to wait on
    raise AssertionError(f"nobody took it under {fence}")


def test_what_failed_is_not_called_done(start: Start, postgres_database: Database) -> None:
    assert start("upkeep", "nothing").wait(60) == 2
    assert start("upkeep", "optimise").wait(60) == 0
    assert start("upkeep", "optimise").wait(60) == 0
    assert upkeeps(postgres_database) == 1
