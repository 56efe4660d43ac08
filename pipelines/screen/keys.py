"""The few names without which no other name on a page can count: most pages are refused for having none of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

from pipelines.relevance.knowledge import Meaning

# A sign of Chinese or a syllable of Korean is worth so many letters: by how rarely a word of so many stands on a page by chance.
_SIGN, _SYLLABLE = 2.5, 2.0


def key_meanings(meanings: Sequence[Meaning], named: int, words: Mapping[int, Iterable[str]]) -> frozenset[int]:
    """Numbers of meanings of which at least one is mentioned wherever a bit of `named` is met.

    A meaning that needs nothing is one of them. Of a meaning that counts beside others only, it is either itself, or all that
    could meet one of its needs: whichever is rarer by `words` (of each meaning), or there already. So where none of them is
    mentioned, the first meaning with a bit of `named` could not have been met.
    """
    rarity = {at: min(map(_letters, those), default=inf) for at, those in words.items()}
    naming = [at for at, meaning in enumerate(meanings) if meaning.bits & named]
    keys = {at for at in naming if meanings[at].condition is None}
    for at in naming:
        keys |= max(_ways(at, meanings), key=lambda way: min((rarity.get(one, inf) for one in way - keys), default=inf))
    return frozenset(keys)


def _ways(at: int, meanings: Sequence[Meaning]) -> Iterator[set[int]]:
    """Sets of meanings; of each set one must be mentioned where meaning `at` is met."""
    yield {at}
    condition = meanings[at].condition
    for group in condition.groups if condition is not None else ():
        yield {other for other, meaning in enumerate(meanings) if meaning.bits & group}


def _letters(word: str) -> float:
    return sum(_SYLLABLE if "가" <= sign <= "힣" else _SIGN if sign > "\u3000" else 1.0 for sign in word)
