"""How alike two articles are in what they tell, in points, with everything that made them.

The points are rounded log-odds: a logistic regression over pairs of the labelled documents that may be fitted to gave the sizes,
every weight was rounded to a quarter, and none was kept whose sign makes no sense. From 0 up, two articles tell one event.
"""

from collections.abc import Iterator
from datetime import date
from math import sqrt
from typing import NamedTuple

from pipelines.stories.figures import rarity
from pipelines.stories.marks import Marks
from tumen.stories import Shared, StoryFacts

BASE = -3.5  # two articles on one transport link tell different events unless something says otherwise
UNLIKE = -9.0  # no transport link in common: nothing else is looked at

_MAIN = 0.75  # both report on the same transport link before all others
_DAYS_2, _DAYS_12, _DAYS_30, _OLDER = 2.0, 1.5, 0.25, -2.5  # by how far apart they were published
_NAMED_NEAR, _NAMED_FAR = 0.25, -1.75  # days the texts name lie within 30 days or do not; some of them are background
_OTHER_YEARS = -1.0  # an undated text names a year long after the other was published
_ONCE_POINTS, _SORT_POINTS, _OTHER_SORT = 1.0, 0.25, -0.5
_SAME_DATE = 0.75  # on top, where the ledger dates the event to the same day in both
_MARKS_SHARE, _MARKS_EACH, _MOST_MARKS = 1.5, 0.75, 5.0
_FIGURE, _MOST_FIGURES = 1.0, 2.0
_NAME, _MOST_NAMES = 0.25, 3
_DAY, _DAY_OF_MONTH = 1.25, 0.75
_WORDS, _USUAL, _SPREAD = 0.5, 0.16, 0.12  # overlap of words in one language: of different events 0.14 ± 0.07, of one 0.25 ± 0.1
_WORDS_RANGE = (-0.6, 2.5)
_MONTH = 30  # days
_SLIP = 7  # days: "last Wednesday", a report of the day after
_DEADLINE = "12-31"  # a day plans end on, not one that is reported of

# What befalls a transport link once, or once in years: two reports of it seldom mean two events. Traffic is seen every week.
_ONCE = frozenset(
    {
        "agreed",
        "construction-started",
        "completed",
        "opened",
        "service-started",
        "service-resumed",
        "service-suspended",
        "station-renovated",
    }
)


class Likeness(NamedTuple):
    points: float
    evidence: tuple[Shared, ...]


def likeness(one: StoryFacts, other: StoryFacts, marks: Marks) -> Likeness:
    """Symmetric. UNLIKE and no evidence where the two share no transport link."""
    both = sorted({*one.transport_links} & {*other.transport_links})
    if not both:
        return Likeness(UNLIKE, ())
    main = one.transport_links[0] == other.transport_links[0]
    found = [
        Shared("transport-link", one.transport_links[0] if main else both[0], _MAIN if main else 0.0),
        _time(one, other),
        *_event(one, other),
    ]
    found += [*_marks(one, other, marks), *_figures(one, other), *_names(one, other), *_day(one, other), *_words(one, other)]
    return Likeness(round(BASE + sum(shared.points for shared in found), 4), tuple(found))


def _time(one: StoryFacts, other: StoryFacts) -> Shared:
    if one.published and other.published:
        apart = abs((one.published - other.published).days)
        points = _DAYS_2 if apart <= 2 else _DAYS_12 if apart <= 12 else _DAYS_30 if apart <= _MONTH else _OLDER
        return Shared("time", f"published {apart} days apart", points)
    gaps = [_apart(mine, theirs) for mine in _anchors(one) for theirs in _anchors(other)]
    if gaps:
        return Shared("time", f"days named {min(gaps)} days apart", _NAMED_NEAR if min(gaps) <= _MONTH else _NAMED_FAR)
    if _too_late(one, other) or _too_late(other, one):
        return Shared("time", "other years", _OTHER_YEARS)
    return Shared("time", "undated", 0.0)


def _too_late(undated: StoryFacts, other: StoryFacts) -> bool:
    """A text that names a year was written about then or later, give or take the year a plan reaches ahead."""
    if undated.published or not undated.years:
        return False
    then = other.published.year if other.published else max(other.years, default=None)
    return then is not None and then < max(undated.years) - 1


