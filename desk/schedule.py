"""`tumen schedule`: what will run when."""

import heapq
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import click

from clock.jobs import Job, jobs_of
from clock.times import Start, starts
from desk.place import installation, json_option, print_json
from desk.tables import table
from tumen.now import utc_now


@click.command("schedule")
@click.option("--next", "count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many starts to list.")
@click.option("--job", "name", help="Only this job, or jobs of this kind: crawl, digest, upkeep.")
@json_option
def command(count: int, name: str | None, as_json: bool) -> int:
    """List the next starts of the jobs of schedules.yaml, each in its own time zone and in UTC, jitter included.

    Digests without recipients have none.
    """
    jobs = [job for job in jobs_of(installation().schedules) if name in (None, job.name, job.kind)]
    found = list(islice(_merged(jobs, utc_now()), count))
    if as_json:
        print_json(
            [
                {
                    "job": job.name,
                    "timezone": job.times.timezone,
                    "local": _local(job, start.at).isoformat(),
                    "at": start.at.isoformat(),
                    "due": start.due.isoformat(),
                    "command": ["tumen", *job.arguments],
                }
                for start, job in found
            ]
        )
        return 0
    rows = [
        (job.name, f"{_local(job, start.at):%a %Y-%m-%d %H:%M:%S}", job.times.timezone, f"{start.at:%Y-%m-%d %H:%M:%S}")
        for start, job in found
    ]
    click.echo(table(rows, ["job", "local time", "zone", "UTC"]) if rows else "Nothing is scheduled.")
    return 0


def _merged(jobs: list[Job], now: datetime) -> Iterator[tuple[Start, Job]]:
    return heapq.merge(*(_of(job, now) for job in jobs), key=lambda found: (found[0].at, found[1].name))


def _of(job: Job, now: datetime) -> Iterator[tuple[Start, Job]]:
    return ((start, job) for start in starts(job.times, job.name, now))


def _local(job: Job, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(job.times.timezone))
