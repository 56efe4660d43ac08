"""The jobs in the scheduler: added, changed, removed, planned anew after the clock was set back."""

import queue
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from clock.children import Children
from clock.jobs import Job, Limits
from clock.record import Record
from clock.rota import Due, MemoryGone, Rota
from clock.times import next_start
from tumen.times import Times, Window

HOURLY = Times(every=timedelta(hours=1))
LIMITS = Limits(timedelta(minutes=1))


class Home:
    """A rota whose children write what they were started with into a pipe."""

    def __init__(self, tmp_path: Path, code: int = 0) -> None:
        self.record = Record(tmp_path / "daemon.json")
        self.since: dict[str, datetime] = {}
        self.told = tmp_path / "told"
        script = f"import sys; open({str(self.told)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10)); raise SystemExit({code})"
        self.children = Children([sys.executable, "-c", script], self.record)
        self.rota = Rota(self.children, self.record, self.remembered, self.look)
        self.asked: queue.Queue[list[str]] = queue.Queue()
        self.found: list[Due] = []  # what looks find; the last one for good
        self.looks: queue.Queue[Due | None] = queue.Queue()

    def remembered(self, jobs: Sequence[str]) -> Mapping[str, datetime]:
        self.asked.put(list(jobs))
        return self.since

    def look(self, job: Job) -> Due:
        found = (self.found.pop(0) if len(self.found) > 1 else self.found[0]) if self.found else None
        self.looks.put(found)
        if found is None:
            raise MemoryGone("the database is away")
        return found

    def first_told(self) -> None:
        """Wait until a child has run to its end; there is no event to wait on."""
        deadline = monotonic() + 60
        while not any(job["last"] for job in self.record.state()["jobs"].values()):
            assert monotonic() < deadline
            sleep(0.02)

    def following(self, name: str) -> datetime:
        found = self.rota.following()[name]
        assert found is not None
        return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.rota.stop()
    home.children.drain(5, lambda seconds: False)


def task(name: str, times: Times = HOURLY) -> Job:
    return Job(name, (name,), times, LIMITS)


def test_plans_that_changed_are_taken_over(home: Home) -> None:
    home.rota.start([task("upkeep.a"), task("upkeep.b")])
    assert home.rota.alive
    before = home.following("upkeep.a")
    daily = Times(cron="0 7 * * *", timezone="Asia/Seoul")
    assert home.rota.change([task("upkeep.a"), task("upkeep.b", daily), task("upkeep.c")]) == (1, 1, 0)
    assert home.following("upkeep.a") == before
    assert home.following("upkeep.b").astimezone(UTC).hour == 22
    assert home.rota.change([task("upkeep.a")]) == (0, 0, 2)
    assert home.rota.following().keys() == {"upkeep.a"}


def test_a_clock_that_was_set_back_plans_anew(home: Home) -> None:
    home.rota.start([task("upkeep.a")])
    ahead = next_start(HOURLY, "upkeep.a", datetime.now(UTC) + timedelta(days=30))
    assert ahead is not None
    home.rota._scheduler.modify_job("upkeep.a", next_run_time=ahead.at)  # as planned by a clock that was a month ahead
    home.rota.look(set_back=False)
    assert home.following("upkeep.a") == ahead.at
    home.rota.look(set_back=True)
    assert home.following("upkeep.a") <= datetime.now(UTC) + timedelta(hours=1)


def test_a_crawl_looks_at_once_and_one_outside_its_window_waits(home: Home) -> None:
    now = datetime.now(UTC)
    opens = (now + timedelta(hours=6)).time().replace(second=0, microsecond=0)
    closes = (now + timedelta(hours=7)).time().replace(second=0, microsecond=0)
    later = Times(every=timedelta(hours=1), between=Window(time(opens.hour, opens.minute), time(closes.hour, closes.minute)))
    home.rota.start([task("crawl.now"), task("crawl.later", later)])
    assert home.following("crawl.later") > now + timedelta(hours=4)
    home.first_told()
    assert home.told.read_text() == "crawl.now\n"


def test_what_was_missed_counts_from_its_last_run_or_from_when_it_was_first_seen(home: Home) -> None:
    daily = Times(every=timedelta(days=1))
    home.since = {"upkeep.old": datetime.now(UTC) - timedelta(days=3)}
    home.rota.start([task("upkeep.old", daily), task("upkeep.new", daily)])
    assert home.asked.get(timeout=30) == ["upkeep.old", "upkeep.new"]
    home.first_told()
    assert home.told.read_text() == "upkeep.old\n"


FREE, HELD, NOTHING = Due(free=True, held=False), Due(free=False, held=True), Due(free=False, held=False)
ABANDONED = Due(free=True, held=False, abandoned=True)


def crawl(home: Home) -> None:
    home.rota.start([Job("crawl.all", ("crawl.all",), HOURLY, LIMITS, sources=("tass-ru",))])


def tick(home: Home) -> None:
    home.rota._scheduler.modify_job("crawl.all", next_run_time=datetime.now(UTC))


def looked(home: Home, count: int) -> list[Due | None]:
    return [home.looks.get(timeout=30) for _ in range(count)]


def test_a_crawl_that_would_find_nothing_due_starts_no_process(home: Home) -> None:
    home.found = [NOTHING]
    crawl(home)
    assert looked(home, 1) == [NOTHING]
    tick(home)
    assert looked(home, 1) == [NOTHING]
    home.found = [FREE, NOTHING]
    tick(home)
    home.first_told()
    job = home.record.state()["jobs"]["crawl.all"]
    assert (job["idle"], job["runs"], job["last_ok_at"] is not None) == (2, {"ok": 1}, True)


@pytest.mark.parametrize("after", [FREE, ABANDONED], ids=["given back", "died"])
def test_what_another_crawl_holds_is_looked_at_until_it_is_free_and_then_crawled_at_once(home: Home, after: Due) -> None:
    """Not at the next tick."""
    home.found = [HELD, HELD, after, NOTHING]
    began = monotonic()
    crawl(home)
    home.first_told()
    assert 6 <= monotonic() - began <= 30
    assert looked(home, 3) == [HELD, HELD, after]
    assert home.told.read_text() == "crawl.all\n"


def test_what_comes_due_while_a_crawl_is_at_work_waits_for_the_next_tick(home: Home) -> None:
    home.found = [FREE, FREE, NOTHING]
    crawl(home)
    home.first_told()
    assert looked(home, 2) == [FREE, FREE]
    assert home.told.read_text() == "crawl.all\n"


def test_a_crawl_whose_database_is_away_is_started_and_says_so_itself(home: Home) -> None:
    crawl(home)
    home.first_told()
    assert looked(home, 1) == [None]
