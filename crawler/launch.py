"""Scrapy's side of a crawl: settings, signals, and the way it stops."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.memory import EVERY, give_back
from crawler.round import Round
from storage.database import DatabaseError
from tumen import __version__
from tumen.catalogue import Machine, Source
from tumen.journey import Item

log = logging.getLogger(__name__)

MOMENT = 0.1  # seconds: as long as rows may wait for each other
GRACE = 5.0  # seconds for items on the line after the order to stop; with the closing of books and workers it ends within 8


def of_installation(installation: Machine, sources: Iterable[Source]) -> dict[str, Any]:
    """Settings that the installation and its sources decide."""
    contact = "".join(character for character in installation.contact if character.isprintable())
    slots: dict[str, dict[str, float]] = {}
    for source in sources:
        host = urlsplit(source.url).hostname
        if source.delay is not None and host:
            delay = source.delay.total_seconds()
            slots[host] = {"delay": max(delay, slots.get(host, {}).get("delay", 0.0))}
    return {
        "USER_AGENT": f"Tumen/{__version__} (+{contact})",
        "TUMEN_OPEN_ADDRESSES": list(installation.open_addresses),
        "DOWNLOAD_SLOTS": slots,
    }


def hand_over(settings: Settings, books: Round) -> None:
    """Give a crawler what its steps, spider and handler take from its settings.

    Into the crawler's own settings, not the process's: those are copied in depth for every crawler.
    """
    settings.set("TUMEN_WORKBENCH", books.bench, priority="cmdline")
    settings.set("TUMEN_ROUND", books, priority="cmdline")
    settings.set("TUMEN_WATCH", books.watch, priority="cmdline")


class Conductor:
    """Keeps the books in step with what Scrapy signals, and ends the crawl when they cannot be kept or someone says so."""

    def __init__(self, crawler: Any, books: Round) -> None:
        self._crawler = crawler
        self._books = books
        self._tasks: list[asyncio.Future[Any]] = []
        self._rows = 0
        books.on_done = self._release_soon
        for handler, signal in (
            (self._stored, signals.item_scraped),
            (self._failed, signals.item_error),
            (self._failed, signals.spider_error),
        ):
            crawler.signals.connect(handler, signal=signal, weak=False)

    def interrupt(self) -> None:
        """End downloads now; let items on the line be stored while the grace lasts. For signal handlers of the event loop."""
        if not self._books.interrupted:
            self._books.interrupted = True
            log.warning("event=crawl.interrupted")
            self._tasks.append(asyncio.ensure_future(self._stop()))

    async def _stop(self) -> None:
        from twisted.internet import reactor

        self._books.watch.stop.set()
        release_queues(self._crawler)
        _, late = await asyncio.wait((asyncio.ensure_future(self._crawler.stop_async()),), timeout=GRACE)
        if late:
            log.warning("event=crawl.cut")
            cast(Any, reactor).crash()  # stop() would wait for the same items again

    def _stored(self, item: Item) -> None:
        self._rows += 1
        if self._rows % EVERY == 0:
            give_back()
        try:
            self._books.book(item)
        except DatabaseError as error:
            self._fail(error)

    def _release_soon(self) -> None:
        """Together with the sources that end in the same moment: of 150 unchanged feeds, some twenty."""
        asyncio.get_running_loop().call_later(MOMENT, self._release)

    def _release(self) -> None:
        try:
            self._books.release_done()
        except DatabaseError as error:
            self._fail(error)

    def _failed(self, failure: Failure) -> None:
        self._fail(failure.value)

    def _fail(self, error: BaseException | None) -> None:
        """A row that cannot be written would be a page lost: stop, and say so."""
        if self._books.fault is None:
            self._books.fault = error
            log.error("event=crawl.fault error=%s", type(error).__name__)
            self._books.watch.stop.set()
            release_queues(self._crawler)
            self._tasks.append(asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="fault")))


def release_queues(crawler: Any) -> None:
    """Let requests that wait for their host's delay through at once; with the stop set, each ends before it is sent."""
    downloader = crawler.engine.downloader
    for slot in list(downloader.slots.values()):
        slot.delay = 0.0
        if slot.latercall is not None:
            slot.latercall.cancel()
            slot.latercall = None
        downloader._process_queue(slot)
