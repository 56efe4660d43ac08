"""The marks of `stories.yaml`: what a report is about and whom it names, found in any of ten languages."""

import re
from collections.abc import Iterator
from typing import Any

import ahocorasick

from pipelines.stories.folding import fold
from pipelines.stories.names import sounds
from tumen.yamlfile import Entry

_Entry = tuple[int, str, bool, "re.Pattern[str] | None"]  # length, mark, a word must begin here, what must follow
_SECTIONS = ("topics", "people", "organisations", "places")
_COMMON, _EVERYWHERE = 0.5, 0.2  # of the weight of a rare mark, by the share of stories that have it (`stories.yaml`)


class Marks:
    """Finds marks in text. Free of I/O once built, safe to share between threads."""

    def __init__(self, root: Entry) -> None:
        """`root` is the content of `stories.yaml`. Raises ConfigurationError with file, line and key."""
        has = root.mapping(required=(*_SECTIONS, "common", "everywhere", "common_names"))
        self._automaton: Any = ahocorasick.Automaton()
        known: set[str] = set()
        entries: dict[str, list[_Entry]] = {}
        for section in _SECTIONS:
            for name, entry in has[section].named().items():
                if name in known:
                    entry.refuse("this id stands in another section already")
                known.add(name)
                for literal, rest in _terms(entry):
                    entries.setdefault(literal, []).append((len(literal), name, _spaced(literal[0]), rest))
        for literal, found in entries.items():
            self._automaton.add_word(literal, found)
        self._automaton.make_automaton()
        self.known = frozenset(known)
        self._weights = dict.fromkeys(self._of_file(has["common"]), _COMMON)
        self._weights |= dict.fromkeys(self._of_file(has["everywhere"]), _EVERYWHERE)
        self.common_names = frozenset(key for word in _listed(has["common_names"]) for key in sounds(word))

    def find(self, folded: str) -> frozenset[str]:
        """The ids of the marks in a folded text."""
        found: set[str] = set()
        for last, entries in self._automaton.iter(folded):
            for length, name, guarded, rest in entries:
                if name in found:
                    continue
                start = last + 1 - length
                if guarded and start and folded[start - 1].isalnum() and _spaced(folded[start - 1]):
                    continue
                if rest is None or rest.match(folded, last + 1):
                    found.add(name)
        return frozenset(found)

    def weight(self, mark: str) -> float:
        """How much sharing this mark says, in (0, 1]."""
        return self._weights.get(mark, 1.0)

    def _of_file(self, entry: Entry) -> Iterator[str]:
        for mark in _listed(entry):
            if mark not in self.known:
                entry.refuse(f'"{mark}" is not a mark of this file')
            yield mark


def _listed(entry: Entry) -> Iterator[str]:
    return (word.strip() for word in entry.text().split(","))


def _terms(entry: Entry) -> Iterator[tuple[str, re.Pattern[str] | None]]:
    """Each term's literal beginning, and what must follow it: nothing for scripts that do not part words."""
    for written in entry.text().split(","):
        term = " ".join(written.split())
        if not term.strip("* "):
            entry.refuse("has an empty term between two commas")
        head, *tail = term.split("*")
        literal = fold(head).strip()
        if not _spaced(literal[0]):
            yield literal, None
            continue
        rest = "".join(rf"[^\W\d_]*{re.escape(fold(part))}" for part in tail)
        yield literal, re.compile(rest + r"(?![^\W\d_])")


def _spaced(char: str) -> bool:
    """Letters and digits of the scripts whose words end at a boundary; Hangul glues particles on, Han and kana part nothing."""
    return char < "\u1100"
