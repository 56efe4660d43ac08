"""What crawls remember for one another: turns, pauses and robots.txt of hosts, pages to look at again, addresses left alone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage import fetches, hosts, quarantine, revisits
from storage.database import Connection, Database
from storage.hosts import Hold, KnownRobots, Wish
from storage.sources import lease, put_off, synchronise
from tumen.journey import Placed, Unmodified
from tumen.outcomes import Reason

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
URL = "https://tass-ru.example/a"
PLAN = {"tass-ru": (HOUR, 6 * HOUR, DAY, 3 * DAY)}


def test_turns_of_all_crawls_stand_apart(database: Database, make) -> None:
    """Whoever takes them: the second process finds what the first one took."""
    waits = []
    for host in ("one.example", "one.example", "other.example", "one.example"):
        with database.writing() as connection:
            waits.append(hosts.take_turn(connection, host, now=make.now, gap=2 * SECOND).wait)
    assert waits == [0 * SECOND, 2 * SECOND, 0 * SECOND, 4 * SECOND]
    with database.writing() as connection:
        assert hosts.take_turn(connection, "one.example", now=make.now + HOUR, gap=SECOND).wait == 0 * SECOND
        assert hosts.take_turn(connection, "one.example", now=make.now, gap=SECOND).wait == 0 * SECOND, "a clock set back"


def test_a_host_held_by_one_crawl_is_free_for_others_behind_it(database: Database, make) -> None:
    """Who holds it goes on where it was, unless somebody has come in between; what is given back is free at once."""
    wish = Wish("one.example", SECOND, span=10 * SECOND)
    with database.writing() as connection:
        (mine,) = hosts.take_turns(connection, [wish], now=make.now)
        assert (mine.wait, mine.hold) == (0 * SECOND, Hold(make.now + SECOND, make.now + 10 * SECOND))
        asked = Hold(make.now + 4 * SECOND, mine.hold.until)  # three more requests, of which nothing was written
        (mine,) = hosts.take_turns(connection, [replace(wish, hold=asked)], now=make.now + 2 * SECOND)
        assert (mine.wait, mine.hold.until) == (2 * SECOND, make.now + 14 * SECOND)
        (theirs,) = hosts.take_turns(connection, [Wish("one.example", SECOND)], now=make.now)
        assert theirs.wait == 14 * SECOND
        (again,) = hosts.take_turns(connection, [replace(wish, hold=mine.hold)], now=make.now + 6 * SECOND)
        assert again.wait == 9 * SECOND, "behind theirs"
        hosts.give_back(connection, {"one.example": again.hold, "other.example": again.hold})
        assert hosts.take_turn(connection, "one.example", now=make.now, gap=SECOND).wait == 16 * SECOND
        hosts.give_back(connection, {"one.example": again.hold})
        assert hosts.take_turn(connection, "one.example", now=make.now, gap=SECOND).wait == 17 * SECOND, "no longer ours"


def test_a_pause_is_kept_and_never_shortened(database: Database, make) -> None:
    with database.writing() as connection:
        hosts.pause(connection, "one.example", until=make.now + HOUR)
        hosts.pause(connection, "one.example", until=make.now + SECOND)
        hosts.pause(connection, "other.example", until=make.now + SECOND)
        assert hosts.take_turn(connection, "one.example", now=make.now + SECOND, gap=SECOND).paused == HOUR - SECOND
        found = hosts.paused(connection, {"one.example", "third.example"}, now=make.now)
        assert found == {"one.example": make.now + HOUR}
        assert hosts.take_turn(connection, "one.example", now=make.now + HOUR, gap=SECOND).paused == 0 * SECOND
        assert hosts.take_turn(connection, "one.example", now=make.now - 3 * DAY, gap=SECOND).paused == 0 * SECOND


def robots(connection: Connection, origin: str, now: datetime) -> KnownRobots | None:
    return hosts.robots_of(connection, ["https://other.example", origin], now=now).get(origin)


def test_robots_hold_until_they_expire(database: Database, make) -> None:
    with database.writing() as connection:
        for status, rules in ((404, ""), (200, "User-agent: *\nDisallow: /")):
            known = KnownRobots(status, rules)
            hosts.remember_robots(connection, "https://one.example", known, now=make.now, expires=make.now + DAY)
        assert robots(connection, "https://one.example", make.now + DAY - SECOND) == known
        assert robots(connection, "https://one.example", make.now + DAY) is None
        assert robots(connection, "https://one.example", make.now - SECOND) is None, "a clock set back"
        assert robots(connection, "http://one.example", make.now) is None
        hosts.forget(connection, now=make.now + 40 * DAY)
        assert robots(connection, "https://one.example", make.now) is None


def kept(connection: Connection, make, url: str = URL, **rest: object) -> Placed:
    placed = make.placed(url, **rest)
    fetch = replace(placed.fetch, etag='"1"', last_modified="then")
    placed = replace(placed, scored=replace(placed.scored, document=replace(placed.scored.document, fetch=fetch)))
    from storage import articles

    revisits.note(connection, placed, articles.keep(connection, placed).article)
    return placed


def test_pages_are_looked_at_again_less_and_less_often(database: Database, make) -> None:
    visited = []
    with database.writing() as connection:
        first = kept(connection, make).fetch.fetched_at
        for minutes in range(0, 8 * 24 * 60, 30):
            for found in revisits.take_due(connection, PLAN, now=first + timedelta(minutes=minutes)):
                assert (found.url, found.source, found.etag, found.last_modified) == (URL, "tass-ru", '"1"', "then")
                visited.append(timedelta(minutes=minutes))
    assert visited == [HOUR, 6 * HOUR, DAY, 3 * DAY]


def test_of_the_visits_missed_one_is_made_up_for(database: Database, make) -> None:
    with database.writing() as connection:
        first = kept(connection, make).fetch.fetched_at
        assert len(revisits.take_due(connection, PLAN, now=first + 2 * DAY)) == 1
        assert revisits.take_due(connection, PLAN, now=first + 2 * DAY + HOUR) == []
        assert revisits.take_due(connection, PLAN, now=first + 6 * DAY + HOUR) == [], "too old to matter"


def test_what_was_not_asked_is_given_back(database: Database, make) -> None:
    with database.writing() as connection:
        at = kept(connection, make).fetch.fetched_at + HOUR
        taken = revisits.take_due(connection, PLAN, now=at)
        assert revisits.take_due(connection, PLAN, now=at + SECOND) == []
        revisits.give_back(connection, taken)
        assert revisits.take_due(connection, PLAN, now=at + SECOND) == taken


@pytest.mark.parametrize("plans", [{}, {"tass-ru": ()}, {"other": (HOUR,)}])
def test_only_the_sources_asked_for_are_revisited(sqlite_database: Database, make, plans) -> None:
    with sqlite_database.writing() as connection:
        at = kept(connection, make).fetch.fetched_at
        assert revisits.take_due(connection, plans, now=at + 2 * HOUR) == []


@pytest.mark.parametrize("rest", [{"text_from": "feed"}, {"text_from": "file"}])
def test_texts_without_a_page_are_not_revisited(sqlite_database: Database, make, rest) -> None:
    with sqlite_database.writing() as connection:
        at = kept(connection, make, **rest).fetch.fetched_at
        assert revisits.take_due(connection, PLAN, now=at + 2 * HOUR) == []


def test_an_unmodified_page_is_a_sighting(database: Database, make) -> None:
    """One row, as kept, of the article; and the article was seen then."""
    with database.writing() as connection:
        kept(connection, make)
        fetch = make.fetch(URL, status=304)
        item = Unmodified(fetch, article=1)
        assert fetches.record(connection, item) == fetches.record(connection, item)
        revisits.unmodified(connection, item)
        rows = connection.exec_driver_sql("SELECT outcome, reason, detail, article, status FROM fetches ORDER BY id").all()
        assert [tuple(row) for row in rows[1:]] == [("kept", "unchanged", "HTTP 304", 1, 304)]
        seen = connection.exec_driver_sql("SELECT first_kept_at, last_seen_at FROM articles").one()
        assert seen[1] > seen[0]


@pytest.mark.parametrize(("reason", "again"), [(Reason.GONE, 0), (Reason.FORBIDDEN, 0), (Reason.NOT_FOUND, 1), (Reason.DNS, 1)])
def test_a_page_that_refuses_for_good_is_left_alone(sqlite_database: Database, make, reason: Reason, again: int) -> None:
    with sqlite_database.writing() as connection:
        at = kept(connection, make).fetch.fetched_at
        revisits.end_if_refused(connection, make.rejected(URL, reason))
        assert len(revisits.take_due(connection, PLAN, now=at + HOUR)) == again


def test_a_new_answer_brings_new_validators_only_for_its_own_address(database: Database, make) -> None:
    with database.writing() as connection:
        first = kept(connection, make)
        elsewhere = replace(first.fetch, final_url=URL + "?mobile", etag='"2"')
        for fetch in (elsewhere, replace(first.fetch, etag='"3"', last_modified=None)):
            document = replace(first.scored.document, fetch=fetch)
            revisits.note(connection, replace(first, scored=replace(first.scored, document=document)), 1)
        (found,) = revisits.take_due(connection, PLAN, now=first.fetch.fetched_at + HOUR)
        assert (found.url, found.etag, found.last_modified) == (URL, '"3"', None)


def test_the_second_offence_puts_an_address_in_quarantine(database: Database, make) -> None:
    with database.writing() as connection:
        item = make.rejected(URL, Reason.TOO_SLOW, detail="no result within 20 s")
        for _ in range(3):
            fetches.record(connection, item)
        assert quarantine.quarantined(connection, now=make.now) == {}, "one request, however often it is stored"
        again = make.rejected(URL, Reason.TOO_SLOW, detail="worker died")
        fetches.record(connection, again)
        fetches.record(connection, make.rejected(URL + "2", Reason.TOO_SLOW))
        until = again.fetch.fetched_at + quarantine.LASTS
        assert quarantine.quarantined(connection, now=again.fetch.fetched_at) == {URL: until}
        assert quarantine.quarantined(connection, now=until) == {}


def test_a_source_put_off_is_due_then_and_as_it_was(database: Database, make) -> None:
    with database.writing() as connection:
        synchronise(connection, [make.source()])
        until = make.now + HOUR
        (held,) = lease(connection, ["tass-ru"], owner="us", now=make.now, span=HOUR, due_by=None)
        assert not put_off(connection, "tass-ru", fence=held.fence + 1, until=until)
        assert lease(connection, ["tass-ru"], owner="third", now=make.now, span=HOUR, due_by=None) == []
        assert put_off(connection, "tass-ru", fence=held.fence, until=until)
        found = lease(connection, ["tass-ru"], owner="third", now=make.now, span=HOUR, due_by=None)
        assert [state.next_due_at for state in found] == [until]
        assert found[0].failures == 0
        assert found[0].last_polled_at is None
