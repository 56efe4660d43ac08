"""What the registry states, as statements of the ledger: facts are events, figures claims, each by the source it names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from pipelines.ledger.quantities import QuantityReader
from pipelines.ledger.sentences import Sentence, sentences
from pipelines.ledger.timetable import frequencies
from pipelines.ledger.topics import Subject
from pipelines.ledger.vocabulary import Vocabulary
from pipelines.stories import Origins
from storage.registered import RegistryStatement
from tumen.journey import Document, Fetch
from tumen.statements import Attribute, Bound, Claim, Event, StatementWords
from tumen.transport import TransportKind, TransportLink

_DATE = re.compile(r"\d{4}(-(\d\d(-\d\d)?|spring|summer|autumn|winter))?")
_BOUNDS = (("up to ", Bound.AT_MOST), ("from ", Bound.AT_LEAST), ("over ", Bound.AT_LEAST), ("about ", Bound.ABOUT))
_MONEY = re.compile("[A-Z]{3}")
_NOWHERE = Fetch("", "registry", "page", datetime.min.replace(tzinfo=UTC))  # what is read here came from no page
_METRES = frozenset(attribute for attribute in Attribute if "length" in attribute) | {Attribute.WIDTH, Attribute.DISTANCE}
_UNITS: Mapping[Attribute, str] = {
    **dict.fromkeys(_METRES, "m"),
    **dict.fromkeys((Attribute.LANES, Attribute.CHECKPOINT_LANES), "lanes"),
    **dict.fromkeys((Attribute.DURATION, Attribute.CONSTRUCTION_TIME), "s"),
    Attribute.PASSENGERS: "people",
}
_SUMS = frozenset({Attribute.COST, Attribute.CONTRACT_VALUE, Attribute.FARE})


class RegisteredReader:
    """Reads the registry, which is written in English. Deterministic, free of I/O."""

    def __init__(self, words: StatementWords, origins: Origins) -> None:
        self._vocabulary = Vocabulary("en", words)
        self._quantities = QuantityReader(self._vocabulary, words.units)
        self._origins = origins

    def read(self, transport_links: Mapping[str, TransportLink]) -> tuple[list[RegistryStatement], list[str]]:
        """The statements in the order of the file, a row for each source named; and the figures that could not be read."""
        found: list[RegistryStatement] = []
        unread: list[str] = []
        for link in transport_links.values():
            for fact in link.facts:
                if fact.event:
                    event = Event(link.id, fact.event, fact.date, fact.what)
                    found += [RegistryStatement(event, by, self._origin(by)) for by in fact.said_by]
            for figure in link.figures:
                if figure.attribute is None:
                    continue
                for stated in figure.stated:
                    claim = self._claim(link.id, figure.attribute, figure.about, stated.value)
                    if claim is None:
                        unread.append(f"{link.id}: {figure.about}: {stated.value}")
                        continue
                    more = {"about": figure.about, "advice": figure.advice}
                    found += [RegistryStatement(claim, by, self._origin(by), **more) for by in stated.said_by]
        return found, unread

    def _claim(self, transport_link: str, attribute: Attribute, about: str, said: str) -> Claim | None:
        claim = Claim(transport_link, attribute, None, None, said, f"{about}: {said}")
        if attribute is Attribute.COMPLETION_DATE:
            return replace(claim, date=said) if _DATE.fullmatch(said) else None
        [sentence] = self._sentences(said)
        if attribute is Attribute.FREQUENCY:
            subject = Subject(transport_link, TransportKind.OTHER, 1.0)
            often = next(frequencies(sentence, self._vocabulary, [subject]), None)
            return replace(claim, value=often.value, unit=often.unit, bound=_bound(said)) if often else None
        for one in self._quantities.read(sentence):
            if _fits(attribute, one.unit):
                bound = _bound(said) if one.bound is Bound.EXACT else one.bound
                return replace(claim, value=one.value, high=one.high, unit=one.unit, bound=bound)
        return None

    def _sentences(self, text: str) -> Iterator[Sentence]:
        document = Document(_NOWHERE, "", text, "", language="en")
        return sentences(document, lambda _: self._vocabulary)

    def _origin(self, named: str) -> str:
        """The house a source belongs to, where it is one that articles are counted by; else the source as it is named."""
        return self._origins.of(Document(_NOWHERE, "", "", "", author=named)).id or named.casefold()


def _bound(said: str) -> Bound:
    return next((bound for words, bound in _BOUNDS if said.startswith(words)), Bound.EXACT)


def _fits(attribute: Attribute, unit: str) -> bool:
    if attribute in _SUMS:
        return _MONEY.fullmatch(unit) is not None
    return unit == _UNITS[attribute] if attribute in _UNITS else unit not in ("m", "s") and not _MONEY.fullmatch(unit)
