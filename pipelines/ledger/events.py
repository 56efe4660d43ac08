"""What happened to a transport link: candidates sentence by sentence, settled over the whole document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.ledger.dates import DateWords, is_reported
from pipelines.ledger.precedence import BUILDING, KINDS, LAID, REPAIRS, TRAFFIC
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.speakers import speaker
from pipelines.ledger.telling import LEAD, Told, When, away, told
from pipelines.ledger.topics import NAMED, Subject, by_nearness
from pipelines.ledger.vocabulary import Hit
from tumen.statements import Attribute, Claim, Event
from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

_AGES = 12  # years back from publication: older dates belong to history (the rail bridge of 1959, the line of the 2000s)
_RECENT = 2015  # stands for an unknown year of publication: the earliest news watched is of then, less a margin
_LEAD = 2  # sentences, the title among them: what is told first is what the report is about
_ONE_DAY = frozenset({Type.INCIDENT, Type.SERVICE_SUSPENDED, Type.ANNOUNCED})  # an accident stops traffic the same day
_LOOSE = 10  # characters a day named by number may stand further off than "Wednesday" or "last month"
_TO_THE_DAY = len("2025-04-30")
_STOPPED = frozenset({Type.INCIDENT, Type.SERVICE_SUSPENDED, Type.SERVICE_RESUMED})
_BESIDE_FUTURE = 12  # characters between a word of the future and its date
_CLOSING = 6  # characters after a verb of saying that closes a Korean or Japanese sentence
_TOPIC_MARKS = ("은", "는", "이", "가", "は", "が")
LEADING = frozenset({Type.ANNOUNCED, Type.AGREED})  # further down these tell of other matters, but for the road bridge
_CARRIED = frozenset({Attribute.PASSENGERS, Attribute.CARGO_VOLUME, Attribute.TRAINS_SEEN, Attribute.SHIPS_SEEN})
_SINCE = 3  # characters between "for the first time since" and the day the pause began
_THEN = re.compile(r"\s?(?:以来|以降|以來|이후|이래)")
FRESH = 7  # days: an announcement is dated by the day it was made when that is this near to publication


@dataclass(frozen=True, slots=True)
class Candidate:
    event: Event
    index: int  # of the sentence; 0 is the title or the first
    named: bool  # the transport link is named in the sentence
    planned: bool = False  # told as still to come


def candidates(
    sentence: Sentence,
    around: Sequence[Sentence],
    index: int,
    subjects: Sequence[Subject],
    dates: Sequence[DateWords],
    published: date | None,
    claims: Sequence[Claim] = (),
) -> Iterator[Candidate]:
    """The events one sentence tells; `around` are it and its neighbours, `claims` what else was read from it."""
    if not subjects or _about_the_past(dates, published):
        return
    found = told(sentence, around, subjects, _when(sentence, dates, published, claims), leads=index < LEAD)
    for kind, words in found.items():
        own = _own(kind, found, sentence, dates)
        for subject in _of(kind, words.hit, sentence, subjects):
            if kind is Type.SERVICE_RESUMED and subject.kind in LAID and Type.OPENED in found:
                continue  # a railway or port opened again is opened
            when = _date(kind, words, sentence, dates if kind is Type.ANNOUNCED else own, published)
            passing = kind in LEADING and subject.kind is not Kind.ROAD_BRIDGE and index > _LEAD + 2
            if passing and not _is_news(kind, when, subject, found):
                continue
            if words.planned and when and len(when) < _TO_THE_DAY and sentence.has("intent"):
                when = None  # no more than an announcement, which stands beside it
            event = Event(subject.transport_link, kind, when, sentence.text, _place(sentence), speaker(sentence))
            yield Candidate(event, index, subject.strength >= NAMED, words.planned)


def _is_news(kind: Type, when: str | None, subject: Subject, found: Mapping[Type, Told]) -> bool:
    """Whether a plan or agreement told further down is of this transport link: named and with its day."""
    if kind is Type.AGREED:
        return when is not None
    return subject.strength >= NAMED and any(words.planned for words in found.values())


def history(sentence: Sentence, dates: Sequence[DateWords], published: date | None, crossing: str) -> Iterator[Event]:
    """`a railroad bridge of 1959`: the old bridge with its year is background in every report of the new one."""
    if sentence.has("topic:bridge") and sentence.has("topic:rail"):
        for words in dates:
            if words.iso and _historic(words, published) and words.exact:
                yield Event(crossing, Type.OPENED, words.iso, sentence.text, _place(sentence), speaker(sentence))
                return


def _about_the_past(dates: Sequence[DateWords], published: date | None) -> bool:
    """The sentence's dates are all of long ago: the old bridge, earlier trains."""
    named = [words for words in dates if words.iso]
    return any(words.exact for words in named) and all(_historic(words, published) for words in named)


