"""How long ago a sentence says that something happened: `two months after the bridge opened`, 개통 두 달, 通车两个月."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.ledger.dates import DateWords
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Hit

# Span and what joins it to a clause behind it. Years are left out: "a year after" is rarely meant to the month.
_AFTER = re.compile(
    r"\b(?:(?:months?|weeks?) (?:after|since)"
    r"|(?:месяц(?:а|ев)?|недел[июь]ю?) после того,? как|(?:місяц(?:ь|і|ів|я)|тиж(?:день|ні|нів)) після того,? як"
    r"|(?:monate?n?|wochen?) nachdem|(?:mois|semaines?) après que|(?:mes(?:es)?|semanas?) después de que"
    r"|(?:miesi(?:ąc|ące|ęcy)|tydzień|tygodni[ea]?) po tym,? jak)\s"
)
# The same before a noun, which is the deed itself only where it follows at once: what comes later may be the news.
_AFTER_NOUN = re.compile(
    r"\b(?:(?:месяц(?:а|ев)?|недел[июь]ю?) (?:после|с момента|со дня)"
    r"|(?:місяц(?:ь|і|ів|я)|тиж(?:день|ні|нів)) (?:після|з моменту|від дня)"
    r"|(?:monate?n?|wochen?) nach|(?:mois|semaines?) après|(?:mes(?:es)?|semanas?) (?:después de|tras)"
    r"|(?:miesi(?:ąc|ące|ęcy)|tydzień|tygodni[ea]?) po)\s"
)
_AT_ONCE = 5  # characters: an article
# The deed stands right before the span, as a noun: 개통 두 달, 开通仅两个月, 開通から2カ月. Not a span that is still to come.
_BEFORE = re.compile(
    r"(?:한|된)? ?(?:지 |후 |뒤 |이후 )?(?:약 |불과 |겨우 )?(\d{1,2}|[가-힣]{1,2}) ?(?:달|개월|주(?![년기]))"
    r"(?! ?(?:뒤|후|안|내|앞|전|남|연기|연장|지연))"
    r"|[已仅僅才近满滿]{0,2}(\d{1,2}|[一两兩俩三四五六七八九十]{1,2})"
    r"(?:[个個]多?月|(?<=[俩两兩])月|星期|[周週](?!年))(?![后後内內以前底])"
    r"|(?:して)?(?:から|後)?約?(\d{1,2}|[一二三四五六七八九十]{1,2})[かカヶヵ]月(?!前|後に|以内)"
)
_CLAUSE = re.compile(r"[,，、;；:：.。…—–]|\s-\s")
_WEEKS = re.compile("week|недел|тиж|woche|semai|seman|tyd|tyg|주|周|週|星期")
_DIGITS = ("한一", "두两兩俩二", "세석三", "네넉四", "五", "六", "七", "八", "九", "열十")
_NUMBERS = {char: n for n, chars in enumerate(_DIGITS, 1) for char in chars}
_NUMBERS |= {"다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_FIGURE = re.compile(r"[\d.,]*\d\s$")
_ONE = re.compile(r"(?:month|week|месяц|недел[юя]|місяць|тиждень|monat|woche|mois|semaine|mes|semana|miesiąc|tydzień)\s")
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
        end = _CLAUSE.search(sentence.lowered, match.end())
        iso = _month(_number_before(sentence, match.start()), match[0], published)
        if iso:
            yield Age(match.end(), end.start() if end else len(sentence.lowered), iso)
    for match in _AFTER_NOUN.finditer(sentence.lowered):
        iso = _month(_number_before(sentence, match.start()), match[0], published)
        if iso:
            yield Age(match.end(), match.end() + _AT_ONCE, iso)


def _number_before(sentence: Sentence, place: int) -> int:
    """One for `a month after`, «спустя неделю после»; 0 for `months after`, `this month after` and `3.5 months after`."""
    digits = _FIGURE.search(sentence.lowered, max(0, place - _LOOK_BACK), place)
    if digits:
        return int(digits[0]) if digits[0].strip().isdigit() else 0
    words = [hit for hit in sentence.hits.get("number", ()) if 0 <= place - hit.stop <= _NUMBER_GAP]
    if words:
        return int(words[-1].value)
    single = _ONE.match(sentence.lowered, place) and _A.search(sentence.lowered[max(0, place - _LOOK_BACK) : place])
    return int(bool(single))


def _eastern(sentence: Sentence, published: date) -> Iterator[Age]:
    deeds = (hit for purpose, hits in sentence.hits.items() if purpose.startswith("event:") for hit in hits)
    for hit in deeds:
        match = _BEFORE.match(sentence.lowered, hit.stop)
        if match:
            said = next(part for part in match.groups() if part)
            number = int(said) if said.isdigit() else _NUMBERS.get(said, 0)
            iso = _month(number, match[0], published) if number else None
            if iso:
                yield Age(hit.start, match.end(), iso)


def _month(number: int, span: str, published: date) -> str | None:
    if not 0 < number <= _MOST:
        return None
    if _WEEKS.search(span):
        return (published - timedelta(weeks=number)).isoformat()[:7]
    index = published.year * 12 + published.month - 1 - number
    return f"{index // 12:04}-{index % 12 + 1:02}"
