"""Numbers with their units, in SI, the original words kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.ledger.numbers import Number, as_count, numbers
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Vocabulary
from tumen.statements import Bound, UnitWords

# Words that part a number from the noun after them: what is counted is the first noun, not the second.
_STOP = (
    "of|and|or|in|on|at|the|to|for|by|with|from|million|groups?|percent"
    "|и|в|на|с|по|из|групп[аы]?|процент\\w*|und|in|von|et|de|des|y|i|w"
)
_COUNTED = frozenset(
    {"people", "troops", "vehicles", "rolling-stock", "trains", "ships", "containers", "munitions", "animals", "lanes"}
)
_NO_YEARS = _COUNTED | {"time", "length"}
_BETWEEN = tuple(re.compile(rf"[\s\-‐–]+(?:(?!(?:{_STOP})\b)[^\W\d][\w'’\-]*\s+){{{words}}}") for words in (1, 2))
_SIGN = re.compile(r"(?:us|u\.s\.)?([$€£¥₩])\s?$|(?:人民[币幣]|rmb|约?新?台?币)\s?$")
_SIGNS = {"$": "USD", "€": "EUR", "¥": "JPY", "₩": "KRW"}
_OF = re.compile(r"\s+(?:de\s+|d')")  # `9 milliards de roubles`, `9.000 millones de rublos`
_NEAR = 14  # characters: an "about" or "more than" belongs to a figure it stands this close to
_CURRENT = range(1900, 2101)  # four plain digits in here are a year before any thing that is counted


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in `unit`: m, t, s for lengths, masses and times; currency codes; otherwise the counted thing."""

    start: int
    stop: int
    value: float
    high: float | None
    dimension: str
    unit: str
    word: str  # the unit's own id: km, hour, railcars
    bound: Bound
    original: str


