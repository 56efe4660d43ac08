"""Children within limits: real processes that hang, eat memory, talk too much or leave others behind."""

import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock import children as module
from clock.children import Children, Ending
from clock.jobs import Job, Limits
from clock.record import Record
from tumen.times import Times

DUE = datetime(2026, 11, 21, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def job(*arguments: str, limits: Limits | None = None, dated: bool = False) -> Job:
    return Job("upkeep.test", arguments, Times(every=timedelta(hours=1)), limits or Limits(MINUTE), dated=dated)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path / "daemon.json")


def run(record: Record, script: str, job: Job) -> Ending:
    ending = Children([sys.executable, "-c", script], record).run(job, DUE)
    assert ending is not None
    return ending


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.INFO, logger="clock"):
        yield


@pytest.mark.parametrize(
    ("script", "code", "said", "passing"),
    [
        ("", 0, "ok", False),
        ("raise SystemExit(1)", 1, "failures", True),
        ("raise SystemExit(2)", 2, "configuration", False),
        ("raise SystemExit(3)", 3, "database", True),
        ("raise SystemExit(4)", 4, "interrupted", False),
        ("raise SystemExit(77)", 77, "crashed", False),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9, "killed", True),
    ],
)
def test_how_a_run_ended_is_told_and_kept(record: Record, script: str, code: int, said: str, passing: bool) -> None:
    ending = run(record, script, job())
    assert (ending.code, ending.said, ending.passing) == (code, said, passing)
    kept = record.state()["jobs"]["upkeep.test"]
    assert kept["running"] == []
    assert (kept["last"]["code"], kept["last"]["outcome"], kept["runs"]) == (code, said, {said: 1})


def test_the_time_it_was_due_is_given_to_jobs_that_depend_on_it(record: Record) -> None:
    script = "import sys; raise SystemExit(sys.argv[1:] != ['daily', '--due', '2026-11-21T07:00:00+00:00'])"
    assert run(record, script, job("daily", dated=True)).code == 0
    assert run(record, "import sys; raise SystemExit(sys.argv[1:] != ['daily'])", job("daily")).code == 0


def test_a_run_that_takes_too_long_is_ended_and_told(
    record: Record, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_CHANCE", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    ending = run(record, deaf, job(limits=Limits(timedelta(seconds=1))))
    assert (ending.said, ending.code) == ("hung", -signal.SIGKILL)
    assert "event=job.hung job=upkeep.test" in caplog.text
    assert ending.took < timedelta(seconds=20)


def test_one_that_listens_ends_in_order(record: Record) -> None:
    polite = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(4)); time.sleep(60)"
    ending = run(record, polite, job(limits=Limits(timedelta(seconds=2))))
    assert (ending.said, ending.code) == ("hung", 4)


def test_memory_is_limited(record: Record, caplog: pytest.LogCaptureFixture) -> None:
    # the limit comes a moment after the start: the script waits for it
    script = (
        "import resource\n"
        "while resource.getrlimit(resource.RLIMIT_AS)[0] < 0: pass\n"
        "try: bytearray(1 << 30)\n"
        "except MemoryError: exit(7)"
    )
    assert run(record, script, job(limits=Limits(MINUTE, memory=512 << 20))).code == 7


def test_output_is_passed_on_up_to_its_limit(
    record: Record, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    script = (
        "import sys\n"
        "print('lost: a table')\n"
        "print('time=2026 event=kept', file=sys.stderr)\n"
        "print('plain \\x1b[31m words', file=sys.stderr)\n"
        "for n in range(5000): print('x' * 99, file=sys.stderr)"
    )
    assert run(record, script, job(limits=Limits(MINUTE, output=10_000))).code == 0
    assert capfd.readouterr().err == "time=2026 event=kept\n"
    said = [entry.message for entry in caplog.records if "event=job.said" in entry.message]
    assert said[0] == "event=job.said job=upkeep.test text='plain \\x1b[31m words'"
    assert 90 < len(said) <= 101
    cut = next(entry.message for entry in caplog.records if "output_cut" in entry.message)
    assert int(cut.rpartition("left_out=")[2]) > 480_000


def test_what_a_finished_child_left_behind_is_ended(record: Record, tmp_path: Path) -> None:
    """A worker that outlives its crawl would hold memory for months."""
    left = tmp_path / "pid"
    script = (
        "import os, pathlib, subprocess, sys\n"
        "worker = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(left)!r}).write_text(str(worker.pid))\n"
        "os._exit(0)"
    )
    ending = run(record, script, job())
    assert ending.code == 0
    assert ending.took < timedelta(seconds=30)
    try:
        handle = os.pidfd_open(int(left.read_text()))
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], 5)[0], "the worker lives"
    finally:
        os.close(handle)


def drained(brood: Children, ready: Path) -> list[Ending | None]:
    """How a child ended that was told to as soon as it had written an x to `ready`, a pipe made here."""
    os.mkfifo(ready)
    endings: list[Ending | None] = []
    runner = threading.Thread(target=lambda: endings.append(brood.run(job(), DUE)))
    runner.start()
    with ready.open() as pipe:
        assert pipe.read(1) == "x"
    assert brood.drain(10, lambda seconds: threading.Event().wait(seconds)) == 0
    runner.join(10)
    return endings


def test_after_the_drain_nothing_is_started_and_nothing_lives(record: Record, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    script = f"import time; open({str(ready)!r}, 'w').write('x'); time.sleep(60)"
    brood = Children([sys.executable, "-c", script], record)
    assert [ending and ending.code for ending in drained(brood, ready)] == [-signal.SIGTERM]
    assert brood.run(job(), DUE) is None


_WITH_A_WORKER = """
import signal, subprocess, sys
worker = subprocess.Popen([sys.executable, "-c", "import sys; print('x', flush=True); sys.stdin.read()"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE)
worker.stdout.read(1)
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGTERM}})
with open({ready!r}, "w") as pipe:
    pipe.write("x")
signal.sigwait({{signal.SIGTERM}})
worker.stdin.close()  # its way of being told to end, as a pool's workers have theirs
sys.exit(4 if worker.wait() == 0 else 1)
"""


def test_a_child_that_is_told_to_end_ends_its_workers_itself(record: Record, tmp_path: Path) -> None:
    """SIGTERM to the whole group would kill them with pages under way, which then count as refused."""
    ready = tmp_path / "ready"
    brood = Children([sys.executable, "-c", _WITH_A_WORKER.format(ready=str(ready))], record)
    assert [ending and ending.code for ending in drained(brood, ready)] == [4]
