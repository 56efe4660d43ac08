"""Numbers as ten languages write them: marks, number words, 万 and million, ranges. What is doubtful is no number."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipelines.ledger.eastern_numbers import runs
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Vocabulary

_POINT_DECIMAL = frozenset({"en", "ko", "ja", "zh"})  # 1,200 is twelve hundred; elsewhere 1.200 is
# Not inside a word, a flight number (JS-272), a longer figure, a clock time or a score.
_ALONE = r"(?<![A-Za-zÀ-žА-яЁёІіЇїЄєҐґ_№#])(?<![A-Za-zА-я][-‐–])(?<!\d)(?<!\d[.,:/·'])"
_DIGITS = re.compile(rf"{_ALONE}\d{{1,3}}(?:[ ,.'](?=\d{{3}}(?!\d))\d{{3}})+(?:[.,]\d{{1,2}}(?!\d))?|{_ALONE}\d+(?:[.,·・]\d+)?")
_CODE = re.compile(r"(?<![a-z])(?:usd|us|rub|eur|cny|rmb|krw|jpy)(?=\d)")  # RUB9bn: letters a figure may follow
_BROKEN_AFTER = re.compile(r"\s?xnumx|[:/]\d|-\d{2,}-\d|\d|[.,]\d|(?:st|nd|rd|th)\b|%")
_THROUGH = re.compile(r"\s*(?:[-‐–—~～〜〰]|to|or|до|или|по|або|чи|bis|oder|à|a|ou|o|do|lub|至|到|から|에서)\s*(?=[^\W_])")
_BOUNDED = (
    re.compile(  # `between 300 and 400`: "and" joins two ends only after a word that opens a range
        r"(?:between|zwischen|entre|między|pomiędzy|между|від|між)\s+$"
    ),
    re.compile(r"\s*(?:and|und|et|y|a|i|и|та|до)\s*(?=[^\W_])"),
)


class Number(NamedTuple):
    start: int
    stop: int
    value: float
    high: float | None = None  # of a range
    grouped: bool = False  # written with a thousands mark, or with a word: never a year
    weak: bool = False  # an article ("a kilometer", «ein») that is a number only before some units


def numbers(sentence: Sentence, vocabulary: Vocabulary) -> list[Number]:
    """Every number of a sentence, in order, ranges as one; counts may be read again by `as_count`."""
    found = list(_alphabetic(sentence, vocabulary) if sentence.spaced else _eastern(sentence))
    return list(_ranges(sentence, found))


def as_count(number: Number, written: str) -> Number:
    """`1.200 passengers` in any language: things come whole, so a mark before three digits parts thousands."""
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", written):
        return number._replace(value=float(re.sub(r"\D", "", written)), grouped=True)
    return number


def _eastern(sentence: Sentence) -> Iterator[Number]:
    for run in runs(sentence):
        if not _BROKEN_AFTER.match(sentence.lowered, run.stop):
            yield Number(run.start, run.stop, run.value, None, not run.plain)


def _ranges(sentence: Sentence, found: list[Number]) -> Iterator[Number]:
    at = 0
    while at < len(found):
        first = found[at]
        second = found[at + 1] if at + 1 < len(found) else None
        if second and first.value < second.value and _joined(sentence.lowered, first, second):
            yield Number(first.start, second.stop, _scaled_like(first, second, sentence), second.value, second.grouped)
            at += 2
            continue
        yield first
        at += 1


def _joined(text: str, first: Number, second: Number) -> bool:
    """Whether two numbers are the ends of one range."""
    opening, joining = _BOUNDED
    pattern = joining if opening.search(text[max(0, first.start - 12) : first.start]) else _THROUGH
    through = pattern.match(text, first.stop)
    return through is not None and through.end() == second.start and not second.weak


def _scaled_like(first: Number, second: Number, sentence: Sentence) -> float:
    """The lower end: in `3-4 million` and 10~15万 the scale stands once and counts for both."""
    bare = re.match(r"[\d.,]+", sentence.lowered[second.start : second.stop])
    if bare is None or first.grouped:
        return first.value
    digits = _digits(bare[0], sentence.language)
    scale = second.value / digits if digits else 1.0
    return first.value * scale if first.value < digits and scale >= 100 else first.value


class _Token(NamedTuple):
    """Digits or a number word, before it is joined with its neighbours."""

    start: int
    stop: int
    value: float
    marked: bool  # never a year
    weak: bool = False
    word: bool = False


_ARTICLES = frozenset(
    "a|an|ein|eine|einen|einem|einer|un|une|una|uno|one|один|одна|одного|одну|jeden|jedna|jedno".split("|")  # noqa: SIM905
)
_INDEFINITE = re.compile(
    r"\ban?\b(?= (?:year|kilomet|half|month|mile|hour|quarter|dozen|score|hundred|thousand|million|billion))"
)


def _alphabetic(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Number]:
    text, last = sentence.lowered, 0
    tokens = {
        token.start: token for token in sorted(_tokens(sentence, vocabulary.scales), key=lambda token: (token.start, token.stop))
    }
    for start in sorted(tokens):
        token = tokens[start]
        if start < last or text[max(0, start - 6) : start].strip() == "xnumx":
            continue
        if (
            token.word
            and (token.value >= 100 or text[start : token.stop] in _DOZENS)
            and _A_FEW.search(text[max(0, start - 12) : start])
        ):
            continue
        if not token.word and _BROKEN_AFTER.match(text, token.stop):
            continue
        value, last = _joined_words(text, token, tokens, vocabulary.scales)
        yield Number(start, last, value, None, token.marked or value != token.value, token.weak and value == token.value)


def _tokens(sentence: Sentence, scales: Mapping[str, float]) -> Iterator[_Token]:
    text = sentence.lowered
    for match in _DIGITS.finditer(text):
        yield _Token(match.start(), match.end(), _digits(match[0], sentence.language), _marked(match[0]))
    for match in _CODE.finditer(text):
        digits = re.compile(r"\d+(?:[.,]\d+)*").match(text, match.end())
        if digits:
            yield _Token(digits.start(), digits.end(), _digits(digits[0], sentence.language), marked=True)
    yield from _whole_scales(sentence, scales)
    for hit in sentence.hits.get("number", ()):
        weak = text[hit.start : hit.stop] in _ARTICLES
        yield _Token(hit.start, hit.stop, hit.value, not weak, weak, word=True)
    if sentence.language == "en":
        for match in _INDEFINITE.finditer(text):
            yield _Token(match.start(), match.end(), 1.0, marked=False, weak=True, word=True)
    if sentence.language == "de":
        for match in _GERMAN.finditer(text):
            value = _german(match[0])
            if value:
                yield _Token(match.start(), match.end(), value, marked=True, word=True)


def _whole_scales(sentence: Sentence, scales: Mapping[str, float]) -> Iterator[_Token]:
    """«более миллиона», «близько сотні»: after "about" and "more than" a scale alone is one of it."""
    if sentence.language in ("ru", "uk", "pl"):  # the others have an article or a number there
        for purpose in ("about", "at-least", "at-most"):
            for hit in sentence.hits.get(purpose, ()):
                match = _LETTERS.match(sentence.lowered, hit.stop + 1)
                if match and scales.get(match[0], 0) >= 10:
                    yield _Token(match.start(), match.end(), scales[match[0]], marked=True, word=True)


_DOZENS = frozenset({"dozen", "dozens", "dutzend", "docena", "docenas", "tuzin", "дюжина", "дюжины"})
_LETTERS = re.compile(r"[^\W\d_]+")
_A_FEW = re.compile(  # a few hundred metres are no hundred
    r"\b(?:few|several|many|wenige[nr]?|einige[nr]?|mehrere[nr]?|paar|несколько|нескольких|пар[ау]|кілька|кількох|декілька|kilka|kilku|"
    r"parę|quelques|plusieurs|vari[ao]s|un[ao]s poc[ao]s|algun[ao]s)\s$"
)


def _joined_words(text: str, token: _Token, tokens: Mapping[int, _Token], scales: Mapping[str, float]) -> tuple[float, int]:
    """`twenty-five`, «двести пятьдесят», `two thousand five hundred`, «1 млн 200 тыс.»: what adds up to one number."""
    value, stop = _tens(text, token, tokens)
    value, stop = _point(text, stop, value, tokens)
    half = _AND_A_HALF.match(text, stop)
    if half:
        return value + 0.5, half.end()
    if value == 0.5 and text.startswith(" a ", stop):
        stop += 2  # `half a mile`
    scaled, stop = _scale(text, stop, value, scales)
    factor = scaled / value if value else 1.0
    rest = tokens.get(_after_joint(text, stop)) if factor >= 100 else None
    if rest is None or rest.weak or (not rest.word and _BROKEN_AFTER.match(text, rest.stop)):
        return scaled, stop
    more, end = _joined_words(text, rest, tokens, scales)
    fits = rest.word or more != rest.value or (factor == 1000 and rest.stop - rest.start <= 3)
    return (scaled + more, end) if fits and 0 < more < factor else (scaled, stop)


_AND_A_HALF = re.compile(r"[ -](?:and[ -]a[ -]half|с половиной|з половиною|i pół)(?=[ -])")  # `two and a half hours`
_JOINT = re.compile(r"[ -](?:(?:and|und|y|et|i|и|та) )?")


def _after_joint(text: str, stop: int) -> int:
    match = _JOINT.match(text, stop)
    return match.end() if match else -1


def _tens(text: str, token: _Token, tokens: Mapping[int, _Token]) -> tuple[float, int]:
    """Hundreds, tens and ones that follow each other; never the article of `thirty a month`."""
    value, stop = token.value, token.stop
    while token.word and value >= 20 and value % 10 == 0 and value < 1000:
        after = tokens.get(_after_joint(text, stop))
        if after is None or not after.word or text[after.start] == "a" or not 0 < after.value < (10 if value % 100 else 100):
            break
        value, stop = value + after.value, after.stop
    return value, stop


def _point(text: str, stop: int, value: float, tokens: Mapping[int, _Token]) -> tuple[float, int]:
    """`one-point-six`."""
    match = re.compile(r"[ -]point[ -]").match(text, stop)
    after = tokens.get(match.end()) if match else None
    return (value + after.value / 10, after.stop) if after and after.value < 10 else (value, stop)


_WORD = re.compile(r"[\s-]?(?:de )?([^\W\d]+)(?:\.(?=\s*[^\W\d]))?")
_SHORT = frozenset({"m", "k", "b"})  # million and thousand only where the figure is one of money, or things follow


def _scale(text: str, stop: int, value: float, scales: Mapping[str, float]) -> tuple[float, int]:
    """`5.5bn`, `74-thousand`, «млн»; `m` and `k` only when they touch a sum of money or stand before what is counted."""
    for _ in range(2):
        match = _WORD.match(text, stop)
        factor = scales.get(match[1]) if match else None
        if match is None or factor is None or (match[1] in _SHORT and not _short_for(text, stop, match.end())):
            break
        value, stop = value * factor, match.end()
    return value, stop


def _short_for(text: str, start: int, stop: int) -> bool:
    touches = text[start : start + 1].isalpha()
    money = re.search(r"(?:[$€£¥₩₽]|\b(?:usd|us|rub|eur|cny|rmb))\s?[\d.,]+$", text[:start])
    counted = re.compile(
        r"[ -](?:metric )?(?:tons?|tonnes?|barrels?|roubles?|rubles?|dollars?|people|passengers|rounds|shells)\b"
    )
    return touches and bool(money or counted.match(text, stop))


def _marked(written: str) -> bool:
    return bool(re.search(r"[ ,.']\d{3}(?!\d)", written)) and not re.match(r"(?:19|20)\d\d ", written)


def _digits(written: str, language: str) -> float:
    """The value of digits with marks; a mark before exactly three digits parts thousands where the language has it so."""
    written = written.replace("·", ".").replace("・", ".").replace("'", "").replace(" ", "")
    thousands, decimal = (",", ".") if language in _POINT_DECIMAL else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+", written):
        return float(written.replace(thousands, ""))
    if re.fullmatch(rf"\d{{1,3}}(?:\{decimal}\d{{3}}){{2,}}", written):
        return float(written.replace(decimal, ""))
    if "." in written and "," in written:
        decimal = "." if written.rfind(".") > written.rfind(",") else ","
        thousands = "," if decimal == "." else "."
        written = written.replace(thousands, "")
    try:
        return float(written.replace(",", "."))
    except ValueError:
        return 0.0


_GERMAN_ONES = {"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9}
_GERMAN_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
_GERMAN_TEENS = {"zehn": 10, "elf": 11, "zwölf": 12, "sechzehn": 16, "siebzehn": 17} | {
    f"{word}zehn": value + 10 for word, value in _GERMAN_ONES.items() if value in (3, 4, 5, 8, 9)
}
_GERMAN = re.compile(r"(?<!\w)[a-zäöüß]+(?:hundert|tausend|und(?:zwanzig|[a-zß]+ßig|[a-zü]+zig))[a-zäöüß]*(?!\w)")


def _german(word: str) -> float | None:
    """The value of a German number written as one word: `achthundertfünfzig`, `fünfundzwanzig`; None for any other word."""
    for scale, factor in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(scale)
        if found:
            times = _german(head) if head else 1.0
            rest = _german(tail.removeprefix("und")) if tail.removeprefix("und") else 0.0
            return None if times is None or rest is None else times * factor + rest
    ones, found, tens = word.partition("und")
    if found and ones in _GERMAN_ONES and tens in _GERMAN_TENS:
        return float(_GERMAN_ONES[ones] + _GERMAN_TENS[tens])
    value = (_GERMAN_ONES | {"eins": 1} | _GERMAN_TEENS | _GERMAN_TENS).get(word)
    return None if value is None else float(value)
