"""Articles with what they state, for tests of the ledger."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from storage import ledger, statements, stories
from storage.database import Connection
from tumen.ledger import Sheet
from tumen.outcomes import Reason
from tumen.statements import Attribute, Claim, Event, Reading
from tumen.stories import Origin, StoryFacts, StoryPlace
from tumen.transport import EventType, Status, TransportKind, TransportLink

BRIDGE, RAIL = "tumen-road-bridge", "tumangang-khasan-rail"
STATUS = Status("under construction", "2025-04-30", ("TASS", "Yonhap"))
REGISTRY = {
    name: TransportLink(name, kind, title, STATUS, (), (), (), (), (), ())
    for name, kind, title in (
        (BRIDGE, TransportKind.ROAD_BRIDGE, "Road bridge"),
        (RAIL, TransportKind.RAIL_CROSSING, "Rail crossing"),
    )
}
FACTS = StoryFacts("en", date(2025, 4, 30), (BRIDGE,))


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def length(metres: float, speaker: str | None = None, **rest: Any) -> Claim:
    claim = Claim(BRIDGE, Attribute.LENGTH, metres, "m", f"{metres:g} m", f"It is {metres:g} m long.", speaker=speaker)
    return replace(claim, **rest)


def event(kind: EventType, when: str | None, link: str = BRIDGE) -> Event:
    return Event(link, kind, when, f"It was {kind} on {when}.", place="Khasan")


class Reader:
    """Keeps articles with what they state."""

    def __init__(self, connection: Connection, make) -> None:
        self.connection, self.make = connection, make
        self.kept = 0

    def state(self, *said: Claim | Event, day: str | None = "2025-05-01", origin: str | None = "tass", **rest: Any) -> int:
        """A new article; its number."""
        self.kept += 1
        published = self.make.published(day) if day else None
        kept = self.make.keep(self.connection, f"https://a.example/{self.kept}", f"T {self.kept}.", published=published, **rest)
        whose = Origin(origin or "farm", "publisher", farm=origin is None)
        stories.assign(self.connection, kept.article, FACTS, StoryPlace(None), whose, now=self.make.now)
        self._record(kept.article, kept.revision, *said)
        return int(kept.article)

    def edit(self, article: int, *said: Claim | Event, days: int = 1) -> int:
        """A new wording of it, seen some days later; its number among the wordings of all."""
        self.kept += 1
        at = self.make.tick() + timedelta(days=days)
        kept = self.make.keep(
            self.connection, "https://a.example/1", f"T {self.kept}.", Reason.REVISED, article=article, fetched_at=at
        )
        self._record(article, kept.revision, *said)
        return int(kept.revision)

    def _record(self, article: int, revision: int, *said: Claim | Event) -> None:
        events = tuple(one for one in said if isinstance(one, Event))
        claims = tuple(one for one in said if isinstance(one, Claim))
        statements.record(self.connection, article, revision, Reading(events, claims), {"Tass": "tass"}, now=self.make.now)

    def values(self, query: str = "ORDER BY first_seen, figure") -> list[tuple[Any, ...]]:
        columns = "figure, standing, against, stated_by, statements, independent_sources, withdrawn"
        return rows(self.connection, f"SELECT {columns} FROM link_conflicts {query}")

    def timeline(self) -> list[tuple[Any, ...]]:
        columns = "date, type, stated_by, articles, independent_sources, withdrawn"
        return rows(self.connection, f"SELECT {columns} FROM link_timeline ORDER BY date, type")


def sheet_of(reader: Reader, link: str = BRIDGE) -> Sheet:
    [sheet] = ledger.sheets(reader.connection, REGISTRY, link)
    return sheet
