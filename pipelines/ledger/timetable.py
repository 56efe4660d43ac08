"""How often something runs."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.ledger.sentences import Sentence, apart
from pipelines.ledger.surroundings import of_another_route, through_trains_first
from pipelines.ledger.topics import NAMED, Subject, by_nearness
from pipelines.ledger.trips import EXCEPT, MOVING, Often, counted
from pipelines.ledger.vocabulary import Hit, Vocabulary
from tumen.transport import TransportKind as Kind

_SERVICES = frozenset(
    {Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.SHIPPING, Kind.PORT, Kind.ROAD_BRIDGE, Kind.OTHER}
)
_BETWEEN_WEEKDAYS = re.compile(
    r"\s*(?:,\s*(?:and|y|et|und|и|та|i)\b|,|、|・|·|/|\b(?:и|та|and|y|et|und|i)\b|と|や|과|와|및|和|及|與|与)"
    r"\s*(?:on |по |les |am |los |el |le |w |we |every |each |jeden )?"
)
_WEEKDAY_RUN = re.compile(
    r"(?:[月火水木金土日][・、]){1,6}[月火水木金土日](?=曜|に|の|が|、|）|運|便)|(?<!요)(?:[월화수목금토일][·,・]\s?){1,6}[월화수목금토일](?=요일)|"
    r"[周週][一二三四五六日](?:[、和及與与][周週]?[一二三四五六日]){1,6}"
)
_BUT = re.compile(rf"\b{EXCEPT}\s(?:on |am |les? |los |по )?$")
_SPAN = re.compile(r"(?:between|from|с|з|von|zwischen|entre|od|до|to)\s+$")
_DAY = r"\d{1,2}\s?(?:st|nd|rd|th|日|号|號|일|-го|го|\.)?"
_MONTH_DAYS = re.compile(rf"{_DAY}(?:\s?(?:and|и|та|und|et|y|i|과|와|と|和|、|・)\s?(?:the |le |el )?{_DAY})*")
_TOO = re.compile(r"\s(?:too|as well|также|тоже|також|auch|aussi|également|también|też|także)\b")
_OTHERS = 60  # characters between "the museum" and "on Mondays and Fridays"
_WAS = 3  # characters: "instead of twice a month" says how often it used to run
_RAISED = 36  # characters: of "from two a week to three a week" only the last is the timetable
_FROM_TO = re.compile(
    r"\bfrom\b.*\bto\b|\bс\b.*\bдо\b|\bз\b.*\bдо\b|\bvon\b.*\bauf\b|\bde\b.*(?:à|\ba\b)|\bz\b.*\bdo\b|에서|から|[增增]至|增加[到至为]|改[为為]"
    r"|\b(?:сокра|увелич|снизи|скоро|збільш|reduc|cut|rais|increas|redu|rédui|ramen|aument|zmniejsz|zwiększ)\w*\b.*\b(?:до|to|à|a|do|auf)\b"
)


_EVERY_DAY = 7.0  # a week


class Frequency(NamedTuple):
    start: int
    stop: int
    value: float
    unit: str  # "per week" or "per month"
    subject: Subject


def frequencies(sentence: Sentence, vocabulary: Vocabulary, subjects: Sequence[Subject]) -> Iterator[Frequency]:
    """`three times a week`, 週3往復, «понедельник, среда и пятница» of the subject that runs, the nearest of several."""
    services = [subject for subject in subjects if subject.kind in _SERVICES]
    if sentence.has("elsewhere") and not any(subject.strength >= NAMED for subject in services):
        return  # the same airline's flights to Sochi
    for often in _stated(sentence, vocabulary) if services else ():
        if _of_other_things(sentence, often) or _to_elsewhere(sentence, often):
            continue
        near = [one for one in services if not of_another_route(sentence, one)]
        if not near:
            continue
        subject = through_trains_first(sentence, by_nearness(sentence, often.start, often.stop, near))[0]
        if subject.kind is Kind.RAIL_CROSSING and often.value > _EVERY_DAY:
            continue  # so many trains a day are what the line could take
        if subject.kind is not Kind.PORT or not (sentence.has("seen") or sentence.has("imagery")):  # calls that were counted
            yield Frequency(*often, subject)


def _of_other_things(sentence: Sentence, often: Often) -> bool:
    """Opening hours, markets, meetings and newspapers come as regularly: nearer than anything that moves."""
    other = sentence.near("no-service", often.start, often.stop, _OTHERS)
    if other is None:
        return False
    away = apart(other, often.start, often.stop)
    return not any(sentence.near(purpose, often.start, often.stop, away - 1) for purpose in ("trips", *MOVING))


def _to_elsewhere(sentence: Sentence, often: Often) -> bool:
    """`cuts Antalya from 21 to 14 a week, Pyongyang gets more`: another place stands nearer than ours."""
    other = sentence.near("elsewhere", often.start, often.stop, _OTHERS)
    if other is None:
        return False
    away = apart(other, often.start, often.stop)
    return sentence.near("place", often.start, often.stop, away) is None


def _stated(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Often]:
    run = _weekdays(sentence)
    found = list(counted(sentence, vocabulary))
    if run:  # 매주 월·수·금요일 is no single trip, nor `once a day` on these days one every day
        outside = [one for one in found if one.stop <= run[0] or one.start >= run[1]]
        found = [one for one in outside if one.value > 1 and not _daily(sentence, one)]
    for at, one in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if not (after and _raised(sentence, one, after)) and not _was(sentence, one):
            yield one
    if not found:
        yield from (one for one in _by_days(sentence, run) if not _was(sentence, one))


def _daily(sentence: Sentence, one: Often) -> bool:
    days = sentence.hits.get("each-day", ())
    return one.value == _EVERY_DAY and any(one.start <= hit.start and hit.stop <= one.stop for hit in days)


def _was(sentence: Sentence, one: Often) -> bool:
    """`instead of twice a month`, 週2便だった: the timetable that is replaced."""
    if sentence.has_before("formerly", one.start, _WAS):
        return True
    return not sentence.spaced and any(0 <= hit.start - one.stop <= _WAS for hit in sentence.hits.get("formerly", ()))


def _raised(sentence: Sentence, one: Often, other: Often) -> bool:
    return other.start - one.stop <= _RAISED and bool(_FROM_TO.search(sentence.lowered[max(0, one.start - 8) : other.start + 1]))


def _by_days(sentence: Sentence, run: tuple[int, int, float] | None) -> Iterator[Often]:
    """From the days themselves: Mondays and Fridays, every Monday, the 12th and 26th of each month."""
    runs = sentence.has("trips") or any(sentence.has(purpose) for purpose in MOVING)
    if run and (not sentence.spaced or runs or sentence.has("every")) and not _with_another(sentence, run):
        yield Often(*run, "per week")
        return
    each = [hit for hit in sentence.hits.get("each-weekday", ()) if not sentence.near("trips", hit.stop, hit.stop, 0)]
    if each and runs and not (len(each) == 1 and _besides(sentence, each[0])):
        days = {sentence.lowered[hit.start : hit.stop] for hit in each}
        yield Often(each[0].start, each[-1].stop, float(len(days)), "per week")
        return
    text = sentence.lowered
    months = [hit for hit in sentence.hits.get("each-month", ()) if text[hit.start] in "每毎매"]
    for hit in (*sentence.hits.get("of-each-month", ()), *months):
        found = (
            _MONTH_DAYS.search(text, max(0, hit.start - 24), hit.start)
            if sentence.spaced
            else _MONTH_DAYS.match(text, hit.stop + text.startswith(" ", hit.stop))
        )
        if found and runs and (sentence.spaced or re.search("[日号號일]$", found[0])):
            yield Often(found.start(), found.end(), float(len(re.findall(r"\d+", found[0]))), "per month")
            return


def _with_another(sentence: Sentence, run: tuple[int, int, float]) -> bool:
    """`A Saturday departure joins the Monday, Wednesday and Friday services`: these are not all."""
    outside = [hit for hit in sentence.hits.get("weekday", ()) if hit.stop <= run[0] or hit.start >= run[1]]
    return bool(outside) and sentence.has("extra")


def _besides(sentence: Sentence, day: Hit) -> bool:
    """An additional flight on Sundays, `on Saturdays too`: not the timetable."""
    return sentence.has("extra") or _TOO.match(sentence.lowered, day.stop) is not None


def _weekdays(sentence: Sentence) -> tuple[int, int, float] | None:
    """Two or more weekdays in a row are a timetable, unless they bound a span of time."""
    run = _WEEKDAY_RUN.search(sentence.lowered)
    if run:
        return run.start(), run.end(), float(len(set(re.findall("[一二三四五六日月火水木金土월화수목금토일]", run[0]))))
    hits = sorted(sentence.hits.get("weekday", ()))
    for first in range(len(hits) - 1):
        last = first
        while last + 1 < len(hits) and _BETWEEN_WEEKDAYS.fullmatch(sentence.lowered, hits[last].stop, hits[last + 1].start):
            last += 1
        several = len({hit.value for hit in hits[first : last + 1]})
        if several > 1 and _BUT.search(sentence.lowered[: hits[first].start]):
            return hits[first].start, hits[last].stop, _EVERY_DAY - several
        if several > 1 and not _SPAN.search(sentence.lowered[: hits[first].start]):
            return hits[first].start, hits[last].stop, float(several)
    return None