class QuantityReader:
    """Reads the quantities of sentences in one language."""

    def __init__(self, vocabulary: Vocabulary, units: tuple[UnitWords, ...]) -> None:
        self._vocabulary = vocabulary
        self._units = {unit.id: unit for unit in units}

    def read(self, sentence: Sentence) -> list[Quantity]:
        """In order; a number without a unit is no quantity, and one in brackets after another repeats it (850 m (2,788 ft))."""
        found: list[Quantity] = []
        for number in numbers(sentence, self._vocabulary):
            quantity = self._quantity(sentence, number)
            if quantity and not (found and _converted(sentence, found[-1], quantity)):
                found.append(quantity)
        return sorted((*found, *self._bare(sentence)), key=lambda quantity: quantity.start)

    def _bare(self, sentence: Sentence) -> Iterator[Quantity]:
        """«около километра», `ponad kilometr`: a unit alone after "about" is one of it."""
        for purpose in ("about", "at-least"):
            for hit in sentence.hits.get(purpose, ()):
                match = self._vocabulary.units.pattern.match(sentence.lowered, hit.stop + 1) if sentence.spaced else None
                unit = self._units[self._vocabulary.units.ids[str(match.lastgroup)]] if match else None
                if match and unit and unit.id in ("km", "mile"):
                    yield self._made(sentence, Number(match.start(), match.end(), 1.0), unit, match.start(), match.end())

    def _quantity(self, sentence: Sentence, number: Number) -> Quantity | None:
        text = sentence.lowered
        sign = _SIGN.search(text, max(0, number.start - 6), number.start)
        if sign:
            unit = _SIGNS.get(sign[1] or "", "CNY")
            return None if unit not in self._units else self._made(sentence, number, self._units[unit], sign.start(), number.stop)
        stop, unit_words = self._unit(sentence, number)
        if unit_words is None:
            return None
        number = as_count(number, text[number.start : number.stop]) if unit_words.dimension in _COUNTED else number
        if (sentence.spaced or unit_words.dimension == "time") and self._is_year(
            number, unit_words, text[number.stop : number.stop + 1]
        ):
            return None
        half = self._half(sentence, stop) if unit_words.dimension in ("time", "length") else None
        if half:
            return self._made(sentence, number._replace(value=number.value + 0.5), unit_words, number.start, half)
        if number.weak and unit_words.id not in ("km", "mile"):
            return None
        return self._made(sentence, number, unit_words, number.start, stop)

    @staticmethod
    def _is_year(number: Number, unit: UnitWords, after: str) -> bool:
        """Four plain digits before a thing that is counted, or joined to a measure as an ordinal («2026-м»)."""
        if number.grouped or number.high or number.value not in _CURRENT or unit.dimension not in _NO_YEARS:
            return False
        return unit.dimension != "length" or after in ("-", "‐", "–")

    def _unit(self, sentence: Sentence, number: Number) -> tuple[int, UnitWords | None]:
        text, pattern = sentence.lowered, self._vocabulary.units.pattern
        direct = pattern.match(text, number.stop + len(text[number.stop :]) - len(text[number.stop :].lstrip(" -‐–")))
        match = direct
        if match is None and not sentence.spaced:
            more = re.compile(r"[ ]?(?:여|余|餘|多|余り|数|ほど|가량|명의|大型|型)").match(text, number.stop)
            match = pattern.match(text, more.end()) if more else None
        of = _OF.match(text, number.stop) if match is None and number.value >= 1e6 else None
        if of:
            match = pattern.match(text, of.end())
        if match is None and sentence.spaced:
            match = self._after_adjectives(sentence, number)
        if match is None:
            return number.stop, None
        unit = self._units[self._vocabulary.units.ids[str(match.lastgroup)]]
        return match.end(), unit

    def _after_adjectives(self, sentence: Sentence, number: Number) -> re.Match[str] | None:
        """`41 Russian tourists`: one or two words may stand between a number and the thing counted, never a measure."""
        text = sentence.lowered
        if number.weak or (not number.grouped and number.value in _CURRENT):
            return None
        for between in _BETWEEN:
            gap = between.match(text, number.stop)
            match = self._vocabulary.units.pattern.match(text, gap.end()) if gap else None
            if match and self._units[self._vocabulary.units.ids[str(match.lastgroup)]].dimension in _COUNTED:
                return match
        return None

    @staticmethod
    def _half(sentence: Sentence, stop: int) -> int | None:
        for hit in sentence.hits.get("half", ()):
            if 0 <= hit.start - stop <= 1:
                return hit.stop
        return None

    @staticmethod
    def _made(sentence: Sentence, number: Number, unit: UnitWords, start: int, stop: int) -> Quantity:
        return Quantity(
            start=start,
            stop=stop,
            value=_tidy(number.value * unit.factor),
            high=_tidy(number.high * unit.factor) if number.high is not None else None,
            dimension=unit.dimension,
            unit={"length": "m", "mass": "t", "time": "s"}.get(unit.dimension, unit.id),
            word=unit.id,
            bound=_bound(sentence, start, stop),
            original=sentence.text[start:stop],
        )


def _tidy(value: float) -> float:
    """Without the dust of floating point: 4.7 · 1000 is 4700."""
    return float(f"{value:.10g}")


def _bound(sentence: Sentence, start: int, stop: int) -> Bound:
    before = sentence.language not in ("ko", "zh", "ja")
    for purpose, bound in (("at-least", Bound.AT_LEAST), ("at-most", Bound.AT_MOST), ("about", Bound.ABOUT)):
        for hit in sentence.hits.get(purpose, ()):
            if 0 <= start - hit.stop <= _NEAR // 4 or (not before and 0 <= hit.start - stop <= 2) or start <= hit.start < stop:
                return bound
    return Bound.EXACT


def _converted(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    between = sentence.text[first.stop : second.start]
    return second.dimension == first.dimension == "length" and bool(
        re.fullmatch(r"\s*[(（]\s*(?:about |around |约|約)?", between)
    )
