"""Search: what is folded keeps its place, and what is shown is the text."""

from hypothesis import given
from hypothesis import strategies as st

from storage.neighbours import neighbours, number, written
from storage.query import read_query
from storage.snippet import snippet
from storage.words import fold, runs, terms

ALPHABET = st.one_of(
    st.sampled_from("ab Ёе ß ﬁ é İ ... 나진항 铁路 ﾗｼﾞﾝ\n\u0301_-1"),
    st.characters(exclude_categories=("Cs",), exclude_characters="*"),
)
TEXTS = st.text(ALPHABET, max_size=300)


@given(TEXTS)
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert list(offsets) == sorted(offsets)
    assert all(
        piece == fold(text[place])[0] or piece in fold(text[place])[0] for piece, place in zip(folded, offsets, strict=True)
    )


@given(TEXTS)
def test_folding_what_is_folded_changes_nothing_that_search_sees(text: str) -> None:
    once = [run.text for run in runs(text)]
    assert [run.text for run in runs(" ".join(once))] == once


@given(TEXTS, st.text(ALPHABET, max_size=12))
def test_a_snippet_is_a_passage_of_the_text_with_marks(text: str, query: str) -> None:
    shown = snippet(text, read_query(query).wanted)
    bare = shown.replace("**", "").removeprefix("… ").removesuffix(" …")
    assert bare in " ".join(text.split())


@given(TEXTS, st.data())
def test_a_word_of_a_short_text_is_marked(text: str, data: st.DataObject) -> None:
    """A word that stands there is found in the index by its term, and shown."""
    words = runs(text)
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    wanted = read_query(f'"{word.text}"').wanted
    if len(text) <= 200:
        assert "**" in snippet(text, wanted)
    assert wanted[0].terms()[0] in set(terms(text))


@given(TEXTS, st.data())
def test_a_phrase_that_stands_in_a_text_has_its_neighbours_there(text: str, data: st.DataObject) -> None:
    """Or the index of pairs would hide it."""
    found = runs(text)
    first = data.draw(st.integers(0, len(found)))
    phrase = " ".join(run.text for run in found[first : first + data.draw(st.integers(0, 5))])
    held = written(list(terms(text)), list(terms(text)), "").split()
    pairs = list(neighbours(read_query(f'"{phrase}"').wanted))
    assert {number(*pair) for pair in pairs} | {number(*pair, title=True) for pair in pairs} <= set(held)
