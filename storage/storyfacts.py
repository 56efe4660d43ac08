"""What articles are compared by, as a row keeps it, and the days they are looked up by."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tumen.stories import StoryFacts

_REACH = timedelta(days=31)  # reports of one event are published within 30 days of one another (pipelines.stories)
_MOST_DAYS = 8  # days of an undated article that are looked up: more are a chronicle
_DAY = "YYYY-MM-DD"
_UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Windows:
    """Where to look: ranges of days (low, middle, high), days of any year, and whether the latest of all are looked at too."""

    ranges: tuple[tuple[str, str, str], ...]
    month_days: tuple[tuple[str, str], ...]
    open: bool


def pack_facts(facts: StoryFacts) -> str:
    """As JSON with sorted lists: equal facts give equal text."""
    return json.dumps(
        {
            "language": facts.language,
            "published": facts.published.isoformat() if facts.published else None,
            "transport_links": facts.transport_links,
            "events": facts.events,
            "days": sorted(facts.days),
            "days_of_month": sorted(facts.days_of_month),
            "years": sorted(facts.years),
            "marks": sorted(facts.marks),
            "names": sorted(facts.names),
            "possible_names": sorted(facts.possible_names),
            "figures": sorted(facts.figures),
            "words": sorted(facts.words),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpack_facts(packed: str) -> StoryFacts:
    """The facts of a row; a field that an older row lacks is empty."""
    held: dict[str, Any] = json.loads(packed)
    sets = ("days", "days_of_month", "years", "marks", "names", "possible_names", "figures", "words")
    return StoryFacts(
        language=held["language"],
        published=date.fromisoformat(held["published"]) if held["published"] else None,
        transport_links=tuple(held["transport_links"]),
        events=tuple((kind, when) for kind, when in held.get("events", ())),
        **{name: frozenset(held.get(name, ())) for name in sets},
    )


def moments(facts: StoryFacts) -> frozenset[str]:
    """What an article is found by: its day of publication, else the days it names, else that it names none."""
    if facts.published:
        return frozenset({facts.published.isoformat()})
    return frozenset(sorted(facts.days, reverse=True)[:_MOST_DAYS]) or frozenset({_UNDATED})


def windows(facts: StoryFacts, seen_at: datetime) -> Windows:
    """Where members may stand that tell what these facts tell."""
    own = moments(facts) - {_UNDATED}
    days = {date.fromisoformat(moment) for moment in own if len(moment) == len(_DAY)}
    loose = {moment for moment in own if len(moment) < len(_DAY)}
    for year in sorted({*facts.years, seen_at.year}, reverse=True)[:3]:
        days |= {day for moment in loose if (day := _day(year, moment))}
    days = {day for day in days if date.min + _REACH < day < date.max - _REACH}
    ranges = tuple(sorted(((day - _REACH).isoformat(), day.isoformat(), (day + _REACH).isoformat()) for day in days))
    return Windows(ranges, tuple(sorted(_around(days))), facts.published is None)


def _around(days: set[date]) -> set[tuple[str, str]]:
    """Ranges of days of any year; one that runs over New Year is two."""
    found: set[tuple[str, str]] = set()
    for day in days:
        low, high = (day - _REACH).isoformat()[5:], (day + _REACH).isoformat()[5:]
        found |= {(low, high)} if low <= high else {(low, "12-31"), ("01-01", high)}
    return found


def _day(year: int, month_day: str) -> date | None:
    try:
        return date.fromisoformat(f"{year:04}-{month_day}")
    except ValueError:  # the 29th of February
        return None