def _when(sentence: Sentence, dates: Sequence[DateWords], published: date | None, claims: Sequence[Claim]) -> When:
    past: list[Hit] = []
    coming: list[Hit] = []
    for words in dates:
        if not words.iso or _reported(words, sentence, len(dates)) or _is_running(words.iso, published):
            continue
        (coming if _is_later(words, sentence, published) else past).append(Hit(words.start, words.stop))
    return When(past, coming, [_span(sentence, claim) for claim in claims if claim.attribute is Attribute.FREQUENCY])


def _is_running(iso: str, published: date | None) -> bool:
    """This month or year: what is told of it may have happened or be to come."""
    return published is not None and len(iso) < _TO_THE_DAY and published.isoformat().startswith(iso)


def _is_later(words: DateWords, sentence: Sentence, published: date | None) -> bool:
    """Still to come at publication; on an undated page, beside a word of the future."""
    if published is None:
        return sentence.near("future", words.start, words.stop, _BESIDE_FUTURE) is not None
    return words.iso is not None and _later(words.iso, published)


def _span(sentence: Sentence, claim: Claim) -> Hit:
    at = max(sentence.text.find(claim.original), 0)
    return Hit(at, at + len(claim.original))


def _own(kind: Type, found: Mapping[Type, Told], sentence: Sentence, dates: Sequence[DateWords]) -> list[DateWords]:
    """The dates that stand no nearer to another event of the sentence, one that does not belong to this one."""
    hits = found[kind].hits
    beside = _ONE_DAY if kind in _ONE_DAY else frozenset({Type.ANNOUNCED})
    others = [
        hit
        for of, words in found.items()
        if of is not kind and of not in beside
        for hit in words.hits
        if not any(hit.start < own.stop and own.start < hit.stop for own in hits)
    ]
    spans = [(words, Hit(words.start, words.stop)) for words in dates]
    return [words for words, span in spans if away(sentence, hits, span) <= away(sentence, others, span)]


def _later(iso: str, published: date) -> bool:
    """In a later month or year than that of publication, or on a later day."""
    return iso > published.isoformat()[: len(iso)]


def _on_road(sentence: Sentence, kind: Type) -> bool:
    """Traffic on a road bridge is of lorries and buses; what is told of trains or pictures beside it is not."""
    if kind not in TRAFFIC:
        return True
    if sentence.has("topic:rail") or (sentence.has("imagery") and not sentence.has("road-traffic")):
        return False
    return sentence.has("road-traffic") or (kind in _STOPPED and sentence.has("topic:bridge"))


def _of(kind: Type, hit: Hit, sentence: Sentence, subjects: Sequence[Subject]) -> Iterator[Subject]:
    """The subject an event befalls: the likeliest of a fitting kind, and further ones named as plainly."""
    repaired = kind in REPAIRS and sentence.has("thing-repair")
    fitting = [
        subject
        for subject in subjects
        if (subject.fits or kind in BUILDING)
        and (subject.kind in KINDS[kind] or (repaired and subject.kind is Kind.RAIL_CROSSING))
        and (subject.kind is not Kind.ROAD_BRIDGE or _on_road(sentence, kind))
    ]
    if kind in (Type.OPENED, Type.COMPLETED):
        fitting = by_nearness(sentence, hit.start, hit.stop, _port_or_line(sentence, fitting))
    for subject in fitting:
        if subject is fitting[0] or (subject.fits and subject.strength >= NAMED and subject.kind is fitting[0].kind):
            yield subject


