"""Whose turn a job is, and what counts as missed, on both databases."""

import threading
from datetime import timedelta

import sqlalchemy as sa

from storage import jobs, runs, schema
from storage.database import Database
from storage.leases import SPAN
from tests.contracts.conftest import NOW

NEARLY, OVER = SPAN.total_seconds() - 2, SPAN.total_seconds() + 5


def take(database: Database, owner: str, due: timedelta = timedelta()) -> int | str:
    with database.writing() as connection:
        return jobs.take(connection, "digest.daily", due=NOW + due, owner=owner, now=NOW, span=SPAN)


def passed(database: Database, seconds: float) -> None:
    """Seconds of every lease go by; PostgreSQL goes by its own clock."""
    c = schema.jobs.c
    with database.writing() as connection:
        for job, until in connection.execute(sa.select(c.job, c.leased_until).where(c.leased_until.is_not(None))).all():
            earlier = until - timedelta(seconds=seconds)
            connection.execute(sa.update(schema.jobs).where(c.job == job).values(leased_until=earlier))


def test_one_process_has_a_job_until_it_gives_it_back(database: Database) -> None:
    assert take(database, "a") == 1
    passed(database, NEARLY)
    assert take(database, "b") == "held"
    with database.writing() as connection:
        assert jobs.give_back(connection, "digest.daily", 1, done=None)
    assert take(database, "b") == 2


def test_what_is_done_is_not_done_again_and_the_next_time_is(database: Database) -> None:
    assert take(database, "a") == 1
    with database.writing() as connection:
        assert jobs.give_back(connection, "digest.daily", 1, done=NOW)
    assert take(database, "b") == "done"
    assert take(database, "b", due=-timedelta(days=1)) == "done"
    assert take(database, "b", due=timedelta(days=1)) == 2


def test_a_holder_given_up_for_dead_is_refused_when_it_comes_back(database: Database) -> None:
    assert take(database, "a") == 1
    passed(database, OVER)
    assert take(database, "b") == 2
    with database.writing() as connection:
        assert not jobs.hold(connection, "digest.daily", 1, now=NOW, span=timedelta(hours=1))
        assert not jobs.give_back(connection, "digest.daily", 1, done=NOW)
    passed(database, NEARLY)
    assert take(database, "c") == "held"
    with database.writing() as connection:
        assert jobs.hold(connection, "digest.daily", 2, now=NOW, span=SPAN)
    passed(database, NEARLY)
    assert take(database, "c") == "held"


def test_a_lease_that_ran_out_unnoticed_goes_on_when_nobody_took_it(database: Database) -> None:
    assert take(database, "a") == 1
    passed(database, 100)
    with database.writing() as connection:
        assert jobs.hold(connection, "digest.daily", 1, now=NOW, span=SPAN)
    assert take(database, "b") == "held"


def test_between_machines_leases_go_by_the_servers_clock(postgres_database: Database) -> None:
    """A machine whose clock is an hour ahead takes nothing from another."""
    assert take(postgres_database, "a") == 1
    ahead = NOW + timedelta(days=10_000)
    with postgres_database.writing() as connection:
        assert jobs.take(connection, "digest.daily", due=NOW, owner="b", now=ahead, span=SPAN) == "held"


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
