"""The shapes in which feeds break: none of them makes a second article, none loses one. On both databases."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.identity.addresses import canonical_address
from pipelines.steps import Keep
from pipelines.workbench import Workbench
from storage import fetches
from storage.database import Database
from tests import shipped
from tumen.journey import FeedEntry, Placed
from tumen.outcomes import Reason

A = "https://news.example/2025/05/bridge"
WORDS = ("bridge", "river", "rail", "train", "station", "border", "cargo", "road", "opens", "summer", "minister", "said")
Arrive = Callable[..., Reason | None]


def story(seed: int, length: int = 120) -> str:
    """A text no other seed comes near."""
    choice = random.Random(seed)
    return " ".join(f"{choice.choice(WORDS)}{choice.randrange(40)}" for _ in range(length))


BRIDGE, TRAIN = story(1), story(2)
SCORER, TELLING = shipped.scorer(), shipped.telling()


@pytest.fixture
def arrive(database: Database, make) -> Arrive:
    """An entry arrives in a feed: requested unless its address is settled, as a crawl does, then placed and kept."""
    line = Keep(Workbench(database, SCORER, None, TELLING))  # type: ignore[arg-type] — keeping needs no workers

    def work(url: str, text: str = BRIDGE, *, title: str = "Bridge", guid: str | None = None, **page: str) -> Reason | None:
        with database.reading() as connection:
            if fetches.settled(connection, [url], now=make.tick()) and not page.pop("again", None):
                return None
        landed = page.get("landed", url)
        entry = FeedEntry(url, title, guid=guid)
        scored = make.scored(canonical_address(page.get("canonical", landed)), text, title, address=url, entry=entry)
        if landed != url:
            fetch = replace(scored.document.fetch, final_url=landed)
            scored = replace(scored, document=replace(scored.document, fetch=fetch))
        kept = asyncio.run(line.process_item(scored))
        assert isinstance(kept, Placed)
        return kept.reason

    return work


def held(database: Database) -> tuple[int, int, int]:
    """Articles that are nobody's copy, copies, wordings."""
    query = (
        "SELECT (SELECT count(*) FROM articles WHERE copy_of IS NULL), (SELECT count(*) FROM articles WHERE copy_of IS NOT NULL),"
        " (SELECT count(*) FROM revisions)"
    )
    with database.reading() as connection:
        first, copies, wordings = connection.exec_driver_sql(query).one()
    return first, copies, wordings


def test_guids_that_are_all_new_after_a_move_of_the_publishers_system(database: Database, arrive: Arrive) -> None:
    assert arrive(A, guid="1001") is Reason.NEW
    assert arrive(A, guid="cms2:9f3e") is None
    assert held(database) == (1, 0, 1)


def test_guids_that_start_again_from_one(database: Database, arrive: Arrive) -> None:
    """What had guid 1 last year is not the article that has it now."""
    arrive(A, guid="1")
    assert arrive(A + "-2026", TRAIN, guid="1") is Reason.NEW
    assert held(database) == (2, 0, 2)


def test_one_guid_on_all_entries(database: Database, arrive: Arrive) -> None:
    for n in range(5):
        assert arrive(f"{A}/{n}", story(n), guid="https://news.example/") is Reason.NEW
    assert held(database) == (5, 0, 5)


def test_no_guid_at_all(database: Database, arrive: Arrive) -> None:
    arrive(A)
    arrive(A + "/2", TRAIN)
    assert held(database) == (2, 0, 2)


