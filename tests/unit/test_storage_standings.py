"""How values stand beside one another: the rules docs/ledger.md states, one by one."""

from dataclasses import replace
from datetime import date

import pytest

from storage.spans import days
from storage.standings import Stated, standings
from tumen.ledger import shown
from tumen.statements import Attribute, Bound

LENGTH, COST, LENT = Attribute.LENGTH, Attribute.COST, Attribute.FREQUENCY
Row = tuple[str, str, list[str]]  # figure, standing, against


def said(
    value: float | None,
    origin: str | None = "tass",
    day: str | None = "2025-05-01",
    *,
    unit: str | None = "m",
    bound: Bound = Bound.EXACT,
    high: float | None = None,
    when: str | None = None,
    **rest: object,
) -> Stated:
    stated = Stated(
        figure=shown(value, high, unit, when, bound),
        value=value,
        high=high,
        unit=unit if when is None else None,
        date=when,
        bound=bound,
        article=None,
        stated_on=date.fromisoformat(day) if day else None,
        dated=day is not None,
        as_of=date.fromisoformat(day) if day else None,
        name=origin or "farm",
        voice=origin,
        origin=origin,
        about=None,
        withdrawn=False,
    )
    return replace(stated, **rest)  # type: ignore[arg-type]


def stand(attribute: Attribute, *statements: Stated, changed_on: tuple[date, ...] = ()) -> list[Row]:
    return [(value.figure, value.standing.value, value.against) for value in standings(attribute, statements, changed_on)]


def test_one_value_is_alone_however_many_state_it() -> None:
    assert stand(LENGTH, said(850), said(850, "ap"), said(850, None)) == [("850 m", "alone", [])]


def test_two_values_conflict_and_each_says_with_what() -> None:
    """The bridge of day one: 850 m, says the minister, one kilometre, says TASS."""
    assert stand(LENGTH, said(850, "starovoit"), said(1000)) == [
        ("850 m", "conflicts", ["1,000 m"]),
        ("1,000 m", "conflicts", ["850 m"]),
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(1000, 1004.9, True), (1000, 1005.1, False), (4700, 4683, True), (2, 2.02, False)],
    ids=["0.49 %", "0.51 %", "rounded", "1 %"],
)
def test_what_differs_by_half_a_percent_at_most_is_the_same(one: float, other: float, alike: bool) -> None:
    found = stand(LENGTH, said(one), said(one, "kyodo"), said(other, "ap"))
    assert len(found) == (1 if alike else 2)
    assert found[0][:2] == (shown(one, None, "m", None, Bound.EXACT), "alone" if alike else "conflicts")


def test_a_row_of_near_values_does_not_run_together() -> None:
    """Each within 0.5 % of the next, the ends not: the lowest of a group decides."""
    assert len(stand(LENGTH, said(1000), said(1004), said(1008, "ap"))) == 2


BOTH_TRUE = {
    "a range and a value in it": (said(3, unit="lanes", high=5), said(4, "ap", unit="lanes")),
    "ranges that meet": (said(800, high=900), said(900, "ap", high=1000)),
    "about, within a tenth": (said(1000), said(920, "ap", bound=Bound.ABOUT)),
    "at least, and more": (said(800, bound=Bound.AT_LEAST), said(1300, "ap")),
    "at most, and less": (said(1300, bound=Bound.AT_MOST), said(800, "ap")),
    "two currencies": (said(40e6, unit="USD"), said(9e9, "ap", unit="RUB")),
    "the same, once firmly and once about": (said(1000), said(1000, "ap", bound=Bound.ABOUT)),
}


@pytest.mark.parametrize("pair", BOTH_TRUE.values(), ids=BOTH_TRUE)
def test_what_may_both_be_true_differs_in_meaning(pair: tuple[Stated, Stated]) -> None:
    assert [standing for _, standing, _ in stand(COST, *pair)] == ["differs in meaning"] * 2


NOT_BOTH = {
    "about, beyond a tenth": (said(1000), said(890, "ap", bound=Bound.ABOUT)),
    "about and about, beyond a tenth": (said(1000, bound=Bound.ABOUT), said(850, "ap", bound=Bound.ABOUT)),
    "at least, and less": (said(800, bound=Bound.AT_LEAST), said(700, "ap")),
    "ranges apart": (said(800, high=900), said(950, "ap", high=1000)),
}


@pytest.mark.parametrize("pair", NOT_BOTH.values(), ids=NOT_BOTH)
def test_what_cannot_both_be_true_conflicts(pair: tuple[Stated, Stated]) -> None:
    assert [standing for _, standing, _ in stand(COST, *pair)] == ["conflicts"] * 2


