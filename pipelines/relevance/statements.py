"""Statements: sentences that say something of a transport link, and how plainly they do.

A document is relevant because of single sentences, wherever they stand; so every sentence is judged by itself and with the one
before it and the title, and the document by its plainest statements.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from pipelines.relevance.knowledge import Knowledge, Way
from pipelines.relevance.reading import Reading, Sentence
from pipelines.relevance.vocabulary import Vocabulary


class Plainness(IntEnum):
    """How plainly a sentence speaks of a transport link between the two countries."""

    NONE = 0
    LOOSE = 1  # a means of transport and one country; the other stands elsewhere in the document
    FAR = 2  # the means and one end of a sure route; the other end stands elsewhere in the document
    NEARBY = 3  # both ends and the means, with the help of the sentence before or the title
    BOTH_COUNTRIES = 4  # both countries and the means in the sentence itself
    NAMED = 5  # a transport link by name, or both its ends and its means


@dataclass(slots=True)
class Statement:
    """`transport_links`: how strongly each is meant, 0 to 1. `tainted`: it tells of something else that uses the same words."""

    sentence: Sentence
    index: int
    plainness: Plainness
    transport_links: dict[str, float] = field(default_factory=dict)
    tainted: bool = False
    events: int = 0  # kinds of event words in it, 0 to 6
    figure: bool = False  # a number or a date

    china: bool = False  # it speaks of China too
    bare: bool = False  # neither event word nor figure: hardly news

    @property
    def quality(self) -> float:
        """What decides which statement speaks for the document; an early one wins a tie."""
        return (
            self.plainness
            + 0.5 * min(self.events, 3)
            + 0.5 * self.figure
            - 1.0 * self.bare
            - 1.0 * self.china
            - 10.0 * self.tainted
            - 0.001 * min(self.index, 500)
        )


# How strongly a name, a sure route, an unsure one and one with its far end elsewhere in the document point at a transport link.
NAME, ROUTE, HINT, FAR = 1.0, 0.9, 0.5, 0.2
_BEGINNING = 3  # sentences: the title and what a reader sees without scrolling
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")  # a bare year dates a memory as often as an event
_NEARBY = 0.7  # what remains of that when one end stands in the sentence before or the title


def statements(reading: Reading, knowledge: Knowledge, vocabulary: Vocabulary) -> list[Statement]:
    """The statements of a document in its order; empty when it lacks a country or any means of transport."""
    whole = reading.bits
    if not whole & vocabulary.transport or not whole & (vocabulary.dprk | vocabulary.link_names):
        return []
    ways = [way for way in knowledge.ways if whole & way.between and whole & way.to and whole & way.by]
    title = reading.sentences[0].bits if reading.titled else 0
    on_the_train = _leader_story(reading, vocabulary) if reading.titled else False
    found: list[Statement] = []
    before: Sentence | None = None
    for index, sentence in enumerate(reading.sentences):
        if sentence.bits & vocabulary.transport:
            near = title | (before.bits if before is not None and sentence.paragraph - before.paragraph <= 1 else 0)
            if reading.titled and index == 0 and len(reading.sentences) > 1:
                near = reading.sentences[1].bits  # a headline leaves the rest to the lead
            statement = _statement(sentence, index, near, whole, ways, knowledge, vocabulary)
            if statement.plainness:
                _describe(statement, reading, near, vocabulary, on_the_train=on_the_train)
                found.append(statement)
        before = sentence
    return found


def _statement(
    sentence: Sentence, index: int, near: int, whole: int, ways: Sequence[Way], knowledge: Knowledge, vocabulary: Vocabulary
) -> Statement:
    bits = _with_hints(sentence.bits, whole, vocabulary)
    links = _named(sentence, bits | near, knowledge, vocabulary)
    plainness = Plainness.NAMED if NAME in links.values() else Plainness.NONE
    pointless = _pointless(sentence, bits, near, vocabulary)
    for way in ways:
        if knowledge.family[way.transport_link] in pointless:
            continue
        strength = _strength(way, bits, near)
        if strength:
            links[way.transport_link] = max(links.get(way.transport_link, 0.0), strength)
            reached = Plainness.NAMED if strength == ROUTE else Plainness.FAR if strength == FAR else Plainness.NEARBY
            plainness = max(plainness, reached)
    by_road = _by_road(bits, near, vocabulary)
    if by_road and knowledge.road_bridge:
        links.setdefault(knowledge.road_bridge, HINT)  # no other road leads across
    if by_road or bits & vocabulary.mode or (bits & vocabulary.means_at_ends and bits & vocabulary.ends):
        plainness = max(plainness, _countries(bits, near, whole, vocabulary))
    elif bits & vocabulary.khasan and bits & vocabulary.beyond and not bits & vocabulary.china:
        plainness = max(plainness, Plainness.BOTH_COUNTRIES)
    if bits & vocabulary.rajin and bits & vocabulary.sea and not bits & vocabulary.china:
        plainness = max(plainness, Plainness.FAR)  # who else calls at Rajin hardly needs saying, and often is not said
        links.setdefault("rajin-port-shipping", FAR)
    if (bits | near) & vocabulary.rail and not whole & vocabulary.road_bridge:
        links = _on_rails(links, knowledge)
    if bits & vocabulary.passengers and bits & vocabulary.ships and not (bits | near) & vocabulary.heavy:
        links = _with_passengers(links, knowledge)
    return Statement(sentence, index, plainness, _undisputed(links, knowledge.family))


def _by_road(bits: int, near: int, vocabulary: Vocabulary) -> bool:
    """Wheels at a border post of the DPRK that is not China's."""
    wheels = bits & vocabulary.road and bits & vocabulary.border and bits & vocabulary.dprk
    return bool(wheels) and not (bits | near) & vocabulary.china


