"""When a fallback wakes, and when it may sleep."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.health import State, judge
from crawler.standins import needed
from storage.history import History, PastPage, PastPoll
from tumen.outcomes import Reason

HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOURLY = tuple(NOW - n * HOUR for n in range(400, 0, -1))


def twin(*last: Reason, news: tuple[datetime, ...] = HOURLY, pages: tuple[PastPage, ...] = ()) -> History:
    """A source with news every hour until an hour ago; its last polls ended like this."""
    reasons = (Reason.ENTRIES,) * (40 - len(last)) + last
    polls = tuple(PastPoll(NOW - (40 - n) * HOUR, reason) for n, reason in enumerate(reasons, start=1))
    return History("tass-ru", "https://tass.example/", HOURLY[0], NOW, news, polls, pages)


FINE, DOWN, EMPTY = Reason.ENTRIES, Reason.TIMEOUT, Reason.NO_ENTRIES


@pytest.mark.parametrize(
    ("last", "state"),
    [
        ((), None),
        ((DOWN,), None),
        ((DOWN, DOWN), None),
        ((DOWN, DOWN, DOWN), "failing"),
        ((DOWN, DOWN, DOWN, FINE), None),  # it has recovered
        ((Reason.NOT_FOUND, Reason.DNS, Reason.TLS), "failing"),
        ((Reason.NOT_A_FEED,) * 3, "not-a-feed"),
        ((Reason.ROBOTS,) * 3, "refused"),
        ((EMPTY,), None),
        ((EMPTY, EMPTY, EMPTY), "empty"),
        ((DOWN, EMPTY, DOWN), "failing"),
        ((Reason.NOT_MODIFIED,) * 3, None),
    ],
)
def test_it_wakes_when_three_polls_of_its_twin_brought_nothing(last: tuple[Reason, ...], state: str | None) -> None:
    said = needed(twin(*last))
    assert (said is None) is (state is None)
    assert said is None or said.startswith(f"tass-ru is {state}: ")


def test_it_wakes_when_its_twin_has_fallen_silent_and_sleeps_when_that_speaks_again() -> None:
    silent = twin(*[Reason.NOT_MODIFIED] * 20, news=HOURLY[:300])
    assert (needed(silent) or "").startswith("tass-ru is stale: answers that nothing has changed")
    assert needed(twin(*[Reason.NOT_MODIFIED] * 20, FINE, news=(*HOURLY[:300], NOW))) is None


def test_it_wakes_when_its_twins_pages_have_lost_their_text() -> None:
    read = [PastPage(moment, Reason.OFF_TOPIC) for moment in HOURLY[:100]]
    lost = [PastPage(moment, Reason.NO_TEXT) for moment in HOURLY[100:110]]
    assert "layout-changed" in (needed(twin(pages=(*read, *lost))) or "")


def test_a_twin_that_was_never_asked_is_given_its_chance() -> None:
    assert needed(History("tass-ru", "https://tass.example/", None, None, (), (), ())) is None


def resting(**when: datetime) -> History:
    polls = (PastPoll(NOW - timedelta(days=60), Reason.ENTRIES), PastPoll(NOW, Reason.NOT_MODIFIED))
    long_ago = (NOW - timedelta(days=61), NOW - timedelta(days=60))
    return History("tg-tass", "https://t.example/", long_ago[0], long_ago[1], long_ago, polls, (), **when)


def test_a_fallback_that_rests_is_no_silent_source_nor_is_one_that_has_just_woken() -> None:
    assert judge(resting()).state is State.STALE
    asleep = judge(resting(resting_since=NOW - timedelta(days=59)))
    assert (asleep.state, asleep.alarm) == (State.RESTING, False)
    assert judge(resting(stands_in_since=NOW - HOUR)).state is State.UNCHANGED
    silent_since_it_woke = judge(resting(stands_in_since=NOW - timedelta(days=20)))
    assert (silent_since_it_woke.state, silent_since_it_woke.since) == (State.STALE, NOW - timedelta(days=20))
