"""Terms and names as patterns over folded text: what must stand there, what may follow, what may not touch it.

A pattern is a literal for the automaton and, when the word varies, what its rest may be. Inflection is by stem and the closed set
of endings of the language, checked at the word's end; Korean nouns take particles; Chinese and Japanese have no word boundary.
"""

import re
from functools import cache
from typing import NamedTuple

from pipelines.relevance.folding import fold_term
from tumen.transport import Form, Language, Name

# Inflectional endings of nouns and adjectives, folded; a stem followed by anything else is another word.
_ENDINGS = {
    "en": "s es",
    "ru": "а я у ю о е и ы й ь ом ем ой ей ою ею ов ев ам ям ами ями ах ях ью ии ию ия ие ий ый ая яя ое ее ые ого его ому ему"
    " ым им ую юю ых их ыми ими ием иям иях иями иев",
    "uk": "а я у ю о е є и і ї й ь ом ем єм ой ей ою ею єю ів їв ам ям ами ями ах ях ові еві єві ий ій ого його ому йому им їм"
    " их їх ими їми ння нням",
    "pl": "a u y i e o em ie owi om ami ach ow ej ego emu ym im ych ich ymi imi iej iego iemu ia iu iem iami iach iom",
    "de": "e n en s es er em ern ens nen in innen",
    "fr": "s e es x aux ne nes le les",
    "es": "s es a o as os",
}
_STEM_CUT = {  # what a base form loses before an ending is added, longest first
    "ru": ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "а", "я", "о", "е", "и", "ы", "ь", "й", "у", "ю"),
    "uk": ("ий", "ій", "а", "я", "о", "е", "и", "і", "ь", "й", "у", "ю"),
    "pl": ("y", "i", "a", "e", "o"),
    "es": ("o", "a"),
    "fr": ("e",),
    "de": ("e",),
}
_PARTICLE = (
    "을|를|이|가|은|는|의|에|에서|에는|에서는|에서도|에도|에게|께서|로|으로|로는|으로는|로도|와|과|와의|과의|도|만|까지|부터|보다|처럼|"
    "이나|나|이며|며|이고|고|이라|라|이란|란|인|이다|다|이었다|였다|입니다|이자|랑|하고|라는|이라는|에선|서|측|간|들|등|행|발|내|안|쪽|편|상|외|산|"
    "에서의|까지의|로의|으로의|에서부터|까지는|한테|마저|조차|밖에|씩|째|용|형|식|적|차|선|기|시|항|역|호|만의|대|군|구"
)
_KOREAN_TAIL = re.compile(rf"(?:{_PARTICLE}){{0,3}}(?![가-힣])")
_LATIN_TAIL = re.compile("[a-z0-9]*")
_CYRILLIC_TAIL = re.compile("[а-яіїєґ0-9]*")
_WORD_LETTERS = "a-z0-9а-яіїєґ"
_WORD_TAIL = re.compile(f"[{_WORD_LETTERS}]*")
_ANY_LENGTH = 40  # letters: longer than any word
_AGREEMENT = {"en": 2, "fr": 2, "es": 2}  # letters: plurals; Slavic and German endings have up to four
_COMPOUNDABLE = 5  # letters: German words from here on also end compounds (Grenz|brücke)
_FREE_GAPS = 3  # of a name that may be closed up: eight literals; longer names are rare and written with spaces
_PREPOSITION = 3  # letters: через is longer, but costs nothing but a looser match
_SHORT_KANA = 4  # letters: ラソン stands inside マラソン
_SHORT_KOREAN = 2  # syllables: shorter names stand inside other words too often (라진 in 갈라진)


# The words that follow, each with how many letters the word before it may end in; last, the letters the final one may end in.
Rest = tuple[tuple[int, str], ...]


class Pattern(NamedTuple):
    """`literal` for the automaton; `guarded`: no letter of its script may stand before; `rest`: what must follow."""

    literal: str
    script: str  # "latin", "cyrillic", "hangul", "katakana" or "" (no word boundaries)
    guarded: bool
    endings: frozenset[str] | None = None  # what the word may end in; None: anything
    rest: Rest = ()
    korean: bool = False  # only particles may follow


def _scripts() -> dict[str, str]:
    latin = dict.fromkeys("abcdefghijklmnopqrstuvwxyz0123456789", "latin")
    return latin | dict.fromkeys((chr(code) for code in (*range(0x430, 0x450), 0x456, 0x457, 0x454, 0x491)), "cyrillic")


SCRIPTS = _scripts()


def script_of(char: str) -> str:
    """The script whose letters make up words around this folded character."""
    if "ァ" <= char <= "ー":
        return "katakana"
    return SCRIPTS.get(char) or ("hangul" if "가" <= char <= "힣" else "")


def of_term(term: str, language: str) -> list[Pattern]:
    """The patterns of a term of the lexicon, marks `+`, `*` and `~` included."""
    compound = term[0] == "~"
    pieces: list[tuple[str, str]] = []
    for word in (term[1:] if compound else term).split():
        mark = word[-1] if word[-1] in "+*" else ""
        pieces.extend((piece, "") for piece in _pieces(word[:-1] if mark else word))
        pieces[-1] = (pieces[-1][0], mark)
    return _patterns(pieces, language, compound=compound, strict=pieces[-1][1] == "+")


