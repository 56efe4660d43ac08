"""The measure itself: what matches a label, what counts against the reader, what counts neither way."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.ledger import Labelled, evaluate_ledger
from tumen.journey import Document, Fetch
from tumen.statements import Attribute, Claim, Event, Reading
from tumen.transport import EventType

_FETCH = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 1, 1, tzinfo=UTC))


def _evaluate(
    reading: Reading, events: list[dict[str, Any]] | None = None, claims: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    labelled = Labelled(Document(_FETCH, _FETCH.url, "", ""), events or [], claims or [], frozenset({"background-link"}))
    return evaluate_ledger([labelled], lambda _: reading).report


def _event(date: str | None = None, link: str = "bridge", kind: EventType = EventType.OPENED) -> Event:
    return Event(link, kind, date, "")


def _claim(
    attribute: Attribute, value: float | None, date: str | None = None, unit: str | None = "m", link: str = "bridge"
) -> Claim:
    return Claim(link, attribute, value, unit, "", "", date=date)


@pytest.mark.parametrize(
    ("label", "read", "right"),
    [
        ("2025-04-30", "2025-04-30", 1.0),
        ("2025-04-30", "2025-04", 1.0),
        ("2025-04", "2025-04-30", 1.0),
        ("2025-04-30", "2025-05-01", 0.0),
    ],
)
def test_a_date_is_right_as_far_as_both_go(label: str, read: str, right: float) -> None:
    """A month under a label of a day is right when it is that day's month."""
    report = _evaluate(Reading(events=(_event(read),)), [{"link": "bridge", "type": "opened", "date": label}])
    assert report["events"]["dates_right"] == right


def test_events_match_on_transport_link_and_type_one_to_one() -> None:
    """Two labels of one type need two readings; another type is a miss and a false reading."""
    labels = [{"link": "bridge", "type": "opened", "date": None}, {"link": "bridge", "type": "opened", "date": None}]
    report = _evaluate(Reading(events=(_event(), _event(kind=EventType.AGREED))), labels)["events"]
    assert (report["precision"], report["recall"]) == (0.5, 0.5)


def test_a_reading_about_a_background_link_counts_neither_way() -> None:
    """Labels name what is only background; reading it is neither right nor wrong."""
    report = _evaluate(
        Reading(events=(_event(link="background-link"),), claims=(_claim(Attribute.WIDTH, 7, link="background-link"),))
    )
    assert (report["events"]["precision"], report["claims"]["by_attribute"]["width"]["read"]) == (0.0, 0)


@pytest.mark.parametrize(
    ("what", "value", "unit", "claim", "matches"),
    [
        ("length", 1, "km", _claim(Attribute.LENGTH, 1005), True),
        ("length", 1, "km", _claim(Attribute.LENGTH, 1006), False),
        ("length-russian-side", 300, "m", _claim(Attribute.LENGTH_RUSSIAN_SHARE, 300), True),
        ("length", 4.7, "км", _claim(Attribute.LENGTH_WITH_APPROACHES, 4700), True),
        ("duration", 2, "суток", _claim(Attribute.DURATION, 2 * 86_400, unit="s"), True),
        ("length", 2.4, "km", _claim(Attribute.APPROACH_LENGTH, 2400), False),
        ("duration", 18, "months", _claim(Attribute.CONSTRUCTION_TIME, 1.5 * 31_557_600, unit="s"), True),
        ("cost", 10.6, "billion RUB", _claim(Attribute.COST, 10.6e9, unit="RUB"), True),
        ("passengers", "300-400", "people", _claim(Attribute.PASSENGERS, 300, unit="people"), True),
        ("completion-date", "2026-12", None, _claim(Attribute.COMPLETION_DATE, None, "2026-12-31"), True),
        ("completion-date", "2026-06", "date", _claim(Attribute.COMPLETION_DATE, None, "2026-summer"), True),
        ("completion-date", "2026-06", "date", _claim(Attribute.COMPLETION_DATE, None, "2026-12-31"), False),
        ("capacity", 300, "vehicles per day", _claim(Attribute.CAPACITY, 300), False),
    ],
)
def test_a_value_matches_after_conversion_within_half_a_percent(
    what: str, value: object, unit: str | None, claim: Claim, matches: bool
) -> None:
    """`length-*` counts as length; attributes outside the scored list do not count at all."""
    report = _evaluate(Reading(claims=(claim,)), claims=[{"link": "bridge", "what": what, "value": value, "unit": unit}])
    assert (report["claims"]["precision"] == 1.0) is matches


def test_a_reading_without_a_label_is_proposed_with_its_sentence() -> None:
    """Labels are not exhaustive: what was read besides is listed for a reader to judge."""
    event = Event("bridge", EventType.OPENED, "2026-09-07", "It opened on Monday.")
    evaluation = evaluate_ledger([Labelled(Document(_FETCH, _FETCH.url, "", ""), [], [])], lambda _: Reading(events=(event,)))
    assert evaluation.proposed == [("https://a.invalid/1", "It opened on Monday.", "bridge opened 2026-09-07")]
