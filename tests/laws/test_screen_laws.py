"""The law of the screen: what Score would keep, Screen passes, however a page is written."""

import html
import json
import random
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.extract import extract
from pipelines.relevance.folding import Folded, fold
from pipelines.relevance.gist import gist
from pipelines.relevance.reading import Reading, Sentence
from pipelines.relevance.statements import statements
from pipelines.screen.bound import may_state, most_without_statements
from pipelines.screen.keys import key_meanings
from pipelines.screen.screen import Screener, bits_of, met
from pipelines.screen.spelling import solid, spaced
from pipelines.screen.terms import Terms, terms_of
from tests.shipped import scorer
from tumen.journey import Document, FeedEntry, Fetch, Page, Rejected

ROOT = Path(__file__).parents[2]
FETCH = Fetch("https://example.org/a", "import", "page", datetime(2026, 9, 8, tzinfo=UTC))
EVERY_LETTER = 0  # the screen leaves short pages to extraction; here it must say something of each


@cache
def screener() -> Screener:
    return Screener(scorer(), least_letters=EVERY_LETTER)


@cache
def corpus() -> list[tuple[str, str, str]]:
    """Title, text and language of every labelled document that the scorer keeps."""
    rows = [json.loads(line) for line in (ROOT / "seeds" / "contrast.jsonl").read_text(encoding="utf-8").splitlines()]
    rows += [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "seeds" / "baseline").glob("*.json"))]
    found = [(row["title"], row["text"], str(row.get("lang"))) for row in rows]
    return [(title, text, language) for title, text, language in found if _kept(title, text)]


@cache  # most of what is extracted in any encoding is the same text
def _kept(title: str, text: str) -> bool:
    return scorer().score(Document(FETCH, FETCH.url, title, text)).relevant


def passes(body: bytes, content_type: str = "text/html; charset=utf-8", entry: FeedEntry | None = None) -> bool:
    """What all of the page says; a glance at its title must not say anything else."""
    page = Page(Fetch(FETCH.url, "import", "page", FETCH.fetched_at, entry=entry), body, content_type)
    through = isinstance(screener().look_through(page)[0], Page)
    assert isinstance(screener().screen(page), Page) is through
    return through


# How an author's software may write a letter, and what it may put between two letters of a word, or in the place of a space.
LETTERS: list[Callable[[str], str]] = [
    html.escape,
    lambda char: f"&#{ord(char)};",
    lambda char: f"&#x{ord(char):X};",
    lambda char: f"&amp;#{ord(char)};",
    lambda char: html.escape(unicodedata.normalize("NFD", char)),
    lambda char: html.escape(char.upper()) if len(char.upper()) == 1 and char.upper().lower() == char else html.escape(char),
]
INSIDE = [
    *(
        "&shy;",
        "\u00ad",
        "&#8203;",
        "\u200b",
        "<wbr>",
        "</b>",
        "<b>",
        "<span class='x'>",
        '<i title="a > b">',
        "<!-- x -->",
        "&#1;",
    ),
    *("<!-- a > b -->", "<script>if (a<b) x('</p>')</script>", "<style>p>b{}</style>", "<a href=/x?a=1>", "<?x y?>", "</ x>"),
    *("<!>", "<img alt='North \"Pole\"'>", '<svg viewBox="0 0 1 1"/>', "<B\n>", "<a b='>' c=\">\" d=it's>", "<!--->", "\u2060"),
]
GAPS = ["&nbsp;", "\n\t ", "</td><td>", "<br/>", "</p>\n<p>", " <b> ", "&#x2011;", " - ", "\u3000", " <i> ", "&ensp;", "<br>"]


INSIDE_JSON = [mark for mark in INSIDE if "<!--" not in mark and "script" not in mark]  # both in a script: not read, so it passes


def written(text: str, chance: random.Random, share: float, inside: Sequence[str] = INSIDE) -> str:
    """`text` in HTML: a share of its letters and gaps written in unusual ways, the words the same to a reader."""
    pieces: list[str] = []
    for before, char in zip(" " + text, text, strict=False):
        if char.isspace():
            pieces.append(chance.choice(GAPS) if chance.random() < share and char == " " else char)
            continue
        if chance.random() < share and before.isalnum() and char.isalnum():
            pieces.append(chance.choice(inside))
        pieces.append(chance.choice(LETTERS)(char) if chance.random() < share else html.escape(char))
    return "".join(pieces)


def in_article(title: str, text: str, chance: random.Random, share: float) -> str:
    body = "".join(f"<p>{written(line, chance, share)}</p>" for line in text.split("\n"))
    return (
        f"<!doctype html><html><head><title>Site</title></head><body><h1>{written(title, chance, share)}</h1>{body}</body></html>"
    )


