"""Bytes → text: the right encoding whatever a page claims, and no character that cannot be stored or printed."""

from datetime import UTC, datetime

import pytest

from pipelines.extraction.characters import clean, clean_line, decode
from pipelines.extraction.extract import extract
from tests.unit.encodings import ENCODINGS, KOREAN, RUSSIAN
from tumen.journey import Document, Fetch, Page


def page(title: str, charset: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head>{meta}<title>{title}</title></head><body><h1>{title}</h1><p>{title}. {title}.</p></body></html>"


@pytest.mark.parametrize(("title", "encoding", "header", "meta"), ENCODINGS)
def test_titles_are_right_in_every_encoding(title: str, encoding: str, header: str | None, meta: str | None) -> None:
    """As text, and as the page's title and text when it is extracted."""
    content_type = f"text/html; charset={header}" if header else "text/html"
    body = page(title, meta).encode(encoding)
    assert f"<title>{title}</title>" in decode(body, content_type)
    found = extract(Page(Fetch("https://news.example/a", "s", "page", datetime.now(UTC), status=200), body, content_type))
    assert isinstance(found, Document)
    assert (found.title, found.text.count(title)) == (title, 2)


def test_an_xml_declaration_is_read() -> None:
    body = f'<?xml version="1.0" encoding="windows-1251"?><rss><title>{RUSSIAN}</title></rss>'.encode("cp1251")
    assert RUSSIAN in decode(body)


def test_a_declaration_in_a_comment_is_none() -> None:
    body = (
        b'<html><!-- <meta charset="koi8-r"> --><head><meta charset="windows-1251"><title>'
        + "Мост".encode("cp1251")
        + b"</title>"
    )
    assert "<title>Мост" in decode(body)


def test_a_page_cut_inside_a_character_keeps_its_encoding() -> None:
    body = page(KOREAN, None).encode()
    cut = body[: body.index("열려".encode()) + 1]
    assert "두만강역 준공식" in decode(cut, "text/html; charset=utf-8")


def test_undecodable_bytes_become_replacement_characters() -> None:
    assert decode(b"\xff\xff" + page(RUSSIAN, None).encode()).count("\ufffd") == 2


def test_an_empty_body_is_empty_text() -> None:
    assert decode(b"", "text/html; charset=utf-16") == ""


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        pytest.param("a\x00b\x07c", "abc", id="NUL and control characters"),
        pytest.param("한", "한", id="composed to NFC"),
        pytest.param("й", "й", id="NFC of Cyrillic short i"),
        pytest.param("a\ud800b", "ab", id="surrogates"),
        pytest.param(
            "Ro\u00adson\u200b \u202ebridge\u2066", "Roson bridge", id="soft hyphen, zero width, bidirectional overrides"
        ),
        pytest.param("a\u00a0b\u3000 c\t d", "a b c d", id="all spaces are one space"),
        pytest.param("one\r\n\r\n two \u2028three\x85four", "one\ntwo\nthree\nfour", id="one newline between lines"),
        pytest.param("\ue123icon\uffff", "icon", id="private use and non-characters"),
        pytest.param("\ufeffTitle", "Title", id="a stray byte order mark"),
        pytest.param(" \n \u200b\n", "", id="nothing but space"),
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_clean_line_has_no_newline() -> None:
    assert clean_line("Two\nlines\r\nof title") == "Two lines of title"


def test_clean_is_idempotent() -> None:
    dirty = "ㅎ\u1161\u11ab\u200b  a\u0301\r\n\n\ufe00x"
    assert clean(clean(dirty)) == clean(dirty)
