"""The station: a document and the transport links it speaks of in, its events and claims out."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from pipelines.ledger.claims import Figures
from pipelines.ledger.dates import NOTHING, DateWords, dated_by_weekday, dates, written_date
from pipelines.ledger.dating import recent_days, spoken_days
from pipelines.ledger.deadlines import promises
from pipelines.ledger.events import Candidate, candidates, carried, history, sighting
from pipelines.ledger.pauses import Services, as_known
from pipelines.ledger.quantities import QuantityReader
from pipelines.ledger.repeats import without_repeats
from pipelines.ledger.sentences import Sentence, sentences
from pipelines.ledger.settling import dated, settle
from pipelines.ledger.signs import Passage, Signs
from pipelines.ledger.speakers import speaker
from pipelines.ledger.timetable import frequencies
from pipelines.ledger.topics import Subject, Topics, reported
from pipelines.ledger.vocabulary import Vocabulary
from pipelines.ledger.weighing import signs_of, weigh
from pipelines.ledger.weights import EventWeights
from tumen.journey import Document, LinkTag
from tumen.statements import Attribute, Bound, Claim, Event, Mention, Reading, StatementWords
from tumen.transport import EventType, TransportKind

_DATED = 6  # sentences at the beginning whose days may date the main news although they name no transport link
_SURE = 0.7  # of a tag: below it a further transport link is mostly only named, whatever is told beside it
_BRIEF = 3  # sentences, the title among them: what so few tell is taken as told, for nothing stands around it to weigh it by
_LETTERS = re.compile(r"[^\W\d_]")
_MOST_SENTENCES = 400  # longer pages are archives and tables of everything; the news stands at the top


@dataclass(slots=True)
class _Found:
    """What the sentences of a document tell, before anything is settled."""

    sentences: Sequence[Sentence]
    reference: date | None  # the day of publication
    told: list[Candidate] = field(default_factory=list)
    past: list[Event] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    days: dict[int, list[str]] = field(default_factory=dict)  # sentence → recent days it names
    spoken: set[str] = field(default_factory=set)  # days on which somebody says something
    claims: list[Claim] = field(default_factory=list)

    def settled(self) -> list[Candidate]:
        return settle(self.told, self.days, self.spoken, self.reference)

    def dated(self, candidate: Candidate) -> Candidate:
        """One that was not settled, with the date that what stands around gives it."""
        return dated(candidate, self.days, self.spoken, self.reference, main=False)


class LedgerReader:
    """Reads events and claims. Deterministic, free of I/O; the words of a language are compiled when it first occurs."""

    def __init__(
        self,
        words: StatementWords,
        kinds: Mapping[str, TransportKind],
        services: Services,
        weights: EventWeights | None = None,
    ) -> None:
        """`kinds`: transport link id → kind, of every transport link that is watched; `services`: see `known_services`."""
        self._words = words
        self._kinds = kinds
        self._services = services
        self._weights = weights
        self._crossing = next((name for name, kind in kinds.items() if kind is TransportKind.RAIL_CROSSING), None)
        self._languages: dict[str, tuple[Vocabulary, QuantityReader]] = {}

    def read(self, document: Document, transport_links: Sequence[LinkTag], mentions: Sequence[Mention] = ()) -> Reading:
        """Statements about the `transport_links` tagged as reported.

        `mentions` say where in title and text each is spoken of; without them the words for its means of transport decide.
        Events and claims keep the order of the text, each once. Every sentence stands in title or text as it is.
        """
        found = self._walk(document, transport_links, mentions)
        kept = found.settled()
        if self._weights and len(found.sentences) > _BRIEF:
            kept = self._weighed(kept, found, transport_links, self._weights)
        return Reading((*(one.event for one in kept), *found.past), tuple(without_repeats(found.claims, found.sentences)))

    def _weighed(
        self, kept: Sequence[Candidate], found: _Found, transport_links: Sequence[LinkTag], weights: EventWeights
    ) -> list[Candidate]:
        by_rule = {one.key for one in kept}
        added: set[tuple[str, EventType]] = set()
        told: list[Candidate] = []
        for one in weigh(kept, found.told, found.passages, self._reported(transport_links), weights, found.reference):
            if one.key in by_rule:
                told.append(one)
                continue
            known = as_known(one, self._services, found.reference)
            if known.key not in by_rule | added:
                added.add(known.key)
                told.append(known if known.planned else found.dated(known))
        return told

    def signs(self, document: Document, transport_links: Sequence[LinkTag], mentions: Sequence[Mention] = ()) -> dict[str, Signs]:
        """What weights are fitted to: of each of the `transport_links` reported on, what speaks for its events."""
        found = self._walk(document, transport_links, mentions)
        kept = found.settled()
        return signs_of(kept, found.told, found.passages, self._reported(transport_links))

    def _reported(self, transport_links: Sequence[LinkTag]) -> dict[str, TransportKind]:
        """Likeliest first."""
        return {tag.id: self._kinds[tag.id] for tag in reported(transport_links, self._kinds)}

    def _walk(self, document: Document, transport_links: Sequence[LinkTag], mentions: Sequence[Mention]) -> _Found:
        """Through the sentences in order."""
        topics = Topics(transport_links, mentions, self._kinds)
        whole = list(islice(sentences(document, self._vocabulary), _MOST_SENTENCES))
        reference = _day_of_publication(document, whole)
        found = _Found(whole, reference)
        told: list[Candidate] = []
        seen: Candidate | None = None  # traffic in any words, should nothing else be told
        named = NOTHING
        claims: dict[tuple[object, ...], Claim] = {}
        earlier: set[str] = set()
        for index, sentence in enumerate(whole):
            earlier.update(sentence.hits)
            subjects = [] if _is_teaser(sentence) else topics.about(sentence)
            when = dates(sentence, reference, named) if subjects or index < _DATED else []
            named = named.then(when)
            found.days[index] = recent_days(sentence, when, reference)
            found.spoken.update(spoken_days(sentence, when, reference) if index < _DATED else ())
            if not subjects:
                continue
            found.passages.append(Passage(index, sentence, [subject.transport_link for subject in subjects], when))
            fitting = [] if sentence.has("by-comparison") or sentence.has("denial") else topics.stating(sentence, subjects)
            read = list(self._claims(sentence, fitting, reference, earlier))
            read += _promised(sentence, fitting, when, reference, document.fetch.fetched_at.date())
            told += candidates(sentence, whole[max(0, index - 1) : index + 2], index, subjects, when, reference, read)
            told += carried(sentence, index, subjects, read, when, reference)
            seen = seen or sighting(sentence, index, subjects, when, reference)
            if self._crossing and not found.past:
                found.past += history(sentence, when, reference, self._crossing)
            for claim in read:
                claims.setdefault((claim.transport_link, claim.attribute, claim.value, claim.high, claim.date, claim.unit), claim)
        sure = _sure(transport_links)
        found.told = [as_known(one, self._services, reference) for one in told if one.event.transport_link in sure]
        found.told = found.told or ([seen] if seen else [])
        found.claims = list(claims.values())
        return found

    def _vocabulary(self, language: str) -> Vocabulary:
        return self._of(language)[0]

    def _of(self, language: str) -> tuple[Vocabulary, QuantityReader]:
        """The words of a language; those of English for a language we do not read."""
        language = language if language in self._words.numbers or language in self._words.topics["bridge"] else "en"
        if language not in self._languages:
            vocabulary = Vocabulary(language, self._words)
            self._languages[language] = vocabulary, QuantityReader(vocabulary, self._words.units)
        return self._languages[language]

    def _claims(
        self,
        sentence: Sentence,
        subjects: Sequence[Subject],
        reference: date | None,
        spoken: Set[str],
    ) -> Iterator[Claim]:
        """`spoken`: purposes of the phrases found in the document so far."""
        vocabulary, quantities = self._of(sentence.language)
        for stated in Figures(sentence, quantities.read(sentence), subjects, spoken).stated():
            figure = stated.quantity
            unit = "people" if figure.unit == "troops" else figure.unit
            found = _claim(sentence, stated.subject, stated.attribute, (figure.start, figure.stop), reference)
            yield _with(found, stated.value, unit, figure.high, figure.bound)
        for often in frequencies(sentence, vocabulary, subjects):
            found = _claim(sentence, often.subject, Attribute.FREQUENCY, (often.start, often.stop), reference)
            yield _with(found, often.value, often.unit)
        bridge = next((subject for subject in subjects if subject.kind is TransportKind.ROAD_BRIDGE), None)
        for hit in sentence.hits.get("two-lane", ())[:1]:
            if bridge:
                yield _with(_claim(sentence, bridge, Attribute.LANES, (hit.start, hit.stop), reference), 2.0, "lanes")


def _sure(transport_links: Sequence[LinkTag]) -> set[str]:
    return {tag.id for tag in transport_links[:1]} | {tag.id for tag in transport_links if tag.score >= _SURE}


def _is_teaser(sentence: Sentence) -> bool:
    """A line that begins by pointing to other reports."""
    return any(not _LETTERS.search(sentence.lowered, 0, hit.start) for hit in sentence.hits.get("teaser", ()))


def _promised(
    sentence: Sentence, subjects: Sequence[Subject], when: Sequence[DateWords], reference: date | None, fetched: date
) -> Iterator[Claim]:
    for promise in promises(sentence, when, subjects, reference, fetched):
        place = (promise.date.start, promise.date.stop)
        found = _claim(sentence, promise.subject, Attribute.COMPLETION_DATE, place, reference)
        yield replace(found, date=promise.date.deadline)


def _claim(sentence: Sentence, subject: Subject, attribute: Attribute, place: tuple[int, int], reference: date | None) -> Claim:
    return Claim(
        transport_link=subject.transport_link,
        attribute=attribute,
        value=None,
        unit=None,
        original=sentence.text[slice(*place)],
        sentence=sentence.text,
        as_of=reference.isoformat() if reference else None,
        speaker=speaker(sentence, place),
    )


def _with(claim: Claim, value: float, unit: str, high: float | None = None, bound: Bound = Bound.EXACT) -> Claim:
    return replace(claim, value=value, unit=unit, high=high, bound=bound)


def _day_of_publication(document: Document, whole: Sequence[Sentence]) -> date | None:
    """As the publisher states it; else the one full date that stands as a line of its own, or a weekday that fixes the year."""
    if document.published:
        return document.published.local.date()
    lines = {day for sentence in (*whole[:8], *whole[-4:]) if (day := written_date(sentence))}
    if len(lines) == 1:
        return lines.pop()
    fetched = document.fetch.fetched_at.date()
    return next((day for sentence in whole if (day := dated_by_weekday(sentence, fetched))), None)
