"""The station Screen: may this page score at all?"""

import re
from collections.abc import Sequence
from html import unescape

from pipelines.extraction.characters import clean_line
from pipelines.relevance.knowledge import Meaning
from pipelines.relevance.scorer import Scorer
from pipelines.screen.bound import needs_a_statement
from pipelines.screen.spelling import solid, spaced
from pipelines.screen.terms import Terms
from pipelines.screen.words import words_of
from tumen.journey import Page, Rejected
from tumen.outcomes import Reason

LEAST_LETTERS = 1500  # below, extraction is cheap, and can say what an empty page is: a shell, a consent wall, a teaser
MOST_BYTES = 4 * 2**20  # above, the page goes to a worker unread: 4 MB take some 40 ms here, and the crawl waits
NOTHING_NAMED = "no word of the DPRK or of a watched transport link on the whole page"
NO_MEANS = "the DPRK is named, but no means of transport on the whole page"
_TITLE = re.compile(r"<title\b[^>]*+>([^<]{1,500})", re.IGNORECASE)


class Screener:
    """Refuses pages on which nothing stands that the scorer must find before it can find a page relevant.

    The scorer reports nothing without statements, and statements nothing without a name of the DPRK or of a transport link and
    a means of transport (`pipelines.relevance.statements`). Where its weights let other features alone reach the threshold,
    every page passes.
    """

    def __init__(self, scorer: Scorer, least_letters: int = LEAST_LETTERS) -> None:
        """Pages with fewer letters than `least_letters` pass."""
        self._least = least_letters
        self._meanings = scorer.knowledge.meanings
        vocabulary = scorer.vocabulary
        self._named = vocabulary.dprk | vocabulary.link_names
        self._transport = vocabulary.transport
        self.closed = needs_a_statement(scorer)
        naming = [at for at, meaning in enumerate(self._meanings) if meaning.bits & self._named]
        self._naming = Terms(scorer.knowledge.matcher, naming)
        self._others = Terms(scorer.knowledge.matcher, set(range(len(self._meanings))) - set(naming))

    def screen(self, page: Page) -> Page | Rejected:
        """The page, or Rejected(OFF_TOPIC) when the scorer would find it irrelevant whatever extraction made of it."""
        if not self.closed or len(page.body) > MOST_BYTES:
            return page
        text = words_of(page)
        if text is None:
            return page
        why = self._missing(text)
        return Rejected(page.fetch, Reason.OFF_TOPIC, detail=why, title=_title(page)) if why else page

    def _missing(self, text: str) -> str:
        letters = solid(text)
        if len(letters) < self._least:
            return ""
        possible = [term for term in self._naming.possible(letters) if term.fits(letters)]
        if not possible:
            return NOTHING_NAMED
        others = [self._meanings[term.meaning] for term in self._others.possible(letters) if term.fits(letters)]
        # Most of what stands inside other words ("lad") needs what is not on the page: then no edge of a word is looked at.
        if not _united([*(self._meanings[term.meaning] for term in possible), *others]) & self._named:
            return NOTHING_NAMED
        words = spaced(text)
        naming = [self._meanings[term.meaning] for term in possible if term.stands_in(words)]
        found = _united([*naming, *others])
        if not naming or not found & self._named:
            return NOTHING_NAMED
        return "" if found & self._transport else NO_MEANS


def _united(meanings: Sequence[Meaning]) -> int:
    """Bits of meanings that need nothing, and of those whose needs any of the others meets."""
    found, waiting = 0, set()
    for meaning in meanings:
        if meaning.condition is None:
            found |= meaning.bits
        else:
            waiting.add(meaning)
    while met := {meaning for meaning in waiting if all(found & group for group in meaning.condition.groups)}:  # type: ignore[union-attr]
        waiting -= met
        for meaning in met:
            found |= meaning.bits
    return found


def _title(page: Page) -> str:
    if page.fetch.entry is not None and page.fetch.entry.title:
        return page.fetch.entry.title
    match = _TITLE.search(page.body[:200_000].decode("utf-8", "replace"))
    return clean_line(unescape(match[1])) if match else ""
