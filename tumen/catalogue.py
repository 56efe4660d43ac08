"""Sources, schedules and home as the configuration reader hands them out: frozen, checked, complete."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from tumen.times import Times


class Affiliation(StrEnum):
    """Who stands behind a publisher; shown with every item, because whose word it is matters more than the word."""

    DPRK_STATE = "dprk-state"
    RUSSIA_STATE = "russia-state"
    RUSSIA_INDEPENDENT = "russia-independent"
    ROK = "rok"
    US_GOV = "us-gov"
    WIRE = "wire"
    THINK_TANK = "think-tank"
    TRADE_PRESS = "trade-press"
    LOCAL = "local"
    AGGREGATOR = "aggregator"


class Kind(StrEnum):
    """How a source announces its entries; one spider each."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    SEARCH_FEED = "search-feed"
    GDELT = "gdelt"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Which addresses of a sitemap are entries. Patterns are regular expressions found in the address; none: all of them."""

    include: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()  # patterns for the sitemaps of an index
    newer: timedelta = timedelta(days=3)  # what states an older date is left out; a long weekend without a crawl loses nothing


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a page's entries stand. CSS selectors; `::attr(NAME)` takes an attribute in the place of the text."""

    entries: str
    link: str | None = None  # inside an entry; None: the entry itself, or its first link
    title: str | None = None  # inside an entry; None: the text of the link, else the beginning of `text`
    date: str | None = None
    text: str | None = None
    next: str | None = None  # in the page: the link to the page before
    pages: int = 1  # read at most, the first included
    include: tuple[str, ...] = ()  # regular expressions, one of which is found in an entry's address; none: all are entries
    complete: bool = False  # `text` is the whole article, as on Telegram's channel pages: nothing more stands at its address


class Engine(StrEnum):
    """Whose news search answers in RSS."""

    BING = "bing"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True)
class SearchFeed:
    """A standing news search."""

    engine: Engine
    queries: tuple[str, ...]  # the first one is part of the source's url; the others are asked after it


class GdeltTable(StrEnum):
    """Which of GDELT's quarter-hourly files is read."""

    EXPORT = "export"  # events, 0.1 to 0.2 MB packed
    GKG = "gkg"  # the knowledge graph, 5 to 15 MB packed


@dataclass(frozen=True, slots=True)
class Gdelt:
    """What of GDELT's bulk files concerns us: rows that name all `countries` and, where any are given, a theme or a word."""

    table: GdeltTable
    countries: tuple[str, ...]  # FIPS 10-4, as GDELT writes them: KN the DPRK, RS Russia
    themes: tuple[str, ...] = ()  # beginnings of GKG themes
    words: tuple[str, ...] = ()  # in names of places and actors, in title or address, without regard to case
    fallback: str | None = None  # an address of the DOC API, asked when the files do not answer


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which intervals a source is asked, whatever is learnt of it."""

    fastest: timedelta
    slowest: timedelta


_DAY = timedelta(days=1)
# By kind, for sources that set none of their own. A feed that has not changed is an answer of a few hundred bytes; sitemaps and
# listings are bigger ones, and a search costs its engine more. GDELT publishes every quarter of an hour; nine files at most.
PACE: Mapping[Kind, Bounds] = {
    Kind.FEED: Bounds(timedelta(minutes=5), _DAY),
    Kind.SITEMAP: Bounds(timedelta(minutes=10), _DAY),
    Kind.LISTING: Bounds(timedelta(minutes=15), _DAY),
    Kind.SEARCH_FEED: Bounds(timedelta(minutes=30), _DAY),
    Kind.GDELT: Bounds(timedelta(minutes=15), timedelta(hours=2)),
}
# How far learning may go from `every`, which a person chose with the publisher in mind.
QUICKER = 3  # times as often, where more comes than was thought
SLOWER = 4  # times as rarely, while nothing comes


@dataclass(frozen=True, slots=True)
class Source:
    """A publication's entry point."""

    id: str
    publisher: str
    kind: Kind
    url: str
    languages: tuple[str, ...]  # ISO 639-1
    affiliation: Affiliation
    timezone: str | None  # IANA zone for dates that state none
    every: timedelta  # its usual interval; what is learnt of it makes that shorter or longer
    enabled: bool
    delay: timedelta | None = None  # between two requests to its host, when the publisher wants more than the default
    settings: Sitemap | Listing | SearchFeed | Gdelt | None = None  # by kind; a feed has none
    fastest: timedelta | None = None  # bounds of its own
    slowest: timedelta | None = None
    fallback_of: str | None = None  # id of the source it stands in for: it is asked only while that one does not answer well


