"""Kept articles, asked for again: what was edited gives a revision, what was not costs one request and no reading.

They are asked after polls and new pages, once each: what fails waits for its next turn on the schedule.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import cast

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.exchange import ending_of_page, fetch_of, page_of, request_of
from crawler.failures import of_error
from crawler.refusals import HostPausedError, StoppedError
from crawler.round import Round
from storage.database import DatabaseError
from storage.revisits import Revisit
from tumen.journey import Fetch, Item, Rejected, Unmodified

log = logging.getLogger(__name__)

PRIORITY = -20  # polls have 10, pages 0


class Revisiting:
    """The revisits a crawl has taken on."""

    def __init__(self, books: Round) -> None:
        self._books = books

    def requests(self) -> Iterator[Request]:
        """One for each page, with what is known of it."""
        for revisit in self._books.revisits.values():
            conditions = {"If-None-Match": revisit.etag, "If-Modified-Since": revisit.last_modified}
            yield Request(
                revisit.url,
                headers={name: value for name, value in conditions.items() if value},
                callback=self.answered,
                errback=self.unanswered,
                meta={"asked": revisit.url, "revisit": revisit},
                priority=PRIORITY,
                dont_filter=True,
            )

    async def answered(self, response: Response) -> AsyncIterator[Item]:
        """The page as it is now, or that it is as it was."""
        request = request_of(response)
        fetch = self._fetch(request, response)
        revisit: Revisit = request.meta["revisit"]
        ending = None if response.status == 304 else ending_of_page(response, self._books.bench.now())
        if response.status == 304:
            yield Unmodified(fetch, revisit.article)
        elif ending is not None:
            yield Rejected(fetch, ending.reason, detail=ending.detail)
        else:
            yield page_of(response, fetch)

    async def unanswered(self, failure: Failure) -> AsyncIterator[Item]:
        """No answer, or none that can be used. A page that was not asked for is given back."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = cast(BaseException, failure.value)
        if isinstance(error, DatabaseError):
            raise error
        if isinstance(error, HostPausedError):
            self._books.give_back(request.meta["revisit"])
        elif not isinstance(error, StoppedError):
            ending = of_error(error)
            yield Rejected(self._fetch(request, None), ending.reason, detail=ending.detail)

    def _fetch(self, request: Request, response: Response | None) -> Fetch:
        revisit: Revisit = request.meta["revisit"]
        source = self._books.sources[revisit.source]
        now, run = self._books.bench.now(), self._books.run
        return fetch_of(request, response, source, kind="page", entry=None, now=now, run=run)
