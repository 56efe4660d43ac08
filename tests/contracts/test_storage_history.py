"""What health is read from, on both databases."""

from dataclasses import replace
from datetime import timedelta

from crawler.health import State, judge
from storage import fetches, sources
from storage.database import Database
from storage.history import LEARNT, histories
from tests.contracts.conftest import NOW
from tumen.outcomes import Reason


def test_a_source_is_told_by_its_polls_and_pages(database: Database, make) -> None:
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(), make.source("other"), replace(make.source("off"), enabled=False)])
        brought = [fetches.record(connection, make.polled()) for _ in range(3)]
        fetches.record(connection, replace(make.polled(reason=Reason.NOT_MODIFIED), unseen=0))
        fetches.record(connection, make.rejected("https://a.example/1", Reason.OFF_TOPIC))
        fetches.record(connection, make.rejected("https://a.example/2", Reason.TIMEOUT))  # no text was looked for
        failed = make.rejected("https://tass-ru.example/feed", Reason.DNS, detail="no such host", status=None)
        fetches.record(connection, replace(failed, fetch=replace(failed.fetch, kind="feed")))
    with database.reading() as connection:
        found = histories(connection, now=NOW + timedelta(days=1))
    assert [history.source for history in found] == ["other", "tass-ru"]
    other, tass = found
    assert (other.polls, other.news, other.first_polled_at) == ((), (), None)
    assert [poll.reason for poll in tass.polls] == [*[Reason.ENTRIES] * 3, Reason.NOT_MODIFIED, Reason.DNS]
    assert tass.polls[-1].detail == "no such host"
    assert len(tass.news) == len(brought)
    assert tass.news == tuple(poll.at for poll in tass.polls[:3])
    assert (tass.first_polled_at, tass.entries_at) == (tass.news[0], tass.news[-1])
    assert [page.reason for page in tass.pages] == [Reason.OFF_TOPIC]
    assert [judge(history).state for history in found] == [State.UNKNOWN, State.FAILING]


def test_only_the_latest_polls_and_recent_news_are_read(database: Database, make) -> None:
    with database.writing() as connection:
        sources.synchronise(connection, [make.source()])
        for _ in range(50):
            fetches.record(connection, make.polled())
    with database.reading() as connection:
        (found,) = histories(connection, now=NOW + timedelta(days=1))
        (later,) = histories(connection, now=NOW + LEARNT + timedelta(days=1))
    assert len(found.polls) == 40
    assert found.polls[-1].at == found.entries_at == found.news[-1]
    assert len(found.news) == 50
    assert later.news == ()
    assert later.polls == found.polls
