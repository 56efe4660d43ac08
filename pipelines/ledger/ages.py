"""How long ago a sentence says that something happened: `two months after the bridge opened`, 개통 두 달, 通车两个月."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.ledger.dates import DateWords, moved
from pipelines.ledger.eastern_numbers import runs
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Hit

# By language: one month or week, several, and what joins the span to a clause or to a noun behind it. Years are left out:
# "a year after" is rarely meant to the month.
_SPANS = (
    ("month|week", "months|weeks", "after|since", ""),
    ("месяц|неделю", "месяц(?:а|ев)|недел[иь]", "после того,? как", "после|с момента|со дня"),
    ("місяць|тиждень", "місяц(?:і|ів|я)|тиж(?:ні|нів)", "після того,? як", "після|з моменту|від дня"),
    ("monat|woche", "monaten?|wochen", "nachdem", "nach"),
    ("mois|semaine", "semaines", "après que", "après"),
    ("mes|semana", "meses|semanas", "después de que", "después de|tras"),
    ("miesiąc|tydzień", "miesi(?:ące|ęcy)|tygodni[ea]?", "po tym,? jak", "po"),
)


def _after(n: int, one: str, several: str, clause: str, noun: str) -> str:
    """An expression whose groups `one…` and `noun…` tell which of them it found."""
    joined = f"{clause}|(?P<noun{n}>{noun})" if noun else clause
    return f"(?:(?P<one{n}>{one})|{several}) (?:{joined})"


_AFTER = re.compile(rf"\b(?:{'|'.join(_after(n, *words) for n, words in enumerate(_SPANS))})\s")
# A noun is the deed itself only where it follows at once: what comes later may be the news.
_AT_ONCE = 5  # characters: an article
# The deed stands right before the span, as a noun: 개통 두 달, 开通仅两个月, 開通から2カ月. Not a span that is still to come.
_BEFORE = re.compile(
    r"(?:한|된)? ?(?:지 |후 |뒤 |이후 )?(?:약 |불과 |겨우 )?(?P<ko>\d{1,2}|[가-힣]{1,2}) ?(?:달|개월|주(?![년기]))"
    r"(?! ?(?:뒤|후|안|내|앞|전|남|연기|연장|지연))"
    r"|[已仅僅才近满滿]{0,2}(?P<zh>\d{1,2}|[一两兩俩三四五六七八九十]{1,2})"
    r"(?:[个個]多?月|(?<=[俩两兩])月|星期|[周週](?!年))(?![后後内內以前底])"
    r"|(?:して)?(?:から|後)?約?(?P<ja>\d{1,2}|[一二三四五六七八九十]{1,2})[かカヶヵ]月(?!前|後に|以内)"
)
_PAIR = {"俩": 2}  # both numeral and counter: no number of its own
_CLAUSE = re.compile(r"[,，、;；:：.。…—–]|\s-\s")
_WEEKS = re.compile("week|недел|тиж|woche|semai|seman|tyd|tyg|주|周|週|星期")
_FIGURE = re.compile(r"[\d.,]*\d\s$")
_A = re.compile(r"(?:^\W{0,2}|\b(?:an?|через|спустя|eine?[nmr]?|une?|una)\s)$")
_LOOK_BACK = 8  # characters: no such figure or article is longer
_NUMBER_GAP = 2  # characters between a number and the span
_MOST = 30  # months or weeks: what is longer ago is told by its year


@dataclass(frozen=True, slots=True)
class Age:
    """The month (`iso`, YYYY-MM) of what is told between `start` and `stop` of the sentence."""

    start: int
    stop: int
    iso: str


def ages(sentence: Sentence, published: date | None) -> list[Age]:
    """Of every such span; none without a day of publication."""
    if published is None:
        return []
    return list(_spelled(sentence, published) if sentence.spaced and sentence.language != "ko" else _eastern(sentence, published))


def month_of(hits: Sequence[Hit], found: Sequence[Age], dates: Sequence[DateWords]) -> str | None:
    """The month in which what these words tell happened, where no date of the sentence stands beside them."""
    for age in found:
        told = all(age.start <= hit.start < age.stop for hit in hits)
        if told and not any(age.start - _NUMBER_GAP <= words.stop <= age.stop and words.exact for words in dates):
            return age.iso
    return None


def _spelled(sentence: Sentence, published: date) -> Iterator[Age]:
    for match in _AFTER.finditer(sentence.lowered):
        said = {name.rstrip("0123456789") for name, words in match.groupdict().items() if words}
        iso = _month(_number_before(sentence, match.start(), single="one" in said), match[0], published)
        if iso and "noun" in said:
            yield Age(match.end(), match.end() + _AT_ONCE, iso)
        elif iso:
            end = _CLAUSE.search(sentence.lowered, match.end())
            yield Age(match.end(), end.start() if end else len(sentence.lowered), iso)


def _number_before(sentence: Sentence, place: int, *, single: bool) -> int:
    """One for `a month after`, «спустя неделю после»; 0 for `months after`, `this month after` and `3.5 months after`."""
    digits = _FIGURE.search(sentence.lowered, max(0, place - _LOOK_BACK), place)
    if digits:
        return int(digits[0]) if digits[0].strip().isdigit() else 0
    words = [hit for hit in sentence.hits.get("number", ()) if 0 <= place - hit.stop <= _NUMBER_GAP]
    if words:
        return int(words[-1].value)
    return int(single and _A.search(sentence.lowered[max(0, place - _LOOK_BACK) : place]) is not None)


def _eastern(sentence: Sentence, published: date) -> Iterator[Age]:
    deeds = (hit for purpose, hits in sentence.hits.items() if purpose.startswith("event:") for hit in hits)
    for hit in deeds:
        match = _BEFORE.match(sentence.lowered, hit.stop)
        if match:
            place = match.start(str(match.lastgroup))
            number = _PAIR.get(match[str(match.lastgroup)]) or _number_at(sentence, place)
            iso = _month(number, match[0], published)
            if iso:
                yield Age(hit.start, match.end(), iso)


def _number_at(sentence: Sentence, place: int) -> int:
    return next((int(run.value) for run in runs(sentence) if run.start == place), 0)


def _month(number: int, span: str, published: date) -> str | None:
    if not 0 < number <= _MOST:
        return None
    if _WEEKS.search(span):
        return (published - timedelta(weeks=number)).isoformat()[:7]
    year, month = moved(published, -number)
    return f"{year:04}-{month:02}"
