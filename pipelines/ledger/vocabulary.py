"""Phrases of `seeds/statements.yaml` compiled for one language, and found in a sentence in one pass.

An Aho-Corasick automaton finds where a phrase can begin; its regular expression decides. So the cost grows with the words
that do occur and not with the size of the vocabulary.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import ahocorasick

from tumen.statements import Phrases, StatementWords

WITHOUT_SPACES = frozenset({"ko", "zh", "ja"})  # phrases match anywhere: no word boundaries to rely on
_GAP = r"[^;:!?。！？]{0,80}?"  # what may stand where a phrase has `~`
_FIRST = re.compile(r"[^ ~*{¶\[(?]+(?=[ ~*{¶]|$)")  # a beginning that is letters only, as most are, up to what ends it
_NO_LETTER = re.compile(r"\W")
_NUMBER = {True: r"\w+", False: "[\\d一二两兩三四五六七八九十한두세네다섯여섯일곱]+"}  # by whether words have spaces between them


class Hit(NamedTuple):
    """A phrase found: [start, stop) in the sentence."""

    start: int
    stop: int
    value: float = 0.0  # of a number word, a scale, a month (1 to 12) or a weekday (0 to 6)


class _Phrase:
    def __init__(self, purpose: str, written: str, value: float, *, spaced: bool) -> None:
        self.purpose = purpose
        self.value = value
        self.inner = spaced and "*" in written[:1]  # may begin inside a word
        self.plain = not self.inner and written.isalnum()  # its beginning is all of it, no expression needed
        self.open = not self.inner and written.endswith("*") and written[:-1].isalnum()  # the same, and the rest of the word
        self._written = written
        self._spaced = spaced

    def later(self) -> frozenset[str]:
        """How its words behind the first gap can begin: where none of these follows it need not be compiled. Empty: not known."""
        if self.inner or self.plain or self.open:
            return frozenset()
        _, stop = _expand(self._written, 0, {""}, set())
        found, _ = _expand(self._written[stop:].lstrip("*~ ?"), 0, {""}, set())
        return frozenset(found) if "" not in found else frozenset()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when its beginning is first met: all phrases of a language take a third of a second, and few are met."""
        if self.inner:
            return re.compile(_expression(self._written[1:]) + r"(?!\w)")
        expression = f"(?:{_expression(self._written)})"
        return re.compile(rf"(?<!\w){expression}(?!\w)" if self._spaced else expression)


class _Beginning:
    """The phrases that begin with the same letters."""

    def __init__(self, phrases: Sequence[_Phrase]) -> None:
        self.phrases = phrases
        self.inner = [phrase for phrase in phrases if phrase.inner]

    @cached_property
    def _by_later(self) -> tuple[list[int], dict[str, list[int]]]:
        """Which may stand anywhere, and which only before a word; by their places. Told when first met; most never are."""
        anywhere: list[int] = []
        before: dict[str, list[int]] = {}
        for place, phrase in enumerate(self.phrases):
            later = phrase.later()
            if not later:
                anywhere.append(place)
            for word in later:
                before.setdefault(word, []).append(place)
        return anywhere, before

    def due(self, lowered: str, after: int, last: dict[str, int]) -> list[_Phrase]:
        """Those whose later words stand behind `after`, one in thirteen; `last`: where words stand last in this sentence."""
        anywhere, before = self._by_later
        places = set(anywhere)
        for word, needing in before.items():
            at = last.get(word)
            if at is None:
                at = last[word] = lowered.rfind(word)
            if at >= after:
                places.update(needing)
        return [self.phrases[place] for place in sorted(places)]


class Vocabulary:
    """All phrases of one language; `find` is pure and safe to share."""

    def __init__(self, language: str, words: StatementWords) -> None:
        self.language = language
        self.spaced = language not in WITHOUT_SPACES
        self._automaton = ahocorasick.Automaton()
        beginnings: dict[str, list[_Phrase]] = {}
        for purpose, phrase_written, value in _everything(language, words):
            written = phrase_written.removeprefix("{n}").lstrip()  # a leading number is looked for by who reads the hit
            phrase = _Phrase(purpose, written, value, spaced=self.spaced)
            for beginning in _beginnings(written.lstrip("*")):
                beginnings.setdefault(beginning, []).append(phrase)
        for beginning, phrases in beginnings.items():
            self._automaton.add_word(beginning, (len(beginning), _Beginning(phrases)))
        self._automaton.make_automaton()
        self.scales = dict(words.scales.get(language, {}))
        self._words = words

    @cached_property
    def units(self) -> "Units":
        """Compiled with the first number."""
        return _unit_expression(self, self._words)

    def find(self, lowered: str) -> dict[str, list[Hit]]:
        """Every phrase in a lower-cased sentence, by purpose, in order of their end."""
        found: dict[str, list[Hit]] = {}
        last: dict[str, int] = {}  # words asked about → where they stand last
        for end, (length, beginning) in self._automaton.iter(lowered):
            begin = end - length + 1
            # Inside a word only what may follow its beginning (*brücke) counts.
            inside = self.spaced and begin > 0 and lowered[begin - 1].isalnum()
            for phrase in beginning.inner if inside else beginning.due(lowered, end + 1, last):
                stop = self._stop(phrase, lowered, begin, end + 1)
                if stop is None:
                    continue
                hit = Hit(begin, stop, phrase.value)
                hits = found.setdefault(phrase.purpose, [])
                if hit not in hits[-1:]:  # `mondays?` can begin with both its literals
                    hits.append(hit)
        return found

    def _stop(self, phrase: _Phrase, lowered: str, begin: int, after: int) -> int | None:
        """Where the phrase that begins here ends; None where it does not stand here. `after`: behind its beginning."""
        if phrase.plain:
            return None if self.spaced and lowered[after : after + 1].isalnum() else after
        if phrase.open:
            return len(lowered) if (rest := _NO_LETTER.search(lowered, after)) is None else rest.start()
        match = phrase.pattern.match(lowered, begin)
        return match.end() if match else None


