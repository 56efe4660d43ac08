"""Numbers as ten languages write them: marks, number words, 万 and million, ranges. What is doubtful is no number."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Vocabulary

_POINT_DECIMAL = frozenset({"en", "ko", "ja", "zh"})  # 1,200 is twelve hundred; elsewhere 1.200 is
_DIGITS = re.compile(
    # not inside a word, a flight number (JS-272), a longer figure, a clock time or a score
    r"(?<![A-Za-zÀ-žА-яЁёІіЇїЄєҐґ_№#])(?<![A-Za-zА-я][-‐–])(?<!\d)(?<!\d[.,:/·'])"
    r"\d{1,3}(?:[ ,.'](?=\d{3}(?!\d))\d{3})+(?:[.,]\d{1,2}(?!\d))?|"
    r"(?<![A-Za-zÀ-žА-яЁёІіЇїЄєҐґ_№#])(?<![A-Za-zА-я][-‐–])(?<!\d)(?<!\d[.,:/·'])\d+(?:[.,·・]\d+)?"
)
_BROKEN_AFTER = re.compile(r"\s?xnumx|[:/]\d|-\d{2,}-\d|\d|[.,]\d|(?:st|nd|rd|th)\b|%")
_HAN_DIGITS = {**{c: n for n, c in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2, "兩": 2, "双": 2, "雙": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "천": 1000}
_HAN_SCALES = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_HAN_START = re.compile(r"[\d〇零一二两兩双雙三四五六七八九十百千]")
_HAN_RUN = re.compile(r"[\d.,・·〇零一二两兩双雙三四五六七八九十百千万萬億亿만억천 ]+")
_HYPHENS = "-‐–"
_THROUGH = re.compile(r"\s*(?:[-‐–—~～〜〰]|to|до|по|bis|à|a|do|至|到|から|에서)\s*(?=[\d一二三四五六七八九十])")


class Number(NamedTuple):
    start: int
    stop: int
    value: float
    high: float | None = None  # of a range
    grouped: bool = False  # written with a thousands mark, or with a word: never a year
    weak: bool = False  # an article ("a kilometer", «ein») that is a number only before some units


def numbers(sentence: Sentence, vocabulary: Vocabulary) -> list[Number]:
    """Every number of a sentence, in order, ranges as one; counts may be read again by `as_count`."""
    found = list(_east_asian(sentence) if not sentence.spaced else _alphabetic(sentence, vocabulary))
    return list(_ranges(sentence, found))


def as_count(number: Number, written: str) -> Number:
    """`1.200 passengers` in any language: things come whole, so a mark before three digits parts thousands."""
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", written):
        return number._replace(value=float(re.sub(r"\D", "", written)), grouped=True)
    return number


def _ranges(sentence: Sentence, found: list[Number]) -> Iterator[Number]:
    at = 0
    while at < len(found):
        first = found[at]
        through = _THROUGH.match(sentence.lowered, first.stop)
        second = found[at + 1] if at + 1 < len(found) else None
        if through and second and second.start == through.end() and second.high is None and first.value < second.value:
            yield Number(first.start, second.stop, _scaled_like(first, second, sentence), second.value, second.grouped)
            at += 2
            continue
        yield first
        at += 1


def _scaled_like(first: Number, second: Number, sentence: Sentence) -> float:
    """The lower end: in `3-4 million` and 10~15万 the scale stands once and counts for both."""
    bare = re.match(r"[\d.,]+", sentence.lowered[second.start : second.stop])
    if bare is None or first.grouped:
        return first.value
    digits = _digits(bare[0], sentence.language)
    scale = second.value / digits if digits else 1.0
    return first.value * scale if first.value < digits and scale >= 100 else first.value


def _alphabetic(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Number]:
    text, last = sentence.lowered, 0
    starts = [(m.start(), m.end(), _digits(m[0], sentence.language), _marked(m[0]), False) for m in _DIGITS.finditer(text)]
    for hit in sentence.hits.get("number", ()):
        weak = text[hit.start : hit.stop] in _ARTICLES
        starts.append((hit.start, hit.stop, hit.value, not weak, weak))
    if sentence.language == "en":
        starts += [(m.start(), m.start() + 1, 1.0, False, True) for m in _INDEFINITE.finditer(text)]
    for start, stop, value, grouped, weak in sorted(starts):
        if (
            start < last
            or (_BROKEN_AFTER.match(text, stop) and text[start].isdigit())
            or text[max(0, start - 6) : start].strip() == "xnumx"
        ):
            continue
        whole, last = _words_on(text, *_point(text, stop, value, starts)[::-1], starts)
        scaled, last = _scale(text, last, whole, vocabulary)
        yield Number(start, last, scaled, None, grouped or scaled != whole, weak and scaled == value)


_Start = tuple[int, int, float, bool, bool]  # start, stop, value, grouped, weak
_ARTICLES = frozenset(
    "a|an|ein|eine|einen|einem|einer|un|une|una|uno|one|один|одна|одного|одну|jeden|jedna|jedno".split("|")  # noqa: SIM905
)
_INDEFINITE = re.compile(r"\ban?\b(?= (?:year|kilomet|half|month|mile))")


def _words_on(text: str, stop: int, value: float, starts: list[_Start]) -> tuple[float, int]:
    """`twenty-five`, «двадцать пять»: a smaller number word directly after adds up."""
    if value < 20 or value % 10 or not value < 1000:
        return value, stop
    for start, end, more, _, _ in starts:
        if start == stop + 1 and text[stop] in " -‐" and 0 < more < (10 if value < 100 else 100) and text[start].isalpha():
            return _words_on(text, end, value + more, starts)
    return value, stop


def _point(text: str, stop: int, value: float, starts: list[_Start]) -> tuple[float, int]:
    """`one-point-six`."""
    match = re.compile(r"[ -]point[ -]").match(text, stop)
    if match:
        for start, end, more, _, _ in starts:
            if start == match.end() and more < 10:
                return value + more / 10, end
    return value, stop


_WORD = re.compile(r"[\s-]?(?:de )?([^\W\d]+)\.?")


def _scale(text: str, stop: int, value: float, vocabulary: Vocabulary) -> tuple[float, int]:
    """`5.5bn`, `74-thousand`, «млн»; `m` and `k` only when they touch the figure of a sum of money."""
    for _ in range(2):
        match = _WORD.match(text, stop)
        factor = vocabulary.scales.get(match[1]) if match else None
        if match is None or factor is None or (match[1] in ("m", "k") and not _after_money(text, stop)):
            break
        value, stop = value * factor, match.end()
    return value, stop


def _after_money(text: str, stop: int) -> bool:
    return text[stop : stop + 1].isalpha() and bool(re.search(r"[$€£¥₩]\s?[\d.,]+$", text[:stop]))


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


def _east_asian(sentence: Sentence) -> Iterator[Number]:
    """Digits and Han or Hangul numerals as one figure: 4万5千, 1.2만, 十二, 4만 500; Korean number words before a counter."""
    text, last = sentence.lowered, 0
    for match in _HAN_RUN.finditer(text):
        start, stop = match.span()
        while start < stop and not _HAN_START.match(text[start]):
            start += 1
        run = text[start:stop].rstrip(" .,・·")
        for begin, piece in _pieces(run, sentence.language):
            value = _han_value(piece, sentence.language)
            place = start + begin
            before = text[max(0, place - 2) : place]
            if (
                value is None
                or re.search(r"[a-zа-я]-?$|[数數几幾수第]$", before)
                or _BROKEN_AFTER.match(text, place + len(piece))
            ):
                continue
            yield Number(place, place + len(piece), value, None, not piece.isdigit())
            last = place + len(piece)
    if sentence.language == "ko":
        for hit in sentence.hits.get("number", ()):
            alone = hit.start == 0 or not ("가" <= text[hit.start - 1] <= "힣")
            if hit.start >= last - 40 and alone:
                yield Number(hit.start, hit.stop, hit.value, None, grouped=True)


def _pieces(run: str, language: str) -> Iterator[tuple[int, str]]:
    """A run cut where a space does not join one figure: only after a scale (4만 500), or between thousands (1 200)."""
    begin = 0
    for match in re.finditer(" +", run):
        left = run[begin : match.start()]
        if left and left[-1] in _HAN_SCALES and language == "ko":
            continue
        if left:
            yield begin, left
        begin = match.end()
    if run[begin:]:
        yield begin, run[begin:]


def _han_value(piece: str, language: str) -> float | None:
    """The value of a figure of digits, numerals and scales; None when it is none (一二三, 1,2)."""
    total, section, current = 0.0, 0.0, None
    for token in re.findall(r"[\d.,・·]+|\S", piece):
        if token[0].isdigit():
            current = _digits(token.rstrip(".,・·"), language)
        elif token in _HAN_DIGITS:
            current = (current or 0.0) * 10 + _HAN_DIGITS[token]  # 二〇二五
        elif token in _HAN_UNITS:
            section += (1.0 if current is None else current) * _HAN_UNITS[token]
            current = None
        elif token in _HAN_SCALES:
            section += current or 0.0
            if not section:
                return None
            total, section, current = total + section * _HAN_SCALES[token], 0.0, None
        else:
            return None
    return total + section + (current or 0.0)
