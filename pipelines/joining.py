"""What a kept article states goes into the ledger, and the article into its story, in the transaction that keeps it."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.mentions import mentions
from pipelines.workbench import Workbench
from storage import revisions, sources, statements
from storage import stories as story_store
from storage.articles import Kept
from storage.database import Connection
from tumen.journey import Document, LinkTag, Placed
from tumen.statements import Event, Reading
from tumen.stories import Origin


def join(connection: Connection, bench: Workbench, item: Placed, kept: Kept, reading: Reading) -> None:
    """The last to write in its transaction. A wording that is not relevant joins no story and states nothing.

    `reading` is what `read` finds in the document. Raises DatabaseError.
    """
    revision = kept.revision or revisions.current(connection, kept.article, item.signature.text_hash)
    if not item.scored.relevant:
        if revision is not None:
            statements.record(connection, kept.article, revision, Reading(), {}, now=bench.now())
        return
    document = item.scored.document
    origin = origin_of(connection, bench, document)
    _join_story(connection, bench, item, kept, reading.events, origin)
    if revision is not None:  # None: by now the article reads otherwise than what was seen
        credited = houses(bench, document, reading, origin)
        statements.record(connection, kept.article, revision, reading, credited, now=bench.now())


def read(bench: Workbench, document: Document, tags: Sequence[LinkTag]) -> Reading:
    """Events and claims of a relevant document."""
    return bench.telling.reader.read(document, tags, mentions(document, bench.scorer))


def origin_of(connection: Connection, bench: Workbench, document: Document) -> Origin:
    """Whose words a document is, by itself and by what the catalogue says of its source."""
    return bench.telling.origins.of(document, publisher=sources.publisher(connection, document.fetch.source))


def houses(bench: Workbench, document: Document, reading: Reading, origin: Origin) -> dict[str, str]:
    """Speaker → origin, where the speaker is an agency: ten papers that write "TASS reported" are one source.

    What a farm writes is never a source, whomever it credits.
    """
    if origin.counts_as is None:
        return {}
    speakers = {said.speaker for some in (reading.claims, reading.events) for said in some if said.speaker}
    credited = {
        speaker: bench.telling.origins.of(replace(document, url="", title="", text="", author=speaker, site=None))
        for speaker in speakers
    }
    return {speaker: found.id for speaker, found in credited.items() if found.how == "byline"}


def _join_story(
    connection: Connection, bench: Workbench, item: Placed, kept: Kept, events: tuple[Event, ...], origin: Origin
) -> None:
    facts = bench.telling.stories.facts(item.scored.document, item.scored.transport_links, events)
    near = story_store.near(connection, facts, seen_at=item.fetch.fetched_at, copy_of=item.copy_of)
    members = [member for member in near if member.article != kept.article]  # a revision is not compared with itself
    place = bench.telling.stories.place(facts, members, copy_of=item.copy_of)
    story_store.assign(connection, kept.article, facts, place, origin, now=bench.now())
