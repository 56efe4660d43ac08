"""Finding the entry points of a site: what `tumen sources add` starts from."""

import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery import Found, Site, guesses, in_robots, kind_of, look_around
from crawler.errand import run_errand
from crawler.exchange import ending_of, header
from crawler.failures import of_error
from crawler.probing import Probe, Probing
from crawler.robots import read_text
from storage.database import Database
from tumen.catalogue import Affiliation, Kind, Machine, Source
from tumen.newsource import TELEGRAM
from tumen.now import utc_now

MOST_PROBED = 10  # a site with more feeds has one for every desk; the first ones are the whole of it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible entry point, and what it answered."""

    found: Found
    probe: Probe

    @property
    def usable(self) -> bool:
        return not self.probe.problem


@dataclass(slots=True)
class Scouted:
    """What a site offers. `problem` says why its page could not be read; candidates may be there all the same."""

    site: Site = field(default_factory=lambda: Site("", (), ()))
    candidates: tuple[Candidate, ...] = ()
    problem: str = ""


def scout(installation: Machine, database: Database, url: str) -> Scouted:
    """Look for feeds and sitemaps at `url`, on that page, in robots.txt and in the usual places, in this order, and ask them.

    What is found in one place is not looked for in the next ones; usual places that nothing stands at are not told. Once in a
    process.
    """
    scouted, probes, found = Scouted(), {}, {}  # type: ignore[var-annotated]
    if not run_errand(installation, _Scout, database, url=url, scouted=scouted, probes=probes, found=found):
        raise KeyboardInterrupt
    candidates = (Candidate(one, probes[name]) for name, one in found.items() if name in probes)
    scouted.candidates = tuple(one for one in candidates if one.found.told_by != "guess" or one.probe.status == 200)
    return scouted


class _Scout(Spider):
    name = "scout"
    url: str
    scouted: Scouted
    probes: dict[str, Probe]
    found: dict[str, Found]
    guesses: Iterator[Found]

    async def start(self) -> AsyncIterator[Any]:
        self.probing = Probing(self.probes)
        yield Request(self.url, callback=self.page, errback=self.no_page, dont_filter=True)

    async def page(self, response: Response) -> AsyncIterator[Request]:
        ending = ending_of(response, utc_now())
        if ending is not None:
            self.scouted.problem = f"{ending.reason}: {ending.detail}"
            yield self._robots()
            return
        kind = kind_of(response.body, header(response, "Content-Type"))
        if kind is not None:
            for request in self._ask([Found(kind, response.url, "", "address")]):
                yield request
            return
        self.scouted.site = look_around(response.body, header(response, "Content-Type"), response.url)
        for request in self._ask(self.scouted.site.found):
            yield request
        if not self.found:
            yield self._robots()

    async def no_page(self, failure: Failure) -> AsyncIterator[Request]:
        ending = of_error(cast(BaseException, failure.value))
        self.scouted.problem = f"{ending.reason}: {ending.detail}"
        for request in self._ask(look_around(b"", "", self.url).found):
            yield request

    def _robots(self) -> Request:
        url = urljoin(self.url, "/robots.txt")
        return Request(url, callback=self.robots, errback=self.no_robots, meta={"robots": True}, dont_filter=True)

    async def robots(self, response: Response) -> AsyncIterator[Request]:
        named = in_robots(read_text(response.body), response.url) if response.status == 200 else ()
        self.guesses = iter(() if named else guesses(self.url))
        for request in self._ask(named) or self._guess():
            yield request

    async def no_robots(self, _failure: Failure) -> None:
        """Then nothing else of this site is asked either."""

    def _guess(self) -> list[Request]:
        """The next of the usual places; one after the other, as the first that announces entries is enough."""
        asked = self._ask(itertools.islice(self.guesses, 1))
        return [request.replace(callback=self.guessed, errback=self.not_guessed) for request in asked]

    async def guessed(self, response: Response) -> AsyncIterator[Request]:
        async for request in self.probing.answered(response):
            yield request
        if self.probes[response.meta["source"].id].problem:
            for request in self._guess():
                yield request

    async def not_guessed(self, failure: Failure) -> AsyncIterator[Request]:
        await self.probing.unanswered(failure)
        for request in self._guess():
            yield request

    def _ask(self, found: Iterable[Found]) -> list[Request]:
        requests = []
        for one in list(found)[:MOST_PROBED]:
            source = _source(one, name=f"candidate-{len(self.found)}")
            self.found[source.id] = one
            requests.append(self.probing.request(source, one.url))
        return requests

    def closed(self, _reason: str) -> None:
        self.probing.readers.close()


def _source(found: Found, name: str) -> Source:
    """A source that is asked once: only kind and address matter."""
    source = Source(name, name, found.kind, found.url, ("en", "ko"), Affiliation.WIRE, None, timedelta(hours=1), True)
    return replace(source, settings=TELEGRAM if found.kind is Kind.LISTING else None)
