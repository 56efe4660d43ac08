"""Trips counted in a period: three flights a week, 週3往復, «два рейса в месяц»."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.ledger.numbers import Number, numbers
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Hit, Vocabulary

# Cue, unit, how many of the unit one trip in that period is, and the most trips: what is more counts something else.
_PERIODS = (
    ("each-two-weeks", "per week", 0.5, 4.0),
    ("each-week", "per week", 1.0, 60.0),
    ("each-month", "per month", 1.0, 60.0),
    ("each-day", "per week", 7.0, 12.0),
)
_TABLE = 24  # numbers: no sentence that says how often something runs names so many
_APART = 40  # characters between a count and its period: three flights from Vladivostok to Pyongyang a week
_EASTERN_APART = 12  # characters: 每周二、四、六执飞三班
_RUNS = 36  # characters between "sails" and "weekly"
# "The ferry calls every Thursday": verbs have no end, what moves has. "Daily" needs its verb: newspapers are called so too.
MOVING = ("runs", "journey", "topic:rail", "topic:air", "topic:ship")
_AND_ALSO = re.compile(r"\s(?:and|и|та|und|et|y|i)\s")  # `once a month and has carried between five and twelve`
_CLAUSE = re.compile(r"[;:()（）。]|, |，")
_OPENED = re.compile(r"\b(?:from|с|з|von|de|od|z)\s+$")
_RAISED = r"\s?\S{0,2}?(?:から|에서|增[至加到为為]+|加[密开]?[至到]|提高到|改[为為])\s*"
_RAISED_TO = re.compile(rf"{_RAISED}|\s(?:to|до|auf|à|a|do)\s")
_RAISED_PERIOD = re.compile(rf"{_RAISED}(?:[每一逢]?[周週月]|매?[주월])")
_WILL_BE = re.compile(r"\b(?:will be|to be|becomes?|станет|будет|будуть|werden es|seront|serán|będą)\s$")
_ENDS_THERE = re.compile(r"\s?(?:[,.;)]|$)")
# 8月に2回 happened in August, 2カ月に is every two, 需时一周 takes a week.
_DATED = re.compile(r"[\d一二三四五六七八九十今来先同翌昨前カかヶヵじのこ时時期约約近]$")
_EVERY = frozenset("每毎매")  # 10月前每月两趟 is a timetable whatever stands before it
_DAYS_FOLLOW = re.compile(r"\s?\d{1,2}\s?(?:日|号|號|일)")
_OF_A_DAY = re.compile(r"\s?(?:日|号|號|일|-го|числ)")
_ADVERB = re.compile(
    r"twice|thrice|(?:дв|тр)ажды|трижды|четырежды|двічі|тричі|(?:zwei|drei|vier|fünf|sechs|sieben|zehn)mal|(?:dwu|trzy)krotnie"
)
_PRICED = re.compile(r"[$€£¥₽]\s?$")
_ORDINALS = {
    2.0: "second|втор(?:ой|ую)|другий|deuxième|second|segundo|drugi|zweite[nr]?",
    3.0: "third|трет(?:ий|ью)|третій|troisième|tercer|trzeci|dritte[nr]?",
    4.0: "fourth|четверт(?:ый|ую)|четвертий|quatrième|cuarto|czwarty|vierte[nr]?",
    5.0: "fifth|пят(?:ый|ую)|п'ятий|cinquième|quinto|piąty|fünfte[nr]?",
}
_ORDINAL = re.compile("|".join(f"(?P<o{value:.0f}>{words})" for value, words in _ORDINALS.items()))
_ONE_DAY = frozenset({"1일", "1日", "一日"})
_ALSO_ONE_DAY = _ONE_DAY | frozenset(  # each day only beside a count: so much cargo "a day" is no timetable
    {"하루", "a day", "per day", "в день", "в сутки", "на день", "на добу", "pro tag", "am tag", "par jour"}
    | {"al día", "por día", "na dobę"}
)
_OF_ONE_DAY = re.compile(
    r"\s?(?:に|あたり|当たり|につき|에|당)?\s?(?:最大|最多|約|平均|최대|약|평균)?\s?"
)  # 1日に2便, not 一機が1日モスクワを
_A_SPAN = re.compile("[年前后後内內来來]")  # 一周年 is an anniversary, 一个月后 when something happened
_DAYS = re.compile(r"days?\b|дн|días?\b|jours?\b|dni\b|tage|日|일")  # once a month and two days long
_BARE_PERIOD = re.compile(r"(?:an?|per|в|на|у|pro|par|a la|al|por|w)\s")
_SPENT = re.compile(  # `spend a week on the beach`
    r"\b(?:spen[dt]s?|stay(?:s|ed)?|for|last(?:s|ed)?|провод\w+|прожив\w+|verbring\w+|bleib\w+|pass(?:ent|e|er)|pas(?:an|a|ar)|spędz\w+)\s$"
)
EXCEPT = "(?:except|кроме|крім|außer|sauf|salvo|excepto|oprócz)"  # what follows is not of the timetable
_EXCEPTED = re.compile(rf",?\s{EXCEPT}\b")
_COUNTED = re.compile(r"\s?\d")
_ONE_MORE = re.compile(
    r"\b(?:de plus|more|additional|zusätzlich\w*|дополнительн\w*|додатков\w*|adicional\w*|dodatkow\w*)\s(?:\w+\s)?$"
)
_NUMBER_OF = re.compile(  # which follows
    r"\b(?:(?:number of|zahl der|число|количество|кількість|liczb\w)|(?:nombre|número) de (?:(?:ses|sus|leurs|los|las)\s)?\w+)\s$"
)
_JOINT = re.compile(r"[\s-]*(?:[^\W\d]+[\s-]+){0,2}")


class Often(NamedTuple):
    """So many trips, in [start, stop) of the sentence."""

    start: int
    stop: int
    value: float
    unit: str  # "per week" or "per month"


def counted(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Often]:
    """Trips counted in a period, in the order of the text."""
    if not any(sentence.has(purpose) for purpose, *_ in _PERIODS):
        return
    figures = [number for number in numbers(sentence, vocabulary) if not _of_a_date(sentence, number)]
    if len(figures) > _TABLE:
        return
    found: dict[int, Often] = {}
    for purpose, unit, factor, most in _PERIODS:
        for hit in sentence.hits.get(purpose, ()):
            count = None if _is_no_period(sentence, hit) else _count(sentence, hit, figures, vocabulary, most)
            if count:
                start, stop, value = count
                found.setdefault(start, Often(start, stop, value * factor, unit))
    last = 0
    for start in sorted(found):
        if start >= last:
            last = found[start].stop
            yield found[start]
    if found and figures:
        yield from _to_come(sentence, found[max(found)], figures, last)


def _is_no_period(sentence: Sentence, hit: Hit) -> bool:
    """8月に2回 happened in August, 연해주 is a name, the 12th and 26th of each month say how often by themselves."""
    text, eastern = sentence.lowered, not sentence.spaced
    dated = eastern and text[hit.start] not in _EVERY and _DATED.search(text[: hit.start]) is not None
    span = eastern and _A_SPAN.match(text, hit.stop) is not None
    return dated or span or _inside_a_name(sentence, hit) or _by_its_days(sentence, hit)


def _inside_a_name(sentence: Sentence, period: Hit) -> bool:
    """연해주 하산역 is no week."""
    text = sentence.lowered
    return text.startswith("주", period.start) and "가" <= text[period.start - 1 : period.start] <= "힣"


def _by_its_days(sentence: Sentence, period: Hit) -> bool:
    """The 12th and 26th of each month, 每月3日和17日各发一班: the days say how often."""
    if not sentence.spaced and _DAYS_FOLLOW.match(sentence.lowered, period.stop):
        return True
    return any(days.start <= period.start and period.stop <= days.stop for days in sentence.hits.get("of-each-month", ()))


def _of_a_date(sentence: Sentence, number: Number) -> bool:
    """`1 июля`, `from 2026`, 19日: no count."""
    of_a_day = _OF_A_DAY.match(sentence.lowered, number.stop) and sentence.lowered[number.start - 1 : number.start] not in (
        "週",
        "주",
    )
    if number.value >= 1900 or of_a_day:
        return True
    return any(0 <= month.start - number.stop <= 2 for month in sentence.hits.get("month", ()))


def _to_come(sentence: Sentence, now: Often, figures: Sequence[Number], begin: int) -> Iterator[Often]:
    """`two buses a week, and from November there will be three`: the same period, a new number."""
    for number in figures:
        if number.start >= begin and _will_be(sentence.lowered, number):
            yield now._replace(start=number.start, stop=number.stop, value=number.value)


def _count(
    sentence: Sentence, period: Hit, figures: Sequence[Number], vocabulary: Vocabulary, most: float
) -> tuple[int, int, float] | None:
    """Where the statement begins and ends and how many trips: the number beside the period, or one trip without a number."""
    text, apart = sentence.lowered, _APART if sentence.spaced else _EASTERN_APART
    best: tuple[int, int, int, float] | None = None
    one_day = text[period.start : period.stop] in _ONE_DAY
    for number in figures:
        after = number.start >= period.stop - 1
        gap = text[period.stop : number.start] if after else text[number.stop : period.start]
        if len(gap) > apart or number.value > most or (one_day and not (after and _OF_ONE_DAY.fullmatch(gap))):
            continue
        if after and sentence.has_before("formerly", number.start, 1):
            continue  # `weekly instead of twice a month`
        if number.weak and _ORDINAL.match(text, number.stop + 1):
            continue  # `une quatrième fréquence hebdomadaire`
        if (
            (after and _AND_ALSO.search(gap))
            or _ONE_MORE.search(gap)
            or (not after and number.stop > period.start)
            or _CLAUSE.search(gap)
        ):
            continue
        bare = sentence.spaced and (_will_be(text, number) if after else _bare_count(sentence, number, period, vocabulary))
        if not bare and not _trips(sentence, number, period, after=after):
            continue
        if not sentence.spaced and _RAISED_PERIOD.match(text, max(number.stop, period.stop)):
            return None  # 每月两班增至每周一班: the second is read by itself
        value, start, stop = _new(text, number, period, figures)
        if best is None or len(gap) < best[0]:
            best = (len(gap), min(period.start, start), max(period.stop, stop), value)
    if best:
        return best[1:]
    return _once(sentence, period)


def _new(text: str, number: Number, period: Hit, figures: Sequence[Number]) -> tuple[float, int, int]:
    """The number that holds from now on, and its place: of `from two to three a week`, 週2便から3便に, the second."""
    if number.high and _OPENED.search(text[max(0, number.start - 8) : number.start]):
        return number.high, number.stop - 1, number.stop
    begin = max(number.stop, period.stop)
    for other in figures:
        if begin <= other.start <= begin + 10 and _RAISED_TO.fullmatch(text, begin, other.start):
            return other.value, other.start if text[other.start].isalpha() else number.start, other.stop
    return number.value, number.start, number.stop


def _trips(sentence: Sentence, number: Number, period: Hit, *, after: bool) -> bool:
    """Whether it is trips the number counts: `times`, `flights` directly after it, or after the period between them."""
    text = sentence.lowered
    if _ADVERB.fullmatch(text, number.start, number.stop):
        # Thermometers twice a day are no trains.
        return period not in sentence.hits.get("each-day", ()) or any(
            sentence.near(purpose, number.start, period.stop, _RUNS) for purpose in MOVING
        )
    if sentence.spaced and not after and not text[number.stop : period.start].strip(" -"):
        return not _PRICED.search(text[: number.start])  # three a week
    if not sentence.spaced and number.start < period.stop <= number.stop + 1:
        return sentence.near("trips", number.stop, number.stop + 1, 1) is not None
    for hit in sentence.hits.get("trips", ()):
        if hit.start < number.stop:
            continue
        if _JOINT.fullmatch(text, number.stop, hit.start) and not (after and _DAYS.match(text, hit.start)):
            return True
        if not after and period.start - number.stop <= 1 and 0 <= hit.start - period.stop <= 12:
            return True
    return False


def _will_be(text: str, number: Number) -> bool:
    """«Отправлений в месяц будет два.»"""
    return bool(_WILL_BE.search(text[: number.start]) and _ENDS_THERE.match(text, number.stop))


def _bare_count(sentence: Sentence, number: Number, period: Hit, vocabulary: Vocabulary) -> bool:
    """A number, one or two words that are no unit, and the period: whatever runs so often."""
    text = sentence.lowered
    gap = re.compile(r"[\s-]+(?:[^\W\d]+[\s-]+){1,2}").fullmatch(text, number.stop, period.start)
    if gap is None or _PRICED.search(text[: number.start]):
        return False
    return vocabulary.units.pattern.match(text, number.stop + 1) is None


def _once(sentence: Sentence, period: Hit) -> tuple[int, int, float] | None:
    """`weekly ferry`, «раз в неделю», `runs daily`: one trip, where no number stands; a `third weekly flight` is three."""
    text = sentence.lowered
    if text[period.start : period.stop] in _ALSO_ONE_DAY or text[period.stop - 1].isdigit():
        return None
    if _EXCEPTED.match(text, period.stop) or (not sentence.spaced and _COUNTED.match(text, period.stop)):
        return None  # on so many days of the week; 매달 2차로: so many of something
    lorries = sentence.has_before("lorry", period.start, 1)  # 60 lorries a day
    if lorries or any(words.search(text[: period.start]) for words in (_SPENT, _ONE_MORE, _NUMBER_OF)):
        return None
    ordinal = _ORDINAL.search(text[max(0, period.start - 24) : period.start])
    value = float(str(ordinal.lastgroup)[1:]) if ordinal else 1.0
    for hit in sentence.hits.get("trips", ()):
        if 0 <= period.start - hit.stop <= 1 or 0 <= hit.start - period.stop <= 10:
            gap = text[min(hit.stop, period.stop) : max(hit.start, period.start)]
            return None if re.search(r"\d|[,;，、；]", gap) else (period.start, period.stop, value)
    if sentence.spaced and _BARE_PERIOD.match(text, period.start):
        return None  # `without naming a month`
    daily = period in sentence.hits.get("each-day", ())
    moves = any(sentence.near(purpose, period.start, period.stop, _RUNS) for purpose in MOVING[: 1 if daily else None])
    return (period.start, period.stop, value) if moves else None
