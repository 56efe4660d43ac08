"""`tumen daemon`: keeps the times of schedules.yaml and starts what is due.

APScheduler holds the jobs in memory only; what must survive a restart (leases, digest keys, polling state) is in the database, so
a daemon killed at any moment loses nothing and doubles nothing: the schedule only says "look now".
"""

import logging
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from clock.children import Children
from clock.gauges import prometheus
from clock.jobs import Job
from clock.notify import Manager
from clock.record import Record, replace_file
from clock.rota import Look, Memory, Rota
from clock.signals import Signals
from clock.wristwatch import Wristwatch

log = logging.getLogger(__name__)

DRAIN_SECONDS = 6.0  # of the 8 s a service manager is promised; the rest is for closing the scheduler and the log
_ENDS = (signal.SIGTERM, signal.SIGINT)
BEAT_SECONDS = 2.0  # how soon a changed file or a clock that was set is noticed; a beat costs some 0.2 ms


class Plans(Protocol):
    """Where the jobs come from."""

    def changed(self) -> bool:
        """Whether a file they are read from is another than when they were last read."""

    def read(self) -> Sequence[Job]:
        """The jobs as the files say now. Raises Refused when they cannot be used."""


class Refused(Exception):
    """The plans cannot be used; one line says why, with file, line and key."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where the daemon tells how it is."""

    manager: Manager = field(default_factory=lambda: Manager(None))
    metrics_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What the daemon asks the database; each may raise MemoryGone."""

    memory: Memory
    look: Look | None = None


class Daemon:
    """One scheduler, its children, and the signals that end or reload it."""

    def __init__(self, plans: Plans, children: Children, record: Record, questions: Questions, outlets: Outlets) -> None:
        self._plans = plans
        self._children = children
        self._record = record
        self._outlets = outlets
        self._rota = Rota(children, record, questions.memory, questions.look)
        self._watch = Wristwatch()
        self._mute: set[Path] = set()  # files that could not be written, so that each trouble is told once

    def run(self) -> int:
        """Until SIGTERM or SIGINT; a second signal hurries, SIGHUP reads the plans again. Returns the exit code.

        Raises Refused when the plans cannot be used at the start.
        """
        jobs = self._plans.read()
        signals = Signals()
        self._record.loaded()
        self._rota.start(jobs)
        log.info("event=daemon.started jobs=%d pid=%d", len(jobs), os.getpid())
        self._outlets.manager.ready(f"{len(jobs)} jobs")
        self._beat()
        interval = (
            BEAT_SECONDS if self._outlets.manager.watchdog is None else min(BEAT_SECONDS, self._outlets.manager.watchdog / 3)
        )
        while (heard := signals.wait(interval)) in (None, signal.SIGHUP):
            self._beat(read_again=heard is not None)
        log.info("event=daemon.stopping signal=%s", heard and heard.name)
        self._outlets.manager.stopping()
        self._rota.stop()
        killed = self._children.drain(DRAIN_SECONDS, lambda seconds: signals.wait(seconds) in _ENDS)
        self._write()
        log.info("event=daemon.stopped killed=%d", killed)
        return 0

    def _beat(self, *, read_again: bool = False) -> None:
        if self._plans.changed() or read_again:
            self._read_again()
        jump = self._watch.jumped()
        if jump:
            log.warning("event=clock.jumped seconds=%d", jump.total_seconds())
        self._rota.look(set_back=jump is not None and jump.total_seconds() < 0)
        self._write()
        if self._rota.alive:
            self._outlets.manager.alive()

    def _read_again(self) -> None:
        try:
            jobs = self._plans.read()
        except Refused as error:
            log.error("event=schedules.refused error=%r", str(error))
            self._record.loaded(refused=str(error))
            self._outlets.manager.reloaded(f"schedules.yaml not taken: {error}")
            return
        changes = self._rota.change(jobs)
        self._record.loaded()
        log.info("event=schedules.loaded jobs=%d added=%d changed=%d removed=%d", len(jobs), *changes)
        self._outlets.manager.reloaded(f"{len(jobs)} jobs")

    def _write(self) -> None:
        self._record.planned(self._rota.following())
        state = self._told(None, self._record.write)
        if self._outlets.metrics_file is not None and state is not None:
            target, text = self._outlets.metrics_file, prometheus(state)
            self._told(target, lambda: replace_file(target, text))

    def _told(self, target: Path | None, write: Callable[[], Any]) -> Any:
        """A disk that is full or a folder that is gone stops no job; it is told once."""
        shown = target or Path("daemon.json")
        try:
            result = write()
        except OSError as error:
            if shown not in self._mute:
                self._mute.add(shown)
                log.error("event=record.unwritable file=%s error=%r", shown, error.strerror)
            return None
        self._mute.discard(shown)
        return result
