"""A kept article joins its story or opens one, in the transaction that keeps it."""

from pipelines.mentions import mentions
from pipelines.workbench import Workbench
from storage import sources
from storage import stories as story_store
from storage.articles import Kept
from storage.database import Connection
from tumen.journey import Placed


def join_story(connection: Connection, bench: Workbench, item: Placed, kept: Kept) -> None:
    """Nothing for a wording that is not relevant. Raises DatabaseError."""
    if not item.scored.relevant:
        return
    document, tags = item.scored.document, item.scored.transport_links
    read = bench.telling.reader.read(document, tags, mentions(document, bench.scorer))
    facts = bench.telling.stories.facts(document, tags, read.events)
    near = story_store.near(connection, facts, seen_at=item.fetch.fetched_at, copy_of=item.copy_of)
    members = [member for member in near if member.article != kept.article]  # a revision is not compared with itself
    place = bench.telling.stories.place(facts, members, copy_of=item.copy_of)
    origin = bench.telling.origins.of(document, publisher=sources.publisher(connection, item.fetch.source))
    story_store.assign(connection, kept.article, facts, place, origin, now=bench.now())
