"""The extraction pool, with real workers that hang, run out of memory and are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.extraction.pool import YIELDING, ExtractionPool
from tumen.journey import Document, Fetch, Page, Rejected
from tumen.outcomes import Reason

NOW = datetime(2026, 9, 27, 6, 0, tzinfo=UTC)
SENTENCES = "".join(
    f"<p>Train number {number} crossed the bridge in the morning and came back in the evening.</p>" for number in range(9)
)
GOOD = f"<html><head><title>Trains cross</title></head><body><h1>Trains cross</h1>{SENTENCES}</body></html>"
HANGING = "<html><body><h1>Links</h1>" + "".join(f'<a href="/{number}">link {number}</a> ' for number in range(60_000))
HUGE = f"<html><body><h1>Rows</h1>{SENTENCES}<table>" + "<tr><td>1</td><td>2</td></tr>" * 1_000_000
MANY = "<html><body>" + "<i></i>" * 925_000
WALL = 2.0  # seconds: a good page takes 0.05, sixty thousand links 4 to 6, and never as much memory as is allowed
DEADLINE = 60.0  # seconds until a test gives up waiting for a worker


def page(body: str, url: str = "https://news.example/good") -> Page:
    return Page(Fetch(url, "test", "page", NOW, status=200), body.encode(), "text/html; charset=utf-8")


def children_of(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _read(task / "children").split()]


def workers_of(pid: int) -> set[int]:
    """Worker processes are the fork server's children, which is a child of ours; a test database server has children too."""
    servers = [child for child in children_of(pid) if "multiprocessing.forkserver" in _read(Path(f"/proc/{child}/cmdline"))]
    return {worker for server in servers for worker in children_of(server)}


def _read(path: Path) -> str:
    """Empty for a thread or process that has just ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def cpu_ticks(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11])


def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens outside this process; there is no event to wait on."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture(autouse=True)
def others() -> set[int]:
    """Workers of other tests' pools in this process: they may still be ending, or stay open for a whole module."""
    return workers_of(os.getpid())


@pytest.fixture
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(workers=1, wall_seconds=WALL) as pool:
        yield pool


def test_nothing_starts_before_the_first_page(others: set[int]) -> None:
    with ExtractionPool(workers=2, wall_seconds=5.0):
        assert workers_of(os.getpid()) <= others


def test_pages_come_back_as_documents(pool: ExtractionPool) -> None:
    futures = [pool.submit(page(GOOD, f"https://news.example/{number}")) for number in range(20)]
    documents = [future.result(DEADLINE) for future in futures]
    assert all(isinstance(document, Document) for document in documents)
    assert [document.fetch.url for document in documents] == [f"https://news.example/{number}" for number in range(20)]


def test_workers_let_the_crawl_go_first(pool: ExtractionPool, others: set[int]) -> None:
    pool.submit(page(GOOD)).result(DEADLINE)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in workers_of(os.getpid()) - others} == {min(own + YIELDING, 19)}


def test_a_hanging_page_is_refused_and_the_others_are_not(pool: ExtractionPool) -> None:
    """Twice at one address: the second is said so, the third costs no worker."""
    hanging = pool.submit(page(HANGING, "https://news.example/hang"))
    good = pool.submit(page(GOOD))
    first = hanging.result(DEADLINE)
    assert isinstance(good.result(DEADLINE), Document)
    second = pool.submit(page(HANGING, "https://news.example/hang")).result(DEADLINE)
    third = pool.submit(page(HANGING, "https://news.example/hang")).result(0)
    assert isinstance(first, Rejected) and isinstance(second, Rejected) and isinstance(third, Rejected)
    assert {first.reason, second.reason, third.reason} == {Reason.TOO_SLOW}
    assert first.detail == "no result within 2 s"
    assert second.detail == "no result within 2 s; second time at this address"
    assert third.detail == "killed 2 workers before"
    assert pool.deaths("https://news.example/hang") == 2
    assert pool.deaths("https://news.example/good") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is measured from /proc")
