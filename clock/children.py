"""The daemon's children: one process a run, each in a process group of its own, within limits, none of them left behind."""

import contextlib
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from clock.jobs import Job
from clock.record import Record

log = logging.getLogger(__name__)

LAST_CHANCE = 10.0  # seconds a child that took too long gets to end in order; a crawl gives back its sources within 8
_LINE = 1 << 16  # bytes of one line; a longer one is passed on in parts
_ENDED = 5.0  # seconds for the last lines of a group that has ended


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    code: int  # exit code; negative: the number of the signal that ended it
    took: timedelta
    hung: bool = False  # ended by us, for taking too long

    @property
    def said(self) -> str:
        """The outcome in a word: what a code means is the command line's contract."""
        if self.hung:
            return "hung"
        if self.code < 0:
            return "killed"
        return {0: "ok", 1: "failures", 2: "configuration", 3: "database", 4: "interrupted"}.get(self.code, "crashed")

    @property
    def passing(self) -> bool:
        """Whether the same run may do better later."""
        return self.said in ("failures", "database", "hung", "killed")


class Children:
    """Starts jobs as child processes, watches their limits, and ends them when the daemon ends.

    `command` is what a job's arguments are appended to: the interpreter and the command line's module.
    """

    def __init__(self, command: Sequence[str], record: Record, environment: Mapping[str, str] | None = None) -> None:
        self._command = tuple(command)
        self._environment = None if environment is None else dict(environment)
        self._record = record
        self._running: dict[int, tuple[Job, subprocess.Popen[bytes]]] = {}
        self._lock = threading.Lock()
        self._closing = False

    def run(self, job: Job, due: datetime) -> Ending | None:
        """Run one job to its end in this thread; None when the daemon is closing."""
        turn = ["--turn", job.name, due.isoformat()] if job.alone else []
        dated = ["--due", due.isoformat()] if job.dated else []
        with self._lock:
            if self._closing:
                return None
            # A group of its own, so that a Ctrl-C at the terminal reaches the daemon alone, and SIGKILL all that the child has
            # started. SIGTERM is for the child alone: a worker that gets it too takes the page it works on with it.
            child = subprocess.Popen(
                [*self._command, *turn, *job.arguments, *dated],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # tables for people; what the log needs is on stderr
                stderr=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
            self._running[child.pid] = (job, child)
        _limit(child, job)
        self._record.started(job.name, child.pid, due)
        log.info("event=job.started job=%s pid=%d due=%s", job.name, child.pid, due.isoformat())
        ending = self._watch(job, child)
        with self._lock:
            del self._running[child.pid]
        self._record.ended(job.name, child.pid, ending.said, ending.code)
        level = logging.INFO if ending.code == 0 else logging.WARNING
        said = (job.name, child.pid, ending.code, ending.said, ending.took.total_seconds())
        log.log(level, "event=job.ended job=%s pid=%d code=%d outcome=%s seconds=%.1f", *said)
        return ending

    def drain(self, patience: float, hurry: Callable[[float], bool]) -> int:
        """SIGTERM to every child, SIGKILL to those that live after `patience` seconds.

        `hurry` waits so many seconds, and less when it is told to end at once: then it says True.
        Returns how many had to be killed. No child is started afterwards.
        """
        with self._lock:
            self._closing = True
            running = dict(self._running)
        for _, child in running.values():
            child.terminate()
        deadline = time.monotonic() + patience
        while any(child.poll() is None for _, child in running.values()) and time.monotonic() < deadline:
            if hurry(0.05):  # 50 ms: the longest a finished child keeps the daemon waiting
                break
        killed = 0
        for job, child in running.values():
            if child.poll() is None:
                log.warning("event=job.killed job=%s pid=%d", job.name, child.pid)
                killed += 1
            _kill_group(child)  # also what a finished child may have left in its group
            child.wait()
        return killed

    def _watch(self, job: Job, child: subprocess.Popen[bytes]) -> Ending:
        assert child.stderr is not None  # noqa: S101 (it was asked for)
        began = time.monotonic()
        reader = threading.Thread(target=_pass_on, args=(child.stderr, job), daemon=True)
        reader.start()
        hung = False
        try:
            child.wait(job.limits.wall.total_seconds())
        except subprocess.TimeoutExpired:
            hung = True
            log.error("event=job.hung job=%s pid=%d seconds=%d", job.name, child.pid, job.limits.wall.total_seconds())
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(LAST_CHANCE)
        _kill_group(child)
        code = child.wait()
        reader.join(_ENDED)
        return Ending(code, timedelta(seconds=time.monotonic() - began), hung)


def _limit(child: subprocess.Popen[bytes], job: Job) -> None:
    """From outside and not between fork and exec, where a process with threads may not run Python."""
    if not hasattr(resource, "prlimit"):  # Linux only
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended; a stricter limit is in force already
        resource.prlimit(child.pid, resource.RLIMIT_AS, (job.limits.memory, job.limits.memory))
        resource.prlimit(child.pid, resource.RLIMIT_CORE, (0, 0))


def _pass_on(stream: IO[bytes], job: Job) -> None:
    """A child's log into ours: records as they are, anything else as a record of its own; no more than the limit."""
    passed = left_out = 0
    with stream:
        for line in iter(lambda: stream.readline(_LINE), b""):
            if passed + len(line) > job.limits.output:
                left_out += len(line)
                continue
            passed += len(line)
            text = line.decode("utf-8", "replace").rstrip()
            if text.startswith("time="):
                sys.stderr.write(text + "\n")
            elif text:
                log.info("event=job.said job=%s text=%r", job.name, text)
    if left_out:
        log.warning("event=job.output_cut job=%s passed_on=%d left_out=%d", job.name, passed, left_out)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):  # the group is empty: everything has ended
        os.killpg(child.pid, signal.SIGKILL)
