"""Scrapy's HTTP handler with what it lacks: a limit on response headers, on pages nobody works off yet, and an end on command."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.http import Request, Response
from twisted.internet.defer import fail
from twisted.web.client import _HTTP11ClientFactory

from crawler.failures import of_status
from crawler.intake import Intake
from crawler.manners import PATIENCE, UNNAMED, host_of
from crawler.refusals import HeadersTooLargeError, HostPausedError, NotSentError, StoppedError
from crawler.watch import Watch
from storage.database import DatabaseError
from tumen.outcomes import Reason

KEPT = 15  # seconds an idle connection stays open: hosts are asked a second apart; Twisted's 240 would keep hundreds
MOST_HEADER_BYTES = 64 * 1024  # browsers stop at 256 KiB; the largest seen on news sites stay under 10 KiB


class _LimitedParser(_LenientHTTPClientParser):
    """Counts header bytes of one response, informational ones (1xx) included: they may come without end."""

    _header_bytes = 0

    def lineReceived(self, line: bytes) -> None:
        self._header_bytes += len(line) + 1
        if self._header_bytes > MOST_HEADER_BYTES:
            raise HeadersTooLargeError(f"response headers over {MOST_HEADER_BYTES} bytes")
        super().lineReceived(line)

    def lineLengthExceeded(self, _line: bytes) -> None:
        raise HeadersTooLargeError(f"a response header line over {self.MAX_LENGTH} bytes")


class _LimitedProtocol(_LenientHTTP11ClientProtocol):
    watch: Watch

    def request(self, request: Any) -> Any:
        if not self._may_leave():
            if self.transport is not None:
                self.transport.abortConnection()
            return fail(NotSentError())
        waiting = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _LimitedParser  # the way Scrapy sets its own: the base class fixes the parser's
        return waiting

    def _may_leave(self) -> bool:
        """A process that was stopped while it connected goes on here."""
        try:
            return self.watch.certain
        except DatabaseError:
            return False  # who asks next says so


class _LimitedFactory(_HTTP11ClientFactory):
    noisy = False

    def __init__(self, watch: Watch, *about: Any) -> None:
        super().__init__(*about)  # type: ignore[no-untyped-call]
        self._watch = watch

    def buildProtocol(self, _addr: Any) -> Any:
        protocol = _LimitedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.watch = self._watch
        return protocol


class LimitedHandler(HTTP11DownloadHandler):
    """For http and https: the last place before a request leaves, so pauses are kept here, not where requests queue up."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        # Twisted would ask again at once, past the host's delay and the books, when a kept connection turns out to be closed.
        self._pool.retryAutomatically = False
        self._pool.cachedConnectionTimeout = KEPT
        watch: Watch | None = crawler.settings["TUMEN_WATCH"]  # none in `scrapy shell` and `scrapy fetch`
        self._watch = watch or Watch()
        self._pool._factory = partial(_LimitedFactory, self._watch)  # type: ignore[assignment]
        self._intake = Intake(self._backlog, crawler.settings.getint("SCRAPER_SLOT_MAX_ACTIVE_SIZE"), self._watch.stop)

    async def download_request(self, request: Request) -> Response:
        """Raises what Scrapy's handler raises, HostPausedError, LeaseLostError, StoppedError when told to stop, DatabaseError."""
        host = host_of(urlsplit(request.url).netloc)
        if request.meta.get("entry") is not None or "revisit" in request.meta:  # polls are small, and pages come of them
            await self._intake.enter(request)
        try:
            await self._await_turn(host, request)
            response = await self._sent(request)
        finally:
            self._intake.leave(request)
        ending = of_status(response.status, _text(response.headers.get("Retry-After")), datetime.now(UTC))
        if ending is not None and ending.wait is not None:
            self._watch.manners.pause(host, ending.wait.total_seconds())
        elif ending is not None and ending.reason is Reason.RATE_LIMITED:
            self._watch.manners.pause(host, UNNAMED)
        return response

    async def _sent(self, request: Request) -> Response:
        account = request.meta.get("account")  # none for robots.txt and for pages that are asked for again
        while True:
            await self._watch.sure_of(account and account.source.id)
            try:
                return await self._until_stopped(super().download_request(request))
            except NotSentError:
                continue

    def _backlog(self) -> int:
        """Bytes of what was fetched and is not worked off."""
        engine = self._crawler.engine
        slot = engine.scraper.slot if engine is not None else None
        return slot.active_size if slot is not None else 0

    async def _await_turn(self, host: str, request: Request) -> None:
        """Until this request stands far enough from those of every crawl. Raises HostPausedError and StoppedError."""
        while True:
            if self._watch.stop.is_set():
                raise StoppedError
            turn = await self._watch.manners.turn(host, self._gap(request))
            paused = turn.paused.total_seconds()
            if paused > PATIENCE:
                raise HostPausedError(paused)
            await self._watch.sleep(paused or turn.wait.total_seconds())
            if not paused and not (turn.wait and self._watch.manners.is_paused(host)):
                return

    def _gap(self, request: Request) -> float:
        """Seconds to the next request: the least this crawl keeps itself, so that alone it never waits here."""
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine is not None else None
        return 0.0 if slot is None else slot.delay * (1 - slot.jitter)

    async def _until_stopped(self, coming: Coroutine[Any, Any, Response]) -> Response:
        download = asyncio.ensure_future(coming)
        stop = asyncio.ensure_future(self._watch.stop.wait())
        try:
            await asyncio.wait((download, stop), return_when=asyncio.FIRST_COMPLETED)
            if not download.done():
                raise StoppedError
            return download.result()
        finally:
            stop.cancel()
            download.cancel()


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")