def in_json(title: str, text: str, chance: random.Random, share: float) -> str:
    del share
    value = json.dumps({"@type": "NewsArticle", "headline": title, "articleBody": text}, ensure_ascii=chance.random() < 0.7)
    kind = chance.choice(
        ['"application/ld+json"', "application/ld+json", '"application/ld&#43;json"', "'application/ld&#x2B;json'"]
    )
    value = value.replace("</", "<\\/")
    return f"<html><head><script async type={kind}>{value}</script></head><body><div>x</div></body></html>"


def in_json_markup(title: str, text: str, chance: random.Random, share: float) -> str:
    body = "".join(f"<p>{written(line, chance, share, INSIDE_JSON)}</p>" for line in text.split("\n"))
    return in_json(title, body, chance, share)


def in_meta(title: str, text: str, chance: random.Random, share: float) -> str:
    del share
    letters = "".join(
        chance.choice(LETTERS[1:3])(char) if chance.random() < 0.5 else html.escape(char) for char in f"{title} {text}"
    )
    return f"<html><head><META content=\"{letters}\" property='og:title'></head><body><p>x</p></body></html>"


WRAPPINGS = [in_article, in_json, in_json_markup, in_meta]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_no_kept_document_is_lost_however_its_page_is_written(wrapping: Callable[..., str]) -> None:
    """Every document of the corpus that the scorer keeps, once plain and once in a share of unusual spellings."""
    chance = random.Random(7)
    for title, text, _ in corpus():
        for share in (0.0, 0.02, 0.3):
            page = wrapping(title, text, chance, share)
            assert passes(page.encode()), (title, share)


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-8-sig", "cp1251", "koi8-r", "cp949", "gb18030", "cp932", "euc_jp", "iso2022_kr", "big5"]
)
def test_no_kept_document_is_lost_in_any_encoding(encoding: str) -> None:
    chance = random.Random(11)
    tried = 0
    for title, text, _ in corpus():
        page = in_article(title, text, chance, 0.01).replace("<head>", f'<head><meta charset="{encoding}">')
        try:
            body = page.encode(encoding)
        except UnicodeEncodeError:
            continue
        document = extract(Page(FETCH, body, f"text/html; charset={encoding}"))
        if isinstance(document, Document) and _kept(document.title, document.text):
            tried += 1
            assert passes(body, f"text/html; charset={encoding}"), title
    assert tried > 0


def test_a_feed_entry_can_be_all_that_speaks_of_it() -> None:
    title, text, _ = corpus()[0]
    assert passes(b"<html><body><p>Enable JavaScript.</p></body></html>", entry=FeedEntry(FETCH.url, title, summary=text))


def test_pages_of_the_test_suites_that_score_keeps_pass() -> None:
    """Every saved page: whatever extraction and scoring make of it."""
    kept = 0
    for path in sorted(ROOT.glob("tests/**/*.html")):
        page = Page(FETCH, path.read_bytes(), "text/html")
        document = extract(page)
        if isinstance(document, Document) and scorer().score(document).relevant:
            kept += 1
            assert isinstance(screener().screen(page), Page), path.name
    assert kept  # or this says nothing


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_kept_documents_pass_with_any_spelling(data: st.DataObject) -> None:
    title, text, _ = data.draw(st.sampled_from(corpus()))
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    wrapping = data.draw(st.sampled_from(WRAPPINGS))
    assert passes(wrapping(title, text, chance, data.draw(st.floats(0, 0.6))).encode("utf-8", "replace"))


@cache
def literals() -> list[tuple[Any, ...]]:
    return sorted(scorer().knowledge.matcher.literals(), key=repr)


@cache
def terms() -> Terms:
    return Terms(chain.from_iterable(terms_of(scorer().knowledge.matcher).values()))


def mentioned_and_shown(text: str) -> tuple[set[int], set[int]]:
    """What the scorer finds in a text, and what the screen finds in its spellings."""
    mentioned = {meaning for _, _, meaning in scorer().knowledge.matcher.mentions(fold(text).text)}
    letters, words = solid(text), spaced(text)
    return mentioned, {term.meaning for term in terms().possible(letters) if term.fits(letters) and term.stands_in(words)}


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_mention_the_scorer_finds_in_a_text_shows_in_its_spellings(data: st.DataObject) -> None:
    pieces = []
    for literal, _, _, rest, endings in data.draw(st.lists(st.sampled_from(literals()), min_size=1, max_size=4)):
        pieces.append(literal)
        for letters, word in rest:
            pieces.append("ами"[: min(letters, 3)] if literal[0] > "z" else "xyz"[: min(letters, 3)])
            pieces.append(word)
        pieces.append(data.draw(st.sampled_from(sorted(endings))) if endings else "")
        pieces.append(
            data.draw(
                st.sampled_from(
                    [" ", ", ", "\n", "—", "", "e", "и", "에서", "的", "'s ", "\u0301 ", "ß", " — ", "’s ", " “", "…"]
                )
            )
        )
    text = data.draw(st.sampled_from([str, str.upper, str.title]))("".join(pieces))
    mentioned, shown = mentioned_and_shown(text)
    assert mentioned <= shown