def test_a_page_that_eats_memory_is_refused() -> None:
    """While it is parsed, and later, when lxml says so in other words."""
    with ExtractionPool(workers=1, wall_seconds=50.0) as pool:
        for body in (HUGE, MANY):
            found = pool.submit(page(body)).result(DEADLINE)
            assert isinstance(found, Rejected)
            assert (found.reason, found.detail) == (Reason.TOO_SLOW, "needs more than 240 MB of memory")
        assert isinstance(pool.submit(page(GOOD)).result(DEADLINE), Document)


def test_a_killed_worker_fails_only_its_page(pool: ExtractionPool, others: set[int]) -> None:
    pool.submit(page(GOOD)).result(DEADLINE)
    (worker,) = workers_of(os.getpid()) - others
    before = cpu_ticks(worker)
    hanging = pool.submit(page(HANGING, "https://news.example/killed"))
    waiting = pool.submit(page(GOOD))
    until(lambda: cpu_ticks(worker) > before + 5)  # a twentieth of a second: an idle worker uses none
    os.kill(worker, signal.SIGKILL)
    found = hanging.result(DEADLINE)
    assert isinstance(found, Rejected)
    assert (found.reason, found.detail) == (Reason.TOO_SLOW, "worker died with exit code -9")
    assert isinstance(waiting.result(DEADLINE), Document)


def test_a_worker_that_is_asked_to_end_is_no_fault_of_its_page(pool: ExtractionPool, others: set[int]) -> None:
    """As when a signal goes to a whole group of processes: the page is given to another worker."""
    pool.submit(page(GOOD)).result(DEADLINE)
    (worker,) = workers_of(os.getpid()) - others
    before = cpu_ticks(worker)
    hanging = pool.submit(page(HANGING, "https://news.example/asked"))
    until(lambda: cpu_ticks(worker) > before + 5)
    os.kill(worker, signal.SIGTERM)
    found = hanging.result(DEADLINE)
    assert isinstance(found, Rejected)
    assert (found.detail, pool.deaths("https://news.example/asked")) == ("no result within 2 s", 1)


def test_an_idle_worker_that_is_killed_costs_nothing(pool: ExtractionPool, others: set[int]) -> None:
    pool.submit(page(GOOD)).result(DEADLINE)
    (worker,) = workers_of(os.getpid()) - others
    os.kill(worker, signal.SIGKILL)
    for number in range(10):
        assert isinstance(pool.submit(page(GOOD, f"https://news.example/{number}")).result(DEADLINE), Document)


def test_closing_ends_the_workers_and_the_waiting(others: set[int]) -> None:
    pool = ExtractionPool(workers=2, wall_seconds=5.0)
    pool.submit(page(GOOD)).result(DEADLINE)
    workers = workers_of(os.getpid()) - others
    assert workers
    hanging = pool.submit(page(HANGING))
    pool.close()
    until(lambda: all(gone(worker) for worker in workers))
    assert workers_of(os.getpid()) <= others
    with pytest.raises(CancelledError):
        hanging.result(DEADLINE)
    with pytest.raises(CancelledError, match="the extraction pool is closed"):
        pool.submit(page(GOOD)).result(0)
    pool.close()


def test_workers_die_with_their_parent() -> None:
    """A parent that is killed cannot clean up: busy workers must not go on without it."""
    program = (
        "import os, sys; from datetime import UTC, datetime\n"
        "from pipelines.extraction.pool import ExtractionPool\n"
        "from tumen.journey import Fetch, Page\n"
        "if __name__ == '__main__':\n"
        "    body = ('<html><body>' + '<a href=\"/x\">link</a> ' * 200000).encode()\n"
        "    fetch = Fetch('https://news.example/', 'test', 'page', datetime.now(UTC), status=200)\n"
        "    pool = ExtractionPool(1, 600.0)\n"
        "    pool.submit(Page(fetch, b'<html><body><p>warm</p></body></html>')).result()\n"
        "    pool.submit(Page(fetch, body))\n"
        "    print('ready', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == "ready\n"
        workers = workers_of(parent.pid)
        assert workers
        parent.kill()
    until(lambda: all(gone(worker) for worker in workers))
