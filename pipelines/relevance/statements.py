"""Statements: sentences that say something of a transport link, and how plainly they do.

A document is relevant because of single sentences, wherever they stand; so every sentence is judged by itself and with the one
before it and the title, and the document by its plainest statements.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from pipelines.relevance.knowledge import Knowledge, Way
from pipelines.relevance.reading import Reading, Sentence
from pipelines.relevance.routes import FAR, HINT, NAME, ROUTE, named, on_rails, strength, undisputed, with_passengers
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
    year: bool = False  # a bare year and no other figure: a memory, more often than an event
    dismissed: bool = False  # it tells of wishes, of memories, of what has been given up
    china_near: bool = False  # the sentence before or the title speaks of China

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


_BEGINNING = 3  # sentences: the title and what a reader sees without scrolling
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")  # a bare year dates a memory as often as an event
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def statements(reading: Reading, knowledge: Knowledge, vocabulary: Vocabulary) -> list[Statement]:
    """The statements of a document in its order; empty when it lacks a country or any means of transport."""
    whole = reading.bits
    if not whole & vocabulary.transport or not whole & (vocabulary.dprk | vocabulary.link_names):
        return []
    ways = _open_ways(whole, knowledge)
    title = reading.sentences[0].bits if reading.titled else 0
    on_the_train = _leader_story(reading, vocabulary) if reading.titled else False
    found: list[Statement] = []
    before: Sentence | None = None
    for index, sentence in enumerate(reading.sentences):
        if sentence.bits & (vocabulary.transport | vocabulary.liaison):
            near = title | (
                _with_dateline(sentence, before, vocabulary) if before is not None and _beside(before, sentence) else 0
            )
            if reading.titled and index == 0 and len(reading.sentences) > 1:
                near = reading.sentences[1].bits  # a headline leaves the rest to the lead
            statement = _statement(sentence, index, near, whole, ways, knowledge, vocabulary)
            if statement.plainness:
                _describe(statement, reading, near, vocabulary, on_the_train=on_the_train)
                found.append(statement)
        before = sentence
    return found


def together(whole: Sentence, reading: Reading, knowledge: Knowledge, vocabulary: Vocabulary) -> Statement | None:
    """The statement that all words of a document are, read as one sentence; None when they are none."""
    if not whole.bits & vocabulary.transport or not whole.bits & (vocabulary.dprk | vocabulary.link_names):
        return None
    statement = _statement(whole, 0, 0, whole.bits, _open_ways(whole.bits, knowledge), knowledge, vocabulary)
    if not statement.plainness:
        return None
    on_the_train = _leader_story(reading, vocabulary) if reading.titled else False
    _describe(statement, reading, 0, vocabulary, on_the_train=on_the_train)
    return statement


def _open_ways(whole: int, knowledge: Knowledge) -> list[Way]:
    """Those of which a document names both ends and the means."""
    return [way for way in knowledge.ways if whole & way.between and whole & way.to and whole & way.by]


def _statement(
    sentence: Sentence, index: int, near: int, whole: int, ways: Sequence[Way], knowledge: Knowledge, vocabulary: Vocabulary
) -> Statement:
    bits = _with_hints(_with_dateline(sentence, sentence, vocabulary), whole, vocabulary)
    links = named(sentence, bits | near, knowledge, vocabulary)
    plainness = Plainness.NAMED if NAME in links.values() else Plainness.NONE
    pointless = _pointless(sentence, bits, near, vocabulary)
    for way in ways:
        if knowledge.family[way.transport_link] in pointless:
            continue
        own = strength(way, bits, near, vocabulary)
        if own:
            links[way.transport_link] = max(links.get(way.transport_link, 0.0), own)
            reached = Plainness.NAMED if own == ROUTE else Plainness.FAR if own == FAR else Plainness.NEARBY
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
    if (bits | near) & vocabulary.rail and not whole & vocabulary.road_bridge and not _by_its_own_name(sentence, knowledge):
        links = on_rails(links, knowledge)
    to_wonsan = bits & vocabulary.wonsan and not bits & vocabulary.beyond
    if bits & vocabulary.passengers and bits & vocabulary.ships and not (bits | near) & vocabulary.heavy and not to_wonsan:
        links = with_passengers(links, knowledge)
    arms = _arms_by_sea(bits, near, whole, knowledge, vocabulary)
    return Statement(sentence, index, plainness, {**arms, **undisputed(links, knowledge)})


def _beside(before: Sentence, sentence: Sentence) -> bool:
    return sentence.paragraph - before.paragraph <= 1


def _with_dateline(sentence: Sentence, other: Sentence, vocabulary: Vocabulary) -> int:
    """Bits of another sentence, or of its own; where it tells of ships, of its dateline too: they are where the reporter is."""
    return other.bits | (other.filed if sentence.bits & vocabulary.ships else 0)


def _by_its_own_name(sentence: Sentence, knowledge: Knowledge) -> bool:
    """A name of the road bridge that needs nothing beside it is no other bridge's."""
    named = (knowledge.meanings[meaning] for _, _, meaning in sentence.mentions)
    return any(meaning.id == knowledge.road_bridge and meaning.condition is None for meaning in named)


