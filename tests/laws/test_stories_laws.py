"""What holds for any facts."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.evaluation import bcubed
from pipelines.stories.likeness import likeness
from pipelines.stories.names import sound
from storage.storyfacts import moments, pack_facts, unpack_facts, windows
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag
from tumen.stories import StoryFacts, StoryMember

STORIES = shipped.stories()
LINKS = ("tumen-road-bridge", "tumangang-khasan-rail", "rajin-port-shipping")
DATES = st.dates(date(2010, 1, 1), date(2026, 12, 31))
FACTS = st.builds(
    StoryFacts,
    language=st.sampled_from(["en", "ru", "ko", None]),
    published=st.none() | DATES,
    transport_links=st.lists(st.sampled_from(LINKS), unique=True, max_size=3).map(tuple),
    events=st.lists(
        st.tuples(st.sampled_from(["opened", "traffic-observed", "agreed"]), st.sampled_from([None, "2025", "2025-04-30"])),
        max_size=3,
    ).map(tuple),
    days=st.frozensets(DATES.map(date.isoformat) | DATES.map(lambda day: day.isoformat()[5:]), max_size=4),
    days_of_month=st.frozensets(st.integers(1, 31), max_size=2),
    years=st.frozensets(st.integers(2000, 2030), max_size=3),
    marks=st.frozensets(st.sampled_from(sorted(STORIES.marks.known)[:12]), max_size=6),
    names=st.frozensets(st.sampled_from(["mstnk", "kslpt", "stlpt"]), max_size=2),
    possible_names=st.frozensets(st.sampled_from(["mstnk", "kslpt"]), max_size=2),
    figures=st.frozensets(st.sampled_from([850.0, 4700.0, 668.6, 3.0]), max_size=3),
    words=st.frozensets(st.sampled_from(["bridge", "river", "minist", "train"]), max_size=4),
)


@given(FACTS, FACTS)
def test_likeness_is_symmetric(one: StoryFacts, other: StoryFacts) -> None:
    assert likeness(one, other, STORIES.marks) == likeness(other, one, STORIES.marks)


@given(FACTS, st.lists(st.tuples(st.integers(1, 4), FACTS), max_size=6), st.randoms(use_true_random=False))
def test_a_place_does_not_depend_on_the_order_of_the_members(
    facts: StoryFacts, others: list[tuple[int, StoryFacts]], random
) -> None:
    members = [StoryMember(number, story, other) for number, (story, other) in enumerate(others)]
    shuffled = list(members)
    random.shuffle(shuffled)
    assert STORIES.place(facts, members) == STORIES.place(facts, shuffled)


@given(FACTS)
def test_facts_come_out_of_a_row_as_they_went_in(facts: StoryFacts) -> None:
    assert unpack_facts(pack_facts(facts)) == facts


@given(FACTS.filter(lambda facts: facts.published), st.integers(-30, 30), FACTS)
def test_a_member_published_within_a_month_is_looked_up(facts: StoryFacts, apart: int, other: StoryFacts) -> None:
    day = facts.published + timedelta(days=apart)  # type: ignore[operator]
    window = windows(facts, datetime(2030, 1, 1, tzinfo=UTC))
    assert any(low <= day.isoformat() <= high for low, _, high in window.ranges)
    assert any(low <= day.isoformat()[5:] <= high for low, high in window.month_days)


@given(st.dates())
def test_any_date_has_windows(day: date) -> None:
    facts = StoryFacts("en", day, LINKS)
    assert moments(facts) == {day.isoformat()}
    windows(facts, datetime(2025, 1, 1, tzinfo=UTC))


@given(st.text())
def test_any_text_has_facts(text: str) -> None:
    fetch = Fetch("https://a.example", "a", "page", datetime(2025, 1, 1, tzinfo=UTC))
    facts = STORIES.facts(Document(fetch, fetch.url, text, text), [LinkTag(LINKS[0], "reported", 1.0)])
    assert unpack_facts(pack_facts(facts)) == facts


@given(st.text(min_size=1, alphabet=st.characters(categories=["L"])))
def test_a_sound_is_seven_consonants_none_of_them_twice_in_a_row(name: str) -> None:
    key = sound(name)
    assert set(key) <= set("ptkslmn")
    assert all(one != next_one for one, next_one in pairwise(key))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1))
def test_bcubed_is_a_share_and_whole_for_the_labels_themselves(pairs: list[tuple[str, int]]) -> None:
    labels = [label for label, _ in pairs]
    precision, recall = bcubed(labels, [group for _, group in pairs])
    assert 0 < precision <= 1 and 0 < recall <= 1
    assert bcubed(labels, [ord(label) for label in labels]) == (1, 1)
