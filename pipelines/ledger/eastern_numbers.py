"""Numbers of Korean, Chinese and Japanese: 4万5千, 1.2만, 十二, 4만 500, 스물세."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.ledger.sentences import Sentence


class Run(NamedTuple):
    """A figure in the text."""

    start: int
    stop: int
    value: float
    plain: bool  # digits and nothing else: may be a year


_HAN_DIGITS = {**{c: n for n, c in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2, "兩": 2, "双": 2, "雙": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
_HAN_SCALES = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_START = re.compile(r"[\d〇零一二两兩双雙三四五六七八九十百千]")
_RUN = re.compile(r"[\d.,・·〇零一二两兩双雙三四五六七八九十百千万萬億亿만억천백십 ]+")
_NO_FIGURE_BEFORE = re.compile(r"(?:[a-zа-я]-?|[数數几幾수몇第])$")
_AND_A_HALF = re.compile("[个個]半")  # 两个半小时
_TOKEN = re.compile(r"[\d.,・·]+|\S")
_DECIMAL_MARKS = str.maketrans({"・": ".", "·": "."})


def runs(sentence: Sentence) -> Iterator[Run]:
    """Digits and Han or Hangul numerals as one figure each, then Korean number words before what they count."""
    text, last = sentence.lowered, 0
    for match in _RUN.finditer(text):
        start, stop = match.span()
        while start < stop and not _START.match(text[start]):
            start += 1
        for begin, piece in _pieces(text[start:stop].rstrip(" .,・·"), sentence.language):
            value, place = _value(piece), start + begin
            if value is None or _NO_FIGURE_BEFORE.search(text[max(0, place - 2) : place]):
                continue
            last = place + len(piece)
            if _AND_A_HALF.match(text, last):
                value, last = value + 0.5, last + 2
            yield Run(place, last, value, piece.isdigit())
    if sentence.language == "ko":
        for hit in sentence.hits.get("number", ()):
            alone = hit.start == 0 or not ("가" <= text[hit.start - 1] <= "힣")
            if hit.start >= last - 40 and alone and text[hit.stop : hit.stop + 1] != "차":  # 열차로 is "by train", not ten lanes
                yield _tens_and_ones(sentence, hit.start, hit.stop, hit.value)


def _tens_and_ones(sentence: Sentence, start: int, stop: int, value: float) -> Run:
    """스물 and 세 directly after it are 23."""
    if value >= 10 and value % 10 == 0:
        for hit in sentence.hits["number"]:
            if hit.start == stop and hit.value < 10:
                return Run(start, hit.stop, value + hit.value, plain=False)
    return Run(start, stop, value, plain=False)


def _pieces(run: str, language: str) -> Iterator[tuple[int, str]]:
    """A run cut where a space does not join one figure: only after a scale (4만 500)."""
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


def _value(piece: str) -> float | None:
    """The value of a figure of digits, numerals and scales; None when it is none (1,2)."""
    total, section, current = 0.0, 0.0, None
    for token in _TOKEN.findall(piece.replace(" ", "")):
        if token[0].isdigit():
            current = _digits(token.rstrip(".,・·"))
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


def _digits(written: str) -> float | None:
    """1,200 and 4・7; None for what is no figure."""
    written = written.translate(_DECIMAL_MARKS)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return float(written.replace(",", ""))
    try:
        return float(written.replace(",", "."))
    except ValueError:
        return None
