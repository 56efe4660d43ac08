"""The daemon over changes of its plans, missed times and restarts: real processes, and a real mail server."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, Envelope, Session

from storage import jobs, runs
from storage.database import Database
from tests.journey.test_daemon import Daemon

EMPTY = "crawl: {}\ndigest: {}\n"
NIGHTLY = "crawl: {}\ndigest: {}\nupkeep:\n  optimise: {every: 1d}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "sources.yaml").write_text(
        "sources:\n  - {id: one, publisher: One, kind: feed, url: 'http://127.0.0.2:9/', languages: [en], affiliation: wire,"
        " timezone: UTC, every: 1h, enabled: false}\n"
    )
    (tmp_path / "schedules.yaml").write_text(EMPTY)
    return tmp_path


def record(home: Path) -> dict[str, object]:
    found = json.loads((home / "var" / "daemon.json").read_text())
    assert isinstance(found, dict)
    return found


def test_a_changed_schedule_is_taken_without_a_restart(home: Path) -> None:
    with Daemon(home) as daemon:
        daemon.until("event=daemon.started jobs=0")
        (home / "schedules.yaml").write_text("crawl:\n  all: {affiliations: [wire], every: 1h}\ndigest: {}\n")
        daemon.until("event=schedules.loaded jobs=1 added=1 changed=0 removed=0")
        ended = daemon.until("event=job.ended job=crawl.all")
        assert "outcome=ok" in ended


def test_a_bad_schedule_changes_nothing_not_even_for_children_and_is_told_with_line_and_key(home: Path) -> None:
    good = "crawl:\n  all: {affiliations: [wire], every: 1h}\ndigest: {}\nupkeep:\n  optimise: {every: 7d}\n"
    (home / "schedules.yaml").write_text(good)
    with Daemon(home) as daemon:
        daemon.until("event=job.ended job=crawl.all")
        (home / "schedules.yaml").write_text(good.replace("every: 1h", "evry: 1h"))
        daemon.process.send_signal(signal.SIGHUP)
        refused = daemon.until("event=schedules.refused")
        assert 'schedules.yaml:2: crawl.all.evry: unknown key; did you mean "every"?' in refused
        (home / "schedules.yaml").write_text(good + "  prune: {every: 7d, keep: 1d}\n")
        daemon.process.send_signal(signal.SIGHUP)
        assert "schedules.yaml:6: upkeep.prune.keep: 1d is outside" in daemon.until("event=schedules.refused")
        # the next start would come in an hour; a child started by hand the daemon's way reads what was accepted
        child = [sys.executable, "-m", "desk", "--accepted", str(home / "var" / "accepted"), "crawl", "--due", "--group", "all"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
        done = subprocess.run(
            child, cwd=Path(__file__).parents[2], env=environment | {"TUMEN_HOME": str(home)}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        schedules = record(home)["schedules"]
        assert isinstance(schedules, dict)
        assert "upkeep.prune.keep" in schedules["refused"]
        (home / "schedules.yaml").write_text(good + "  prune: {every: 7d, keep: 30d}\n")
        daemon.until("event=schedules.loaded jobs=3 added=1 changed=0 removed=0")


def test_a_daemon_whose_schedule_is_bad_does_not_start(home: Path) -> None:
    (home / "schedules.yaml").write_text("crawl: {}\n")
    with Daemon(home) as daemon:
        _, said = daemon.process.communicate(timeout=30)
        assert daemon.process.returncode == 2
        assert said == "tumen: schedules.yaml:1: digest missing; every entry needs crawl, digest\n"


@pytest.mark.parametrize(("days", "made_up"), [(0, False), (3, True)])
def test_a_task_missed_while_nobody_looked_runs_at_start(home: Path, days: int, made_up: bool) -> None:
    """A task every day: its last run was `days` ago."""
    (home / "schedules.yaml").write_text(NIGHTLY.replace("every: 1d", "every: 2d"))
    database = Database(f"sqlite:///{home / 'var' / 'tumen.db'}")
    database.upgrade()
    then = datetime.now(UTC) - timedelta(days=days)
    with database.writing() as connection:
        run = runs.start(connection, "upkeep.optimise", now=then, owner="test")
        runs.finish(connection, run, now=then, outcome="ok", summary={})
    database.close()
    with Daemon(home) as daemon:
        if made_up:
            daemon.until("event=job.missed job=upkeep.optimise")
            assert "outcome=ok" in daemon.until("event=job.ended job=upkeep.optimise")
        daemon.process.send_signal(signal.SIGTERM)
        _, said = daemon.process.communicate(timeout=20)
        assert "event=job.missed" not in said


def status(home: Path) -> dict[str, dict[str, object]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
    done = subprocess.run(
        [sys.executable, "-m", "desk", "status", "--json"],
        cwd=Path(__file__).parents[2],
        env=environment | {"TUMEN_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_status_says_what_runs_and_how_it_last_went(home: Path) -> None:
    (home / "schedules.yaml").write_text("crawl:\n  all: {affiliations: [wire], every: 1h}\ndigest: {}\n")
    before = status(home)
    assert before["daemon"]["running"] is False
    with Daemon(home) as daemon:
        daemon.until("event=job.ended job=crawl.all")
        for _ in range(2):  # a beat ends with the record: when the second has begun, the first is written
            daemon.process.send_signal(signal.SIGHUP)
            daemon.until("event=schedules.loaded")
        during = status(home)["daemon"]
        assert (during["running"], during["pid"]) == (True, daemon.process.pid)
        jobs = during["jobs"]
        assert isinstance(jobs, dict)
        assert jobs["crawl.all"]["last"]["outcome"] == "ok"
        assert jobs["crawl.all"]["next_at"] is not None
    after = status(home)
    assert after["daemon"]["running"] is False
    assert before.keys() == after.keys() == {"sources", "fetches", "articles", "relevant", "runs", "daemon", "health"}


def test_without_its_database_the_daemon_waits_and_lives(home: Path) -> None:
    (home / "schedules.yaml").write_text(NIGHTLY)
    nobody = "postgresql://tumen@127.0.0.2:9/tumen"
    with Daemon(home, TUMEN_DATABASE_URL=nobody) as daemon:
        gone = daemon.until("event=memory.gone")
        assert "127.0.0.2" in gone
        assert "again_in=30" in gone
        daemon.process.send_signal(signal.SIGHUP)
        daemon.until("event=schedules.loaded jobs=1")
        daemon.process.send_signal(signal.SIGTERM)
        daemon.process.communicate(timeout=20)
        assert daemon.process.returncode == 0


def test_the_metrics_port_answers_while_the_daemon_runs(home: Path) -> None:
    with Daemon(home, "--metrics-port", "0") as daemon:
        url = daemon.until("event=metrics.listening").strip().rpartition("url=")[2]
        daemon.until("event=daemon.started")
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert b"tumen_started_seconds " in answer.read()


class Mailbox(Sink):
    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.subjects += [line.decode() for line in content.splitlines() if line.startswith(b"Subject:")]
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def due_an_hour_ago() -> str:
    """A digest whose time was an hour ago in UTC, and is tomorrow for anybody who starts now."""
    due = datetime.now(UTC) - timedelta(hours=1)
    return (
        f"crawl: {{}}\ndigest:\n  daily: {{cron: '{due.minute} {due.hour} * * *', timezone: UTC, period: day,"
        " to: [desk@example.org], from: tumen@example.org}\n"
    )


def test_a_new_installation_mails_nothing_before_its_time(home: Path, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    (home / "schedules.yaml").write_text(due_an_hour_ago())
    with Daemon(home, TUMEN_SMTP_URL=f"smtp+plain://127.0.0.1:{port}") as daemon:
        daemon.until("event=daemon.started jobs=1")
        daemon.until("event=missed.looked jobs=1 missed=0")
        daemon.process.send_signal(signal.SIGTERM)
        daemon.process.communicate(timeout=20)
    assert box.subjects == []


def test_a_digest_missed_while_the_daemon_was_down_is_sent_once(home: Path, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    (home / "schedules.yaml").write_text(due_an_hour_ago())
    database = Database(f"sqlite:///{home / 'var' / 'tumen.db'}")
    database.upgrade()
    with database.writing() as connection:  # it ran before, long ago
        runs.start(connection, "digest.daily", now=datetime.now(UTC) - timedelta(days=30), owner="test")
    database.close()
    period = (datetime.now(UTC) - timedelta(hours=1)).date().isoformat()
    for _ in range(2):  # the second start finds it decided
        with Daemon(home, TUMEN_SMTP_URL=f"smtp+plain://127.0.0.1:{port}") as daemon:
            daemon.until("event=job.missed job=digest.daily")
            assert "outcome=ok" in daemon.until("event=job.ended job=digest.daily")
            daemon.process.send_signal(signal.SIGTERM)
            daemon.process.communicate(timeout=20)
    assert len(box.subjects) == 1
    with Database(f"sqlite:///{home / 'var' / 'tumen.db'}").reading() as connection:
        assert connection.exec_driver_sql("SELECT period FROM digests").scalars().all() == [period]


def test_a_database_copied_here_sends_nothing_until_somebody_says_so(home: Path, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    (home / "schedules.yaml").write_text(due_an_hour_ago())
    database = Database(f"sqlite:///{home / 'var' / 'tumen.db'}")
    database.upgrade()
    with database.writing() as connection:
        jobs.confirm(connection, jobs.place_of(connection, "the machine it was copied from"), now=datetime.now(UTC))
    database.close()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
    environment = kept | {"TUMEN_HOME": str(home), "TUMEN_SMTP_URL": f"smtp+plain://127.0.0.1:{port}"}

    def digest(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "desk", "digest", "daily", *options]
        return subprocess.run(command, cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True)

    refused = digest()
    assert refused.returncode == 2
    assert "--confirm-here" in refused.stderr
    assert box.subjects == []
    assert digest("--confirm-here").returncode == 0
    assert digest().returncode == 0
    assert len(box.subjects) == 1


def test_a_digest_that_cannot_be_sent_is_planned_again(home: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    (home / "schedules.yaml").write_text(due_an_hour_ago())
    database = Database(f"sqlite:///{home / 'var' / 'tumen.db'}")
    database.upgrade()
    with database.writing() as connection:
        runs.start(connection, "digest.daily", now=datetime.now(UTC) - timedelta(days=30), owner="test")
    database.close()
    with Daemon(home, TUMEN_SMTP_URL=f"smtp+plain://127.0.0.1:{port}") as daemon:
        daemon.until("event=job.ended job=digest.daily")
        planned = daemon.until("event=job.planned job=digest.daily")
        assert "attempt=1" in planned


def test_the_service_manager_and_the_metrics_file_are_told(home: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000"}
        with Daemon(home, "--metrics-file", str(tmp_path / "tumen.prom"), **told) as daemon:
            assert manager.recv(4096) == b"READY=1\nSTATUS=0 jobs"
            assert [manager.recv(4096) for _ in range(3)] == [b"WATCHDOG=1"] * 3
            daemon.process.send_signal(signal.SIGTERM)
            daemon.process.communicate(timeout=20)
            last = [manager.recv(4096)]
            while last[-1] == b"WATCHDOG=1":
                last.append(manager.recv(4096))
            assert last[-1] == b"STOPPING=1"
    assert "tumen_heartbeat_seconds " in (tmp_path / "tumen.prom").read_text()
