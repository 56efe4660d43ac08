"""docs/queries.md: every query runs on both databases, finds something, and finds the same."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import digests, fetches, sources, statements, stories
from storage.articles import Kept
from storage.database import Connection, Database
from storage.schema.columns import instant_text
from tests.contracts.conftest import Maker
from tumen.catalogue import Affiliation
from tumen.journey import LinkTag
from tumen.outcomes import Reason
from tumen.statements import Attribute, Claim, Event, Reading
from tumen.stories import Origin, StoryFacts, StoryPlace
from tumen.transport import EventType

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
QUERIES = dict(re.findall(r"^## (.+?)\n.*?```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.M))
RAIL, ROAD = LinkTag("tumangang-khasan-rail", "reported", 0.8), LinkTag("tumen-road-bridge", "reported", 0.9)


def test_they_are_numbered() -> None:
    assert [int(title.split(".")[0]) for title in QUERIES] == list(range(1, 23))


def fill(connection: Connection, make) -> None:
    """Six publishers in two months: a report and its reprints, edits, a deletion, refusals, a digest."""
    named = {
        "tass": ("TASS", Affiliation.RUSSIA_STATE),
        "kcna": ("KCNA", Affiliation.DPRK_STATE),
        "mirror": ("Far East Mirror", Affiliation.LOCAL),
        "yonhap": ("Yonhap", Affiliation.ROK),
        "paper": ("The Paper", Affiliation.LOCAL),
    }
    listed = [make.source(name, affiliation) for name, (_, affiliation) in named.items()]
    sources.synchronise(connection, listed)
    for name, (publisher, _) in named.items():
        connection.execute(sa.text("UPDATE sources SET publisher = :p WHERE id = :id"), {"p": publisher, "id": name})
    connection.exec_driver_sql("UPDATE sources SET failures = 3, last_reason = 'dns' WHERE id = 'paper'")

    april, may = make.now.replace(month=4, day=20), make.now
    bridge = make.keep(
        connection, "https://tass.example/1", "The agreement was signed. 850 m.", title="Agreed", source="tass",
        published=make.published("2025-04-20"), fetched_at=april, transport_links=(ROAD, RAIL),
    )  # fmt: skip
    for n, (text, title, relevance) in enumerate([("It opened. 850 m.", "Agreed", 0.9), ("Cut.", "Corrected", 0.5)], 1):
        at = april + timedelta(days=n)
        make.keep(
            connection, "https://tass.example/1", text, Reason.REVISED, article=bridge.article, title=title,
            source="tass", fetched_at=at, relevance=relevance, published=make.published("2025-04-20"),
        )  # fmt: skip
    kcna = make.keep(
        connection, "http://kcna.example/1", "두만강다리 착공, 1 km.", title="착공", source="kcna", language="ko",
        published=make.published("2025-04-30"), fetched_at=april, transport_links=(ROAD,),
    )  # fmt: skip
    for n in range(2):
        make.keep(
            connection, f"https://mirror.example/{n}", f"착공 {n}", Reason.COPY, copy_of=kcna.article, similarity=0.9,
            source="mirror", fetched_at=may, transport_links=(ROAD,),
        )  # fmt: skip
    only = make.keep(connection, "http://kcna.example/2", "Only here.", source="kcna", fetched_at=may)
    make.keep(
        connection, "https://yonhap.example/1", "다리 개통 850 m", title="개통", source="yonhap", language="ko",
        fetched_at=may + timedelta(hours=1), published=make.published("2025-05-01"), transport_links=(ROAD, RAIL),
    )  # fmt: skip
    fetches.record(
        connection, make.rejected("http://kcna.example/2", Reason.GONE, source="kcna", fetched_at=may + timedelta(days=3))
    )
    for n, relevance in enumerate((0.45, 0.2)):
        scored = make.scored(f"https://paper.example/{n}", "Dandong.", relevance=relevance)
        fetches.record(connection, make.rejected(f"https://paper.example/{n}", Reason.OFF_TOPIC, scored=scored, source="paper"))
    fetches.record(connection, make.polled("tass", Reason.NOT_MODIFIED, fetched_at=may + timedelta(days=1)))
    _state(connection, make, bridge, "tass", "agreed", 850)
    revised = statements_of("agreed", 1000)
    statements.record(connection, bridge.article, bridge.revision + 1, revised, {}, now=may)
    statements.record(connection, bridge.article, bridge.revision + 2, Reading(), {}, now=may)
    _state(connection, make, kcna, "dprk-state", "construction-started", 1000)
    _state(connection, make, only, "naenara", "construction-started", 830)
    digests.queue(
        connection, "daily", "2025-05-01", recipients=["a@example.org"], items=[bridge.article, only.article],
        now=may, message_id="<1@tumen>", subject="News",
    )  # fmt: skip


def statements_of(kind: str, metres: float) -> Reading:
    event = Event(ROAD.id, EventType(kind), "2025-04-30", "It was so.")
    claim = Claim(ROAD.id, Attribute.LENGTH, metres, "m", f"{metres} m", f"It is {metres} m long.", speaker="R. Starovoit")
    return Reading((event,), (claim, Claim(ROAD.id, Attribute.LANES, 2.0, "lanes", "two lanes", "It has two lanes.")))


def _state(connection: Connection, make, kept: Kept, origin: str, kind: str, metres: float) -> None:
    facts, place = StoryFacts("en", None, (ROAD.id,)), StoryPlace(None)
    stories.assign(connection, kept.article, facts, place, Origin(origin, "publisher"), now=make.now)
    statements.record(connection, kept.article, kept.revision, statements_of(kind, metres), {}, now=make.now)


@pytest.fixture(scope="module")
def both(lasting: dict[str, Database]) -> tuple[Database, Database]:
    """One of each kind, with the same content."""
    for database in lasting.values():
        with database.writing() as connection:
            fill(connection, Maker())
    return lasting["sqlite"], lasting["postgresql"]


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        found = connection.execute(sa.text(query.replace(":", "\\:")))
        return sorted((tuple(map(plain, row)) for row in found), key=repr)


def plain(value: object) -> object:
    """As SQLite has it: moments as text, sums as whole numbers."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Decimal):
        return int(value)
    return round(value, 9) if isinstance(value, float) else value


@pytest.mark.parametrize("title", QUERIES)
def test_the_query_finds_the_same_on_both(title: str, both: tuple[Database, Database]) -> None:
    on_sqlite, on_postgresql = (rows(database, QUERIES[title]) for database in both)
    assert on_sqlite == on_postgresql
    assert on_sqlite, "a query that finds nothing here proves nothing"
