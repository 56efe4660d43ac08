"""Numbers with their units, in SI, the original words kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.ledger.numbers import Number, as_count, numbers
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Vocabulary
from tumen.statements import Bound, UnitWords

# Words that part a number from the noun after them: what is counted is the first noun, not the second.
_STOP = (
    "of|and|or|in|on|at|the|to|for|by|with|from|can|could|will|is|are|has|million|groups?|percent"
    "|и|в|на|с|по|из|групп[аы]?|процент\\w*|und|in|von|et|de|des|y|i|w"
)
_COUNTED = frozenset(
    {"people", "troops", "seats", "vehicles", "rolling-stock", "trains", "ships", "containers", "munitions", "animals", "lanes"}
)
_NO_YEARS = _COUNTED | {"time", "length"}
_ADJECTIVE = rf"(?!(?:{_STOP})\b)[^\W\d][\w'’\-]*\s+"
_BETWEEN = tuple(re.compile(rf"\s+(?:{_ADJECTIVE}){{{words}}}") for words in (1, 2))
_PAIRED = re.compile(r"\s+[A-ZА-ЯЁІЇЄÀ-ÞĄ-Ż][\w-]+ (?:and|и|та|und|et|y|i) (?:[A-ZА-Я])?[\w-]+\s+")  # `Chinese and Russian`
_OF_KIND = re.compile(  # `российских рублей`, `metric tons`: what may stand before money and masses
    r"\s+(?:росси[йс]\w+|русск\w+|америк\w+|китайск\w+|russian|american|chinese|us|u\.s\.|russische[nr]?|rosyjskich|russes|"
    r"metric|long|short|метрическ\w+|метричн\w+)\s+"
)
_NOUN_FIRST = frozenset({"fr", "es"})  # `trois escorteurs russes`: what stands before the nation is the thing counted
_NATION = re.compile(r"russ|rus[oa]|nord-cor|nor-?cor|sud-cor|surcor|cor[eé]|chin")
_NUMBERED_DAY = re.compile(r"\b(?:día|days?|dnia|jour|tag)\s$")  # `del día 3`: a date
_OR_SO = re.compile(  # `60-odd`, `100+`, «60 с лишним»
    r"(?:\s?\+|[\s-]odd|[\s-]plus| or (?:so|more)| с (?:лишним|небольшим)| (?:или|и|і|та) (?:более|больше|більше)|"
    r" з гаком| z okładem| y pico(?: de)?| et quelques)(?=[\s-])"
)
_EASTERN_OR_SO = re.compile(r"[ ]?(?:여|余|餘|多|余り|数|ほど|가량|명의|大型|型)")
_SIGN = re.compile(r"(?:(?:us|u\.s\.)?([$€£¥₩₽])|(?<![a-z])(usd|rub|eur|cny|rmb|krw|jpy)|人民[币幣]|约?新?台?币)\s?$")
_SIGNS = {"$": "USD", "€": "EUR", "¥": "JPY", "₩": "KRW", "₽": "RUB", "rmb": "CNY"}
_OF = re.compile(r"\s+(?:de\s+|d')")  # `9 milliards de roubles`, `une soixantaine de personnes`
_PART = re.compile(r"分の|分之|분의")  # 3分の1 is a third, not three minutes
_NEAR = 14  # characters: an "about" or "more than" belongs to a figure it stands this close to
_CURRENT = range(1900, 2101)  # four plain digits in here are a year before any thing that is counted
_NOUN = 14  # characters from the noun to its counter: コンテナ約2万個, 기관차 5대
# What «около …» can be one of: lengths and journeys; «длиной в …» only lengths.
_BARE = {"about": ("km", "mile", "hour", "day"), "length": ("km", "mile")}
_ON = re.compile(r"\s(?:(?:на|в|у|o)\s)?")
_AND_MINUTES = re.compile(r"[\s,]*(?:and|и|та|und|et|y|i)?\s*")
# What a counter counts when it stands beside such a noun: cue → the counters' unit → the unit it is then.
_COUNTERS = (("container-noun", "pieces", "containers"), ("engine-noun", "vehicles", "railcars"))
_PARTS = frozenset({("hour", "minute"), ("day", "hour"), ("year", "month")})  # 1 hour 20 minutes
# Cue → unit → how many of it its words are.
_NAMED = (
    ("half-hour", "hour", 0.5),
    ("quarter-hour", "hour", 0.25),
    ("hour-and-half", "hour", 1.5),
    ("one-kilometre", "km", 1.0),
    ("two-days", "day", 2.0),
    ("three-days", "day", 3.0),
    ("four-days", "day", 4.0),
    ("five-days", "day", 5.0),
    ("six-days", "day", 6.0),
    ("eight-days", "day", 8.0),
)


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
        """In order; a number without a unit is no quantity, and one in brackets repeats the one before (850 m (2,788 ft)).

        `over a kilometer (1,005 m)` is the exact figure alone.
        """
        found: list[Quantity] = []
        for number in numbers(sentence, self._vocabulary):
            quantity = self._quantity(sentence, number)
            if quantity and not (found and _converted(sentence, found[-1], quantity)):
                found.append(quantity)
        exact = {one.start for one in found}
        found += [*(one for one in self._bare(sentence) if not exact & {one.stop + 1, one.stop + 2}), *self._named(sentence)]
        return list(_compound(sentence, sorted(found, key=lambda quantity: quantity.start)))

    def _bare(self, sentence: Sentence) -> Iterator[Quantity]:
        """«около километра», `o długości kilometra`: a unit alone after "about" or "long" is one of it."""
        for purpose in ("about", "at-least", "at-most", "length"):
            for hit in sentence.hits.get(purpose, ()):
                begin = _ON.match(sentence.lowered, hit.stop)
                match = self._vocabulary.units.pattern.match(sentence.lowered, begin.end()) if sentence.spaced and begin else None
                unit = self._units[self._vocabulary.units.ids[str(match.lastgroup)]] if match else None
                if match and unit and unit.id in _BARE.get(purpose, _BARE["about"]):
                    yield self._made(sentence, Number(match.start(), match.end(), 1.0), unit, match.start(), match.end())

    def _named(self, sentence: Sentence) -> Iterator[Quantity]:
        """«полчаса», `a quarter of an hour`, «километровый»: words that are number and unit at once."""
        for purpose, unit, value in _NAMED:
            for hit in sentence.hits.get(purpose, ()):
                yield self._made(sentence, Number(hit.start, hit.stop, value), self._units[unit], hit.start, hit.stop)

    def _quantity(self, sentence: Sentence, number: Number) -> Quantity | None:
        text = sentence.lowered
        sign = _SIGN.search(text, max(0, number.start - 8), number.start)
        if sign:
            written = sign[1] or sign[2] or "rmb"
            unit = self._units.get(_SIGNS.get(written, written.upper()))
            return None if unit is None else self._made(sentence, number, unit, sign.start(), number.stop)
        stop, unit = self._unit(sentence, number)
        if unit is None or _PART.match(text, number.stop) or _is_reading(text, number.start, stop, unit):
            return None
        number = as_count(number, text[number.start : number.stop]) if unit.dimension in _COUNTED else number
        after = text[number.stop : number.stop + 1]
        if (sentence.spaced or unit.dimension == "time") and self._is_year(number, unit, after):
            return None
        half = self._half(sentence, stop) if unit.dimension in ("time", "length") else None
        if half:
            return self._made(sentence, number._replace(value=number.value + 0.5), unit, number.start, half)
        if number.weak and unit.id not in ("km", "mile", "lanes", "hour"):
            return None
        minutes = _minutes_after(text, stop) if unit.id == "hour" else None
        if minutes:
            number, stop = number._replace(value=number.value + int(minutes[1]) / 60), minutes.end()
        return self._made(sentence, number, unit, number.start, stop)

    @staticmethod
    def _is_year(number: Number, unit: UnitWords, after: str) -> bool:
        """Four plain digits before a thing that is counted, or joined to a measure as an ordinal («2026-м»)."""
        if number.grouped or number.high or number.value not in _CURRENT or unit.dimension not in _NO_YEARS:
            return False
        return unit.dimension != "length" or after in ("-", "‐", "–")

    def _unit(self, sentence: Sentence, number: Number) -> tuple[int, UnitWords | None]:
        text, pattern = sentence.lowered, self._vocabulary.units.pattern
        or_so = (_OR_SO if sentence.spaced else _EASTERN_OR_SO).match(text, number.stop)
        stop = or_so.end() if or_so and sentence.spaced else number.stop
        match = pattern.match(text, stop + len(text[stop:]) - len(text[stop:].lstrip(" -‐–")))
        if match is None and or_so and not sentence.spaced:
            match = pattern.match(text, or_so.end() + (text[or_so.end() : or_so.end() + 1] == " "))
        of = _OF.match(text, stop) if match is None and (number.value >= 1e6 or text[number.stop - 1].isalpha()) else None
        if of:
            match = pattern.match(text, of.end())
        if match is None and sentence.spaced:
            match = self._after_adjectives(sentence, number, stop)
        if match is None:
            return number.stop, None
        return match.end(), self._counted_by(sentence, number, match)

    def _counted_by(self, sentence: Sentence, number: Number, match: re.Match[str]) -> UnitWords | None:
        """The unit of a match; counters that count many things take theirs from a noun beside them."""
        unit = self._units[self._vocabulary.units.ids[str(match.lastgroup)]]
        for cue, counter, meant in _COUNTERS:
            if unit.id == counter and sentence.near(cue, number.start, match.end(), _NOUN):
                return self._units[meant]
        return None if unit.id == "pieces" else unit

    def _after_adjectives(self, sentence: Sentence, number: Number, stop: int) -> re.Match[str] | None:
        """`41 Russian tourists`: one or two words may stand between a number and the thing counted, never a measure."""
        text, units = sentence.lowered, self._vocabulary.units
        if number.weak or (not number.grouped and number.value in _CURRENT):
            return None
        if any(0 <= month.start - number.stop <= 2 for month in sentence.hits.get("month", ())):
            return None
        if _NUMBERED_DAY.search(text[max(0, number.start - 8) : number.start]):
            return None
        for between in (*_BETWEEN, _PAIRED, _OF_KIND):
            gap = between.match(sentence.text if between is _PAIRED else text, stop)
            match = units.pattern.match(text, gap.end()) if gap else None
            dimension = self._units[units.ids[str(match.lastgroup)]].dimension if match else None
            if match and sentence.language in _NOUN_FIRST and between is not _PAIRED and _NATION.match(match[0]):
                continue
            if match and (dimension in _COUNTED or (between is _OF_KIND and dimension in ("money", "mass"))):
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


def _minutes_after(text: str, stop: int) -> re.Match[str] | None:
    """`1 h 20`, 1小时40分."""
    if text[stop - 1] in "hч":
        return _CLOCKED.match(text, stop)
    return _EASTERN_CLOCKED.match(text, stop) if text[stop - 1] in "时時" else None


def _is_reading(text: str, start: int, stop: int, unit: UnitWords) -> bool:
    """A speed, a milestone, the time of day, a quarter (1분기), a rate of exchange (1달러=2만8,400원): no measure of a thing."""
    if unit.dimension == "length":
        return _is_speed(text, start, stop) or _MILESTONE.match(text, start) is not None
    if unit.dimension == "money":
        return text[:start].endswith("=")
    if unit.id == "hour":
        return _is_french_time(text, start, stop)
    return unit.id == "minute" and (
        text.startswith("기", stop) or _OF_THE_CLOCK.search(text, max(0, start - 4), start) is not None
    )


def _is_french_time(text: str, start: int, stop: int) -> bool:
    """« arrivée à 20 heures »; not « à 20 heures de train » nor « la durée passe à 2 heures »."""
    before = text[max(0, start - _CLAUSE) : start]
    at = _FRENCH_CLOCK.search(before) is not None and not _FRENCH_SPAN.search(before)
    return at and not _FRENCH_WAY.match(text, stop)


def _is_speed(text: str, start: int, stop: int) -> bool:
    """`60 km an hour`, 時速60キロ."""
    return _PER_HOUR.match(text, stop) is not None or _SPEED.search(text[max(0, start - 24) : start]) is not None


_PER_HOUR = re.compile(
    r"\s?/\s?[hч]|\s(?:per|an|in der|pro|je|в|на|par|de l'|à l'|por|na) ?(?:hour|stunde|час|годину|heure|hora|godzinę)"
    r"|[/每]小?[时時]|毎時"
)
_SPEED = re.compile(r"(?:[时時]速|시속|每小[时時])[约約 ]?$|[限时時]速[^，。,]*$")  # 时速由40公里提高到60公里
_MILESTONE = re.compile(r"\d+-(?:м|ом|й|го|му)\s")  # «на 236-м километре»
_CLAUSE = 40  # characters in which a verb stands that makes the hours a span
_FRENCH_CLOCK = re.compile(r"\b(?:à|vers)\s$")
_FRENCH_SPAN = re.compile(r"(?:durée|trajet|pass|rédui|ramen|port[eé]|allong)[^.;:,]*à\s$")
_FRENCH_WAY = re.compile(
    r"\s(?:de\s(?:train|vol|route|bateau|trajet|voyage|voiture|marche|mer|navigation)|d['’](?:avion|autocar))"
)


def _compound(sentence: Sentence, found: list[Quantity]) -> Iterator[Quantity]:
    """Without what lies inside another figure; as one what belongs together: 1 hour 20 minutes, $90 to $185."""
    last: Quantity | None = None
    for quantity in found:
        if last and quantity.start < last.stop:
            continue
        joined = _joined(sentence, last, quantity) if last else None
        if last and joined is None:
            yield last
        last = joined or _after_bare_hour(sentence, quantity)
    if last:
        yield last


def _joined(sentence: Sentence, last: Quantity, quantity: Quantity) -> Quantity | None:
    """Hours with their minutes, the lower end of a range with the upper; None for two figures of their own."""
    if last.high or quantity.high:
        return None
    whole = replace(last, stop=quantity.stop, original=sentence.text[last.start : quantity.stop])
    if (last.word, quantity.word) in _PARTS and _AND_MINUTES.fullmatch(sentence.lowered, last.stop, quantity.start):
        return replace(whole, value=last.value + quantity.value)
    return replace(whole, high=quantity.value) if _ranged(sentence, last, quantity) else None


def _after_bare_hour(sentence: Sentence, quantity: Quantity) -> Quantity:
    """«час и 20 минут»: an hour without a number before the minutes."""
    bare = quantity.word == "minute" and _BARE_HOUR.search(sentence.lowered[: quantity.start])
    return replace(quantity, value=quantity.value + 3600) if bare else quantity


_OF_THE_CLOCK = re.compile(r"\d\s?[시時时點点]\s?$")  # 23시 45분, not 23시간 45분
_BARE_HOUR = re.compile(r"\b(?:час|годину|godzinę|hour|heure|hora|stunde)\s(?:и|і|й|та|i|and|et|y|und)\s$")
_EASTERN_CLOCKED = re.compile(r"([0-5]?\d)分(?![钟鐘])")
_CLOCKED = re.compile(r"\s?([0-5]\d)\b(?!\s?(?:h|km|%|,\d|\.\d))")


def _ranged(sentence: Sentence, low: Quantity, high: Quantity) -> bool:
    """`$90 to $185`, `between 2 km and 3 km`: two figures of one unit as the ends of a range."""
    if low.unit != high.unit or low.dimension not in ("money", "length", "mass", "time") or low.value >= high.value or high.high:
        return False
    if _TO.fullmatch(sentence.lowered, low.stop, high.start):
        return True
    opened = _BETWEEN_ENDS.search(sentence.lowered[max(0, low.start - 12) : low.start])
    return opened is not None and _AND_END.fullmatch(sentence.lowered, low.stop, high.start) is not None


_TO = re.compile(r"\s?[-–—~～]\s?|\s(?:to|до|bis|à|a|do)\s")
_BETWEEN_ENDS = re.compile(r"(?:between|zwischen|entre|między|между|між)\s+$")
_AND_END = re.compile(r"\s(?:and|und|et|y|a|i|и|та)\s")


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
