"""How the values of one attribute stand beside one another. Pure; docs/ledger.md states the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import timedelta
from itertools import combinations

from storage.spans import near, overlap, span
from tumen.ledger import Standing
from tumen.statements import Attribute, Bound

COUNTED = frozenset({Attribute.PASSENGERS, Attribute.CARGO_VOLUME, *(one for one in Attribute if one.endswith("-seen"))})
CHANGING = frozenset(  # what holds until it is changed: a later value replaces an older one that nobody repeats
    {Attribute.FREQUENCY, Attribute.FARE, Attribute.DURATION, Attribute.COMPLETION_DATE, Attribute.CONTRACT_VALUE}
)
_REPLACED = timedelta(days=30)  # without a repetition: what is a month old in a news report is history
_ONE_COUNT = tuple(timedelta(days=days) for days in range(-3, 4))  # apart: reports of one event follow within days
_COUNTS_APART = 2.0  # times as many: the passengers of a train are not those of a year
_MEASURED = frozenset({Attribute.LENGTH, Attribute.DISTANCE})  # of what, or between what, the sentence need not say
_MEASURES_APART = 10.0  # times as long: a line is not its bridge


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim as far as its standing depends on it."""

    figure: str
    value: float | None
    high: float | None
    unit: str | None
    date: str | None
    bound: Bound
    article: int | None  # None: the registry
    stated_on: Day | None
    dated: bool  # on that day, and not perhaps long before it was found
    as_of: Day | None
    name: str  # speaker, else publisher
    voice: str | None  # who would have to say otherwise: the speaker, else the origin
    origin: str | None
    about: str | None
    withdrawn: bool  # the current wording does not say so


@dataclass
class Together:
    """Statements of one value, first stated first; those of the registry, which have no day, last."""

    figure: str
    said: list[Stated]
    standing: Standing = Standing.ALONE
    against: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = one = self.said[0]
        self.span = span(one.value, one.high, one.unit, one.date, one.bound)
        self.living = [one for one in self.said if not one.withdrawn]
        self.days = [one.stated_on for one in self.living if one.stated_on and one.dated]
        self.held_on = {one.as_of for one in self.living if one.as_of}
        self.articles = {one.article for one in self.living if one.article}
        self.about = {one.about for one in self.living if one.about}
        self.origins = {one.origin for one in self.living if one.origin}


def standings(attribute: Attribute, said: Sequence[Stated], changed_on: Sequence[Day] = ()) -> list[Together]:
    """The values of an attribute, first stated first, each with its standing.

    `said` is in the order the statements were kept; `changed_on` are the days of changes to the timetable or schedule.
    """
    values = _together(sorted(said, key=lambda one: one.stated_on or Day.max))
    living = [value for value in values if value.living]
    replaced: dict[str, list[str]] = {}
    apart: list[tuple[Together, Together]] = []
    for one, other in _pairs(attribute, living):
        if differs(attribute, one, other):
            continue
        for old, new in ((one, other), (other, one)):
            if replaces(attribute, old, new, changed_on):
                replaced.setdefault(old.figure, []).append(new.figure)
                break
        else:
            apart.append((one, other))
    for value in values:
        if not value.living:
            replaced[value.figure] = [new.figure for new in living if _edited_into(value, new)]
    opponents = _opponents(pair for pair in apart if not any(value.figure in replaced for value in pair))
    standing = sum(value.figure not in replaced for value in living)
    for value in values:
        older = [figure for figure, newer in replaced.items() if value.figure in newer]
        _judge(value, replaced.get(value.figure), opponents.get(value.figure, []), older, standing)
    return values


def _pairs(attribute: Attribute, living: Sequence[Together]) -> Iterable[tuple[Together, Together]]:
    """Those that may conflict; of things counted, of which there are hundreds, those near in time or about one thing."""
    if attribute not in COUNTED:
        return combinations(living, 2)
    near_to: dict[object, list[int]] = {}
    for at, value in enumerate(living):
        for key in {*value.about, *(day + apart for day in value.held_on for apart in _ONE_COUNT)}:
            near_to.setdefault(key, []).append(at)
    pairs = {
        pair for at, value in enumerate(living) for key in (*value.about, *value.held_on) for pair in _with(at, near_to[key])
    }
    return [(living[one], living[other]) for one, other in sorted(pairs)]


def _with(at: int, others: Iterable[int]) -> Iterable[tuple[int, int]]:
    return ((min(at, other), max(at, other)) for other in others if other != at)


