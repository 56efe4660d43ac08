"""The scorer as the line meets it: verdicts, evidence, transport links, explanations, and texts that are none."""

import time
from datetime import UTC, datetime

import pytest

from pipelines.relevance import Scorer
from pipelines.relevance.explain import explain
from tests import shipped
from tumen.journey import Document, Fetch


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return shipped.scorer()


def _document(title: str, text: str) -> Document:
    fetch = Fetch("https://example.org/a", "import", "page", datetime(2026, 9, 8, tzinfo=UTC))
    return Document(fetch, fetch.url, title, text)


def test_one_concrete_sentence_makes_a_page_on_something_else_relevant(scorer: Scorer) -> None:
    text = (
        "Crab and salmon were cheap at the harvest fair.\nBakers sold bread, and a choir sang.\n"
        "In his speech the governor said that a train from Vladivostok to Rason in North Korea will run every Friday from June.\n"
        "The fair is open until Sunday."
    )
    scored = scorer.score(_document("Harvest fair opens in Vladivostok", text))
    assert scored.relevant
    assert next((tag.id, tag.role) for tag in scored.transport_links) == ("vladivostok-rason-train", "reported")
    assert any("every Friday" in piece.sentence for piece in scored.evidence)


def test_the_leaders_train_is_not_news_of_a_transport_link(scorer: Scorer) -> None:
    text = "The armored train of the North Korean leader crossed into Russia at Khasan on Sunday. Bread and salt were offered."
    assert not scorer.score(_document("Kim Jong Un arrives in Russia by train", text)).relevant


@pytest.mark.parametrize(
    ("said", "relevant"),
    [
        ("The two allies, bound by a treaty, opened a road bridge over the Tumen last year.", False),
        ("The books crossed the new road bridge from Russia to North Korea on 3 November in two lorries.", True),
    ],
)
def test_a_bridge_named_as_background_is_not_news_and_a_fact_in_passing_is(scorer: Scorer, said: str, relevant: bool) -> None:
    text = f"Ten thousand copies were printed. {said} The authors teach in Vladivostok."
    assert scorer.score(_document("Textbook of Russian appears in Pyongyang", text)).relevant is relevant


def test_terms_and_sentences_stand_in_the_text(scorer: Scorer) -> None:
    document = _document("Мост через Туманную открыт", "Первые грузовики прошли из Хасана в КНДР 7 сентября 2026 года.")
    for piece in scorer.score(document).evidence:
        assert piece.term in document.title or piece.term in document.text
        assert piece.sentence in document.title or piece.sentence in document.text


def test_an_explanation_marks_the_words_and_adds_up(scorer: Scorer) -> None:
    document = _document("New  bridge", "Trucks crossed the road bridge between Russia and North Korea on Monday.")
    explanation = explain(document, scorer)
    marked = [(span.where, getattr(document, span.where)[span.start : span.stop]) for span in explanation.spans]
    assert ("text", "North Korea") in marked
    assert ("text", "road bridge") in marked
    total = explanation.intercept + sum(piece.contribution for piece in explanation.evidence)
    assert total == pytest.approx(explanation.log_odds)
    assert [piece.contribution for piece in explanation.evidence] == sorted(
        (p.contribution for p in explanation.evidence), reverse=True
    )


def test_the_turning_change_really_turns_the_verdict(scorer: Scorer) -> None:
    """A document near the threshold, and the one change that takes it to the other side."""
    document = _document("Trade fair", "Russia sells flour to North Korea; it goes by ship.")
    explanation = explain(document, scorer)
    assert explanation.turn is not None
    assert (explanation.turn.relevance >= scorer.weights.threshold) != explanation.scored.relevant


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("bridge", id="one word"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("NORTH KOREA AND RUSSIA OPEN ROAD BRIDGE!!!", id="capitals"),
        pytest.param("Ð¼Ð¾ÑÑ ÑÐµÑÐµÐ· Ð¢ÑÐ¼Ð°Ð½Ð½ÑÑ", id="mojibake"),
        pytest.param("جسر بين روسيا وكوريا الشمالية \u202e eguB", id="right to left"),
        pytest.param("a\x00b\x01\x1b[31m\x7f\r\n\x85", id="controls"),
        pytest.param("\ud800\udc00\udfff", id="surrogates"),
        pytest.param("мост bridge 다리 桥 橋 puente pont Brücke міст", id="all scripts"),
        pytest.param("." * 5000 + "。" * 5000, id="nothing but stops"),
        pytest.param("e" + "\u0301" * 5000, id="a tower of marks"),
        pytest.param("\u1100\u1161\u11a8" * 2000, id="jamo"),
    ],
)
def test_any_text_has_a_score(scorer: Scorer, text: str) -> None:
    for title in ("", text[:300], "Title"):
        scored = scorer.score(_document(title, text))
        assert 0.0 <= scored.relevance <= 1.0
        explain(_document(title, text), scorer)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Russia and North Korea opened a bridge at Khasan for trains. ", id="all statements"),
        pytest.param("두만강 다리로 북한과 러시아가 이어졌다 ", id="one endless sentence"),
        pytest.param("\u00ad \u200b", id="all deleted"),
        pytest.param("Хасан ", id="conditions"),
    ],
)
def test_two_megabytes_take_time_in_proportion(scorer: Scorer, sentence: str) -> None:
    """Eight times the text may take at most some 16 times the time: linear, with room for a busy machine."""

    def seconds(size: int) -> float:
        document = _document("Title", sentence * (size // len(sentence.encode())))
        began = time.process_time()
        scorer.score(document)
        return time.process_time() - began

    short = max(min(seconds(250_000) for _ in range(2)), 0.01)
    assert any(seconds(2_000_000) < 16 * short for _ in range(2)), "and not twice in a row"
