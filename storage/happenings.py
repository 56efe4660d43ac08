"""Which statements of events tell the same happening. Pure; docs/ledger.md states the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Day


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an event of one type, as far as it decides what it belongs to."""

    event: int
    date: str | None  # YYYY, YYYY-MM or YYYY-MM-DD
    place: str | None
    article: int | None  # None: the registry, which states what has happened
    story: int | None
    stated_on: Day | None
    name: str  # speaker, else publisher
    origin: str | None
    sentence: str = field(repr=False)
    withdrawn: bool  # the current wording does not say so
    dated: bool = True  # False: `stated_on` is the day it was first kept, it may have been published any time before


@dataclass
class Brought:
    """Statements brought together, first stated first; those of the registry, which have no day, last."""

    told_as: str
    date: str | None
    said: list[Told]

    def __post_init__(self) -> None:
        self.first = self.said[0]
        self.living = [one for one in self.said if not one.withdrawn]

    @property
    def planned(self) -> bool:
        """Nobody stated it on or after its date, and somebody before. What is undated and was kept after it says neither."""
        if self.date is None:
            return False
        early = [one.stated_on is not None and self.date > one.stated_on.isoformat()[: len(self.date)] for one in self.said]
        return any(early) and all(sooner or not one.dated for sooner, one in zip(early, self.said, strict=True))


def bring_together(said: Sequence[Told]) -> list[Brought]:
    """The happenings of one type of event of one transport link; `said` is in the order the statements were kept.

    One date is one happening. A month or year joins the only more precise date within it; a statement without a date joins
    the date most articles of its story state, or makes one happening with the other undated ones of its story.
    """
    dates = _settled({one.date for one in said if one.date})
    of_story: dict[int, dict[str, int]] = {}
    for one in said:
        if one.story is not None and one.date and not one.withdrawn:
            counts = of_story.setdefault(one.story, {})
            counts[dates[one.date]] = counts.get(dates[one.date], 0) + 1
    groups: dict[str, list[Told]] = {}
    for one in sorted(said, key=lambda one: (one.stated_on or Day.max, one.event)):
        groups.setdefault(_told_as(one, dates, of_story), []).append(one)
    known = set(dates.values())
    return [Brought(told_as, told_as if told_as in known else None, group) for told_as, group in groups.items()]


def _told_as(one: Told, dates: dict[str, str], of_story: dict[int, dict[str, int]]) -> str:
    if one.date:
        return dates[one.date]
    if one.story is None:
        return f"article {one.article}"
    counts = of_story.get(one.story)
    return max(counts, key=lambda date: counts[date]) if counts else f"story {one.story}"


def _settled(dates: set[str]) -> dict[str, str]:
    """For each date the one it is told as: itself, or the only more precise one within it."""
    found: dict[str, str] = {}
    for date in sorted(dates, key=len, reverse=True):
        within = {found[other] for other in found if len(other) > len(date) and other.startswith(f"{date}-")}
        found[date] = within.pop() if len(within) == 1 else date
    return found
