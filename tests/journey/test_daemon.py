"""The daemon as a service manager sees it: a process with a log, a lock and two signals."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.site import Answer, Entry, Site, rss

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def home(tmp_path: Path, site: Site) -> Path:
    """A home whose one feed announces a page that never answers: a crawl of it is still at work when the daemon is stopped."""
    feed = site.route("/rss", rss([Entry(site.route("/silent", Answer(manner="silent")), "Silent")]))
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "sources.yaml").write_text(
        f"sources:\n  - {{id: slow, publisher: Slow, kind: feed, url: '{feed}', languages: [en], affiliation: wire,"
        " timezone: UTC, every: 1h, enabled: true}\n"
    )
    (tmp_path / "schedules.yaml").write_text("crawl:\n  all: {affiliations: [wire], every: 1h}\ndigest: {}\n")
    return tmp_path


class Daemon:
    """`tumen daemon` on a home; its log is read line by line, so a test waits for what happens and never for a while."""

    def __init__(self, home: Path, *options: str, **variables: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
        environment = kept | {"TUMEN_HOME": str(home), "TUMEN_ALLOW_ADDRESSES": "127.0.0.2/32"} | variables
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desk", "daemon", *options],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def until(self, words: str) -> str:
        """Read the log up to a line with these words."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if words in line:
                return line
        raise AssertionError(f"the daemon ended without saying {words!r}")


def alive(group: int) -> bool:
    """Whether any process of this group lives (zombies that nobody has waited for do not count)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


def gone(process: int, within: float) -> bool:
    """Wait for the end of a process that is not our child; whether it came in so many seconds."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


def child_of(line: str) -> int:
    found = re.search(r"pid=(\d+)", line)
    assert found, line
    return int(found[1])


def test_sigterm_drains_a_crawl_at_work_within_eight_seconds_and_leaves_nothing_behind(home: Path, site: Site) -> None:
    with Daemon(home) as daemon:
        child = child_of(daemon.until("event=job.started job=crawl.all"))
        site.await_request("/silent")
        asked = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        daemon.process.communicate(timeout=20)
        assert time.monotonic() - asked <= 8
        assert daemon.process.returncode == 0
        assert not alive(child)


def test_a_second_signal_ends_it_within_a_second(home: Path, site: Site) -> None:
    with Daemon(home) as daemon:
        child = child_of(daemon.until("event=job.started job=crawl.all"))
        site.await_request("/silent")
        os.kill(child, signal.SIGSTOP)  # a child that does not listen
        daemon.process.send_signal(signal.SIGTERM)
        daemon.until("event=daemon.stopping")
        asked = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        daemon.process.communicate(timeout=20)
        assert time.monotonic() - asked <= 1
        assert not alive(child)


def test_a_second_daemon_on_one_home_is_refused(home: Path) -> None:
    with Daemon(home) as first:
        first.until("event=daemon.started")
        with Daemon(home) as second:
            _, said = second.process.communicate(timeout=30)
            assert second.process.returncode == 2
            assert said == f"tumen: a daemon already runs on {home} (process {first.process.pid}); stop it first\n"


def test_kill_nine_leaves_no_child_and_a_free_home(home: Path, site: Site) -> None:
    with Daemon(home) as daemon:
        child = child_of(daemon.until("event=job.started job=crawl.all"))
        site.await_request("/silent")
        daemon.process.kill()
        assert gone(child, within=8)
        daemon.process.communicate(timeout=20)
        assert not alive(child)
    with Daemon(home) as daemon:
        daemon.until("event=daemon.started")