def _arms_by_sea(bits: int, near: int, whole: int, knowledge: Knowledge, vocabulary: Vocabulary) -> dict[str, float]:
    """Arms in containers or shipments between the two, in a document that speaks of ships or a port, not of rails or coal.

    They are the shipping's although the port of Rajin, where they are loaded, stands beside them.
    """
    around = bits | near
    countries = bits & (vocabulary.dprk | vocabulary.russia) and around & vocabulary.dprk and around & vocabulary.russia
    loaded = bits & vocabulary.arms and bits & vocabulary.sea and whole & vocabulary.vessel
    otherwise = around & (vocabulary.rail | vocabulary.coal | vocabulary.air)
    plain = bits & vocabulary.dprk and bits & vocabulary.russia
    return {knowledge.shipping: ROUTE if plain else HINT} if countries and loaded and not otherwise and knowledge.shipping else {}


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
        (bits | near) & (vocabulary.rail | vocabulary.vessel | vocabulary.road)
        or (bits & vocabulary.airport and _only_airport(sentence, vocabulary))
    ):
        found.append("air")  # a voyage, a train's or a bus's run, a bus to the airport
    return tuple(found)


def _only_airport(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    mentions = list(zip(sentence.mentions, sentence.own, strict=True))
    places = [mention[:2] for mention, own in mentions if own & vocabulary.airport]
    return all(
        any(start <= mention[0] and mention[1] <= stop for start, stop in places)
        for mention, own in mentions
        if own & vocabulary.flight
    )


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
    title = _topic(reading, vocabulary)
    statement.events = (bits & vocabulary.events).bit_count()
    figures = _FIGURE.search(reading.text, statement.sentence.start, statement.sentence.stop)
    statement.figure = figures is not None or bool(bits & vocabulary.number)
    statement.bare = not statement.events and not statement.figure
    statement.china = bool(bits & vocabulary.china)
    statement.china_near = bool(near & vocabulary.china)
    told = bits | title | (near if statement.plainness <= Plainness.NEARBY else 0)
    statement.dismissed = bool(told & vocabulary.dismissing) and not statement.figure
    statement.year = figures is None and _YEAR.search(reading.text, statement.sentence.start, statement.sentence.stop) is not None
    statement.tainted = _elsewhere(statement, near, vocabulary) or (
        not bits & vocabulary.service and (on_the_train or _about_leader(bits, near, vocabulary))
    )


def _topic(reading: Reading, vocabulary: Vocabulary) -> int:
    """Bits of a title that speaks of transport: it says how the page means to tell of it."""
    title = reading.sentences[0].bits if reading.titled else 0
    return title if title & vocabulary.mode else 0


def _elsewhere(statement: Statement, near: int, vocabulary: Vocabulary) -> bool:
    """Another border, a shipyard, a visitor's plane: the same words, not our transport links."""
    bits = statement.sentence.bits
    afloat = bits & vocabulary.sea and not bits & vocabulary.mode & ~vocabulary.sea
    angling = afloat and (bits | near) & vocabulary.fishing and NAME not in statement.transport_links.values()
    if (bits | near) & vocabulary.warship or angling:
        return True
    if (
        statement.plainness < Plainness.NAMED
        and bits & vocabulary.troops
        and bits & (vocabulary.rail | vocabulary.air)
        and not bits & vocabulary.ends
    ):
        return True  # soldiers on some train or plane far from the border
    if statement.plainness < Plainness.NAMED and bits & (vocabulary.elsewhere | vocabulary.confusables):
        return True
    under_bridges = bits & vocabulary.vessel and bits & vocabulary.bridge and (bits | near) & vocabulary.china
    if under_bridges or (afloat and _another_sea(statement, bits | near, vocabulary)):
        return True  # China's ships want to pass below, for one
    aloft = bits & vocabulary.air and not bits & vocabulary.mode & ~vocabulary.air
    if aloft and sum(1 for own in statement.sentence.own if own & vocabulary.china) > 1 and not statement.figure:
        return True  # the airline's other destinations, ours among them
    visiting = (bits | near) & vocabulary.visit and aloft
    return bool(visiting and not bits & vocabulary.flight_service and NAME not in statement.transport_links.values())


def _another_sea(statement: Statement, around: int, vocabulary: Vocabulary) -> bool:
    """Chinese ships on the Tumen, ferries of Japan and South Korea."""
    bits = statement.sentence.bits
    chinese = statement.plainness < Plainness.NAMED and bits & vocabulary.china
    return bool(chinese or (around & vocabulary.other_coasts and not bits & vocabulary.heavy))


def _about_leader(bits: int, near: int, vocabulary: Vocabulary) -> bool:
    """The leader on his train: a crossing without any service."""
    around = bits | near
    return bool(around & vocabulary.leader_train or (bits & vocabulary.leader and around & vocabulary.rail))
