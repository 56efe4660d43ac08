"""What is stated is kept and stands side by side, alike on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from storage import ledger, statements, stories
from storage.database import Database
from tests.contracts.stating import FACTS, Reader, event, length, rows, sheet_of
from tumen.ledger import Standing
from tumen.statements import Attribute, Bound, Reading
from tumen.stories import Origin, StoryPlace
from tumen.transport import EventType


def test_a_claim_stands_with_its_sentence_its_speaker_and_whose_it_is(reader: Reader) -> None:
    about = length(850, "Roman Starovoit", bound=Bound.ABOUT, as_of="2025-04-30")
    reader.state(about, day="2025-04-30", source="kcna", title="Begun")
    query = (
        "SELECT figure, value, unit, bound, as_of, speaker, sentence, original, publisher, affiliation, origin, stated_on,"
        " dated_by, title, number, wording, standing FROM link_claims"
    )
    assert rows(reader.connection, query) == [
        ("about 850 m", 850.0, "m", "about", "2025-04-30", "Roman Starovoit", "It is 850 m long.", "850 m", "KCNA", "dprk-state",
         "tass", "2025-04-30", "published", "Begun", 1, "current", "alone")
    ]  # fmt: skip
    [statement] = ledger.statements(reader.connection, [1])
    assert (statement.figure, statement.publisher, statement.wording) == ("about 850 m", "KCNA", "current")
    assert statement.stated_at == datetime(2025, 4, 30, tzinfo=UTC)
    assert statement.standing is Standing.ALONE


def test_values_that_conflict_stand_side_by_side(reader: Reader) -> None:
    reader.state(length(850, "Roman Starovoit"), day="2025-04-30", origin="the-diplomat")
    reader.state(length(1000, "Tass"), day="2025-05-01", origin="ap")
    reader.state(length(1005), day="2025-05-02")
    assert reader.values() == [
        ("850 m", "conflicts", "1,000 m", "Roman Starovoit", 1, 1, 0),
        ("1,000 m", "conflicts", "850 m", "Tass; TASS-RU", 2, 1, 0),
    ]
    assert rows(reader.connection, "SELECT figure, same_as FROM link_claims ORDER BY claim") == [
        ("850 m", "850 m"), ("1,000 m", "1,000 m"), ("1,005 m", "1,000 m")
    ]  # fmt: skip


def test_reprints_and_what_agencies_are_credited_with_count_once_and_farms_never(reader: Reader) -> None:
    for origin, speaker in (("tass", None), ("tass", None), ("ap", "Tass"), ("yonhap", "Kozlov"), (None, None)):
        reader.state(length(850, speaker), origin=origin)
    assert [(row[4], row[5]) for row in reader.values()] == [(5, 2)]


def test_recording_again_changes_nothing(reader: Reader) -> None:
    article = reader.state(length(850, "a\ud800b"), event(EventType.AGREED, "2024-06-19"))
    tables = ("claims", "events", "claim_values", "happenings")
    before = [rows(reader.connection, f"SELECT * FROM {table}") for table in tables]
    later = reader.make.now + timedelta(days=9)
    reading = Reading((event(EventType.AGREED, "2024-06-19"),), (length(850, "a\ud800b"),))
    statements.record(reader.connection, article, 1, reading, {}, now=later)
    assert [rows(reader.connection, f"SELECT * FROM {table}") for table in tables] == before


def test_a_better_reading_of_a_wording_takes_the_place_of_the_first(reader: Reader) -> None:
    article = reader.state(length(85), length(300, attribute=Attribute.LENGTH_RUSSIAN_SHARE))
    statements.record(reader.connection, article, 1, Reading((), (length(850),)), {}, now=reader.make.now)
    assert [row[0] for row in reader.values()] == ["850 m"]


def test_what_an_edit_takes_out_is_kept_with_its_wording(reader: Reader) -> None:
    """Nothing is overwritten: the claim that vanished is seen, and no longer stands."""
    article = reader.state(length(850), event(EventType.AGREED, "2024-06-19"))
    reader.edit(article, length(850))
    reader.edit(article, days=2)
    query = "SELECT number, figure, wording, stated_on, dated_by FROM link_claims ORDER BY number"
    assert rows(reader.connection, query) == [
        (1, "850 m", "withdrawn", "2025-05-01", "published"),
        (2, "850 m", "withdrawn", "2025-05-02", "edited"),
    ]
    assert reader.values() == [("850 m", "withdrawn", "", "TASS-RU", 0, 0, 1)]
    assert reader.timeline() == [("2024-06-19", "agreed", "TASS-RU", 0, 0, 1)]


def test_an_edit_that_puts_another_value_in_supersedes_the_first(reader: Reader) -> None:
    article = reader.state(length(850))
    reader.edit(article, length(1000))
    assert reader.values() == [
        ("850 m", "superseded", "1,000 m", "TASS-RU", 0, 0, 1),
        ("1,000 m", "supersedes", "850 m", "TASS-RU", 1, 1, 0),
    ]


def test_what_is_stated_again_after_an_edit_stands_again(reader: Reader) -> None:
    article = reader.state(length(850))
    reader.edit(article)
    reader.edit(article, length(850), days=2)
    assert rows(reader.connection, "SELECT wording FROM link_claims ORDER BY number") == [("repeated",), ("current",)]
    assert reader.values() == [("850 m", "alone", "", "TASS-RU", 1, 1, 0)]


def test_events_are_brought_together_by_type_and_date(reader: Reader) -> None:
    reader.state(event(EventType.OPENED, "2026-09"), day="2026-09-08", origin="ap")
    reader.state(event(EventType.OPENED, "2026-09-07"), event(EventType.INCIDENT, None), day="2026-09-09")
    reader.state(event(EventType.OPENED, "2026-09-07"), day="2026-09-07", origin="kcna", source="kcna")
    opened = [row for row in reader.timeline() if row[1] == "opened"]
    assert opened == [("2026-09-07", "opened", "KCNA; TASS-RU", 3, 3, 0)]
    query = "SELECT type, told_as FROM link_events ORDER BY event"
    assert rows(reader.connection, query)[1:3] == [("opened", "2026-09-07"), ("incident", "story 2")]
    [happening] = [one for one in sheet_of(reader).timeline if one.type is EventType.OPENED]
    assert (happening.first_seen, happening.last_seen, happening.place) == ("2026-09-07", "2026-09-09", "Khasan")
    assert happening.sentence == "It was opened on 2026-09-07."


def test_two_who_state_at_once_are_both_counted(postgres_database: Database, make) -> None:
    """Each would miss the other's statement, did they not wait for one another."""
    with postgres_database.writing() as connection:
        kept = [make.keep(connection, f"https://a.example/{n}", f"T {n}.") for n in range(8)]
        for n, one in enumerate(kept):
            stories.assign(connection, one.article, FACTS, StoryPlace(None), Origin(f"paper {n}", "publisher"), now=make.now)

    def record(n: int) -> None:
        with postgres_database.writing() as connection:
            article, revision = kept[n].article, kept[n].revision
            statements.record(connection, article, revision, Reading((), (length(850),)), {}, now=make.now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(8)))
    with postgres_database.reading() as connection:
        assert rows(connection, "SELECT statements, independent_sources FROM link_conflicts") == [(8, 8)]


