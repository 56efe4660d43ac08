"""One address, fetched as a crawl would: the same doors, limits and manners, and nothing stored."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errand import run_errand
from crawler.failures import of_error, of_status
from tumen.catalogue import Machine
from tumen.journey import Fetch, Page, Rejected
from tumen.now import utc_now


def fetch_page(installation: Machine, url: str) -> Page | Rejected:
    """What `url` answers. Once in a process: Twisted's reactor does not start twice."""
    found: list[Page | Rejected] = []
    if not run_errand(installation, _Single, settings={"DOWNLOAD_DELAY": 0}, url=url, found=found):
        raise KeyboardInterrupt
    return found[0]


class _Single(Spider):
    name = "single"
    url: str
    found: list[Page | Rejected]

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self.url, callback=self.answered, errback=self.unanswered, dont_filter=True)

    def answered(self, response: Response) -> None:
        kind = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
        fetch = self._fetch(response.url, response)
        after = (response.headers.get("Retry-After") or b"").decode("latin-1") or None
        ending = of_status(response.status, after, fetch.fetched_at)
        self.found.append(Rejected(fetch, ending.reason, detail=ending.detail) if ending else Page(fetch, response.body, kind))

    def unanswered(self, failure: Failure) -> None:
        ending = of_error(cast(BaseException, failure.value))
        request: Request = failure.request  # type: ignore[attr-defined]
        self.found.append(Rejected(self._fetch(request.url, None), ending.reason, detail=ending.detail))

    def _fetch(self, landed: str, response: Response | None) -> Fetch:
        fetch = Fetch(self.url, "import", "page", utc_now(), final_url=landed if landed != self.url else None)
        if response is None:
            return fetch
        return replace(fetch, status=response.status, bytes=len(response.body))
