"""Which transport link a sentence is about: the names in it, what it is a means of, and what was spoken of before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.ledger.sentences import Sentence, apart
from tumen.journey import LinkTag
from tumen.statements import Mention
from tumen.transport import TransportKind

TOPICS: Mapping[TransportKind, frozenset[str]] = {
    TransportKind.ROAD_BRIDGE: frozenset({"bridge", "road"}),
    TransportKind.RAIL_CROSSING: frozenset({"rail"}),
    TransportKind.RAILWAY: frozenset({"rail"}),
    TransportKind.PASSENGER_TRAIN: frozenset({"rail"}),
    TransportKind.AIR: frozenset({"air"}),
    TransportKind.FERRY: frozenset({"ship"}),
    TransportKind.PORT: frozenset({"port", "ship"}),
    TransportKind.SHIPPING: frozenset({"ship", "port"}),
    TransportKind.OTHER: frozenset({"air", "ship", "rail", "bridge", "road", "port"}),
}
_BOTH_WAYS = frozenset({TransportKind.AIR, TransportKind.PASSENGER_TRAIN, TransportKind.RAIL_CROSSING})
_PORTS = frozenset({TransportKind.PORT, TransportKind.SHIPPING})
NAMED = 0.5  # strength from which words in the sentence decide
SURE = 0.9  # strength from which they decide although the sentence speaks of another means of transport
CITIES = ("moscow", "khabarovsk", "vladivostok", "pyongyang", "rason")
BY_CITY = frozenset({TransportKind.AIR, TransportKind.PASSENGER_TRAIN})  # kinds with several services, told apart by their ends
_CARRIED = 2  # paragraphs the lead is carried on without being named again; what is named beside it ends with its own


@dataclass(frozen=True, slots=True)
class Subject:
    """A transport link a sentence may speak of."""

    transport_link: str
    kind: TransportKind
    strength: float  # of its mention in the sentence; 0 when it is not mentioned there
    fits: bool = True  # False: the sentence speaks of another means of transport
    lead: bool = False  # what the report is about: named in its title, else named first, else the only one


def reported(tags: Sequence[LinkTag], kinds: Mapping[str, TransportKind]) -> list[LinkTag]:
    """Those that are watched, and no mere background."""
    return [tag for tag in tags if tag.role == "reported" and tag.id in kinds]


class Topics:
    """Walks through a document's sentences in order and says what each is about."""

    def __init__(self, tags: Sequence[LinkTag], mentions: Sequence[Mention], kinds: Mapping[str, TransportKind]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: (not mention.in_title, mention.start))
        self._kinds = kinds
        self._score = {tag.id: tag.score for tag in reported(tags, kinds)}
        self._abroad: int | None = None  # the paragraph that tells of China
        self._last: tuple[str, int] | None = None  # what was spoken of last, and in which paragraph
        self._instead: tuple[str, int] | None = None  # the service named last in place of one reported, and in which paragraph
        named = _lead([mention for mention in self._mentions if mention.transport_link in self._score])
        self._lead = named or (next(iter(self._score)) if len(self._score) == 1 else None)

    def about(self, sentence: Sentence) -> list[Subject]:
        """Most likely first; empty when the sentence is about no transport link that is watched."""
        named = self._named(sentence)
        elsewhere = self._tells_of_china(sentence, named)
        open_to = {
            name: score
            for name, score in self._score.items()
            if not elsewhere or self._kinds[name] not in _BOTH_WAYS or named.get(name, 0.0) >= SURE
        }
        if not open_to:
            return []
        topics = {topic for topic in ("bridge", "rail", "air", "ship", "port", "road") if f"topic:{topic}" in sentence.hits}
        if "bridge" in topics and not any(self._kinds[name] is TransportKind.ROAD_BRIDGE for name in open_to):
            topics.add("rail")  # without the road bridge the only bridge is that of the railway
        if "port" in topics and not any(self._kinds[name] in _PORTS for name in open_to):
            topics.add("ship")  # a ferry calls at ports
        fitting = [name for name in open_to if not topics or topics & TOPICS[self._kinds[name]] or named.get(name, 0.0) >= SURE]
        subjects = [Subject(name, self._kinds[name], named.get(name, 0.0), lead=name == self._lead) for name in fitting]
        subjects.sort(key=lambda subject: self._rank(subject, sentence, open_to, topics), reverse=True)
        if subjects and (named or topics):
            self._last = (subjects[0].transport_link, sentence.paragraph)
        others = [Subject(name, self._kinds[name], 0.0, fits=False) for name in open_to if name not in fitting]
        return subjects + others

    def _tells_of_china(self, sentence: Sentence, named: Mapping[str, float]) -> bool:
        """Flights and trains to China are not ours unless one of ours is named beside them, nor what goes on about them in
        the same paragraph."""
        if sentence.has("china"):
            self._abroad = sentence.paragraph
            return True
        if any(strength >= NAMED for strength in named.values()):
            self._abroad = None
        return sentence.paragraph == self._abroad and not sentence.in_title

    def stating(self, sentence: Sentence, subjects: Sequence[Subject]) -> list[Subject]:
        """Whose the figures of a sentence can be: of those that fit, or of the service it names in their place.

        `Air Koryo serves Vladivostok twice a week` in a report on flights from Moscow, `between Pyongyang and Khabarovsk once
        a month` in one on the train to Moscow: a service of the same means is meant, whether reported or not.
        """
        named = self._named(sentence)
        meant = [self._meant(sentence, subject, named) for subject in subjects if subject.fits]
        instead = next((subject.transport_link for subject in meant if subject.transport_link not in self._score), None)
        self._instead = (instead, sentence.paragraph) if instead else None
        return list({subject.transport_link: subject for subject in meant}.values())

    def _meant(self, sentence: Sentence, subject: Subject, named: Mapping[str, float]) -> Subject:
        if subject.strength >= SURE:
            return subject
        alike = [name for name, kind in self._kinds.items() if kind is subject.kind and name not in self._score]
        rival = next((name for name in alike if named.get(name, 0.0) >= SURE), None)
        if rival is None and subject.kind in BY_CITY and not both_ends(sentence, subject.transport_link):
            rival = next((name for name in alike if _named_instead(sentence, name, subject.transport_link)), None)
        if rival is None and self._goes_on(sentence, subject):
            rival = self._instead[0] if self._instead else None
        return subject if rival is None else Subject(rival, subject.kind, max(named.get(rival, 0.0), NAMED))

    def _goes_on(self, sentence: Sentence, subject: Subject) -> bool:
        """`It is operated three times a week`, behind a sentence on another service of the same means and in its paragraph."""
        if self._instead is None or self._kinds[self._instead[0]] is not subject.kind or self._instead[1] != sentence.paragraph:
            return False
        own = set(ends(subject.transport_link)) - set(ends(self._instead[0]))
        return not any(sentence.has(f"city:{city}") or sentence.has(f"{city}-carrier") for city in own)

    def _rank(self, subject: Subject, sentence: Sentence, scores: Mapping[str, float], topics: set[str]) -> tuple[float, ...]:
        last, paragraph = self._last or ("", 0)
        carried = last == subject.transport_link and sentence.paragraph - paragraph <= (_CARRIED if subject.lead else 0)
        own = TOPICS[subject.kind] & topics
        specific = (
            not topics or bool(own & {"bridge", "air"}) or (bool(own) and not topics & {"rail", "bridge"}) or own == {"rail"}
        )
        return (
            subject.strength if subject.strength >= NAMED else 0.0,
            float(specific),
            float(carried),
            subject.strength,
            scores[subject.transport_link],
        )

    def _named(self, sentence: Sentence) -> dict[str, float]:
        found: dict[str, float] = {}
        stop = sentence.start + len(sentence.text)
        for mention in self._mentions:
            if (
                mention.in_title == sentence.in_title
                and mention.start < stop
                and mention.stop > sentence.start
                and mention.transport_link in self._kinds
            ):
                found[mention.transport_link] = max(found.get(mention.transport_link, 0.0), mention.strength)
        return found


