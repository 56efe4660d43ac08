"""Pages to documents, over frozen pages in tests/pages."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.extraction.extract import FEED_TEXT, drop_scripts, extract, from_feed, parse
from tumen.journey import Document, FeedEntry, Fetch, Page, Precision, Rejected, StatedDate
from tumen.outcomes import Reason

PAGES = Path(__file__).parent.parent / "pages"
NOW = datetime(2026, 9, 27, 6, 0, tzinfo=UTC)
SUMMARY = (
    "The railway on both banks has agreed on a timetable: two trains a day in each direction from June, one of them at night. "
    "Tickets will be sold at the border stations only, the operator said, and the fare has not been fixed."
)
ENTRY = FeedEntry(
    "https://news.example/a", "Timetable agreed", SUMMARY, published=StatedDate(NOW, Precision.MINUTE, "+00:00", "raw")
)


def page(name: str, *, url: str = "https://news.example/a", charset: str = "utf-8", zone: str | None = None) -> Page:
    body = (PAGES / name).read_text(encoding="utf-8").encode(charset)
    kind = "text/plain" if name.endswith(".txt") else "text/html"
    return Page(Fetch(url, "test", "page", NOW, status=200, timezone=zone), body, f"{kind}; charset={charset}")


def html(
    body: str, *, head: str = "", entry: FeedEntry | None = None, lang: str = "en", url: str = "https://news.example/a"
) -> Page:
    text = f'<!DOCTYPE html><html lang="{lang}"><head><title>A title of its own</title>{head}</head><body>{body}</body></html>'
    return Page(Fetch(url, "test", "page", NOW, status=200, entry=entry), text.encode(), "text/html; charset=utf-8")


def document(of: Page) -> Document:
    found = extract(of)
    assert isinstance(found, Document), found
    return found


def rejected(of: Page) -> Rejected:
    found = extract(of)
    assert isinstance(found, Rejected), found
    return found


ARTICLE = (
    "<h1>A title of its own</h1><article>"
    "<p>The ferry came in at noon with eleven passengers, two cars and a container of apples, the harbour master said.</p>"
    "<p>The customs shed will be open on every sailing day from now on, and the operator expects a quiet first winter.</p>"
    "<p>Whether the line survives depends on the ice, the captain said, and on whether anybody keeps the channel open.</p>"
    "</article>"
)


def test_a_noisy_portal_page() -> None:
    found = document(page("en-portal-noise.html", url="http://www.harbour.example/geopolitics/ferry-back/?fbclid=1"))
    lines = found.text.split("\n")
    assert found.url == "https://harbour.example/geopolitics/ferry-back"
    assert found.title == "Ferry between two ports is back after FOUR winters: 1.400 berths and a pier rebuilt"
    assert (found.author, found.site, found.language) == ("Renata Figueira", "Harbour Post", "en")
    assert found.published is not None and found.published.at == datetime(2024, 12, 16, 23, 41, tzinfo=UTC)
    assert lines[0].startswith("The ferry links the two ports twice a week")
    assert lines[-1].startswith("Dealers in the region do not rush.")
    assert "The pier that waited" in lines
    assert sum(line.startswith("The new pier lies") for line in lines) == 1
    for noise in ("reading time", "Written by", "Published", "Reaction", "ice breaker", "Suggestions for topics", "Share across"):
        assert noise not in found.text


def test_a_regional_page_in_windows_1251() -> None:
    """Dated «Сегодня, 14:05» in the source's zone; the date in the header and the comments are not the article's."""
    found = document(page("ru-regional.html", charset="cp1251", zone="Asia/Vladivostok"))
    assert found.title == "В Хасане открыли новый пункт приёма контейнеров"
    assert (found.language, found.site, found.author) == ("ru", "Вести побережья", None)
    assert found.published == StatedDate(
        datetime(2026, 9, 27, 4, 5, tzinfo=UTC), Precision.MINUTE, "Asia/Vladivostok", "Сегодня, 14:05"
    )
    assert found.text.startswith("На пограничной станции Хасан") and found.text.endswith("на месяц вперёд.")
    for noise in ("Читайте", "Комментарии", "Гость", "Подписывайтесь", "Просмотров"):
        assert noise not in found.text


def test_a_korean_local_page_in_euc_kr() -> None:
    found = document(
        page(
            "ko-local.html",
            charset="cp949",
            zone="Asia/Seoul",
            url="http://www.riverside.example/news/articleView.html?idxno=4711",
        )
    )
    assert found.url == "https://riverside.example/news/articleView.html?idxno=4711"
    assert (found.title, found.language) == ("두만강역 새 역사 준공", "ko")
    assert found.published is not None and found.published.at == datetime(2025, 5, 29, 0, 17, tzinfo=UTC)
    assert found.text.startswith("국경의 두만강역에") and found.text.endswith("준비라고 보고 있다.")


def test_a_chinese_page_in_gb18030() -> None:
    """The day of the meta element and the minute of the visible dateline are one date: the finer is kept."""
    found = document(page("zh-news.html", charset="gb18030", zone="Asia/Shanghai"))
    assert (found.title, found.language) == ("边境铁路恢复客运 列车每周三班", "zh")
    assert found.published is not None and found.published.precision is Precision.DAY
    assert found.published.at == datetime(2025, 6, 16, 16, 0, tzinfo=UTC)
    assert found.text.startswith("沿江两国") and found.text.endswith("能够再增加。")


def test_a_japanese_page_in_euc_jp() -> None:
    found = document(page("ja-news.html", charset="euc_jp", zone="Asia/Tokyo"))
    assert found.title == "国境の鉄橋、補修工事が完了 列車の速度制限を解除"
    assert found.language == "ja"
    assert found.published is not None and found.published.at == datetime(2025, 5, 29, 5, 5, tzinfo=UTC)
    assert found.text.endswith("と話していた。")


def test_a_canonical_address_on_another_site_is_not_believed() -> None:
    found = document(page("en-syndicated.html", zone="America/New_York"))
    assert found.url == "https://news.example/a"
    assert "LOCALS RECALL" not in found.text
    assert "RIVERTOWN (Wire)" in found.text
    assert found.published is not None and found.published.at == datetime(2025, 4, 30, 12, 0, tzinfo=UTC)


def test_a_plain_text_file() -> None:
    source = page("feed-noise.txt", url="file:///feed-noise.txt", zone="Asia/Seoul")
    found = document(replace(source, fetch=replace(source.fetch, status=None, source="import")))
    assert found.title == "Two neighbours rebuild a border station, plan more freight trains"
    assert found.published is not None and found.published.at == datetime(2025, 5, 29, 5, 13, tzinfo=UTC)
    assert found.text_from == "file"
    assert found.text.startswith("The two neighbours") and found.text.endswith("three times a week.")
    assert "REMEMBERS" not in found.text and "Related" not in found.text


@pytest.mark.parametrize(
    ("name", "detail"),
    [("de-consent.html", "consent wall"), ("en-paywall.html", "paywall"), ("en-shell.html", "JavaScript shell")],
)
def test_pages_that_withhold_the_article_are_teasers(name: str, detail: str) -> None:
    found = rejected(page(name))
    assert (found.reason, found.detail) == (Reason.TEASER, detail)


@pytest.mark.parametrize("name", ["de-consent.html", "en-paywall.html", "en-shell.html"])
def test_the_feed_s_own_text_stands_in(name: str) -> None:
    source = page(name)
    found = document(replace(source, fetch=replace(source.fetch, entry=ENTRY)))
    assert (found.text_from, found.title, found.text) == ("feed", "Timetable agreed", SUMMARY)
    assert found.published == ENTRY.published


def test_a_short_summary_does_not_stand_in() -> None:
    assert len(SUMMARY[: FEED_TEXT - 1]) < FEED_TEXT
    assert from_feed(replace(page("en-shell.html").fetch, entry=replace(ENTRY, summary=SUMMARY[: FEED_TEXT - 1]))) is None


def test_a_full_feed_text_replaces_a_page_that_yields_little() -> None:
    long = replace(ENTRY, summary="\n".join(SUMMARY.replace("two trains", f"{number} trains") for number in range(8)))
    found = document(
        html("<h1>A title of its own</h1><p>The railway on both banks has agreed on a timetable for June.</p>", entry=long)
    )
    assert found.text_from == "feed"


def test_a_full_article_with_a_subscription_box_is_an_article() -> None:
    assert (
        document(html(ARTICLE + ARTICLE.replace("The", "Later the") + "<p>Already a subscriber? Sign in.</p>")).text_from
        == "page"
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"%PDF-1.7 ...", "application/pdf", id="PDF"),
        pytest.param(b"%PDF-1.7 ...", "text/html", id="PDF that says HTML"),
        pytest.param(b'{"a": 1}', "application/json", id="JSON"),
        pytest.param(b"\x89PNG\r\n", "image/png", id="picture"),
        pytest.param(b"<?xml version='1.0'?><rss><channel/></rss>", "application/xml", id="feed"),
    ],
)
def test_what_is_not_html_is_refused(body: bytes, content_type: str) -> None:
    assert rejected(Page(Fetch("https://news.example/a", "test", "page", NOW), body, content_type)).reason is Reason.NOT_HTML


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/xhtml+xml; charset=utf-8", "", "application/octet-stream", "text/plain"]
)
def test_html_is_recognised_whatever_the_header_says(content_type: str) -> None:
    assert document(replace(html(ARTICLE), content_type=content_type)).title == "A title of its own"


@pytest.mark.parametrize("body", [b"", b"   \n", b"<html></html>", b"<html><body><p>Hi</p></body></html>"])
def test_an_empty_page_has_no_text(body: bytes) -> None:
    assert rejected(Page(Fetch("https://news.example/a", "test", "page", NOW), body)).reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A title of its own",'
            '"datePublished":"2025-05-29T01:00:00Z"}</script>'
            '<meta property="article:published_time" content="2025-05-01T00:00:00Z">',
            "2025-05-29 01:00",
            id="JSON-LD before meta",
        ),
        pytest.param(
            '<script type="application/ld+json">['
            '{"@type":"NewsArticle","headline":"Another","datePublished":"2020-01-01T00:00:00Z"},'
            '{"@type":"NewsArticle","headline":"A third","datePublished":"2020-01-02T00:00:00Z"}]</script>'
            '<meta property="article:published_time" content="2025-05-29T01:00:00Z">',
            "2025-05-29 01:00",
            id="JSON-LD of other articles is not believed",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", broken</script>',
            "2026-09-27 06:00",
            id="broken JSON-LD, then the feed",
        ),
        pytest.param(
            '<meta property="article:published_time" content="2031-01-01T00:00:00Z">',
            "2026-09-27 06:00",
            id="a future date, then the feed",
        ),
        pytest.param('<meta name="date" content="soon">', "2026-09-27 06:00", id="no date, then the feed"),
    ],
)
def test_the_date_of_publication(head: str, expected: str) -> None:
    published = document(html(ARTICLE, head=head, entry=ENTRY)).published
    assert published is not None
    assert f"{published.at:%Y-%m-%d %H:%M}" == expected


def test_a_time_element_of_another_article_is_not_the_date() -> None:
    aside = '<aside><time datetime="2020-01-01">old</time></aside>'
    own = '<time datetime="2025-05-29T08:00:00+09:00">29 May</time>'
    published = document(html(aside + ARTICLE.replace("</h1>", f"</h1>{own}"))).published
    assert published is not None and published.at == datetime(2025, 5, 28, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        pytest.param("https://news.example/b?utm_source=x", "https://news.example/b", id="same site"),
        pytest.param("/b", "https://news.example/b", id="relative"),
        pytest.param("https://ru.news.example/b", "https://ru.news.example/b", id="another host of the site"),
        pytest.param("https://news.example/", "https://news.example/a", id="the front page"),
        pytest.param("https://other.example/b", "https://news.example/a", id="another site"),
        pytest.param("http://127.0.0.1/b", "https://news.example/a", id="a private address"),
        pytest.param("javascript:alert(1)", "https://news.example/a", id="a script"),
        pytest.param("http://[", "https://news.example/a", id="no address"),
    ],
)
def test_which_canonical_addresses_are_believed(canonical: str, expected: str) -> None:
    assert document(html(ARTICLE, head=f'<link rel="canonical" href="{canonical}">')).url == expected


@pytest.mark.parametrize(
    "nesting",
    [
        pytest.param("<div>" * 300, id="300 div"),
        pytest.param("<p><b><font>" * 400, id="fonts never closed, as on old sites"),
        pytest.param("<div>" * 20_000, id="20,000 div"),
        pytest.param("<table><tr><td>" * 2_000, id="tables in tables"),
    ],
)
def test_deep_nesting_does_not_lose_the_text(nesting: str) -> None:
    """libxml2 stops at 256 levels without a word; a page without closing tags must not end there."""
    assert "The customs shed" in document(html(nesting + ARTICLE)).text


def test_text_is_clean() -> None:
    found = document(html(ARTICLE.replace("ferry", "fe\u200brry&#55296;&nbsp;\u202ecame&amp;").replace("master", "ma\u0000ster")))
    assert "ferry came&" in found.text.replace("\ufffd", "")
    assert not set(found.text) & set("\x00\u200b\u202e\ud800")


def test_extracting_twice_gives_the_same() -> None:
    source = page("en-portal-noise.html")
    assert extract(source) == extract(source) == extract(source) == extract(source)


def test_text_around_scripts_stays_and_json_is_still_read() -> None:
    body = "The ferry came in at noon with eleven passengers and a container of apples. "
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body * 3}"}}</script>'
    assert document(html(f"{data}<script>a()</script><p>x</p>")).text == (body * 3).strip()
    told = document(
        html(f"<article><p>{body}It is<script>a()</script> back<style>b{{}}</style> again.</p><p>{body}</p></article>")
    )
    assert told.text == f"{body}It is back again.\n{body.strip()}"


def test_scripts_by_the_ten_thousand_cost_no_square_of_them() -> None:
    tree = parse("<html><body><p>a</p>" + "<script>x</script>text behind it " * 30_000 + "</body></html>")
    assert tree is not None
    begun = time.process_time()
    drop_scripts(tree)
    assert time.process_time() - begun < 2, "30 ms; joining each text to the one before took 9 s"
    assert tree.text_content() == "a" + "text behind it " * 30_000
