"""A document cut into sentences, each with its language, its place and the phrases found in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipelines.ledger.vocabulary import Hit, Vocabulary
from tumen.journey import Document

_END = re.compile(
    r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«„(\[–—-]*\s?[A-ZА-ЯЁІЇЄҐÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻ0-9가-힣])"
    r"|(?<=[가-힣][다요])\.(?=[가-힣\"“'‘])"  # Korean without the space after the full stop
    r"|[。！？]+[」』”’）)]*\s*"
)
# Words a full stop follows without ending the sentence; a single letter (U.S., г.) never ends one either.
_ABBREVIATED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "col",
        "st",
        "no",
        "vol",
        "fig",
        "approx",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "u.s",
        "u.n",
        "n",
        "s",
        "gov",
        "sen",
        "rep",
        "vs",
        "etc",
        "тыс",
        "млн",
        "млрд",
        "руб",
        "им",
        "ул",
        "гг",
        "янв",
        "фев",
        "авг",
        "сен",
        "сент",
        "окт",
        "ноя",
        "нояб",
        "дек",
        "см",
        "г",
        "в",
        "т",
        "д",
        "мин",
        "чел",
        "bzw",
        "ca",
        "nr",
        "usw",
        "bd",
        "mio",
        "mrd",
        "abs",
        "env",
        "av",
        "bd",
        "ul",
        "ok",
        "tys",
        "mld",
        "godz",
        "woj",
        "art",
        "núm",
        "sr",
        "sra",
        "dres",
    ]
)
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?")
_OF_MAY = frozenset({"future", "act-plan", "intent"})  # purposes of the verb
_BEFORE_MAY = re.compile(
    r"(?:\b(?:in|of|since|until|by|last|next|this|from|early|late|mid|to|for|and|through|on)|\d(?:st|nd|rd|th)?)[\s-]+$",
    re.IGNORECASE,
)
_NUMBER_AFTER = re.compile(r"[\s,]*\d")
_LONGEST = 600  # characters: what is longer is a table or a page without full stops, and no statement


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as it stands in the document (or its title); `lowered` has equal length, so that places agree."""

    text: str
    lowered: str
    start: int
    paragraph: int  # 0 is the title
    language: str
    spaced: bool
    hits: dict[str, list[Hit]] = field(repr=False)

    @property
    def in_title(self) -> bool:
        return self.paragraph == 0

    def has(self, purpose: str) -> bool:
        return purpose in self.hits

    def has_before(self, purpose: str, place: int, reach: int) -> bool:
        """Whether a hit of this purpose ends at most `reach` characters before a place."""
        return any(0 <= place - hit.stop <= reach for hit in self.hits.get(purpose, ()))

    def near(self, purpose: str, start: int, stop: int, reach: int) -> Hit | None:
        """The hit of this purpose nearest to [start, stop), at most `reach` characters away."""
        best, least = None, reach + 1
        for hit in self.hits.get(purpose, ()):
            away = apart(hit, start, stop)
            if away < least:
                best, least = hit, away
        return best


_COMMA = re.compile(r"[,，、]")
_STOP = re.compile(r"[;；。]|\s[–—-]\s")


def apart(hit: Hit, start: int, stop: int) -> int:
    """Characters between a hit and [start, stop), 0 where they touch or overlap."""
    return max(hit.start - stop, start - hit.stop, 0)


def between(sentence: Sentence, one: Hit, other: Hit) -> int:
    """Characters between two hits; a comma is worth twelve more, a semicolon sixty."""
    first, second = sorted((one, other))
    gap = sentence.lowered[first.stop : second.start]
    return len(gap) + 12 * len(_COMMA.findall(gap)) + 60 * len(_STOP.findall(gap))


