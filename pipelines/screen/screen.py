"""The station Screen: may this page score at all?"""

from collections.abc import Iterable
from functools import cached_property

from pipelines.extraction.characters import clean_line
from pipelines.relevance.knowledge import Meaning
from pipelines.relevance.scorer import Scorer
from pipelines.screen.bound import may_state, needs_a_statement
from pipelines.screen.keys import key_meanings
from pipelines.screen.spelling import solid, spaced, without_gaps
from pipelines.screen.terms import Term, Terms, terms_of
from pipelines.screen.words import headline_of, title_of, words_of
from tumen.journey import Page, Rejected
from tumen.outcomes import Reason

LEAST_LETTERS = 1500  # below, extraction is cheap, and can say what an empty page is: a shell, a consent wall, a teaser
MOST_BYTES = 4 * 2**20  # above, the page goes to a worker unread: 4 MB take some 40 ms here, and the crawl waits
NOTHING_NAMED = "no word of the DPRK or of a watched transport link on the whole page"
NOTHING_SAID = (
    "the DPRK or a transport link is named on the page, but not what a sentence on a transport link would need beside it"
)
NO_MEANS = "the DPRK is named, but no means of transport on the whole page"
_NEAR = 2000  # characters: a report names what it is about in a few sentences


class Screener:
    """Refuses pages on which nothing stands that the scorer must find before it can find a page relevant.

    The scorer reports nothing without statements, and statements need names of places, countries or transport links and a means
    of transport (`bound.may_state`). A word that could nowhere on the page begin and end as the scorer wants it is not there.
    Where the scorer's weights let other features alone reach the threshold, every page passes.
    """

    def __init__(self, scorer: Scorer, least_letters: int = LEAST_LETTERS) -> None:
        """Pages with fewer letters than `least_letters` pass."""
        self._least = least_letters
        self._knowledge = scorer.knowledge
        self._vocabulary = scorer.vocabulary
        self._named = scorer.vocabulary.dprk | scorer.vocabulary.link_names
        self._transport = scorer.vocabulary.transport
        self.closed = needs_a_statement(scorer)
        self._terms = terms_of(scorer.knowledge.matcher)
        anchors = {meaning: [term.anchor for term in terms] for meaning, terms in self._terms.items()}
        self._keys = self._those_of(key_meanings(scorer.knowledge.meanings, self._named, anchors))

    @cached_property
    def _naming(self) -> Terms:
        return self._those_of(at for at, meaning in enumerate(self._knowledge.meanings) if meaning.bits & self._named)

    @cached_property
    def _others(self) -> Terms:
        return self._those_of(at for at, meaning in enumerate(self._knowledge.meanings) if not meaning.bits & self._named)

    def _those_of(self, meanings: Iterable[int]) -> Terms:
        return Terms(term for meaning in meanings for term in self._terms.get(meaning, ()))

    def screen(self, page: Page) -> Page | Rejected:
        """The page, or Rejected(OFF_TOPIC) when the scorer would find it irrelevant whatever extraction made of it."""
        return self.look(page)[0]

    def look(self, page: Page) -> tuple[Page | Rejected, bytes]:
        """The same, and the tags of a page that is refused."""
        if not self.closed or len(page.body) > MOST_BYTES or self._passes_at_a_glance(page):
            return page, b""
        return self.look_through(page)

    def look_through(self, page: Page) -> tuple[Page | Rejected, bytes]:
        """The same of all that the page says, whatever its title says."""
        words = words_of(page)
        why = self._missing(words.text) if words is not None else ""
        if words is None or not why:
            return page, b""
        return Rejected(page.fetch, Reason.OFF_TOPIC, detail=why, title=_title(page)), words.tags

    def _passes_at_a_glance(self, page: Page) -> bool:
        """Whether title and feed entry alone say what a page must say somewhere: the titles of two in three relevant ones do."""
        headline = headline_of(page)
        return not self._missing_of(solid(headline), headline)

    def _missing(self, text: str) -> str:
        letters = solid(text)
        return self._missing_of(letters, text) if len(letters) >= self._least else ""

    def _missing_of(self, letters: str, text: str) -> str:
        keys = [term for term in self._keys.possible(letters) if term.fits(letters)]
        words = spaced(text) if keys else ""
        places = (place for term in keys if (place := term.place_in(words)) is not None)
        first = next(places, None)
        if first is None:
            return NOTHING_NAMED
        near = words[max(0, first - _NEAR) : first + _NEAR]
        if len(near) < len(words) and not self._missing_beside(without_gaps(near), near):
            return ""  # what a part of the page says the page says
        return self._missing_beside(letters, words)

    def _missing_beside(self, letters: str, words: str) -> str:
        """The same of a page on which a name stands that could count."""
        possible = [term for term in self._naming.possible(letters) if term.fits(letters)]
        others = [term for term in self._others.possible(letters) if term.fits(letters)]
        # Most of what stands inside other words ("lad") needs what is not on the page: then no edge of a word is looked at.
        if not bits_of(self._met([*possible, *others])) & self._named:
            return NOTHING_NAMED
        naming = _standing(possible, words)
        found = bits_of(self._met([*naming, *others]))
        if not found & self._named:
            return NOTHING_NAMED
        if not found & self._transport:
            return NO_MEANS
        certain = self._met([*naming, *_standing(others, words)])
        names = bits_of(meaning for meaning in certain if not meaning.bits & self._vocabulary.backing)
        return "" if may_state(bits_of(certain), names, self._knowledge, self._vocabulary) else NOTHING_SAID

    def _met(self, terms: Iterable[Term]) -> list[Meaning]:
        return met({term.meaning: self._knowledge.meanings[term.meaning] for term in terms}.values())


def _standing(terms: Iterable[Term], words: str) -> Iterable[Term]:
    """One term of each meaning of which any stands there as a word."""
    found: dict[int, Term] = {}
    for term in terms:
        if term.meaning not in found and term.stands_in(words):
            found[term.meaning] = term
    return found.values()


def met(meanings: Iterable[Meaning]) -> list[Meaning]:
    """Those that need nothing, and those whose needs any of the others meets."""
    waiting, found, before = list(meanings), 0, -1
    chosen: list[Meaning] = []
    while found != before:
        before = found
        chosen += [meaning for meaning in waiting if _is_met(meaning, before)]
        waiting = [meaning for meaning in waiting if not _is_met(meaning, before)]
        found = bits_of(chosen)
    return chosen


def _is_met(meaning: Meaning, found: int) -> bool:
    return meaning.condition is None or all(found & group for group in meaning.condition.groups)


def bits_of(meanings: Iterable[Meaning]) -> int:
    """What they count as, together."""
    found = 0
    for meaning in meanings:
        found |= meaning.bits
    return found


def _title(page: Page) -> str:
    if page.fetch.entry is not None and page.fetch.entry.title:
        return page.fetch.entry.title
    return clean_line(title_of(page))
