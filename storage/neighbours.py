"""Pairs of terms that stand next to each other: a phrase is looked for only where all its pairs are.

A pair is a number of 20 bits, so that other pairs share it: of a million articles of 250 words some 250 have a number without
having the pair, and whoever looks one up asks those for the words. More bits would make an index of more and shorter lists. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

from storage.query import Words

PAIRS = 1 << 20  # numbers there are
_IN_TITLE = "t"  # before the number of a pair that stands in the title, which is listed twice


def written(title: Sequence[str], body: Sequence[str], filler: str) -> str:
    """The pairs of an article as terms for FTS5; none is made with the `filler`."""
    titled = _numbers(title, filler)
    return " ".join([*sorted(titled | _numbers(body, filler)), *(_IN_TITLE + one for one in sorted(titled))])


def _numbers(terms: Sequence[str], filler: str) -> set[str]:
    return {number(*pair) for pair in pairwise(terms) if filler not in pair}


def number(first: str, second: str, *, title: bool = False) -> str:
    return (_IN_TITLE if title else "") + f"{crc32(f'{first} {second}'.encode()) % PAIRS:05x}"


def neighbours(wanted: Iterable[Words]) -> Iterator[tuple[str, str]]:
    """The pairs an article must have for these words. A term that may go on is in no pair."""
    for words in wanted:
        terms = words.terms()
        yield from pairwise(terms[:-1] if words.open_end else terms)
