"""The bytes of a feed → the entries it announces. Pure: RSS 0.9x to 2.0, RDF, Atom through feedparser, JSON Feed here.

Dates are read from the words the publisher wrote, never taken from feedparser, which reads KST, MSK and VLAT as UTC.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

import feedparser
from w3lib.url import safe_url_string

from crawler.feedbody import prepare
from crawler.jsonfeed import looks_like_json, read_json_feed
from crawler.plaintext import plain_line, plain_text
from crawler.stated import A_PAGE, NotAFeedError, StatedEntry
from pipelines.extraction.dates import read_date
from tumen.catalogue import Source
from tumen.journey import FeedEntry, StatedDate

MOST_ENTRIES = 500  # the longest news feeds announce 200; a request a second makes 500 eight minutes of one host
LONGEST_ADDRESS = 2000  # characters; longer ones are session states and calendars
MOST_TITLE = 1000  # characters of markup
MOST_SUMMARY = 200_000  # characters of markup: full texts reach 60,000


@dataclass(frozen=True, slots=True)
class Feed:
    """What one reading of a feed found. `left_out` counts, by reason, entries it announces that are not in `entries`."""

    kind: str  # "rss20", "rss10", "atom10", "json11" …
    entries: tuple[FeedEntry, ...]
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def detail(self) -> str:
        """One line for the reader of the row."""
        return ", ".join([self.kind, *(f"{count} left out: {why}" for why, count in self.left_out)])


def read_feed(body: bytes, content_type: str, source: Source, fetched_at: datetime, url: str | None = None) -> Feed:
    """The entries of a feed in its own order, each address once. `url` is where the body came from (default: the source's).

    Raises NotAFeedError when the body is none.
    """
    base = url or source.url
    left_out: Counter[str] = Counter()
    if looks_like_json(body, content_type):
        kind, stated, over = read_json_feed(body, content_type, base, MOST_ENTRIES)
    else:
        kind, stated, over = _read_xml(body, content_type, base)
    entries: dict[str, FeedEntry] = {}
    for entry in stated:
        address, why = _address(entry)
        if address is None:
            left_out[why] += 1
        elif address in entries:
            left_out["announced twice"] += 1
        else:
            entries[address] = _entry(entry, address, source, fetched_at)
    if over:
        left_out[f"over the limit of {MOST_ENTRIES}"] += over
    return Feed(kind, tuple(entries.values()), tuple(left_out.items()))


def _read_xml(body: bytes, content_type: str, base: str) -> tuple[str, list[StatedEntry], int]:
    if not body.strip():
        raise NotAFeedError("empty body")
    data, over = prepare(body, content_type, MOST_ENTRIES)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    kind = str(parsed.get("version") or "")
    if not kind and not parsed.entries:
        html = b"<html" in data[:4096].lower() or b"<!doctype html" in body[:4096].lower()
        raise NotAFeedError(A_PAGE if html else "neither RSS nor Atom")
    stated = [_stated(entry) for entry in parsed.entries[:MOST_ENTRIES]]
    return kind or "xml", stated, over + max(len(parsed.entries) - MOST_ENTRIES, 0)


def _stated(entry: dict[str, Any]) -> StatedEntry:
    """feedparser's entry without its readings: its mapping answers `updated` with `published` and guesses dates."""
    plain = dict(dict.items(entry))
    bodies = [str(part.get("value") or "") for part in plain.get("content") or ()]
    bodies.append(str(plain.get("summary") or ""))
    return StatedEntry(
        link=_link(plain),
        title=str(plain.get("title") or ""),
        body=max(bodies, key=len),
        guid=str(plain.get("id") or "") or None,
        published=str(plain.get("published") or plain.get("created") or plain.get("updated") or ""),
    )


def _link(entry: Mapping[str, Any]) -> str:
    """The entry's page: its link, an alternate one, or a guid that is a permanent link."""
    candidates: Iterator[str] = (
        str(link.get("href") or "")
        for link in entry.get("links") or ()
        if link.get("rel", "alternate") == "alternate" and "html" in (link.get("type") or "text/html")
    )
    guid = str(entry.get("id") or "")
    return next(candidates, "") or str(entry.get("link") or "") or (guid if guid.startswith(("http://", "https://")) else "")


def _address(entry: StatedEntry) -> tuple[str | None, str]:
    """The entry's address in the form it is requested in, or None and why it has none."""
    if not entry.link.strip():
        return None, "no address"
    if len(entry.link) > LONGEST_ADDRESS:
        return None, "address too long"
    try:
        address = urldefrag(safe_url_string(entry.link.strip())).url
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None, "broken address"
    if not usable:
        return None, "not an http address"
    if parts.username is not None or parts.password is not None:
        return None, "address with credentials"
    return address, ""


def _entry(entry: StatedEntry, address: str, source: Source, today: datetime) -> FeedEntry:
    return FeedEntry(
        url=address,
        title=plain_line(entry.title, MOST_TITLE),
        summary=plain_text(entry.body, MOST_SUMMARY),
        guid=plain_line(entry.guid, MOST_TITLE) if entry.guid else None,
        published=_published(entry.published, source, today),
        language=_language(source),
    )


def _published(raw: str, source: Source, today: datetime) -> StatedDate | None:
    words = plain_line(raw, 100)
    return read_date(words, source.timezone, today=today, language=_language(source)) if words else None


def _language(source: Source) -> str | None:
    return source.languages[0] if len(source.languages) == 1 else None
