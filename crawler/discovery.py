"""What a site offers to be asked: feeds and sitemaps named on a page, in robots.txt, or usually found there. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.feedbody import prepare
from crawler.gathering import entry_address
from crawler.jsonfeed import looks_like_json
from crawler.plaintext import plain_line
from pipelines.extraction.characters import decode
from tumen.catalogue import Kind

MOST_FOUND = 50  # of one page; a directory of feeds lists about that many
_MOST_LINKS = 20_000  # looked at; the rest of a page of links is more of the same
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json")
_FEED_ADDRESS = re.compile(r"(?:^|[/._-])(?:rss2?|atom|rdf|feeds?)(?:$|[/._?=-])|\.(?:rss|rdf|atom)$", re.IGNORECASE)
_FEED_LABEL = re.compile(r"^(?:rss|atom|feed|лента rss|rss-лента|フィード|구독)\W{0,3}$", re.IGNORECASE)
_NOT_A_FEED = re.compile(r"comments?/feed|/comments?\b|\.(?:jpe?g|png|gif|svg|css|js)$|oembed", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_TELEGRAM = re.compile(r"^https?://(?:www\.)?(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})/?(?:\?.*)?$")
_LANGUAGE = re.compile(r"[a-z]{2}(?=$|[-_])", re.IGNORECASE)
_GUESSES = (
    (Kind.FEED, ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml")),
    (Kind.SITEMAP, ("news-sitemap.xml", "sitemap-news.xml", "sitemap_index.xml", "sitemap.xml")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """An address that may be an entry point; whether it is one shows when it is asked."""

    kind: Kind
    url: str
    title: str
    told_by: str  # "head", "link", "robots.txt", "address" or "guess": what it is worth, in this order


@dataclass(frozen=True, slots=True)
class Site:
    """What a page says of itself and of its feeds."""

    name: str
    languages: tuple[str, ...]  # ISO 639-1
    found: tuple[Found, ...]


def look_around(body: bytes, content_type: str, url: str) -> Site:
    """The feeds a page names, those of its head first, then links that look like feeds."""
    page = _parsed(body, content_type)
    if page is None:
        return Site("", (), _of_address(url))
    language = _LANGUAGE.match(page.get("lang") or "")
    name = _meta(page, "og:site_name") or plain_line("".join(page.xpath("string(.//title)")), 500)
    base = page.find(".//base[@href]")
    joined = urljoin(url, base.get("href")) if base is not None else url
    found = _unique([*_of_address(url), *_in_head(page, joined), *_links(page, joined)])
    return Site(name[:200], (language[0].lower(),) if language else (), found)


def in_robots(text: str, url: str) -> tuple[Found, ...]:
    """The sitemaps robots.txt names; `url` is its own address."""
    return _unique(
        Found(Kind.SITEMAP, address, "", "robots.txt")
        for line in _SITEMAP_LINE.findall(text[:500_000])  # bytes that RFC 9309 wants read
        if (address := entry_address(line, url)[0]) is not None
    )


def guesses(url: str) -> tuple[Found, ...]:
    """Where feeds and sitemaps usually stand on the site of `url`; for when it names none."""
    root = urljoin(url, "/")
    return tuple(Found(kind, urljoin(root, path), "", "guess") for kind, paths in _GUESSES for path in paths)


def kind_of(body: bytes, content_type: str) -> Kind | None:
    """What a body is by its beginning: a feed, a sitemap, or neither."""
    if looks_like_json(body, content_type):
        return Kind.FEED if b"jsonfeed.org/version" in body[:2000] else None
    head = prepare(body[:20_000], content_type, most_entries=20_000)[0][:4096].lower()
    if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", head):
        return Kind.SITEMAP
    return Kind.FEED if re.search(rb"<(?:\w+:)?(?:rss|rdf|feed)[\s>:]", head) and b"<html" not in head else None


def _parsed(body: bytes, content_type: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(decode(body, content_type).replace("\x00", "").encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _meta(page: Any, name: str) -> str:
    found = page.find(f".//meta[@property='{name}']")
    return plain_line(found.get("content") or "", 500) if found is not None else ""


def _in_head(page: Any, base: str) -> list[Found]:
    found = []
    for link in page.findall(".//link[@href]")[:_MOST_LINKS]:
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        address, _ = entry_address(link.get("href"), base)
        if address is None or _NOT_A_FEED.search(address):
            continue
        title = plain_line(link.get("title") or "", 300)
        if "alternate" in relations and kind in _FEED_TYPES:
            found.append(Found(Kind.FEED, address, title, "head"))
        elif "sitemap" in relations:
            found.append(Found(Kind.SITEMAP, address, title, "head"))
    return [one for one in found if "wp-json" not in one.url]  # WordPress names its interface there too


def _links(page: Any, base: str) -> list[Found]:
    found = []
    for link in page.findall(".//a[@href]")[:_MOST_LINKS]:
        address, _ = entry_address(link.get("href"), base)
        if address is None or _NOT_A_FEED.search(address):
            continue
        label = plain_line(" ".join("".join(link.itertext()).split())[:300], 300)
        parts = urlsplit(address)
        if _FEED_ADDRESS.search(parts.path) or _FEED_LABEL.match(label):
            found.append(Found(Kind.FEED, address, label, "link"))
        elif parts.path.lower().endswith((".xml", ".xml.gz")) and "sitemap" in parts.path.lower():
            found.append(Found(Kind.SITEMAP, address, label, "link"))
    return found


def _of_address(url: str) -> tuple[Found, ...]:
    """A Telegram channel's page for the web, whichever of its addresses was given."""
    match = _TELEGRAM.match(url)
    return (Found(Kind.LISTING, f"https://t.me/s/{match[1]}", match[1], "address"),) if match else ()


def _unique(found: Iterable[Found]) -> tuple[Found, ...]:
    by_address: dict[str, Found] = {}
    for one in found:
        by_address.setdefault(one.url, one)
    return tuple(by_address.values())[:MOST_FOUND]
