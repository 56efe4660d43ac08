"""What a crawl takes on: what is due, the fallbacks that are needed, and bounds as the configuration says."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawler.round import Round
from crawler.taking import open_round
from pipelines.workbench import Workbench
from storage import fetches, schema, sources
from storage.database import Database
from storage.sources import NextPoll
from tumen.catalogue import Bounds, Installation
from tumen.configuration import load
from tumen.journey import Fetch, Polled, Rejected
from tumen.outcomes import Reason

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CATALOGUE = """\
sources:
  - {id: tass, publisher: TASS, kind: feed, url: 'https://tass.example/', languages: [ru], affiliation: wire, timezone: UTC,
     every: 15m, enabled: true}
  - {id: tg-tass, publisher: TASS, kind: feed, url: 'https://t.example/', languages: [ru], affiliation: wire, timezone: UTC,
     every: 30m, enabled: true, fallback_of: tass}
"""


class Newsroom:
    """An installation of a source and its fallback, at a moment of our choosing."""

    def __init__(self, home: Path, database: Database, catalogue: str = CATALOGUE) -> None:
        (home / "seeds").mkdir(exist_ok=True)
        (home / "seeds" / "sources.yaml").write_text(catalogue)
        (home / "schedules.yaml").write_text("crawl: {all: {affiliations: [wire], every: 5m, jitter: 30s}}\ndigest: {}\n")
        self.place: Installation = load({}, home)
        self.database = database
        self.now = NOW

    def crawl(self, *, due_only: bool = True) -> Round:
        bench = Workbench(self.database, None, None, None, now=lambda: self.now)  # type: ignore[arg-type]  # nothing is read here
        wanted = [source for source in self.place.sources if source.enabled]
        opened = open_round(self.place, bench, wanted, due_only=due_only, owner="one:1", job="crawl")
        opened.leases.stop()
        return opened

    def taken(self, *, due_only: bool = True) -> list[str]:
        """Who is asked; all are given back, due again in an hour."""
        opened = self.crawl(due_only=due_only)
        with self.database.writing() as connection:
            for account in opened.accounts.values():
                sources.put_off(connection, account.source.id, fence=account.state.fence, until=self.now + HOUR)
        return sorted(opened.accounts)

    def polled(self, *reasons: Reason) -> None:
        """Polls of the source, an hour apart, that ended like this; the clock goes on."""
        with self.database.writing() as connection:
            for reason in reasons:
                self.now += HOUR
                fetch = Fetch("https://tass.example/", "tass", "feed", self.now)
                news = Polled(fetch, reason, entries=30, unseen=3 if reason is Reason.ENTRIES else 0)
                fetches.record(connection, news if reason.outcome == "polled" else Rejected(fetch, reason))
        self.now += HOUR

    def state(self) -> sa.Row[tuple[object, ...]]:
        c = schema.sources.c
        columns = (c.resting_since, c.stands_in_since, c.stands_in_because)
        with self.database.reading() as connection:
            return connection.execute(sa.select(*columns).where(c.id == "tg-tass")).one()


@pytest.fixture
def newsroom(tmp_path: Path, sqlite_database: Database) -> Newsroom:
    return Newsroom(tmp_path, sqlite_database)


def test_a_fallback_wakes_when_its_twin_fails_rests_when_that_recovers_and_both_are_recorded(newsroom: Newsroom) -> None:
    newsroom.polled(*[Reason.ENTRIES] * 10)
    assert newsroom.taken() == ["tass"]
    rested = newsroom.now
    assert tuple(newsroom.state()) == (rested, None, None)
    newsroom.polled(Reason.TIMEOUT, Reason.NOT_FOUND)
    assert newsroom.taken() == ["tass"], "two failures are a bad night"
    assert tuple(newsroom.state()) == (rested, None, None)
    newsroom.polled(Reason.NOT_FOUND)
    assert newsroom.taken() == ["tass", "tg-tass"]
    because = "tass is failing: 3 polls in a row, the last not_found"
    assert tuple(newsroom.state()) == (None, newsroom.now, because)
    woken = newsroom.now
    newsroom.polled(Reason.NOT_FOUND)
    assert newsroom.taken() == ["tass", "tg-tass"]
    assert tuple(newsroom.state()) == (None, woken, because)
    newsroom.polled(Reason.ENTRIES)
    assert newsroom.taken() == ["tass"]
    assert tuple(newsroom.state()) == (newsroom.now, None, None)


def test_a_fallback_that_rests_looks_at_its_twin_as_often_as_it_would_be_asked(newsroom: Newsroom) -> None:
    newsroom.polled(Reason.ENTRIES)
    newsroom.taken()
    c = schema.sources.c
    with newsroom.database.reading() as connection:
        due = connection.execute(sa.select(c.next_due_at, c.leased_by).where(c.id == "tg-tass")).one()
    assert tuple(due) == (newsroom.now + timedelta(minutes=30), None)


def test_who_names_a_fallback_means_it(newsroom: Newsroom) -> None:
    newsroom.polled(Reason.ENTRIES)
    assert newsroom.taken(due_only=False) == ["tass", "tg-tass"]


def test_the_fallback_of_a_source_that_is_switched_off_is_asked(tmp_path: Path, sqlite_database: Database) -> None:
    off = CATALOGUE.replace("every: 15m, enabled: true", "every: 15m, enabled: false")
    newsroom = Newsroom(tmp_path, sqlite_database, off)
    assert newsroom.taken() == ["tg-tass"]
    assert newsroom.state().stands_in_because == "tass is not asked"


def test_a_source_that_is_no_fallback_any_more_forgets_that_it_was(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.polled(Reason.ENTRIES)
    newsroom.taken()
    plain = Newsroom(tmp_path, newsroom.database, CATALOGUE.replace(", fallback_of: tass", ""))
    plain.now = newsroom.now + HOUR
    assert plain.taken() == ["tass", "tg-tass"]
    assert tuple(plain.state()) == (None, None, None)


def test_what_comes_due_within_the_jitter_of_its_ticks_is_not_left_to_the_next(newsroom: Newsroom) -> None:
    newsroom.polled(Reason.ENTRIES)
    newsroom.taken()
    newsroom.now += HOUR - timedelta(seconds=31)
    assert newsroom.taken() == []
    newsroom.now += timedelta(seconds=1)
    assert newsroom.taken() == ["tass"]


def test_each_source_goes_by_its_bounds_and_its_number(newsroom: Newsroom) -> None:
    account = newsroom.crawl().accounts["tass"]
    assert account.bounds == Bounds(timedelta(minutes=5), HOUR)
    assert account.state.fence == 1


def test_what_was_learnt_comes_back_with_the_lease(newsroom: Newsroom) -> None:
    account = newsroom.crawl().accounts["tass"]
    account.book(Polled(Fetch("https://tass.example/", "tass", "feed", NOW), Reason.ENTRIES, entries=30))
    following = account.following(NOW, NOW, 0.0)
    given = {"etag": None, "last_modified": None, "body_hash": None}
    with newsroom.database.writing() as connection:
        late = replace(following, at=NOW)
        assert sources.release(connection, "tass", fence=1, now=NOW, reason=Reason.ENTRIES, following=late, **given)
    assert isinstance(following, NextPoll)
    again = newsroom.crawl().accounts["tass"]
    assert (again.state.rhythm, again.state.fence) == (following.rhythm, 2)


def test_sources_given_back_together_never_lock_out_the_extension_of_their_leases(
    tmp_path: Path, postgres_database: Database
) -> None:
    """Both change several rows: in different orders each would wait for the other. The extension has got as far as the first."""
    room = Newsroom(tmp_path, postgres_database, CATALOGUE.replace(", fallback_of: tass", ""))
    opened = room.crawl(due_only=False)
    opened.on_done = lambda: None
    for name in ("tg-tass", "tass"):
        opened.book(Polled(Fetch(opened.accounts[name].source.url, name, "feed", room.now), Reason.UNCHANGED))
    giving_back = threading.Thread(target=opened.release_done)
    row = sa.select(schema.sources.c.fence)
    with postgres_database.writing() as extension:
        extension.execute(row.where(schema.sources.c.id == "tass").with_for_update())
        giving_back.start()
        while not extension.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert giving_back.is_alive()
        extension.execute(row.where(schema.sources.c.id == "tg-tass").with_for_update(nowait=True))
    giving_back.join()
    with postgres_database.reading() as connection:
        assert connection.scalars(sa.select(schema.sources.c.leased_by)).all() == [None, None]
