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


class _Table(dict[int, int | str | None]):
    """Character → what extraction's cleaning and the scorer's folding make of it, worked out on first meeting."""

    def __init__(self, spelled: Callable[[str], str]) -> None:
        super().__init__()
        self._spelled = spelled

    def __missing__(self, code: int) -> int | str | None:
        found = self._spelled(chr(code))
        entry = self[code] = ord(found) if len(found) == 1 else found or None
        return entry


def _without_gap(char: str) -> str:
    return _folded(char).replace(" ", "").replace("\n", "")


def _with_gap(char: str) -> str:
    if char == SEAM:
        return char
    return " " if char.isspace() else _folded(char).replace("\n", " ")


def _folded(char: str) -> str:
    """Marks stay as they are until they are composed."""
    if unicodedata.combining(char) or char.isspace():
        return char if not char.isspace() else " "
    return fold_term(clean(char)) if clean(char) else ""


_GAPS = re.compile(" {2,}")
_SEAMS = re.compile(f" *{SEAM}[ {SEAM}]*")
_SOLID, _SPACED = _Table(_without_gap), _Table(_with_gap)


def solid(text: str) -> str:
    """The folded text without gaps and seams. Takes linear time, like `spaced`."""
    return _composed("".join(text.split()).translate(_SOLID), _SOLID)


def spaced(text: str) -> str:
    """The folded text, every run of gaps a space, every run with a seam in it a seam."""
    folded = _composed(" ".join(text.split()).translate(_SPACED), _SPACED)
    return _SEAMS.sub(SEAM, _GAPS.sub(" ", folded))


def _composed(text: str, table: _Table) -> str:
    """Letters and marks that came together only now are composed, and folded as one."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text).translate(table)
