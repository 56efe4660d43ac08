"""Which story an article belongs to: it joins one, opens one, or shows that two are one."""

from collections.abc import Sequence

from pipelines.stories.likeness import Likeness, likeness
from pipelines.stories.marks import Marks
from tumen.stories import Shared, StoryFacts, StoryMember, StoryPlace

JOIN = 0.0  # points from which an article joins and stories merge; the base of `likeness` makes this the even chance
_NEAREST = 2  # members a story is judged by: one alone may be alike by chance, all of them would punish stories with many sides
_APART_DAYS, _APART = 12, -1.0  # no dated member was published this near: undated ones must not chain months together
_AGES_DAYS, _AGES = 30, -2.5
_COPY = 10.0  # a copy tells what its original tells: more than all that could speak against


def place(facts: StoryFacts, members: Sequence[StoryMember], marks: Marks, *, copy_of: int | None = None) -> StoryPlace:
    """The story of an article among those of `members`; `copy_of` is the article it has (nearly) the words of.

    Deterministic whatever the order of `members`. Of equally fitting stories the one with the lowest number is taken.
    """
    original = next((member for member in members if member.article == copy_of), None) if copy_of is not None else None
    if original is not None:
        shared = Shared("copy", f"article {original.article}", _COPY)
        return StoryPlace(original.story, _COPY, original.article, (shared,))
    stories: dict[int, list[StoryMember]] = {}
    for member in sorted(members, key=lambda member: member.article):
        stories.setdefault(member.story, []).append(member)
    judged = [(*_judged(facts, those, marks), number) for number, those in stories.items()]
    fitting = sorted((found for found in judged if found[0] >= JOIN), key=lambda found: (-found[0], found[3]))
    if not fitting:
        return StoryPlace(None)
    points, nearest, like, home = fitting[0]
    merges = tuple(
        sorted(other for _, _, _, other in fitting[1:] if _one(facts, _facts(stories[home]), _facts(stories[other]), marks))
    )
    return StoryPlace(home, points, nearest.article, like.evidence, merges)


def _judged(facts: StoryFacts, those: Sequence[StoryMember], marks: Marks) -> tuple[float, StoryMember, Likeness]:
    """Points with a story, its member that is most alike, and the likeness with that one."""
    alike = sorted(((likeness(facts, member.facts, marks), member) for member in those), key=lambda pair: -pair[0].points)
    nearest = alike[:_NEAREST]
    points = sum(like.points for like, _ in nearest) / len(nearest) + _apart([facts], _facts(those))
    return round(points, 4), alike[0][1], alike[0][0]


def _facts(members: Sequence[StoryMember]) -> list[StoryFacts]:
    return [member.facts for member in members]


def _one(bridge: StoryFacts, ours: Sequence[StoryFacts], theirs: Sequence[StoryFacts], marks: Marks) -> bool:
    """Would the members of the smaller story, on the whole, join the larger one now? `bridge` has just joined ours."""
    few, many = (theirs, [bridge, *ours]) if len(theirs) <= len(ours) else (ours, theirs)
    points = []
    for one in few:
        alike = sorted((likeness(one, other, marks).points for other in many), reverse=True)[:_NEAREST]
        points.append(sum(alike) / len(alike))
    return sum(points) / len(points) + _apart(ours, theirs) >= JOIN


def _apart(ours: Sequence[StoryFacts], theirs: Sequence[StoryFacts]) -> float:
    gaps = [
        abs((mine.published - yours.published).days) for mine in ours for yours in theirs if mine.published and yours.published
    ]
    if not gaps or min(gaps) <= _APART_DAYS:
        return 0.0
    return _APART if min(gaps) <= _AGES_DAYS else _AGES
