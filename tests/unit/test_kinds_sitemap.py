"""Sitemaps: what is new enough, what is too much, and what is none."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from crawler.answers import Answer
from crawler.elements import MOST_BYTES
from crawler.refusals import BodyTooLargeError, BrokenBodyError
from crawler.sitemaps import MOST_SITEMAPS, read_sitemap
from crawler.stated import NotAFeedError
from tumen.catalogue import Affiliation, Kind, Sitemap, Source

NOW = datetime(2025, 5, 30, 3, tzinfo=UTC)
URL = "https://news.example/sitemap.xml"


def source(settings: Sitemap | None = None) -> Source:
    every = timedelta(hours=1)
    return Source("s", "S", Kind.SITEMAP, URL, ("ko",), Affiliation.WIRE, "Asia/Seoul", every, True, None, settings or Sitemap())


def answer(body: bytes, step: int = 0) -> Answer:
    return Answer(body, "application/xml", URL, NOW, step)


def urlset(*urls: str) -> bytes:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(urls)}</urlset>'.encode()


def url(path: str, lastmod: str = "") -> str:
    return f"<url><loc>https://news.example{path}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</url>"


@pytest.mark.parametrize(
    ("lastmod", "kept"),
    [
        ("2025-05-30T02:59:00Z", True),
        ("2025-05-27T12:00:01+09:00", True),  # three days back, to the second
        ("2025-05-27T11:59:00+09:00", False),
        ("2025-05-27", True),  # a day lasts to its end
        ("2025-05-25", False),
        ("2026-01-01", True),  # a clock that runs ahead is no reason to lose a page
        ("soon", True),  # unknown is not old
        ("", True),
    ],
)
def test_what_states_an_older_date_is_left_out(lastmod: str, kept: bool) -> None:
    reading = read_sitemap(answer(urlset(url("/a", lastmod))), source())
    assert len(reading.feed.entries) == kept
    assert dict(reading.feed.left_out) == ({} if kept else {"older than 3 days": 1})


def test_when_a_page_changed_is_not_when_it_was_published() -> None:
    (entry,) = read_sitemap(answer(urlset(url("/a", "2025-05-30T02:00:00Z"))), source()).feed.entries
    assert entry.published is None


def test_of_too_many_addresses_the_newest_are_kept() -> None:
    urls = [url(f"/{n}", f"2025-05-29T{n // 60:02}:{n % 60:02}:00Z") for n in range(700)]
    feed = read_sitemap(answer(urlset(*urls)), source()).feed
    assert [entry.url for entry in feed.entries] == [f"https://news.example/{n}" for n in range(699, 199, -1)]
    assert dict(feed.left_out) == {"over the limit of 500": 200}


def test_include_names_the_addresses_that_are_entries() -> None:
    feed = read_sitemap(answer(urlset(url("/news/1"), url("/tags/2"))), source(Sitemap(include=(r"/news/\d",)))).feed
    assert [entry.url for entry in feed.entries] == ["https://news.example/news/1"]
    assert dict(feed.left_out) == {"not in include": 1}


def test_of_an_index_only_so_many_sitemaps_are_asked() -> None:
    sitemaps = "".join(f"<sitemap><loc>https://news.example/{n}.xml</loc></sitemap>" for n in range(30))
    reading = read_sitemap(answer(f"<sitemapindex>{sitemaps}</sitemapindex>".encode()), source())
    assert len(reading.further) == MOST_SITEMAPS
    assert dict(reading.feed.left_out) == {"sitemaps over the limit of 20": 10}


def test_patterns_choose_the_sitemaps_of_an_index() -> None:
    body = b"<sitemapindex><sitemap><loc>/news-1.xml</loc></sitemap><sitemap><loc>/images.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(answer(body), source(Sitemap(sitemaps=("news-",)))).further == ("https://news.example/news-1.xml",)


@pytest.mark.parametrize(
    "at", ["http://127.0.0.1/s.xml", "https://evil.example/s.xml", "https://news.example.evil.example/s.xml", "file:///etc"]
)
def test_an_index_leads_to_its_own_site_only(at: str) -> None:
    body = f"<sitemapindex><sitemap><loc>{at}</loc></sitemap></sitemapindex>"
    assert read_sitemap(answer(body.encode()), source()).further == ()


@pytest.mark.parametrize(
    ("loc", "stated"),
    [
        ("/a?x=1&y=2", "https://news.example/a?x=1&y=2"),  # an ampersand nobody escaped
        ("/a?x=1&amp;y=2", "https://news.example/a?x=1&y=2"),
        ("<![CDATA[/a?x=1&y=2]]>", "https://news.example/a?x=1&y=2"),
        ("\n  /a\n", "https://news.example/a"),
        ("/새소식", "https://news.example/%EC%83%88%EC%86%8C%EC%8B%9D"),
    ],
)
def test_addresses_as_people_write_them(loc: str, stated: str) -> None:
    (entry,) = read_sitemap(answer(urlset(f"<url><loc>{loc}</loc></url>")), source()).feed.entries
    assert entry.url == stated


def test_a_broken_end_loses_only_what_is_behind_it() -> None:
    body = urlset(url("/a"), url("/b"))[:-30]
    assert [entry.url for entry in read_sitemap(answer(body), source()).feed.entries][:1] == ["https://news.example/a"]


def test_entities_are_not_expanded() -> None:
    bomb = "<!DOCTYPE u [" + '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
    feed = read_sitemap(answer(bomb.encode() + urlset("<url><loc>/&a11;</loc></url>")), source()).feed
    assert [entry.url for entry in feed.entries] == ["https://news.example/&a11"]


def test_what_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(BodyTooLargeError):
        read_sitemap(answer(gzip.compress(b" " * (MOST_BYTES + 1))), source())


def test_half_a_gzip_is_refused() -> None:
    with pytest.raises(BrokenBodyError):
        read_sitemap(answer(gzip.compress(urlset(url("/a")))[:-9]), source())


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"<rss><channel/></rss>", b"\x00\x01", b'{"a": 1}'])
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeedError):
        read_sitemap(answer(body), source())
