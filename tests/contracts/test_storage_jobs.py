"""Whose turn a job is, and what counts as missed, on both databases."""

import threading
from datetime import timedelta

from storage import jobs, runs
from storage.database import Database
from tests.contracts.conftest import NOW

LEASE = timedelta(seconds=30)


def take(database: Database, owner: str, after: float = 0, due: timedelta = timedelta()) -> int | str:
    now = NOW + timedelta(seconds=after)
    with database.writing() as connection:
        return jobs.take(connection, "digest.daily", due=NOW + due, owner=owner, now=now, until=now + LEASE)


def test_one_process_has_a_job_until_it_gives_it_back(database: Database) -> None:
    assert take(database, "a") == 1
    assert take(database, "b", after=29) == "held"
    with database.writing() as connection:
        assert jobs.give_back(connection, "digest.daily", 1, done=None)
    assert take(database, "b", after=29) == 2


def test_what_is_done_is_not_done_again_and_the_next_time_is(database: Database) -> None:
    assert take(database, "a") == 1
    with database.writing() as connection:
        assert jobs.give_back(connection, "digest.daily", 1, done=NOW)
    assert take(database, "b", after=5) == "done"
    assert take(database, "b", after=5, due=-timedelta(days=1)) == "done"
    assert take(database, "b", after=5, due=timedelta(days=1)) == 2


def test_a_holder_given_up_for_dead_is_refused_when_it_comes_back(database: Database) -> None:
    assert take(database, "a") == 1
    assert take(database, "b", after=31) == 2
    with database.writing() as connection:
        assert not jobs.hold(connection, "digest.daily", 1, until=NOW + timedelta(hours=1))
        assert not jobs.give_back(connection, "digest.daily", 1, done=NOW)
    assert take(database, "c", after=40) == "held"
    with database.writing() as connection:
        assert jobs.hold(connection, "digest.daily", 2, until=NOW + timedelta(seconds=90))
    assert take(database, "c", after=80) == "held"


def test_a_lease_that_ran_out_unnoticed_goes_on_when_nobody_took_it(database: Database) -> None:
    assert take(database, "a") == 1
    with database.writing() as connection:
        assert jobs.hold(connection, "digest.daily", 1, until=NOW + timedelta(seconds=100))
    assert take(database, "b", after=60) == "held"


def test_of_many_that_ask_at_once_one_gets_it(database: Database) -> None:
    answers: list[int | str] = []
    gate = threading.Barrier(6)

    def ask(owner: str) -> None:
        gate.wait(30)
        answers.append(take(database, owner))

    threads = [threading.Thread(target=ask, args=(f"owner {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, answers)) == ["1", *["held"] * 5]


def test_a_copy_of_the_database_elsewhere_sends_nothing_until_confirmed(sqlite_database: Database) -> None:
    with sqlite_database.writing() as connection:
        here, there = jobs.place_of(connection, "machine one"), jobs.place_of(connection, "machine two")
        assert jobs.may_send(connection, here, now=NOW)  # the first place that asks
        assert jobs.may_send(connection, here, now=NOW)
        assert not jobs.may_send(connection, there, now=NOW)
        jobs.confirm(connection, there, now=NOW)
        jobs.confirm(connection, there, now=NOW)
        assert jobs.may_send(connection, there, now=NOW)
        assert jobs.may_send(connection, here, now=NOW)


def test_machines_that_share_one_postgresql_are_one_place(postgres_database: Database) -> None:
    with postgres_database.writing() as connection:
        assert jobs.place_of(connection, "machine one") == jobs.place_of(connection, "machine two")


def test_since_when_starts_count(database: Database) -> None:
    def run(connection, job: str, days: int, outcome: runs.RunOutcome) -> None:
        at = NOW + timedelta(days=days)
        runs.finish(connection, runs.start(connection, job, now=at, owner="a"), now=at, outcome=outcome, summary={})

    with database.writing() as connection:
        for days, outcome in ((0, "ok"), (1, "ok"), (2, "failed")):
            run(connection, "digest.daily", days, outcome)
            run(connection, "upkeep.prune", days, outcome)
        found = jobs.counts_since(connection, ["digest.daily", "digest.new", "upkeep.prune", "upkeep.optimise"])
    assert found == {"digest.daily": NOW, "upkeep.prune": NOW + timedelta(days=1)}


def test_a_role_without_rights_may_ask_which_cluster_it_is_in(postgres_database: Database) -> None:
    with postgres_database.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE tumen_plain NOLOGIN")
        mine = jobs.place_of(connection, "")
        connection.exec_driver_sql("SET LOCAL ROLE tumen_plain")
        assert jobs.place_of(connection, "") == mine
        connection.exec_driver_sql("RESET ROLE")
        connection.exec_driver_sql("DROP ROLE tumen_plain")
