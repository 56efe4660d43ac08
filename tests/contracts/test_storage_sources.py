"""Leases: each due source goes to one process; validators are written when its pages are."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import schema, sources
from storage.database import Connection, Database
from storage.leases import SPAN
from storage.sources import Awaited, NextPoll
from tumen.outcomes import Reason

HOUR = timedelta(hours=1)


def lease(connection: Connection, ids: list[str], now: datetime, owner: str = "one:1", due_only: bool = True) -> list[str]:
    taken = sources.lease(connection, ids, owner=owner, now=now, span=SPAN, due_by=now if due_only else None)
    return [state.id for state in taken]


def release(connection: Connection, source_id: str, now: datetime, fence: int = 1, **rest: object) -> bool:
    following = NextPoll(rest.pop("next_due_at", now + HOUR), HOUR, "because", "{}")
    given = {"reason": Reason.ENTRIES, "following": following, "etag": '"e"', "last_modified": "Thu", "body_hash": "ff"}
    return sources.release(connection, source_id, fence=fence, now=now, **given | rest)


def lapse(connection: Connection, source_id: str) -> None:
    """The lease's time goes by; PostgreSQL goes by its own clock."""
    c = schema.sources.c
    until = connection.execute(sa.select(c.leased_until).where(c.id == source_id)).scalar_one()
    connection.execute(sa.update(schema.sources).where(c.id == source_id).values(leased_until=until - SPAN))


def state(connection: Connection, source_id: str = "tass-ru") -> sa.Row:
    return connection.execute(sa.select(schema.sources).where(schema.sources.c.id == source_id)).one()


@pytest.fixture
def connection(database: Database, make):
    with database.writing() as connection:
        sources.synchronise(connection, [make.source("tass-ru"), make.source("yonhap"), make.source("rodong")])
        yield connection


def test_a_source_is_leased_once_until_it_is_released_or_given_up(connection: Connection, make) -> None:
    now = make.now
    assert lease(connection, ["yonhap", "tass-ru", "unknown"], now) == ["yonhap", "tass-ru"]
    assert lease(connection, ["tass-ru", "rodong"], now, "two:2") == ["rodong"]
    lapse(connection, "tass-ru")
    assert lease(connection, ["tass-ru"], now, "two:2") == ["tass-ru"], "its lease ran out: the process is dead"
    assert release(connection, "tass-ru", now) is False
    assert sources.put_off(connection, "tass-ru", fence=1, until=now) is False
    assert state(connection).etag is None, "who lost the lease writes nothing"
    assert release(connection, "tass-ru", now, fence=2) is True
    assert state(connection).leased_by is None


def test_a_number_is_no_name_a_process_of_the_same_name_is_refused_too(connection: Connection, make) -> None:
    """In a container every crawl may be process 7."""
    lease(connection, ["tass-ru"], make.now, "box:7")
    lapse(connection, "tass-ru")
    lease(connection, ["tass-ru"], make.now, "box:7")
    assert release(connection, "tass-ru", make.now, fence=1) is False
    assert sources.extend(connection, {"tass-ru": 1}, now=make.now, span=SPAN) == set()
    assert sources.extend(connection, {"tass-ru": 2}, now=make.now, span=SPAN) == {"tass-ru"}
    assert release(connection, "tass-ru", make.now, fence=2) is True


def test_only_due_sources_are_taken_unless_asked_otherwise(connection: Connection, make) -> None:
    now = make.now
    lease(connection, ["tass-ru"], now)
    release(connection, "tass-ru", now, next_due_at=now + HOUR)
    assert lease(connection, ["tass-ru"], now) == []
    assert lease(connection, ["tass-ru"], now, due_only=False) == ["tass-ru"]
    release(connection, "tass-ru", now, fence=2, next_due_at=now + HOUR)
    assert lease(connection, ["tass-ru"], now + HOUR) == ["tass-ru"]


def test_what_is_due_is_free_or_in_anothers_hands(connection: Connection, make) -> None:
    now, ids = make.now, ["tass-ru", "yonhap", "rodong", "new-in-the-catalogue"]
    assert sources.awaited(connection, ids, now=now, due_by=now) == Awaited(free=4, abandoned=0, held=0)
    lease(connection, ["tass-ru", "yonhap"], now)
    release(connection, "yonhap", now)
    assert sources.awaited(connection, ids, now=now, due_by=now) == Awaited(free=2, abandoned=0, held=1)
    lapse(connection, "tass-ru")
    assert sources.awaited(connection, ids[:2], now=now, due_by=now) == Awaited(free=1, abandoned=1, held=0)


def test_a_lease_can_be_extended_by_who_holds_it(connection: Connection, make) -> None:
    now = make.now
    lease(connection, ["tass-ru"], now)
    lapse(connection, "tass-ru")
    assert sources.extend(connection, {"tass-ru": 1}, now=now, span=SPAN) == {"tass-ru"}, "late, but nobody took it"
    assert lease(connection, ["tass-ru"], now, "two:2") == []
    assert release(connection, "tass-ru", now)
    sources.extend(connection, {"tass-ru": 1}, now=now, span=SPAN)
    assert state(connection).leased_until is None, "what was given back is not taken again"


