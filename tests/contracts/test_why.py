"""Why an address is, or is not, in a digest: every ending, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.reasons import PAGE
from desk.verdict import Verdict, verdict
from desk.why import trail_of
from storage import digests, fetches
from storage.database import Database
from tumen.catalogue import DigestPlan
from tumen.outcomes import Reason

URL = "https://news.example/2025/05/bridge"
NOW = datetime(2025, 5, 2, 9, 0, tzinfo=UTC)
PLAN = DigestPlan("daily", "0 7 * * *", "UTC", "day", ("a@example.org", "b@example.org"), "tumen@example.org", "Tumen", 40)


def why(database: Database, url: str = URL, *plans: DigestPlan) -> Verdict:
    with database.reading() as connection:
        return verdict(trail_of(connection, url), plans or (PLAN,), NOW)


def send(database: Database, article: int, *states: digests.State, period: str = "2025-05-02") -> None:
    with database.writing() as connection:
        digests.queue(
            connection,
            "daily",
            period,
            recipients=[f"{n}@example.org" for n in range(len(states))],
            items=[article],
            now=NOW,
            message_id="<1@example.org>",
            subject="Tumen",
        )
        for delivery, state in zip(digests.pending(connection, "daily", period), states, strict=True):
            if state != "queued":
                digests.mark(connection, delivery.id, "sending", now=NOW)
                digests.mark(connection, delivery.id, state, now=NOW, detail="250 taken")


def test_every_reason_has_its_words() -> None:
    assert PAGE.keys() == set(Reason)


def test_an_address_nobody_announced(database: Database) -> None:
    said = why(database)
    assert said.key == "unknown"
    assert said.answer.startswith("Not in a digest: no source has announced this address")


@pytest.mark.parametrize(
    ("reason", "key", "words"),
    [
        (Reason.NO_TEXT, "refused", "no article text could be found"),
        (Reason.ROBOTS, "refused", "robots.txt asks us to stay out"),
        (Reason.TIMEOUT, "failed", "asked for once and may be asked for again; no answer came in time"),
        (Reason.NOT_FOUND, "failed", "asked for once and is not asked for again; the publisher does not know"),
    ],
)
def test_a_page_that_was_not_kept(database: Database, make, reason: Reason, key: str, words: str) -> None:
    with database.writing() as connection:
        fetches.record(connection, make.rejected(URL, reason, detail="as it was"))
    said = why(database)
    assert said.key == key
    assert words in said.answer
    assert said.steps[0].startswith("2025-05-01 09:00 UTC: fetched for tass-ru, status 200: ")
    assert "(as it was)" in said.steps[0]


def test_a_page_off_topic_is_told_with_its_score_and_the_words_that_made_it(database: Database, make) -> None:
    scored = make.scored(URL, "Some text.", relevance=0.2)
    with database.writing() as connection:
        fetches.record(connection, make.rejected(URL, Reason.OFF_TOPIC, scored=scored))
    said = why(database)
    assert said.answer == "Not in a digest: its relevance did not reach the threshold (0.200, needed 0.500)."
    assert "most for it мост (bridge, +2.50), most against it Dandong (china, -1.00)" in said.steps[0]


def test_other_spellings_of_an_address_find_it(database: Database, make) -> None:
    announced = "http://www.news.example/2025/05/bridge?utm_source=rss&utm_medium=feed"
    with database.writing() as connection:
        fetches.record(connection, make.rejected(announced, Reason.NO_TEXT))
    for spelt in (URL, announced, "https://m.news.example/2025/05/bridge/?fbclid=1"):
        assert why(database, spelt).key == "refused", spelt
    assert why(database, "https://news.example/2025/05/bridg_").key == "unknown"


def test_the_entry_point_of_a_source(database: Database, make) -> None:
    with database.writing() as connection:
        fetches.record(connection, make.polled())
    said = why(database, "https://tass-ru.example/feed")
    assert said.key == "entry_point"
    assert "the entry point of the source tass-ru; it announced entries" in said.answer


def test_an_article_that_waits_for_its_digest(database: Database, make) -> None:
    with database.writing() as connection:
        make.keep(connection, URL)
    said = why(database)
    assert said.key == "waiting"
    assert "due in daily at 2025-05-03 07:00 UTC" in said.answer
    nobody = why(database, URL, replace(PLAN, recipients=()))
    assert "no digest of schedules.yaml has recipients" in nobody.answer


def test_an_article_whose_wording_is_no_longer_relevant(database: Database, make) -> None:
    with database.writing() as connection:
        kept = make.keep(connection, URL)
        make.keep(connection, URL, "Other text.", Reason.REVISED, article=kept.article, relevance=0.1)
    said = why(database)
    assert said.key == "not_relevant"
    assert "(0.100, needed 0.500)" in said.answer


@pytest.mark.parametrize(
    ("states", "key", "words"),
    [
        (("queued", "queued"), "queued", "In a digest that waits to be sent: daily 2025-05-02."),
        (("failed", "sent"), "sent", "In a digest: daily 2025-05-02."),
        (("uncertain", "failed"), "uncertain", "Perhaps in a digest"),
        (("failed", "failed"), "not_sent", "reached nobody"),
    ],
)
def test_an_article_in_a_digest(database: Database, make, states: tuple[digests.State, ...], key: str, words: str) -> None:
    with database.writing() as connection:
        kept = make.keep(connection, URL)
    send(database, kept.article, *states)
    said = why(database)
    assert (said.key, words in said.answer) == (key, True)
    assert "became number 1 of digest daily 2025-05-02" in " ".join(said.steps)
    assert [f"message to {n}@example.org: {state}" in " ".join(said.steps) for n, state in enumerate(states)] == [True, True]


def test_a_copy_is_in_the_digest_of_the_article_it_copies(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, "https://first.example/a")
        make.tick()
        make.keep(connection, URL, reason=Reason.COPY, copy_of=first.article, similarity=0.97)
    send(database, first.article, "sent", "sent")
    said = why(database)
    assert said.key == "sent"
    assert said.answer == "In a digest: daily 2025-05-02, listed under the article it is a copy of."
    assert f"it is a copy of article {first.article}, https://first.example/a" in " ".join(said.steps)


def test_an_address_that_led_elsewhere(database: Database, make) -> None:
    with database.writing() as connection:
        make.keep(connection, URL, address="https://short.example/x", final_url=URL)
    assert why(database, "https://short.example/x").key == "waiting"
