"""What a digest is told of its articles: the same on both databases, and the same when it is asked again later."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from digests.changes import look_up, news
from digests.view import Names
from storage import digests, schema, statements
from storage.database import Connection, Database
from storage.digests import EventTag, Selection
from tests import shipped
from tumen.statements import Attribute, Claim, Event, Reading
from tumen.transport import EventType

BRIDGE = "tumen-road-bridge"
REGISTRY = shipped.registry()
NAMES = Names({BRIDGE: "The bridge"}, {}, REGISTRY.transport_links)


@pytest.fixture
def connection(database: Database):
    with database.writing() as connection:
        yield connection


def keep(connection: Connection, make, n: int, metres: float, speaker: str, *events: Event) -> int:
    """An article that states a length of the bridge, and perhaps more; its number."""
    kept = make.keep(connection, f"https://a.example/{n}", f"Text {n}.", published=make.published(f"2025-05-0{n}"))
    claim = Claim(BRIDGE, Attribute.LENGTH, metres, "m", f"{metres} metres", f"It is {metres} m long.", speaker=speaker)
    statements.record(connection, kept.article, kept.revision, Reading(events, (claim,)), {speaker: speaker}, now=make.now)
    return int(kept.article)


def chosen(connection: Connection, make) -> Selection:
    return digests.choose(connection, "daily", until=make.now + timedelta(days=1), most=10)


def told(connection: Connection, selection: Selection) -> list[str]:
    return [line.words for one in news(look_up(connection, selection, NAMES), NAMES) for line in one.lines]


def test_new_conflicts_and_events_are_told_with_who_said_so(connection: Connection, make) -> None:
    started = Event(BRIDGE, EventType.CONSTRUCTION_STARTED, "2025-04-30", "Work began.", speaker="TASS")
    keep(connection, make, 1, 850, "R. Starovoit", started)
    keep(connection, make, 2, 1000, "TASS")
    selection = chosen(connection, make)
    assert told(connection, selection) == [
        "length: 850 m (R. Starovoit) against 1,000 m (TASS)",
        "30 April 2025: construction started, TASS",
    ]
    assert [item.events for item in sorted(selection.items, key=lambda item: item.article)] == [
        (EventTag(BRIDGE, "construction-started", "2025-04-30"),),
        (),
    ]


def test_an_undated_event_has_the_date_of_the_one_it_is_brought_together_with(connection: Connection, make) -> None:
    started = Event(BRIDGE, EventType.CONSTRUCTION_STARTED, "2025-04-30", "Work began on 30 April.")
    first = keep(connection, make, 1, 850, "R. Starovoit", started)
    second = keep(connection, make, 2, 850, "R. Starovoit", replace(started, date=None, sentence="Work has begun."))
    dates = {item.article: item.events[0].date for item in chosen(connection, make).items}
    assert dates == {first: "2025-04-30", second: None}
    connection.execute(sa.update(schema.events).where(schema.events.c.article == second).values(told_as="2025-04-30"))
    dates = {item.article: item.events[0].date for item in chosen(connection, make).items}
    assert dates == {first: "2025-04-30", second: "2025-04-30"}


def test_a_digest_says_the_same_whatever_has_been_stated_since(connection: Connection, make) -> None:
    keep(connection, make, 1, 850, "R. Starovoit")
    keep(connection, make, 2, 1000, "TASS")
    selection = chosen(connection, make)
    before = told(connection, selection)
    keep(connection, make, 3, 700, "somebody")
    keep(connection, make, 4, 850, "somebody else")
    assert told(connection, selection) == before == ["length: 850 m (R. Starovoit) against 1,000 m (TASS)"]


def test_only_what_the_articles_of_the_digest_state_first_is_told(connection: Connection, make) -> None:
    first = keep(connection, make, 1, 850, "R. Starovoit")
    second = keep(connection, make, 2, 1000, "TASS")
    third = keep(connection, make, 3, 850, "R. Starovoit")
    by_number = {item.article: item for item in chosen(connection, make).items}
    assert told(connection, Selection((by_number[second],), 0)) == ["length: 1,000 m (TASS) against 850 m (R. Starovoit)"]
    assert told(connection, Selection((by_number[third],), 0)) == []
    assert told(connection, Selection((by_number[first],), 0)) == []  # nothing stood against it when it came
    assert told(connection, Selection((), 0)) == []