# Most edits come within the hour; retractions and denials within three days.
REVISIT = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))


@dataclass(frozen=True, slots=True)
class CrawlGroup:
    """Sources polled on one tick: those of the named affiliations and those named by id."""

    name: str
    times: Times
    sources: tuple[str, ...]  # resolved ids
    concurrency: int = 1  # crawls of this group at once; leases keep them off one another's sources
    revisit: tuple[timedelta, ...] = REVISIT  # how long after an article was first kept its page is looked at again

    @property
    def every(self) -> timedelta | None:
        """None when the group goes by crontab."""
        return self.times.every


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """A subscription: what is sent to whom, and when."""

    name: str
    cron: str  # crontab fields, weekdays by name
    timezone: str
    period: str  # "day" or "week": the local calendar period that makes the digest's key
    recipients: tuple[str, ...]
    sender: str
    subject: str
    most_items: int
    jitter: timedelta = timedelta()
    grace: timedelta | None = None
    every: timedelta | None = None  # in the place of `cron`, for alerts

    @property
    def times(self) -> Times:
        return Times(self.every, self.cron or None, self.timezone, self.jitter, grace=self.grace)


@dataclass(frozen=True, slots=True)
class UpkeepPlan:
    """A housekeeping task."""

    name: str
    times: Times
    keep: timedelta | None = None  # rows (prune), copies (backup) or raw pages (archive) older than this go


@dataclass(frozen=True, slots=True)
class Schedules:
    crawl: tuple[CrawlGroup, ...]
    digest: tuple[DigestPlan, ...]
    upkeep: tuple[UpkeepPlan, ...]
    alerts: DigestPlan | None = None  # to whom what is wrong is told; `times` says when it is looked
    pace: Mapping[Kind, Bounds] = field(default_factory=lambda: PACE)

    def bounds_of(self, source: Source) -> Bounds:
        """Its own bounds, else those that its `every` and its kind leave; `every` is always inside."""
        kind = self.pace[source.kind]
        fastest = source.fastest or min(source.every, max(kind.fastest, source.every / QUICKER))
        slowest = source.slowest or max(source.every, min(kind.slowest, source.every * SLOWER))
        return Bounds(fastest, slowest)

    def jitter_of(self, source_id: str) -> timedelta:
        """By how much the ticks that serve a source may differ."""
        return max((group.times.jitter for group in self.crawl if source_id in group.sources), default=timedelta())

    def revisits_of(self, source_id: str) -> tuple[timedelta, ...]:
        """When pages of a source are looked at again: as the first group says that has it."""
        return next((group.revisit for group in self.crawl if source_id in group.sources), REVISIT)


@dataclass(frozen=True, slots=True)
class Smtp:
    host: str
    port: int
    security: str  # "starttls", "tls" or "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where this installation is and what its machine gives it: all that a command needs which neither crawls nor plans."""

    home: Path
    database_url: str = field(repr=False)  # may hold a password
    smtp: Smtp | None
    open_addresses: tuple[str, ...]  # networks (CIDR) the crawler may reach although they are not public
    contact: str  # in the user agent: where a publisher's administrator finds whoever runs this

    @property
    def state(self) -> Path:
        """Where the database, outbox, logs and locks of this installation live."""
        return self.home / "var"


@dataclass(frozen=True, slots=True)
class Installation(Machine):
    """How this installation is set up: read once, at the door."""

    sources: tuple[Source, ...]
    schedules: Schedules

    def source(self, source_id: str) -> Source | None:
        return next((source for source in self.sources if source.id == source_id), None)
