"""How often something runs, and when something is to be finished."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pipelines.ledger.dates import DateWords
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.topics import Subject
from pipelines.ledger.vocabulary import Hit, Vocabulary
from tumen.transport import TransportKind as Kind

_SERVICES = frozenset(
    {Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.SHIPPING, Kind.ROAD_BRIDGE, Kind.OTHER}
)
_BUILT = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.PORT, Kind.RAIL_CROSSING, Kind.OTHER})
_HAN = {char: n for n, char in enumerate("〇一二三四五六七八九十")} | {"两": 2, "兩": 2}
_BETWEEN_WEEKDAYS = re.compile(r"\s*(?:,|、|・|·|/|и|та|and|y|et|und|i|,\s*(?:and|y|et|und))?\s*(?:on |по |les |am |los )?")
_WEEKDAY_RUN = re.compile(
    r"(?:[月火水木金土日][・、]){1,6}[月火水木金土日](?=曜|に|の|が|、|）|運|便)|(?:[월화수목금토일][·,・]\s?){1,6}[월화수목금토일](?=요일)|[周週][一二三四五六日](?:[、和及與与][周週]?[一二三四五六日]){1,6}"
)
_SPAN = re.compile(r"(?:between|from|с|з|von|zwischen|entre|od|до|to)\s+$")
_FIXED = (  # cue, the cue that says it better, how often
    ("weekly", "per-week", 1.0, "per week"),
    ("each-weekday", "per-week", 1.0, "per week"),
    ("daily-service", "per-week", 7.0, "per week"),
    ("monthly", "per-month", 1.0, "per month"),
)
_WAS = 3  # characters: "instead of twice a month" says how often it used to run
_REACH = 32  # characters between a date and the word "finished" that makes it a promise


class Frequency(NamedTuple):
    start: int
    stop: int
    value: float
    unit: str  # "per week" or "per month"
    subject: Subject


class Promise(NamedTuple):
    date: DateWords
    subject: Subject


def frequencies(sentence: Sentence, vocabulary: Vocabulary, subjects: Sequence[Subject]) -> Iterator[Frequency]:
    """`three times a week`, 週3往復, «понедельник, среда и пятница» of the first subject that runs."""
    subject = next((subject for subject in subjects if subject.kind in _SERVICES), None)
    if subject is None:
        return
    for purpose, unit in (("per-week", "per week"), ("per-month", "per month")):
        for hit in sentence.hits.get(purpose, ()):
            counted = _counted(hit, sentence, vocabulary)
            if counted and not sentence.near("formerly", counted[0], hit.stop, _WAS):
                yield Frequency(counted[0], hit.stop, counted[1], unit, subject)
    run = _weekdays(sentence)
    if run and "per-week" not in sentence.hits:
        yield Frequency(*run, "per week", subject)
    for cue, instead, value, unit in _FIXED:
        if cue in sentence.hits and instead not in sentence.hits and not run:
            hit = sentence.hits[cue][0]
            if sentence.near("formerly", hit.start, hit.stop, _WAS):
                continue
            yield Frequency(hit.start, hit.stop, value, unit, subject)


def _counted(hit: Hit, sentence: Sentence, vocabulary: Vocabulary) -> tuple[int, float] | None:
    """Where the statement begins and how often: the number inside the hit, or right before it."""
    words = sentence.lowered[hit.start : hit.stop]
    digits = re.search(r"\d+", words)
    if digits:
        return hit.start, float(digits[0])
    for number in sentence.hits.get("number", ()):
        inside = hit.start <= number.start and number.stop <= hit.stop
        before = 0 <= hit.start - number.stop <= 1
        if (inside or before) and (number.value != 1 or before or not vocabulary.spaced or words.startswith("once")):
            return min(hit.start, number.start), number.value
    ahead = re.search(r"(?<![\d.,])(\d{1,2})[\s-]?$", sentence.lowered[: hit.start])
    if ahead:
        return ahead.start(), float(ahead[1])
    if words.startswith("once"):
        return hit.start, 1.0
    if vocabulary.spaced:
        return None
    return next(((hit.start, float(_HAN[char])) for char in words[1:] if char in _HAN), None)


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
        if several > 1 and not _SPAN.search(sentence.lowered[: hits[first].start]):
            return hits[first].start, hits[last].stop, float(several)
    return None


def promises(
    sentence: Sentence, dates: Sequence[DateWords], subjects: Sequence[Subject], reference: date | None
) -> Iterator[Promise]:
    """Dates after publication by which a transport link that is being built is to be ready."""
    road = next((subject for subject in subjects if subject.kind is Kind.ROAD_BRIDGE), None)
    subject = road or (subjects[0] if subjects and subjects[0].kind in _BUILT else None)  # of two bridges the new one is built
    if subject is None or not sentence.has("completion"):
        return
    for words in dates:
        if words.deadline is None or (not words.exact and words.iso == words.deadline):
            continue
        later = (
            words.deadline[:7] > reference.isoformat()[:7] if reference else sentence.has("future") or words.deadline != words.iso
        )
        if later and sentence.near("completion", words.start, words.stop, _REACH):
            yield Promise(words, subject)
