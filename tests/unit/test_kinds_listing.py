"""Pages that list articles: what the selectors pick, and what a stranger's page may not do."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.answers import Answer
from crawler.listings import read_listing
from crawler.stated import NotAFeedError
from tumen.catalogue import Affiliation, Kind, Listing, Source

NOW = datetime(2025, 5, 30, 3, tzinfo=UTC)
URL = "https://news.example/list/"


def source(listing: Listing, *languages: str) -> Source:
    every = timedelta(hours=1)
    zone = "Asia/Vladivostok"
    return Source("s", "S", Kind.LISTING, URL, languages or ("ru",), Affiliation.WIRE, zone, every, True, None, listing)


def answer(html: str, step: int = 0, url: str = URL) -> Answer:
    return Answer(html.encode(), "text/html; charset=utf-8", url, NOW, step)


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("29 мая 2025, 14:05", "2025-05-29 14:05 Asia/Vladivostok"),
        ("сегодня, 09:30", "2025-05-30 09:30 Asia/Vladivostok"),
        ("03.05.2025", "2025-05-03"),
        ("[29.05.2025]", "2025-05-29"),
        ("Агентство (29.05.2025)", "2025-05-29"),
        ("вчера или позавчера", "None"),
        ("", "None"),
    ],
)
def test_dates_are_read_in_the_language_and_zone_of_the_source(written: str, stated: str) -> None:
    page = f'<li><a href="/a">Поезд</a> <i>{written}</i></li>'
    (entry,) = read_listing(answer(page), source(Listing("li", date="i"))).feed.entries
    assert str(entry.published) == stated


def test_an_attribute_can_be_the_date_the_title_or_the_address() -> None:
    page = '<div class="row" data-to="/a"><time datetime="2025-05-29T10:00:00+10:00">утром</time><img alt="Мост"></div>'
    listing = Listing(".row", link="::attr(data-to)", title="img::attr(alt)", date="time::attr(datetime)")
    (entry,) = read_listing(answer(page), source(listing)).feed.entries
    assert (entry.url, entry.title, str(entry.published)) == ("https://news.example/a", "Мост", "2025-05-29 10:00 +10:00")


def test_the_date_is_no_part_of_a_title_it_stands_in() -> None:
    page = '<a href="/a">Мост открыт <b>29.05.2025</b></a>'
    (entry,) = read_listing(answer(page), source(Listing("a", date="b"))).feed.entries
    assert entry.title == "Мост открыт"


def test_an_article_announced_by_picture_and_headline_is_one_entry() -> None:
    page = '<a href="/a"><img src="x.jpg"></a><a href="/a#top">Мост</a>'
    (entry,) = read_listing(answer(page), source(Listing("a"))).feed.entries
    assert entry.title == "Мост"


def test_addresses_start_from_the_base_the_page_states() -> None:
    page = '<base href="https://cdn.news.example/x/"><a href="a.html">A</a>'
    assert read_listing(answer(page), source(Listing("a"))).feed.entries[0].url == "https://cdn.news.example/x/a.html"


@pytest.mark.parametrize(
    ("href", "step", "further"),
    [
        ("?page=2", 0, ("https://news.example/list/?page=2",)),
        ("?page=2", 1, ("https://news.example/list/?page=2",)),
        ("?page=4", 2, ()),  # three pages are allowed
        ("https://evil.example/", 0, ()),
        ("http://127.0.0.1/", 0, ()),
        ("javascript:next()", 0, ()),
        ("", 0, ()),  # the page itself
    ],
)
def test_the_next_page_is_one_of_the_same_site(href: str, step: int, further: tuple[str, ...]) -> None:
    page = f'<a class="item" href="/a">A</a><a class="next" href="{href}">2</a>'
    listing = Listing("a.item", next="a.next", pages=3)
    assert read_listing(answer(page, step), source(listing)).further == further


@pytest.mark.parametrize("text", ["", "Поезд. " * 100, "Слово" * 100, "Поезд отправится 5.06 в 14.05. Билеты уже продаются."])
def test_a_message_without_headline_is_called_by_its_beginning(text: str) -> None:
    page = f'<p class="m"><a href="/1">время</a><span>{text}</span></p>'
    listing = Listing(".m", text="span", complete=True)
    if not text:
        with pytest.raises(NotAFeedError, match="1 left out: without text"):
            read_listing(answer(page), source(listing))
        return
    (entry,) = read_listing(answer(page), source(listing)).feed.entries
    assert entry.complete
    assert entry.title
    assert len(entry.title) <= 120
    assert text.startswith(entry.title)


def test_a_page_on_which_nothing_matches_is_refused() -> None:
    with pytest.raises(NotAFeedError, match=r"0 match \.item"):
        read_listing(answer("<p>Ошибка</p>"), source(Listing(".item")))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\x00",
        "<",
        "<div>" * 100_000 + '<a href="/x">x</a>',
        "<a href='http://[::1/'>x</a>",
        "<a href='https://u:p@news.example/'>x</a>",
    ],
    ids=["empty", "nul", "bracket", "100,000 levels", "broken address", "credentials"],
)
def test_hostile_pages_are_refused_not_fatal(page: str) -> None:
    with pytest.raises(NotAFeedError):
        read_listing(answer(page), source(Listing("a")))


def test_of_a_page_of_links_only_so_many_are_entries() -> None:
    page = "".join(f'<a href="/{n}">{n}</a>' for n in range(20_000))
    feed = read_listing(answer(page), source(Listing("a"))).feed
    assert len(feed.entries) == 500
    assert dict(feed.left_out) == {"over the limit of 500": 1500, "after the first 2000": 18_000}


def test_characters_are_read_as_they_are_whatever_the_header_says() -> None:
    body = '<meta charset="windows-1251"><a href="/a">Поезд из Хасана прибыл на станцию Туманган</a>'.encode("cp1251")
    reading = read_listing(Answer(body, "text/html; charset=utf-8", URL, NOW), source(Listing("a")))
    assert reading.feed.entries[0].title == "Поезд из Хасана прибыл на станцию Туманган"
