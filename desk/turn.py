"""Taking turns: of several daemons on one database, one does a job at a time, and each time it is due once.

A process that finds the job at work waits, so that it can take over when the other dies.
"""

import logging
import os
import signal
import threading
from datetime import datetime

import click

from desk.orphans import clear_orphans
from desk.place import installation, open_database, owner
from storage import jobs
from storage.database import Database, DatabaseError
from storage.leases import EXTEND_EVERY, SPAN
from tumen.now import utc_now

log = logging.getLogger(__name__)

_LOOK = 2.0  # seconds between looks at a job another process does


class Turn:
    """The right to do one job, held until `end`."""

    def __init__(self, database: Database, job: str, due: datetime, fence: int) -> None:
        self._database = database
        self._job = job
        self._due = due
        self._fence = fence
        self._until = utc_now() + SPAN
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._extend, daemon=True)
        self._thread.start()

    def end(self, *, done: bool) -> bool:
        """Give it back, done or to be done again. False when another process has taken it. Raises DatabaseError."""
        self._over.set()
        self._thread.join()
        with self._database.writing() as connection:
            return jobs.give_back(connection, self._job, self._fence, done=self._due if done else None)

    def _extend(self) -> None:
        while not self._over.wait(EXTEND_EVERY):
            now = utc_now()
            until = now + SPAN
            try:
                with self._database.writing() as connection:
                    held = jobs.hold(connection, self._job, self._fence, now=now, span=SPAN)
            except DatabaseError:
                held = utc_now() < self._until  # it may be back before anybody gives us up
                until = self._until
            self._until = until
            if not held and not self._over.is_set():
                log.error("event=lease.lost job=%s fence=%d", self._job, self._fence)
                os.kill(os.getpid(), signal.SIGTERM)  # whoever has it now must be alone with it
                return


def begin(job: str, due: datetime, context: click.Context) -> None:
    """Wait for the turn, or end the command when the job was done for this time. Raises DatabaseError."""
    place = installation()
    database = context.with_resource(open_database(place))
    told = False
    while True:
        clear_orphans(database)
        now = utc_now()
        with database.writing() as connection:
            taken = jobs.take(connection, job, due=due, owner=owner(), now=now, span=SPAN)
        if taken == "done":
            log.info("event=lease.done job=%s due=%s", job, due.isoformat())
            context.exit(0)
        if taken != "held":
            break
        if not told:
            log.info("event=lease.held job=%s", job)
            told = True
        threading.Event().wait(_LOOK)
    context.obj = turn = Turn(database, job, due, taken)

    def leave() -> None:
        if context.obj is not None:  # the command ended before its result was known
            turn.end(done=False)

    context.call_on_close(leave)
