"""The line: every step in the order an article meets them. The order stands here and nowhere else."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.gathered import MOMENT, Gathered
from pipelines.identity.placing import place
from pipelines.identity.signatures import sign
from pipelines.step import Step
from pipelines.workbench import Workbench
from pipelines.writing import Writer
from storage import articles, captures, fetches, revisits
from storage.database import Connection
from tumen.journey import Document, Item, Page, Placed, Polled, Rejected, Scored, Signature, Unmodified
from tumen.outcomes import Reason
from tumen.statements import Reading

if TYPE_CHECKING:  # what reads texts is imported with the first text: a poll without news does without a tenth of a second
    from pipelines.screen import Screener

# Refusals of the page alone: its publisher has announced it, and the feed may say what it says. What extraction itself refuses
# (teasers, shells, consent walls) is salvaged there.
SALVAGED = frozenset({Reason.FORBIDDEN, Reason.ROBOTS, Reason.NOT_HTML})
LEAST_SUMMARY = 60  # characters: below, not even Chinese says enough, and no worker need be asked


class Salvage(Step):
    """Rejected → Document of the feed's own text, where the page refuses and its entry says enough."""

    takes = Rejected

    async def work(self, item: Rejected) -> Document | Rejected:
        if item.reason not in SALVAGED or item.fetch.entry is None or len(item.fetch.entry.summary) < LEAST_SUMMARY:
            return item
        return await asyncio.wrap_future(self.bench.pool.submit(item))


class Screen(Step):
    """Page → Page | Rejected: what the scorer could not find relevant is not extracted.

    In this process: it takes less than handing the page to a worker would. One page in a turn of the event loop: of pages that
    arrive together each takes some milliseconds.
    """

    takes = Page

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._known = Gathered(self._which_are_known, moment=min(MOMENT, bench.together.seconds))
        self._one = asyncio.Lock()

    @cached_property
    def _screener(self) -> "Screener":
        from pipelines.screen import Screener

        return Screener(self.bench.scorer)

    async def _ready(self) -> "Screener":
        """Built with the first page, in the thread that stores: most polls bring none, and it takes some tenths of a second."""
        if "_screener" in self.__dict__:
            await asyncio.sleep(0)
            return self._screener
        return await self.bench.storing.run(lambda: self._screener)

    async def work(self, item: Page) -> Page | Rejected:
        async with self._one:
            screener = await self._ready()
            found, tags = screener.look(item)
        if not isinstance(found, Rejected):
            return found
        # What stands at a known article's address is followed whatever it now says: an edit that takes the subject out is news.
        from pipelines.screen import addresses_of

        return item if await self._known.ask(addresses_of(item.fetch, tags)) else found

    def _which_are_known(self, pages: Sequence[Sequence[str]]) -> list[bool]:
        """Of pages by their addresses."""
        with self.bench.database.reading() as connection:
            known = fetches.known_among(connection, {url for addresses in pages for url in addresses})
        return [not known.isdisjoint(addresses) for addresses in pages]


class Extract(Step):
    """Page → Document | Rejected, in a worker process under a wall limit."""

    takes = Page

    async def work(self, item: Page) -> Document | Rejected:
        found = await asyncio.wrap_future(self.bench.pool.submit(item))
        if isinstance(found, Document) and found.text_from != "feed" and self.bench.archive is not None:
            return replace(found, page=item)  # here, not in the worker: the body need not travel back
        return found


class Score(Step):
    """Document → Scored."""

    takes = Document

    async def work(self, item: Document) -> Scored:
        scorer = await self.bench.ready()
        return scorer.score(item)


class Keep(Step):
    """Scored → Placed | Rejected → rows; Rejected, Unmodified and Polled → rows.

    In the thread that stores. Placing and keeping share one transaction: apart, two reprints that arrive together would each be
    told it was first. What a document alone decides is worked out before the transaction begins.
    There is no fault boundary here: a page that cannot be stored stops the crawl, because it would be lost.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._writer = Writer(self._store, bench.storing, bench.together)

    async def process_item(self, item: Item) -> Item:
        """The stored item, when its transaction has been committed. Raises DatabaseError."""
        return await self._writer.write(item)

    def _store(self, items: Sequence[Item]) -> list[Item]:
        """The items as stored. Documents first: they take the lock under which articles are placed, and no row may be locked
        before it."""
        for item in items:
            if not isinstance(item, Scored | Rejected | Unmodified | Polled):
                raise TypeError(f"{type(item).__name__} reached the end of the line unfinished")
        documents = {at: (item, *self._read(item)) for at, item in enumerate(items) if isinstance(item, Scored)}
        with self.bench.database.writing() as connection:
            stored = {at: self._keep_document(connection, *document) for at, document in documents.items()}
            endings = [stored.get(at, item) for at, item in enumerate(items)]
            answers = [item for item in endings if isinstance(item, Rejected | Unmodified | Polled)]
            fetches.record_all(connection, answers)
            for item in answers:
                _note_revisit(connection, item)
        return endings

    def _read(self, scored: Scored) -> tuple[Signature, Reading]:
        from pipelines.joining import read

        document = scored.document
        return sign(document), read(self.bench, document, scored.transport_links) if scored.relevant else Reading()

    def _keep_document(self, connection: Connection, scored: Scored, signature: Signature, reading: Reading) -> Placed | Rejected:
        from pipelines.joining import join

        same_address, near = articles.candidates(connection, scored.document.url, signature, asked=scored.fetch.url)
        item = place(scored, signature, same_address, near)
        if isinstance(item, Rejected):
            return item
        kept = articles.keep(connection, item)
        item = replace(item, reason=kept.reason)  # what was stored counts, if another process came first
        captures.add(connection, self.bench.archive, item, kept)
        revisits.note(connection, item, kept.article)
        join(connection, self.bench, item, kept, reading)
        return item


def _note_revisit(connection: Connection, item: Rejected | Unmodified | Polled) -> None:
    """What an answer without a document says of a page that is held."""
    if isinstance(item, Unmodified):
        revisits.unmodified(connection, item)
    elif isinstance(item, Rejected):
        revisits.end_if_refused(connection, item)


STEPS: tuple[type[Step], ...] = (Salvage, Screen, Extract, Score, Keep)


async def walk(item: Item, line: Sequence[Step]) -> Item:
    """Take one item down a line of steps, outside Scrapy: what `tumen import` and `tumen explain` do."""
    for step in line:
        item = await step.process_item(item)
    return item
