"""What a crawl owes a source, when it comes back, and which of Scrapy's doors are shut."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.settings import Settings

from crawler.account import Account
from crawler.launch import of_installation
from crawler.pace import LONGEST_BACKOFF, Rhythm
from pipelines.steps import STEPS
from storage.sources import SourceState
from tumen.catalogue import Affiliation, Bounds, Installation, Kind, Schedules, Source
from tumen.journey import FeedEntry, Fetch, Polled, Rejected
from tumen.outcomes import Reason

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERY = timedelta(minutes=30)


def account(failures: int = 0, every: timedelta = EVERY, last: datetime | None = None) -> Account:
    source = Source("one", "One", Kind.FEED, "https://news.example/rss", ("en",), Affiliation.WIRE, None, every, True)
    state = SourceState("one", None, None, None, None, failures, last, last, None, rhythm=Rhythm().to_json() if last else None)
    return Account(source, state, Schedules((), (), ()).bounds_of(source))


def fetch(kind: str = "page") -> Fetch:
    entry = FeedEntry("https://news.example/a", "A") if kind == "page" else None
    return Fetch("https://news.example/a", "one", kind, START, entry=entry)  # type: ignore[arg-type]


def polled(books: Account, reason: Reason = Reason.ENTRIES) -> Account:
    kind = Polled if reason.outcome == "polled" else Rejected
    books.book(kind(fetch("feed"), reason))
    return books


def test_a_source_is_done_when_every_page_has_its_row_or_was_not_sent() -> None:
    books = account()
    books.requested = 2
    assert not books.done
    polled(books)
    books.book(Rejected(fetch(), Reason.NOT_FOUND))
    assert not books.done
    books.postponed += 1
    assert books.done
    assert books.rows == 2


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_a_source_is_due_after_the_interval_chosen_or_a_tenth_sooner_to_spread_the_load(chance: float) -> None:
    following = polled(account()).following(START, START + timedelta(minutes=3), chance)
    assert START + following.interval * 0.9 <= following.at <= START + following.interval
    assert following.rhythm


def test_a_source_is_never_due_before_its_bounds_allow() -> None:
    held = replace(account(last=START), bounds=Bounds(EVERY, EVERY))
    held.requested, held.stored = 40, 40
    held.announced = tuple(f"https://news.example/{n}" for n in range(40))
    following = polled(held).following(START + EVERY, START + EVERY, 0.999)
    assert following.at == START + 2 * EVERY
    assert "40 of its 40 entries were new; some may have slipped off; not oftener than every 30m" in following.reason


def test_a_source_whose_address_changed_has_nothing_that_could_have_slipped_off() -> None:
    held = account(last=START)
    held.state = replace(held.state, rhythm=None)
    held.requested, held.announced = 2, ("https://news.example/1", "https://news.example/2")
    assert "slipped" not in polled(held).following(START + EVERY, START + EVERY, 0.0).reason


def test_lists_that_are_read_from_where_the_last_poll_ended_lose_nothing() -> None:
    """GDELT's files are new each time."""
    held = account(last=START)
    held.source = replace(held.source, kind=Kind.GDELT)
    held.requested, held.announced = 2, ("https://news.example/1", "https://news.example/2")
    assert "slipped" not in polled(held).following(START + EVERY, START + EVERY, 0.0).reason


@pytest.mark.parametrize(("failures", "wait"), [(0, EVERY * 2), (1, EVERY * 4), (3, EVERY * 16), (9, LONGEST_BACKOFF)])
def test_a_failing_source_is_asked_less_and_less_but_once_a_day(failures: int, wait: timedelta) -> None:
    following = polled(account(failures), Reason.TIMEOUT).following(START, START, 0.0)
    assert (following.at, following.rhythm) == (START + wait, None)
    assert following.reason == f"{failures + 1} failed poll{'s' if failures else ''} in a row"


def test_a_slow_source_that_fails_is_not_asked_more() -> None:
    weekly = timedelta(days=7)
    assert polled(account(3, weekly), Reason.DNS).following(START, START, 0.0).at == START + weekly


def test_a_hosts_wish_outweighs_the_schedule() -> None:
    books = polled(account())
    books.wait = timedelta(hours=5)
    following = books.following(START, START + timedelta(minutes=1), 0.0)
    assert following.at == START + timedelta(hours=5, minutes=1)
    assert following.reason == "its host asked to be left alone"


def test_a_source_that_was_lost_owes_what_it_has() -> None:
    books = account()
    books.requested = 5
    polled(books)
    books.book(Rejected(fetch(), Reason.NOT_FOUND))
    books.lost = True
    assert books.rows == 2


def test_what_scrapy_opens_by_default_is_shut() -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    for switch in (
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "COOKIES_ENABLED",
        "HTTPPROXY_ENABLED",
        "HTTPCACHE_ENABLED",
    ):
        assert not settings.getbool(switch), switch
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings["JOBDIR"] is None
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert settings.getint("DOWNLOAD_MAXSIZE") < 10_000_000


def test_the_line_is_that_of_the_pipelines() -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    places = settings.getdict("ITEM_PIPELINES")
    assert sorted(places, key=lambda step: int(places[step])) == list(STEPS)


def test_the_user_agent_says_who_is_asking_and_nothing_else(tmp_path: object) -> None:
    installation = Installation(
        tmp_path,
        "sqlite://",
        None,
        ("127.0.0.2/32",),
        "desk@example.org\r\nX: 1",
        (),
        Schedules((), (), ()),  # type: ignore[arg-type]
    )
    slow = Source(
        "slow", "S", Kind.FEED, "https://kp.example/rss", ("ko",), Affiliation.WIRE, None, EVERY, True, timedelta(seconds=9)
    )
    settings = of_installation(installation, [slow])
    assert settings["USER_AGENT"].endswith(" (+desk@example.orgX: 1)")
    assert settings["TUMEN_OPEN_ADDRESSES"] == ["127.0.0.2/32"]
    assert settings["DOWNLOAD_SLOTS"] == {"kp.example": {"delay": 9.0}}
