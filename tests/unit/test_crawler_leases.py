"""Holding on to sources: through a busy process, a database that is away, and a time in which the process stood still."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawler.leases import Leases, steady
from storage import schema, sources
from storage.database import Database, DatabaseError
from tumen.catalogue import Affiliation, Kind, Source
from tumen.now import utc_now

IDS = ["a", "b"]
SPAN = timedelta(seconds=0.9)
OFTEN = 0.3  # seconds: a third of a lease, as in earnest


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    listed = [
        Source(name, name, Kind.FEED, f"https://{name}.example/", ("en",), Affiliation.WIRE, None, timedelta(hours=1), True)
        for name in IDS
    ]
    with sqlite_database.writing() as connection:
        sources.synchronise(connection, listed)
    return sqlite_database


def take(database: Database, owner: str, ids: list[str] = IDS) -> dict[str, int]:
    with database.writing() as connection:
        states = sources.lease(connection, ids, owner=owner, now=utc_now(), span=SPAN, due_by=None)
    return {state.id: state.fence for state in states}


@pytest.fixture
def leases(database: Database) -> Iterator[Leases]:
    since = steady()
    held = Leases(database, utc_now, take(database, "one:1"), since, SPAN, OFTEN)
    yield held
    held.stop()


def test_a_process_that_does_nothing_but_compute_loses_nothing(database: Database) -> None:
    """The main thread never waits, as an event loop that parses; three others do nothing but take the interpreter from it."""
    leases = Leases(database, utc_now, take(database, "one:1"), steady(), timedelta(seconds=2), OFTEN)
    leases.start()
    over = threading.Event()

    def compute() -> None:
        while not over.is_set():
            sum(range(1000))

    busy = [threading.Thread(target=compute) for _ in range(3)]
    for thread in busy:
        thread.start()
    end = steady() + 3
    while steady() < end:
        sum(range(1_000_000))
        assert leases.certain()
    over.set()
    for thread in busy:
        thread.join()
    assert take(database, "two:2") == {}
    leases.stop()


def test_after_it_stood_still_nothing_is_sure_until_the_next_extension(database: Database, leases: Leases) -> None:
    threading.Event().wait(SPAN.total_seconds())  # the thread was never started: so is one of a process that is stopped
    assert not leases.certain()
    leases.extend()
    assert leases.certain(), "nobody took it"


def test_what_was_taken_over_meanwhile_is_lost_and_the_rest_is_not(database: Database, leases: Leases) -> None:
    threading.Event().wait(SPAN.total_seconds())
    assert take(database, "two:2", ["a"]) == {"a": 2}
    leases.extend()
    assert leases.certain()
    assert [leases.is_lost(name) for name in IDS] == [True, False]
    with database.reading() as connection:
        c = schema.sources.c
        assert connection.execute(sa.select(c.leased_by).where(c.id == "a")).scalar_one() == "two:2"


def test_what_was_given_back_is_nobodys_loss(database: Database, leases: Leases) -> None:
    with database.writing() as connection:
        assert sources.put_off(connection, "a", fence=1, until=None)
    leases.done("a")
    assert take(database, "two:2") == {"a": 2}
    leases.extend()
    assert not leases.is_lost("a")


def test_without_its_database_it_goes_on_as_long_as_nobody_can_have_taken_over(tmp_path: Path) -> None:
    away = Database("postgresql://tumen@127.0.0.2:9/tumen")
    leases = Leases(away, lambda: datetime.now(UTC), {"a": 1}, steady(), timedelta(seconds=3), OFTEN)
    leases.extend()
    assert leases.certain()
    threading.Event().wait(3)
    with pytest.raises(DatabaseError):
        leases.certain()
    leases.stop()
