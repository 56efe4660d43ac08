"""Dates, quotes, lines and addresses as a digest writes them."""

from datetime import UTC, datetime

import pytest

from digests.cleaning import header_text, one_line, web_address
from digests.dates import moment, stated
from digests.quotes import CUT, mark, quotes
from digests.wrapping import columns, wrap
from tumen.journey import Evidence, Precision, StatedDate

AFTERNOON = datetime(2025, 5, 29, 5, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "precision", "zone", "said"),
    [
        pytest.param(AFTERNOON, Precision.MINUTE, "Asia/Seoul", "29 May 2025, 14:13 Asia/Seoul", id="named zone"),
        pytest.param(AFTERNOON, Precision.MINUTE, "+09:00", "29 May 2025, 14:13 +09:00", id="offset"),
        pytest.param(AFTERNOON, Precision.MINUTE, "-0330", "29 May 2025, 01:43 -0330", id="offset west, without colon"),
        pytest.param(AFTERNOON, Precision.MINUTE, None, "29 May 2025, 05:13 UTC (zone not stated)", id="no zone"),
        pytest.param(AFTERNOON, Precision.MINUTE, "../etc", "29 May 2025, 05:13 UTC (zone not stated)", id="no zone of ours"),
        pytest.param(datetime(2025, 5, 28, 15, tzinfo=UTC), Precision.DAY, "Asia/Pyongyang", "29 May 2025", id="day"),
        pytest.param(datetime(2025, 4, 30, 15, tzinfo=UTC), Precision.MONTH, "Asia/Seoul", "May 2025", id="month"),
        pytest.param(datetime(2024, 12, 31, 15, tzinfo=UTC), Precision.YEAR, "Asia/Seoul", "2025", id="year"),
    ],
)
def test_a_stated_date_is_told_as_precisely_as_it_was_stated(
    at: datetime, precision: Precision, zone: str | None, said: str
) -> None:
    assert stated(StatedDate(at, precision, zone, "raw")) == said


def test_a_date_nobody_stated_is_unknown() -> None:
    assert stated(None) == "unknown"


def test_our_own_clock_is_told_in_the_readers_zone() -> None:
    assert moment(datetime(2026, 11, 20, 21, 58, tzinfo=UTC), "Asia/Seoul") == "21 November 2026, 06:58 Asia/Seoul"


def shown(fragments: tuple[object, ...]) -> str:
    return "".join(f"[{part.text}]" if part.marked else part.text for part in fragments)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sentence", "terms", "marked"),
    [
        pytest.param("The road bridge over the Tumen.", ["Tumen"], "The road bridge over the [Tumen].", id="one"),
        pytest.param("Мост и мост.", ["мост"], "[Мост] и [мост].", id="upper and lower case"),
        pytest.param("두만강역에서 준공식", ["두만강역"], "[두만강역]에서 준공식", id="particle stays outside"),
        pytest.param("road bridge works", ["road bridge", "bridge works"], "[road bridge works]", id="overlap"),
        pytest.param("İstanbul ferry", ["ferry"], "İstanbul [ferry]", id="a letter whose lower case is two"),
        pytest.param("a sentence", ["absent", ""], "a sentence", id="not in it"),
    ],
)
def test_terms_are_marked_where_they_stand(sentence: str, terms: list[str], marked: str) -> None:
    assert shown(mark(sentence, terms)) == marked


def test_a_sentence_as_long_as_a_page_is_cut_around_its_first_term() -> None:
    quote = mark("x " * 1000 + "the bridge " + "y " * 1000, ["bridge"])
    assert "[bridge]" in shown(quote)
    assert shown(quote).startswith(CUT)
    assert shown(quote).endswith(CUT)
    assert sum(len(part.text) for part in quote) < 450


def evidence(contribution: float, sentence: str, term: str = "x") -> Evidence:
    return Evidence("concept", term, contribution, sentence)


def test_the_three_sentences_that_weigh_most_are_quoted_in_the_order_of_the_text() -> None:
    chosen = quotes(
        [
            evidence(0.5, "First."),
            evidence(0.1, "Second."),
            evidence(0.4, "Third."),
            evidence(0.3, "Fourth."),
            evidence(0.3, "Fourth."),
            evidence(-2.0, "Fifth."),
            evidence(3.0, ""),
            evidence(3.0, "The  title"),
        ],
        "The title",
    )
    assert [shown(quote) for quote in chosen] == ["First.", "Third.", "Fourth."]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("a\r\nBcc: x@example.org", "a Bcc: x@example.org", id="line break"),
        pytest.param("\u202egnp.exe\u202c", "gnp.exe", id="right-to-left override"),
        pytest.param("a\ud800b\x00c\u2028d", "ab c d", id="surrogate, NUL, line separator"),
        pytest.param("  두만강\u3000역 ", "두만강 역", id="wide blank"),
    ],
)
def test_foreign_words_become_one_harmless_line(text: str, clean: str) -> None:
    assert one_line(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("=?utf-8?q?=0ABcc:_x?= bridge", "utf-8?q0ABcc:_x bridge", id="encoded word"),
        pytest.param("===???", "", id="marks within marks"),
        pytest.param("x" * 200, "x" * 149 + "…", id="too long"),
    ],
)
def test_a_header_holds_no_encoded_words(text: str, clean: str) -> None:
    assert header_text(text) == clean


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://[::1]:8080/", "https://пример.рф/путь"])
def test_web_addresses_may_be_clicked(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "//example.org", "https:///x", "http://[", "https://a\nb", "https://a b"]
)
def test_other_addresses_may_not(url: str) -> None:
    assert web_address(url) is None


def test_lines_count_wide_characters_twice() -> None:
    wrapped = wrap("俄罗斯滨海边疆区行政长官表示，" * 6, "  > ", "  > ")
    assert all(columns(line) <= 76 for line in wrapped.splitlines())
    assert all(columns(line) > 70 for line in wrapped.splitlines()[:-1])
    assert not any(line.removeprefix("  > ").startswith("，") for line in wrapped.splitlines())


def test_an_address_is_never_broken() -> None:
    address = "https://example.org/" + "a" * 100
    assert wrap(f"see {address} there", "  ").splitlines() == ["  see", f"  {address}", "  there"]
