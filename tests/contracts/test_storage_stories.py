"""Stories are kept, looked up, merged and parted alike on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage import sources, stories
from storage.database import Connection, Database
from tumen.catalogue import Affiliation
from tumen.stories import Origin, Shared, StoryFacts, StoryPlace

URL = "https://a.example/"
FACTS = StoryFacts(
    "en", date(2025, 4, 30), ("tumen-road-bridge", "tumangang-khasan-rail"), (("opened", None),), days=frozenset({"04-30"})
)
OPENS = StoryPlace(None)
EVIDENCE = (Shared("time", "published 0 days apart", 2.0), Shared("mark", "groundbreaking", 0.9))


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


class Teller:
    """Keeps articles and places them."""

    def __init__(self, connection: Connection, make) -> None:
        self.connection, self.make = connection, make
        self.told = 0

    def article(self, **rest: object) -> int:
        self.told += 1
        return self.make.keep(self.connection, f"{URL}{self.told}", f"Text {self.told}.", **rest).article

    def tell(
        self, place: StoryPlace = OPENS, facts: StoryFacts = FACTS, origin: Origin | None = None, **rest: object
    ) -> tuple[int, int]:
        article = self.article(**rest)
        return article, stories.assign(self.connection, article, facts, place, origin, now=self.make.now)

    def near(self, facts: StoryFacts = FACTS, **rest: object) -> list[int]:
        return [member.article for member in stories.near(self.connection, facts, seen_at=self.make.now, **rest)]


@pytest.fixture
def teller(database: Database, make):
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(), make.source("kcna", Affiliation.DPRK_STATE)])
        yield Teller(connection, make)


def test_the_first_opens_a_story_and_the_next_joins_it_with_its_evidence(teller: Teller) -> None:
    first, story = teller.tell()
    second, same = teller.tell(StoryPlace(story, 2.5, first, EVIDENCE))
    assert same == story
    [one, two] = stories.near(teller.connection, FACTS, seen_at=teller.make.now)
    assert [(one.article, one.story), (two.article, two.story)] == [(first, story), (second, story)]
    assert one.facts == FACTS
    query = "SELECT article, story, points, beside, why FROM story_articles ORDER BY article"
    assert rows(teller.connection, query) == [
        (first, story, 0.0, None, None),
        (second, story, 2.5, first, "time published 0 days apart; mark groundbreaking"),
    ]
    assert rows(teller.connection, "SELECT position, kind, points FROM story_evidence ORDER BY position") == [
        (0, "time", 2.0),
        (1, "mark", 0.9),
    ]


def test_an_article_told_again_keeps_its_place_and_renews_its_facts(teller: Teller) -> None:
    article, story = teller.tell()
    other, _ = teller.tell()
    renewed = replace(FACTS, published=date(2025, 6, 1))
    again = stories.assign(
        teller.connection, article, renewed, StoryPlace(other, 9.0), Origin("tass", "credit"), now=teller.make.now
    )
    assert again == story
    assert rows(teller.connection, "SELECT count(*), max(counts_as) FROM story_members") == [(2, "tass")]
    assert teller.near(replace(FACTS, published=date(2025, 6, 30))) == [article]


LOOKED_UP = {
    "within a month": (replace(FACTS, published=date(2025, 5, 29)), True),
    "beyond a month": (replace(FACTS, published=date(2025, 6, 30)), False),
    "another transport link": (replace(FACTS, transport_links=("rajin-port-shipping",)), False),
    "its second transport link": (replace(FACTS, transport_links=("tumangang-khasan-rail",)), True),
    "undated, the day named": (replace(FACTS, published=None), True),
    "undated, no day named": (replace(FACTS, published=None, days=frozenset()), True),
}


@pytest.mark.parametrize(("facts", "found"), LOOKED_UP.values(), ids=LOOKED_UP)
def test_members_are_looked_up_by_transport_link_and_day(teller: Teller, facts: StoryFacts, found: bool) -> None:
    article, _ = teller.tell()
    assert teller.near(facts) == ([article] if found else [])


def test_undated_members_are_found_by_the_day_they_name_and_without_one(teller: Teller) -> None:
    named, _ = teller.tell(facts=replace(FACTS, published=None))
    elsewhen, _ = teller.tell(facts=replace(FACTS, published=None, days=frozenset({"2019-01-30", "11-11"})))
    never, _ = teller.tell(facts=replace(FACTS, published=None, days=frozenset()))
    assert teller.near() == [named, never]
    assert teller.near(replace(FACTS, published=date(2019, 1, 3))) == [elsewhen, never]


def test_what_an_article_is_a_copy_of_is_looked_up_however_old(teller: Teller) -> None:
    article, _ = teller.tell(facts=replace(FACTS, published=date(2013, 9, 22)))
    assert teller.near() == []
    assert teller.near(copy_of=article) == [article]


def test_no_more_members_than_can_be_compared_are_handed_out_the_nearest_first(teller: Teller) -> None:
    far = [teller.tell(facts=replace(FACTS, published=date(2025, 5, 20)))[0] for _ in range(20)]
    near = [teller.tell(facts=replace(FACTS, published=date(2025, 5, 1)))[0] for _ in range(100)]
    assert teller.near() == near
    assert teller.near(replace(FACTS, published=date(2025, 5, 20))) == far + near[20:]


def test_a_bridge_merges_stories_and_parting_them_restores_both(teller: Teller) -> None:
    one, first = teller.tell()
    two, second = teller.tell()
    bridge, story = teller.tell(StoryPlace(second, 1.5, two, EVIDENCE, merges=(first,)))
    assert story == first  # the oldest keeps its number
    assert rows(teller.connection, "SELECT story, articles, merged FROM stories") == [(first, 3, 1)]
    assert rows(teller.connection, "SELECT article, story, joined_story FROM story_articles ORDER BY article") == [
        (one, first, first),
        (two, first, second),
        (bridge, first, first),
    ]
    assert {member.story for member in stories.near(teller.connection, FACTS, seen_at=teller.make.now)} == {first}
    [(merge, kept, merged, article, points)] = rows(
        teller.connection, "SELECT id, kept, merged, article, points FROM story_merges"
    )
    assert (kept, merged, article, points) == (first, second, bridge, 1.5)

    stories.part(teller.connection, merge, now=teller.make.now + timedelta(days=1))
    assert rows(teller.connection, "SELECT story, articles, merged FROM stories ORDER BY story") == [
        (first, 2, 0),
        (second, 1, 0),
    ]
    with pytest.raises(stories.StoryError, match=f"merge {merge} does not exist or is undone already"):
        stories.part(teller.connection, merge, now=teller.make.now)


def test_parting_one_of_several_merges_leaves_the_others(teller: Teller) -> None:
    numbers = [teller.tell()[1] for _ in range(4)]
    teller.tell(StoryPlace(numbers[2], 1.0, None, (), merges=(numbers[3],)))  # 3 ← 4
    teller.tell(StoryPlace(numbers[0], 1.0, None, (), merges=(numbers[1],)))  # 1 ← 2
    teller.tell(StoryPlace(numbers[1], 1.0, None, (), merges=(numbers[3],)))  # 1 ← 3, and 4 with it
    assert rows(teller.connection, "SELECT story, articles FROM stories") == [(numbers[0], 7)]
    stories.part(teller.connection, 2, now=teller.make.now)
    assert rows(teller.connection, "SELECT story, articles FROM stories ORDER BY story") == [(numbers[0], 6), (numbers[1], 1)]
    stories.part(teller.connection, 3, now=teller.make.now)
    assert rows(teller.connection, "SELECT story, articles FROM stories ORDER BY story") == [
        (numbers[0], 3),
        (numbers[1], 1),
        (numbers[2], 3),
    ]


def test_independent_sources_counts_origins_and_not_reprints(teller: Teller) -> None:
    first, story = teller.tell(origin=Origin("tass", "credit", "/TASS/"))
    join = StoryPlace(story, 1.0, first, EVIDENCE)
    teller.tell(join, origin=Origin("paper.example", "publisher", relays="tass"))
    teller.tell(join, origin=Origin("tass", "credit", farm=True))
    own, _ = teller.tell(join, origin=Origin("paper.example", "publisher"))
    copied = StoryPlace(story, 10.0, own, (Shared("copy", f"article {own}", 10.0),))
    teller.tell(copied, origin=Origin("reprints.example", "publisher"))  # credits nobody, says what paper.example said
    teller.tell(join)
    [found] = rows(teller.connection, "SELECT articles, independent_sources, sources FROM stories")
    assert found == (6, 2, "paper.example, tass")
    query = "SELECT origin, origin_how, relays, counts_as FROM story_articles ORDER BY article"
    assert rows(teller.connection, query) == [
        ("tass", "credit", None, "tass"),
        ("paper.example", "publisher", "tass", "tass"),
        ("tass", "credit", None, None),
        ("paper.example", "publisher", None, "paper.example"),
        ("reprints.example", "publisher", None, "paper.example"),
        (None, None, None, None),
    ]


def test_a_story_in_one_row(teller: Teller) -> None:
    published = teller.make.published
    _, story = teller.tell(title="Later", published=published("2025-05-02"), language="en", relevance=0.8)
    join = StoryPlace(story, 1.0, 1, EVIDENCE)
    earliest, _ = teller.tell(join, title="Раньше", published=published("2025-04-30"), language="ru", relevance=0.9)
    teller.tell(join, title="Undated", language="ko", source="kcna")
    columns = "story, headline, url, transport_link, articles, languages, relevance, headline_article, merged"
    assert rows(teller.connection, f"SELECT {columns} FROM stories") == [
        (story, "Раньше", f"{URL}{earliest}", "tumen-road-bridge", 3, "en, ko, ru", 0.9, earliest, 0)
    ]
    days = "SELECT substr(cast(first_published_at AS text), 1, 10), substr(cast(last_published_at AS text), 1, 10) FROM stories"
    assert rows(teller.connection, days) == [("2025-04-30", "2025-05-02")]


def test_articles_that_are_no_longer_relevant_leave_the_story_but_not_the_record(teller: Teller) -> None:
    article, story = teller.tell()
    teller.tell(StoryPlace(story, 1.0, article, EVIDENCE))
    teller.make.keep(teller.connection, f"{URL}1", "Cheese.", article=article, relevance=0.1)
    assert rows(teller.connection, "SELECT story, articles FROM stories") == [(story, 1)]
    assert rows(teller.connection, "SELECT article, relevant FROM story_articles ORDER BY article") == [(1, False), (2, True)]