def test_figures_the_registry_tells_apart_do_not_conflict_but_those_it_lists_together_do() -> None:
    """The cost of the bridge and that of its checkpoint; horses, of which two counts are known."""
    bridge, post = said(100, unit="USD", day=None, about="bridge"), said(40, "ap", unit="USD", day=None, about="checkpoint")
    assert [row[1] for row in stand(COST, bridge, post)] == ["differs in meaning"] * 2
    horses = [said(n, f"paper {n}", unit="horses", day=None, about="horses") for n in (30, 25)]
    assert [row[1] for row in stand(Attribute.CARGO_VOLUME, *horses)] == ["conflicts"] * 2


COUNTS = {
    "the same days": (said(73, article=1), said(70, "ap", "2025-05-04", article=2), "conflicts"),
    "days further apart": (said(73, article=1), said(70, "ap", "2025-05-05", article=2), "differs in meaning"),
    "more than twice as many": (said(73, article=1), said(147, "ap", article=2), "differs in meaning"),
    "both in one article": (said(73, article=1), said(70, article=1), "differs in meaning"),
    "a day nobody states": (said(73, article=1), said(70, "ap", None, article=2), "differs in meaning"),
}


@pytest.mark.parametrize(("one", "other", "standing"), COUNTS.values(), ids=COUNTS)
def test_counts_conflict_only_where_they_can_be_of_one_thing(one: Stated, other: Stated, standing: str) -> None:
    assert [row[1] for row in stand(Attribute.TRAINS_SEEN, one, other)] == [standing] * 2


def test_a_line_is_not_its_bridge() -> None:
    """Lengths and distances more than ten times apart are of other things, unless the registry lists them together."""
    assert [row[1] for row in stand(LENGTH, said(623), said(20_000, "ap"))] == ["differs in meaning"] * 2
    assert [row[1] for row in stand(LENGTH, said(800), said(4700, "ap"))] == ["conflicts"] * 2
    assert [row[1] for row in stand(Attribute.WIDTH, said(7), said(71, "ap"))] == ["conflicts"] * 2


def test_who_says_otherwise_later_replaces_what_was_said() -> None:
    assert stand(LENGTH, said(850), said(1000, day="2025-05-02")) == [
        ("850 m", "superseded", ["1,000 m"]),
        ("1,000 m", "supersedes", ["850 m"]),
    ]


def test_who_returns_to_the_old_value_takes_the_new_one_back() -> None:
    rows = stand(LENGTH, said(850), said(1000, day="2025-05-02"), said(850, day="2025-05-03"))
    assert rows == [("850 m", "supersedes", ["1,000 m"]), ("1,000 m", "superseded", ["850 m"])]


STILL_STATED = {
    "the same day": [said(850), said(1000)],
    "somebody else keeps to it": [said(850), said(850, "ap"), said(1000, day="2025-06-02")],
    "found undated": [said(850), said(1000, day="2025-05-02", dated=False)],
    "a farm says otherwise": [said(850, "tass"), said(1000, None, "2025-06-02", voice="tass")],
}


@pytest.mark.parametrize("statements", STILL_STATED.values(), ids=STILL_STATED)
def test_what_somebody_still_states_is_not_replaced(statements: list[Stated]) -> None:
    assert "superseded" not in [row[1] for row in stand(LENGTH, *statements)]


FREQUENCY = {
    "a month later": ("2025-06-01", (), ["superseded", "supersedes"]),
    "within a month": ("2025-05-30", (), ["conflicts", "conflicts"]),
    "after the timetable changed": ("2025-05-30", (date(2025, 5, 20),), ["superseded", "supersedes"]),
    "before it changed": ("2025-05-30", (date(2025, 6, 20),), ["conflicts", "conflicts"]),
}


@pytest.mark.parametrize(("day", "changed_on", "found"), FREQUENCY.values(), ids=FREQUENCY)
def test_what_changes_is_replaced_once_it_falls_silent(day: str, changed_on: tuple[date, ...], found: list[str]) -> None:
    """Frequency, fare, duration, promised completion, contract value; of a length nobody has to repeat that it still holds."""
    rows = [said(3, unit="per week", day="2025-05-02"), said(2, "ap", day, unit="per week")]
    assert [row[1] for row in stand(LENT, *rows, changed_on=changed_on)] == found
    lengths = [said(850, day="2025-05-02"), said(1000, "ap", day)]
    assert [row[1] for row in stand(LENGTH, *lengths, changed_on=changed_on)] == ["conflicts"] * 2


