"""Feeds of every form, the broken ones included, read into the entries they announce."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from crawler.answers import Answer
from crawler.feedbody import prepare
from crawler.feedreaders import LONGEST, FeedReaders, TooSlowError
from crawler.feeds import MOST_ENTRIES, Feed, read_feed
from crawler.kinds import read_answer
from crawler.plaintext import plain_line, plain_text
from crawler.stated import NotAFeedError
from tests.unit.encodings import ENCODINGS
from tumen.catalogue import Affiliation, Kind, Source

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source(
    id="primorye-news",
    publisher="Primorye News",
    kind=Kind.FEED,
    url="https://news.example/feeds/all.xml",
    languages=("ru",),
    affiliation=Affiliation.LOCAL,
    timezone="Asia/Vladivostok",
    every=timedelta(minutes=30),
    enabled=True,
)


def read(body: str | bytes, content_type: str = "application/xml") -> Feed:
    return read_feed(body.encode() if isinstance(body, str) else body, content_type, SOURCE, NOW)


def rss(items: str, declaration: str = "") -> str:
    return f'{declaration}<rss version="2.0"><channel><title>t</title><link>https://news.example/</link>{items}</channel></rss>'


RSS = rss(
    "<item><title>Мост &amp;amp; &lt;b&gt;паром&lt;/b&gt;</title><link>/a?x=1&amp;y=2#top</link><guid>g1</guid>"
    "<pubDate>Sun, 01 Mar 2026 20:00:00 +1000</pubDate>"
    "<description>&lt;p&gt;один&lt;/p&gt;&lt;p&gt;два&lt;/p&gt;</description></item>"
)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/eng/">
<title>t</title><entry><title type="html">Мост &amp;amp; &lt;b&gt;паром&lt;/b&gt;</title>
<link rel="self" href="/api/1"/><link rel="alternate" type="text/html" href="../a?x=1&amp;y=2"/><id>tag:1</id>
<updated>2026-03-01T10:00:00Z</updated>
<content type="html">&lt;p&gt;один&lt;/p&gt;&lt;p&gt;два&lt;/p&gt;</content></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://news.example/"><title>t</title></channel>
<item rdf:about="https://news.example/a?x=1&amp;y=2"><title>Мост &amp;amp; &lt;b&gt;паром&lt;/b&gt;</title>
<link>https://news.example/a?x=1&amp;y=2</link><dc:date>2026-03-01T20:00:00+10:00</dc:date>
<content:encoded><![CDATA[<p>один</p><p>два</p>]]></content:encoded></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": 7,
                "url": "/a?x=1&y=2",
                "title": "Мост &amp; <b>паром</b>",
                "content_html": "<p>один</p><p>два</p>",
                "date_published": "2026-03-01T20:00:00+10:00",
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        pytest.param(RSS, "application/rss+xml", "rss20", id="rss"),
        pytest.param(ATOM, "application/atom+xml", "atom10", id="atom"),
        pytest.param(RDF, "application/rdf+xml", "rss10", id="rdf"),
        pytest.param(JSON, "application/feed+json", "json11", id="json"),
        pytest.param(JSON, "text/plain", "json11", id="json under another name"),
    ],
)
def test_the_same_news_reads_the_same_in_every_form(body: str, content_type: str, kind: str) -> None:
    feed = read(body, content_type)
    (entry,) = feed.entries
    assert feed.kind == kind
    assert entry.url == "https://news.example/a?x=1&y=2"
    assert entry.title == "Мост & паром"
    assert entry.summary == "один\nдва"
    assert entry.language == "ru"
    assert entry.published is not None
    assert entry.published.at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_a_date_is_read_from_the_words_not_from_the_parsers_guess() -> None:
    """feedparser reads KST as UTC: nine hours wrong."""
    feed = read(rss("<item><link>https://news.example/a</link><pubDate>Sun, 01 Mar 2026 20:00:00 KST</pubDate></item>"))
    published = feed.entries[0].published
    assert published is not None
    assert published.at == datetime(2026, 3, 1, 11, tzinfo=UTC)


def test_a_date_that_cannot_be_read_is_unknown() -> None:
    feed = read(rss("<item><link>https://news.example/a</link><pubDate>around noon, probably</pubDate></item>"))
    assert feed.entries[0].published is None


@pytest.mark.parametrize(
    ("link", "why"),
    [
        pytest.param("javascript:alert(1)", "not an http address", id="script"),
        pytest.param("file:///etc/passwd", "not an http address", id="file"),
        pytest.param("ftp://news.example/a", "not an http address", id="ftp"),
        pytest.param("https://user:pass@news.example/a", "address with credentials", id="credentials"),
        pytest.param("https://news.example/" + "a" * 3000, "address too long", id="long"),
        pytest.param("", "no address", id="none"),
    ],
)
def test_an_entry_without_a_usable_address_is_left_out_and_counted(link: str, why: str) -> None:
    feed = read(rss(f"<item><title>x</title><link>{link}</link></item><item><link>https://news.example/b</link></item>"))
    assert [entry.url for entry in feed.entries] == ["https://news.example/b"]
    assert dict(feed.left_out) == {why: 1}
    assert why in feed.detail


def test_a_permanent_guid_stands_in_for_a_missing_link() -> None:
    feed = read(rss("<item><title>x</title><guid>https://news.example/g</guid></item>"))
    assert [entry.url for entry in feed.entries] == ["https://news.example/g"]


def test_entries_without_a_guid_are_known_by_their_addresses() -> None:
    feed = read(rss("".join(f"<item><link>https://news.example/{n % 4}</link></item>" for n in range(5))))
    assert [entry.url for entry in feed.entries] == [f"https://news.example/{n}" for n in range(4)]
    assert feed.left_out == (("announced twice", 1),)


def test_one_guid_for_all_entries_loses_none() -> None:
    items = "".join(f"<item><guid>same</guid><link>https://news.example/{n}</link></item>" for n in range(5))
    assert len(read(rss(items)).entries) == 5


def test_an_address_announced_twice_is_one_entry() -> None:
    feed = read(rss("<item><link>https://news.example/a</link></item><item><link>https://news.example/a#c</link></item>"))
    assert len(feed.entries) == 1
    assert dict(feed.left_out) == {"announced twice": 1}


@pytest.mark.parametrize("number", ["55296", "xD800", "0", "x1F", "x110000", "99999999999"])
def test_a_reference_to_no_character_does_not_lose_the_feed(number: str) -> None:
    feed = read(rss(f"<item><title>a&#{number};b</title><link>https://news.example/a</link></item>"))
    assert [entry.title for entry in feed.entries] == ["ab"]


def test_a_reference_to_a_character_stays() -> None:
    feed = read(rss("<item><title>&#1052;&#x43E;ст</title><link>https://news.example/a</link></item>"))
    assert feed.entries[0].title == "Мост"


def test_an_entity_bomb_is_defused() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>'
    began = time.process_time()
    feed = read(rss("<item><title>x &l9; y</title><link>https://news.example/a</link></item>", bomb))
    assert time.process_time() - began < 2
    assert len(feed.entries) == 1
    assert len(feed.entries[0].title) < 100


def test_a_document_type_quoted_in_an_entry_is_text() -> None:
    item = "<item><link>https://news.example/a</link><description><![CDATA[write <!DOCTYPE html> first]]></description></item>"
    assert len(read(rss(item)).entries) == 1


def test_an_external_entity_is_not_read() -> None:
    declared = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    feed = read(rss("<item><title>x&f;y</title><link>https://news.example/a</link></item>", declared))
    assert feed.entries[0].title in ("xy", "x&f;y")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("", "empty body", id="empty"),
        pytest.param("<!DOCTYPE html><html><body><a href='/a'>a</a></body></html>", "an HTML page", id="html"),
        pytest.param('{"error": "no"}', "not a JSON Feed", id="other json"),
        pytest.param("{" * 200_000, "neither JSON nor XML", id="broken json"),
        pytest.param('{"a":' * 200_000, "neither JSON nor XML", id="deep json"),
        pytest.param("plain words", "neither RSS nor Atom", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "neither RSS nor Atom", id="image"),
    ],
)
def test_what_is_no_feed_says_why(body: str | bytes, why: str) -> None:
    with pytest.raises(NotAFeedError, match=why):
        read(body, "text/html")


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss("")).entries == ()


@pytest.mark.parametrize(("title", "encoding", "header", "declared"), ENCODINGS)
def test_titles_are_right_in_every_encoding(title: str, encoding: str, header: str | None, declared: str | None) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    items = f"<item><title>{title}</title><link>https://news.example/a</link><description>{title}. {title}.</description></item>"
    body = rss(items, declaration).encode(encoding)
    kind = f"application/rss+xml; charset={header}" if header else "application/rss+xml"
    answer = Answer(body, kind, SOURCE.url, NOW)
    (entry,) = read_answer(answer, SOURCE).feed.entries
    assert (entry.title, entry.summary) == (title, f"{title}. {title}.")


def test_entries_beyond_the_limit_are_left_out_and_stated() -> None:
    items = "".join(f"<item><title>{n}</title><link>https://news.example/{n}</link></item>" for n in range(MOST_ENTRIES + 7))
    feed = read(rss(items))
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.entries[0].url == "https://news.example/0"
    assert feed.detail == f"rss20, 7 left out: over the limit of {MOST_ENTRIES}"


def test_shortening_leaves_a_well_formed_document() -> None:
    data, left_out = prepare(ATOM.replace("</feed>", "<entry/><entry><id>2</id></entry></feed>").encode(), "", 1)
    assert left_out == 1
    assert data.endswith(b"</feed>")
    assert data.count(b"<id>") == 1


def test_a_hundred_thousand_entries_cost_little() -> None:
    items = "".join(f"<item><title>{n}</title><link>https://news.example/{n}</link></item>" for n in range(100_000))
    began = time.process_time()
    feed = read(rss(items))
    assert time.process_time() - began < 10
    assert len(feed.entries) == MOST_ENTRIES


async def _read_large(body: bytes, longest: float = LONGEST) -> Feed:
    readers = FeedReaders(longest)
    try:
        return (await readers.read(Answer(body, "application/xml", SOURCE.url, NOW), SOURCE)).feed
    finally:
        readers.close()


def test_a_large_feed_is_read_in_a_worker() -> None:
    import asyncio

    body = rss(f"<item><title>x</title><link>https://news.example/a</link><description>{'д ' * 60_000}</description></item>")
    assert len(asyncio.run(_read_large(body.encode())).entries) == 1


def test_a_large_page_in_the_place_of_a_feed_says_so_from_the_worker_too() -> None:
    import asyncio

    with pytest.raises(NotAFeedError, match="an HTML page"):
        asyncio.run(_read_large(b"<!doctype html><html>" + b"<p>x</p>" * 20_000 + b"</html>"))


def test_a_feed_made_to_hang_its_parser_is_given_up() -> None:
    import asyncio

    categories = "".join(f"<category>c{n}</category>" for n in range(60_000))
    with pytest.raises(TooSlowError, match="not read within"):
        asyncio.run(_read_large(rss(f"<item><link>https://news.example/a</link>{categories}</item>").encode(), longest=0.5))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("5 < 6 & 7 > 3", "5 < 6 & 7 > 3", id="signs"),
        pytest.param("<script>x()</script>a<style>b{}</style>c", "ac", id="scripts"),
        pytest.param("a\u202eb\x00c\ud800d", "abcd", id="controls"),
        pytest.param("<p>one<br>two</p><p>three</p>", "one\ntwo\nthree", id="paragraphs"),
    ],
)
def test_markup_becomes_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup, 1000) == text


def test_a_title_escaped_twice_is_read() -> None:
    assert plain_line("A &amp;amp; B", 100) == "A & B"