def ends(transport_link: str) -> list[str]:
    """The cities in the id of a service: those it runs between."""
    return [city for city in CITIES if city in transport_link.split("-")]


def both_ends(sentence: Sentence, transport_link: str) -> bool:
    cities = ends(transport_link)
    return len(cities) > 1 and all(sentence.has(f"city:{city}") for city in cities)


def _named_instead(sentence: Sentence, other: str, transport_link: str) -> bool:
    """Whether the sentence names the end at which the other service leaves from another city, and not the own one."""
    if both_ends(sentence, other):
        return True
    theirs, ours = set(ends(other)), set(ends(transport_link))
    apart = theirs - ours
    if not ours or len(apart) != 1 or any(sentence.has(f"city:{city}") for city in ours - theirs):
        return False
    return sentence.has(f"city:{apart.pop()}")


def _lead(mentions: Sequence[Mention]) -> str | None:
    """Of those in the title the strongest, else the first of the text that is a name."""
    titled = [mention for mention in mentions if mention.in_title]
    if titled:
        return max(titled, key=lambda mention: mention.strength).transport_link
    return next((mention.transport_link for mention in mentions if mention.strength >= NAMED), None)


def by_nearness(sentence: Sentence, start: int, stop: int, subjects: Sequence[Subject]) -> list[Subject]:
    """Subjects reordered by how near the words for their means of transport stand to [start, stop), where several fit."""
    if len(subjects) < 2 or len({subject.kind for subject in subjects}) < 2:
        return list(subjects)

    def away(subject: Subject) -> int:
        hits = [sentence.near(f"topic:{topic}", start, stop, _CLAUSE) for topic in TOPICS[subject.kind]]
        return min((apart(hit, start, stop) for hit in hits if hit), default=_CLAUSE + 1)

    return sorted(subjects, key=lambda subject: away(subject) - (_NAMED_IS_NEARER if subject.strength >= SURE else 0))


_NAMED_IS_NEARER = 30  # characters that being named in the sentence is worth
_CLAUSE = 120  # characters: further away the words belong to another clause
