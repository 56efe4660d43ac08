"""The scorer's patterns as they show in the two spellings of a page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import ahocorasick

from pipelines.relevance.matching import Matcher
from pipelines.relevance.patterns import SCRIPTS, Rest, script_of
from pipelines.screen.markup import SEAM
from pipelines.screen.spelling import OTHER, solid_term

_GAP = f"[ {SEAM}{OTHER}]"
_APOSTROPHE = f"[{OTHER}]?"  # one beside a gap is one with it
_JOINT = f"{SEAM}?"  # markup inside a word
_WORD = "[a-z0-9а-яіїєґ]"
_COMMONEST = "eaionrstldhcumpgbfvkywzjxq0123456789"  # of Latin letters, in the languages watched
_LAST = 1000  # whatever is not among them
_ASCII = re.compile("[\x00-\x7f]+")
# Of the scripts whose words can have endings, as an expression: what `script_of` says.
_LETTERS = {script: "[" + "".join(char for char, of in SCRIPTS.items() if of == script) + "]" for script in ("latin", "cyrillic")}


class Term:
    """One pattern: its literal, the meaning it has for the caller, and the expressions that find it."""

    def __init__(self, literal: str, guard: str, meaning: int, rest: Rest, endings: frozenset[str] | None) -> None:
        self.literal = literal
        self.meaning = meaning
        self._guard = guard
        self._rest = rest
        self._endings = endings

    @cached_property
    def anchor(self) -> str:
        """A piece of it that stands in every solid text which holds it: the longest."""
        return max(map(solid_term, (self.literal, *(word for _, word in self._rest))), key=len)

    def fits(self, solid: str) -> bool:
        """Whether its pieces stand in a solid text one behind the other: a cheap look before `stands_in`."""
        return not self._rest or self._solid.search(solid) is not None

    def stands_in(self, spaced: str) -> bool:
        """Whether extraction could make a text of a spaced one in which the pattern matches, whatever the text's language."""
        return self.place_in(spaced) is not None

    def place_in(self, spaced: str) -> int | None:
        """A place where it would."""
        if not self._rest and (place := self._plainly_in(spaced)) is not None:
            return place
        starts = (found.start() for found in self._spaced.finditer(spaced))
        return next((start for start in starts if self._begins(spaced, start)), None)

    def _plainly_in(self, spaced: str) -> int | None:
        """A place where it stands as it is written: nearly always, and then its expression is never compiled."""
        start = spaced.find(self.literal)
        while start >= 0:
            if self._begins(spaced, start) and self._ends(spaced, start + len(self.literal)):
                return start
            start = spaced.find(self.literal, start + 1)
        return None

    def _begins(self, spaced: str, start: int) -> bool:
        return not self._guard or not start or script_of(spaced[start - 1]) != self._guard

    def _ends(self, spaced: str, stop: int) -> bool:
        if self._endings is None:
            return True
        stops = (stop + len(ending) for ending in self._endings if spaced.startswith(ending, stop))
        return any(at == len(spaced) or script_of(spaced[at]) != script_of(self.literal[-1]) for at in stops)

    @cached_property
    def _solid(self) -> re.Pattern[str]:
        following = "".join(f"{_WORD}{{0,{letters}}}{re.escape(solid_term(word))}" for letters, word in self._rest)
        return re.compile(re.escape(solid_term(self.literal)) + following)

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        words = "".join(f"(?:{_WORD}{_JOINT}){{0,{letters}}}{_loose(word) or f'(?!{_WORD})'}" for letters, word in self._rest)
        if self._endings is not None:
            endings = "|".join(map(_loose, sorted(self._endings)))
            words += f"(?:{endings})(?!{_LETTERS[script_of(self.literal[-1])]})"
        return re.compile(_loose(self.literal) + words)


def _loose(words: str) -> str:
    joined = (_GAP if char == " " else (_APOSTROPHE if char == "'" else re.escape(char)) + _JOINT for char in words)
    return "".join(joined)


def terms_of(matcher: Matcher) -> dict[int, list[Term]]:
    """The patterns of a matcher, by meaning."""
    found: dict[int, list[Term]] = {}
    for literal, guard, meaning, rest, endings in matcher.literals():
        found.setdefault(meaning, []).append(Term(literal, guard, meaning, rest, endings))
    return found


class Terms:
    """Patterns looked for all at once."""

    def __init__(self, terms: Iterable[Term]) -> None:
        by_anchor: dict[str, list[Term]] = {}
        for term in terms:
            by_anchor.setdefault(term.anchor, []).append(term)
        # Apart by script: at every letter the automaton tries the first letters of its words one by one, and most are Chinese.
        beyond = {anchor: terms for anchor, terms in by_anchor.items() if not _ASCII.search(anchor)}
        self._beyond = _automaton(beyond) if beyond else None
        latin = {anchor: terms for anchor, terms in by_anchor.items() if anchor not in beyond}
        self._latin = _automaton(latin) if latin else None

    def possible(self, solid: str) -> list[Term]:
        """Those of which a piece stands in a solid text, each once."""
        found: dict[int, Sequence[Term]] = {}
        others = "" if solid.isascii() else _ASCII.sub(" ", solid)
        for automaton, text in ((self._latin, solid), (self._beyond, others)):
            if automaton is not None and text:
                found |= {id(terms): terms for _, terms in automaton.iter(text)}
        return [term for terms in found.values() for term in terms]


def _automaton(terms: Mapping[str, Sequence[Term]]) -> Any:
    automaton = ahocorasick.Automaton()
    # A node tries its letters in the order in which they were added: the commonest of a page first, a quarter is saved.
    for anchor in sorted(terms, key=lambda word: [_COMMONEST.find(char) % _LAST for char in word]):
        automaton.add_word(anchor, tuple(terms[anchor]))
    automaton.make_automaton()
    return automaton
