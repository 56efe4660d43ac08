"""`tumen daemon`: what schedules.yaml says, until told to stop."""

import contextlib
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.place import installation, open_database
from tumen.catalogue import Installation
from tumen.now import utc_now
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from clock.daemon import Daemon, Questions
    from clock.jobs import Job
    from clock.record import Record

log = logging.getLogger(__name__)

_MANAGER = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")  # systemd's, for the daemon alone


@click.command("daemon")
@click.option(
    "--metrics-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep metrics in this file as Prometheus text, for a textfile collector; its name must end in .prom.",
)
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Answer http://127.0.0.1:PORT/metrics; 0 takes a free port.")
def command(metrics_file: Path | None, metrics_port: int | None) -> int:
    """Run crawls, digests and upkeep at their times, each as a child process, until SIGTERM or Ctrl-C.

    Children get 6 s to end in order; a second signal ends them at once. One daemon per home: a second one is refused
    (exit code 2). A changed schedules.yaml is read again within seconds, and on SIGHUP.
    """
    from clock.daemon import Refused
    from clock.gauges import Port, prometheus
    from clock.holding import AlreadyRunning, hold_home
    from clock.record import RECORD, Record

    place = installation(verbose=True)
    if metrics_file is not None and metrics_file.suffix != ".prom":
        raise ConfigurationError(f"--metrics-file: {metrics_file} does not end in .prom, and the collector reads no other")
    try:
        lock = hold_home(place.state)
    except AlreadyRunning as error:
        raise ConfigurationError(str(error)) from error
    with lock, contextlib.ExitStack() as closing:
        record = Record(place.state / RECORD)
        if metrics_port is not None:
            try:
                port = Port(metrics_port, lambda: prometheus(record.state()))
            except OSError as error:
                raise ConfigurationError(f"--metrics-port: {metrics_port}: {error.strerror}") from error
            closing.callback(port.close)
            log.info("event=metrics.listening url=http://127.0.0.1:%d/metrics", port.number)
        try:
            return _daemon(place, record, metrics_file).run()
        except Refused as error:
            raise ConfigurationError(str(error)) from error


def _daemon(place: Installation, record: "Record", metrics_file: Path | None) -> "Daemon":
    from clock.children import Children
    from clock.daemon import Daemon, Outlets
    from clock.notify import Manager
    from desk.plans import HomePlans

    plans = HomePlans(place.home, place.state, os.environ, Path.cwd())
    tumen = [sys.executable, "-m", "desk", "--with-parent", str(os.getpid()), "--accepted", str(plans.accepted)]
    environment = {name: value for name, value in os.environ.items() if name not in _MANAGER}
    manager = Manager(os.environ.get("NOTIFY_SOCKET"), os.environ.get("WATCHDOG_USEC"))
    return Daemon(plans, Children(tumen, record, environment), record, _questions(place), Outlets(manager, metrics_file))


def _questions(place: Installation) -> "Questions":
    from clock.daemon import Questions
    from clock.rota import Due, MemoryGone
    from storage.database import DatabaseError

    def remembered(jobs: Sequence[str]) -> Mapping[str, datetime]:
        from storage.jobs import counts_since

        try:
            with open_database(place) as database, database.reading() as connection:
                return counts_since(connection, jobs)
        except DatabaseError as error:
            raise MemoryGone(str(error)) from error

    def look(job: "Job") -> Due:
        from storage.revisits import awaited as revisits_awaited
        from storage.sources import awaited

        now = utc_now()
        try:
            with open_database(place) as database, database.reading() as connection:
                found = awaited(connection, job.sources, now=now, due_by=now + job.times.jitter)
                free = found.free > 0 or revisits_awaited(connection, dict.fromkeys(job.sources, job.revisit), now=now)
        except DatabaseError as error:
            raise MemoryGone(str(error)) from error
        return Due(free=free, held=found.held > 0, abandoned=found.abandoned > 0)

    return Questions(remembered, look)