def test_what_is_repeated_after_the_new_value_has_not_fallen_silent() -> None:
    rows = [said(3, unit="per week"), said(2, "ap", "2025-07-01", unit="per week"), said(3, "efe", "2025-07-02", unit="per week")]
    assert [row[1] for row in stand(LENT, *rows)] == ["conflicts"] * 2


def test_a_week_and_a_month_can_be_compared() -> None:
    rows = [said(1, unit="per week"), said(1, "ap", unit="per month"), said(2, "efe", unit="per week", bound=Bound.AT_MOST)]
    assert stand(LENT, *rows) == [
        ("1 per week", "conflicts", ["1 per month"]),
        ("1 per month", "conflicts", ["1 per week"]),
        ("at most 2 per week", "differs in meaning", []),
    ]


def test_a_superseded_value_conflicts_with_nothing() -> None:
    rows = [said(850), said(1000, day="2025-05-02"), said(1300, "ap")]
    assert stand(LENGTH, *rows) == [
        ("850 m", "superseded", ["1,000 m"]),
        ("1,300 m", "conflicts", ["1,000 m"]),
        ("1,000 m", "conflicts", ["1,300 m"]),
    ]


def test_what_only_farms_state_stands_against_the_others_but_they_do_not_against_it() -> None:
    assert stand(LENGTH, said(850), said(10, None)) == [("850 m", "differs in meaning", []), ("10 m", "differs in meaning", [])]
    assert stand(LENGTH, said(850), said(100, None)) == [("850 m", "differs in meaning", []), ("100 m", "conflicts", ["850 m"])]


def test_what_an_edit_took_out_is_withdrawn_or_replaced_by_what_it_put_there() -> None:
    gone = said(850, article=1, withdrawn=True)
    assert stand(LENGTH, gone) == [("850 m", "withdrawn", [])]
    assert stand(LENGTH, gone, said(1000, "ap", article=2)) == [("850 m", "withdrawn", []), ("1,000 m", "alone", [])]
    assert stand(LENGTH, gone, said(1000, article=1)) == [
        ("850 m", "superseded", ["1,000 m"]),
        ("1,000 m", "supersedes", ["850 m"]),
    ]


DATES = {
    "a month and its year": ("2026", "2026-06", "differs in meaning"),
    "a season and its month": ("2026-summer", "2026-08", "differs in meaning"),
    "a season and another month": ("2026-summer", "2026-09", "conflicts"),
    "either winter": ("2026-winter", "2027-02", "differs in meaning"),
    "two months": ("2026-06", "2026-12-31", "conflicts"),
    "a day no calendar has": ("2026-02-30", "2026-02", "conflicts"),
}


@pytest.mark.parametrize(("one", "other", "standing"), DATES.values(), ids=DATES)
def test_dates_conflict_where_no_day_is_in_both(one: str, other: str, standing: str) -> None:
    rows = [said(None, when=one), said(None, "ap", when=other)]
    assert [row[1] for row in stand(Attribute.COMPLETION_DATE, *rows)] == [standing] * 2


def test_days_of_a_span() -> None:
    assert days("2026-06") == (date(2026, 6, 1), date(2026, 6, 30))
    assert days("2026-winter") == (date(2026, 1, 1), date(2027, 2, 28))
    assert days("2026-12") == (date(2026, 12, 1), date(2026, 12, 31))
    assert days("later") is None


SHOWN = {
    "850 m": (850, None, "m", None, Bound.EXACT),
    "about 54 km": (54_000, None, "m", None, Bound.ABOUT),
    "1.5 years": (1.5 * 31_557_600, None, "s", None, Bound.EXACT),
    "8–10 days": (8 * 86_400, 10 * 86_400, "s", None, Bound.EXACT),
    "7.5 h": (27_000, None, "s", None, Bound.EXACT),
    "at least 40 million USD": (40e6, None, "USD", None, Bound.AT_LEAST),
    "1 lane": (1, None, "lanes", None, Bound.EXACT),
    "1 million barrels": (1e6, None, "barrels", None, Bound.EXACT),
    "15,821 people": (15_821, None, "people", None, Bound.EXACT),
    "2026-06": (None, None, None, "2026-06", Bound.EXACT),
}


@pytest.mark.parametrize(("words", "figure"), SHOWN.items(), ids=SHOWN)
def test_a_figure_is_shown_as_people_read_it(words: str, figure: tuple[float, float, str, str, Bound]) -> None:
    assert shown(*figure) == words
