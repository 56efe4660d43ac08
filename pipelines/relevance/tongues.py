"""Which languages a text may be written in, as far as common words tell: enough to keep most (Polish, bridge) out of English."""

import re

LATIN = ("en", "de", "fr", "es", "pl")
_BITS = {name: 1 << at for at, name in enumerate((*LATIN, "ru", "uk", "ko", "zh", "ja", "any"))}
ALL = (1 << len(_BITS)) - 1
_LOOKED_AT = 1500  # characters: a page in one language has shown it by then
_COMMON = {
    "en": "the of and to in is was that with has for from by are were its an",
    "de": "der die das und ist mit von den dem nicht ein eine auf sich nach zwischen wird",
    "fr": "le les des et est une du dans pour par sur au aux avec selon",
    "es": "el los las y del en que una por con para se al su",
    "pl": "na w z do nie przez od po jest ze oraz dla za jak ktory sie",
}
_WORD = re.compile("[a-z]{1,7}")
_SPOKEN: dict[str, tuple[str, ...]] = {}
for _language, _words in _COMMON.items():
    for _word in _words.split():
        _SPOKEN[_word] = (*_SPOKEN.get(_word, ()), _language)


def language_bit(language: str) -> int:
    """The bit of a language, or of all of them for one that has none."""
    return _BITS.get(language, ALL)


def tongues(folded: str) -> int:
    """Bits of the languages whose terms count in this text; all of them where nothing tells the Latin ones apart."""
    counts = dict.fromkeys(LATIN, 0)
    for word in _WORD.findall(folded, 0, _LOOKED_AT):
        for language in _SPOKEN.get(word, ()):
            counts[language] += 1
    first, second = sorted(counts.values(), reverse=True)[:2]
    if first < 2 or first < 1.5 * second:
        return ALL
    others = sum(_BITS[language] for language, count in counts.items() if count < first)
    return ALL & ~others
