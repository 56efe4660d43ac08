"""What happened to a transport link: candidates sentence by sentence, settled over the whole document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.ledger.dates import DateWords
from pipelines.ledger.grammar import LEAD, composed
from pipelines.ledger.precedence import BUILDING, COMING, KINDS, OUTDOES, RAIL, TRAFFIC
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.speakers import speaker
from pipelines.ledger.topics import NAMED, Subject, by_nearness
from pipelines.ledger.vocabulary import Hit
from tumen.statements import Attribute, Claim, Event
from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

_AGES = 12  # years back from publication: older dates belong to history (the rail bridge of 1959, the line of the 2000s)
_RECENT = 2015  # stands for an unknown year of publication: the earliest news watched is of then, less a margin
_LEAD = 2  # sentences, the title among them: what is told first is what the report is about
_BESIDE_VERB = 5  # characters between "said" and its date
LEADING = frozenset({Type.ANNOUNCED, Type.AGREED})  # further down these tell of other matters, but for the road bridge
_CARRIED = frozenset({Attribute.PASSENGERS, Attribute.CARGO_VOLUME, Attribute.TRAINS_SEEN, Attribute.SHIPS_SEEN})
FRESH = 7  # days: an announcement is dated by the day it was made when that is this near to publication
_CLAUSE_END = re.compile(r"[,，、;；]")
_TENSE_REACH = 40  # characters between a verb of the future and what it makes a plan


@dataclass(frozen=True, slots=True)
class Candidate:
    event: Event
    index: int  # of the sentence; 0 is the title or the first
    named: bool  # the transport link is named in the sentence


def candidates(
    sentence: Sentence,
    around: Sequence[Sentence],
    index: int,
    subjects: Sequence[Subject],
    dates: Sequence[DateWords],
    published: date | None,
) -> Iterator[Candidate]:
    """The events one sentence tells; `around` are it and its neighbours."""
    if not subjects or _about_the_past(dates, published):
        return
    leads = index < LEAD
    for kind, hit in _told(sentence, around, subjects, ahead=_ahead(dates, published), leads=leads).items():
        for subject in _of(kind, hit, sentence, subjects):
            if kind in LEADING and subject.kind is not Kind.ROAD_BRIDGE and index > _LEAD + 2:
                continue
            when = _date(kind, hit, sentence, dates, published)
            event = Event(subject.transport_link, kind, when, sentence.text, _place(sentence), speaker(sentence))
            yield Candidate(event, index, subject.strength >= NAMED)


def history(sentence: Sentence, dates: Sequence[DateWords], published: date | None, crossing: str) -> Iterator[Event]:
    """`a railroad bridge of 1959`: the old bridge with its year is background in every report of the new one."""
    if sentence.has("topic:bridge") and sentence.has("topic:rail"):
        for words in dates:
            if words.iso and _historic(words, published) and words.exact:
                yield Event(crossing, Type.OPENED, words.iso, sentence.text, _place(sentence), speaker(sentence))
                return


def _told(
    sentence: Sentence, around: Sequence[Sentence], subjects: Sequence[Subject], *, ahead: bool, leads: bool
) -> dict[Type, Hit]:
    """The types of event the sentence's words tell, plans as announcements, vaguer types dropped."""
    told = {kind: hits[0] for kind in Type if (hits := sentence.hits.get(f"event:{kind}"))}
    told |= _composed(sentence, around, subjects, told)
    if leads:
        told = composed(sentence, (subject.kind for subject in subjects if subject.fits)) | told
    if sentence.has("negation"):
        told = {kind: hit for kind, hit in told.items() if not sentence.near("negation", hit.start, hit.stop, _TENSE_REACH)}
    coming = set(told) & COMING if ahead else _coming(sentence, told)
    for kind in coming:
        del told[kind]
    if coming - {Type.TRAFFIC_OBSERVED} and Type.ANNOUNCED not in told:
        told[Type.ANNOUNCED] = next(iter(sentence.hits.get("future", ())), Hit(0, 0))
    for kind in list(told):
        for vaguer in OUTDOES.get(kind, ()):
            told.pop(vaguer, None)
    return told


def _about_the_past(dates: Sequence[DateWords], published: date | None) -> bool:
    """The sentence's dates are all of long ago: the old bridge, earlier trains."""
    named = [words for words in dates if words.iso]
    return any(words.exact for words in named) and all(_historic(words, published) for words in named)


def _composed(
    sentence: Sentence, around: Sequence[Sentence], subjects: Sequence[Subject], told: Mapping[Type, Hit]
) -> dict[Type, Hit]:
    """Events told by two things together: pictures of a bridge that is built, and the first train after a long pause."""
    kinds = {subject.kind for subject in subjects if subject.fits}
    more = {}
    if Kind.ROAD_BRIDGE in kinds and sentence.has("imagery") and sentence.has("topic:bridge"):
        more[Type.CONSTRUCTION_PROGRESS] = sentence.hits["imagery"][0]
    elif Kind.ROAD_BRIDGE in kinds and sentence.has("building") and sentence.has("topic:bridge") and not sentence.has("future"):
        more[Type.CONSTRUCTION_PROGRESS] = sentence.hits["building"][0]
    moving = next((told[kind] for kind in (Type.TRAFFIC_OBSERVED, Type.SERVICE_STARTED, Type.OPENED) if kind in told), None)
    paused = any(near.has("break") or near.has(f"event:{Type.SERVICE_SUSPENDED}") for near in around)
    if moving and kinds & RAIL and paused and sentence.has("first-again") and Type.INCIDENT not in told:
        more[Type.SERVICE_RESUMED] = moving
    if (
        kinds & RAIL
        and sentence.paragraph <= 1
        and sentence.has("again")
        and sentence.has("topic:rail")
        and Type.INCIDENT not in told
    ):
        more[Type.SERVICE_RESUMED] = sentence.hits["again"][0]
    return {kind: hit for kind, hit in more.items() if kind not in told}


