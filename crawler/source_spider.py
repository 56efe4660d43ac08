"""What every spider does: one run asks all leased sources, where they announce more than on one page also there, and every page
they announce that is not held.

Each request ends as exactly one item: a page, a poll, or a refusal with its reason. The exceptions leave no request behind
either: what a host that wants to be left alone would be asked is not sent, and nothing is when the crawl is told to stop.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, ClassVar, Literal, Self, cast

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.account import Account, Validators
from crawler.answers import Answer, Reading
from crawler.checkout import open_from_checkout
from crawler.exchange import ending_of, ending_of_page, fetch_of, header, may_pass, page_of, request_of
from crawler.failures import Ending, of_error
from crawler.feedreaders import TooSlowError
from crawler.kinds import ACCEPTED
from crawler.refusals import (
    BodyTooLargeError,
    BrokenBodyError,
    HostPausedError,
    LeaseLostError,
    StoppedError,
    UnreachableHostError,
)
from crawler.revisiting import Revisiting
from crawler.round import Round
from crawler.stated import NotAFeedError
from pipelines.identity.addresses import canonical_address
from storage.database import DatabaseError
from tumen.catalogue import Gdelt, Kind
from tumen.journey import Document, FeedEntry, Fetch, Item, Polled, Rejected
from tumen.outcomes import Reason

log = logging.getLogger(__name__)

RETRIES = 1
FEED_PRIORITY = 10  # polls before pages: what is new is known early, whatever happens later
MOST_PACKED = 32 * 1024 * 1024  # bytes; the files of GDELT's knowledge graph have 5 to 15 MB
_UNREAD: dict[type[BaseException], Reason] = {
    NotAFeedError: Reason.NOT_A_FEED,
    TooSlowError: Reason.TOO_SLOW,
    BrokenBodyError: Reason.BROKEN_BODY,
    BodyTooLargeError: Reason.TOO_LARGE,
}

Output = AsyncIterator[Item | Request]


class SourceSpider(Spider):
    """`scrapy crawl KIND -a source=ID[,ID…]` asks these sources, due or not; without `source` all of the kind that are due."""

    name = "sources"  # of all kinds: what `tumen crawl` runs
    kind: ClassVar[Kind | None] = None
    books: Round

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Self:
        books = crawler.settings["TUMEN_ROUND"]
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        spider.books = books or open_from_checkout(crawler, cls.kind, kwargs.get("source", ""))
        return spider

    async def start(self) -> Output:
        for account in self.books.accounts.values():
            if account.put_off:
                continue
            account.asked.add(account.source.url)
            yield self._poll(account, account.source.url, step=0, attempt=1)
        for request in Revisiting(self.books).requests():
            yield request

    def _poll(self, account: Account, url: str, step: int, attempt: int) -> Request:
        """Ask a source. What was held last time is known of its own address only."""
        state = account.state
        conditions = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified} if step == 0 else {}
        headers = {name: value for name, value in conditions.items() if value}
        request = self._request(account, url, None, attempt, {"Accept": ACCEPTED[account.source.kind]} | headers)
        request.meta["step"] = step
        if account.source.kind is Kind.GDELT:
            request.meta["download_maxsize"] = MOST_PACKED
        return request

    def _request(
        self, account: Account, url: str, entry: FeedEntry | None, attempt: int, headers: dict[str, str] | None = None
    ) -> Request:
        return Request(
            url,
            headers=headers,
            callback=self.answered_feed if entry is None else self.answered_page,
            errback=self.unanswered,
            meta={"asked": url, "account": account, "entry": entry, "attempt": attempt},
            priority=(FEED_PRIORITY if entry is None else 0) - attempt,
            dont_filter=True,  # Scrapy would drop repeated addresses silently; `Round.unseen` asks each once
        )

    async def answered_feed(self, response: Response) -> Output:
        """A source's answer to its poll."""
        account: Account = response.meta["account"]
        if response.status == 304:
            account.validators = Validators(account.state.etag, account.state.last_modified, account.state.body_hash)
            yield Polled(self._fetch(request_of(response), response), Reason.NOT_MODIFIED, detail="HTTP 304")
            return
        ending = ending_of(response, self.books.bench.now())
        if ending is not None:
            for output in self._ended(request_of(response), response, ending):
                yield output
            return
        if response.meta["step"] == 0:
            body_hash = hashlib.sha256(response.body).hexdigest()
            account.validators = Validators(
                header(response, "ETag") or None, header(response, "Last-Modified") or None, body_hash
            )
            if body_hash == account.state.body_hash:
                yield Polled(
                    self._fetch(request_of(response), response), Reason.NOT_MODIFIED, detail="the same bytes as last time"
                )
                return
        found = await self._read(response, account)
        if isinstance(found, Ending):
            for output in self._ended(request_of(response), response, found):
                yield output
            return
        for output in self._announce(response, account, found):
            yield output

    async def _read(self, response: Response, account: Account) -> Reading | Ending:
        """What the answer announces, or why nothing: whatever its parser raises is an ending of this poll alone."""
        content_type = header(response, "Content-Type")
        answer = Answer(response.body, content_type, response.url, self.books.bench.now(), response.meta["step"])
        reading = asyncio.ensure_future(self.books.feeds.read(answer, account.source))
        await asyncio.wait((reading,))
        error = reading.exception()
        if error is None:
            return reading.result()
        if type(error) in _UNREAD:
            return Ending(_UNREAD[type(error)], str(error))
        log.error("event=feed.fault source=%s url=%s", account.source.id, response.url, exc_info=error)
        return Ending(Reason.FAULT, f"reading the poll: {type(error).__name__}")

    def _announce(self, response: Response, account: Account, reading: Reading) -> list[Item | Request]:
        entries = {entry.url: entry for entry in reading.feed.entries}
        unseen = self.books.unseen(list(entries))
        account.announced += tuple(entries)
        account.requested += len(unseen)
        reason = Reason.ENTRIES if entries else Reason.NO_ENTRIES
        fetch = self._fetch(request_of(response), response)
        polled = Polled(fetch, reason, entries=len(entries), unseen=len(unseen), detail=reading.feed.detail)
        log.info("event=feed.polled source=%s entries=%d unseen=%d", account.source.id, len(entries), len(unseen))
        pages = (self._page(account, entries[url]) for url in unseen)
        return [polled, *pages, *self._further(account, reading, bool(unseen), response.meta["step"] + 1)]

    def _page(self, account: Account, entry: FeedEntry) -> Item | Request:
        """The request for an entry's page; its document, when all of it stood in the poll."""
        if not entry.complete:
            return self._request(account, entry.url, entry, attempt=1)
        fetch = Fetch(
            url=entry.url,
            source=account.source.id,
            kind="page",
            fetched_at=self.books.bench.now(),
            entry=entry,
            timezone=account.source.timezone,
            run=self.books.run,
        )
        return Document(
            fetch,
            canonical_address(entry.url),
            entry.title,
            entry.summary,
            language=entry.language,
            published=entry.published,
            text_from="feed",
        )

    def _further(self, account: Account, reading: Reading, news: bool, step: int) -> list[Request]:
        """Polls of the addresses an answer leads to. A listing without news leads on to what is older still."""
        kind = account.source.kind
        if reading.further and kind in (Kind.SITEMAP, Kind.SEARCH_FEED):
            account.validators = Validators()  # that this answer is unchanged says nothing of those it leads to
        if kind is Kind.LISTING and not news:
            return []
        return [self._poll(account, url, step, attempt=1) for url in account.further(reading.further)]

    async def answered_page(self, response: Response) -> Output:
        """A page's answer."""
        ending = ending_of_page(response, self.books.bench.now())
        if ending is None and response.meta["entry"].lead and _is_aggregator(response.url):
            ending = Ending(Reason.NO_TEXT, "a lead: the search engine does not say where the article is")
        if ending is not None:
            for output in self._ended(request_of(response), response, ending):
                yield output
            return
        yield page_of(response, self._fetch(request_of(response), response))

    async def unanswered(self, failure: Failure) -> Output:
        """No answer, or none that can be used."""
        request: Request = failure.request  # type: ignore[attr-defined]
        account: Account = request.meta["account"]
        error = cast(BaseException, failure.value)
        if isinstance(error, StoppedError):
            return  # finish() gives the source back as it was
        if isinstance(error, LeaseLostError):
            self.books.lose(account)
            return
        if isinstance(error, DatabaseError):
            raise error
        if isinstance(error, HostPausedError):
            if request.meta["entry"] is not None:
                self.books.postpone(account, error.seconds)
            else:
                self.books.put_off(account, request.meta["asked"], error.seconds)
            return
        ending = of_error(error)
        if ending.reason is Reason.FAULT:
            log.error("event=request.fault url=%s", request.url, exc_info=error)
        for output in self._ended(request, None, ending, again=not isinstance(error, UnreachableHostError)):
            yield output

    def _ended(self, request: Request, response: Response | None, ending: Ending, again: bool = True) -> list[Item | Request]:
        """The refusal, and a source's other way in; or one more try where the failure may pass within seconds."""
        account: Account = request.meta["account"]
        attempt: int = request.meta["attempt"]
        if again and attempt <= RETRIES and may_pass(ending):
            log.info("event=request.retried url=%s reason=%s", request.meta["asked"], ending.reason)
            entry = request.meta["entry"]
            if entry is None:
                return [self._poll(account, request.meta["asked"], request.meta["step"], attempt + 1)]
            return [self._request(account, request.meta["asked"], entry, attempt + 1)]
        account.wait = max(account.wait, ending.wait or timedelta())
        detail = ending.detail + (f" ({attempt} attempts)" if attempt > 1 else "")
        log.info(
            "event=request.refused source=%s url=%s reason=%s detail=%r", account.source.id, request.url, ending.reason, detail
        )
        rejected = Rejected(self._fetch(request, response), ending.reason, detail=detail)
        return [rejected, *(self._other_way(account) if request.meta["entry"] is None else ())]

    def _other_way(self, account: Account) -> list[Request]:
        account.validators = Validators()  # what could not be read now is asked for in full next time
        settings = account.source.settings
        if not isinstance(settings, Gdelt) or settings.fallback is None:
            return []
        return [self._poll(account, url, step=1, attempt=1) for url in account.further([settings.fallback])]

    def _fetch(self, request: Request, response: Response | None) -> Fetch:
        account: Account = request.meta["account"]
        entry: FeedEntry | None = request.meta["entry"]
        kind: Literal["feed", "page"] = "feed" if entry is None else "page"
        now, run = self.books.bench.now(), self.books.run
        return fetch_of(request, response, account.source, kind=kind, entry=entry, now=now, run=run)


def _is_aggregator(url: str) -> bool:
    from crawler.searchfeeds import is_aggregator

    return is_aggregator(url)
