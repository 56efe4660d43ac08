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
from tumen.outcomes import Reason

HOUR = timedelta(hours=1)


def lease(connection: Connection, ids: list[str], now: datetime, owner: str = "one:1", due_only: bool = True) -> list[str]:
    taken = sources.lease(connection, ids, owner=owner, now=now, until=now + HOUR, due_only=due_only)
    return [state.id for state in taken]


def release(connection: Connection, source_id: str, now: datetime, owner: str = "one:1", **rest: object) -> bool:
    given = {"reason": Reason.ENTRIES, "next_due_at": now + HOUR, "etag": '"e"', "last_modified": "Thu", "body_hash": "ff"}
    return sources.release(connection, source_id, owner=owner, now=now, **given | rest)


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
    assert lease(connection, ["tass-ru"], now + HOUR, "two:2") == ["tass-ru"], "its lease ran out: the process is dead"
    assert release(connection, "tass-ru", now + HOUR) is False
    assert state(connection).etag is None, "who lost the lease writes nothing"
    assert release(connection, "tass-ru", now + HOUR, "two:2") is True
    assert state(connection).leased_by is None


def test_only_due_sources_are_taken_unless_asked_otherwise(connection: Connection, make) -> None:
    now = make.now
    lease(connection, ["tass-ru"], now)
    release(connection, "tass-ru", now, next_due_at=now + HOUR)
    assert lease(connection, ["tass-ru"], now) == []
    assert lease(connection, ["tass-ru"], now, due_only=False) == ["tass-ru"]
    release(connection, "tass-ru", now, next_due_at=now + HOUR)
    assert lease(connection, ["tass-ru"], now + HOUR) == ["tass-ru"]


def test_a_lease_can_be_extended_by_who_holds_it(connection: Connection, make) -> None:
    now = make.now
    lease(connection, ["tass-ru"], now)
    sources.extend(connection, ["tass-ru"], owner="two:2", until=now + 9 * HOUR)
    assert state(connection).leased_until == now + HOUR
    sources.extend(connection, ["tass-ru"], owner="one:1", until=now + 2 * HOUR)
    assert lease(connection, ["tass-ru"], now + HOUR, "two:2") == []


def test_an_answer_stores_validators_and_ends_the_row_of_failures(connection: Connection, make) -> None:
    now = make.now
    for failures in (1, 2):
        lease(connection, ["tass-ru"], now)
        release(connection, "tass-ru", now, reason=Reason.TIMEOUT, next_due_at=now)
        assert (state(connection).failures, state(connection).last_reason) == (failures, "timeout")
    [taken] = sources.lease(connection, ["tass-ru"], owner="one:1", now=now, until=now + HOUR, due_only=True)
    assert (taken.failures, taken.last_reason, taken.last_success_at, taken.etag) == (2, Reason.TIMEOUT, None, None)
    release(connection, "tass-ru", now, next_due_at=now)
    [taken] = sources.lease(connection, ["tass-ru"], owner="one:1", now=now, until=now + HOUR, due_only=True)
    assert (taken.failures, taken.last_success_at) == (0, now)
    assert (taken.etag, taken.last_modified, taken.body_hash) == ('"e"', "Thu", "ff")


def test_a_failure_leaves_the_validators_of_the_last_answer(connection: Connection, make) -> None:
    lease(connection, ["tass-ru"], make.now)
    release(connection, "tass-ru", make.now)
    lease(connection, ["tass-ru"], make.now, due_only=False)
    release(connection, "tass-ru", make.now, reason=Reason.DNS, etag=None, last_modified=None, body_hash=None)
    assert (state(connection).etag, state(connection).body_hash) == ('"e"', "ff")


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
        until = now + timedelta(hours=1)
        found = sources.lease(connection, wanted, owner=f"owner:{number}", now=now, until=until, due_only=True)
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
