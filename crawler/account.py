"""What one crawl owes one source: a row for every poll and every page it asked for, and a date to come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.sources import SourceState
from tumen.catalogue import Source
from tumen.journey import Item, Polled, Rejected
from tumen.outcomes import Outcome, Reason

MOST_POLLS = 50  # of one source in one crawl: an index names 20 sitemaps, each of which may be one
LONGEST_BACKOFF = timedelta(hours=24)  # a source that fails for weeks is still looked at once a day


@dataclass(frozen=True, slots=True)
class Validators:
    """What the next poll says it holds."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(slots=True)
class Account:
    """One source in one crawl. `requested` = `stored` + `postponed` when all is done."""

    source: Source
    state: SourceState
    poll: Reason | None = None  # how the poll ended, once its row is stored; of several the one that says most
    detail: str = ""
    asked: set[str] = field(default_factory=set)  # addresses polled
    answers: int = 0  # polls with a row
    validators: Validators = Validators()
    announced: tuple[str, ...] = ()
    requested: int = 0  # pages
    stored: int = 0  # of these, pages with a row
    postponed: int = 0  # of these, pages never sent: the host wants to be left alone, or the crawl was stopped
    wait: timedelta = timedelta()
    put_off: str = ""  # why it was not asked at all
    released: bool = False

    def book(self, item: Item) -> None:
        """Note that an item's row is stored."""
        if item_kind(item) == "page":
            self.stored += 1
        elif isinstance(item, Polled | Rejected):
            self.answers += 1
            if self.poll is None or _weight(item.reason) > _weight(self.poll):
                self.poll, self.detail = item.reason, item.detail

    def further(self, urls: Sequence[str]) -> list[str]:
        """Those of these addresses that are to be polled too; they count as asked from here on."""
        found = [url for url in dict.fromkeys(urls) if url not in self.asked][: MOST_POLLS - self.polls]
        self.asked.update(found)
        return found

    @property
    def polls(self) -> int:
        """Polls asked for; the first one is owed before it is sent."""
        return len(self.asked) or 1

    @property
    def done(self) -> bool:
        return self.answers >= self.polls and self.stored + self.postponed >= self.requested

    @property
    def polled(self) -> bool:
        """Whether the source answered its poll."""
        return self.poll is not None and self.poll.outcome is Outcome.POLLED

    @property
    def rows(self) -> int:
        """Rows this source's requests must have left."""
        return (self.polls if self.poll is not None else 0) + self.requested - self.postponed

    def next_due(self, started: datetime, now: datetime, chance: float) -> datetime:
        """When to ask again; `chance` in [0, 1) spreads the sources.

        Counted from the start of the crawl and up to a tenth early: a source due a moment after the tick that serves it would
        be served by the next one only.
        """
        every = self.source.every
        if not self.polled:
            doubled = every * 2 ** min(self.state.failures + 1, 16)
            every = max(every, min(doubled, LONGEST_BACKOFF))
        return max(started + every * (1 - 0.1 * chance), now + self.wait)


def _weight(reason: Reason) -> int:
    """An index announces nothing itself: then the polls it led to say how the source is, and so does a fallback that answered."""
    if reason is Reason.NO_ENTRIES:
        return 0
    return 1 if reason.outcome is not Outcome.POLLED else 2 if reason is Reason.NOT_MODIFIED else 3


def item_kind(item: Item) -> str:
    """What was asked for: "feed" (a poll), "page" (announced by one), or "revisit": a page that nobody announced."""
    fetch = item.fetch
    return "revisit" if fetch.kind == "page" and fetch.entry is None else fetch.kind
