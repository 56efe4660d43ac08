"""The jobs in APScheduler: who starts when, what was missed, what is tried again. The only user of that library."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from clock.children import Children, Ending
from clock.jobs import Job
from clock.record import Record
from clock.times import latest_start, missed_start
from clock.trigger import Trigger
from tumen.now import utc_now

log = logging.getLogger(__name__)

# Runs at once, by kind: neither does a digest wait for crawls nor a crawl for housekeeping. A crawl is one process for all its
# sources and mostly waits for publishers; four of them never keep two cores busy. Two more are for what a dead daemon leaves.
_AT_ONCE = {"crawl": 6, "digest": 4, "upkeep": 1, "alert": 1}
_QUESTIONS = 2  # to the database, at once
_ASK_AGAIN = timedelta(seconds=30)  # between questions to a database that does not answer
_LOOK_AGAIN = timedelta(seconds=3)  # between looks at what crawls hold

# By job name: since when its starts count, as far as the database knows. A digest: since its first run, a task: since it last
# ended well. May raise MemoryGone.
Memory = Callable[[Sequence[str]], Mapping[str, datetime]]


@dataclass(frozen=True, slots=True)
class Due:
    """What a crawl would find of what is due."""

    free: bool  # something that nobody asks
    held: bool  # something that a crawl asks now, ours or another's
    abandoned: bool = False  # of what is free, something whose crawl is given up for dead


Look = Callable[[Job], Due]  # may raise MemoryGone


class _Scheduler(BackgroundScheduler):  # type: ignore[misc]  # APScheduler 3 has no types
    """APScheduler, stopped between two looks: one that a shutdown overtakes would end its thread with a traceback."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._looking = threading.Lock()
        self._closing = False

    def close(self) -> None:
        with self._looking:
            self._closing = True
        self.shutdown(wait=False)

    def _process_jobs(self) -> float | None:
        with self._looking:
            return None if self._closing else super()._process_jobs()


class MemoryGone(Exception):
    """What is remembered between runs cannot be read now."""


