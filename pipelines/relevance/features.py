"""Named features of a document: what its statements say, where they stand, and what speaks against them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2

from pipelines.relevance.reading import Reading, Sentence
from pipelines.relevance.statements import Plainness, Statement
from pipelines.relevance.vocabulary import Vocabulary


@dataclass(slots=True)
class Feature:
    """A feature that is there: its value (0 to about 3), and the sentence and bits that show it to a reader."""

    value: float
    sentence: Sentence | None = None
    bits: int = 0


Features = dict[str, Feature]

# Name → sign its weight may take: +1 speaks for, -1 against, 0 either. One line each: what is 1 (or counted).
SIGNS: dict[str, int] = {
    "statement.named": 1,  # the plainest untainted statement names a transport link, or both ends and the means
    "statement.both-countries": 1,  # … both countries and the means
    "statement.nearby": 1,  # … with the help of the sentence before or the title
    "statement.far": 1,  # … with an end that stands elsewhere in the document
    "statement.loose": 1,  # … a means of transport and one country
    "statement.events": 1,  # kinds of event words in the plainest statement, at most 3, thirds
    "statement.figure": 1,  # a number in it
    "statement.official": 1,  # an official, company or agency of the trade in it
    "statement.place": 1,  # a place in it that hardly anything but our transport links reaches
    "statement.china": -1,  # China in it
    "statement.bare": -1,  # no event word and no figure in it
    "statement.no-means": -1,  # no means of transport in it
    "statement.standing": -1,  # words for how things have long been (so far, the only, existing)
    "statement.history": -1,  # words of the past in it
    "statement.lately": -1,  # last year, in recent years: what is told again
    "statement.ties": -1,  # how the two countries stand to each other: alliance, treaty, closer relations
    "statement.year": -1,  # a year and no other figure
    "statement.near-china": -1,  # China in the sentence before or the title
    "statement.troops": -1,  # soldiers in it
    "statement.traffic": 1,  # what runs now: a timetable, goods, a sighting, an interruption
    "statement.afloat": -1,  # shipments or containers, and no word that only ships have
    "passing.single": -1,  # it is the only one and the title has nothing of it
    "passing.only": -1,  # … and it speaks of last year, of the past, of ties, or a bare year dates it
    "statement.second": 1,  # a second statement with both countries or a name
    "statement.share": 1,  # share of sentences that are such statements
    "statement.count": 1,  # log2(1 + their number), at most 3
    "statement.lead": 1,  # one in the first two sentences of the body
    "title.statement": 1,  # the title itself is one
    "title.nearby": 1,  # the title has a means of transport and one of the countries
    "title.transport": 1,  # the title has a means of transport only
    "means.bridge": 0,
    "means.rail": 0,
    "means.air": 0,
    "means.sea": 0,
    "tainted.only": -1,  # all plain statements are of the leader's train, another border, a warship
    "tainted.share": -1,  # share of tainted ones among plain statements
    "title.leader": -1,
    "title.china": -1,
    "title.china-border": -1,
    "title.interkorean": -1,
    "title.warship": -1,
    "title.troops": -1,
    "title.summit": -1,
    "title.tourists": -1,
    "title.labour": -1,
    "title.dismissing": -1,  # wishes, memories, plans that came to nothing
    "body.china-border": -1,  # share of sentences
    "body.china": -1,
    "body.interkorean": -1,
    "body.leader": -1,
    "body.troops": -1,
    "body.summit": -1,
    "body.crimea": -1,
    "body.denied": -1,  # words of fact-checkers
    "missing.dprk": -1,
    "missing.russia": -1,
}

_PLAIN = Plainness.BOTH_COUNTRIES
_BEST = {
    Plainness.NAMED: "statement.named",
    Plainness.BOTH_COUNTRIES: "statement.both-countries",
    Plainness.NEARBY: "statement.nearby",
    Plainness.FAR: "statement.far",
    Plainness.LOOSE: "statement.loose",
}
_IN_TITLE = ("leader", "china", "china_border", "interkorean", "warship", "troops", "summit", "tourists", "labour", "dismissing")
_IN_BODY = ("china_border", "china", "interkorean", "leader", "troops", "summit", "crimea", "denied")
_LEAD = 2  # sentences


def features(reading: Reading, found: Sequence[Statement], vocabulary: Vocabulary, brief: Statement | None = None) -> Features:
    """The features that are there, by name; the order is that of `SIGNS`. `brief`: the gist of a short report, which may be the
    plainest statement, but is none to be counted."""
    result: Features = {}
    clean = [statement for statement in found if not statement.tainted and not statement.dismissed]
    told = [*clean, brief] if brief is not None and not brief.tainted and not brief.dismissed else clean
    plain = [statement for statement in clean if statement.plainness >= _PLAIN and not statement.bare]
    if told:
        best = max(told, key=lambda statement: statement.quality)
        _best(result, best, vocabulary)
        _passing(result, reading, best, clean, vocabulary)
    _repetition(result, plain, len(reading.sentences))
    _place(result, reading, plain, vocabulary)
    _taint(result, found, plain)
    _against(result, reading, brief, vocabulary)
    return result


def _best(result: Features, best: Statement, vocabulary: Vocabulary) -> None:
    sentence = best.sentence

    def note(name: str, value: float, bits: int) -> None:
        if value:
            result[name] = Feature(value, sentence, bits)

    note(_BEST[best.plainness], 1.0, vocabulary.link_names | vocabulary.mode | vocabulary.dprk | vocabulary.russia)
    if best.plainness < Plainness.FAR:
        return
    note("statement.events", min(best.events, 3) / 3, vocabulary.events)
    note("statement.figure", float(best.figure), 0)
    note("statement.official", float(bool(sentence.bits & vocabulary.officials)), vocabulary.officials)
    note("statement.place", float(bool(sentence.bits & vocabulary.ends)), vocabulary.ends)
    note("statement.china", float(best.china), vocabulary.china)
    note("statement.bare", float(best.bare), 0)
    note("statement.no-means", float(not sentence.bits & vocabulary.mode), 0)
    note("statement.standing", float(bool(sentence.bits & vocabulary.standing)), vocabulary.standing)
    note("statement.history", float(bool(sentence.bits & vocabulary.history)), vocabulary.history)
    note("statement.lately", float(bool(sentence.bits & vocabulary.lately)), vocabulary.lately)
    note("statement.ties", float(bool(sentence.bits & vocabulary.ties)), vocabulary.ties)
    note("statement.year", float(best.year), 0)
    note("statement.near-china", float(best.china_near and not best.china), 0)
    note("statement.troops", float(bool(sentence.bits & vocabulary.troops)), vocabulary.troops)
    note("statement.traffic", float(bool(sentence.bits & vocabulary.traffic)), vocabulary.traffic)
    shipped = sentence.bits & vocabulary.mode and not sentence.bits & (vocabulary.mode & ~vocabulary.sea | vocabulary.vessel)
    note("statement.afloat", float(bool(shipped)), vocabulary.sea)
    for name, bits in (
        ("bridge", vocabulary.bridge),
        ("rail", vocabulary.rail),
        ("air", vocabulary.air),
        ("sea", vocabulary.sea),
    ):
        note(f"means.{name}", float(bool(sentence.bits & bits)), bits)


def _passing(result: Features, reading: Reading, best: Statement, clean: Sequence[Statement], vocabulary: Vocabulary) -> None:
    """A page about something else that names a transport link once."""
    title = reading.sentences[0].bits if reading.titled else 0
    sentence = best.sentence
    others = (statement for statement in clean if statement is not best and statement.plainness >= Plainness.NEARBY)
    if title & (vocabulary.mode | vocabulary.link_names) or best.index == 0 or any(others):
        return
    result["passing.single"] = Feature(1.0, sentence)
    told_again = vocabulary.lately | vocabulary.ties | vocabulary.history | vocabulary.standing
    if sentence.bits & told_again or best.year:
        result["passing.only"] = Feature(1.0, sentence, told_again)


def _repetition(result: Features, plain: Sequence[Statement], sentences: int) -> None:
    if not plain:
        return
    last = plain[-1].sentence
    result["statement.share"] = Feature(len(plain) / sentences, last)
    result["statement.count"] = Feature(min(log2(1 + len(plain)), 3.0), last)
    if len(plain) > 1:
        result["statement.second"] = Feature(1.0, plain[1].sentence)


def _place(result: Features, reading: Reading, plain: Sequence[Statement], vocabulary: Vocabulary) -> None:
    body = 1 if reading.titled else 0
    for statement in plain:
        if body <= statement.index < body + _LEAD:
            result["statement.lead"] = Feature(1.0, statement.sentence)
            break
    if not reading.titled:
        return
    title = reading.sentences[0]
    if plain and plain[0].index == 0:
        result["title.statement"] = Feature(1.0, title, vocabulary.transport)
    elif title.bits & vocabulary.mode:
        named = title.bits & (vocabulary.dprk | vocabulary.russia)
        result["title.nearby" if named else "title.transport"] = Feature(1.0, title, vocabulary.mode)


def _taint(result: Features, found: Sequence[Statement], plain: Sequence[Statement]) -> None:
    tainted = [statement for statement in found if statement.tainted and statement.plainness >= Plainness.NEARBY]
    if not tainted:
        return
    result["tainted.share"] = Feature(len(tainted) / (len(tainted) + len(plain)), tainted[0].sentence)
    if not plain:
        result["tainted.only"] = Feature(1.0, tainted[0].sentence)


def _against(result: Features, reading: Reading, brief: Statement | None, vocabulary: Vocabulary) -> None:
    sentences = reading.sentences
    if not sentences:
        return
    for group in _IN_TITLE if reading.titled else ():
        bits = getattr(vocabulary, group)
        if sentences[0].bits & bits:
            result[f"title.{group.replace('_', '-')}"] = Feature(1.0, sentences[0], bits)
    for group in _IN_BODY:
        bits = getattr(vocabulary, group)
        if reading.bits & bits:
            having = [sentence for sentence in sentences if sentence.bits & bits]
            result[f"body.{group.replace('_', '-')}"] = Feature(len(having) / len(sentences), having[0], bits)
    if not reading.bits & vocabulary.dprk:
        result["missing.dprk"] = Feature(1.0)
    meant = brief.sentence.bits if brief is not None else 0  # Russia, where a short report leaves it to the reader
    if not (reading.bits | meant) & vocabulary.russia:
        result["missing.russia"] = Feature(1.0)


FeatureMaker = Callable[[Reading, Sequence[Statement], Vocabulary], Features]
