"""Bytes → text: the right encoding whatever a page claims, and no character that cannot be stored or printed."""

import pytest

from pipelines.extraction.characters import clean, clean_line, decode

RUSSIAN = "Поезд «Туманган» прибыл в Хасан: 12 пассажиров прошли контроль"
UKRAINIAN = "Міст через річку відкриють у червні, кажуть її мешканці"
KOREAN = "두만강역 준공식 열려 · 러시아와 철도 수송 확대"
RARE_KOREAN = "나선시 똠방각하 펲시콜라 국경 다리 건설"  # syllables that only the extension cp949 has
JAPANESE = "豆満江の鉄橋、列車の運行を再開へ"
CHINESE = "中朝俄边境：图们江大桥开始动工"
TRADITIONAL = "圖們江大橋動工 連接俄羅斯與北韓"
GERMAN = "Züge über die Brücke fahren wieder – größere Güterzüge später"
POLISH = "Pociąg przez graniczny most: pierwszy od czterech lat"


def page(title: str, charset: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head>{meta}<title>{title}</title></head><body><h1>{title}</h1><p>{title}. {title}.</p></body></html>"


@pytest.mark.parametrize(
    ("title", "encoding", "header", "meta"),
    [
        pytest.param(RUSSIAN, "cp1251", "windows-1251", None, id="windows-1251 by header"),
        pytest.param(RUSSIAN, "cp1251", None, "windows-1251", id="windows-1251 by meta"),
        pytest.param(RUSSIAN, "cp1251", None, None, id="windows-1251 undeclared"),
        pytest.param(RUSSIAN, "cp1251", "utf-8", "utf-8", id="windows-1251 declared utf-8"),
        pytest.param(RUSSIAN, "cp1251", "ISO-8859-1", None, id="windows-1251 declared latin-1"),
        pytest.param(RUSSIAN.replace("«", "").replace("»", ""), "koi8-r", None, "koi8-r", id="koi8-r by meta"),
        pytest.param(RUSSIAN.replace("«", "").replace("»", ""), "koi8-r", "windows-1251", None, id="koi8-r declared 1251"),
        pytest.param(UKRAINIAN, "koi8-u", None, None, id="koi8-u undeclared"),
        pytest.param(KOREAN, "euc-kr", "euc-kr", None, id="euc-kr by header"),
        pytest.param(RARE_KOREAN, "cp949", "euc-kr", None, id="cp949 declared euc-kr"),
        pytest.param(KOREAN, "cp949", None, "ks_c_5601-1987", id="cp949 by its old name"),
        pytest.param(KOREAN, "cp949", "utf-8", None, id="cp949 declared utf-8"),
        pytest.param(KOREAN.replace("·", "-"), "iso2022_kr", None, "iso-2022-kr", id="ISO-2022-KR"),
        pytest.param(JAPANESE, "shift_jis", None, "Shift_JIS", id="Shift_JIS by meta"),
        pytest.param(JAPANESE, "shift_jis", None, None, id="Shift_JIS undeclared"),
        pytest.param(JAPANESE, "euc_jp", None, "x-euc-jp", id="EUC-JP by meta"),
        pytest.param(JAPANESE, "euc_jp", "Shift_JIS", None, id="EUC-JP declared Shift_JIS"),
        pytest.param(CHINESE, "gb18030", None, "gb2312", id="gb18030 declared gb2312"),
        pytest.param(CHINESE, "gb18030", None, None, id="gb18030 undeclared"),
        pytest.param(TRADITIONAL, "big5", None, "big5", id="big5 by meta"),
        pytest.param(KOREAN, "utf-16", None, None, id="UTF-16 with a byte order mark"),
        pytest.param(RUSSIAN, "utf-16-le", None, None, id="UTF-16 without a byte order mark"),
        pytest.param(RUSSIAN, "utf-16-be", "utf-16be", None, id="UTF-16BE by header, without a mark"),
        pytest.param(JAPANESE, "utf-8-sig", "Shift_JIS", None, id="byte order mark over header"),
        pytest.param(CHINESE, "utf-8", "gb2312", None, id="utf-8 declared gb2312"),
        pytest.param(GERMAN, "cp1252", "iso-8859-1", None, id="windows-1252 by its label latin-1"),
        pytest.param(POLISH, "iso8859-2", None, "iso-8859-2", id="iso-8859-2 by meta"),
        pytest.param(GERMAN, "utf-8", None, "x-user-unknown", id="a label nobody knows"),
    ],
)
def test_titles_are_right_in_every_encoding(title: str, encoding: str, header: str | None, meta: str | None) -> None:
    content_type = f"text/html; charset={header}" if header else "text/html"
    body = page(title, meta).encode(encoding)
    assert f"<title>{title}</title>" in decode(body, content_type)


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
