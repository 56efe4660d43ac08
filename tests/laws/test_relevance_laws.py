"""Laws of scoring: they hold for every text, so Hypothesis looks for one that breaks them."""

from datetime import UTC, datetime
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.relevance.explain import explain
from pipelines.relevance.folding import fold
from pipelines.relevance.sentences import sentence_spans
from tests.shipped import scorer
from tumen.journey import Document, Fetch

FETCH = Fetch("https://example.org/a", "import", "page", datetime(2026, 9, 8, tzinfo=UTC))

_WORDS = st.sampled_from(
    [
        *(
            "Russia",
            "North Korea",
            "bridge",
            "train",
            "Khasan",
            "Rason",
            "Pyongyang",
            "Moscow",
            "flight",
            "ferry",
            "tanker",
            "Kim",
            "China",
        ),
        *(
            "Россия",
            "КНДР",
            "мост",
            "поезд",
            "Хасан",
            "Туманная",
            "открыт",
            "북한",
            "러시아",
            "두만강",
            "다리",
            "열차",
            "俄朝",
            "公路桥",
        ),
        *(
            "ハサン",
            "羅津",
            "鉄道",
            "豆満江",
            "Nordkorea",
            "Straßenbrücke",
            "Corée du Nord",
            "opened",
            "in 2026",
            ".",
            "。",
            "\n",
            "—",
            "(",
            "·",
        ),
    ]
)
_NEWS = st.lists(_WORDS, max_size=40).map(" ".join)
_ANY = st.text(alphabet=st.characters(), max_size=200)
_TEXTS = st.one_of(_NEWS, _ANY, st.builds(lambda a, b: a + b, _ANY, _NEWS))


def _document(title: str, text: str) -> Document:
    return Document(FETCH, FETCH.url, title, text)


@given(title=_TEXTS, text=_TEXTS)
@settings(max_examples=300, deadline=None)
def test_evidence_and_intercept_add_up_to_the_log_odds(title: str, text: str) -> None:
    scored = scorer().score(_document(title, text))
    total = scorer().weights.intercept + sum(piece.contribution for piece in scored.evidence)
    assert log(scored.relevance / (1 - scored.relevance)) == pytest.approx(total, abs=1e-6)


@given(title=_TEXTS, text=_TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_document_always_scores_the_same(title: str, text: str) -> None:
    document = _document(title, text)
    assert scorer().score(document) == scorer().score(document)


@given(title=_NEWS, text=_TEXTS)
@settings(max_examples=150, deadline=None)
def test_marked_spans_lie_in_the_text_and_apart(title: str, text: str) -> None:
    document = _document(title, text)
    last = {"title": 0, "text": 0}
    for span in explain(document, scorer()).spans:
        assert last[span.where] <= span.start < span.stop <= len(getattr(document, span.where))
        last[span.where] = span.stop


@given(text=_TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_folded_character_came_from_somewhere_in_order(text: str) -> None:
    folded = fold(text)
    last = 0
    for place in range(len(folded.text)):
        start, stop = folded.original(place, place + 1)
        assert last <= start <= stop <= len(text)
        last = start


@given(text=_TEXTS)
@settings(max_examples=300, deadline=None)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(text=_TEXTS)
@settings(max_examples=300, deadline=None)
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    last = 0
    for start, stop in sentence_spans(text):
        assert last <= start < stop <= len(text)
        assert not text[last:start].strip()
        last = stop
    assert not text[last:].strip()


@given(text=_NEWS)
@settings(max_examples=150, deadline=None)
def test_case_and_dashes_do_not_change_a_score(text: str) -> None:
    """Conditions on capitals aside, how a desk sets its type says nothing about its news."""
    plain = scorer().score(_document("", text.replace("Хасан", "")))
    dashed = scorer().score(_document("", text.replace("Хасан", "").replace("—", "–")))
    assert plain.relevance == dashed.relevance