def _pointless(sentence: Sentence, bits: int, near: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Kinds of transport that this sentence does not mean, although words of theirs stand in it."""
    found = []
    if (bits | near) & vocabulary.road and not (bits | near) & vocabulary.rail:
        found.append("rail")  # a border post for cars
    if not (bits | near) & vocabulary.vessel:
        found.append("sea")  # a shipment, by whatever way
    if not bits & vocabulary.plane and (
        (bits | near) & (vocabulary.rail | vocabulary.vessel)
        or (bits & vocabulary.airport and _only_airport(sentence, vocabulary))
    ):
        found.append("air")  # a voyage, a train's run, a bus to the airport
    return tuple(found)


def _only_airport(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    mentions = list(zip(sentence.mentions, sentence.own, strict=True))
    places = [mention[:2] for mention, own in mentions if own & vocabulary.airport]
    return all(
        any(start <= mention[0] and mention[1] <= stop for start, stop in places)
        for mention, own in mentions
        if own & vocabulary.flight
    )


def _with_passengers(links: dict[str, float], knowledge: Knowledge) -> dict[str, float]:
    """A ship for passengers is the ferry, unless the sentence names another transport link."""
    moved: dict[str, float] = {}
    for name, strength in links.items():
        own = knowledge.ferry if knowledge.family[name] == "sea" and strength < NAME and knowledge.ferry else name
        moved[own] = max(moved.get(own, 0.0), strength)
    return moved


def _on_rails(links: dict[str, float], knowledge: Knowledge) -> dict[str, float]:
    """ "The bridge over the Tumen" among rails, in a document without any road bridge, is the old one."""
    moved: dict[str, float] = {}
    for name, strength in links.items():
        own = knowledge.rail_crossing if knowledge.family[name] == "road" and knowledge.rail_crossing else name
        moved[own] = max(moved.get(own, 0.0), strength)
    return moved


def _undisputed(links: dict[str, float], family: Mapping[str, str]) -> dict[str, float]:
    """Without hints that a plainer reading of the same sentence leaves pointless: a Moscow flight is no "other" flight."""
    if len(links) < 2:
        return links
    best: dict[str, float] = {}
    for name, strength in links.items():
        best[family[name]] = max(best.get(family[name], 0.0), strength)
    return {name: strength for name, strength in links.items() if strength >= min(best[family[name]], ROUTE)}


def _with_hints(bits: int, whole: int, vocabulary: Vocabulary) -> int:
    """Bits, with the countries that "the North" and "the two countries" stand for in this document."""
    if bits & vocabulary.north and whole & vocabulary.dprk:
        bits |= vocabulary.dprk
    if bits & vocabulary.both and not bits & vocabulary.china and whole & vocabulary.dprk and whole & vocabulary.russia:
        bits |= vocabulary.dprk | vocabulary.russia
    return bits


def _countries(bits: int, near: int, whole: int, vocabulary: Vocabulary) -> Plainness:
    dprk, russia = vocabulary.dprk, vocabulary.russia
    if bits & dprk and bits & russia:
        return Plainness.BOTH_COUNTRIES
    around = bits | near
    if around & dprk and around & russia:
        return Plainness.NEARBY
    return Plainness.LOOSE if bits & (dprk | russia) and whole & dprk and whole & russia else Plainness.NONE


def _named(sentence: Sentence, around: int, knowledge: Knowledge, vocabulary: Vocabulary) -> dict[str, float]:
    """Transport links by name; a ship or company counts as one only where both countries are near."""
    if not sentence.bits & vocabulary.link_names:
        return {}
    found: dict[str, float] = {}
    for own in sentence.own:
        if own & vocabulary.link_names:
            strength = _backed(sentence.bits, around, vocabulary) if own & vocabulary.backing else NAME
            for name, bit in vocabulary.link_bits:
                if own & bit:
                    owner = knowledge.owner.get(name, name)
                    placed = name in knowledge.ports and not sentence.bits & vocabulary.cargo
                    found[owner] = max(found.get(owner, 0.0), HINT if placed else strength)
    return found


def _backed(bits: int, around: int, vocabulary: Vocabulary) -> float:
    for given, strength in ((bits, NAME), (around, HINT)):
        if given & vocabulary.dprk and given & vocabulary.russia:
            return strength
    return FAR


def _strength(way: Way, bits: int, near: int) -> float:
    if not bits & way.by or bits & way.unless or (not way.sure and near & way.unless):
        return 0.0
    strength = ROUTE if way.sure else HINT
    if bits & way.between and bits & way.to:
        return strength
    around = bits | near
    if around & way.unless:
        return 0.0
    if around & way.between and around & way.to:
        return strength * _NEARBY
    return FAR if way.sure and (bits & way.between or bits & way.to) else 0.0


def _leader_story(reading: Reading, vocabulary: Vocabulary) -> bool:
    """Is the document about the leader's journey by train? Then crossings in it are his."""
    if not reading.sentences[0].bits & vocabulary.leader:
        return False
    begins, together = 0, False
    for sentence in reading.sentences[:_BEGINNING]:
        begins |= sentence.bits
        together = together or bool(sentence.bits & vocabulary.leader and sentence.bits & vocabulary.rail)
    travels = together or (begins & vocabulary.rail and begins & vocabulary.summit)
    return bool(reading.bits & vocabulary.leader_train or travels)


def _describe(statement: Statement, reading: Reading, near: int, vocabulary: Vocabulary, *, on_the_train: bool) -> None:
    bits = statement.sentence.bits
    statement.events = (bits & vocabulary.events).bit_count()
    figures = _FIGURE.search(reading.text, statement.sentence.start, statement.sentence.stop)
    statement.figure = figures is not None or bool(bits & vocabulary.number)
    statement.bare = not statement.events and not statement.figure
    statement.china = bool(bits & vocabulary.china)
    statement.tainted = _elsewhere(statement, near, vocabulary) or (
        not bits & vocabulary.service and (on_the_train or _about_leader(bits, near, vocabulary))
    )


def _elsewhere(statement: Statement, near: int, vocabulary: Vocabulary) -> bool:
    """Another border, a shipyard, a visitor's plane: the same words, not our transport links."""
    bits = statement.sentence.bits
    if (bits | near) & vocabulary.warship:
        return True
    afloat = bits & vocabulary.sea and not bits & vocabulary.mode & ~vocabulary.sea
    if afloat and (bits | near) & vocabulary.fishing and NAME not in statement.transport_links.values():
        return True  # anglers and their catch
    if (
        statement.plainness < Plainness.NAMED
        and bits & vocabulary.troops
        and bits & vocabulary.rail
        and not bits & vocabulary.ends
    ):
        return True  # soldiers on some train far from the border
    if statement.plainness < Plainness.NAMED and (
        bits & (vocabulary.elsewhere | vocabulary.confusables) or (afloat and bits & vocabulary.china)
    ):
        return True  # Chinese ships on the Tumen among others
    aloft = bits & vocabulary.air and not bits & vocabulary.mode & ~vocabulary.air
    if aloft and sum(1 for own in statement.sentence.own if own & vocabulary.china) > 1 and not statement.figure:
        return True  # the airline's other destinations, ours among them
    visiting = (bits | near) & vocabulary.summit and aloft
    return bool(visiting and not bits & vocabulary.flight_service and NAME not in statement.transport_links.values())


def _about_leader(bits: int, near: int, vocabulary: Vocabulary) -> bool:
    """The leader on his train: a crossing without any service."""
    around = bits | near
    return bool(around & vocabulary.leader_train or (bits & vocabulary.leader and around & vocabulary.rail))
