"""Sheets, the registry's statements and what some articles changed, alike on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import ledger, registered
from storage.registered import RegistryStatement
from tests.contracts.stating import BRIDGE, RAIL, REGISTRY, Reader, event, length, rows, sheet_of
from tumen.statements import Attribute, Claim
from tumen.transport import EventType

STATUSES = {
    "nothing yet": ([], ("under construction", "2025-04-30", "registry")),
    "opened since": ([("opened", "2026-09-07", "2026-09-08")], ("open", "2026-09-07", "event")),
    "opened, and work goes on": (
        [("opened", "2026-09-07", "2026-09-08"), ("construction-progress", "2026-10-01", "2026-10-02")],
        ("open", "2026-09-07", "event"),
    ),
    "suspended and resumed": (
        [("service-suspended", "2026-09-10", "2026-09-11"), ("service-resumed", "2026-09-12", "2026-09-12")],
        ("in service", "2026-09-12", "event"),
    ),
    "only planned": ([("opened", "2026-09-07", "2026-08-01")], ("under construction", "2025-04-30", "registry")),
    "planned, then done": (
        [("opened", "2026-09-07", "2026-08-01"), ("opened", "2026-09-07", "2026-09-08")],
        ("open", "2026-09-07", "event"),
    ),
    "older than the registry's words": (
        [("agreed", "2024-06-19", "2025-05-01")],
        ("under construction", "2025-04-30", "registry"),
    ),
    "undated": ([("opened", None, "2026-09-08")], ("under construction", "2025-04-30", "registry")),
    "what changes no status": (
        [("traffic-observed", "2026-09-07", "2026-09-08")],
        ("under construction", "2025-04-30", "registry"),
    ),
}


@pytest.mark.parametrize(("told", "found"), STATUSES.values(), ids=STATUSES)
def test_the_status_is_that_of_the_latest_event_that_changes_it(
    reader: Reader, told: list[tuple[str, str | None, str]], found: tuple[str, str, str]
) -> None:
    registered.synchronise(reader.connection, REGISTRY, [], fingerprint="1", now=reader.make.now)
    for kind, when, day in told:
        reader.state(event(EventType(kind), when), day=day)
    sheet = sheet_of(reader)
    assert (sheet.status, sheet.status_since, sheet.status_from) == found
    assert sheet.status_by == (("TASS", "Yonhap") if found[2] == "registry" else ("TASS-RU",))


def test_a_withdrawn_opening_opens_nothing(reader: Reader) -> None:
    registered.synchronise(reader.connection, REGISTRY, [], fingerprint="1", now=reader.make.now)
    article = reader.state(event(EventType.OPENED, "2026-09-07"), day="2026-09-08")
    reader.edit(article)
    assert sheet_of(reader).status == "under construction"


def test_a_sheet_says_what_the_registry_says_before_it_is_in_the_database(reader: Reader) -> None:
    [bridge, rail] = ledger.sheets(reader.connection, REGISTRY)
    assert (bridge.title, bridge.kind, bridge.status, bridge.status_by) == (
        "Road bridge", "road-bridge", "under construction", ("TASS", "Yonhap")
    )  # fmt: skip
    assert (rail.timeline, rail.values, rail.reports) == ((), (), ())
    with pytest.raises(KeyError):
        ledger.sheets(reader.connection, REGISTRY, "no-such-link")


def test_a_sheet_counts_reports_by_week_and_puts_values_in_the_order_of_their_attributes(reader: Reader) -> None:
    lanes = Claim(BRIDGE, Attribute.LANES, 2, "lanes", "two lanes", "It has two lanes.")
    first = reader.state(lanes, length(1000), day="2025-05-06")
    reader.state(length(850), day="2025-05-01", origin="ap")
    reader.state(day="2025-05-02")
    sheet = sheet_of(reader)
    assert sheet.reports == (("2025-W18", 2), ("2025-W19", 1))
    assert [(one.attribute, one.figure) for one in sheet.values] == [
        (Attribute.LENGTH, "850 m"), (Attribute.LENGTH, "1,000 m"), (Attribute.LANES, "2 lanes")
    ]  # fmt: skip
    assert sheet.values[1].against == ("850 m",)
    claims = ledger.statements(reader.connection, [number for one in sheet.values for number in one.claims])
    assert [one.article for one in claims] == [first + 1, first, first]
    query = "SELECT last_report, reports, events, claims, conflicts FROM link_status"
    assert rows(reader.connection, query) == [("2025-05-06", 3, 0, 3, 1)]


def test_a_change_of_the_timetable_replaces_what_held_before(reader: Reader) -> None:
    often = Claim(RAIL, Attribute.FREQUENCY, 3, "per week", "three times a week", "Trains run three times a week.")
    reader.state(often, day="2025-05-01")
    reader.state(replace(often, value=2), day="2025-05-20", origin="ap")
    assert [row[1] for row in reader.values()] == ["conflicts", "conflicts"]
    reader.state(event(EventType.SCHEDULE_CHANGED, "2025-05-10", RAIL), day="2025-05-11")
    assert [row[1] for row in reader.values()] == ["superseded", "supersedes"]


def _claim(metres: float, by: str, about: str = "length") -> RegistryStatement:
    return RegistryStatement(length(metres), by, by.casefold(), about, "the later design prevails")


def test_the_registry_is_held_once_and_replaced_when_it_changes(reader: Reader) -> None:
    opened = RegistryStatement(event(EventType.AGREED, "2024-06-19"), "TASS", "tass")
    for fingerprint in ("1", "1"):
        said = [_claim(850, "Starovoit"), _claim(1000, "TASS"), opened]
        registered.synchronise(reader.connection, REGISTRY, said, fingerprint=fingerprint, now=reader.make.now)
    assert reader.values("ORDER BY value") == [
        ("850 m", "conflicts", "1,000 m", "Starovoit", 1, 1, 0),
        ("1,000 m", "conflicts", "850 m", "TASS", 1, 1, 0),
    ]
    assert rows(reader.connection, "SELECT id FROM claims") == [(1,), (2,)]
    assert registered.fingerprint(reader.connection) == "1"
    reader.state(length(1000), origin="tass")
    only = {BRIDGE: REGISTRY[BRIDGE]}
    registered.synchronise(reader.connection, only, [_claim(830, "a relay")], fingerprint="2", now=reader.make.now)
    assert [row[0] for row in reader.values("ORDER BY value")] == ["830 m", "1,000 m"]
    assert reader.timeline() == []
    assert registered.fingerprint(reader.connection) == "2"
    query = "SELECT id, listed FROM transport_links ORDER BY id"
    assert [(name, bool(listed)) for name, listed in rows(reader.connection, query)] == [(RAIL, False), (BRIDGE, True)]


def test_the_registry_names_its_sources_its_meaning_and_its_advice(reader: Reader) -> None:
    registered.synchronise(reader.connection, REGISTRY, [_claim(850, "Starovoit")], fingerprint="1", now=reader.make.now)
    reader.state(length(1000))
    [value, other] = sheet_of(reader).values
    assert value.advice == other.advice == ("the later design prevails",)
    [mine] = ledger.statements(reader.connection, other.claims)
    assert (mine.publisher, mine.about, mine.advice, mine.article, mine.url, mine.stated_at) == (
        "Starovoit", "length", "the later design prevails", None, None, None
    )  # fmt: skip
    assert ledger.statements(reader.connection, [99]) == []


def test_changes_are_what_nobody_stated_before(reader: Reader) -> None:
    registered.synchronise(reader.connection, REGISTRY, [_claim(850, "Starovoit")], fingerprint="1", now=reader.make.now)
    old = reader.state(length(800), event(EventType.CONSTRUCTION_STARTED, "2025-04-30"), day="2025-05-01", origin="interfax")
    new = reader.state(
        length(800), length(850), length(1300), event(EventType.CONSTRUCTION_STARTED, "2025-04-30"),
        event(EventType.OPENED, "2026-09-07"), day="2026-09-08", origin="ap",
    )  # fmt: skip
    again = reader.state(event(EventType.OPENED, "2026-09-07"), length(1300), day="2026-09-09")
    [change] = ledger.changes(reader.connection, articles=[new, again])
    assert change.transport_link == BRIDGE
    assert [(one.type, one.articles) for one in change.happenings] == [(EventType.OPENED, 2)]
    assert [one.figure for one in change.conflicts] == ["1,300 m"]
    assert ledger.changes(reader.connection, articles=[again]) == []
    assert ledger.changes(reader.connection, articles=[]) == []
    [first] = ledger.changes(reader.connection, articles=[old])
    assert [one.type for one in first.happenings] == [EventType.CONSTRUCTION_STARTED]
    assert [one.figure for one in first.conflicts] == ["800 m"]


def test_changes_since_count_from_the_wording_that_brought_them(reader: Reader) -> None:
    """An edit that puts a new figure into an old article is news of the day it was seen."""
    start = reader.make.now
    article = reader.state(length(850))
    reader.edit(article, length(850), length(1000), days=3)
    reader.state(length(850), origin="ap")
    [change] = ledger.changes(reader.connection, since=start + timedelta(days=2), until=start + timedelta(days=4))
    assert [one.figure for one in change.conflicts] == ["1,000 m"]
    assert ledger.changes(reader.connection, since=start + timedelta(days=4)) == []


def test_what_replaces_an_older_value_is_told_and_what_only_farms_state_is_not(reader: Reader) -> None:
    old = reader.state(length(850))
    new = reader.state(length(1000), day="2025-06-01")
    farm = reader.state(length(10_500), day="2025-06-02", origin=None)
    [change] = ledger.changes(reader.connection, articles=[new, farm])
    assert [one.figure for one in change.replacements] == ["1,000 m"]
    assert change.conflicts == ()
    assert old
