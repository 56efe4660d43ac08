"""The line: every step in the order an article meets them. The order stands here and nowhere else."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pipelines.identity.placing import place
from pipelines.identity.signatures import sign
from pipelines.joining import join_story
from pipelines.screen import Screener, addresses_of
from pipelines.step import Step
from storage import articles, captures, fetches, revisits
from storage.database import Connection
from tumen.journey import Document, Item, Page, Placed, Polled, Rejected, Scored, Unmodified
from tumen.outcomes import Reason

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

    In this process: it takes less than handing the page to a worker would.
    """

    takes = Page

    @cached_property
    def _screener(self) -> Screener:
        """Built with the first page: most polls bring none."""
        return Screener(self.bench.scorer)

    async def work(self, item: Page) -> Page | Rejected:
        found = self._screener.screen(item)
        # What stands at a known article's address is followed whatever it now says: an edit that takes the subject out is news.
        return item if isinstance(found, Rejected) and self._is_known(item) else found

    def _is_known(self, page: Page) -> bool:
        with self.bench.database.reading() as connection:
            return any(fetches.known_article(connection, url) is not None for url in addresses_of(page))


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
        return self.bench.scorer.score(item)


class Keep(Step):
    """Scored → Placed | Rejected → rows; Rejected, Unmodified and Polled → rows.

    Placing and keeping share one transaction: apart, two reprints that arrive together would each be told it was first.
    There is no fault boundary here: a page that cannot be stored stops the crawl, because it would be lost.
    """

    async def process_item(self, item: Item) -> Item:
        """The stored item. Raises DatabaseError."""
        with self.bench.database.writing() as connection:
            if isinstance(item, Scored):
                signature = sign(item.document)
                same_address, near = articles.candidates(connection, item.document.url, signature, asked=item.fetch.url)
                item = place(item, signature, same_address, near)
            if isinstance(item, Placed):
                kept = articles.keep(connection, item)
                item = replace(item, reason=kept.reason)  # what was stored counts, if another process came first
                captures.add(connection, self.bench.archive, item, kept)
                revisits.note(connection, item, kept.article)
                join_story(connection, self.bench, item, kept)
            elif isinstance(item, Rejected | Unmodified | Polled):
                fetches.record(connection, item)
                _note_revisit(connection, item)
            else:
                raise TypeError(f"{type(item).__name__} reached the end of the line unfinished")
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
