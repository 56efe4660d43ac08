"""What one crawl owes one source: a row for every poll and every page it asked for, and a date to come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.pace import Answered, Rhythm, back_off, learn, pace
from storage.sources import NextPoll, SourceState
from tumen.catalogue import Bounds, Kind, Source
from tumen.journey import Item, Polled, Rejected
from tumen.outcomes import Outcome, Reason

MOST_POLLS = 50  # of one source in one crawl: an index names 20 sitemaps, each of which may be one
SPREAD = 0.1  # of an interval that polls may come early, so that sources do not all come due together for ever


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
    bounds: Bounds
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
    lost: bool = False  # another crawl has it: what was not sent by then is that one's

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
        if self.lost:
            return self.answers + self.stored
        return (self.polls if self.poll is not None else 0) + self.requested - self.postponed

    def following(self, started: datetime, now: datetime, chance: float) -> NextPoll:
        """When to ask again, counted from the start of the crawl; `chance` in [0, 1) spreads the sources.

        Never sooner than the bounds allow, and not before its host has had the rest it asked for.
        """
        rhythm = None
        if self.polled:
            learnt = learn(Rhythm.from_json(self.state.rhythm), self._answered(now), self.source.timezone)
            chosen = pace(self.source.every, self.bounds, learnt, self._answered(now), self.source.timezone)
            rhythm = learnt.to_json()
        else:
            chosen = back_off(self.source.every, self.state.failures + 1)
        early = max(timedelta(), chosen.interval - self.bounds.fastest) * SPREAD * chance
        at, rested = started + chosen.interval - early, now + self.wait
        if self.wait and rested > at:
            return NextPoll(rested, rested - started, "its host asked to be left alone", rhythm)
        return NextPoll(at, chosen.interval, chosen.reason, rhythm)

    def _answered(self, now: datetime) -> Answered:
        """This poll, as the pace goes by it. GDELT's lists are read from where the last poll ended: nothing slips off them."""
        since = self.state.last_success_at if self.state.rhythm else None  # nothing learnt: it may have been another address then
        windowed = self.poll is not Reason.NOT_MODIFIED and self.source.kind is not Kind.GDELT
        return Answered(now, since, self.requested, len(set(self.announced)) if windowed else None)


def _weight(reason: Reason) -> int:
    """An index announces nothing itself: then the polls it led to say how the source is, and so does a fallback that answered."""
    if reason is Reason.NO_ENTRIES:
        return 0
    return 1 if reason.outcome is not Outcome.POLLED else 2 if reason is Reason.NOT_MODIFIED else 3


def item_kind(item: Item) -> str:
    """What was asked for: "feed" (a poll), "page" (announced by one), or "revisit": a page that nobody announced."""
    fetch = item.fetch
    return "revisit" if fetch.kind == "page" and fetch.entry is None else fetch.kind
