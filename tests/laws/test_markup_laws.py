"""The screen's short cuts lead where its careful ways lead: tags cut at the next `>`, pages that are Latin but for some names."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.relevance.folding import fold
from pipelines.screen import markup, spelling
from pipelines.screen.spelling import solid, spaced
from pipelines.screen.terms import Term, Terms, terms_of
from tests.shipped import scorer

MARKS = ["<", ">", '"', "'", "=", " ", "/", "a", "b='", 'c="', "<p", "<a b=", "</i>", "<b>", "\n", "text", "&#60;", "-->", "<!--"]
ELEMENTS = [
    "<script",
    "<span",
    "<style>",
    "</style>",
    "</script>",
    "<title>",
    "</title>",
    "<svg ",
    "<!doctype html>",
    "<noscript>",
]
WHOLE = ["<p class='x'>", '<a href="/x?a=1&b=2">', '<img alt="it\'s">', '<i data-x=\'{"a": "b"}\'>', '<b title="a > b">', "<br/>"]


def quickly(page: bytes) -> tuple[list[bytes], bool]:
    """The page cut at every next `>`, and whether that was right."""
    found = markup._QUICK.split(page)
    return found, markup.cut_rightly(b"<".join([b"", *filter(None, found[1::3])]))


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(MARKS + ELEMENTS + WHOLE), max_size=25))
def test_what_is_proved_to_be_cut_rightly_is_cut_as_with_care(pieces: list[str]) -> None:
    page = "".join(pieces).encode() + markup._END
    found, rightly = quickly(page)
    assert not rightly or found == markup._CAREFUL.split(page)


@pytest.mark.parametrize(
    ("tag", "rightly"),
    [
        ("<p>", True),
        ("<p class=\"a\" title='b'>", True),
        ('<img alt="it\'s" src="">', True),
        ('<i data-x=\'{"a": ""}\'>', True),
        ('<b title="a > b">', False),
        ("<b title='a > b'>", False),
        ('<b title="it\'s > b">', False),
        ("<a <b>", False),  # nothing is lost, and nothing proved
    ],
)
def test_tags_with_a_bracket_in_a_quotation_are_cut_with_care(tag: str, rightly: bool) -> None:
    page = f"<p>one</p>{tag}two<br>".encode()
    assert quickly(page)[1] is rightly
    pieces = markup.taken_apart(page)
    assert pieces is not None and pieces.bare == markup.SEAM.join(["", "one", "two", ""]).strip(markup.SEAM).encode()


@cache
def terms() -> list[Term]:
    return [term for those in terms_of(scorer().knowledge.matcher).values() for term in those]


@cache
def looked_for() -> Terms:
    return Terms(terms())


LATIN = "Straße, déjà vu — «Año» 50 € æther x² naïve It’s 1½ "


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_names_show_on_a_latin_page_as_they_do_alone(data: st.DataObject) -> None:
    """Every mention of the scorer's, of any script, in much Latin text with foreign letters here and there."""
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    drawn = data.draw(st.lists(st.sampled_from(terms()), min_size=1, max_size=4))
    foreign = data.draw(
        st.lists(st.sampled_from(["ł", "ş ", "مرحبا", "🪟", "\ufeff", "e\u0301", "Ёлка", "한", "ﬁ", "½"]), max_size=4)
    )
    pieces = [term.literal for term in drawn] + foreign
    chance.shuffle(pieces)
    text = (LATIN * 12).join(["", *(f" {piece} " for piece in pieces), ""])
    assert spelling._folded_in_pieces(text, spelling._solid_latin, spelling._SOLID), "or this says nothing"
    mentioned = {meaning for _, _, meaning in scorer().knowledge.matcher.mentions(fold(text).text)}
    letters, words = solid(text), spaced(text)
    shown = {term.meaning for term in looked_for().possible(letters) if term.fits(letters) and term.stands_in(words)}
    assert mentioned <= shown


def test_no_term_has_a_letter_that_latin_pages_lose() -> None:
    """Those that fold to no single Latin-1 letter are written as `OTHER` where a page is folded byte by byte."""
    lost = {chr(code) for code in range(256) if isinstance(spelling._SOLID[code], str) or (spelling._SOLID[code] or 0) > 255}
    assert lost == {"µ"}
    assert not any("µ" in term.literal or "μ" in term.literal for term in terms())
