"""Sitemaps → entries: urlset, index and plain text, with Google's news extension. Pure.

Limits: 16 MiB unpacked, two levels of indexes below the source's own, 20 sitemaps of an index, 500 entries, the newest first.
`lastmod` says when a page changed, not when it was published: it decides what is new enough, and is never a publication date.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.answers import Answer, Reading, same_site
from crawler.elements import MOST_BYTES, elements, inner_text
from crawler.feeds import MOST_ENTRIES, MOST_TITLE
from crawler.gathering import Gathering
from crawler.plaintext import plain_line
from crawler.stated import A_PAGE, NotAFeedError
from crawler.unpacking import unpack
from pipelines.extraction.characters import decode
from pipelines.extraction.dates import read_date
from tumen.catalogue import Sitemap, Source
from tumen.journey import FeedEntry, Precision, StatedDate

MOST_ADDRESSES = 50_000  # of one sitemap: the protocol's limit
MOST_SITEMAPS = 20  # of one index; a news site adds one a day or one a month
DEEPEST = 2  # indexes of indexes below the source's own address
_LONGEST_DATE = 100  # characters
_LANGUAGE = re.compile(r"[a-z]{2}(?=$|[-_])")


def read_sitemap(answer: Answer, source: Source) -> Reading:
    """The entries of a sitemap that are new enough, or the sitemaps an index names.

    Raises NotAFeedError, BrokenBodyError and BodyTooLargeError.
    """
    settings = source.settings if isinstance(source.settings, Sitemap) else Sitemap()
    body = unpack(answer.body, ["gzip"], MOST_BYTES) if answer.body[:2] == b"\x1f\x8b" else answer.body
    head = decode(body[:4096]).lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("http://", "https://")):
        return _plain(decode(body, answer.content_type), answer, settings)
    if "<sitemapindex" in head:
        return _index(body, answer, source, settings)
    if "<urlset" not in head and ":urlset" not in head:
        raise NotAFeedError(A_PAGE if "<html" in head or "<!doctype html" in head else "not a sitemap")
    return _urlset(body, answer, source, settings)


@dataclass(frozen=True, slots=True)
class _Stated:
    """An entry as the sitemap writes it: 50,000 of them are weighed, and only the newest are read further."""

    loc: str
    date: str
    title: str
    language: str


def _urlset(body: bytes, answer: Answer, source: Source, settings: Sitemap) -> Reading:
    gathering = Gathering(answer.url)
    found: list[tuple[float, _Stated]] = []
    for number, url in enumerate(elements(body, answer.content_type, ("url",))):
        date, loc = inner_text(url, "news", "publication_date"), inner_text(url, "loc")
        changed = _span(date, source, answer) or _span(inner_text(url, "lastmod"), source, answer)
        if number >= MOST_ADDRESSES:
            gathering.leave_out(f"after the first {MOST_ADDRESSES}")
        elif not _fits(loc, settings.include):
            gathering.leave_out("not in include")
        elif _is_old(changed, settings, answer):
            gathering.leave_out(f"older than {settings.newer.total_seconds() / 86400:g} days")
        else:
            stated = _Stated(loc, date, inner_text(url, "news", "title"), inner_text(url, "news", "publication", "language"))
            found.append((changed[0] if changed else 0.0, stated))
    newest = [stated for _, stated in sorted(found, key=lambda one: one[0], reverse=True)]
    for number, stated in enumerate(newest):
        if len(gathering) == MOST_ENTRIES:
            gathering.leave_out(f"over the limit of {MOST_ENTRIES}", len(newest) - number)
            break
        address = gathering.address(stated.loc)
        if address is not None:
            gathering.add(_entry(address, stated, source, answer))
    return Reading(gathering.feed("sitemap"))


def _entry(address: str, stated: _Stated, source: Source, answer: Answer) -> FeedEntry:
    language = _LANGUAGE.match(stated.language.lower())
    own_language = source.languages[0] if len(source.languages) == 1 else None
    return FeedEntry(
        address,
        plain_line(stated.title, MOST_TITLE),
        published=_date(stated.date, source, answer),
        language=language[0] if language else own_language,
    )


def _index(body: bytes, answer: Answer, source: Source, settings: Sitemap) -> Reading:
    gathering = Gathering(answer.url)
    found: dict[str, float] = {}
    for sitemap in elements(body, answer.content_type, ("sitemap",)):
        address = gathering.address(inner_text(sitemap, "loc"))
        if address is None:
            continue
        changed = _span(inner_text(sitemap, "lastmod"), source, answer)
        if not _fits(address, settings.sitemaps):
            gathering.leave_out("sitemaps not in sitemaps")
        elif not same_site(address, source.url):
            gathering.leave_out("sitemaps of another site")
        elif _is_old(changed, settings, answer):
            gathering.leave_out(f"sitemaps older than {settings.newer.total_seconds() / 86400:g} days")
        else:
            found.setdefault(address, changed[0] if changed else 0.0)
    newest = sorted(found, key=found.__getitem__, reverse=True)
    if len(newest) > MOST_SITEMAPS:
        gathering.leave_out(f"sitemaps over the limit of {MOST_SITEMAPS}", len(newest) - MOST_SITEMAPS)
    if newest and answer.step >= DEEPEST:
        gathering.leave_out("sitemaps nested too deep", len(newest))
        newest = []
    return Reading(gathering.feed("sitemapindex"), tuple(newest[:MOST_SITEMAPS]))


def _plain(text: str, answer: Answer, settings: Sitemap) -> Reading:
    """One address a line, as the protocol allows."""
    gathering = Gathering(answer.url)
    for line in text.splitlines()[:MOST_ADDRESSES]:
        address = gathering.address(line) if line.strip() else None
        if address is not None and not _fits(address, settings.include):
            gathering.leave_out("not in include")
        elif address is not None:
            gathering.add(FeedEntry(address, ""))
    return Reading(gathering.feed("sitemap text"))


def _fits(address: str, patterns: Iterable[str]) -> bool:
    patterns = tuple(patterns)
    return not patterns or any(re.search(pattern, address) for pattern in patterns)


def _is_old(changed: tuple[float, float] | None, settings: Sitemap, answer: Answer) -> bool:
    return changed is not None and changed[1] < (answer.fetched_at - settings.newer).timestamp()


def _span(raw: str, source: Source, answer: Answer) -> tuple[float, float] | None:
    """The first and the last second a date may mean: a day lasts to its end, and an unknown zone is at most 14 hours off.

    50,000 strict readings take six seconds, and nearly all dates here are ISO 8601.
    """
    raw = raw.strip()
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        stated = _date(raw, source, answer)
        if stated is None:
            return None
        at, is_day, zoned = stated.at, stated.precision is not Precision.MINUTE, stated.zone is not None
    else:
        is_day, zoned = len(raw) <= len("2025-05-29"), at.tzinfo is not None or source.timezone is not None
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(source.timezone or "UTC"))
    try:
        first = at.timestamp()
    except OverflowError:  # the year 1 in a zone east of Greenwich
        return None
    return first, first + (86400 if is_day else 0) + (0 if zoned else 14 * 3600)


def _date(raw: str, source: Source, answer: Answer) -> StatedDate | None:
    words = raw[:_LONGEST_DATE].strip()
    return read_date(words, source.timezone, today=answer.fetched_at) if words else None
