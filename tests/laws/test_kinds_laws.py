"""What holds for every reader, whatever a stranger sends."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.answers import Answer, same_site
from crawler.gathering import entry_address
from crawler.kinds import read_answer
from crawler.refusals import BodyTooLargeError, BrokenBodyError
from crawler.stated import NotAFeedError
from tumen.catalogue import Affiliation, Engine, Gdelt, GdeltTable, Kind, Listing, SearchFeed, Sitemap, Source

NOW = datetime(2025, 5, 30, 3, tzinfo=UTC)
URL = "https://news.example/entry"
SETTINGS = {
    Kind.FEED: None,
    Kind.SITEMAP: Sitemap(),
    Kind.LISTING: Listing("a, li", date="time::attr(datetime)", text="p", next="a", pages=3),
    Kind.SEARCH_FEED: SearchFeed(Engine.GOOGLE, ("x", "y")),
    Kind.GDELT: Gdelt(GdeltTable.EXPORT, ("KN",)),
}
PIECES = [
    *(
        "<urlset>",
        "<url>",
        "<loc>",
        "</loc>",
        "</url>",
        "<sitemapindex>",
        "<sitemap>",
        "<lastmod>",
        "</lastmod>",
        "2025-05-30",
        "99999",
    ),
    *(
        "<rss>",
        "<item>",
        "<link>",
        "</link>",
        "</item>",
        "<title>",
        "<source url='x'>",
        "&amp;",
        "&",
        "&#0;",
        "&#55296;",
        "&a;",
        "]]>",
    ),
    *(
        "<![CDATA[",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "<!--",
        "-->",
        "<?x",
        "<a href='",
        "'>",
        "<li>",
        "<p>",
        "<time datetime=",
        "</",
    ),
    *(
        "https://news.example/a",
        "http://127.0.0.1/",
        "javascript:x",
        "//[::1",
        "https://u:p@h/",
        "..",
        "\x00",
        "\ud7ff",
        "두만강",
        "мост",
    ),
    *(
        "150383 " + "a" * 32 + " http://x/20250530000000.export.CSV.zip",
        '{"articles": [',
        '{"url": "/a"}',
        "]}",
        "\t" * 60,
        "\n",
        " ",
    ),
    *("https://news.google.com/rss/articles/", "CBMiAAAAAAAAAAAAAAAAAAAA", "<base href='http://[' >"),
]
BODIES = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)


def source(kind: Kind) -> Source:
    return Source("s", "S", kind, URL, ("en",), Affiliation.WIRE, "Asia/Seoul", timedelta(hours=1), True, None, SETTINGS[kind])


def zipped(table: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x.csv", table)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", list(Kind))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=BODIES, raw=st.binary(max_size=200), step=st.integers(0, 3))
def test_an_answer_is_read_or_refused_and_nothing_else_happens(kind: Kind, body: str, raw: bytes, step: int) -> None:
    """Entries are addresses the crawler may ask; further polls stay on the source's site."""
    for written in (body.encode("utf-8", "surrogatepass"), raw, zipped(raw), json.dumps({"articles": [body]}).encode()):
        try:
            reading = read_answer(Answer(written, "text/html", URL, NOW, step), source(kind))
        except (NotAFeedError, BrokenBodyError, BodyTooLargeError):
            continue
        for entry in reading.feed.entries:
            parts = urlsplit(entry.url)
            assert parts.scheme in ("http", "https")
            assert parts.hostname
            assert parts.username is None
            assert entry.published is None or entry.published.at.tzinfo is not None
        assert len({entry.url for entry in reading.feed.entries}) == len(reading.feed.entries) <= 500
        assert all(same_site(url, URL) for url in reading.further)


@given(st.text(max_size=60))
@example("//evil.example/a")
@example("?q=%GG&x=두만강")
@example("https://news.example/a;b?c#d")
def test_an_entrys_address_is_its_own_address(link: str) -> None:
    """Read once more from the same page it comes out the same: no address is asked for under two names."""
    address, _ = entry_address(link, URL)
    if address is not None:
        assert entry_address(address, URL)[0] == address


@given(st.text(max_size=40), st.text(max_size=40))
def test_one_site_is_one_whichever_comes_first(one: str, other: str) -> None:
    assert same_site(one, other) == same_site(other, one)
