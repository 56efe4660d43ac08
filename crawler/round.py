"""One crawl over the sources it leased: who is asked, what is owed, and the books at the end."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.account import Account, Validators, item_kind
from crawler.feedreaders import FeedReaders
from crawler.leases import Leases
from crawler.manners import Manners
from crawler.watch import Watch
from pipelines.workbench import Workbench
from storage import fetches, revisits, runs, sources
from storage.database import Connection, DatabaseError
from storage.revisits import Revisit
from storage.sources import NextPoll
from tumen.catalogue import Source
from tumen.journey import Item

log = logging.getLogger(__name__)

_FOR_GOOD = timedelta(days=365)  # asked as of then, a page that only rests between attempts is not settled

Progress = Callable[[str, str], None]  # source id, one line


@dataclass(frozen=True, slots=True)
class Taken:
    """What a crawl has taken on. `sources` holds every source a page of this crawl may belong to."""

    sources: Sequence[Source]
    accounts: Sequence[Account]
    revisits: Sequence[Revisit]
    quarantined: Mapping[str, datetime]  # addresses not to be asked for, and until when
    run: int
    began: datetime
    since: float  # a moment of `leases.steady` before the leases were taken


class Round:
    """The books of one crawl. Every method that writes raises storage.database.DatabaseError."""

    def __init__(self, bench: Workbench, taken: Taken, progress: Progress | None = None) -> None:
        self.bench = bench
        self.accounts = {account.source.id: account for account in taken.accounts}
        self.sources = {source.id: source for source in taken.sources}
        self.revisits = {revisit.url: revisit for revisit in taken.revisits}
        self.quarantined = taken.quarantined
        self.run = taken.run
        self.started = taken.began
        held = {account.source.id: account.state.fence for account in taken.accounts if not account.released}
        self.leases = Leases(bench.database, bench.now, held, taken.since)
        self.watch = Watch(manners=Manners(bench.database, bench.now), leases=self.leases)
        self.feeds = FeedReaders()
        self.claimed: set[str] = {*self.revisits, *self.quarantined}  # page addresses not to ask for (again) in this crawl
        self.revisited = 0  # of the revisits, those with a row
        self.fault: BaseException | None = None
        self.interrupted = False
        self.on_done: Callable[[], None] | None = None  # called when a source waits for `release_done`
        self._done: list[Account] = []
        self._progress = progress

    def unseen(self, urls: Sequence[str]) -> list[str]:
        """Those addresses that need a request now and are not asked for already; they count as asked for from here on."""
        with self.bench.database.reading() as connection:
            settled = fetches.settled(connection, urls, now=self.bench.now())
        found = [url for url in urls if url not in settled and url not in self.claimed]
        self.claimed.update(found)
        return found

    def book(self, item: Item) -> None:
        """Note that an item's row is stored; a source whose rows are complete is released."""
        account = self.accounts.get(item.fetch.source)
        if item_kind(item) == "revisit":
            self.revisited += 1
        elif account is not None:
            account.book(item)
            self.close_if_done(account)

    def postpone(self, account: Account, seconds: float) -> None:
        """A page was not sent because its host wants to be left alone."""
        account.postponed += 1
        account.wait = max(account.wait, timedelta(seconds=seconds))
        self.close_if_done(account)

    def put_off(self, account: Account, url: str, seconds: float) -> None:
        """A poll was not sent because its host wants to be left alone."""
        account.wait = max(account.wait, timedelta(seconds=seconds))
        account.validators = Validators()  # what was announced there is not known
        account.asked.discard(url)
        if account.asked:
            self.close_if_done(account)
            return
        until = self.bench.now() + account.wait
        account.put_off = f"its host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
        account.released = True
        with self.bench.database.writing() as connection:
            sources.put_off(connection, account.source.id, fence=account.state.fence, until=until)
        self.leases.done(account.source.id)
        self._tell(account)

    def lose(self, account: Account) -> None:
        """Another crawl has taken a source over: nothing more is asked of it, and its state is that crawl's."""
        if not account.lost:
            account.lost = account.released = True
            log.warning("event=source.lost source=%s stored=%d of=%d", account.source.id, account.stored, account.requested)

    def give_back(self, revisit: Revisit) -> None:
        """A page was not asked for again because its host wants to be left alone."""
        del self.revisits[revisit.url]
        with self.bench.database.writing() as connection:
            revisits.give_back(connection, [revisit])

    def close_if_done(self, account: Account) -> None:
        """Release a source whose rows are all stored: at once, or with others where someone sees to it (`on_done`)."""
        if not account.done or account.released:
            return
        account.released = True
        self._done.append(account)
        if self.on_done is None:
            self.release_done()
        elif len(self._done) == 1:
            self.on_done()

    def release_done(self) -> None:
        """Release the sources that wait for it, in one transaction."""
        done, self._done = sorted(self._done, key=lambda account: account.source.id), []  # leases are extended in this order too
        if not done:
            return
        now = self.bench.now()
        endings = [(account, account.following(self.started, now, random.random())) for account in done]  # noqa: S311 (spreads load)
        try:
            self._release(endings, now)
        except DatabaseError:
            for account in done:
                account.released = False  # `finish` tries each again
            raise
        for account in done:
            self._tell(account)

    def tell_put_off(self) -> None:
        """Say which sources are not asked at all, and why."""
        for account in self.accounts.values():
            if account.put_off:
                self._tell(account)

    def _tell(self, account: Account) -> None:
        if self._progress is not None:
            pages = f"{account.poll}, {account.stored} pages"
            failed = account.put_off or f"{account.poll}: {account.detail}"
            self._progress(account.source.id, pages if account.polled else failed)

    def _release(self, endings: Sequence[tuple[Account, NextPoll]], now: datetime) -> None:
        with self.bench.database.writing() as connection:
            released = [self._release_one(connection, account, following, now) for account, following in endings]
        for (account, following), (kept, all_held) in zip(endings, released, strict=True):
            self.leases.done(account.source.id)
            if not kept:
                self.lose(account)
                continue
            log.info(
                "event=source.released source=%s reason=%s pages=%d postponed=%d validators=%s next_due=%s pace=%d why=%r",
                account.source.id,
                account.poll,
                account.stored,
                account.postponed,
                all_held,
                following.at.isoformat(timespec="seconds"),
                following.interval.total_seconds(),
                following.reason,
            )

    def _release_one(self, connection: Connection, account: Account, following: NextPoll, now: datetime) -> tuple[bool, bool]:
        """Whether the lease was still ours, and whether all that the source announced is held."""
        assert account.poll is not None  # noqa: S101 (callers checked `done`)
        settled = fetches.settled(connection, account.announced, now=now + _FOR_GOOD)
        # A validator says "all you announced is held": with a page still open, the next poll must bring its entry again.
        all_held = account.stored >= account.requested and settled.issuperset(account.announced)
        validators = account.validators if all_held else Validators()
        kept = sources.release(
            connection,
            account.source.id,
            fence=account.state.fence,
            now=now,
            reason=account.poll,
            following=following,
            etag=validators.etag,
            last_modified=validators.last_modified,
            body_hash=validators.body_hash,
        )
        return kept, all_held

    def finish(self) -> tuple[runs.RunOutcome, list[runs.SourceCount]]:
        """Give back what is left, balance the books, and close the run."""
        self.bench.storing.close()  # what is under way is stored, or its rows would come after they were counted
        self.leases.stop()
        self.watch.manners.close()
        self.release_done()
        now = self.bench.now()
        unfinished = [account for account in self.accounts.values() if not account.released]
        for account in unfinished:
            if account.poll is not None:
                self._release([(account, NextPoll(now, timedelta(), "its pages were not all asked for", None))], now)
        unfinished = [account for account in unfinished if not account.lost]
        with self.bench.database.writing() as connection:
            for account in unfinished:
                if account.poll is None:
                    sources.put_off(connection, account.source.id, fence=account.state.fence, until=None)
            counts = runs.of_run(connection, self.run)
            rows = sum(count.fetched for count in counts)
            owed = sum(account.rows for account in self.accounts.values()) + len(self.revisits)
            balanced = self.interrupted or (rows == owed and not unfinished)
            if not balanced:
                log.error("event=crawl.unbalanced rows=%d requests=%d unfinished=%d", rows, owed, len(unfinished))
            if self.revisited < len(self.revisits):
                self._return_revisits(connection)
            outcome = self._outcome(balanced)
            summary = {"sources": len(self.accounts), "requests": owed, "rows": rows, "unfinished": len(unfinished)}
            summary["revisited"] = self.revisited
            runs.finish(connection, self.run, now=now, outcome=outcome, summary=summary)
        return outcome, counts

    def _return_revisits(self, connection: Connection) -> None:
        """Those without a row are due again at once; to give back one too many only asks for it once more."""
        asked = fetches.asked_in(connection, self.run, list(self.revisits))
        revisits.give_back(connection, [revisit for url, revisit in self.revisits.items() if url not in asked])

    def _outcome(self, balanced: bool) -> runs.RunOutcome:
        if self.fault is not None or not balanced:
            return "failed"
        if self.interrupted:
            return "interrupted"
        return "ok" if all(account.polled or account.lost for account in self.accounts.values()) else "failures"
