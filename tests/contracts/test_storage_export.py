"""Exports: every row, in columns that stay where they are, without holding them all."""

import tracemalloc
from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import fetches, schema, sources, statements
from storage.database import Database
from storage.export import Kind, export_rows, exports
from tests.contracts.conftest import Maker
from tumen.journey import LinkTag
from tumen.outcomes import Reason
from tumen.statements import Attribute, Claim, Event, Reading
from tumen.transport import EventType

CLAIM = Claim("tumen-road-bridge", Attribute.LENGTH, 850.0, "m", "850 m", "It is 850 m long.", speaker="R. Starovoit")
EVENT = Event("tumen-road-bridge", EventType.AGREED, "2024-06-19", "It was agreed.")
A, B = "https://a.example/1", "https://b.example/2"


def fill(database: Database, make: Maker) -> Database:
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(), make.source("kcna", make.source().affiliation.DPRK_STATE)])
        first = make.keep(connection, A, "850 m.", title="Old")
        make.keep(connection, A, "1 km.", Reason.REVISED, article=first.article, title="New")
        make.keep(connection, B, "Rail.", transport_links=(LinkTag("rajin-khasan-rail", "reported", 0.9),), source="kcna")
        fetches.record(connection, make.polled())
        fetches.record(connection, make.rejected("https://c.example/", Reason.TIMEOUT))
        groups, members = schema.metadata.tables["story_groups"], schema.metadata.tables["story_members"]
        connection.execute(sa.insert(groups).values(id=1, opened_at=make.now))
        for article in (1, 2):
            member = {"article": article, "story": 1, "joined_at": make.now, "points": 9.5, "counts_as": "TASS", "facts": "{}"}
            connection.execute(sa.insert(members).values(member))
        statements.record(connection, 1, 1, Reading((EVENT,), (CLAIM,)), {}, now=make.now)
        statements.record(connection, 1, 2, Reading((), (CLAIM, replace(CLAIM, value=1000.0))), {}, now=make.now)
    return database


@pytest.fixture
def filled(database: Database, make: Maker) -> Database:
    return fill(database, make)


@pytest.fixture(scope="module")
def stored(lasting: dict[str, Database]) -> dict[str, Database]:
    return {name: fill(database, Maker()) for name, database in lasting.items()}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def read(request: pytest.FixtureRequest, stored: dict[str, Database]) -> Database:
    """As `filled`, for tests that write nothing."""
    return stored[request.param]


def exported(database: Database, what: str, since=None, **where: list[str]) -> list[dict[str, object]]:
    export = exports()[what]
    names = [column.name for column in export.columns]
    with database.reading() as connection:
        rows = export_rows(connection, export, since=since, where=where)
        return [dict(zip(names, row, strict=True)) for row in rows]


ROWS = {
    "articles": 2,
    "revisions": 3,
    "changes": 1,
    "evidence": 6,
    "transport-links": 3,
    "stories": 1,
    "claims": 3,
    "events": 1,
    "fetches": 5,
    "refused": 1,
}


@pytest.mark.parametrize("what", ROWS)
def test_everything_can_be_exported_with_its_types(read: Database, what: str) -> None:
    rows = exported(read, what)
    assert len(rows) == ROWS[what]
    kinds = {Kind.WHOLE: int, Kind.REAL: float, Kind.TEXT: str, Kind.TRUTH: bool, Kind.MOMENT: object}
    for row in rows:
        for column in exports()[what].columns:
            value = row[column.name]
            assert value is None or type(value) is kinds[column.kind] or column.kind is Kind.MOMENT, column
            if column.kind is Kind.MOMENT and value is not None:
                assert value.utcoffset() == timedelta(0)  # type: ignore[attr-defined]


def test_every_kind_of_row_is_tested_here() -> None:
    assert list(exports()) == list(ROWS)


def test_articles_are_as_they_read_now_oldest_first(read: Database) -> None:
    found = [(row["article"], row["title"], row["text"], row["relevant"]) for row in exported(read, "articles")]
    assert found == [(1, "New", "1 km.", True), (2, "A title", "Rail.", True)]


CHOICES = [
    ("articles", {"link": ["rajin-khasan-rail"]}, 1),
    ("articles", {"link": ["rajin-khasan-rail", "tumen-road-bridge"]}, 2),
    ("articles", {"affiliation": ["dprk-state"], "link": ["tumen-road-bridge"]}, 0),
    ("articles", {"relevant": ["no"]}, 0),
    ("revisions", {"source": ["tass-ru"], "relevant": ["yes"]}, 2),
    ("evidence", {"link": ["rajin-khasan-rail"]}, 2),
    ("transport-links", {"role": ["background"]}, 1),
    ("claims", {"link": ["tumen-road-bridge"], "attribute": ["length"]}, 3),
    ("claims", {"attribute": ["width"]}, 0),
    ("events", {"link": ["tumen-road-bridge"], "type": ["agreed", "opened"]}, 1),
    ("fetches", {"outcome": ["failed", "polled"]}, 2),
    ("fetches", {"link": ["rajin-khasan-rail"]}, 1),
    ("refused", {"reason": ["'; DROP TABLE fetches --"]}, 0),
]


@pytest.mark.parametrize(("what", "where", "count"), CHOICES)
def test_rows_are_chosen_by_what_they_hold(read: Database, what: str, where: dict[str, list[str]], count: int) -> None:
    assert len(exported(read, what, **where)) == count


@pytest.mark.parametrize("what", ROWS)
def test_since_continues_where_an_export_ended(filled: Database, what: str, make) -> None:
    """What a first export saw and what a later one sees from its last stamp on is everything, changed articles included."""
    export = exports()[what]
    stamp = export.columns[export.stamp].name
    before = exported(filled, what)
    last = max(row[stamp] for row in before)  # type: ignore[type-var]
    with filled.writing() as connection:
        make.keep(connection, A, "Once more.", Reason.REVISED, article=1)
        fetches.record(connection, make.rejected("https://d.example/", Reason.TIMEOUT))
    later = exported(filled, what, since=last)
    whole = exported(filled, what)
    assert [row for row in whole if row not in later and row not in before] == []
    assert exported(filled, what, since=make.now + timedelta(days=1)) == []


def test_memory_does_not_grow_with_the_rows(database: Database, make) -> None:
    with database.writing() as connection:
        fetches.record(connection, make.polled())
        c = schema.fetches.c
        copied = [column.name for column in c if column.name not in ("id", "request_key", "detail")]
        numbers = sa.text(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)"
            f" INSERT INTO fetches (request_key, detail, {', '.join(copied)})"
            f" SELECT 'key ' || n, '{'x' * 500}', {', '.join(copied)} FROM fetches, numbers WHERE id = 1"
        )
        connection.execute(numbers)
    export = exports()["fetches"]
    with database.reading() as connection:
        deque(export_rows(connection, export, since=make.now + timedelta(days=1), where={}), maxlen=0)
        tracemalloc.start()
        count = sum(1 for _ in export_rows(connection, export, since=None, where={}))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 20_001
    assert peak < 4_000_000, "20,001 rows of 1 kB are 20 MB; 500 of them 0.5 MB"