@pytest.mark.parametrize("text", ["il62кожем'як ", "62кожемяк", "Хасан2 ", "кожемяк62"])
def test_digits_are_no_cyrillic_letters(text: str) -> None:
    mentioned, shown = mentioned_and_shown(text)
    assert mentioned and mentioned <= shown


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.lists(st.integers(0, 10_000), max_size=6)), min_size=1, max_size=6), st.booleans()
)
def test_what_the_screen_assumes_of_statements_holds(drawn: list[tuple[int, list[int]]], titled: bool) -> None:
    """Without a name and a means of transport there is no statement; without statements the bound holds."""
    knowledge, vocabulary = scorer().knowledge, scorer().vocabulary
    bits = list(knowledge.bit.values())
    named = vocabulary.dprk | vocabulary.link_names
    for missing in (named, vocabulary.transport):
        reading = _reading([sum({bits[n % len(bits)] for n in those}) & ~missing for _, those in drawn], titled)
        assert statements(reading, knowledge, vocabulary) == []
        assert gist(reading, knowledge, vocabulary) is None
        assert scorer().log_odds(_features(reading)) <= most_without_statements(scorer())


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 10_000), min_size=1, max_size=4), min_size=1, max_size=4), st.booleans(), st.integers(0, 4)
)
def test_what_cannot_state_anything_has_no_statements(drawn: list[list[int]], titled: bool, without: int) -> None:
    """Mentions of anything in any order: where `may_state` says no, no sentence is a statement, nor are all as one."""
    knowledge, v = scorer().knowledge, scorer().vocabulary
    missing = (0, v.dprk, v.russia, v.link_names, v.russia | v.link_names)[without]
    bits = [meaning.bits for meaning in knowledge.meanings if not meaning.bits & missing]
    rows = [[bits[n % len(bits)] for n in those] for those in drawn]
    reading = _reading([_all(row) for row in rows], titled, rows)
    names = _all(own for row in rows for own in row if not own & v.backing)
    stated = statements(reading, knowledge, v) or gist(reading, knowledge, v) is not None
    assert may_state(reading.bits, names, knowledge, v) or not stated


def test_something_can_be_stated_with_little() -> None:
    """Or the law above says nothing."""
    knowledge, v = scorer().knowledge, scorer().vocabulary
    own = [v.dprk, v.russia, v.mode]
    assert statements(_reading([_all(own)], titled=False, rows=[own]), knowledge, v)
    assert may_state(_all(own), 0, knowledge, v)
    assert not may_state(v.dprk | v.mode, v.dprk | v.mode, knowledge, v)


def test_the_keys_stand_wherever_a_name_is_met() -> None:
    """Of any set of meanings that meets a name of the DPRK or of a transport link, one is a key."""
    meanings = scorer().knowledge.meanings
    named = scorer().vocabulary.dprk | scorer().vocabulary.link_names
    for seed in range(5):
        chance = random.Random(seed)
        keys = key_meanings(meanings, named, {at: ["a" * chance.randint(1, 9)] for at in range(len(meanings))})
        others = [meaning for at, meaning in enumerate(meanings) if at not in keys]
        assert len(others) > len(meanings) / 2
        assert not bits_of(met(others)) & named


def _all(rows: Iterable[int]) -> int:
    found = 0
    for row in rows:
        found |= row
    return found


def _features(reading: Reading) -> Any:
    from pipelines.relevance.features import features

    return features(reading, [], scorer().vocabulary)


def _reading(united: list[int], titled: bool, rows: Sequence[Sequence[int]] = ()) -> Reading:
    """Sentences with these bits; `rows`: those of their mentions, one by one."""
    owns = rows or [[] for _ in united]
    sentences = [
        Sentence(2 * at, 2 * at + 1, at, bits, [(2 * at, 2 * at + 1, 0)] * len(own), list(own))
        for at, (bits, own) in enumerate(zip(united, owns, strict=True))
    ]
    text = "1 " * len(united)
    return Reading(text, Folded(text, length=len(text)), sentences, titled, _all(united))


def test_what_a_latin_page_is_folded_without_is_no_part_of_any_term() -> None:
    """The fast way leaves symbols out; every one of them, folded the slow way, has no letter of a term or name."""
    letters = {char for literal, _, _, rest, _ in literals() for word in (literal, *(word for _, word in rest)) for char in word}
    slow = "\u0416"  # a letter that is not Latin: the text goes the slow way
    for code in range(0x100, 0x20000):
        char = chr(code)
        if char.isalpha() or 0xD800 <= code < 0xE000 or solid(f"x{char}y") != "xy":
            continue
        assert not set(solid(slow + char)[1:]) & letters, hex(code)


def test_the_screen_refuses_something() -> None:
    page = in_article("Potato harvest", "Farmers brought in more potatoes than last year.\n" * 40, random.Random(3), 0.02)
    found = screener().screen(Page(FETCH, page.encode(), "text/html"))
    assert isinstance(found, Rejected) and "no word of the DPRK" in found.detail
