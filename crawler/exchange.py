"""A request and its answer, read the same way whoever sent it."""

from datetime import datetime
from typing import Literal, cast

from scrapy import Request
from scrapy.http import Response

from crawler.failures import Ending, of_status
from crawler.manners import PATIENCE
from tumen.catalogue import Source
from tumen.journey import FeedEntry, Fetch, Page
from tumen.outcomes import Reason

# Asked once more in the same crawl. Not time-outs and names without address: they cost the most and mend the least.
RETRIED = frozenset({Reason.CONNECTION, Reason.SERVER_ERROR, Reason.BROKEN_BODY, Reason.RATE_LIMITED})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML = ("text/html", "application/xhtml+xml")


def request_of(response: Response) -> Request:
    """The request an answer is to; after redirects the last one."""
    return cast(Request, response.request)


def header(response: Response, name: str) -> str:
    """A header as one printable line of at most 500 characters; "" when it is missing."""
    written = response.headers.get(name)
    text = written.decode("latin-1") if written else ""
    return "".join(character for character in text if character.isprintable())[:500].strip()


def is_html(response: Response) -> bool:
    """What the header calls HTML, and what looks like it where the header says nothing or something vague."""
    kind = header(response, "Content-Type").partition(";")[0].strip().lower()
    if kind in _HTML or not response.body:
        return True
    head = response.body[:2048].lower()
    vague = kind in ("", "application/octet-stream", "text/plain", "application/xml", "text/xml")
    return vague and (b"<html" in head or b"<!doctype html" in head)


def ending_of(response: Response, now: datetime) -> Ending | None:
    """Why an answer brings nothing to read; None when it may."""
    target = header(response, "Location")
    if target and response.status in _REDIRECTS:  # http and https are followed before an answer gets here
        return Ending(Reason.CLOSED_ADDRESS, f"redirects to {target[:100]}")
    return of_status(response.status, header(response, "Retry-After") or None, now)


def ending_of_page(response: Response, now: datetime) -> Ending | None:
    """The same for a page, which must be HTML as well."""
    ending = ending_of(response, now)
    if ending is None and not is_html(response):
        return Ending(Reason.NOT_HTML, header(response, "Content-Type")[:100])
    return ending


def may_pass(ending: Ending) -> bool:
    """Whether one more try within this crawl is worth it, and allowed: after a 429 only when a short pause is named."""
    if ending.wait is not None:
        return ending.reason in RETRIED and ending.wait.total_seconds() <= PATIENCE
    return ending.reason in RETRIED and ending.reason is not Reason.RATE_LIMITED


def fetch_of(
    request: Request,
    response: Response | None,
    source: Source,
    *,
    kind: Literal["feed", "page"],
    entry: FeedEntry | None,
    now: datetime,
    run: int,
) -> Fetch:
    """The request and how it was answered. `request.meta["asked"]` is the address before redirects."""
    asked: str = request.meta["asked"]
    latency = request.meta.get("download_latency")
    came = response is not None and response.status == 200  # validators of an error page are not the article's
    return Fetch(
        url=asked,
        source=source.id,
        kind=kind,
        fetched_at=now,
        final_url=request.url if request.url != asked else None,
        status=response.status if response is not None else None,
        bytes=len(response.body) if response is not None else 0,
        milliseconds=round(latency * 1000) if latency is not None else None,
        entry=entry,
        timezone=source.timezone,
        run=run,
        etag=(header(response, "ETag") or None) if response is not None and came else None,
        last_modified=(header(response, "Last-Modified") or None) if response is not None and came else None,
    )


def page_of(response: Response, fetch: Fetch) -> Page:
    """What came back, with its headers as they are archived."""
    headers = ((name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values)
    return Page(fetch, response.body, header(response, "Content-Type") or "text/html", tuple(headers))
