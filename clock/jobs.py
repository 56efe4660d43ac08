"""The plans of schedules.yaml as jobs, each a `tumen` command of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tumen.catalogue import Schedules, Source
from tumen.times import Times

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run of a job may take before it is ended."""

    wall: timedelta
    memory: int = 4096 * MEBIBYTE  # address space of each process in bytes; a crawl of 150 sources maps about 1 GiB
    output: int = 4 * MEBIBYTE  # bytes of its log that are passed on; the rest is counted and left out


# A crawl of everything that is due takes minutes; after an hour it hangs, and its sources' leases have run out long ago.
# A digest may wait ten minutes for a server's last word on each message (RFC 5321 4.5.3.2.6).
CRAWL = Limits(wall=timedelta(hours=1))
DIGEST = Limits(wall=timedelta(hours=6))
UPKEEP = Limits(wall=timedelta(hours=6))
ALERT = Limits(wall=timedelta(hours=1))

# A digest that could not be sent is tried again after these pauses, 26 hours in all: most servers that say "later" mean the same
# day, and the next day's digest looks after what is still owed.
_MAIL_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (10, 20, 30, 60, 120, 240, 480, 600))
_ALERT_AGAIN = (timedelta(minutes=11), timedelta(minutes=20), timedelta(hours=1))  # a database is called down after ten minutes
_TASK_AGAIN = (timedelta(minutes=10), timedelta(hours=1))  # the database was away


@dataclass(frozen=True, slots=True)
class Job:
    """A named command and its times."""

    name: str  # as it stands in schedules.yaml: crawl.wires, digest.daily, upkeep.prune
    arguments: tuple[str, ...]  # of the `tumen` command
    times: Times
    limits: Limits
    concurrency: int = 1  # runs of it at once
    alone: bool = False  # of several daemons on one database, one does it at a time, and each time it is due once
    dated: bool = False  # the command takes --due: what it does depends on the time it was due, not on when it runs
    again: tuple[timedelta, ...] = ()  # pauses before a run that failed for a passing reason is repeated
    sources: tuple[str, ...] = ()  # of a crawl: whom it asks, when they are due; not told: it starts each time
    revisit: tuple[timedelta, ...] = ()  # of a crawl: when pages of theirs are looked at again

    @property
    def kind(self) -> str:
        """crawl, digest, upkeep or alert."""
        return self.name.partition(".")[0]


def jobs_of(schedules: Schedules, catalogue: Sequence[Source] = ()) -> tuple[Job, ...]:
    """Every job of the schedules, in file order. Digests without recipients are left out: there is nobody to send them to.

    With the catalogue, crawls know whom they ask.
    """
    enabled = {source.id for source in catalogue if source.enabled}
    crawls = [
        Job(
            f"crawl.{group.name}",
            ("crawl", "--due", "--group", group.name),
            group.times,
            CRAWL,
            group.concurrency,
            sources=tuple(source_id for source_id in group.sources if source_id in enabled),
            revisit=group.revisit,
        )
        for group in schedules.crawl
    ]
    digests = [
        Job(f"digest.{plan.name}", ("digest", plan.name), plan.times, DIGEST, alone=True, dated=True, again=_MAIL_AGAIN)
        for plan in schedules.digest
        if plan.recipients
    ]
    upkeep = [
        Job(f"upkeep.{plan.name}", ("upkeep", plan.name), plan.times, UPKEEP, alone=True, again=_TASK_AGAIN)
        for plan in schedules.upkeep
    ]
    plan = schedules.alerts
    alerts = [Job("alert.health", ("alert",), plan.times, ALERT, again=_ALERT_AGAIN)] if plan and plan.recipients else []
    return (*crawls, *digests, *upkeep, *alerts)
