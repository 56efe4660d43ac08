"""Watching the daemon: its record, metrics, word to the service manager, and the clock it goes by."""

import json
import logging
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock.gauges import Port, prometheus
from clock.notify import Manager
from clock.record import Record, read_record
from clock.wristwatch import Wristwatch
from desk.logs import OneLine, secrets_of

DUE = datetime(2026, 11, 21, 7, tzinfo=UTC)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record(tmp_path / "daemon.json")
    record.loaded()
    record.planned({"crawl.wires": DUE, "digest.daily": None})
    record.started("crawl.wires", 100, DUE)
    record.started("crawl.wires", 101, DUE)
    record.ended("crawl.wires", 100, "ok", 0)
    return record


def test_the_record_says_what_runs_since_when_and_how_it_last_went(record: Record, tmp_path: Path) -> None:
    record.write()
    found = read_record(tmp_path / "daemon.json")
    assert found is not None
    wires = found["jobs"]["crawl.wires"]
    assert [run["pid"] for run in wires["running"]] == [101]
    assert wires["last"]["outcome"] == "ok"
    assert wires["next_at"] == "2026-11-21T07:00:00+00:00"
    assert found["jobs"]["digest.daily"]["last"] is None
    assert datetime.fromisoformat(found["beat_at"]) - datetime.now(UTC) < timedelta(minutes=1)
    assert list(tmp_path.iterdir()) == [tmp_path / "daemon.json"]


def test_a_new_daemon_knows_how_jobs_went_but_not_that_they_run(record: Record, tmp_path: Path) -> None:
    since = record.known_since("digest.daily")
    record.write()
    after = Record(tmp_path / "daemon.json")
    after.planned({"crawl.wires": None, "digest.daily": None})
    kept = after.state()["jobs"]["crawl.wires"]
    assert kept["running"] == []
    assert (kept["last"]["outcome"], kept["runs"]) == ("ok", {"ok": 1})
    assert after.known_since("digest.daily") == since


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "daemon.json").write_bytes(content)
    assert read_record(tmp_path / "daemon.json") is None
    assert Record(tmp_path / "daemon.json").state()["jobs"] == {}


def test_a_job_that_left_the_schedules_leaves_the_record_when_it_has_ended(record: Record) -> None:
    record.planned({})
    assert list(record.state()["jobs"]) == ["crawl.wires"]
    record.ended("crawl.wires", 101, "ok", 0)
    record.planned({})
    assert record.state()["jobs"] == {}


def test_the_metrics_are_prometheus_text(record: Record) -> None:
    lines = prometheus(record.state()).splitlines()
    assert 'tumen_job_running{job="crawl.wires"} 1' in lines
    assert 'tumen_job_runs_total{job="crawl.wires",outcome="ok"} 1' in lines
    assert f'tumen_job_next_seconds{{job="crawl.wires"}} {int(DUE.timestamp())}' in lines
    assert "tumen_schedules_refused 0" in lines
    record.loaded(refused="schedules.yaml:3: no")
    assert "tumen_schedules_refused 1" in prometheus(record.state()).splitlines()
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    samples = {line.partition(" ")[0].partition("{")[0] for line in lines if not line.startswith("#")}
    assert samples <= set(named)
    assert len(named) == len(set(named))


def test_the_port_answers_metrics_on_this_machine_only(record: Record) -> None:
    port = Port(0, lambda: prometheus(record.state()))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port.number}/metrics", timeout=10) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert b"tumen_heartbeat_seconds" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port.number}/", timeout=10)
        with socket.socket() as outside, pytest.raises(ConnectionRefusedError):
            outside.connect(("127.0.0.2", port.number))
    finally:
        port.close()


@pytest.fixture(params=["path", "abstract"])
def manager_socket(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, socket.socket]:
    address = str(tmp_path / "notify") if request.param == "path" else f"@tumen-test-{tmp_path.name}"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind("\0" + address[1:] if address.startswith("@") else address)
    listening.settimeout(10)
    request.addfinalizer(listening.close)
    return address, listening


def test_the_service_manager_is_told(manager_socket: tuple[str, socket.socket]) -> None:
    address, listening = manager_socket
    manager = Manager(address, "20000000")
    assert manager.watchdog == 20.0
    manager.ready("6 jobs")
    manager.alive()
    manager.reloaded("schedules.yaml not taken:\nREADY=0")
    manager.stopping()
    said = [listening.recv(4096).decode() for _ in range(4)]
    assert said == ["READY=1\nSTATUS=6 jobs", "WATCHDOG=1", "STATUS=schedules.yaml not taken: READY=0", "STOPPING=1"]


def test_without_a_manager_nothing_is_said_and_a_lost_one_stops_nothing(tmp_path: Path) -> None:
    Manager(None).ready("6 jobs")
    lost = Manager(str(tmp_path / "gone"), "0")
    assert lost.watchdog is None
    lost.ready("6 jobs")


def test_a_clock_that_was_set_is_noticed_once_and_drift_is_not() -> None:
    wall, steady = [1000.0], [0.0]
    watch = Wristwatch(lambda: wall[0], lambda: steady[0])

    def later(wall_seconds: float, steady_seconds: float) -> timedelta | None:
        wall[0] += wall_seconds
        steady[0] += steady_seconds
        return watch.jumped()

    assert later(2, 2) is None
    assert later(3602, 2) == timedelta(hours=1)  # set forward, or asleep
    assert later(2, 2) is None
    assert later(-3598, 2) == timedelta(hours=-1)
    assert all(later(2.01, 2) is None for _ in range(5000))  # a slow clock is not a jump


def formatted(message: str, *arguments: object, secrets: tuple[str, ...] = (), error: BaseException | None = None) -> str:
    trouble = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("clock.test", logging.INFO, __file__, 1, message, arguments, trouble)
    return OneLine(secrets).format(record)


def test_a_record_is_one_line_whatever_is_in_it() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError as caught:
        line = formatted("event=x text=%s", "a\r\nb\x1b[2J\u2028c", error=caught)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert line.startswith("time=20")
    assert "level=INFO logger=clock.test event=x text=a\\r\\nb\\x1b[2J" in line
    assert "Traceback" in line
    assert "ValueError: first\\nsecond" in line


def test_no_line_holds_a_password() -> None:
    environment = {"TUMEN_DATABASE_URL": "postgresql://tumen:p%40ss@db/tumen", "TUMEN_SMTP_URL": "smtps://u:hunter2@mail"}
    secrets = secrets_of(environment)
    assert secrets == {"p%40ss", "p@ss", "hunter2"}
    line = formatted("event=x a=%s b=%s c=%s", "login p@ss failed", "hunter2", "https://who:s3cret@host/", secrets=tuple(secrets))
    for secret in (*secrets, "s3cret"):
        assert secret not in line
    assert "https://who:***@host/" in line


def test_the_record_is_plain_json(record: Record, tmp_path: Path) -> None:
    record.write()
    assert json.loads((tmp_path / "daemon.json").read_text()).keys() == {"pid", "started_at", "beat_at", "schedules", "jobs"}
