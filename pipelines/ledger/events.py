"""What happened to a transport link: candidates sentence by sentence, settled over the whole document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.ledger.dates import TO_THE_DAY, DateWords
from pipelines.ledger.dating import date_of, is_historic, is_later, is_said
from pipelines.ledger.precedence import AFLOAT, BUILDING, KINDS, LAID, RAIL, REPAIRS, TRAFFIC
from pipelines.ledger.regular import When
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.speakers import speaker
from pipelines.ledger.telling import LEAD, Told, away, told
from pipelines.ledger.topics import NAMED, SURE, Subject, by_nearness
from pipelines.ledger.vocabulary import Hit
from tumen.statements import Attribute, Claim, Event
from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

_LEAD = 2  # sentences, the title among them: what is told first is what the report is about
_ONE_DAY = frozenset({Type.INCIDENT, Type.SERVICE_SUSPENDED, Type.ANNOUNCED})  # an accident stops traffic the same day
_STOPPED = frozenset({Type.INCIDENT, Type.SERVICE_SUSPENDED, Type.SERVICE_RESUMED})
_BESIDE_FUTURE = 12  # characters between a word of the future and its date
LEADING = frozenset({Type.ANNOUNCED, Type.AGREED})  # further down these tell of other matters, but for the road bridge
_CARRIED = frozenset({Attribute.PASSENGERS, Attribute.CARGO_VOLUME, Attribute.TRAINS_SEEN, Attribute.SHIPS_SEEN})
_MOVED = ("act-carry", "act-run", "travel", "aboard")


@dataclass(frozen=True, slots=True)
class Candidate:
    event: Event
    index: int  # of the sentence; 0 is the title or the first
    named: bool  # the transport link is named in the sentence
    planned: bool = False  # told as still to come

    @property
    def key(self) -> tuple[str, Type]:
        """What is told once in a report: the transport link and the type."""
        return self.event.transport_link, self.event.type


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
        if kind is Type.TRAFFIC_OBSERVED and _sums_months(sentence, dates):
            continue
        own = _own(kind, found, sentence, dates)
        for subject in _of(kind, words.hit, sentence, subjects):
            if kind is Type.SERVICE_RESUMED and subject.kind in LAID and Type.OPENED in found:
                continue  # a railway or port opened again is opened
            when = date_of(kind, words, sentence, dates if kind is Type.ANNOUNCED else own, published)
            passing = kind in LEADING and subject.kind is not Kind.ROAD_BRIDGE and index > _LEAD + 2
            if passing and not _is_news(kind, when, subject, found):
                continue
            if words.planned and when and len(when) < TO_THE_DAY and sentence.has("intent"):
                when = None  # no more than an announcement, which stands beside it
            event = Event(subject.transport_link, kind, when, sentence.text, place_in(sentence), speaker(sentence))
            yield Candidate(event, index, subject.strength >= NAMED, words.planned)


def sighting(
    sentence: Sentence, index: int, subjects: Sequence[Subject], dates: Sequence[DateWords], published: date | None
) -> Candidate | None:
    """Traffic that a sentence tells of a transport link it names, in whatever words, where a report tells nothing else."""
    subject = next((subject for subject in subjects if subject.fits and subject.strength >= NAMED), None)
    moved = next((hit for cue in _MOVED for hit in sentence.hits.get(cue, ())), None)
    if subject is None or moved is None or _tells_of_none(sentence) or _sums_months(sentence, dates):
        return None
    when = date_of(Type.TRAFFIC_OBSERVED, Told((moved,)), sentence, dates, published)
    event = Event(subject.transport_link, Type.TRAFFIC_OBSERVED, when, sentence.text, place_in(sentence), speaker(sentence))
    return Candidate(event, index, True)


def _tells_of_none(sentence: Sentence) -> bool:
    """Whether traffic the sentence speaks of is to come or did not take place."""
    return any(sentence.has(cue) for cue in ("future", "negation", "denial"))


def _is_news(kind: Type, when: str | None, subject: Subject, found: Mapping[Type, Told]) -> bool:
    """Whether a plan or agreement told further down is of this transport link: named and with its day."""
    if kind is Type.AGREED:
        return when is not None
    return subject.strength >= NAMED and any(words.planned for words in found.values())


def history(sentence: Sentence, dates: Sequence[DateWords], published: date | None, crossing: str) -> Iterator[Event]:
    """`a railroad bridge of 1959`: the old bridge with its year is background in every report of the new one."""
    if sentence.has("topic:bridge") and sentence.has("topic:rail"):
        for words in dates:
            if words.iso and is_historic(words, published) and words.exact:
                yield Event(crossing, Type.OPENED, words.iso, sentence.text, place_in(sentence), speaker(sentence))
                return


def _sums_months(sentence: Sentence, dates: Sequence[DateWords]) -> bool:
    """What months add up to, without a day, is a figure and no sighting."""
    return sentence.has("over-months") and not any(words.iso and len(words.iso) == TO_THE_DAY for words in dates)


def _about_the_past(dates: Sequence[DateWords], published: date | None) -> bool:
    """The sentence's dates are all of long ago: the old bridge, earlier trains."""
    named = [words for words in dates if words.iso]
    return any(words.exact for words in named) and all(is_historic(words, published) for words in named)


