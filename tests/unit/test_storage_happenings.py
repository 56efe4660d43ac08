"""Which statements of events tell one happening."""

from dataclasses import replace
from datetime import date

import pytest

from storage.happenings import Told, bring_together


def told(event: int, when: str | None, story: int | None = None, day: str | None = "2025-05-01", **rest: object) -> Told:
    stated_on = date.fromisoformat(day) if day else None
    one = Told(event, when, None, event, story, stated_on, f"paper {event}", None, "It happened.", withdrawn=False)
    return replace(one, **rest)  # type: ignore[arg-type]


def together(*said: Told) -> dict[str, list[int]]:
    return {one.told_as: [part.event for part in one.said] for one in bring_together(said)}


def test_one_date_is_one_happening_first_stated_first() -> None:
    """KCNA reports a day late: the 30th of April and the 1st of May stay two."""
    said = (
        told(1, "2025-04-30", day="2025-05-29"),
        told(2, "2025-05-01"),
        told(3, "2025-04-30"),
        told(4, "2025-04-30", day=None),
    )
    assert together(*said) == {"2025-05-01": [2], "2025-04-30": [3, 1, 4]}


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["2024-06", "2024-06-19"], {"2024-06-19": [1, 2]}),
        (["2024", "2024-06", "2024-06-19"], {"2024-06-19": [1, 2, 3]}),
        (["1959", "1959-08-09"], {"1959-08-09": [1, 2]}),
        (["2024-06", "2024-06-19", "2024-06-20"], {"2024-06": [1], "2024-06-19": [2], "2024-06-20": [3]}),
        (["2024", "2024-06", "2024-07"], {"2024": [1], "2024-06": [2], "2024-07": [3]}),
        (["2024-1", "2024-11"], {"2024-1": [1], "2024-11": [2]}),
    ],
)
def test_a_month_or_year_joins_the_only_more_precise_date_within_it(dates: list[str], found: dict[str, list[int]]) -> None:
    assert together(*(told(event, when) for event, when in enumerate(dates, 1))) == found


def test_what_is_undated_joins_the_date_most_of_its_story_state() -> None:
    said = (told(1, None, 7), told(2, "2025-05-01", 7), told(3, "2025-04-30", 7), told(4, "2025-04-30", 7), told(5, None, 8))
    assert together(*said) == {"2025-04-30": [1, 3, 4], "2025-05-01": [2], "story 8": [5]}


def test_what_is_undated_in_no_story_stays_alone() -> None:
    assert together(told(1, None), told(2, None)) == {"article 1": [1], "article 2": [2]}


def test_a_date_that_was_withdrawn_dates_no_other() -> None:
    assert together(told(1, None, 7), told(2, "2025-05-01", 7, withdrawn=True)) == {"story 7": [1], "2025-05-01": [2]}


PLANNED = {
    "before its day": (["2025-05-01"], "2025-05-02", True),
    "on its day": (["2025-05-02"], "2025-05-02", False),
    "before and after": (["2025-05-01", "2025-05-03"], "2025-05-02", False),
    "in its month": (["2025-05-01"], "2025-05", False),
    "in the month before": (["2025-04-30"], "2025-05", True),
    "by the registry, which has no day": ([None], "2025-05-02", False),
}


@pytest.mark.parametrize(("days", "when", "planned"), PLANNED.values(), ids=PLANNED)
def test_planned_is_what_nobody_has_stated_on_or_after_its_date(days: list[str | None], when: str, planned: bool) -> None:
    [one] = bring_together([told(event, when, day=day) for event, day in enumerate(days)])
    assert one.planned is planned


UNDATED = {
    "and nobody else": ([], False),
    "beside a plan": (["2025-05-01"], True),
    "beside a plan and its fulfilment": (["2025-05-01", "2025-05-02"], False),
}


@pytest.mark.parametrize(("days", "planned"), UNDATED.values(), ids=UNDATED)
def test_what_is_undated_and_kept_after_the_day_settles_no_plan(days: list[str], planned: bool) -> None:
    said = [told(event, "2025-05-02", day=day) for event, day in enumerate(days)]
    [one] = bring_together([*said, told(9, "2025-05-02", day="2026-11-22", dated=False)])
    assert one.planned is planned
