"""What dead processes left behind, on both databases."""

import os
import subprocess
from datetime import UTC, datetime, timedelta

from desk.orphans import clear_orphans
from storage import jobs, runs, sources
from storage.database import Database

NOW = datetime.now(UTC)


def test_what_the_dead_hold_is_free_at_once_and_what_the_living_hold_is_not(database: Database, make) -> None:
    host = os.uname().nodename
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead, alive, elsewhere = f"{host}:{ended.pid}", f"{host}:{os.getpid()}", f"other-{host}:{ended.pid}"
    span = timedelta(minutes=10)
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(name) for name in ("a", "b", "c")])
        for name, owner in (("a", dead), ("b", alive), ("c", elsewhere)):
            sources.lease(connection, [name], owner=owner, now=NOW, span=span, due_by=None)
            runs.start(connection, f"crawl.{name}", now=NOW, owner=owner)
            jobs.take(connection, f"upkeep.{name}", due=NOW, owner=owner, now=NOW, span=span)
    clear_orphans(database)
    with database.writing() as connection:
        free = sources.lease(connection, ["a", "b", "c"], owner="me", now=NOW, span=span, due_by=None)
        taken = [jobs.take(connection, f"upkeep.{n}", due=NOW, owner="me", now=NOW, span=span) for n in ("a", "b", "c")]
        ended_runs = connection.exec_driver_sql("SELECT job, outcome FROM runs WHERE finished_at IS NOT NULL").all()
    assert [state.id for state in free] == ["a"]
    assert taken == [2, "held", "held"]
    assert [tuple(run) for run in ended_runs] == [("crawl.a", "interrupted")]
