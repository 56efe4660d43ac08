"""What a page, robots.txt and an address tell of feeds and sitemaps."""

import pytest

from crawler.discovery import MOST_FOUND, Found, guesses, in_robots, kind_of, look_around
from tumen.catalogue import Kind

URL = "https://news.example/world/"
PAGE = """<html lang="ko-KR"><head><title>세계 - 예시 신문</title><meta property="og:site_name" content="예시 신문">
<link rel="alternate" type="application/rss+xml" title="전체" href="/rss/all.xml">
<link rel="alternate" type="application/rss+xml" title="댓글" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="stylesheet" href="/feed.css"></head>
<body><a href="/rss/all.xml">RSS</a> <a href="feeds/north.rdf">북한</a> <a href="/news/feeding-the-north">기사</a>
<a href="/sitemap.xml">사이트맵</a> <a href="javascript:feed()">x</a></body></html>"""


def test_a_page_names_its_feeds_those_of_the_head_first() -> None:
    site = look_around(PAGE.encode(), "text/html; charset=utf-8", URL)
    assert (site.name, site.languages) == ("예시 신문", ("ko",))
    assert site.found == (
        Found(Kind.FEED, "https://news.example/rss/all.xml", "전체", "head"),
        Found(Kind.FEED, "https://news.example/world/feeds/north.rdf", "북한", "link"),
        Found(Kind.SITEMAP, "https://news.example/sitemap.xml", "사이트맵", "link"),
    )


def test_robots_txt_names_sitemaps() -> None:
    text = "User-agent: *\nDisallow: /\nSitemap: https://news.example/a.xml\n sitemap:/b.xml.gz # comment\nSitemap: ftp://x/c\n"
    found = in_robots(text, "https://news.example/robots.txt")
    assert [one.url for one in found] == ["https://news.example/a.xml", "https://news.example/b.xml.gz"]


@pytest.mark.parametrize(
    "url", ["https://t.me/RusEmbDPRK", "https://t.me/s/RusEmbDPRK?before=9", "http://telegram.me/RusEmbDPRK/"]
)
def test_a_telegram_channel_has_a_page_for_the_web(url: str) -> None:
    assert look_around(b"", "text/html", url).found == (
        Found(Kind.LISTING, "https://t.me/s/RusEmbDPRK", "RusEmbDPRK", "address"),
    )


def test_guesses_stay_on_the_site() -> None:
    assert all(one.url.startswith("https://news.example/") and one.told_by == "guess" for one in guesses(URL))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', Kind.FEED),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', Kind.FEED),
        (b'<rdf:RDF xmlns:rdf="x"/>', Kind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', Kind.FEED),
        (b'{"items": []}', None),
        (b"<urlset></urlset>", Kind.SITEMAP),
        (b'<!-- made by x --><sm:sitemapindex xmlns:sm="y">', Kind.SITEMAP),
        (b"<!doctype html><html><body>&lt;rss&gt;</body></html>", None),
        (b"", None),
    ],
)
def test_a_body_is_known_by_its_beginning(body: bytes, kind: Kind | None) -> None:
    assert kind_of(body, "") is kind


@pytest.mark.parametrize(
    "page", ["", "\x00<", "<a>" * 50_000, '<link rel=alternate type="application/rss+xml" href="http://[::1">']
)
def test_hostile_pages_offer_nothing(page: str) -> None:
    assert look_around(page.encode(), "text/html", URL).found == ()


def test_a_page_of_feeds_is_read_to_a_limit() -> None:
    page = "".join(f'<a href="/feed/{n}">x</a>' for n in range(10_000))
    assert len(look_around(page.encode(), "text/html", URL).found) == MOST_FOUND
