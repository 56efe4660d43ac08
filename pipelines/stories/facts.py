"""From a document and what the other stations read in it to the facts a story is told by."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from pipelines.stories.days import DayReader, days_of_month, years
from pipelines.stories.figures import figures
from pipelines.stories.folding import fold
from pipelines.stories.marks import Marks
from pipelines.stories.names import names_in
from tumen.journey import Document, LinkTag
from tumen.stories import StoryFacts

_MOST = 6_000  # characters read: the event stands at the top, what follows on long pages is background and other news
_MOST_WORDS = 250  # kept for comparison; a report of 6,000 characters has about 200 different longer words
_SHORT, _STEM = 5, 6  # letters: shorter words are mostly grammar; the first six outlast most inflection
_NEAR = 30  # days around publication in which a day without a year is placed
_PAST = timedelta(days=60)  # an event older than that is background of what is reported now
_RETOLD = timedelta(days=14)  # from one event to the next of one story: "last week" and a slip
_HISTORY = 2005  # days of earlier years are history in any report watched
_WORD = re.compile(r"[^\W\d_]+")


class Stated(Protocol):
    """What is needed of an event the ledger read."""

    @property
    def type(self) -> str: ...
    @property
    def date(self) -> str | None: ...


class FactsReader:
    """Reads the facts of documents. Deterministic, free of I/O, safe to share between threads once built."""

    def __init__(self, marks: Marks, days: DayReader) -> None:
        self._marks = marks
        self._days = days

    def read(self, document: Document, tags: Sequence[LinkTag], events: Sequence[Stated] = ()) -> StoryFacts:
        """`tags` as the scorer gives them, `events` as the ledger does, the main one first."""
        text = f"{document.title}\n{document.text}"[:_MOST]
        folded = fold(text)
        published = document.published.local.date() if document.published else None
        days = frozenset(_placed(self._days.days(text), published))
        loose = days_of_month(text)
        if published:
            days |= {_latest(day, published) for day in loose}
        sure, possible = names_in(text)
        named = years(text)
        return StoryFacts(
            language=document.language,
            published=published,
            transport_links=_reported(tags),
            events=_newest(
                [(str(event.type), event.date) for event in events if _is_news(event.date, published, named)], published
            ),
            days=days,
            days_of_month=frozenset() if published else loose,
            years=named,
            marks=self._marks.find(folded),
            names=sure - self._marks.common_names,
            possible_names=possible - self._marks.common_names,
            figures=figures(text),
            words=_words(folded),
        )


def _is_news(when: str | None, published: date | None, named: frozenset[int]) -> bool:
    """Whether an event of this date is what the article tells, and not what went before it."""
    if when is None:
        return True
    if published is None:
        return int(when[:4]) >= max(named, default=0) - 1
    return when >= (published - _PAST).isoformat()[: len(when)]


def _newest(events: Sequence[tuple[str, str | None]], published: date | None) -> tuple[tuple[str, str | None], ...]:
    """Without those that lie well before the last one up to publication: what a follow-up retells is another story's news."""
    today = published.isoformat() if published else max((when for _, when in events if when), default="")
    last = max((when for _, when in events if when and when <= today and len(when) == len("YYYY-MM-DD")), default=None)
    if last is None:
        return tuple(events)
    least = (date.fromisoformat(last) - _RETOLD).isoformat()
    return tuple((kind, when) for kind, when in events if when is None or when >= least[: len(when)])


def _reported(tags: Sequence[LinkTag]) -> tuple[str, ...]:
    """Reported transport links, surest first; where none is, the likeliest."""
    ordered = sorted(tags, key=lambda tag: (-tag.score, tag.id))
    return tuple(tag.id for tag in ordered if tag.role == "reported") or tuple(tag.id for tag in ordered[:1])


def _placed(days: frozenset[str], published: date | None) -> Iterator[str]:
    """Days with their year where the date of publication gives it, without those of history."""
    for day in days:
        if len(day) == len("YYYY-MM-DD"):
            if int(day[:4]) >= _HISTORY:
                yield day
            continue
        near = published and _nearest(day, published)
        yield near.isoformat() if near else day


def _nearest(month_day: str, published: date) -> date | None:
    """The day of this name within a month of publication."""
    for year in (published.year, published.year - 1, published.year + 1):
        try:
            found = date(year, int(month_day[:2]), int(month_day[3:]))
        except ValueError:  # the 29th of February
            continue
        if abs((found - published).days) <= _NEAR:
            return found
    return None


def _latest(day_of_month: int, published: date) -> str:
    """The last such day up to publication; every day of a month comes again within 62 days."""
    back = next(back for back in range(62) if (published - timedelta(days=back)).day == day_of_month)
    return (published - timedelta(days=back)).isoformat()


def _words(folded: str) -> frozenset[str]:
    """Beginnings of longer words; pairs of characters in Han and kana, the first two syllables in Hangul."""
    found: dict[str, None] = {}
    for match in _WORD.finditer(folded):
        word = match[0]
        if "\u3040" <= word[0] <= "\u9fff":
            found.update(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))
        elif "가" <= word[0] <= "힣":
            if len(word) > 1:
                found[word[:2]] = None
        elif len(word) >= _SHORT:
            found[word[:_STEM]] = None
    return frozenset(list(found)[:_MOST_WORDS])