def of_name(name: Name, *, compounds: bool = True) -> list[Pattern]:
    """The patterns of a name of the registry, in the form its writer marked; whether it may end German compounds."""
    language = _ISO[name.language]
    exact = name.form is Form.EXACT
    pieces: list[tuple[str, str]] = []
    for word in name.text.split():
        marked = word[-1] == "*"
        folded = _pieces(word[:-1] if marked else word)
        for piece in folded:
            varies = not exact and _declined(piece, language)
            pieces.append((_stem(piece, language), "+") if varies else (piece, ""))
        if marked and folded:
            pieces[-1] = (folded[-1], "*")
    if not pieces:
        return []
    if not exact and not pieces[-1][1]:
        pieces[-1] = (_stem(pieces[-1][0], language), "+")
    length = sum(len(piece) for piece, _ in pieces)
    compound = compounds and language == "de" and len(pieces) == 1 and length >= _COMPOUNDABLE and not exact
    patterns = _patterns(pieces, language, compound=compound, strict=length <= _SHORT_KOREAN or exact)
    if language in ("fr", "es") and len(pieces) > 1 and not exact:  # the noun comes first there
        patterns += _patterns([(_plural(pieces[0][0], language), ""), *pieces[1:]], language, compound=False, strict=False)
    return patterns


def _plural(noun: str, language: str) -> str:
    return noun + ("es" if language == "es" and noun[-1] not in "aeiou" else "s")


_ISO = {language: language.iso or "any" for language in Language}


@cache
def _pieces(word: str) -> tuple[str, ...]:
    """A written word folded; a hyphen makes it several."""
    return tuple(fold_term(word).split())


def _declined(word: str, language: str) -> bool:
    """Does this word of a name vary when it is not the last? Slavic adjectives do, prepositions and articles do not."""
    return language in ("ru", "uk", "pl") and len(word) > _PREPOSITION


def _stem(word: str, language: str) -> str:
    for cut in _STEM_CUT.get(language, ()):
        if word.endswith(cut) and len(word) - len(cut) >= 3:
            return word[: -len(cut)]
    return word


def _patterns(pieces: list[tuple[str, str]], language: str, *, compound: bool, strict: bool) -> list[Pattern]:
    literal, mark = pieces[0]
    script = script_of(literal[0])
    if script in ("hangul", "katakana", ""):
        return _unspaced([piece for piece, _ in pieces], script, strict=strict, open_end=pieces[-1][1] == "*")
    if len(pieces) == 1:
        return [Pattern(literal, script, not compound, _permitted(mark, language))]
    at = 1
    while at < len(pieces) and not mark:  # words that do not vary belong to the literal
        literal += " " + pieces[at][0]
        mark = pieces[at][1]
        at += 1
    if at == len(pieces):
        return [Pattern(literal, script, not compound, _permitted(mark, language))]
    rest: list[tuple[int, str]] = []
    for piece, piece_mark in pieces[at:]:
        rest.append((_allowance(mark, language), " " + piece))
        mark = piece_mark
    rest.append((_allowance(mark, language), ""))
    return [Pattern(literal, script, not compound, None, tuple(rest))]


def _unspaced(pieces: list[str], script: str, *, strict: bool, open_end: bool) -> list[Pattern]:
    """Korean, Chinese and Japanese: spaces between the words may be there or not."""
    korean = script == "hangul" and strict
    kana = len(pieces) == 1 and len(pieces[0]) <= _SHORT_KANA and all(script_of(char) == "katakana" for char in pieces[0])
    literals = [pieces[0]]
    for at, piece in enumerate(pieces[1:]):
        gaps = (" ", "") if at < _FREE_GAPS else (" ",)
        literals = [literal + gap + piece for literal in literals for gap in gaps]
    return [Pattern(literal, script, korean or kana, None, (), korean and not open_end) for literal in literals]


def _permitted(mark: str, language: str) -> frozenset[str] | None:
    return None if mark == "*" else _endings(language if mark == "+" else "")


@cache
def _endings(language: str) -> frozenset[str]:
    return frozenset(["", *_ENDINGS.get(language, "").split()])


def _allowance(mark: str, language: str) -> int:
    """Letters a stem may end in inside a name of several words: looser than `_endings`, because agreement makes them many."""
    if mark == "*":
        return _ANY_LENGTH
    return 0 if not mark else _AGREEMENT.get(language, 4)


def follows(rest: Rest, text: str, place: int) -> int:
    """Where the words of `rest` end that begin at this place of folded text; -1 where they do not stand there."""
    for allowed, piece in rest:
        tail = _WORD_TAIL.match(text, place)
        end = tail.end() if tail else place
        if end - place > allowed or not text.startswith(piece, end):
            return -1
        place = end + len(piece)
    return place


TAILS = {"latin": _LATIN_TAIL, "cyrillic": _CYRILLIC_TAIL}
KOREAN_TAIL = _KOREAN_TAIL
