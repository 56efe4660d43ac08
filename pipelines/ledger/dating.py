"""Which of the dates of a sentence an event has: the nearest that dates the deed, not its telling, a pause or a comparison."""

import re
from collections.abc import Sequence
from datetime import date

from pipelines.ledger.ages import ages, month_of
from pipelines.ledger.dates import TO_THE_DAY, DateWords, is_reported
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.telling import Told, away
from pipelines.ledger.vocabulary import Hit
from tumen.transport import EventType as Type

_AGES = 12  # years back from publication: older dates belong to history (the rail bridge of 1959, the line of the 2000s)
_RECENT = 2015  # stands for an unknown year of publication: the earliest news watched is of then, less a margin
_LOOSE = 10  # characters a day named by number may stand further off than "Wednesday" or "last month"
_CLOSING = 6  # characters after a verb of saying that closes a Korean or Japanese sentence
_TOPIC_MARKS = ("은", "는", "이", "가", "は", "が")
_SINCE = 3  # characters between "for the first time since" and the day the pause began
_THEN = re.compile(r"\s?(?:に[^、。]{1,8})?(?:以来|以降|以來|이후|이래|뒤|후(?!반)|[后後])")
FRESH = 7  # days: an announcement is dated by the day it was made when that is this near to publication
_THAN = re.compile(  # `twice as much as in 2025`
    r"(?:\b(?:than|as|que|чем|ніж|als|niż|gegenüber|против|проти|compared (?:with|to)|par rapport à|frente a|względem)"
    r"(?:\s(?:in|en|em|в|у|im|w|au|la|las|den))?\s?|比)$"
)
_TILL = re.compile(r"(?:\b(?:until|till|through|до|bis|jusqu['’](?:à|en|au)|hasta|do)(?:\s(?:the|zum|el|la|le))?\s?|[至到])$")
_MOVED_TO = re.compile(r"(?:改|延|延期|[迟遲]|[调調]整)[至到]$")
_NOT_UNTIL = re.compile(r"\b(?:not|no|never)\b[^.;:]*\b(?:until|till)\s$")
_TILL_THEN = re.compile(r"\s?(?:까지|まで|止)")
_LISTED = re.compile(r"\s?(?:,|、|·|・|和|及|と|과|와|and|и|та|und|et|y|i)\s?(?:(?:on|am|le|el|the|в|w|在|den)\s)?")
_NOT_AGED = frozenset({Type.ANNOUNCED, Type.TRAFFIC_OBSERVED})
_PAUSED = ("break", "first-since", f"event:{Type.SERVICE_SUSPENDED}")
_JOINED = 14  # characters: " through the "
_COMPARED = 24  # characters: the longest of these words


