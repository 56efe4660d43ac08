"""News searches that answer in RSS → entries. Pure.

A search engine's addresses are leads. Bing carries the publisher's address as a parameter, older Google News ones carry it
inside their base64; newer ones say nothing offline, and such an entry is marked `lead`.
"""

import base64
import binascii
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.answers import Answer, Reading
from crawler.elements import elements, inner_text
from crawler.feeds import MOST_ENTRIES, MOST_SUMMARY, MOST_TITLE
from crawler.gathering import Gathering
from crawler.plaintext import plain_line, plain_text
from crawler.stated import A_PAGE, NotAFeedError
from pipelines.extraction.characters import decode
from pipelines.extraction.dates import read_date
from tumen.catalogue import Engine, SearchFeed, Source
from tumen.journey import FeedEntry
from tumen.kinds import search_address

_AGGREGATORS = re.compile(r"(?:^|\.)(?:bing\.com|google\.[a-z]{2,3}(?:\.[a-z]{2})?)$")  # Google's page of consent too
_GOOGLE_ARTICLE = re.compile(r"/(?:rss/|__i/rss/rd/)?articles/([A-Za-z0-9_-]{16,2000})")
_ADDRESS_INSIDE = re.compile(rb"https?://[\x21-\x7e]{4,1000}")
_NO_NEWS = "this feed is not available"  # Google News' way to say that it does not want to answer
_TARGET = ("url", "u")  # Bing's parameters for the publisher's address


def read_search(answer: Answer, source: Source) -> Reading:
    """The hits of one query, and after the first the source's further queries. Raises NotAFeedError and BodyTooLargeError."""
    settings = source.settings
    assert isinstance(settings, SearchFeed)  # noqa: S101 (the catalogue reader sees to it)
    head = decode(answer.body[:4096], answer.content_type).lower()
    if "<rss" not in head:
        raise NotAFeedError(A_PAGE if "<html" in head else "not RSS")
    gathering = Gathering(answer.url)
    for number, item in enumerate(elements(answer.body, answer.content_type, ("item",))):
        if number >= MOST_ENTRIES:
            gathering.leave_out(f"over the limit of {MOST_ENTRIES}")
        else:
            _add(item, gathering, settings.engine, source, answer)
    return Reading(gathering.feed(f"{settings.engine} search"), _further(settings, source, answer))


def is_aggregator(url: str) -> bool:
    """Whether an address is a search engine's own: it may lead to an article and is never its identity."""
    try:
        return _AGGREGATORS.search((urlsplit(url).hostname or "").lower()) is not None
    except ValueError:
        return False


def _further(settings: SearchFeed, source: Source, answer: Answer) -> tuple[str, ...]:
    """The other queries; `source.url` ends in the first."""
    if answer.step:
        return ()
    bare = source.url.removesuffix(search_address("", settings.queries[0])[1:])[:-1]
    return tuple(search_address(bare, query) for query in settings.queries[1:])


def _add(item: Any, gathering: Gathering, engine: Engine, source: Source, answer: Answer) -> None:
    title = plain_line(inner_text(item, "title"), MOST_TITLE)
    if title.lower().startswith(_NO_NEWS):
        gathering.leave_out(_NO_NEWS)
        return
    stated = inner_text(item, "link")
    link = _out_of_bing(stated) if engine is Engine.BING else _out_of_google(stated)
    address = gathering.address(link)
    if address is None:
        return
    publisher = plain_line(inner_text(item, "source") or inner_text(item, "Source"), 200) or None
    date = plain_line(inner_text(item, "pubDate"), 100)
    lead = is_aggregator(address)
    entry = FeedEntry(
        address,
        title=_without_publisher(title, publisher),
        summary="" if lead else plain_text(inner_text(item, "description"), MOST_SUMMARY),  # Google's is a list of links
        guid=inner_text(item, "guid")[:500] or None,
        published=read_date(date, source.timezone, today=answer.fetched_at) if date else None,
        language=source.languages[0] if len(source.languages) == 1 else None,
        publisher=publisher,
        lead=lead,
    )
    gathering.add(entry)


def _out_of_bing(link: str) -> str:
    """…/news/apiclick.aspx?…&url=https%3a%2f%2fnews.example%2fa → https://news.example/a."""
    if not is_aggregator(link):
        return link
    values = {name.lower(): value for name, value in parse_qsl(urlsplit(link).query, max_num_fields=100)}
    return next((values[name] for name in _TARGET if values.get(name, "").startswith(("http://", "https://"))), link)


def _out_of_google(link: str) -> str:
    """The publisher's address where the article's id holds it in the clear, as those made before mid-2024 do."""
    match = _GOOGLE_ARTICLE.search(link) if is_aggregator(link) else None
    if match is None:
        return link
    try:
        packed = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4))
    except (ValueError, binascii.Error):
        return link
    inside = _ADDRESS_INSIDE.search(packed)
    return inside[0].decode("ascii") if inside else link


def _without_publisher(title: str, publisher: str | None) -> str:
    """Google News writes "Headline - Publisher"."""
    return title.removesuffix(f" - {publisher}").rstrip() if publisher else title
