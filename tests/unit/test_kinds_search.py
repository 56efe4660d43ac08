"""News searches: queries from the registry, and the publisher's address behind the engine's."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from crawler.answers import Answer
from crawler.searchfeeds import is_aggregator, read_search
from crawler.stated import NotAFeedError
from tests import shipped
from tumen.catalogue import Affiliation, Engine, Kind, SearchFeed, Source
from tumen.kinds import search_address
from tumen.queries import registry_queries
from tumen.transport import Language, Registry

NOW = datetime(2025, 5, 30, 3, tzinfo=UTC)
BASE = {Engine.BING: "https://www.bing.com/news/search?format=rss", Engine.GOOGLE: "https://news.google.com/rss/search?hl=en-US"}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return shipped.registry()


def source(engine: Engine, *queries: str) -> Source:
    url = search_address(BASE[engine], queries[0])
    every = timedelta(hours=1)
    settings = SearchFeed(engine, queries)
    return Source("s", "S", Kind.SEARCH_FEED, url, ("en",), Affiliation.AGGREGATOR, "UTC", every, True, None, settings)


def answer(*items: str, step: int = 0) -> Answer:
    body = f'<rss version="2.0" xmlns:News="https://www.bing.com/news/search"><channel>{"".join(items)}</channel></rss>'
    return Answer(body.encode(), "text/xml", "https://www.bing.com/news/search", NOW, step)


def item(link: str, title: str = "T", rest: str = "") -> str:
    return f"<item><title>{title}</title><link>{link.replace('&', '&amp;')}</link>{rest}</item>"


@pytest.mark.parametrize("language", [language for language in Language if language is not Language.ANY])
def test_every_spelling_has_a_query_an_engine_takes(registry: Registry, language: Language) -> None:
    queries = registry_queries(registry, language)
    assert 1 <= len(queries) <= 3
    for query in queries:
        assert len(query.split()) <= 32
        assert len(quote(query)) <= 1400
        assert "*" not in query
        assert query.count('"') % 2 == 0
        assert query.count("(") == query.count(")")


def test_a_query_names_both_countries_and_the_places_between(registry: Registry) -> None:
    first = registry_queries(registry, Language.KO_SOUTH)[0]
    assert {"북한", "러시아", "두만강", "하산"} <= set(first.replace("(", " ").replace(")", " ").split())


def test_a_language_without_names_has_no_query(registry: Registry) -> None:
    assert registry_queries(registry, Language.ANY) == ()


@pytest.mark.parametrize("engine", list(Engine))
def test_the_first_answer_leads_to_the_other_queries_and_they_to_none(engine: Engine) -> None:
    queries = ("bridge & (ferry OR train)", '"Туманган" 100%', "두만강")
    further = read_search(answer(), source(engine, *queries)).further
    assert [parse_qs(urlsplit(url).query)["q"] for url in further] == [[query] for query in queries[1:]]
    assert {urlsplit(url).hostname for url in further} == {urlsplit(BASE[engine]).hostname}
    assert read_search(answer(step=1), source(engine, *queries)).further == ()


@pytest.mark.parametrize(
    ("link", "address", "lead"),
    [
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fa.example%2f1%3fid%3d2&c=3",
            "https://a.example/1?id=2",
            False,
        ),
        ("https://www.bing.com/ck/a?u=https%3A%2F%2Fa.example%2F", "https://a.example/", False),
        ("https://a.example/1?url=https%3a%2f%2fb.example", "https://a.example/1?url=https%3a%2f%2fb.example", False),
        ("https://www.bing.com/news/apiclick.aspx?url=file%3a%2f%2f%2fetc%2fpasswd", None, True),
        ("https://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fnews.google.com%2fa", "https://news.google.com/a", True),
    ],
)
def test_bing_carries_the_publishers_address(link: str, address: str | None, lead: bool) -> None:
    (entry,) = read_search(answer(item(link)), source(Engine.BING, "q")).feed.entries
    assert entry.lead is lead
    assert entry.url == (address or link)


def google(inside: bytes) -> str:
    return f"https://news.google.com/rss/articles/{base64.urlsafe_b64encode(inside).decode().rstrip('=')}?oc=5"


@pytest.mark.parametrize(
    ("inside", "address"),
    [
        (b'\x08\x13"\x1ahttps://a.example/long/path\xd2\x01\x00', "https://a.example/long/path"),
        (b'\x08\x13"\x8f\x01AU_yqLNothingThatAnybodyCouldReadOffline', None),
        (b'\x08\x13"\x20file:///etc/passwd-and-some-more', None),
    ],
)
def test_google_says_the_address_or_the_entry_is_a_lead(inside: bytes, address: str | None) -> None:
    (entry,) = read_search(answer(item(google(inside))), source(Engine.GOOGLE, "q")).feed.entries
    assert (entry.url, entry.lead) == ((address, False) if address else (google(inside), True))


@pytest.mark.parametrize("id_", ["CBM", "!" * 40, "A" * 3000, "____________________"])
def test_an_id_that_is_no_base64_is_a_lead(id_: str) -> None:
    feed = read_search(answer(item(f"https://news.google.com/rss/articles/{id_}")), source(Engine.GOOGLE, "q")).feed
    assert all(entry.lead for entry in feed.entries)


def test_the_publisher_is_told_by_source_and_leaves_the_title() -> None:
    named = item(
        "https://news.google.com/x", "Bridge - half built - AP News", '<source url="https://apnews.com">AP News</source>'
    )
    (entry,) = read_search(answer(named), source(Engine.GOOGLE, "q")).feed.entries
    assert (entry.publisher, entry.title) == ("AP News", "Bridge - half built")


def test_google_news_that_is_not_available_is_no_entry() -> None:
    feed = read_search(answer(item("https://news.google.com/", "This feed is not available.")), source(Engine.GOOGLE, "q")).feed
    assert feed.entries == ()
    assert dict(feed.left_out) == {"this feed is not available": 1}


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://news.google.com/articles/x", True),
        ("https://news.google.co.kr/articles/x", True),
        ("http://www.bing.com/news/apiclick.aspx", True),
        ("https://consent.google.com/ml?continue=https://news.google.com/x", True),
        ("https://notbing.com/", False),
        ("https://google.example/", False),
        ("https://news.example/bing.com", False),
        ("http://[::1/", False),
    ],
)
def test_an_aggregators_address_is_known_by_its_host(url: str, is_one: bool) -> None:
    assert is_aggregator(url) is is_one


@pytest.mark.parametrize("body", [b"", b"<html><body>robot?</body></html>", b"{}", b"<urlset/>"])
def test_what_is_no_rss_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeedError):
        read_search(Answer(body, "text/html", "https://www.bing.com/", NOW), source(Engine.BING, "q"))