def _port_or_line(sentence: Sentence, subjects: Sequence[Subject]) -> Sequence[Subject]:
    """Of a railway and the port at its end the one whose tracks or piers the sentence names."""
    if sentence.has("pier") or not sentence.has("topic:rail") or not any(subject.kind is Kind.RAILWAY for subject in subjects):
        return subjects
    return [subject for subject in subjects if subject.kind is not Kind.PORT]


def _date(kind: Type, words: Told, sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> str | None:
    """The resolved date nearest to the words of the event; an announcement without one was made when it was published."""
    resolved = [found for found in dates if found.iso and not _historic(found, published) and not found.ends]
    if words.planned:
        coming = [found for found in resolved if found.iso and published and _later(found.iso, published) and len(found.iso) > 4]
        return min(coming, key=lambda found: _away(found, words, sentence)).iso if coming else None
    past = [found for found in resolved if found.iso and (published is None or not _later(found.iso, published))]
    if kind is Type.ANNOUNCED:
        return _announced(past, published)
    others = len(past)
    if kind is not Type.SERVICE_SUSPENDED:
        past = [found for found in past if not _since(found, sentence)]
    past = [found for found in past if not _reported(found, sentence, others) and not _vague(kind, found, sentence, published)]
    return min(past, key=lambda found: _away(found, words, sentence)).iso if past else None


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
    days = [words.iso for words in past if words.iso and len(words.iso) == _TO_THE_DAY]
    recent = [day for day in days if published and days_before(day, published) <= FRESH]
    return recent[-1] if recent else today


def _reported(words: DateWords, sentence: Sentence, others: int) -> bool:
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
    return shown or (len(words.iso) < 10 and sentence.near("span", words.start, words.stop, 1) is not None)


def days_before(iso: str, published: date) -> int:
    return (published - date.fromisoformat(iso)).days


def _away(found: DateWords, words: Told, sentence: Sentence) -> int:
    return away(sentence, words.hits, Hit(found.start, found.stop)) + (0 if found.exact else _LOOSE)


def _historic(words: DateWords, published: date | None) -> bool:
    return words.iso is not None and int(words.iso[:4]) < (published.year if published else _RECENT) - _AGES


def _place(sentence: Sentence) -> str | None:
    hit = next(iter(sentence.hits.get("place", ())), None)
    return sentence.text[hit.start : hit.stop] if hit else None


def spoken_days(sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> list[str]:
    """Days shortly before publication on which the sentence says that something was said."""
    days = [words.iso for words in dates if words.iso and len(words.iso) == 10 and _reported(words, sentence, len(dates))]
    return [day for day in days if published and 0 <= days_before(day, published) <= FRESH]


def recent_days(sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> list[str]:
    """Days a sentence names that lie so shortly before publication that the report can be about them."""
    days = [words.iso for words in dates if words.iso and len(words.iso) == 10 and not _reported(words, sentence, len(dates))]
    return [day for day in days if published and 0 < days_before(day, published) <= FRESH]


def carried(
    sentence: Sentence,
    index: int,
    subjects: Sequence[Subject],
    claims: Sequence[Claim],
    dates: Sequence[DateWords],
    published: date | None,
) -> Iterator[Candidate]:
    """Traffic that a figure of people or goods carried implies, when the sentence speaks of no plan."""
    for claim in claims:
        if claim.attribute in _CARRIED and not sentence.has("future") and not sentence.has("negation"):
            when = _date(Type.TRAFFIC_OBSERVED, Told((_span(sentence, claim),)), sentence, dates, published)
            strength = next((subject.strength for subject in subjects if subject.transport_link == claim.transport_link), 0.0)
            event = Event(claim.transport_link, Type.TRAFFIC_OBSERVED, when, sentence.text, _place(sentence), claim.speaker)
            yield Candidate(event, index, strength >= NAMED)
            return
