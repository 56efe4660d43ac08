"""Digests: nothing is sent twice, nothing is lost, whatever dies in between (design: choose, queue, mark, recover)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import digests, schema
from storage.articles import keep
from storage.database import Connection, Database
from storage.digests import Selection
from tumen.journey import Evidence, LinkTag, Precision, StatedDate
from tumen.outcomes import Reason

DAILY = "daily"
URL = "https://a.example/"
PEOPLE = ["kim@example.org", "anna@example.org"]


def choose(connection: Connection, now: datetime, most: int = 10, subscription: str = DAILY) -> Selection:
    return digests.choose(connection, subscription, until=now + timedelta(days=1), most=most)


def queue(connection: Connection, now: datetime, items: list[int], period: str = "2025-05-01", people: list[str] = PEOPLE) -> int:
    number = digests.queue(
        connection, DAILY, period, recipients=people, items=items, now=now, message_id=f"<{period}@tumen>", subject="News"
    )
    assert number is not None
    return number


def end(connection: Connection, now: datetime, *states: str, period: str = "2025-05-01") -> None:
    """Bring the deliveries of a period to these states."""
    waiting = digests.pending(connection, DAILY, period)
    for delivery, state in zip(waiting, states, strict=True):
        if state == "queued":
            continue
        digests.mark(connection, delivery.id, "sending", now=now)
        if state != "sending":
            digests.mark(connection, delivery.id, state, now=now, detail=f"250 {state}")


def chosen(selection: Selection) -> list[tuple[int, bool]]:
    return [(item.article, item.maybe_sent) for item in selection.items]


@pytest.fixture
def connection(database: Database):
    with database.writing() as connection:
        yield connection


def test_an_item_carries_what_a_reader_needs(connection: Connection, make) -> None:
    date = StatedDate(make.now, Precision.DAY, "Asia/Seoul", "1일")
    first = make.keep(connection, URL + "1", "Text.", title="Bridge", language="ko", published=date, source="yonhap")
    make.keep(connection, URL + "2", reason=Reason.COPY, copy_of=first.article, title="Bridge, reprinted", source="kcna")
    [item] = choose(connection, make.now).items
    assert (item.article, item.title, item.url, item.publisher_source) == (first.article, "Bridge", URL + "1", "yonhap")
    assert (item.language, item.published, item.relevance) == ("ko", date, 0.9)
    assert item.fetched_at == make.now + timedelta(seconds=1)
    assert item.evidence[0] == Evidence("bridge", "мост", 2.5, "Мост через Туманную.")
    assert item.transport_links == (LinkTag("tumen-road-bridge", "reported", 0.9), LinkTag("khasan-rail", "background", 0.2))
    assert item.copies == (("Bridge, reprinted", URL + "2", "kcna"),)
    assert item.maybe_sent is False


def test_the_most_relevant_come_first_and_the_rest_is_counted(connection: Connection, make) -> None:
    scores = [0.6, 0.95, 0.7, 0.4, 0.8]
    numbers = [make.keep(connection, f"{URL}{n}", f"{n}", relevance=score).article for n, score in enumerate(scores)]
    selection = choose(connection, make.now, most=3)
    assert [item.article for item in selection.items] == [numbers[1], numbers[4], numbers[2]]
    assert selection.left_out == 1, "0.4 is below the threshold and is not missed"


def test_articles_first_kept_at_the_end_of_the_period_or_later_wait(connection: Connection, make) -> None:
    kept = make.placed(URL, fetched_at=make.now)
    number = keep(connection, kept).article
    assert digests.choose(connection, DAILY, until=make.now, most=5).items == ()
    later = digests.choose(connection, DAILY, until=make.now + timedelta(seconds=1), most=5)
    assert chosen(later) == [(number, False)]


@pytest.mark.parametrize(
    ("states", "comes_back", "maybe"),
    [
        (("sent", "sent"), False, False),
        (("sent", "failed"), False, False),
        (("sent", "uncertain"), False, False),
        (("failed", "failed"), True, False),
        (("queued", "queued"), True, False),
        (("uncertain", "failed"), True, True),
        (("sending", "queued"), True, True),
    ],
)
def test_what_becomes_of_articles_by_how_their_messages_went(
    connection: Connection, make, states: tuple[str, str], comes_back: bool, maybe: bool
) -> None:
    """An article that reached anybody is done; one that reached nobody comes again; where nobody can tell, it says so."""
    number = make.keep(connection, URL).article
    queue(connection, make.now, [number])
    end(connection, make.now, *states)
    assert chosen(choose(connection, make.now)) == ([(number, maybe)] if comes_back else [])
    assert chosen(choose(connection, make.now, subscription="weekly")) == [(number, False)]


def test_a_reprint_of_what_was_sent_is_no_news(connection: Connection, make) -> None:
    first = make.keep(connection, URL + "1").article
    queue(connection, make.now, [first])
    end(connection, make.now, "sent", "sent")
    make.keep(connection, URL + "2", reason=Reason.COPY, copy_of=first)
    assert choose(connection, make.now).items == ()


def test_a_relevant_copy_stands_in_for_an_original_that_is_not(connection: Connection, make) -> None:
    """The original was corrected into something else; what its reprint says is still news, and is sent once."""
    first = make.keep(connection, URL + "1", relevance=0.1).article
    second = make.keep(connection, URL + "2", reason=Reason.COPY, copy_of=first).article
    third = make.keep(connection, URL + "3", reason=Reason.COPY, copy_of=first).article
    [item] = choose(connection, make.now).items
    assert item.article == second
    assert [url for _, url, _ in item.copies] == [URL + "1", URL + "3"]
    queue(connection, make.now, [second])
    end(connection, make.now, "sent", "sent")
    assert choose(connection, make.now).items == ()
    assert third not in [item.article for item in choose(connection, make.now).items]


def test_one_digest_for_a_period_whoever_decides(database: Database, make) -> None:
    with database.writing() as connection:
        number = make.keep(connection, URL).article

    def decide(_: int) -> int | None:
        with database.writing() as connection:
            return digests.queue(
                connection, DAILY, "2025-05-01", recipients=PEOPLE, items=[number], now=make.now, message_id="<a@b>", subject="s"
            )

    with ThreadPoolExecutor(8) as pool:
        made = [digest for digest in pool.map(decide, range(16)) if digest is not None]
    with database.reading() as connection:
        assert len(made) == 1
        assert [one.recipient for one in digests.pending(connection, DAILY, "2025-05-01")] == PEOPLE
        assert digests.pending(connection, DAILY, "2025-05-02") == []


def test_one_process_gets_to_send_a_message(database: Database, make) -> None:
    with database.writing() as connection:
        queue(connection, make.now, [], people=["kim@example.org", "kim@example.org"])
        [delivery] = digests.pending(connection, DAILY, "2025-05-01")

    def take(_: int) -> bool:
        with database.writing() as connection:
            try:
                digests.mark(connection, delivery.id, "sending", now=make.now)
            except digests.DeliveryMoved as moved:
                assert str(moved) == f"delivery {delivery.id} is sending; it cannot become sending"
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 1


def test_a_message_the_server_put_off_is_tried_again(connection: Connection, make) -> None:
    queue(connection, make.now, [], people=["kim@example.org"])
    for attempt in (1, 2):
        [delivery] = digests.pending(connection, DAILY, "2025-05-01")
        assert delivery.attempts == attempt - 1
        digests.mark(connection, delivery.id, "sending", now=make.now)
        digests.mark(connection, delivery.id, "queued", now=make.now, detail="451 later")
    [delivery] = digests.pending(connection, DAILY, "2025-05-01")
    assert (delivery.attempts, delivery.detail) == (2, "451 later")


@pytest.mark.parametrize("state", ["sent", "uncertain", "failed"])
def test_what_is_over_is_not_sent_again(connection: Connection, make, state: str) -> None:
    queue(connection, make.now, [], people=["kim@example.org"])
    [delivery] = digests.pending(connection, DAILY, "2025-05-01")
    end(connection, make.now, state)
    assert digests.pending(connection, DAILY, "2025-05-01") == []
    with pytest.raises(digests.DeliveryMoved, match=f"is {state}"):
        digests.mark(connection, delivery.id, "sending", now=make.now)


def test_after_a_crash_nobody_can_tell_and_a_late_word_still_counts(connection: Connection, make) -> None:
    number = make.keep(connection, URL).article
    queue(connection, make.now, [number])
    first, _ = digests.pending(connection, DAILY, "2025-05-01")
    end(connection, make.now, "sending", "sent")
    later = make.now + timedelta(hours=1)
    assert digests.recover(connection, now=later) == 1
    assert digests.recover(connection, now=later) == 0
    row = connection.execute(sa.select(schema.deliveries).where(schema.deliveries.c.id == first.id)).one()
    assert (row.state, row.changed_at, row.sent_at) == ("uncertain", later, None)
    digests.mark(connection, first.id, "sent", now=later)
    with pytest.raises(digests.DeliveryMoved, match="is sent"):
        digests.mark(connection, first.id, "uncertain", now=later)


def test_the_same_message_can_be_composed_again_after_a_crash(connection: Connection, make) -> None:
    numbers = [make.keep(connection, f"{URL}{n}", f"{n}", relevance=0.6 + n / 10).article for n in range(3)]
    queue(connection, make.now, [numbers[1]], period="2025-04-30")
    end(connection, make.now, "uncertain", "uncertain", period="2025-04-30")
    selection = choose(connection, make.now)
    queue(connection, make.now, [item.article for item in selection.items])
    assert digests.selection(connection, DAILY, "2025-05-01") == Selection(selection.items, 0)
    assert [item.maybe_sent for item in selection.items] == [False, True, False]
    digest = digests.find(connection, DAILY, "2025-05-01")
    assert digest is not None
    assert (digest.message_id, digest.subject, digest.queued_at) == ("<2025-05-01@tumen>", "News", make.now)
    assert digests.find(connection, DAILY, "2025-05-02") is None
    assert digests.selection(connection, DAILY, "2025-05-02") is None


def test_a_digest_without_articles_is_decided_on_too(connection: Connection, make) -> None:
    queue(connection, make.now, [])
    assert digests.selection(connection, DAILY, "2025-05-01") == Selection((), 0)
    assert choose(connection, make.now) == Selection((), 0)