class Rota:
    """Jobs and their next starts. With `look`, no process is started for a crawl that would find nothing due."""

    def __init__(self, children: Children, record: Record, memory: Memory, look: Look | None = None) -> None:
        self._children = children
        self._record = record
        self._memory = memory
        self._look = look
        self._at_work: Counter[str] = Counter()
        self._waiting: set[str] = set()  # crawls some of whose sources another one holds
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        pools = {kind: ThreadPoolExecutor(count) for kind, count in _AT_ONCE.items()}
        # A job that is late because the machine slept or was busy still runs once: a missed look is worth more than punctuality.
        self._scheduler = _Scheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(_QUESTIONS), **pools},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it warns of is told below, in our words
        self._scheduler.add_listener(_tell, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)

    @property
    def alive(self) -> bool:
        """Whether the thread that starts jobs is at work."""
        thread = self._scheduler._thread
        return thread is not None and bool(thread.is_alive())

    def start(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._add(job)
        self._scheduler.start()
        self._make_up()

    def stop(self) -> None:
        """Nothing new is started; what runs is the children's."""
        self._scheduler.close()

    def change(self, jobs: Sequence[Job]) -> tuple[int, int, int]:
        """Take over other plans; what runs goes on. How many were added, changed and removed."""
        wanted = {job.name: job for job in jobs}
        removed = [name for name in self._jobs if name not in wanted]
        for name in removed:
            del self._jobs[name]
            self._scheduler.remove_job(name)
            self._forget(_again(name))
            self._forget(_look_of(name))
        changed = [job for name, job in wanted.items() if name in self._jobs and self._jobs[name] != job]
        added = [job for name, job in wanted.items() if name not in self._jobs]
        for job in changed:
            self._scheduler.remove_job(job.name)
            self._add(job, at_once=False)
        for job in added:
            self._add(job)
        if added or changed:
            self._make_up()
        return len(added), len(changed), len(removed)

    def look(self, *, set_back: bool) -> None:
        """Let the scheduler look at the wall clock: its own waiting goes by one that stands still while the machine sleeps.

        After the clock was set back, what was planned for the time before it would wait for it to come round again.
        """
        if set_back:
            for job in self._jobs.values():
                self._scheduler.reschedule_job(job.name, trigger=Trigger(job.times, job.name))
        self._scheduler.wakeup()

    def following(self) -> dict[str, datetime | None]:
        """By job: its next start."""
        planned = {found.id: found.next_run_time for found in self._scheduler.get_jobs()}
        return {name: planned.get(name) for name in self._jobs}

    def _add(self, job: Job, *, at_once: bool = True) -> None:
        self._jobs[job.name] = job
        now = utc_now()
        window = job.times.between
        first = {}
        # A crawl looks at once: the database knows which sources are due.
        if job.kind == "crawl" and at_once and (window is None or window.holds(now.astimezone(job.times.zone).time())):
            first = {"next_run_time": now}
        grace = job.times.grace
        self._scheduler.add_job(
            self._run,
            Trigger(job.times, job.name),
            args=[job],
            id=job.name,
            executor=job.kind,
            max_instances=job.concurrency,
            misfire_grace_time=None if grace is None else int(grace.total_seconds()),
            **first,
        )

    def _run(self, job: Job, due: datetime | None = None, attempt: int = 0) -> None:
        if due is None:
            start = latest_start(job.times, job.name, utc_now())
            due = start.due if start else utc_now()
            self._forget(_again(job.name))  # what the start before owed, this one looks after
        found = self._see(job)
        if found is not None and not found.free:
            if found.held:
                self._wait_for_others(job)
            else:
                self._record.idle(job.name)
        elif not self._work(job, due, attempt, most=job.concurrency):
            log.info("event=job.still_running job=%s", job.name)

    def _work(self, job: Job, due: datetime, attempt: int, *, most: int) -> bool:
        """One run, in this thread, unless `most` of the job are at work: then False."""
        with self._lock:
            if self._at_work[job.name] >= most:
                return False
            self._at_work[job.name] += 1
        self._plan_look(job)
        try:
            ending = self._children.run(job, due)
        finally:
            with self._lock:
                self._at_work[job.name] -= 1
        if ending is not None:
            self._after(job, due, attempt, ending)
        return True

    def _see(self, job: Job) -> Due | None:
        """What a crawl would find; None when that is not known: then its process is started, and says what is wrong."""
        if self._look is None or not job.sources:
            return None
        try:
            return self._look(job)
        except MemoryGone:
            return None

    def _wait_for_others(self, job: Job) -> None:
        if job.name not in self._waiting:
            self._waiting.add(job.name)
            log.info("event=sources.held job=%s", job.name)
        self._plan_look(job)

    def _plan_look(self, job: Job) -> None:
        """While crawls are at work, ours or others', one of them may die."""
        if self._look is not None and job.sources:
            self._at(utc_now() + _LOOK_AGAIN, _look_of(job.name), "default", self._look_again, job)

    def _look_again(self, job: Job) -> None:
        found = self._see(job)
        if found is None or self._jobs.get(job.name) != job:
            return
        if found.abandoned or (found.free and job.name in self._waiting):
            self._waiting.discard(job.name)
            self._at(utc_now(), _again(job.name), job.kind, self._take_over, job)
        elif found.held or self._at_work[job.name]:
            self._plan_look(job)
        else:
            self._waiting.discard(job.name)

    def _take_over(self, job: Job) -> None:
        """Whoever had them is gone: one run more than ours is no more at once than before."""
        log.info("event=sources.taken_over job=%s", job.name)
        if not self._work(job, utc_now(), 0, most=job.concurrency + 1):
            self._plan_look(job)

    def _after(self, job: Job, due: datetime, attempt: int, ending: Ending) -> None:
        if job.sources and ending.said not in ("ok", "failures"):
            self._forget(_look_of(job.name))  # what it held is taken up at the next tick: it may crash again and again
        if not ending.passing or not job.again or self._jobs.get(job.name) != job:
            return
        if attempt >= len(job.again):
            log.error("event=job.given_up job=%s due=%s attempts=%d", job.name, due.isoformat(), attempt + 1)
            return
        self._once(job, due, utc_now() + job.again[attempt], attempt + 1)

    def _once(self, job: Job, due: datetime, at: datetime, attempt: int) -> None:
        log.info("event=job.planned job=%s due=%s at=%s attempt=%d", job.name, due.isoformat(), at.isoformat(), attempt)
        self._at(at, _again(job.name), job.kind, self._run, job, due, attempt)

    def _at(self, at: datetime, name: str, pool: str, what: Callable[..., None], *arguments: Any) -> None:
        self._scheduler.add_job(
            what, DateTrigger(at, timezone=UTC), args=arguments, id=name, executor=pool, replace_existing=True
        )

    def _forget(self, name: str) -> None:
        try:
            self._scheduler.remove_job(name)
        except JobLookupError:
            return

    def _make_up(self, after: timedelta = timedelta()) -> None:
        """Ask, in a thread of its own, what was missed while nobody looked."""
        at = utc_now() + after
        self._scheduler.add_job(self._start_missed, DateTrigger(at, timezone=UTC), id="missed", replace_existing=True)

    def _start_missed(self) -> None:
        jobs = [job for job in self._jobs.values() if job.kind != "crawl"]  # a crawl's next look makes up for those before
        try:
            since = self._memory([job.name for job in jobs])
        except MemoryGone as error:
            log.warning("event=memory.gone error=%r again_in=%d", str(error), _ASK_AGAIN.total_seconds())
            self._make_up(_ASK_AGAIN)
            return
        missed = 0
        for job in jobs:
            # A job that never ran counts from when it was first seen here: a new installation sends nothing before its time.
            known = since.get(job.name) or self._record.known_since(job.name)
            start = missed_start(job.times, job.name, since=known, now=utc_now())
            if start is not None:
                missed += 1
                log.info("event=job.missed job=%s due=%s", job.name, start.due.isoformat())
                self._once(job, start.due, utc_now(), 0)
        log.info("event=missed.looked jobs=%d missed=%d", len(jobs), missed)


def _again(name: str) -> str:
    return f"{name} again"


def _look_of(name: str) -> str:
    return f"{name} look"


def _tell(event: JobEvent) -> None:
    late = event.code == EVENT_JOB_MISSED
    log.info("event=%s job=%s", "job.too_late" if late else "job.still_running", event.job_id)
