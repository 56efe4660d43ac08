"""What an article is at each station of its road: the type is the timetable.

    FeedEntry → Fetch → Page → Document → Scored → Placed
                          └──────┴──────────┴────→ Rejected

All datetimes are aware UTC; what a publisher stated is a `StatedDate`, which keeps the zone and precision it was stated in.
Large fields stay out of `repr`, so that a log line never carries a page.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from tumen.outcomes import Outcome, Reason


class Precision(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


_FORMS = {Precision.MINUTE: "%Y-%m-%d %H:%M", Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as a publisher stated it: never a guess."""

    at: datetime  # aware UTC; the start of the day, month or year in `zone` when the precision is coarser than a minute
    precision: Precision
    zone: str | None  # IANA name or "+09:00"; None when neither the text nor the source states one (read as UTC)
    raw: str  # the words it was read from

    @property
    def local(self) -> datetime:
        """The moment in the zone it was stated in; UTC when none was."""
        if self.zone is None:
            return self.at
        return self.at.astimezone(datetime.strptime(self.zone, "%z").tzinfo if self.zone[0] in "+-" else ZoneInfo(self.zone))

    def __str__(self) -> str:
        """To the precision it was stated in, with its zone where there is a time of day: 2025-05-29 14:13 Asia/Seoul."""
        written = self.local.strftime(_FORMS[self.precision])
        return f"{written} {self.zone or 'UTC'}" if self.precision is Precision.MINUTE else written


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item a source announces."""

    url: str
    title: str
    summary: str = field(default="", repr=False)  # plain text; may hold the full article when the feed carries it
    guid: str | None = None
    published: StatedDate | None = None
    language: str | None = None
    publisher: str | None = None  # as an aggregator names it; None where the source itself publishes
    lead: bool = False  # url is an aggregator's own: it may lead to the article and is never its identity
    complete: bool = False  # summary is the whole article: nothing more stands at url


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request: what was asked, of whom, and what came back, apart from the body."""

    url: str  # the address asked for
    source: str  # source id; "import" for `tumen import`, "baseline" for the seeds
    kind: Literal["feed", "page"]
    fetched_at: datetime
    final_url: str | None = None  # after redirects, when it differs
    status: int | None = None  # HTTP status; None when no answer came, or for a file
    bytes: int = 0  # of the body, decompressed
    milliseconds: int | None = None
    entry: FeedEntry | None = field(default=None, repr=False)
    timezone: str | None = None  # the source's zone for dates that state none (IANA name)
    run: int | None = None
    etag: str | None = None  # what the next request for this address may say it holds; as is last_modified
    last_modified: str | None = None

    @property
    def landed(self) -> str:
        """The address the answer came from."""
        return self.final_url or self.url


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    fetch: Fetch
    body: bytes = field(repr=False)
    content_type: str = "text/html"  # as the header says, parameters included
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # of the answer, in its order; () for a file


@dataclass(frozen=True, slots=True)
class Document:
    """Text and metadata extracted from a page. `text` is NFC, paragraphs separated by one newline, without control characters."""

    fetch: Fetch
    url: str  # canonical address: the article's identity
    title: str
    text: str = field(repr=False)
    language: str | None = None  # ISO 639-1
    author: str | None = None
    site: str | None = None
    published: StatedDate | None = None
    text_from: Literal["page", "feed", "file"] = "page"
    refusal: str = ""  # why the page gave no text, in one line, where the feed's own stands in
    page: Page | None = field(default=None, repr=False, compare=False)  # what it was read from, while it is still to be archived


@dataclass(frozen=True, slots=True)
class Evidence:
    """One matched feature. The contributions of a score's evidence and its intercept add up to its log-odds."""

    concept: str  # the feature's name in seeds/lexicon.yaml or the registry
    term: str  # the words as they stand in the text
    contribution: float  # in log-odds; negative speaks against
    sentence: str = field(repr=False)  # as it stands in the text


@dataclass(frozen=True, slots=True)
class LinkTag:
    """A transport link a document speaks of."""

    id: str  # registry id
    role: Literal["reported", "background"]
    score: float  # in [0, 1]: how sure the tagger is that the link is reported on


@dataclass(frozen=True, slots=True)
class Scored:
    """A document with its relevance to the watched transport links and the evidence that made it."""

    document: Document
    relevance: float  # calibrated probability that an analyst would keep it
    threshold: float
    evidence: tuple[Evidence, ...] = field(repr=False)
    transport_links: tuple[LinkTag, ...]

    @property
    def fetch(self) -> Fetch:
        return self.document.fetch

    @property
    def relevant(self) -> bool:
        return self.relevance >= self.threshold


@dataclass(frozen=True, slots=True)
class Signature:
    """What near-copies are found by."""

    text_hash: str  # SHA-256 (hex) of the folded text: equal for equal words
    minhash: tuple[int, ...] = field(repr=False)  # 128 unsigned 32-bit values, scheme `mh1`
    bands: tuple[int, ...] = field(repr=False)  # 32 signed 64-bit keys, one for 4 values each


@dataclass(frozen=True, slots=True)
class Placed:
    """A scored document that knows which article it is."""

    scored: Scored
    signature: Signature
    reason: Reason  # NEW, REVISED, UNCHANGED or COPY
    article: int | None = None  # the article this is a revision or further sighting of; None for a new one
    copy_of: int | None = None  # the first-seen article with (nearly) the same words
    similarity: float | None = None  # Jaccard similarity with `copy_of`, in [0, 1]

    @property
    def fetch(self) -> Fetch:
        return self.scored.document.fetch


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page whose road ends here; it rides on to Keep and is stored with its reason."""

    fetch: Fetch
    reason: Reason
    detail: str = ""  # one line for the reader of the row: the exception, the limit, the header
    title: str = ""
    scored: Scored | None = field(default=None, repr=False)  # for OFF_TOPIC: how near it came, and why not

    @property
    def outcome(self) -> Outcome:
        return self.reason.outcome


@dataclass(frozen=True, slots=True)
class Unmodified:
    """A page that is held was asked for again, and its server says that nothing has changed (304): no body, nothing to read."""

    fetch: Fetch
    article: int

    @property
    def reason(self) -> Reason:
        return Reason.UNCHANGED


@dataclass(frozen=True, slots=True)
class Polled:
    """An entry point was asked and answered; failures to answer are `Rejected` like any other page."""

    fetch: Fetch
    reason: Reason  # ENTRIES, NO_ENTRIES, NOT_MODIFIED
    entries: int = 0  # announced
    unseen: int = 0  # of these, requested now
    detail: str = ""


Item = Page | Document | Scored | Placed | Rejected | Unmodified | Polled
