"""Every request is one row with its reason; what needs no further request is settled."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import fetches, runs, schema, sources, upkeep
from storage.database import Database
from storage.runs import SourceCount
from storage.status import status
from tumen.outcomes import Outcome, Reason

URL = "https://a.example/1"
LASTING = [reason for reason in Reason if reason.lasting and reason.outcome is not Outcome.KEPT]
PASSING = [reason for reason in Reason if not reason.lasting and reason.outcome is not Outcome.POLLED]


def test_a_refused_page_is_a_row_with_all_that_is_known(database: Database, make) -> None:
    scored = make.scored(URL, "Dandong.", relevance=0.2, title="China")
    item = make.rejected(URL, Reason.OFF_TOPIC, scored=scored, detail="below 0.5", final_url=URL + "?x", entry=make.entry(URL))
    with database.writing() as connection:
        number = fetches.record(connection, item)
        row = connection.execute(sa.select(schema.fetches)).one()
    assert number == row.id
    assert (row.url, row.final_url, row.source, row.kind, row.status, row.bytes) == (
        URL,
        URL + "?x",
        "tass-ru",
        "page",
        200,
        1000,
    )
    assert (row.outcome, row.reason, row.detail, row.title) == ("refused", "off_topic", "below 0.5", "Refused")
    assert (row.relevance, row.threshold) == (0.2, 0.5)
    assert (row.strongest_for, row.strongest_against) == ("мост (bridge, +2.50)", "Dandong (china, -1.00)")
    assert (row.entry_guid, row.entry_title) == ("guid-1", "An entry")
    assert (row.article, row.revision) == (None, None)


def test_a_poll_is_a_row_with_its_counts(database: Database, make) -> None:
    with database.writing() as connection:
        fetches.record(connection, make.polled())
        row = connection.execute(sa.select(schema.fetches)).one()
    assert (row.kind, row.outcome, row.reason, row.entries, row.unseen) == ("feed", "polled", "entries", 10, 3)


def test_recording_the_same_request_again_is_the_same_row(database: Database, make) -> None:
    item = make.rejected(URL, Reason.NO_TEXT)
    with database.writing() as connection:
        assert fetches.record(connection, item) == fetches.record(connection, item)
        later = replace(item, fetch=replace(item.fetch, fetched_at=make.tick()))
        assert fetches.record(connection, later) != fetches.record(connection, item)


@pytest.mark.parametrize("reason", LASTING)
def test_a_lasting_reason_settles_an_address(sqlite_database: Database, make, reason: Reason) -> None:
    with sqlite_database.writing() as connection:
        fetches.record(connection, make.rejected(URL, reason))
        assert fetches.settled(connection, [URL, URL + "0"], now=make.tick()) == {URL}


def test_what_broke_its_reader_is_asked_for_once_more(database: Database, make) -> None:
    """It may have been a busy machine; twice is no accident."""
    with database.writing() as connection:
        fetches.record(connection, make.rejected(URL, Reason.TOO_SLOW))
        assert fetches.settled(connection, [URL], now=make.tick()) == set()
        fetches.record(connection, make.rejected(URL, Reason.TOO_SLOW))
        assert fetches.settled(connection, [URL], now=make.now + timedelta(days=365)) == {URL}


@pytest.mark.parametrize("reason", [reason for reason in PASSING if reason is not Reason.TOO_SLOW])
def test_a_passing_failure_is_asked_again_after_growing_pauses_five_times_in_all(
    database: Database, make, reason: Reason
) -> None:
    pauses = [timedelta(0), timedelta(hours=1), timedelta(hours=5), timedelta(hours=24)]
    with database.writing() as connection:
        for pause in pauses:
            item = make.rejected(URL, reason)
            fetches.record(connection, item)
            at = item.fetch.fetched_at
            if pause:
                assert fetches.settled(connection, [URL], now=at + pause - timedelta(seconds=1)) == {URL}
            assert fetches.settled(connection, [URL], now=at + pause) == set()
        fetches.record(connection, make.rejected(URL, reason))
        assert fetches.settled(connection, [URL], now=make.now + timedelta(days=365)) == {URL}


def test_a_page_that_was_kept_after_failing_is_settled(database: Database, make) -> None:
    with database.writing() as connection:
        fetches.record(connection, make.rejected(URL, Reason.TIMEOUT))
        make.keep(connection, "https://canonical.example/1", address=URL)
        urls = [URL, "https://canonical.example/1", "https://other.example"]
        assert fetches.settled(connection, urls, now=make.tick()) == set(urls[:2])


def test_a_feed_at_an_address_says_nothing_of_a_page_there(database: Database, make) -> None:
    with database.writing() as connection:
        item = make.polled()
        fetches.record(connection, item)
        assert fetches.settled(connection, [item.fetch.url], now=make.tick()) == set()


def test_many_addresses_are_looked_up_at_once(database: Database, make) -> None:
    urls = [f"https://a.example/{n}" for n in range(1500)]
    with database.writing() as connection:
        for url in urls[::100]:
            fetches.record(connection, make.rejected(url, Reason.NOT_FOUND))
        assert fetches.settled(connection, urls + urls, now=make.tick()) == set(urls[::100])
        assert fetches.settled(connection, [], now=make.tick()) == set()


def test_a_clock_set_back_does_not_hold_a_page_back(database: Database, make) -> None:
    with database.writing() as connection:
        for _ in range(2):
            fetches.record(connection, make.rejected(URL, Reason.TIMEOUT))
        assert fetches.settled(connection, [URL], now=make.now - timedelta(days=30)) == set()


def test_what_a_run_counted_is_told_by_source(database: Database, make) -> None:
    with database.writing() as connection:
        run = runs.start(connection, "crawl", now=make.now, owner="host:1")
        other = runs.start(connection, "crawl", now=make.now, owner="host:2")
        for source in ("tass-ru", "yonhap"):
            fetches.record(connection, make.polled(source, run=run))
        first = make.keep(connection, URL, run=run)
        make.keep(connection, URL, reason=Reason.UNCHANGED, article=first.article, run=run)
        make.keep(connection, URL, "New.", Reason.REVISED, article=first.article, run=run, relevance=0.4)
        make.keep(connection, URL + "/copy", reason=Reason.COPY, copy_of=first.article, run=run)
        fetches.record(connection, make.rejected(URL + "/no", Reason.OFF_TOPIC, run=run))
        fetches.record(connection, make.rejected(URL + "/gone", Reason.TIMEOUT, run=run, source="yonhap"))
        fetches.record(connection, make.rejected(URL + "/x", Reason.TIMEOUT, run=other))
        counted = runs.of_run(connection, run)
    assert counted == [
        SourceCount(
            source="tass-ru",
            fetched=6,
            new=2,
            relevant=3,
            refused=1,
            failed=0,
            reasons={"entries": 1, "new": 1, "unchanged": 1, "revised": 1, "copy": 1, "off_topic": 1},
        ),
        SourceCount(source="yonhap", fetched=2, new=0, relevant=0, refused=0, failed=1, reasons={"entries": 1, "timeout": 1}),
    ]


def test_a_run_ends_with_its_outcome_and_summary(database: Database, make) -> None:
    with database.writing() as connection:
        run = runs.start(connection, "crawl", now=make.now, owner="host:1")
        runs.finish(connection, run, now=make.tick(), outcome="failures", summary={"kept": 2, "at": make.now, "имя": "\ud800"})
        row = connection.execute(sa.select(schema.runs)).one()
    assert (row.job, row.owner, row.outcome) == ("crawl", "host:1", "failures")
    assert row.started_at < row.finished_at
    assert row.summary == '{"kept": 2, "at": "2025-05-01 09:00:00+00:00", "имя": "\ufffd"}'


def test_status_has_the_shape_other_programs_rely_on(database: Database, make) -> None:
    with database.writing() as connection:
        sources.synchronise(connection, [make.source()])
        run = runs.start(connection, "crawl", now=make.now, owner="host:1")
        first = make.keep(connection, URL, run=run)
        make.keep(connection, URL, "Now about cheese.", Reason.REVISED, article=first.article, relevance=0.1)
        make.keep(connection, URL + "/2", "Other.")
        fetches.record(connection, make.rejected(URL + "/no", Reason.OFF_TOPIC))
        told = status(connection, make.now)
    assert set(told) == {"sources", "fetches", "articles", "relevant", "runs"}
    assert told["fetches"] == {"by_outcome": {"kept": 3, "refused": 1}}
    assert (told["articles"], told["relevant"]) == (2, 1)
    assert told["runs"] == [
        {"id": 1, "job": "crawl", "started_at": "2025-05-01T09:00:00.000000Z", "finished_at": None, "outcome": None}
    ]
    [source] = told["sources"]
    assert (source["id"], source["affiliation"], source["due"], source["leased"]) == ("tass-ru", "russia-state", True, False)
    assert {"last_polled_at", "last_reason", "failures", "next_due_at"} <= set(source)


def test_pruning_forgets_old_requests_that_kept_nothing(database: Database, make) -> None:
    with database.writing() as connection:
        make.keep(connection, URL)
        fetches.record(connection, make.rejected(URL + "/no", Reason.OFF_TOPIC))
        fetches.record(connection, make.polled())
        recent = make.rejected(URL + "/recent", Reason.TIMEOUT, fetched_at=make.now + timedelta(days=2))
        fetches.record(connection, recent)
        assert upkeep.prune(connection, before=make.now + timedelta(days=1)) == 2
        assert connection.scalars(sa.select(schema.fetches.c.reason).order_by(schema.fetches.c.id)).all() == ["new", "timeout"]
    upkeep.optimise(database)
