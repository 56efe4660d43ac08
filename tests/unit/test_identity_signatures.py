"""Near-copy signatures: what they fold, what they tell apart, and that stored ones stay comparable."""

from datetime import UTC, datetime

import pytest

from pipelines.identity.signatures import BANDS, VALUES, exact_jaccard, fold, shingles, sign, similarity
from tumen.journey import Document, Fetch, Signature

FETCH = Fetch("https://example.com/a", "test", "page", datetime(2026, 9, 27, tzinfo=UTC))
WORDS = [f"{kind}{number}" for number in range(120) for kind in ("pier", "rail", "coal", "ice", "flag")]
CHINESE = "沿江两国之间的铁路客运十七日恢复列车每周开行三班全程约两个小时首趟列车上有二十三名旅客多数是回乡探亲的铁路工人"


def signed(text: str) -> Signature:
    return sign(Document(FETCH, FETCH.url, "title", text))


def test_a_signature_has_the_agreed_shape() -> None:
    signature = signed(" ".join(WORDS))
    assert len(signature.minhash) == VALUES == 128
    assert len(signature.bands) == BANDS == 32
    assert all(0 <= value < 2**32 for value in signature.minhash)
    assert all(-(2**63) <= key < 2**63 for key in signature.bands)
    assert len(signature.text_hash) == 64


def test_stored_signatures_stay_comparable() -> None:
    """Scheme mh1 is in databases: when this fails, the scheme needs a new name and the stored texts new signatures."""
    signature = signed("The first train crossed the rebuilt bridge on Monday morning")
    assert signature.minhash[:4] == (221958919, 502921731, 2602851873, 2602851873)
    assert signature.bands[0] == 3895686391595322023
    assert signature.text_hash.startswith("423e9c3485da1291")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The bridge, opened!", "the  BRIDGE\nopened", id="case, punctuation, layout"),
        pytest.param("Ёлки в Хасане", "елки в хасане", id="ё and е"),
        pytest.param("ﾊｻﾝ駅　１２番", "ハサン駅 12番", id="half and full width"),
    ],
)
def test_folding_makes_equal_words_equal(one: str, other: str) -> None:
    assert signed(one).text_hash == signed(other).text_hash


def test_other_words_have_another_hash() -> None:
    assert signed("The bridge is 850 m long").text_hash != signed("The bridge is 1000 m long").text_hash


def test_languages_without_spaces_are_cut_into_characters() -> None:
    assert "铁路客运" in shingles(fold(CHINESE))
    assert "a b c" in shingles(fold("A b c d"))
    assert "두만강 철교 통과" in shingles(fold("두만강 철교 통과 열차"))


def test_the_estimate_is_near_the_exact_similarity() -> None:
    text = " ".join(WORDS)
    for keep in (0.9, 0.7, 0.5):
        shorter = " ".join(WORDS[: int(len(WORDS) * keep)])
        assert similarity(signed(text), signed(shorter)) == pytest.approx(exact_jaccard(text, shorter), abs=0.15)  # 3 sigma


def test_copies_share_a_band_and_strangers_none() -> None:
    text = " ".join(WORDS)
    reprint = "Our correspondent reports. " + " ".join(WORDS[:-40])
    stranger = " ".join(word[::-1] for word in WORDS)
    assert set(signed(text).bands) & set(signed(reprint).bands)
    assert not set(signed(text).bands) & set(signed(stranger).bands)


def test_a_chinese_copy_is_found() -> None:
    assert exact_jaccard(CHINESE, CHINESE[:-6]) > 0.8
    assert set(signed(CHINESE).bands) & set(signed(CHINESE[:-6]).bands)


@pytest.mark.parametrize("text", ["", "…", "Word", "一"])
def test_texts_too_short_to_shingle_can_be_signed(text: str) -> None:
    assert len(signed(text).minhash) == VALUES


def test_two_empty_texts_are_not_similar() -> None:
    assert exact_jaccard("", "") == 0.0
