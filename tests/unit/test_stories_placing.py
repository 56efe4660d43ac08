"""Joining, opening and merging stories."""

from dataclasses import replace
from datetime import date

import pytest

from pipelines.stories import Stories
from pipelines.stories.likeness import BASE, UNLIKE, likeness
from tests import shipped
from tumen.stories import StoryFacts, StoryMember

STARTED = (("construction-started", "2025-04-30"),)
ENGLISH = StoryFacts(
    "en",
    date(2025, 4, 30),
    ("tumen-road-bridge",),
    STARTED,
    days=frozenset({"2025-04-30"}),
    marks=frozenset({"groundbreaking", "mishustin"}),
    figures=frozenset({850.0}),
)
RUSSIAN = replace(ENGLISH, language="ru", figures=frozenset({4700.0}))
UNDATED = replace(ENGLISH, language="ja", published=None, events=(), days=frozenset({"04-30"}))
LATER = StoryFacts("en", date(2026, 4, 21), ("tumen-road-bridge",), (("completed", None),), marks=frozenset({"spans-joined"}))
COAL = StoryFacts("ko", date(2025, 4, 30), ("rajin-port-shipping",), marks=frozenset({"coal"}))


@pytest.fixture(scope="module")
def stories() -> Stories:
    return shipped.stories()


def member(article: int, story: int, facts: StoryFacts) -> StoryMember:
    return StoryMember(article, story, facts)


def test_the_first_report_opens_a_story(stories: Stories) -> None:
    place = stories.place(ENGLISH, [])
    assert (place.story, place.evidence) == (None, ())


def test_the_same_event_in_another_language_joins_and_says_why(stories: Stories) -> None:
    place = stories.place(RUSSIAN, [member(1, 1, ENGLISH), member(2, 2, COAL)])
    assert (place.story, place.beside) == (1, 1)
    shared = {(one.kind, one.what) for one in place.evidence}
    assert shared >= {
        ("transport-link", "tumen-road-bridge"),
        ("time", "published 0 days apart"),
        ("event", "construction-started"),
        ("day", "04-30"),
        ("mark", "groundbreaking"),
        ("mark", "mishustin"),
    }


def test_evidence_and_base_add_up_to_the_likeness(stories: Stories) -> None:
    found = likeness(ENGLISH, RUSSIAN, stories.marks)
    assert found.points == pytest.approx(BASE + sum(one.points for one in found.evidence))


def test_an_undated_report_joins_by_the_day_it_names(stories: Stories) -> None:
    assert stories.place(UNDATED, [member(1, 1, ENGLISH)]).story == 1


def test_another_event_on_the_same_transport_link_opens_its_own_story(stories: Stories) -> None:
    assert stories.place(LATER, [member(1, 1, ENGLISH), member(2, 1, RUSSIAN)]).story is None


def test_another_transport_link_is_never_the_same_event(stories: Stories) -> None:
    alike = replace(ENGLISH, transport_links=("rajin-port-shipping",))
    assert likeness(ENGLISH, alike, stories.marks) == (UNLIKE, ())
    assert stories.place(alike, [member(1, 1, ENGLISH)]).story is None


def test_a_copy_joins_its_original_whatever_else_it_says(stories: Stories) -> None:
    place = stories.place(COAL, [member(1, 1, ENGLISH), member(2, 2, LATER)], copy_of=2)
    assert (place.story, place.beside, [one.kind for one in place.evidence]) == (2, 2, ["copy"])


def test_a_copy_whose_original_is_in_no_story_is_placed_by_what_it_tells(stories: Stories) -> None:
    assert stories.place(RUSSIAN, [member(1, 1, ENGLISH)], copy_of=7).story == 1


def test_a_late_report_that_stands_between_two_stories_merges_them(stories: Stories) -> None:
    """Two undated reports name nothing in common; the third names what both do."""
    marks = ("groundbreaking", "mishustin", "ceremony-video", "pak-thae-song", "approach-road", "tonnelyuzhstroy")
    undated = StoryFacts("ja", None, ("tumen-road-bridge",), (("construction-started", None),))
    one = replace(undated, marks=frozenset(marks[:3]))
    other = replace(undated, language="de", marks=frozenset(marks[3:]))
    bridge = replace(undated, language="fr", marks=frozenset(marks))
    assert stories.place(other, [member(1, 1, one)]).story is None
    place = stories.place(bridge, [member(1, 1, one), member(2, 2, other)])
    assert (place.story, place.merges) == (1, ())  # they would not have joined one another: left apart
    nearer = replace(other, marks=other.marks | {"groundbreaking", "mishustin"}, published=date(2025, 4, 30))
    dated = replace(bridge, published=date(2025, 5, 1))
    place = stories.place(dated, [member(1, 1, one), member(2, 2, nearer)])
    assert {place.story, *place.merges} == {1, 2}


def test_a_story_of_another_month_is_not_joined_through_its_undated_members(stories: Stories) -> None:
    weeks_later = replace(ENGLISH, published=date(2025, 6, 15), days=frozenset(), events=(("construction-started", None),))
    month_before = [member(1, 1, ENGLISH), member(2, 1, replace(UNDATED, days=frozenset()))]
    assert stories.place(weeks_later, month_before).story is None


def test_an_undated_text_that_names_a_later_year_is_not_of_an_earlier_event(stories: Stories) -> None:
    plan = StoryFacts("zh", None, ("tumen-road-bridge",), years=frozenset({2026}))
    then = StoryFacts("fr", date(2018, 5, 3), ("tumen-road-bridge",))
    now = replace(then, published=date(2025, 5, 3))
    assert likeness(plan, then, stories.marks).points == likeness(plan, now, stories.marks).points - 1