def _judge(value: Together, newer: list[str] | None, opponents: list[str], older: list[str], standing: int) -> None:
    """`newer` replaced it (None: it stands; empty: it was withdrawn), `older` it replaced; `standing` values stand in all."""
    if newer is not None:
        value.standing, value.against = Standing.SUPERSEDED if newer else Standing.WITHDRAWN, newer
    elif opponents:
        value.standing, value.against = Standing.CONFLICTS, opponents
    elif older:
        value.standing, value.against = Standing.SUPERSEDES, older
    else:
        value.standing = Standing.DIFFERS if standing > 1 else Standing.ALONE


def _opponents(conflicts: Iterable[tuple[Together, Together]]) -> dict[str, list[str]]:
    """What no independent source states stands against the others, but they do not stand against it."""
    found: dict[str, list[str]] = {}
    for one, other in conflicts:
        for mine, theirs in ((one, other), (other, one)):
            if theirs.origins or not mine.origins:
                found.setdefault(mine.figure, []).append(theirs.figure)
    return found


def _together(said: Sequence[Stated]) -> list[Together]:
    """Equal values brought together; of those within 0.5 % the one most often stated stands for all."""
    exact: dict[str, list[Stated]] = {}
    for one in said:
        exact.setdefault(one.figure, []).append(one)
    groups: list[list[Stated]] = []
    lowest: dict[tuple[object, ...], list[Stated]] = {}  # of each kind the group last begun
    for alike in sorted(exact.values(), key=lambda alike: (alike[0].value or 0.0, alike[0].figure)):
        one = alike[0]
        kind = (one.unit, one.bound, one.date, one.high is None)
        group = lowest.get(kind)
        # Compared with the lowest of the group, so that a row of near values does not run on.
        if group and near(one.value or 0.0, group[0].value or 0.0) and near(one.high or 0.0, group[0].high or 0.0):
            group.extend(alike)
        else:
            groups.append(group := list(alike))
            lowest[kind] = group
    order = {id(one): at for at, one in enumerate(said)}
    found = []
    for group in groups:
        group.sort(key=lambda one: order[id(one)])
        counts = {figure: sum(one.figure == figure for one in group) for figure in dict.fromkeys(one.figure for one in group)}
        found.append(Together(max(counts, key=lambda figure: counts[figure]), group))
    return sorted(found, key=lambda value: order[id(value.first)])


def differs(attribute: Attribute, one: Together, other: Together) -> bool:
    """Whether both may be true."""
    if one.span.measure != other.span.measure:
        return True
    if not (one.about and other.about):
        if attribute in COUNTED and not (_within(one, other, _COUNTS_APART) and _counted_together(one, other)):
            return True
        if attribute in _MEASURED and not _within(one, other, _MEASURES_APART):
            return True
    elif not one.about & other.about:
        return True
    return overlap(one.span, other.span)


def _within(one: Together, other: Together, times: float) -> bool:
    low, high = one.first.value or 0.0, other.first.value or 0.0
    return high <= times * low and low <= times * high


def _counted_together(one: Together, other: Together) -> bool:
    """Stated for days near one another; where an article states both, two things were counted."""
    if one.articles & other.articles:
        return False
    few, many = sorted((one.held_on, other.held_on), key=len)
    return any(day + apart in many for day in few for apart in _ONE_COUNT)


def replaces(attribute: Attribute, old: Together, new: Together, changed_on: Sequence[Day]) -> bool:
    """Whether `new` was stated to replace `old`: by everyone who stated it or, where such things change, after it fell silent.

    What no independent source states replaces nothing that one does.
    """
    if old.origins and not new.origins:
        return False
    if _all_moved(old, new):
        return True
    before, after = old.days, new.days
    if attribute not in CHANGING or not before or not after or len(before) < len(old.living):
        return False
    last, first = max(before), min(after)
    return first - last >= _REPLACED or (first > last and any(last <= day <= first for day in changed_on))


def _all_moved(old: Together, new: Together) -> bool:
    """Every voice that stated the old value has stated the new one on a later day."""
    latest: dict[str, Day] = {}
    for said in new.living:
        if said.voice and said.stated_on and said.dated:
            latest[said.voice] = max(said.stated_on, latest.get(said.voice, Day.min))
    voices = {said.voice for said in old.living if said.voice}
    return bool(voices) and all(
        said.stated_on is not None and said.dated and said.stated_on < latest.get(said.voice, Day.min)
        for said in old.living
        if said.voice
    )


def _edited_into(old: Together, new: Together) -> bool:
    """Whether an article that stated the old value states the new one since it was edited."""
    return any(said.article in new.articles for said in old.said)