def _when(sentence: Sentence, dates: Sequence[DateWords], published: date | None, claims: Sequence[Claim]) -> When:
    past: list[Hit] = []
    coming: list[Hit] = []
    for words in dates:
        if not words.iso or is_said(words, sentence, len(dates)) or _is_running(words.iso, published):
            continue
        (coming if _is_later(words, sentence, published) else past).append(Hit(words.start, words.stop))
    return When(past, coming, [_span(sentence, claim) for claim in claims if claim.attribute is Attribute.FREQUENCY])


def _is_running(iso: str, published: date | None) -> bool:
    """This month or year: what is told of it may have happened or be to come."""
    return published is not None and len(iso) < TO_THE_DAY and published.isoformat().startswith(iso)


def _is_later(words: DateWords, sentence: Sentence, published: date | None) -> bool:
    """Still to come at publication; on an undated page, beside a word of the future."""
    if published is None:
        return sentence.near("future", words.start, words.stop, _BESIDE_FUTURE) is not None
    return words.iso is not None and is_later(words.iso, published)


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
        and (kind is not Type.INCIDENT or subject.kind in AFLOAT or not _at_sea(sentence, hit))
    ]
    if kind is Type.AGREED:  # of the old bridge and the new one, nobody agrees on the old one
        fitting.sort(key=lambda subject: subject.kind is not Kind.ROAD_BRIDGE and sentence.has("topic:bridge"))
    if kind is Type.SANCTIONED:  # ships are put on lists, not the port they called at
        fitting.sort(key=lambda subject: subject.kind is not Kind.SHIPPING)
    if kind in (Type.OPENED, Type.COMPLETED):
        fitting = by_nearness(sentence, hit.start, hit.stop, _port_or_line(sentence, fitting))
    for subject in fitting:
        if subject is fitting[0] or (subject.fits and _as_plainly(kind, subject, fitting[0], sentence)):
            yield subject


def _at_sea(sentence: Sentence, hit: Hit) -> bool:
    """Ships run aground; a report of a railway recalls the one that was sunk."""
    return sentence.near("at-sea", hit.start, hit.stop, 0) is not None


def _as_plainly(kind: Type, subject: Subject, first: Subject, sentence: Sentence) -> bool:
    """Named beside the likeliest: `the Moscow cars and the Khasan shuttle stay in the depot`, four ships and the operator of
    a terminal on one list."""
    listed = kind is Type.SANCTIONED and subject.kind is Kind.PORT and sentence.has("pier")
    if subject.kind is first.kind or listed:
        return subject.strength >= NAMED
    return subject.strength >= SURE and {subject.kind, first.kind} <= RAIL


def _port_or_line(sentence: Sentence, subjects: Sequence[Subject]) -> Sequence[Subject]:
    """Of a railway and the port at its end the one whose tracks or piers the sentence names."""
    if sentence.has("pier") or not sentence.has("topic:rail") or not any(subject.kind is Kind.RAILWAY for subject in subjects):
        return subjects
    return [subject for subject in subjects if subject.kind is not Kind.PORT]


def place_in(sentence: Sentence) -> str | None:
    hit = next(iter(sentence.hits.get("place", ())), None)
    return sentence.text[hit.start : hit.stop] if hit else None


def carried(
    sentence: Sentence,
    index: int,
    subjects: Sequence[Subject],
    claims: Sequence[Claim],
    dates: Sequence[DateWords],
    published: date | None,
) -> Iterator[Candidate]:
    """Traffic that a figure of people or goods carried implies, when the sentence speaks of no plan."""
    if _sums_months(sentence, dates):
        return
    for claim in claims:
        if claim.attribute in _CARRIED and not _tells_of_none(sentence):
            when = date_of(Type.TRAFFIC_OBSERVED, Told((_span(sentence, claim),)), sentence, dates, published)
            strength = next((subject.strength for subject in subjects if subject.transport_link == claim.transport_link), 0.0)
            event = Event(claim.transport_link, Type.TRAFFIC_OBSERVED, when, sentence.text, place_in(sentence), claim.speaker)
            yield Candidate(event, index, strength >= NAMED)
            return
