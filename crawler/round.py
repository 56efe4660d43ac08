"""One crawl over the sources it leased: who is asked, what is owed, and the books at the end."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.account import Account, Validators, item_kind
from crawler.feedreaders import FeedReaders
from crawler.manners import Manners, host_of
from crawler.watch import Watch
from pipelines.workbench import Workbench
from storage import fetches, hosts, quarantine, revisits, runs, sources
from storage.database import Connection
from storage.revisits import Revisit
from tumen.catalogue import Installation, Source
from tumen.journey import Item

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # a crawl that dies holds its sources no longer; a living one extends in time
_FOR_GOOD = timedelta(days=365)  # asked as of then, a page that only rests between attempts is not settled

Progress = Callable[[str, str], None]  # source id, one line


class Round:
    """The books of one crawl. Every method that writes raises storage.database.DatabaseError."""

    def __init__(
        self, bench: Workbench, owner: str, taken: "Taken", run: int, started: datetime, progress: Progress | None
    ) -> None:
        self.bench = bench
        self.owner = owner
        self.accounts = {account.source.id: account for account in taken.accounts}
        self.sources = {source.id: source for source in taken.sources}
        self.revisits = {revisit.url: revisit for revisit in taken.revisits}
        self.quarantined = taken.quarantined
        self.run = run
        self.started = started
        self.watch = Watch(manners=Manners(bench.database, bench.now))
        self.feeds = FeedReaders()
        self.claimed: set[str] = {*self.revisits, *self.quarantined}  # page addresses not to ask for (again) in this crawl
        self.revisited = 0  # of the revisits, those with a row
        self.fault: BaseException | None = None
        self.interrupted = False
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
            sources.put_off(connection, account.source.id, owner=self.owner, until=until)
        self._tell(account)

    def give_back(self, revisit: Revisit) -> None:
        """A page was not asked for again because its host wants to be left alone."""
        del self.revisits[revisit.url]
        with self.bench.database.writing() as connection:
            revisits.give_back(connection, [revisit])

    def close_if_done(self, account: Account) -> None:
        if not account.done or account.released:
            return
        account.released = True
        now = self.bench.now()
        self._release(account, account.next_due(self.started, now, random.random()), now)  # noqa: S311 (spreads load)
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

    def _release(self, account: Account, next_due: datetime, now: datetime) -> None:
        assert account.poll is not None  # noqa: S101 (callers checked `done`)
        database = self.bench.database
        with database.writing() as connection:
            settled = fetches.settled(connection, account.announced, now=now + _FOR_GOOD)
            # A validator says "all you announced is held": with a page still open, the next poll must bring its entry again.
            all_held = account.stored >= account.requested and settled.issuperset(account.announced)
            validators = account.validators if all_held else Validators()
            kept = sources.release(
                connection,
                account.source.id,
                owner=self.owner,
                now=now,
                reason=account.poll,
                next_due_at=next_due,
                etag=validators.etag,
                last_modified=validators.last_modified,
                body_hash=validators.body_hash,
            )
        log.info(
            "event=source.released source=%s reason=%s pages=%d postponed=%d validators=%s next_due=%s",
            account.source.id,
            account.poll,
            account.stored,
            account.postponed,
            all_held,
            next_due.isoformat(timespec="seconds"),
        )
        if not kept:
            log.warning("event=lease.lost source=%s", account.source.id)

    def extend(self) -> None:
        """Hold on to the sources still at work."""
        held = [source_id for source_id, account in self.accounts.items() if not account.released]
        with self.bench.database.writing() as connection:
            sources.extend(connection, held, owner=self.owner, until=self.bench.now() + LEASE)

    def finish(self) -> tuple[runs.RunOutcome, list[runs.SourceCount]]:
        """Give back what is left, balance the books, and close the run."""
        now = self.bench.now()
        unfinished = [account for account in self.accounts.values() if not account.released]
        for account in unfinished:
            if account.poll is not None:
                self._release(account, now, now)
        with self.bench.database.writing() as connection:
            unasked = [account.source.id for account in unfinished if account.poll is None]
            sources.extend(connection, unasked, owner=self.owner, until=now)  # a lease that ends now, and nothing else changed
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
        return "ok" if all(account.polled for account in self.accounts.values()) else "failures"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a crawl has taken on. `sources` holds every source a page of this crawl may belong to."""

    sources: Sequence[Source]
    accounts: Sequence[Account]
    revisits: Sequence[Revisit]
    quarantined: Mapping[str, datetime]  # addresses not to be asked for, and until when


def open_round(
    installation: Installation,
    bench: Workbench,
    wanted: Sequence[Source],
    *,
    due_only: bool,
    owner: str,
    job: str,
    progress: Progress | None = None,
) -> Round:
    """Lease the sources of `wanted` that are free (and, with `due_only`, due), take on the revisits due of all of them, and note
    that a crawl begins."""
    now = bench.now()
    by_id = {source.id: source for source in wanted}
    plans = {source.id: installation.schedules.revisits_of(source.id) for source in wanted}
    with bench.database.writing() as connection:
        sources.synchronise(connection, installation.sources)
        hosts.forget(connection, now=now)
        states = sources.lease(connection, list(by_id), owner=owner, now=now, until=now + LEASE, due_only=due_only)
        again = revisits.take_due(connection, plans, now=now)
        kept_out = quarantine.quarantined(connection, now=now)
        accounts = [Account(by_id[state.id], state) for state in states]
        _let_rest(connection, accounts, kept_out, owner, now)
        run = runs.start(connection, job, now=now, owner=owner)
    log.info(
        "event=crawl.opened run=%d sources=%d wanted=%d revisits=%d owner=%s", run, len(accounts), len(wanted), len(again), owner
    )
    opened = Round(bench, owner, Taken(wanted, accounts, again, kept_out), run, now, progress)
    opened.tell_put_off()
    return opened


def _let_rest(
    connection: Connection, accounts: Sequence[Account], kept_out: Mapping[str, datetime], owner: str, now: datetime
) -> None:
    """Put off the sources whose host wants to be left alone, and those whose own address is in quarantine."""
    host = {account.source.id: host_of(urlsplit(account.source.url).netloc) for account in accounts}
    paused = hosts.paused(connection, set(host.values()), now=now)
    for account in accounts:
        until, why = kept_out.get(account.source.url), "its answers broke their reader: in quarantine until"
        if until is None:
            until, why = paused.get(host[account.source.id]), "its host asked to be left alone until"
        if until is not None:
            account.put_off = f"{why} {until:%Y-%m-%d %H:%M} UTC"
            account.released = True
            sources.put_off(connection, account.source.id, owner=owner, until=until)
