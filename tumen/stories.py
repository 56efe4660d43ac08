"""What stories are told by: the types `pipelines.stories` decides on and `storage` keeps. docs/stories.md explains them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What of an article is compared with others, free of its language."""

    language: str | None  # ISO 639-1; `words` are compared within one language only
    published: date | None  # the day in the zone it was stated in; None when unknown
    transport_links: tuple[str, ...]  # reported ones, surest first
    events: tuple[tuple[str, str | None], ...] = ()  # event type and date (YYYY, YYYY-MM or YYYY-MM-DD), the main one first
    days: frozenset[str] = frozenset()  # days named: YYYY-MM-DD, or MM-DD where the year cannot be told
    days_of_month: frozenset[int] = frozenset()  # named without their month
    years: frozenset[int] = frozenset()
    marks: frozenset[str] = field(default=frozenset(), repr=False)  # ids of seeds/stories.yaml
    names: frozenset[str] = field(default=frozenset(), repr=False)  # sounds of what is written as a name
    possible_names: frozenset[str] = field(default=frozenset(), repr=False)  # sounds of words that may be one
    figures: frozenset[float] = field(default=frozenset(), repr=False)  # lengths in metres, the rest as stated
    words: frozenset[str] = field(default=frozenset(), repr=False)  # beginnings of the words of title and text


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article that is in a story, as a candidate for a new one to join."""

    article: int
    story: int
    facts: StoryFacts


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that speaks for (or, with negative points, against) two articles telling one event."""

    kind: str  # transport-link, time, event, day, mark, figure, name, words, copy
    what: str  # the thing shared, for the reader of the row
    points: float


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """Where an article belongs. The points of `evidence` and the base add up to its likeness with `beside`."""

    story: int | None  # None: it opens a story
    points: float = 0.0  # likeness with the story; from 0 up it joins
    beside: int | None = None  # the article of the story it is most like
    evidence: tuple[Shared, ...] = ()
    merges: tuple[int, ...] = ()  # stories that turn out to be the same one, now that this article stands between them


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose words and whose knowledge an article is."""

    id: str  # an agency or publisher family of seeds/origins.yaml, else the host of the address
    how: str  # credit, byline, site, or publisher when nobody else is credited
    words: str = ""  # as they stand in the text
    relays: str | None = None  # the one agency the beginning refers to, where the article is the publisher's own
    farm: bool = False  # machine-translated or scraped: never a source of its own

    @property
    def counts_as(self) -> str | None:
        """What `independent_sources` counts; None for what is never a source."""
        return None if self.farm else self.relays or self.id
