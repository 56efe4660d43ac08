"""Folding: what is made equal, and that every folded place leads back to the original."""

import unicodedata

import pytest

from pipelines.relevance.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Пхеньян — Ёлка", "пхеньян елка", id="dash and yo"),
        pytest.param("북·러 북ㆍ러 북・러", "북 러 북 러 북 러", id="three middle dots"),
        pytest.param("Rajin  -  Khasan", "rajin khasan", id="spaces around a hyphen"),
        pytest.param("Straßenbrücke über den Tumen", "strasenbrucke uber den tumen", id="German letters"),
        pytest.param("Północną Corée Jasán", "polnocna coree jasan", id="accents"),
        pytest.param("圖們江鐵路橋", "图们江铁路桥", id="traditional"),
        pytest.param("図們江の鉄道橋", "图们江の铁道桥", id="Japanese forms"),
        pytest.param("ﾊｻﾝ Ｔｕｍｅｎ", "ハサン tumen", id="half and full width"),
        pytest.param("Tu\u00admen\u200b River", "tumen river", id="soft hyphen, zero-width space"),
        pytest.param("ﬁnal 5㎞", "final 5k", id="ligature opens, unit sign does not"),
        pytest.param(unicodedata.normalize("NFD", "나진–하산"), "나진 하산", id="Hangul taken apart"),
        pytest.param("Korea\ud800n", "korean", id="lone surrogate"),
        pytest.param("one\ntwo", "one\ntwo", id="paragraphs stay apart"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_spellings_that_fold_alike(written: str, folded: str) -> None:
    assert fold(written).text == folded


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        pytest.param("На  —  Туманной", "туманнои", "", id="й is a letter of its own"),
        pytest.param("На  —  Туманной", "туманной", "Туманной", id="after a closed-up gap"),
        pytest.param("Tu\u00admen bridge", "tumen", "Tu\u00admen", id="soft hyphen inside"),
        pytest.param(unicodedata.normalize("NFD", "x 나진항"), "나진항", unicodedata.normalize("NFD", "나진항"), id="decomposed"),
        pytest.param("ﬁnal word", "word", "word", id="after a ligature"),
    ],
)
def test_a_folded_word_is_quoted_as_it_was_written(text: str, word: str, original: str) -> None:
    folded = fold(text)
    at = folded.text.find(word)
    if not original:
        assert at < 0
        return
    start, stop = folded.original(at, at + len(word))
    assert text[start:stop] == original
    assert folded.place(start) == at
