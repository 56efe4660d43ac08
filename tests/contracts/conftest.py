"""Things to store: built from what a test cares about, the rest filled in."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import articles, sources
from storage.articles import Kept
from storage.database import Connection, Database
from tests.contracts.stating import Reader
from tumen.catalogue import Affiliation, Kind, Source
from tumen.journey import (
    Document,
    Evidence,
    FeedEntry,
    Fetch,
    LinkTag,
    Placed,
    Polled,
    Precision,
    Rejected,
    Scored,
    Signature,
    StatedDate,
)
from tumen.outcomes import Reason

NOW = datetime(2025, 5, 1, 9, 0, tzinfo=UTC)


class Maker:
    """Builds items; each is fetched a second after the one before, as a request is never made twice at once."""

    now = NOW

    def __init__(self) -> None:
        self._made = 0

    def tick(self) -> datetime:
        self._made += 1
        return self.now + timedelta(seconds=self._made)

    def source(self, source_id: str = "tass-ru", affiliation: Affiliation = Affiliation.RUSSIA_STATE, url: str = "") -> Source:
        return Source(
            id=source_id,
            publisher=source_id.upper(),
            kind=Kind.FEED,
            url=url or f"https://{source_id}.example/feed",
            languages=("ru", "en"),
            affiliation=affiliation,
            timezone="Europe/Moscow",
            every=timedelta(minutes=30),
            enabled=True,
        )

    def fetch(self, url: str, source: str = "tass-ru", **rest: object) -> Fetch:
        fetch = Fetch(url=url, source=source, kind="page", fetched_at=self.tick(), status=200, bytes=1000, milliseconds=12)
        return replace(fetch, **rest)

    def scored(self, url: str, text: str, title: str = "A title", relevance: float = 0.9, **rest: object) -> Scored:
        fetch = self.fetch(url)
        document = Document(fetch=fetch, url=url, title=title, text=text, language="en")
        evidence = (
            Evidence("bridge", "мост", 2.5, "Мост через Туманную."),
            Evidence("china", "Dandong", -1.0, "Unlike at Dandong."),
        )
        tags = (LinkTag("tumen-road-bridge", "reported", 0.9), LinkTag("khasan-rail", "background", 0.2))
        scored = Scored(document, relevance, threshold=0.5, evidence=evidence, transport_links=tags)
        for name, value in rest.items():
            if name in ("evidence", "transport_links", "threshold"):
                scored = replace(scored, **{name: value})
            elif name in ("run", "source", "final_url", "entry", "fetched_at", "address"):
                fetch = replace(scored.fetch, **{"url" if name == "address" else name: value})
                scored = replace(scored, document=replace(scored.document, fetch=fetch))
            else:
                scored = replace(scored, document=replace(scored.document, **{name: value}))
        return scored

    def signature(self, text: str, like: Signature | None = None) -> Signature:
        """Equal for equal text; shares one band with `like`, as near-copies do."""
        seed = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        values = tuple(int.from_bytes(hashlib.sha256(seed + bytes([n])).digest()[:4], "big") for n in range(128))
        bands = tuple(int.from_bytes(hashlib.sha256(seed + bytes([n])).digest()[4:12], "big", signed=True) for n in range(32))
        if like is not None:
            bands = (*bands[:7], like.bands[7], *bands[8:])
        return Signature(seed.hex(), values, bands)

    def placed(self, url: str, text: str = "Some text.", reason: Reason = Reason.NEW, **rest: object) -> Placed:
        placing = {name: rest.pop(name) for name in ("article", "copy_of", "similarity") if name in rest}
        like = rest.pop("like", None)
        scored = self.scored(url, text, **rest)
        return replace(Placed(scored, self.signature(text, like), reason), **placing)

    def keep(
        self, connection: Connection, url: str, text: str = "Some text.", reason: Reason = Reason.NEW, **rest: object
    ) -> Kept:
        return articles.keep(connection, self.placed(url, text, reason, **rest))

    def rejected(self, url: str, reason: Reason, **rest: object) -> Rejected:
        scored = rest.pop("scored", None)
        detail = str(rest.pop("detail", ""))
        return Rejected(self.fetch(url, **rest), reason, detail=detail, title="Refused", scored=scored)

    def polled(self, source: str = "tass-ru", reason: Reason = Reason.ENTRIES, **rest: object) -> Polled:
        fetch = replace(self.fetch(f"https://{source}.example/feed", source=source, **rest), kind="feed")
        return Polled(fetch, reason, entries=10, unseen=3)

    def published(self, day: str) -> StatedDate:
        return StatedDate(datetime.fromisoformat(day).replace(tzinfo=UTC), Precision.DAY, None, day)

    def entry(self, url: str) -> FeedEntry:
        return FeedEntry(url, "An entry", guid="guid-1")


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture
def reader(database: Database, make: Maker) -> Iterator[Reader]:
    """Keeps articles with what they state, in one transaction."""
    with database.writing() as connection:
        sources.synchronise(connection, [make.source(), make.source("kcna", Affiliation.DPRK_STATE)])
        yield Reader(connection, make)