def _ahead(dates: Sequence[DateWords], published: date | None) -> bool:
    """All days and months the sentence names by number are still to come."""
    named = [words.iso for words in dates if words.iso and words.exact]
    return published is not None and bool(named) and all(iso[:7] > published.isoformat()[:7] for iso in named)


def _on_road(sentence: Sentence, kind: Type) -> bool:
    """Traffic on a road bridge is of lorries and buses; what is told of trains or pictures beside it is not."""
    other = sentence.has("topic:rail") or sentence.has("imagery")
    return kind not in TRAFFIC or (sentence.has("road-traffic") and not other)


def _coming(sentence: Sentence, told: Mapping[Type, Hit]) -> set[Type]:
    """What words of the future make a plan: each the event nearest to it (`begun, to be ready next year` has begun)."""
    reach = _TENSE_REACH if sentence.spaced else _TENSE_REACH // 2
    possible = {kind: hit for kind, hit in told.items() if kind in COMING}
    found: set[Type] = set()
    for word in sentence.hits.get("future", ()):
        away = {kind: _between(sentence, hit, word) for kind, hit in possible.items()}
        nearest = min(away.values(), default=reach + 1)
        if nearest <= reach:
            found |= {kind for kind, distance in away.items() if distance == nearest}
    return found


def _of(kind: Type, hit: Hit, sentence: Sentence, subjects: Sequence[Subject]) -> Iterator[Subject]:
    """The subject an event befalls: the likeliest of a fitting kind, and further ones named as plainly."""
    fitting = [
        subject
        for subject in subjects
        if (subject.fits or kind in BUILDING)
        and subject.kind in KINDS[kind]
        and (subject.kind is not Kind.ROAD_BRIDGE or _on_road(sentence, kind))
    ]
    if kind in (Type.OPENED, Type.COMPLETED):
        fitting = by_nearness(sentence, hit.start, hit.stop, fitting)
    for subject in fitting:
        if subject is fitting[0] or (subject.fits and subject.strength >= NAMED and subject.kind is fitting[0].kind):
            yield subject


def _date(kind: Type, hit: Hit, sentence: Sentence, dates: Sequence[DateWords], published: date | None) -> str | None:
    """The resolved date nearest to the words of the event; an announcement without one was made when it was published."""
    past = [
        words
        for words in dates
        if words.iso and not _historic(words, published) and (published is None or words.iso <= published.isoformat())
    ]
    if kind is Type.ANNOUNCED:
        today = published.isoformat() if published else None
        recent = [
            words.iso
            for words in past
            if words.iso and len(words.iso) == 10 and published and days_before(words.iso, published) <= FRESH
        ]
        return recent[-1] if recent else today
    past = [words for words in past if not _reported(words, sentence) and not _vague(kind, words, sentence, published)]
    return min(past, key=lambda words: _away(words, hit, sentence)).iso if past else None


def _reported(words: DateWords, sentence: Sentence) -> bool:
    """`said on Wednesday`, 30일 밝혔다: the day of the words, not of the deed."""
    return sentence.near("said", words.start, words.stop, _BESIDE_VERB) is not None


def _vague(kind: Type, words: DateWords, sentence: Sentence, published: date | None) -> bool:
    """For traffic: the beginning of a span of months (`from August through January`), or the day its pictures came out."""
    if kind is not Type.TRAFFIC_OBSERVED or words.iso is None:
        return False
    shown = not words.exact and published is not None and words.iso == published.isoformat() and sentence.has("imagery")
    return shown or (len(words.iso) < 10 and sentence.near("span", words.start, words.stop, 1) is not None)


def days_before(iso: str, published: date) -> int:
    return (published - date.fromisoformat(iso)).days


def _away(words: DateWords, hit: Hit, sentence: Sentence) -> int:
    return _between(sentence, hit, Hit(words.start, words.stop)) + (0 if words.exact else 20)


def _between(sentence: Sentence, one: Hit, other: Hit) -> int:
    """Characters between two hits; a comma is worth twelve."""
    first, second = sorted((one, other))
    between = sentence.lowered[first.stop : second.start]
    return len(between) + 12 * len(_CLAUSE_END.findall(between))


def _historic(words: DateWords, published: date | None) -> bool:
    return words.iso is not None and int(words.iso[:4]) < (published.year if published else _RECENT) - _AGES


def _place(sentence: Sentence) -> str | None:
    hit = next(iter(sentence.hits.get("place", ())), None)
    return sentence.text[hit.start : hit.stop] if hit else None


def recent_days(dates: Sequence[DateWords], published: date | None) -> list[str]:
    """Days a sentence names that lie so shortly before publication that the report can be about them."""
    if published is None:
        return []
    return [words.iso for words in dates if words.iso and len(words.iso) == 10 and 0 < days_before(words.iso, published) <= FRESH]


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
            at = max(sentence.text.find(claim.original), 0)
            when = _date(Type.TRAFFIC_OBSERVED, Hit(at, at + len(claim.original)), sentence, dates, published)
            strength = next((subject.strength for subject in subjects if subject.transport_link == claim.transport_link), 0.0)
            event = Event(claim.transport_link, Type.TRAFFIC_OBSERVED, when, sentence.text, _place(sentence), claim.speaker)
            yield Candidate(event, index, strength >= NAMED)
            return
