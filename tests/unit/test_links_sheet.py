"""A sheet of the ledger on the terminal."""

from dataclasses import replace

import pytest

from desk.sheet import sheet_lines
from digests.wrapping import columns
from tests.unit.sheets import DISPUTED, LANES, LONG, QUIET, SHORT, STATEMENTS
from tumen.ledger import Sheet, Standing

ABOUT = ("of the span", "of the ramps", "length", None, "lanes")  # what the registry says exactly, by statement


def shown(sheet: Sheet = DISPUTED, width: int = 90) -> str:
    return "\n".join(sheet_lines(sheet, STATEMENTS, width))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_sheet_says_who_says_what_and_when() -> None:
    said = flat(shown())
    for wanted in (
        "Status: under construction, since 2025-04-30, says TASS; 塔斯社",
        "2024-06-19 agreed · TASS; Yonhap · 2 independent sources “It was agreed then.” https://example.org/agreed?a=1&b=2",
        "2026-06 opened (planned) · Kommersant",
        "unknown construction progress · 朝鲜",
        "850 m conflicts with 1,000 m · R. Starovoit; 교통상 · 2025-04-30 to 2025-06-30 · 2 independent sources",
        "R. Starovoit in TASS, 2025-04-30: “The bridge will be 850 m long, the minister said.” https://example.org/article/1",
        "교통상 in KCNA, 2025-04-30: “길이는 850 m라고 교통상이 말했다.” https://example.org/article/2 and 1 more",
        "塔斯社 in TASS, 2025-04-30: “桥长一公里。” https://example.org/article/4",
    ):
        assert wanted in said


def test_what_is_disputed_stands_before_what_is_not() -> None:
    said = shown()
    order = [said.index(words) for words in ("TIMELINE", "DISPUTED FIGURES", "850 m", "1,000 m", "OTHER FIGURES", "2 lanes")]
    assert order == sorted(order)


def test_without_disputes_there_is_no_such_heading() -> None:
    said = shown(replace(DISPUTED, values=(LANES,)))
    assert "DISPUTED" not in said
    assert "\nFIGURES\nlanes\n" in said


def test_a_sentence_that_holds_several_figures_is_quoted_once() -> None:
    both = {number: replace(one, sentence="850 m or 1 km.") for number, one in STATEMENTS.items()}
    said = flat("\n".join(sheet_lines(DISPUTED, both, 90)))
    assert said.count("“850 m or 1 km.”") == 1 + 1  # once for each attribute
    assert "塔斯社 in TASS, 2025-04-30: the sentence above" in said


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.SUPERSEDES, "850 m replaces 1,000 m"),
        (Standing.SUPERSEDED, "850 m replaced by 1,000 m"),
        (Standing.DIFFERS, "850 m differs in meaning · R. Starovoit"),
        (Standing.WITHDRAWN, "850 m withdrawn · R. Starovoit"),
        (Standing.ALONE, "850 m R. Starovoit"),
    ],
)
def test_how_a_value_stands_is_said_in_words(standing: Standing, words: str) -> None:
    assert words in flat(shown(replace(DISPUTED, values=(replace(SHORT, standing=standing),))))


def test_of_many_opponents_three_are_named() -> None:
    against = ("1 m", "2 m", "3 m", "4 m", "5 m")
    assert "conflicts with 1 m; 2 m; 3 m and 2 more" in flat(shown(replace(DISPUTED, values=(replace(SHORT, against=against),))))


def test_of_many_who_say_the_same_six_are_named() -> None:
    many = replace(LANES, stated_by=tuple(f"Paper {n}" for n in range(1, 10)))
    assert "Paper 5; Paper 6 and 3 more" in flat(shown(replace(DISPUTED, values=(many,))))


def test_a_statement_repeated_in_an_edit_is_quoted_once_and_one_edited_away_says_so() -> None:
    edited = {2: replace(STATEMENTS[2], wording="repeated"), 3: replace(STATEMENTS[3], wording="repeated")}
    gone = {4: replace(STATEMENTS[4], wording="withdrawn")}
    said = flat("\n".join(sheet_lines(DISPUTED, STATEMENTS | edited | gone, 90)))
    assert "길이는" not in said
    assert " more" not in said
    assert "塔斯社 in TASS, 2025-04-30 (edited away since): “桥长一公里。”" in said


def test_the_registrys_advice_stands_under_its_figure() -> None:
    advised = tuple(replace(value, advice=("never average",)) for value in (SHORT, LONG))
    said = shown(replace(DISPUTED, values=advised))
    assert said.count("  Registry: never average") == 1


def test_what_the_registry_states_itself_is_no_quote() -> None:
    own = {
        n: replace(one, article=None, url=None, about=about) for (n, one), about in zip(STATEMENTS.items(), ABOUT, strict=True)
    }
    said = flat("\n".join(sheet_lines(DISPUTED, own, 90)))
    assert "The bridge will be 850 m long" not in said
    assert "2 independent sources · registry: of the span; of the ramps" in said
    assert "TASS · 2025-04-30 to 2025-06-30 · registry" in said
    event = replace(DISPUTED.timeline[0], url=None, sentence="talks begin")
    assert "announced · an archive talks begin (registry)" in flat(shown(replace(DISPUTED, timeline=(event,))))


def test_a_transport_link_without_news_says_so() -> None:
    assert shown(QUIET).splitlines() == [
        "Khabarovsk – Pyongyang through car",
        "khabarovsk-pyongyang-train · passenger-train",
        "",
        "Status: once a month, as known on 2025-06-19, says Russian Railways",
        "",
        "TIMELINE",
        "nothing read yet",
    ]


@pytest.mark.parametrize("width", [60, 90, 140])
def test_lines_fit_the_terminal_but_for_addresses(width: int) -> None:
    assert [line for line in shown(width=width).splitlines() if columns(line) > width and "://" not in line] == []


def test_foreign_words_cannot_drive_the_terminal() -> None:
    assert not {"\x1b", "\u202e"} & set(shown())


def test_what_has_no_day_of_publication_says_when_it_was_kept() -> None:
    """The day of an import is nobody's statement."""
    undated = replace(LANES, undated=True, first_seen="2026-11-22", last_seen="2026-11-22")
    sheet = replace(DISPUTED, values=(undated,))
    said = flat("\n".join(sheet_lines(sheet, {5: replace(STATEMENTS[5], dated=False)}, 200)))
    assert "2 lanes TASS · undated (kept 2026-11-22)" in said
    assert ", undated (kept 2025-04-30): “It has two lanes" in said
