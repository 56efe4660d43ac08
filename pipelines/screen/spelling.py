"""Two spellings of a page's text in which the scorer's terms are looked for, however markup and typography cut them up.

`solid` has no gaps at all: a term stands in it without its own gaps, whatever stood between its letters on the page. `spaced`
keeps gaps as one kind of space and seams as seams, so that the edges of words show.
"""

import re
import unicodedata
from collections.abc import Callable

from pipelines.extraction.characters import clean
from pipelines.relevance.folding import fold_term
from pipelines.screen.markup import SEAM

OTHER = "?"  # in a spaced text: apostrophes, several gaps, symbols; no term is written with it, and encoders write it


class _Table(dict[int, int | str | None]):
    """Character → what extraction's cleaning and the scorer's folding make of it, worked out on first meeting."""

    def __init__(self, spelled: Callable[[str], str]) -> None:
        super().__init__()
        self._spelled = spelled

    def __missing__(self, code: int) -> int | str | None:
        found = self._spelled(chr(code))
        entry = self[code] = ord(found) if len(found) == 1 else found or None
        return entry


class _Words(dict[str, str]):
    """Word → the word folded: a page beyond Latin repeats half of its words, pages of one language most. Three times faster."""

    def __init__(self, table: _Table) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, word: str) -> str:
        folded = word.translate(self.table)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = folded
        return folded


_LONGEST = 24  # letters: longer ones are sentences of Chinese or Japanese, and hardly come again
_MOST = 1 << 14  # words, some 4 MB in each of the two tables; a page of 40,000 letters has 3,000
_GAPS = f" {OTHER}"
_MARK = re.compile("[\u0300-\u036f\u3099\u309a]")
_PILES = re.compile(f"{_MARK.pattern}{{30,}}+")  # putting them in order would take their square
_NO_LETTERS = str.maketrans("", "", " \n'")  # apostrophes too: they come in many forms, and some keyboards leave them out


def forget() -> None:
    """The words met so far, for who measures."""
    _SOLID_WORDS.clear()
    _SPACED_WORDS.clear()


def solid_term(term: str) -> str:
    """A folded term as it stands in a solid text."""
    return term.translate(_NO_LETTERS)


def _without_gap(char: str) -> str:
    return solid_term(_folded(char))


def _with_gap(char: str) -> str:
    if char == SEAM:
        return char
    if char in ("'", OTHER) or _folded(char) == "'":
        return OTHER
    return " " if char.isspace() else _folded(char).replace("\n", " ")


def _folded(char: str) -> str:
    """Marks that letters of ours are composed with stay as they are until they are composed; others go."""
    if unicodedata.combining(char):
        return char if _MARK.match(char) else ""
    if char.isspace():
        return " "
    return fold_term(clean(char)) if clean(char) else ""


# Latin-1, and what no name or term is written with: dashes, quotation marks, arrows, symbols, pictures. A test folds them all.
_PLAIN_RANGES = (
    "\x00-\xff\u2010-\u2023\u2026-\u2043\u20ac\u2190-\u21ff\u2500-\u2775\ufe0f\U0001f300-\U0001f6ff\U0001f900-\U0001f9ff"
)
_NOT_PLAIN = re.compile(f"[^{_PLAIN_RANGES}]")
_OTHERS = re.compile(f"({_NOT_PLAIN.pattern}+)")
_RARELY = 20  # characters to a run that is not plain: where there are more, cutting the text costs more than it saves
_SOLID, _SPACED = _Table(_without_gap), _Table(_with_gap)
_SOLID_WORDS, _SPACED_WORDS = _Words(_SOLID), _Words(_SPACED)


def _of_latin(table: _Table) -> tuple[bytes, bytes]:
    """The table for Latin-1 bytes, and the bytes that vanish; what folds to no single Latin-1 character is `OTHER`."""
    folded = [table[code] for code in range(256)]
    kept = bytes(entry if isinstance(entry, int) and entry < 256 else ord(OTHER) for entry in folded)
    return kept, bytes(code for code, entry in enumerate(folded) if entry is None)


_SOLID_LATIN, _SPACED_LATIN = _of_latin(_SOLID), _of_latin(_SPACED)


def _solid_latin(text: str) -> str:
    return text.encode("latin-1", "ignore").translate(*_SOLID_LATIN).decode("latin-1")


def _spaced_latin(text: str) -> str:
    return text.encode("latin-1", "replace").translate(*_SPACED_LATIN).decode("latin-1")


def solid(text: str) -> str:
    """The folded text without gaps, seams and apostrophes. Takes linear time, as `spaced`."""
    return _folded_text(text, _solid_latin, _SOLID_WORDS, "")


def spaced(text: str) -> str:
    """The folded text; a run of gaps is one character (a space, or `OTHER`), one with seams in it a seam."""
    folded = _folded_text(text, _spaced_latin, _SPACED_WORDS, " ")
    folded = " ".join(folded.split()).replace(f" {OTHER}", OTHER).replace(f"{OTHER} ", OTHER)
    while OTHER + OTHER in folded:
        folded = folded.replace(OTHER + OTHER, OTHER)
    first, *rest = folded.split(SEAM)
    if not rest:
        return folded
    between = [part for piece in rest[:-1] if (part := piece.strip(_GAPS))]
    return SEAM.join([first.rstrip(_GAPS), *between, rest[-1].lstrip(_GAPS)])


def without_gaps(spaced: str) -> str:
    """The solid text of a spaced one."""
    return spaced.replace(" ", "").replace(SEAM, "").replace(OTHER, "")


def _folded_text(text: str, latin: Callable[[str], str], words: _Words, gap: str) -> str:
    """Word by word, with `gap` between them, where it is not Latin; a seam is a word of its own."""
    if folded := _folded_in_pieces(text, latin, words.table):
        return folded
    return _composed(gap.join(map(words.__getitem__, text.replace(SEAM, f" {SEAM} ").split())), words.table)


def _folded_in_pieces(text: str, latin: Callable[[str], str], table: _Table) -> str:
    """The folded text of a page that is Latin but for some names; "" where it is not. Six times faster byte by byte."""
    if _NOT_PLAIN.search(text) is None:
        return latin(text)
    most = len(text) // _RARELY + 1
    pieces = _OTHERS.split(text, maxsplit=most)
    if len(pieces) > 2 * most:
        return ""
    pieces[::2] = map(latin, pieces[::2])
    pieces[1::2] = [piece.translate(table) for piece in pieces[1::2]]
    folded = "".join(pieces)
    return folded if folded.isascii() else _composed(folded, table)


def _composed(text: str, table: _Table) -> str:
    """Letters and marks that came together only now are composed, and folded as one."""
    text = _PILES.sub("", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text).translate(table)