def sentences(document: Document, vocabulary: Callable[[str], Vocabulary]) -> Iterator[Sentence]:
    """Title first, then the text; `vocabulary` gives the phrases of an ISO 639-1 language."""
    main = document.language or _script_language(document.title + document.text[:500]) or "en"
    title = document.title.strip()
    if title:
        yield _sentence(title, 0, 0, main, vocabulary)
    at = 0
    for number, paragraph in enumerate(document.text.split("\n"), start=1):
        for start, stop in _spans(paragraph):
            piece = paragraph[start:stop]
            if len(piece) <= _LONGEST:
                yield _sentence(piece, at + start, number, main, vocabulary)
        at += len(paragraph) + 1


def _sentence(text: str, start: int, paragraph: int, main: str, vocabulary: Callable[[str], Vocabulary]) -> Sentence:
    script = _script_language(text)
    words = vocabulary(script if script and not _compatible(script, main) else main)
    lowered = lower(text)
    hits = _without_months(text, words.find(lowered))
    return Sentence(text, lowered, start, paragraph, words.language, words.spaced, hits)


def _without_months(text: str, hits: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
    """`On May 29` holds no `may`."""
    if "May" not in text:
        return hits
    for purpose in _OF_MAY & hits.keys():
        of_may = [hit for hit in hits[purpose] if text.startswith("May", hit.start)]
        months = {hit for hit in of_may if not is_verb(text, Hit(hit.start, hit.start + len("May")))}
        hits[purpose] = [hit for hit in hits[purpose] if hit not in months]
    return {purpose: found for purpose, found in hits.items() if found}


def is_verb(text: str, hit: Hit) -> bool:
    """`may`, `march`; in a title with capitals `May Run` too, unless a preposition or number makes it the month."""
    if text[hit.start].islower():
        return True
    alone = text[hit.start : hit.stop].lower() == "may" and not _NUMBER_AFTER.match(text, hit.stop)
    return alone and not _BEFORE_MAY.search(text, 0, hit.start)


def lower(text: str) -> str:
    """Lower case, ё as е and every space plain, length unchanged: places in the result are places in the text."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_PLAIN)


_PLAIN = str.maketrans({"ё": "е", **dict.fromkeys("\u00a0\u202f\u2009\u2007\u3000", " "), "’": "'", "ʼ": "'"})
_SCRIPTS = (
    ("ko", re.compile("[가-힣]")),
    ("ja", re.compile("[ぁ-ヿ]")),
    ("zh", re.compile("[一-鿿]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[а-яА-Я]")),
)


def _script_language(text: str) -> str | None:
    """The language whose script the text mostly shows; None for Latin letters."""
    if text.isascii():
        return None
    for language, letters in _SCRIPTS:
        share = len(letters.findall(text))
        if share > (len(text) // 10 if language in ("ko", "ja", "ru") else 2 if language == "zh" else 0):
            return language
    return None


def _compatible(script: str, main: str) -> bool:
    """Japanese can be all Han, Ukrainian without its own letters."""
    return (script, main) in {("zh", "ja"), ("ru", "uk")} or script == main


def _spans(paragraph: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _END.finditer(paragraph):
        if not _ends(paragraph, begin, match.start()):
            continue
        yield from _trimmed(paragraph, begin, match.end())
        begin = match.end()
    yield from _trimmed(paragraph, begin, len(paragraph))


def _ends(paragraph: str, begin: int, at: int) -> bool:
    """Whether the mark at `at` ends a sentence, and does not only shorten a word or number a list."""
    if paragraph[at] != ".":
        return True
    words = re.split(r"[\s(\[«“\"]", paragraph[max(begin, at - 16) : at].lower())
    if words[-1].isdigit() and len(words[-1]) <= 2:  # "8. Mai", "1. First"; but "on April 29. Last year"
        return len(words) > 1 and _MONTH.fullmatch(words[-2]) is not None
    return len(words[-1]) > 1 and words[-1] not in _ABBREVIATED


def _trimmed(paragraph: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    piece = paragraph[start:stop]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), stop - (len(piece) - len(piece.rstrip()))
