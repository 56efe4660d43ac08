"""The screen: what it reads of a page, what it refuses, and what it leaves to extraction."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import regex
from lxml.html import HTMLParser, document_fromstring

from pipelines.relevance import Scorer
from pipelines.screen import Screener, addresses_of, markup, spelling
from pipelines.screen.markup import SEAM, shown
from pipelines.screen.spelling import solid, spaced
from pipelines.screen.words import words_of
from tests.shipped import scorer
from tumen.journey import FeedEntry, Fetch, Page, Rejected
from tumen.outcomes import Reason

ROOT = Path(__file__).parents[2]
FETCH = Fetch("https://news.example/a?utm_source=x", "wire", "page", datetime(2026, 9, 8, tzinfo=UTC))
POTATOES = "".join(f"<p>Farmers in district {n} brought in more potatoes than last year, and sold them.</p>" for n in range(60))


@cache
def screener(least_letters: int | None = None) -> Screener:
    return Screener(scorer()) if least_letters is None else Screener(scorer(), least_letters=least_letters)


def page(body: str, kind: str = "text/html; charset=utf-8", entry: FeedEntry | None = None) -> Page:
    return Page(
        replace(FETCH, entry=entry),
        f"<html><head><title>Harvest &amp; more</title></head><body>{body}</body></html>".encode(),
        kind,
    )


PAGES = sorted((ROOT / "tests" / "pages").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_engine_in_use_reads_markup_like_the_one_for_old_pythons(path: Path) -> None:
    """Whole pages, and their halves: cut in the middle of a tag, a script, a comment."""
    text = path.read_text(encoding="utf-8")
    for piece in (text, *(text[: len(text) * part // 7] for part in range(1, 7))):
        for ours in (markup._QUICK, markup._CAREFUL, markup._BALANCED, markup._META):
            assert ours.split(piece.encode()) == regex.compile(ours.pattern).split(piece.encode())


def test_a_page_without_any_word_of_the_subject_is_refused_and_says_so() -> None:
    found = screener().screen(page(POTATOES))
    assert isinstance(found, Rejected)
    assert (found.reason, found.title) == (Reason.OFF_TOPIC, "Harvest & more")
    assert found.detail == "no word of the DPRK or of a watched transport link on the whole page"


def test_the_feed_s_title_stands_for_the_page_s() -> None:
    found = screener().screen(page(POTATOES, entry=FeedEntry("https://news.example/a", "A good year")))
    assert isinstance(found, Rejected) and found.title == "A good year"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(POTATOES + "<p>A train ran from Pyongyang to Moscow.</p>", "text/html", id="names and a means"),
        pytest.param("<p>Enable JavaScript to read on.</p>", "text/html", id="too short to be called off topic"),
        pytest.param(POTATOES, "application/pdf", id="not HTML: extraction says so"),
        pytest.param(POTATOES, "", id="of no stated kind"),
        pytest.param(POTATOES + "<!-- a comment that never ends", "text/html", id="markup that ends in the air"),
        pytest.param(POTATOES + "<script><!-- <script></script> --></script>", "text/html", id="a script in a script"),
        pytest.param(POTATOES + "<plaintext>", "text/html", id="plaintext"),
        pytest.param(POTATOES + '<div id="data-preloaded" data-preloaded="{}"></div>', "text/html", id="posts in an attribute"),
    ],
)
def test_what_passes(body: str, kind: str) -> None:
    given = page(body, kind)
    assert screener().screen(given) is given


def test_bytes_that_do_not_begin_like_html_pass() -> None:
    given = Page(FETCH, b"%PDF-1.7 " + POTATOES.encode(), "text/html")
    assert screener().screen(given) is given


def test_weights_that_need_no_statement_open_the_screen() -> None:
    """A refit may never break the law silently: where other features can reach the threshold, everything passes."""
    weights = replace(scorer().weights, weights={**scorer().weights.weights, "title.transport": 9.0})
    opened = Screener(Scorer(scorer().knowledge, weights))
    given = page(POTATOES)
    assert not opened.closed
    assert opened.screen(given) is given


def test_the_shipped_weights_close_it() -> None:
    assert screener().closed


MARKUP = [
    *(
        'a<p title="x > y">b',
        "a<p title=It's>b<b>'>c",
        '<a ="x>y">z</a>',
        '<a b=="x>y">z</a>',
        "a < b and c<d e>f",
        "x<!-->y-->z",
    ),
    *("x<!--->y-->z", "x<!-- a --!>z -->q", "x<?php a > b ?>z", "x</ foo>y", "x</>y", "x<!foo>y", "x<![CDATA[ a > b ]]>y"),
    *("a<script>x</scriptx>y</script/>z", "a<SCRIPT>x<b</SCRIPT >y", "a<style>p>b{}</style>c", "<title>a < b</title>z"),
    *(
        "<textarea>a<b</textarea>z",
        "<a b='>' c=\">\" d=e>x",
        "<a\nb\t=\n'>'\n>x",
        "<a/b/>x",
        "<a b=c/>x",
        "a<listing>b<c>d",
        "1 <2> 3",
    ),
    *(
        "<svg><style><b>x</b></style></svg>y",
        "<a b=c'd>e'>f",
        "<p\x00q>r",
        "<a href=x?a=1&b='>'>y",
        "<i title='<b>'>z",
        "a<b",
        "a<",
    ),
]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_read_as_the_parser_reads_it_or_not_at_all(markup: str) -> None:
    tree = document_fromstring(f"<body>{markup}", parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    for element in tree.iter("script", "style"):
        element.text = None
    bare = shown(f"<body>{markup}")
    assert bare is None or "".join(unescape(bare).replace(SEAM, "").split()) == "".join(tree.text_content().split())


@pytest.mark.parametrize(
    "text",
    [
        *("<" * 400_000, "<a " * 200_000, '<a b="' * 100_000, "<!--" * 100_000, "<script>" * 60_000, "<script><!--" * 40_000),
        *(
            "<meta " * 100_000,
            "<script " * 60_000 + ">",
            "<title>" * 60_000,
            "<![" * 100_000,
            "</" * 200_000,
            "<a b='x>" * 60_000,
        ),
        *(
            "<script>" + "<meta " * 80_000 + "</script>",
            "&" * 400_000,
            "&#" * 200_000,
            "е" + "\u0301\u0323" * 100_000,
            "now" * 100_000,
        ),
        *(
            '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
            "lad " * 100_000,
            "? " * 200_000,
            "\x01 " * 200_000,
        ),
        '<script type="application/ld+json">"' + "\\u0041&lt;" * 40_000 + '"</script>',
    ],
    ids=lambda text: text[:12].encode("unicode_escape").decode(),
)
def test_hostile_pages_take_linear_time(text: str) -> None:
    """Half a megabyte of anything takes less than two seconds of CPU; a square of its length would take minutes."""
    opened, hostile = screener(least_letters=0), page(text)
    begun = time.process_time()
    opened.screen(hostile)
    assert time.process_time() - begun < 2.0


def test_words_met_before_fold_as_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"Поезд из Хасана{SEAM}в  Туманган пришёл, «Поезд» {SEAM} ушёл: е\u0308лка {'철' * 40} {'밥' * 30} ё"
    letters, words = "".join(text.split()).translate(spelling._SOLID), spaced(text)
    monkeypatch.setattr(spelling, "_MOST", 3)
    spelling.forget()
    assert [solid(text), solid(text)] == [spelling._composed(letters, spelling._SOLID)] * 2
    assert [spaced(text), spaced(text)] == [words] * 2
    assert 0 < len(spelling._SOLID_WORDS) <= 3
    assert all(len(word) <= spelling._LONGEST for word in spelling._SPACED_WORDS)


def test_two_spellings() -> None:
    text = f"Ха{SEAM}сан,  N.\u00a0Korea’s «Раз\u00adон»\nСеверная{SEAM} {SEAM}Корея — e\u0301te\u0301"
    assert solid(text) == "хасан,n.koreasразонсевернаякореяete"
    assert spaced(text) == f"ха{SEAM}сан, n. korea?s разон северная{SEAM}корея ete"


def test_what_is_read_besides_the_text() -> None:
    entry = FeedEntry("https://news.example/a", "Entry title", summary="Entry summary")
    html = (
        '<meta property="og:title" content="Khasan > Rason &amp; back">'
        '<script type="application/ld+json">{"headline": "\\u0425\\u0430\\u0441\\u0430\\u043d",'
        ' "articleBody": "<p>Ra<b>s</b>on</p>"}</script>'
        "<script>var hidden = 'Pyongyang'</script>"
    )
    words = words_of(page(html, entry=entry))
    assert words is not None
    letters = solid(words.text)
    assert all(word in letters for word in ("khasanrason&back", "хасан", "rason", "entrytitle", "entrysummary"))
    assert "pyongyang" not in letters


def test_addresses_a_page_may_be_known_under() -> None:
    head = (
        '<link rel="canonical" href="/story/1?utm_medium=rss"><meta property=og:url content=https://news.example/story/2>'
        '<link rel=canonical href="https://elsewhere.org/3">'
    )
    found = addresses_of(FETCH, head.encode())
    assert found == [
        "https://news.example/a?utm_source=x",
        "https://news.example/a",
        "https://news.example/story/1",
        "https://news.example/story/2",
    ]
