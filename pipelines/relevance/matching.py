"""One pass over a folded text: every mention of everything we know, longest readings included."""

from collections.abc import Iterable, Iterator
from typing import Any

import ahocorasick

from pipelines.relevance.patterns import KOREAN_TAIL, SCRIPTS, TAILS, Pattern, Rest, follows, script_of
from pipelines.relevance.tongues import tongues

Mention = tuple[int, int, int]  # start and stop in the folded text, and the meaning
# (length of the literal, guarded script, meaning, endings, script of the tail, rest, korean, languages)
_Entry = tuple[int, str, int, frozenset[str] | None, str, Rest, bool, int]


class Matcher:
    """Finds mentions of meanings (numbered by the caller) in folded text, in time linear in its length."""

    def __init__(self, patterns: Iterable[tuple[Pattern, int, int]]) -> None:
        """Patterns with their meaning and the bits of the languages they belong to."""
        self._automaton: Any = ahocorasick.Automaton()
        entries = _merged(patterns)
        for literal, found in entries.items():
            self._automaton.add_word(literal, found)
        self._automaton.make_automaton()
        self.size = len(entries)

    def literals(self) -> Iterator[tuple[str, str, int, Rest, frozenset[str] | None]]:
        """Every pattern as (literal, script no letter of which may stand before, meaning, what must follow, endings the word may
        have; None for any). The guard of katakana is left out: who reads these may only find more than `mentions` does."""
        for literal, entries in self._automaton.items():
            for _, guard, meaning, endings, script, rest, _, _ in entries:
                yield literal, "" if guard == "katakana" else guard, meaning, rest, endings if script and not rest else None

    def mentions(self, text: str) -> list[Mention]:
        """All mentions in `text`, overlapping ones included, by their end."""
        spoken = tongues(text)
        found: list[Mention] = []
        script_at = SCRIPTS.get
        length_of_text = len(text)
        for last, entries in self._automaton.iter(text):
            stop = last + 1
            follower = script_at(text[stop], "") if stop < length_of_text else ""
            for length, guard, meaning, endings, script, rest, korean, languages in entries:
                start = stop - length
                if not languages & spoken or (guard and start and script_of(text[start - 1]) == guard):
                    continue
                end = stop
                if rest:
                    end = follows(rest, text, stop)
                    if end < 0:
                        continue
                elif script and follower == script:  # the word goes on
                    tail = TAILS[script].match(text, stop)
                    end = tail.end() if tail else stop
                    if endings is not None and text[stop:end] not in endings:
                        continue
                elif korean and KOREAN_TAIL.match(text, stop) is None:
                    continue
                found.append((start, end, meaning))
        return found


def _merged(patterns: Iterable[tuple[Pattern, int, int]]) -> dict[str, tuple[_Entry, ...]]:
    """Entries by literal; a word that several languages share is looked at once, with the endings of all of them."""
    merged: dict[tuple[str, bool, int, Rest, bool], tuple[frozenset[str] | None, int]] = {}
    for (literal, _, guarded, endings, rest, korean), meaning, languages in patterns:
        key = (literal, guarded, meaning, rest, korean)
        known = merged.get(key)
        if known is None:
            merged[key] = (endings, languages)
        else:
            both = None if known[0] is None or endings is None else known[0] | endings
            merged[key] = (both, known[1] | languages)
    found: dict[str, list[_Entry]] = {}
    for (literal, guarded, meaning, rest, korean), (permitted, spoken) in merged.items():
        last = SCRIPTS.get(literal[-1], "")
        guard = script_of(literal[0]) if guarded else ""
        found.setdefault(literal, []).append((len(literal), guard, meaning, permitted, last, rest, korean, spoken))
    return {literal: tuple(those) for literal, those in found.items()}