def test_what_nobody_dated_is_shown_as_undated_and_not_as_of_the_day_it_was_kept(reader: Reader) -> None:
    reader.state(length(850), day=None)
    reader.state(length(1000), day=None, origin="ap")
    reader.state(length(1000), day="2025-04-30", origin="ap")
    short, long = sheet_of(reader).values
    assert (short.figure, short.first_seen, short.undated) == ("1,000 m", "2025-04-30", False)
    assert (long.figure, long.first_seen, long.undated) == ("850 m", "2025-05-01", True)
    assert [statement.dated for statement in ledger.statements(reader.connection, [1, 3])] == [False, True]
    assert (sheet_of(reader).reports, sheet_of(reader).undated_reports) == ((("2025-W18", 1),), 2)


def test_an_undated_report_kept_later_does_not_make_a_plan_happen(reader: Reader) -> None:
    """It may be the plan itself, published before the day and kept after it; who is dated settles it."""
    reader.state(event(EventType.OPENED, "2025-04-30"), day="2025-03-01")
    reader.state(event(EventType.OPENED, "2025-04-30"), day=None)
    assert [one.planned for one in sheet_of(reader).timeline] == [True]
    reader.state(event(EventType.OPENED, "2025-04-30"), day="2025-04-30")
    assert [one.planned for one in sheet_of(reader).timeline] == [False]