def date_of(kind: Type, words: Told, sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> str | None:
    """How long ago the sentence says it was, else the resolved date nearest to the words of the event.

    An announcement without one was made when it was published.
    """
    month = None if words.planned or kind in _NOT_AGED else month_of(words.hits, ages(sentence, published), dates)
    return month or _nearest(kind, words, sentence, dates, published)


def _nearest(kind: Type, words: Told, sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> str | None:
    stated = [found for found in dates if not found.ends and not _compared(found, sentence)]
    resolved = [found for found in stated if found.iso and not is_historic(found, published)]
    if words.planned:
        ahead = [found for found in resolved if found.iso and published and is_later(found.iso, published)]
        coming = [found for found in ahead if _in_its_year(found) and not _runs_till(found, sentence)]
        return min(coming, key=lambda found: _away(found, words, sentence)).iso if coming else None
    past = [found for found in resolved if found.iso and (published is None or not is_later(found.iso, published))]
    if kind is Type.SERVICE_SUSPENDED:  # a pause may be to come, and has an end
        past = [found for found in resolved if not _until(found, sentence)]
    if kind is Type.ANNOUNCED:
        return _announced(past, published)
    if kind is Type.SCHEDULE_CHANGED:  # `an additional flight on Sundays`
        past = [found for found in past if found.exact or sentence.near("starting", found.start, found.stop, _SINCE)]
    others = len(past)
    if kind is not Type.SERVICE_SUSPENDED:
        past = [found for found in past if not _since(found, sentence)]
    if kind is not Type.SANCTIONED:  # which is done by being announced
        past = [found for found in past if not is_said(found, sentence, others)]
    past = [found for found in past if not _vague(kind, found, sentence, published)]
    if any(map(_in_its_year, past)):
        past = [found for found in past if found.exact or _in_its_year(found)]  # `the last train this year, on …`
    if kind is Type.SERVICE_RESUMED:
        past = [found for found in past if not _of_the_pause(found, sentence, published)]
    nearest = min(past, key=lambda found: _away(found, words, sentence), default=None)
    return _beside(kind, nearest, past, sentence, dates, published).iso if nearest else None


def _beside(
    kind: Type,
    nearest: DateWords,
    past: Sequence[DateWords],
    sentence: Sentence,
    dates: Sequence[DateWords],
    published: date | None,
) -> DateWords:
    """The nearest, or the one joined to it by which a sighting had been made, from which a pause holds."""
    if kind is Type.TRAFFIC_OBSERVED:
        return _last_of(nearest, dates, published)
    return _first_of(nearest, past, sentence) if kind is Type.SERVICE_SUSPENDED else nearest


def _of_the_pause(words: DateWords, sentence: Sentence, published: date | None) -> bool:
    """`Flights are back that ended in 2020`: the year is of the pause that the sentence tells as well."""
    long_ago = published is not None and words.iso is not None and int(words.iso[:4]) < published.year - 1
    return long_ago and any(sentence.has(purpose) for purpose in _PAUSED)


def _first_of(nearest: DateWords, past: Sequence[DateWords], sentence: Sentence) -> DateWords:
    """What is cancelled `on 25 July and 1 August` stands still from the first of them."""
    first = nearest
    for other in reversed(past):
        if other.stop <= first.start and _LISTED.fullmatch(sentence.lowered, other.stop, first.start):
            first = other
    return first


def _last_of(first: DateWords, dates: Sequence[DateWords], published: date | None) -> DateWords:
    """What was seen `between 1 April and 5 July` had been seen by the second."""
    following = next((found for found in dates if found.start >= first.stop), first)
    last, begun = following.iso, first.iso
    if not (following.ends and last and begun and following.start - first.stop <= _JOINED):
        return first
    gone = len(last) >= len(begun) and last >= begun and not (published and is_later(last, published))
    return following if gone else first


def _in_its_year(words: DateWords) -> bool:
    """Whether more than the year is known."""
    return words.iso is not None and len(words.iso) > len("2025")


def _until(words: DateWords, sentence: Sentence) -> bool:
    return (
        _TILL.search(sentence.lowered, max(0, words.start - _COMPARED), words.start) is not None
        or _TILL_THEN.match(sentence.text, words.stop) is not None
    )


def _runs_till(words: DateWords, sentence: Sentence) -> bool:
    """`Two flights a week are planned until the end of September`; not `is not back until March 29` or 首航改到9月26日."""
    before = sentence.lowered[: words.start]
    return _until(words, sentence) and not (_NOT_UNTIL.search(before) or _MOVED_TO.search(before))


def _compared(words: DateWords, sentence: Sentence) -> bool:
    return _THAN.search(sentence.lowered, max(0, words.start - _COMPARED), words.start) is not None


def _since(words: DateWords, sentence: Sentence) -> bool:
    """`the first since 2020`, 2020年2月以来: when the pause began."""
    before = sentence.near("span", words.start, words.stop, 1)
    year = words.iso is not None and len(words.iso) == 4
    first = sentence.near("first-since", words.start, words.stop, _SINCE)
    if first is not None and first.start < words.start:
        return True
    return (year and before is not None and before.stop <= words.start) or _THEN.match(sentence.text, words.stop) is not None


def _announced(past: Sequence[DateWords], published: date | None) -> str | None:
    today = published.isoformat() if published else None
    days = [words.iso for words in past if words.iso and len(words.iso) == TO_THE_DAY]
    recent = [day for day in days if published and days_before(day, published) <= FRESH]
    return recent[-1] if recent else today


def is_said(words: DateWords, sentence: Sentence, others: int) -> bool:
    """`said on Wednesday`, 30일 밝혔다: the day of the words, not of the deed. Where the verb of saying closes the
    sentence, its day follows who says it (국정원은 4일 …라고 밝혔다); it is left out where another day is named."""
    if is_reported(words.start, words.stop, sentence):
        return True
    closing = any(len(sentence.text) - hit.stop <= _CLOSING for hit in sentence.hits.get("said", ()))
    before = sentence.text[: words.start].rstrip()
    return others > 1 and not sentence.spaced and closing and before.endswith(_TOPIC_MARKS)


def _vague(kind: Type, words: DateWords, sentence: Sentence, published: date | None) -> bool:
    """For traffic: the beginning of a span of months (`from August through January`), or the day its pictures came out."""
    if kind is not Type.TRAFFIC_OBSERVED or words.iso is None:
        return False
    shown = not words.exact and published is not None and words.iso == published.isoformat() and sentence.has("imagery")
    return shown or (len(words.iso) < TO_THE_DAY and sentence.near("span", words.start, words.stop, 1) is not None)


def _away(found: DateWords, words: Told, sentence: Sentence) -> int:
    return away(sentence, words.hits, Hit(found.start, found.stop)) + (0 if found.exact else _LOOSE)


def is_historic(words: DateWords, published: date | None) -> bool:
    return words.iso is not None and int(words.iso[:4]) < (published.year if published else _RECENT) - _AGES


def is_later(iso: str, published: date) -> bool:
    """In a later month or year than that of publication, or on a later day."""
    return iso > published.isoformat()[: len(iso)]


def days_before(iso: str, published: date) -> int:
    return (published - date.fromisoformat(iso)).days


def spoken_days(sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> list[str]:
    """Days shortly before publication on which the sentence says that something was said."""
    days = [words.iso for words in dates if words.iso and len(words.iso) == TO_THE_DAY and is_said(words, sentence, len(dates))]
    return [day for day in days if published and 0 <= days_before(day, published) <= FRESH]


def recent_days(sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> list[str]:
    """Days a sentence names that lie so shortly before publication that the report can be about them."""
    told = [words for words in dates if not words.ends and not is_said(words, sentence, len(dates))]
    days = [words.iso for words in told if words.iso and len(words.iso) == TO_THE_DAY]
    return [day for day in days if published and 0 < days_before(day, published) <= FRESH]