def test_an_answer_stores_validators_and_ends_the_row_of_failures(connection: Connection, make) -> None:
    now = make.now
    for failures in (1, 2):
        lease(connection, ["tass-ru"], now)
        release(connection, "tass-ru", now, fence=failures, reason=Reason.TIMEOUT, next_due_at=now)
        assert (state(connection).failures, state(connection).last_reason) == (failures, "timeout")
    [taken] = sources.lease(connection, ["tass-ru"], owner="one:1", now=now, span=SPAN, due_by=now)
    assert (taken.failures, taken.last_reason, taken.last_success_at, taken.etag) == (2, Reason.TIMEOUT, None, None)
    release(connection, "tass-ru", now, fence=taken.fence, next_due_at=now)
    [taken] = sources.lease(connection, ["tass-ru"], owner="one:1", now=now, span=SPAN, due_by=now)
    assert (taken.failures, taken.last_success_at, taken.rhythm) == (0, now, "{}")
    assert (taken.etag, taken.last_modified, taken.body_hash) == ('"e"', "Thu", "ff")


def test_a_failure_leaves_the_validators_of_the_last_answer_and_what_was_learnt(connection: Connection, make) -> None:
    lease(connection, ["tass-ru"], make.now)
    release(connection, "tass-ru", make.now)
    lease(connection, ["tass-ru"], make.now, due_only=False)
    unlearnt = NextPoll(make.now, HOUR, "1 failed poll in a row", None)
    nothing = {"etag": None, "last_modified": None, "body_hash": None}
    release(connection, "tass-ru", make.now, fence=2, reason=Reason.DNS, following=unlearnt, **nothing)
    found = state(connection)
    assert (found.etag, found.body_hash, found.rhythm) == ('"e"', "ff", "{}")
    assert (found.pace_seconds, found.pace_reason) == (3600, "1 failed poll in a row")


def test_a_fallback_rests_and_stands_in_and_each_change_is_told_once(connection: Connection, make) -> None:
    now = make.now
    for fence, fresh in ((1, True), (2, False)):
        lease(connection, ["yonhap"], now)
        assert sources.rest(connection, "yonhap", fence=fence, now=now + fence * HOUR, until=now) is fresh
    assert (state(connection, "yonhap").resting_since, state(connection, "yonhap").leased_by) == (now + HOUR, None)
    assert [sources.stand_in(connection, "yonhap", now=now, because="tass-ru is failing") for _ in range(2)] == [True, False]
    found = state(connection, "yonhap")
    assert (found.resting_since, found.stands_in_since, found.stands_in_because) == (None, now, "tass-ru is failing")
    lease(connection, ["yonhap"], now)
    assert sources.rest(connection, "yonhap", fence=3, now=now, until=now)
    assert state(connection, "yonhap").stands_in_because is None


def test_the_table_follows_the_catalogue(connection: Connection, make) -> None:
    lease(connection, ["tass-ru", "yonhap"], make.now)
    release(connection, "tass-ru", make.now)
    release(connection, "yonhap", make.now)
    moved = replace(make.source("tass-ru"), url="https://tass.example/new")
    renamed = replace(make.source("yonhap"), publisher="Yonhap")
    sources.synchronise(connection, [moved, renamed])
    assert (state(connection).etag, state(connection).next_due_at) == (None, None), "another address is another feed"
    assert (state(connection, "yonhap").publisher, state(connection, "yonhap").etag) == ("Yonhap", '"e"')
    assert (state(connection, "rodong").listed, state(connection, "rodong").enabled) == (False, False)
    sources.synchronise(connection, [make.source("rodong")])
    assert (state(connection, "rodong").listed, state(connection, "rodong").enabled) == (True, True)


_LEASER = """
import json, sys
from datetime import datetime, timedelta
from storage import sources
from storage.database import Database

url, number, now = sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
database = Database(url)
ids = [f"source-{n:02}" for n in range(40)]
taken = []
sys.stdin.readline()
for turn in range(40):
    wanted = [ids[(turn + number) % 40], ids[(turn * 7) % 40]]
    with database.writing() as connection:
        span = timedelta(hours=1)
        found = sources.lease(connection, wanted, owner=f"owner:{number}", now=now, span=span, due_by=now)
    taken += [state.id for state in found]
print(json.dumps(taken))
"""


def test_of_several_processes_each_source_goes_to_one(database: Database, make, pytestconfig: pytest.Config) -> None:
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(f"source-{n:02}") for n in range(40)])
    url = database.url.render_as_string(hide_password=False)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _LEASER, url, str(n), make.now.isoformat()],
            cwd=pytestconfig.rootpath,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:  # told to start at one moment
        answers = list(pool.map(lambda process: process.communicate("go\n")[0], processes))
    taken = [source_id for answer in answers for source_id in json.loads(answer)]
    assert sorted(taken) == [f"source-{n:02}" for n in range(40)]


def test_of_several_threads_that_ask_for_one_source_each_one_gets_it(database: Database, make) -> None:
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(f"source-{n:02}") for n in range(20)])

    def take(turn: int) -> list[str]:
        with database.writing() as connection:
            return lease(connection, [f"source-{turn % 20:02}"], make.now, f"owner:{turn}")

    with ThreadPoolExecutor(8) as pool:
        taken = [source_id for found in pool.map(take, range(80)) for source_id in found]
    assert sorted(taken) == [f"source-{n:02}" for n in range(20)]


def test_a_process_that_stops_in_the_middle_of_a_lease_does_not_keep_its_rows_locked(postgres_database: Database, make) -> None:
    """PostgreSQL ends a transaction that stands still for as long as a lease lasts."""
    with postgres_database.writing() as connection:
        before = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one()
        sources.synchronise(connection, [make.source("tass-ru")])
        lease(connection, ["tass-ru"], make.now)
        assert (before, connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one()) == ("2min", "15s")
    with postgres_database.reading() as connection:
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "0"
