"""The analyser: what a word is, in every script, for the index, for queries and for marking what was found.

A run of Chinese characters, kana or Hangul becomes overlapping pairs and its last character alone, so that every
character begins a term: 나진항 → 나진 진항 항. Everything else is a run of letters and digits, folded: case, width and
accents of Latin and Greek do not count, ё is е. Pure; the index of a database is only as good as the analyser that
wrote it, so a change here needs a migration that calls `storage.index.rebuild`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CJK = (
    "\u1100-\u11ff\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|[^\\W_{_CJK}]+")
_MARKS = re.compile("[\u0300-\u036f]+")
LONGEST = 64  # characters of a word that count: a lexeme of PostgreSQL ends at 2,046 bytes


@dataclass(frozen=True, slots=True)
class Run:
    """One word, or one run of CJK characters, folded, with its place in the text it was read from."""

    text: str
    is_cjk: bool
    start: int
    end: int

    def terms(self, *, whole: bool) -> list[str]:
        """What stands in the index for it. `whole` means the run ends here; else more may follow, as in a query."""
        if not self.is_cjk:
            return [self.text[:LONGEST]]
        pairs = [self.text[n : n + 2] for n in range(len(self.text) - 1)]
        return [*pairs, self.text[-1]] if whole or not pairs else pairs


def runs(text: str) -> list[Run]:
    """The words of a text in order."""
    folded, offsets = fold(text)
    found = []
    for match in RUN.finditer(folded):
        start, last = match.span()
        found.append(Run(match[0], match["cjk"] is not None, offsets[start], offsets[last - 1] + 1))
    return found


def terms(text: str) -> Iterator[str]:
    """The terms of a text in order, as the index holds them."""
    for match in RUN.finditer(unicodedata.normalize("NFC", text).translate(_FOLDS)):
        if match["cjk"] is None:
            yield match[0][:LONGEST]
        else:
            yield from Run(match[0], True, 0, 0).terms(whole=True)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place of the original."""
    folded = text.translate(_FOLDS)
    if len(folded) == len(text) and all(len(_FOLDS[ord(character)]) == 1 for character in set(text)):
        return folded, range(len(text))
    return folded, [place for place, character in enumerate(text) for _ in _FOLDS[ord(character)]]


class _Folds(dict[int, str]):
    """What `str.translate` reads: a character's folded form, worked out when it is first met."""

    def __missing__(self, character: int) -> str:
        self[character] = _folded(chr(character))
        return self[character]


_FOLDS = _Folds()


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    if "가" <= folded[:1] <= "힣":
        return folded
    bare = unicodedata.normalize("NFD", folded)
    if bare[:1] < "\u0400" or bare[:1] == "е":  # Latin and Greek lose their marks; of Cyrillic only ё, й and ї keep theirs
        return _MARKS.sub("", bare)
    return unicodedata.normalize("NFC", bare)
