"""Plain text in columns, where a Chinese, Japanese or Korean character takes two."""

import re
from collections.abc import Iterator

from wcwidth import wcswidth

WIDTH = 76  # columns: fits 80 after two rounds of "> "
# Characters no line may begin or end with (JIS X 4051, in short).
_NOT_FIRST = "、。，．・：；？！）」』】〉》〕］｝”’…‥ー々％!),.:;?]}%»"
_NOT_LAST = "（「『【〈《〔［｛“‘([{«"
_WIDE = r"[\u1100-\u115f\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uff60\uffe0-\uffe6]"
_FIRM = "\u00a0\u202f"  # blanks that hold words together
_PIECES = re.compile(rf"[{re.escape(_NOT_LAST)}]*{_WIDE}[{re.escape(_NOT_FIRST)}]*|[^\S{_FIRM}]+|(?:(?!{_WIDE})[\S{_FIRM}])+")


def columns(text: str) -> int:
    """How many columns a terminal or a fixed-width mail view needs for one line of `text`."""
    width = wcswidth(text)
    return width if width >= 0 else len(text)


def wrap(text: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """`text` broken into lines of at most `width` columns: at blanks, and between the characters of Chinese and Japanese.

    Korean breaks at its blanks. `first` begins the first line, `rest` (default: blanks as wide as `first`) the others.
    A word or address longer than a line stands whole: a broken address cannot be opened.
    """
    rest = " " * columns(first) if rest is None else rest
    lines, line, used = [], first, columns(first)
    for piece in _pieces(text):
        wide = columns(piece)
        if used + wide > width and line not in (first, rest):
            lines.append(line.rstrip())
            line, used = rest, columns(rest)
        if piece == " " and line in (first, rest):
            continue
        line += piece
        used += wide
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word with the wide punctuation that clings to it, one wide character, a blank."""
    for match in _PIECES.finditer(text):
        yield " " if match[0].isspace() else match[0]
