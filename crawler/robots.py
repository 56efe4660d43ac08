"""robots.txt by RFC 9309: read before anything else of a host is asked for, once a day.

An answer of 4xx means there are no rules; 5xx, time-outs and broken connections mean stay out, where Scrapy goes in.
"""

import asyncio
import logging
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from twisted.internet.error import ConnectError

from crawler.failures import of_error
from crawler.manners import Manners
from crawler.refusals import (
    ClosedAddressError,
    HostPausedError,
    RobotsError,
    RobotsUnreadableError,
    StoppedError,
    UnreachableHostError,
)
from crawler.watch import Watch
from storage.database import DatabaseError
from storage.hosts import KnownRobots
from tumen.outcomes import Reason

log = logging.getLogger(__name__)

PRODUCT = "tumen"  # the product token of our user agent, which rules are written for
MOST_READ = 512 * 1024  # bytes; RFC 9309 2.5 asks for at least 500 KiB
LONGEST_DELAY = 30.0  # seconds between requests; some files ask for hours, which means a feed of 40 takes days
PATIENCE = 12.0  # seconds for robots.txt; a host slower than this would hold up every page behind it
_UNREACHABLE = (CannotResolveHostError, ClosedAddressError, DownloadConnectionRefusedError, ConnectError)


class Rules:
    """What one robots.txt says to us."""

    def __init__(self, text: str | None = None) -> None:
        self._none = text is None
        self._parsed = Protego.parse(text or "")

    @property
    def said(self) -> str:
        """For people: what applies to an address that is allowed."""
        if self._none:
            return "none"
        return f"allows, {self.delay:g} s apart" if self.delay else "allows"

    def allow(self, url: str) -> bool:
        return self._parsed.can_fetch(url, PRODUCT)

    @property
    def delay(self) -> float:
        """Seconds between two requests, as asked for and capped; 0.0 when nothing is."""
        return min(self._parsed.crawl_delay(PRODUCT) or 0.0, LONGEST_DELAY)


_NONE = Rules()  # one for all hosts without rules: a long crawl meets thousands


def read_text(body: bytes) -> str:
    """robots.txt as text; what is no UTF-8 cannot be a rule."""
    return body[:MOST_READ].decode("utf-8-sig", "replace")


def read_rules(status: int, text: str) -> Rules:
    """The rules an answer to the request for robots.txt means. Raises RobotsUnreadableError when it means to stay out."""
    if 200 <= status < 300:
        return Rules(text)
    if 400 <= status < 500:  # 429 too: RFC 9309 2.3.1.3; the pause it asks for is kept by the handler
        return _NONE
    raise RobotsUnreadableError(f"robots.txt could not be read: HTTP {status}")


class Robots:
    """Downloader middleware in the place of Scrapy's RobotsTxtMiddleware."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        watch: Watch | None = crawler.settings["TUMEN_WATCH"]  # none in `scrapy shell` and `scrapy fetch`
        self._manners = watch.manners if watch else Manners()
        self._asked: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises, to the errback, RobotsError, RobotsUnreadableError, UnreachableHostError, HostPausedError, StoppedError
        and DatabaseError."""
        if request.meta.get("robots"):
            return
        rules = await self._rules(request.url)
        allowed = rules.allow(request.url)
        request.meta["robots_said"] = rules.said if allowed else "says no"
        if not allowed:
            raise RobotsError("robots.txt says no")

    async def _rules(self, url: str) -> Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._asked:
            self._asked[origin] = asyncio.ensure_future(self._ask(origin, parts.hostname or ""))
        task = self._asked[origin]
        await asyncio.wait((task,))
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, RobotsUnreadableError | StoppedError | HostPausedError | DatabaseError):
            raise error
        ending = of_error(error)
        if isinstance(error, _UNREACHABLE) or ending.reason is Reason.TLS:
            raise UnreachableHostError(ending.reason, ending.detail)
        if ending.reason is Reason.REDIRECT_LOOP:
            return _NONE  # RFC 9309 2.3.1.2: more than five redirects may count as unavailable
        raise RobotsUnreadableError(f"robots.txt could not be read: {ending.reason}: {ending.detail}")

    async def _ask(self, origin: str, host: str) -> Rules:
        known = await self._manners.robots(origin) or await self._download(origin, host)
        rules = read_rules(known.status, known.rules)
        if rules.delay:
            self._slow_down(host, rules.delay)
        return rules

    async def _download(self, origin: str, host: str) -> KnownRobots:
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            meta={"robots": True, "download_timeout": PATIENCE},
            dont_filter=True,
        )
        response: Response = await self._crawler.engine.download_async(request)
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.lastseen = monotonic()  # the delay runs from this answer: the connection was set up before it
        log.info("event=robots.read origin=%s status=%d", origin, response.status)
        known = KnownRobots(response.status, read_text(response.body))
        if known.status // 100 in (2, 4) and known.status != 429:  # what failed, or was put off, is asked for by the next crawl
            self._manners.remember(origin, known)
        return known

    def _slow_down(self, host: str, delay: float) -> None:
        """Both the slot in use and the settings it is made from again after a minute's rest."""
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, delay)
            slot.jitter = 0.0
        planned = downloader.per_slot_settings.setdefault(host, {})
        planned["delay"] = max(planned.get("delay", 0.0), delay)
        planned["jitter"] = 0.0  # less than what was asked for is not what was asked for
