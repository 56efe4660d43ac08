"""One spelling for what is written in many, with the way back to the original.

Folding makes equal what differs only in typography: compatibility forms (NFKC), case, ё/е, Latin accents, dashes, dots
and spaces of every kind, traditional, simplified and Japanese forms of the characters our names are written with.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from pipelines.relevance.characters import SIMPLIFIED

_GAP_RUN = re.compile(" {2,}")
_LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆ"
_GAPS = frozenset('-‐‑‒–—―−~～〜〰·・･ㆍ‧∙•⋅﹣－/／\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85…№«»“”„‟"()[]{}<>|*_=+')
_APOSTROPHES = frozenset("‘’‚‛ʼʻ`´＇")
_PLAIN = {"ß": "s", "æ": "a", "ø": "o", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i", "ё": "е", "ѐ": "е", "ѝ": "и"}


class _Table(dict[int, int | str | None]):
    """Character → what it folds to, worked out on first meeting and kept: at most one entry per code point."""

    def __missing__(self, code: int) -> int | str | None:
        folded = _folded(chr(code))
        # `str.translate` is a third faster on numbers than on strings
        entry = self[code] = ord(folded) if len(folded) == 1 else folded or None
        return entry


def _folded(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\n":
        return char  # a name does not run on into the next paragraph
    if char in _GAPS or category[0] == "Z":
        return " "
    if category in ("Cf", "Cc", "Cs"):  # soft hyphen, zero-width and direction marks, other controls: not part of a word
        return ""
    return "'" if char in _APOSTROPHES else _letter(char)


def _letter(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).casefold()
    if len(plain) != 1:
        # ﬁ is two letters; ㎞ and the like become one, so that lengths stay equal and no offset map is needed
        return plain if char in _LIGATURES else _PLAIN.get(char.lower(), _first(plain))
    if plain in _GAPS or plain in _APOSTROPHES:
        return "'" if plain in _APOSTROPHES else " "  # full-width brackets and quotation marks
    plain = _PLAIN.get(plain, plain)
    if "\u00c0" <= plain <= "\u024f" or "\u1e00" <= plain <= "\u1eff":
        base = unicodedata.normalize("NFD", plain)[0]
        plain = _PLAIN.get(base, base)
    return SIMPLIFIED.get(plain, plain)


def _first(letters: str) -> str:
    return "'" if letters[0] in _APOSTROPHES else letters[0] if letters[0].isalnum() else " "


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back: from folded place `breaks[i]` on, the original is `shifts[i]` characters further."""

    text: str = field(repr=False)
    breaks: tuple[int, ...] = field(default=(0,), repr=False)
    shifts: tuple[int, ...] = field(default=(0,), repr=False)
    length: int = 0  # of the original

    def original(self, start: int, stop: int) -> tuple[int, int]:
        """The span in the original that folded [start, stop) came from; whole characters, marks included."""
        return self._back(start), self._back(stop) if stop < len(self.text) else self.length

    def place(self, original: int) -> int:
        """Where a place of the original is in the folded text: the next character that is left of it."""
        if len(self.breaks) == 1:
            return original - self.shifts[0]
        at = bisect_right(range(len(self.breaks)), original, key=lambda run: self.breaks[run] + self.shifts[run]) - 1
        folded = original - self.shifts[max(at, 0)]
        return min(folded, self.breaks[at + 1]) if at + 1 < len(self.breaks) else folded

    def _back(self, place: int) -> int:
        return place + self.shifts[bisect_right(self.breaks, place) - 1]


def fold(text: str) -> Folded:
    """Fold a text of any length, in linear time; lone surrogates and controls vanish, runs of gaps become one."""
    if unicodedata.is_normalized("NFC", text) and not any(map(text.__contains__, _LIGATURES)):
        folded = text.translate(_TABLE)
        if len(folded) == len(text):
            return _closed_up(folded, None, len(text))
        pieces = [(char, at) for at, char in enumerate(text)]
    else:
        pieces = _composed(text)
    folds = [char.translate(_TABLE) for char, _ in pieces]
    starts = [at for (_, at), piece in zip(pieces, folds, strict=True) for _ in piece]
    return _closed_up("".join(folds), starts, len(text))


def _closed_up(folded: str, starts: list[int] | None, length_before: int) -> Folded:
    """Runs of gaps made one; `starts` is where each folded character began, None where that is its own place."""
    if starts is None and "  " not in folded:
        return Folded(folded, length=length_before)
    kept: list[str] = []
    breaks, shifts, length, last = [0], [0], 0, 0
    for gap in _GAP_RUN.finditer(folded):
        kept.append(folded[last : gap.start() + 1])
        length += gap.start() + 1 - last
        last = gap.end()
        breaks.append(length)
        shifts.append(last - length)
    kept.append(folded[last:])
    text = "".join(kept)
    if starts is None:
        return Folded(text, tuple(breaks), tuple(shifts), length_before)
    return replace(_mapped(text, starts, breaks, shifts), length=length_before)


def _mapped(text: str, starts: list[int], breaks: list[int], shifts: list[int]) -> Folded:
    """Both steps in one map: `starts` leads from the text before it was closed up to the original."""
    new_breaks, new_shifts, run = [0], [0], 0
    for place in range(len(text)):
        while run + 1 < len(breaks) and breaks[run + 1] <= place:
            run += 1
        shift = starts[place + shifts[run]] - place
        if place == 0:
            new_shifts[0] = shift
        elif shift != new_shifts[-1]:
            new_breaks.append(place)
            new_shifts.append(shift)
    return Folded(text, tuple(new_breaks), tuple(new_shifts))


def fold_term(term: str) -> str:
    """A term as it stands in folded text."""
    folded = unicodedata.normalize("NFC", term).translate(_TABLE)
    return _GAP_RUN.sub(" ", folded) if "  " in folded else folded


def _composed(text: str) -> list[tuple[str, int]]:
    """Composed characters with the place each began at: base and marks are composed cluster by cluster."""
    breaks = [at for at, char in enumerate(text) if not at or not _continues(char)]
    ends = [*breaks[1:], len(text)]
    return [(char, at) for at, end in zip(breaks, ends, strict=True) for char in unicodedata.normalize("NFC", text[at:end])]


def _continues(char: str) -> bool:
    """True for marks and for Hangul vowels and finals, which join the character before them."""
    return bool(unicodedata.combining(char)) or "\u1160" <= char <= "\u11ff"