SPELLINGS = {
    "http instead of https": "http://news.example/2025/05/bridge",
    "the www host": "https://www.news.example/2025/05/bridge",
    "the mobile host": "https://m.news.example/2025/05/bridge",
    "the AMP page": "https://news.example/2025/05/bridge/amp",
    "a slash at the end": "https://news.example/2025/05/bridge/",
    "tracking parameters": "https://news.example/2025/05/bridge?utm_source=rss&fbclid=1",
    "a fragment": "https://news.example/2025/05/bridge#comments",
    "capitals in the host": "https://NEWS.example/2025/05/bridge",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_address_of_an_entry_changes_its_spelling(database: Database, arrive: Arrive, spelling: str) -> None:
    """One article; and its new spelling is known from then on, so that it is asked for once."""
    arrive(A)
    assert arrive(SPELLINGS[spelling]) is Reason.UNCHANGED
    assert arrive(SPELLINGS[spelling]) is None
    assert held(database) == (1, 0, 1)


def test_an_address_that_changes_with_every_poll(database: Database, arrive: Arrive) -> None:
    """Session numbers in the feed: each is another address, and the page says which article it is."""
    for n in range(4):
        arrive(f"https://news.example/show?session={n}", canonical=A)
    assert held(database) == (1, 0, 1)


def test_a_move_from_http_to_https_through_redirects(database: Database, arrive: Arrive) -> None:
    arrive("http://old.example/1")
    assert arrive("http://old.example/1", landed="https://old.example/1", again="yes") is Reason.UNCHANGED
    assert held(database) == (1, 0, 1)


@pytest.mark.parametrize(("text", "wordings"), [(BRIDGE, 1), (BRIDGE + " More of it.", 2)], ids=["as it was", "edited"])
def test_an_article_that_moved_is_the_same_under_its_new_address(
    database: Database, arrive: Arrive, text: str, wordings: int
) -> None:
    """Its own address now leads elsewhere, and there stand its words."""
    new = "https://new.example/articles/77"
    arrive(A)
    assert arrive(A, text, landed=new, again="yes") in (Reason.UNCHANGED, Reason.REVISED)
    assert arrive(new, text) is None
    assert held(database) == (1, 0, wordings)


def test_an_address_that_now_leads_to_another_article_does_not_change_the_first(database: Database, arrive: Arrive) -> None:
    """A removed article whose address redirects to something else: the first stays as it was."""
    arrive(A)
    assert arrive(A, TRAIN, landed="https://news.example/other", again="yes") is Reason.NEW
    assert held(database) == (2, 0, 2)


def test_a_title_edited_in_the_feed_only(database: Database, arrive: Arrive) -> None:
    arrive(A, title="Bridge opens", guid="1")
    assert arrive(A, title="UPDATE: Bridge opens", guid="1") is None
    assert held(database) == (1, 0, 1)


def test_a_title_edited_on_the_page_is_a_wording_of_the_same_article(database: Database, arrive: Arrive) -> None:
    arrive(A, title="Bridge opens")
    arrive(A + "?utm_source=rss", title="Bridge will not open")
    assert held(database) == (1, 0, 2)
    with database.reading() as connection:
        [(diff,)] = connection.exec_driver_sql("SELECT diff FROM revisions_diff").all()
    assert diff == "- Bridge opens\n+ Bridge will not open"


def test_an_article_published_again_under_a_new_address_is_folded_under_the_first(database: Database, arrive: Arrive) -> None:
    arrive(A)
    assert arrive("https://news.example/2025/06/bridge-again", BRIDGE) is Reason.COPY
    assert arrive("https://news.example/2025/07/once-more", BRIDGE + " Now with more.") is Reason.COPY
    assert held(database) == (1, 2, 3)


def test_an_article_published_again_under_its_address_is_followed(database: Database, arrive: Arrive) -> None:
    arrive(A, guid="1")
    assert arrive(A, BRIDGE + " It opened.", guid="2", again="yes") is Reason.REVISED
    assert held(database) == (1, 0, 2)


def test_an_entry_that_leaves_the_feed_and_comes_back(database: Database, arrive: Arrive) -> None:
    arrive(A, guid="1")
    arrive(A + "/2", TRAIN, guid="2")
    assert arrive(A, guid="1") is None
    assert held(database) == (2, 0, 2)


def test_two_sources_that_announce_one_address(database: Database, arrive: Arrive) -> None:
    arrive(A, guid="tag:one")
    assert arrive(A, guid="tag:two", again="yes") is Reason.UNCHANGED
    assert held(database) == (1, 0, 1)
