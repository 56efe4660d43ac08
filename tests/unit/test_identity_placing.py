"""Placing: which article a document is."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from pipelines.identity.placing import COPY_FROM, place
from pipelines.identity.signatures import exact_jaccard, sign
from tumen.journey import Document, Fetch, Placed, Rejected, Scored
from tumen.outcomes import Outcome, Reason

FETCH = Fetch("https://example.com/a", "test", "page", datetime(2026, 9, 27, tzinfo=UTC))
WORDS = [f"{kind}{number}" for number in range(40) for kind in ("pier", "rail", "coal", "ice", "flag")]
TEXT = " ".join(WORDS)
FLASH = "The train has arrived at the border"


@dataclass(frozen=True)
class Stored:
    """An article as storage hands it out."""

    article: int
    title: str
    text: str

    @property
    def text_hash(self) -> str:
        return sign(Document(FETCH, FETCH.url, self.title, self.text)).text_hash


def scored(text: str = TEXT, title: str = "Title", relevance: float = 0.9) -> Scored:
    return Scored(Document(FETCH, FETCH.url, title, text), relevance, 0.5, (), ())


def placed(item: Scored, here: Stored | None = None, near: tuple[Stored, ...] = ()) -> Placed | Rejected:
    return place(item, sign(item.document), here, near)


def test_nothing_known_is_new() -> None:
    outcome = placed(scored())
    assert isinstance(outcome, Placed)
    assert (outcome.reason, outcome.article, outcome.copy_of) == (Reason.NEW, None, None)


def test_same_address_and_words_is_unchanged() -> None:
    outcome = placed(scored(TEXT.upper()), Stored(7, "Title", TEXT))
    assert isinstance(outcome, Placed)
    assert (outcome.reason, outcome.article) == (Reason.UNCHANGED, 7)


def test_same_address_and_other_words_is_a_revision() -> None:
    outcome = placed(scored(TEXT + " and one sentence more"), Stored(7, "Title", TEXT))
    assert isinstance(outcome, Placed)
    assert (outcome.reason, outcome.article) == (Reason.REVISED, 7)


def test_an_edit_that_takes_the_subject_out_is_still_a_revision() -> None:
    outcome = placed(scored("Something else entirely", relevance=0.01), Stored(7, "Title", TEXT))
    assert isinstance(outcome, Placed)
    assert outcome.reason is Reason.REVISED


def test_an_irrelevant_stranger_is_off_topic_with_its_score() -> None:
    item = scored(relevance=0.49)
    outcome = placed(item)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.OFF_TOPIC
    assert outcome.outcome is Outcome.REFUSED
    assert (outcome.scored, outcome.title) == (item, "Title")


def test_a_reprint_is_a_copy_of_the_first_seen() -> None:
    """Both known articles are near enough; the older one was there first."""
    reprint = " ".join(WORDS[:-20])
    outcome = placed(scored(reprint), near=(Stored(3, "First", TEXT), Stored(9, "Reprint", reprint)))
    assert isinstance(outcome, Placed)
    assert (outcome.reason, outcome.article, outcome.copy_of) == (Reason.COPY, None, 3)
    assert outcome.similarity == pytest.approx(exact_jaccard(TEXT, reprint))


def test_the_oldest_is_passed_over_when_it_is_not_near_enough() -> None:
    half = " ".join(WORDS[:90])
    assert exact_jaccard(TEXT, half) < COPY_FROM
    outcome = placed(scored(TEXT), near=(Stored(3, "Half", half), Stored(9, "Whole", TEXT)))
    assert isinstance(outcome, Placed)
    assert (outcome.copy_of, outcome.similarity) == (9, 1.0)


def test_a_band_shared_by_accident_is_no_copy() -> None:
    outcome = placed(scored(), near=(Stored(3, "Other", " ".join(reversed(WORDS))),))
    assert isinstance(outcome, Placed)
    assert outcome.reason is Reason.NEW


def test_a_flash_is_a_copy_only_word_for_word_and_under_the_same_title() -> None:
    same = placed(scored(FLASH, title="Train arrives"), near=(Stored(3, "TRAIN ARRIVES", FLASH + "."),))
    other_title = placed(scored(FLASH, title="Train arrives"), near=(Stored(3, "Photo of the day", FLASH),))
    one_word_more = placed(scored(FLASH + " today", title="Train arrives"), near=(Stored(3, "Train arrives", FLASH),))
    assert isinstance(same, Placed) and same.reason is Reason.COPY
    assert isinstance(other_title, Placed) and other_title.reason is Reason.NEW
    assert isinstance(one_word_more, Placed) and one_word_more.reason is Reason.NEW