def _anchors(facts: StoryFacts) -> Iterator[str]:
    """Days the report may be of: its own, those it names near it, those of its events."""
    if facts.published:
        yield facts.published.isoformat()
    for day in sorted(facts.days):
        near = facts.published is None or _apart(day, facts.published.isoformat()) <= _MONTH
        if near and day[-5:] != _DEADLINE:
            yield day
    yield from (when for _, when in facts.events if when and len(when) == len("YYYY-MM-DD"))


def _apart(one: str, other: str) -> int:
    """Days between two days; where one has no year, in the year that brings them nearest."""
    if len(one) == len(other) == len("YYYY-MM-DD"):
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    apart = abs((date.fromisoformat(f"2004-{one[-5:]}") - date.fromisoformat(f"2004-{other[-5:]}")).days)  # 2004: a leap year
    return min(apart, 366 - apart)


def _event(one: StoryFacts, other: StoryFacts) -> Iterator[Shared]:
    mine, theirs = ({kind for kind, _ in facts.events} for facts in (one, other))
    pairs = ((kind, when, then) for kind, when in one.events for other_kind, then in other.events if kind == other_kind)
    same = sorted({kind for kind, when, then in pairs if _agree(when, then)}, key=lambda kind: (kind not in _ONCE, kind))
    if same:
        yield Shared("event", same[0], _ONCE_POINTS if same[0] in _ONCE else _SORT_POINTS)
    elif mine and theirs:
        yield Shared("event", " and ".join(sorted((min(mine), min(theirs)))), _OTHER_SORT)
    dated = sorted(when for kind, when in {*one.events} & {*other.events} if when and len(when) == len("YYYY-MM-DD"))
    if dated:
        yield Shared("event", dated[0], _SAME_DATE)


def _agree(when: str | None, then: str | None) -> bool:
    """Whether two dates may be of one event: equal as far as both go, or days that a slip explains."""
    if when is None or then is None:
        return True
    shorter = min(len(when), len(then))
    return when[:shorter] == then[:shorter] or (shorter == len("YYYY-MM-DD") and _apart(when, then) <= _SLIP)


def _marks(one: StoryFacts, other: StoryFacts, marks: Marks) -> Iterator[Shared]:
    """Cosine of the marks, and their weight: many shared marks say more than the only one there is."""
    same = sorted(one.marks & other.marks)
    if not same:
        return
    mine, theirs = (sum(map(marks.weight, facts.marks)) for facts in (one, other))
    weight = sum(map(marks.weight, same))
    points = _MARKS_SHARE * weight / sqrt(mine * theirs) + _MARKS_EACH * min(weight, _MOST_MARKS)
    for mark in same:
        yield Shared("mark", mark, round(points * marks.weight(mark) / weight, 4))


def _figures(one: StoryFacts, other: StoryFacts) -> Iterator[Shared]:
    left = _MOST_FIGURES
    for value in sorted(one.figures & other.figures, key=lambda value: (-rarity(value), value)):
        share = min(left, rarity(value))
        if share > 0:
            left -= share
            yield Shared("figure", f"{value:g}", round(_FIGURE * share, 4))


def _names(one: StoryFacts, other: StoryFacts) -> Iterator[Shared]:
    """A key counts when at least one side wrote it as a name: Hangul has no capitals."""
    same = (one.names & other.names) | (one.names & other.possible_names) | (one.possible_names & other.names)
    for key in sorted(same)[:_MOST_NAMES]:
        yield Shared("name", key, _NAME)


def _day(one: StoryFacts, other: StoryFacts) -> Iterator[Shared]:
    mine, theirs = ({day[-5:] for day in facts.days} | _own_day(facts) for facts in (one, other))
    same = sorted(mine & theirs - {_DEADLINE})
    if same:
        yield Shared("day", same[0], _DAY)
        return
    ours = one.days_of_month & (other.days_of_month | {int(day[-2:]) for day in theirs})
    yours = other.days_of_month & {int(day[-2:]) for day in mine}
    for day in sorted(ours | yours)[:1]:
        yield Shared("day", f"the {day}th", _DAY_OF_MONTH)


def _own_day(facts: StoryFacts) -> set[str]:
    return {facts.published.isoformat()[-5:]} if facts.published else set()


def _words(one: StoryFacts, other: StoryFacts) -> Iterator[Shared]:
    least = min(len(one.words), len(other.words))
    if one.language != other.language or one.language is None or not least:
        return
    overlap = len(one.words & other.words) / least
    low, high = _WORDS_RANGE
    points = _WORDS * max(low, min(high, (overlap - _USUAL) / _SPREAD))
    yield Shared("words", f"{overlap:.0%} of the words", round(points, 4))
