"""Services that run by a timetable: begun, changed, or running since a day."""

from collections.abc import Sequence, Set
from typing import NamedTuple

from pipelines.ledger.grammar import MOVING
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Hit
from tumen.transport import TransportKind as Kind

_VERB = 20  # characters between "runs" and the day since which it does; a third of it where words have no spaces
_SINCE = 5  # characters between "since" and its day
_OFTEN = ("each-week", "each-month", "each-two-weeks", "each-weekday")
_ANOTHER = ("act-more", "act-adjust", "so-far")  # timetable, or what it has been


class When(NamedTuple):
    """Where a sentence names days, months or years, gone by or still to come at publication, and how often something runs."""

    past: Sequence[Hit] = ()
    coming: Sequence[Hit] = ()
    often: Sequence[Hit] = ()


def runs_anew(sentence: Sentence, around: Sequence[Sentence], about: Set[Kind]) -> bool:
    """`From October 1 it will fly every two weeks`, where no other timetable is told of; over a bridge, where buses are."""
    if sentence.has("allowed") or any(near.has(sign) for near in around for sign in ("act-more", "act-adjust")):
        return False
    return bool(about & MOVING) or (Kind.ROAD_BRIDGE in about and of_buses(around))


def of_buses(around: Sequence[Sentence]) -> bool:
    """Whether any of these sentences speaks of buses."""
    return any(near.has("thing-bus") for near in around)


def _since(sentence: Sentence, day: Hit) -> bool:
    return sentence.near("starting", day.start, day.stop, _SINCE) is not None


def runs_since(sentence: Sentence, day: Hit) -> bool:
    """`The train has been running since May 8`."""
    reach = _VERB if sentence.spaced else _VERB // 3
    runs = any(sentence.near(act, day.start, day.stop, reach) for act in ("act-run", "act-link"))
    return runs and _since(sentence, day)


def in_use_since(sentence: Sentence, day: Hit) -> bool:
    """`The bridge has been open to traffic since September 7`, «с 7 сентября работает мост»."""
    used = sentence.near("in-use", day.start, day.stop, _VERB if sentence.spaced else _VERB // 2)
    return used is not None and _since(sentence, day)


def often(sentence: Sentence, when: When) -> Sequence[Hit]:
    """The words that say how often something runs."""
    return when.often or [hit for cue in _OFTEN for hit in sentence.hits.get(cue, ())]


def rescheduled(sentence: Sentence, around: Sequence[Sentence], when: When) -> bool:
    """`From July 1 it will run three times a month`, where something near says that this is another timetable."""
    if not often(sentence, when) or sentence.has("act-first") or (sentence.has("act-begin") and not sentence.has("act-more")):
        return False
    if sentence.has("allowed") or sentence.has("unchanged"):
        return False
    if not any(near.has(sign) for near in around for sign in _ANOTHER):
        return False
    started = any(_since(sentence, day) for day in (*when.coming, *when.past))
    return started or sentence.has("act-more")