class Units(NamedTuple):
    pattern: re.Pattern[str]  # anchored by `.match(sentence, end of number)`
    ids: Mapping[str, str]  # group name → unit id


def _unit_expression(vocabulary: Vocabulary, words: StatementWords) -> Units:
    """One expression for all units of the language, the longest words first so that `km` is not read as `k`."""
    written = [
        (word, unit.id)
        for unit in words.units
        for language in (vocabulary.language, "any")
        for word in unit.words.get(language, ())
    ]
    written.sort(key=lambda pair: -len(pair[0]))
    ids = {f"u{n}": unit for n, (_, unit) in enumerate(written)}
    edge = r"(?![^\W\d_])" if vocabulary.spaced else ""
    alternatives = "|".join(
        f"(?P<u{n}>{_expression(word)}{edge or (r'(?![a-z])' if word.isascii() else '')})" for n, (word, _) in enumerate(written)
    )
    return Units(re.compile(alternatives), ids)


def _everything(language: str, words: StatementWords) -> Iterator[tuple[str, str, float]]:
    def of(prefix: str, groups: Mapping[str, Phrases]) -> Iterator[tuple[str, str, float]]:
        for name, phrases in groups.items():
            for written in (*phrases.get(language, ()), *phrases.get("any", ())):
                yield f"{prefix}{name}", written, 0.0

    yield from of("topic:", words.topics)
    yield from of("event:", {str(kind): phrases for kind, phrases in words.events.items()})
    yield from of("", words.cues)
    for word, value in words.numbers.get(language, {}).items():
        yield "number", word, value
    for purpose, table in (("month", words.months), ("weekday", words.weekdays)):
        for index, forms in enumerate(table.get(language, ())):
            for form in forms.split(","):
                yield purpose, form.strip(), float(index + (purpose == "month"))
    for written in (*words.places.get(language, ()), *words.places.get("any", ())):
        yield "place", written.lower(), 0.0


def _expression(written: str) -> str:
    """A phrase in the file's notation as a regular expression."""
    out, depth = [], 0
    at = 0
    while at < len(written):
        char = written[at]
        if written.startswith(" ~ ", at):
            out.append(rf"(?:\W{_GAP}\b|\W+)" if _alphabetic(written) else _GAP)
            at += 3
            continue
        if written.startswith("{n}", at):
            out.append(_NUMBER[_alphabetic(written)])
            at += 3
            continue
        if written.startswith(" ?", at):
            out.append(r"[\s\-–—]*")
            at += 2
            continue
        depth += (char == "(") - (char == ")")
        out.append(_piece(char, in_group=depth > 0))
        at += 1
    return "".join(out)


def _alphabetic(written: str) -> bool:
    written = written.replace("{n}", "")
    return any("a" <= char <= "z" or "а" <= char <= "я" or "à" <= char <= "ž" or char in "іїєґ" for char in written)


def _piece(char: str, *, in_group: bool) -> str:
    if char == "(":
        return "(?:"
    if char == "," and in_group:
        return "|"
    return {"*": r"\w*", " ": r"[\s\-–—]+", ".": r"\.", "$": r"\$", "+": r"\+", "¶": "$"}.get(char, char)


def _beginnings(written: str) -> set[str]:
    """The literal strings a phrase can begin with."""
    if plain := _FIRST.match(written):
        return {plain[0]}
    found, _ = _expand(written, 0, {""}, done=set())
    return {text for text in found if text}


def _expand(written: str, at: int, heads: set[str], done: set[str]) -> tuple[set[str], int]:
    """Read `written` from `at`, extending every head, until each is closed by a space, `~`, `*`, `{` or the end."""
    while at < len(written) and heads:
        char = written[at]
        options: set[str]
        if char in " ~*{¶" or written.startswith("[^", at):
            return done | heads, at
        if char == "[":
            close = written.index("]", at)
            options, at = set(written[at + 1 : close]), close + 1
        elif char == "(":
            options, at = _group(written, at)
        else:
            options, at = {char}, at + 1
        if at < len(written) and written[at] == "?":
            options, at = options | {""}, at + 1
        closed = {option[:-1] for option in options if option.endswith("\0")}
        heads, ended = (
            {head + option for head in heads for option in options if not option.endswith("\0")},
            {head + option for head in heads for option in closed},
        )
        done = done | ended
    return done | heads, at


def _group(written: str, at: int) -> tuple[set[str], int]:
    """The beginnings of a parenthesis' alternatives, those that end inside it marked with NUL; and where it closes."""
    depth, begin, parts = 0, at + 1, []
    for place in range(at, len(written)):
        char = written[place]
        depth += (char == "(") - (char == ")")
        if (char in ",|" and depth == 1) or (char == ")" and depth == 0):
            parts.append(written[begin:place])
            begin = place + 1
        if depth == 0:
            break
    return {option for part in parts for option in _options(part)}, begin


def _options(part: str) -> set[str]:
    found, stop = _expand(part, 0, {""}, set())
    return {text + "\0" for text in found} if stop < len(part) else found


Find = Callable[[str], dict[str, list[Hit]]]
