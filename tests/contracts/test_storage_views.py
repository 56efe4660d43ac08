"""Views answer what analysts ask, in one SELECT, alike on both databases."""

import pytest

from storage import digests, fetches, sources
from storage.database import Connection, Database
from tumen.outcomes import Reason

URL = "https://a.example/"


@pytest.fixture
def filled(database: Database, make):
    with database.writing() as connection:
        sources.synchronise(connection, [make.source()])
        fetches.record(connection, make.polled())
        fetches.record(connection, make.polled(reason=Reason.NOT_MODIFIED))
        first = make.keep(connection, URL + "1", "850 m.", title="Old")
        make.keep(connection, URL + "1", "1 km.", Reason.REVISED, article=first.article, title="New")
        make.keep(connection, URL + "2", "Copy.", Reason.COPY, copy_of=first.article, similarity=0.9)
        make.keep(connection, URL + "3", "Cheese.", relevance=0.2, source="import")
        scored = make.scored(URL + "4", "Dandong.", relevance=0.3)
        fetches.record(connection, make.rejected(URL + "4", Reason.OFF_TOPIC, scored=scored))
        fetches.record(connection, make.rejected(URL + "5", Reason.TIMEOUT, detail="30 s"))
        yield connection


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_articles_as_they_read_now(filled: Connection) -> None:
    columns = "article, title, publisher, affiliation, revisions, relevant, transport_links, copy_of, text"
    found = rows(filled, f"SELECT {columns} FROM articles_current ORDER BY article")
    assert found == [
        (1, "New", "TASS-RU", "russia-state", 2, True, "tumen-road-bridge", None, "1 km."),
        (2, "A title", "TASS-RU", "russia-state", 1, True, "tumen-road-bridge", 1, "Copy."),
        (3, "A title", None, None, 1, False, "tumen-road-bridge", None, "Cheese."),
    ]
    assert rows(filled, "SELECT article FROM articles_relevant ORDER BY article") == [(1,), (2,)]


def test_why_kept_and_why_not(filled: Connection) -> None:
    why = rows(filled, "SELECT concept, term, contribution FROM evidence_by_article WHERE article = 1 ORDER BY position")
    assert why == [("bridge", "мост", 2.5), ("china", "Dandong", -1.0)]
    assert rows(filled, "SELECT url, reason, detail, relevance, strongest_for FROM pages_refused ORDER BY request") == [
        (URL + "4", "off_topic", "", 0.3, "мост (bridge, +2.50)"),
        (URL + "5", "timeout", "30 s", None, None),
    ]


def test_what_each_source_brought_each_day(filled: Connection) -> None:
    assert rows(filled, "SELECT * FROM source_activity ORDER BY source") == [
        ("2025-05-01", "import", 1, 0, 0, 1, 1, 0, 0, 1, 0, 0),
        ("2025-05-01", "tass-ru", 7, 2, 1, 5, 2, 1, 1, 3, 1, 1),
    ]


def test_digests_and_how_their_messages_went(filled: Connection, make) -> None:
    people = ["a@example.org", "b@example.org"]
    digests.queue(
        filled, "daily", "2025-05-01", recipients=people, items=[1], now=make.now, message_id="<1@tumen>", subject="News"
    )
    [first, second] = digests.pending(filled, "daily", "2025-05-01")
    for delivery, state in ((first, "sent"), (second, "uncertain")):
        digests.mark(filled, delivery.id, "sending", now=make.now)
        digests.mark(filled, delivery.id, state, now=make.now)
    columns = "subscription, period, subject, items, recipients, sent, uncertain, failed, message_id"
    assert rows(filled, f"SELECT {columns} FROM digests_sent") == [("daily", "2025-05-01", "News", 1, 2, 1, 1, 0, "<1@tumen>")]
