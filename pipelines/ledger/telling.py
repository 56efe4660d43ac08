"""Which types of event a sentence's words tell, what has happened and what is still to come."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.ledger.dates import ahead
from pipelines.ledger.grammar import MOVING, first_people, paired
from pipelines.ledger.precedence import BUILDING, COMING, DATED, KINDS, OUTDOES, RAIL, RUNS
from pipelines.ledger.regular import When, in_use_since, of_buses, often, rescheduled, runs_anew, runs_since
from pipelines.ledger.sentences import Sentence, apart, between
from pipelines.ledger.topics import SURE, Subject
from pipelines.ledger.vocabulary import Hit
from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

LEAD = 3  # sentences, the title among them
_WIDE = 40  # characters: of words further apart those for the event itself are not known, where others tell it too
_TENSE_REACH = 40  # characters between a verb of the future and what it makes a plan; half of it where words have no spaces
_DENIAL = 24  # characters between "not yet" and what it denies; half of it where words have no spaces
_ADJACENT = 8  # characters between an event and a day gone by that dates it
_PART_REACH = 24  # characters between "60 percent" and "finished"
_AGAIN_REACH = 4  # characters between "re", "again" and "opened"
_SINCE_REACH = 30  # characters between "for the first time since" and the train or flight
_SAME = 4  # characters: words that much further from a word of the future still share it
_PAUSE = 14  # characters between 中断 and 恢复 that only say how long
_DAYS = DATED | {Type.TRAFFIC_OBSERVED}
_CRAFT = ("thing-service", "topic:air", "topic:rail", "topic:ship")
_RUNNING = frozenset(
    {Type.SERVICE_STARTED, Type.SERVICE_RESUMED, Type.SERVICE_SUSPENDED, Type.SCHEDULE_CHANGED, Type.TRAFFIC_OBSERVED}
)
_PURPOSES = {f"event:{kind}": kind for kind in Type}
_FAR = 1_000  # characters: no day, no such word


class Told(NamedTuple):
    """The words that tell a type of event, the closest-knit first; `planned`: as something still to come."""

    hits: tuple[Hit, ...]
    planned: bool = False

    @property
    def hit(self) -> Hit:
        return self.hits[0]


_Found = dict[Type, tuple[Hit, ...]]


def away(sentence: Sentence, hits: Sequence[Hit], other: Hit) -> int:
    """Characters from the nearest of these words, the closest-knit first, to other words; inside a wide phrase, from its ends."""
    return min((_from(sentence, hit, other) for hit in hits if hit is hits[0] or hit.stop - hit.start <= _WIDE), default=_FAR)


def _from(sentence: Sentence, hit: Hit, other: Hit) -> int:
    if hit.stop - hit.start > _WIDE and hit.start <= other.start and other.stop <= hit.stop:
        return min(other.start - hit.start, hit.stop - other.stop)
    return between(sentence, hit, other)


def told(
    sentence: Sentence, around: Sequence[Sentence], subjects: Sequence[Subject], when: When, *, leads: bool
) -> dict[Type, Told]:
    """The types of event the sentence's words tell, vaguer types dropped.

    `around` are it and its neighbours; `leads`: it stands at the top of the report.
    """
    if sentence.has("denial"):
        return {}
    about = {subject.kind for subject in subjects if subject.fits}
    named = any(subject.strength >= SURE and not subject.lead for subject in subjects)
    found = _in_words(sentence, about, leads=leads, below=named or bool(when.past or when.coming))
    found = _without_anchors(sentence, found)
    found |= _together(sentence, around, about, found, when)
    _converted(sentence, around, about, found, when)
    if sentence.has("negation"):
        found = {kind: hits for kind, hits in found.items() if not _denied(sentence, hits[0])}
    _drop_traffic(sentence, found, when)
    coming = _coming(sentence, found, when)
    retold = coming & {vaguer for kind in coming for vaguer in OUTDOES.get(kind, ())}
    if Type.SERVICE_RESUMED in coming:
        retold.add(Type.SCHEDULE_CHANGED)  # `the monthly car will be back in the timetable`
    coming -= retold
    found = {kind: hits for kind, hits in found.items() if kind not in retold}
    if Type.SCHEDULE_CHANGED in coming and not when.coming and not sentence.has("intent"):
        coming.remove(Type.SCHEDULE_CHANGED)  # `will run daily` is decided
    if coming - {Type.TRAFFIC_OBSERVED} and Type.ANNOUNCED not in found:
        found[Type.ANNOUNCED] = (next(iter(sentence.hits.get("future", ())), Hit(0, 0)),)
    happened = {kind: hits for kind, hits in found.items() if kind not in coming}
    if Type.SERVICE_RESUMED in coming or _ended(sentence, happened):
        happened.pop(Type.SERVICE_SUSPENDED, None)  # the pause that ends
    _drop_vaguer(sentence, happened, coming, when)
    return {kind: Told(hits) for kind, hits in happened.items()} | {kind: Told(found[kind], planned=True) for kind in coming}


def _drop_vaguer(sentence: Sentence, happened: _Found, coming: set[Type], when: When) -> None:
    for kind, hits in list(happened.items()):
        for vaguer in OUTDOES.get(kind, ()):
            if vaguer is Type.ANNOUNCED and kind is Type.COMPLETED and Type.OPENED in coming:
                continue  # finished, to be opened later
            if vaguer in happened and not (vaguer in _DAYS and _dated_apart(sentence, happened[vaguer], hits, when.past)):
                del happened[vaguer]


def _in_words(sentence: Sentence, about: set[Kind], *, leads: bool, below: bool) -> _Found:
    """Set phrases, and acts with their things, that can befall transport links of these kinds; `below` the lead too."""
    words = {kind: list(sentence.hits[purpose]) for purpose, kind in _PURPOSES.items() if purpose in sentence.hits}
    if leads or below:
        for kind, acts in paired(sentence, about, leads=leads).items():
            words.setdefault(kind, []).extend(acts)
    if sentence.has("unchanged"):
        words.pop(Type.SCHEDULE_CHANGED, None)
    found: _Found = {}
    for kind, hits in words.items():
        if about & KINDS[kind] or kind in BUILDING:
            found[kind] = tuple(sorted(hits, key=lambda hit: (hit.stop - hit.start, hit.start)))
    return found


def _without_anchors(sentence: Sentence, found: _Found) -> _Found:
    """`An accident ten days after the opening`: what only says when is not told, where something else is."""
    anchors = sentence.hits.get("time-since", ())
    told = {
        kind: hits
        for kind, hits in found.items()
        if not all(any(anchor.start <= hit.start < anchor.stop for anchor in anchors) for hit in hits)
    }
    return told or found


def _drop_traffic(sentence: Sentence, found: _Found, when: When) -> None:
    """Any more telling event stands for the traffic it comes with, but for traffic of another day."""
    if sentence.has("each-week") or sentence.has("each-weekday"):
        found.pop(Type.TRAFFIC_OBSERVED, None)  # a timetable is no sighting
    traffic = found.get(Type.TRAFFIC_OBSERVED)
    telling = [hits for kind, hits in found.items() if Type.TRAFFIC_OBSERVED in OUTDOES.get(kind, ())]
    if not traffic or not telling:
        return
    if len(when.past) < 2 or not all(_dated_apart(sentence, traffic, hits, when.past) for hits in telling):
        del found[Type.TRAFFIC_OBSERVED]


def _denied(sentence: Sentence, hit: Hit) -> bool:
    """Not where the denial is part of the words themselves (`does not run` tells a suspension)."""
    reach = _DENIAL if sentence.spaced else _DENIAL // 2
    outside = [no for no in sentence.hits["negation"] if not (hit.start <= no.start and no.stop <= hit.stop)]
    return any(apart(no, hit.start, hit.stop) <= reach for no in outside)


def _ended(sentence: Sentence, found: _Found) -> bool:
    """在中断五年后恢复: the pause is told only by its end."""
    stopped, again = found.get(Type.SERVICE_SUSPENDED), found.get(Type.SERVICE_RESUMED)
    if not stopped or not again or sentence.spaced:
        return False
    return any(0 <= second.start - first.stop <= _PAUSE for first in stopped for second in again)


def _dated_apart(sentence: Sentence, vague: Sequence[Hit], telling: Sequence[Hit], days: Sequence[Hit]) -> bool:
    """The vaguer event has a day of its own beside it (`the line opened in July has stopped`)."""
    near = [day for day in days if away(sentence, vague, day) <= _ADJACENT]
    return any(away(sentence, telling, day) > away(sentence, vague, day) for day in near)


def _together(sentence: Sentence, around: Sequence[Sentence], about: set[Kind], found: _Found, when: When) -> _Found:
    """Events told by two things together: pictures of a bridge that is built, and the first train after a long pause."""
    more: _Found = {}
    if about & RUNS and rescheduled(sentence, around, when):
        more[Type.SCHEDULE_CHANGED] = tuple(often(sentence, when))
    elif when.coming and often(sentence, when) and not found.keys() & _RUNNING and runs_anew(sentence, around, about):
        more[Type.SERVICE_STARTED] = tuple(often(sentence, when))
    if Kind.ROAD_BRIDGE in about and (sentence.has("topic:bridge") or sentence.has("thing-span")):
        settled = found.keys() & {Type.AGREED, Type.ANNOUNCED, Type.INCIDENT} or sentence.has("future")
        sign = "imagery" if sentence.has("imagery") else None if settled else "building"
        if sign and sentence.has(sign):
            more[Type.CONSTRUCTION_PROGRESS] = tuple(sentence.hits[sign])
    if Kind.ROAD_BRIDGE in about and sentence.has("topic:bridge"):
        used = [day for day in when.past if in_use_since(sentence, day)]
        more |= {Type.OPENED: tuple(used)} if used else {}
        named = [day for day in when.past if sentence.near("thing-agreement", day.start, day.stop, _AGAIN_REACH)]
        more |= {Type.AGREED: tuple(named)} if named else {}
    if about & (MOVING | {Kind.RAILWAY}) and Type.INCIDENT not in found:
        more |= _moving(sentence, around, about, found, when)
    return {kind: hits for kind, hits in more.items() if kind not in found}


def _moving(sentence: Sentence, around: Sequence[Sentence], about: set[Kind], found: _Found, when: When) -> _Found:
    more: _Found = {}
    since = [day for day in when.past if about & MOVING and runs_since(sentence, day)]
    if since and not found.keys() & {Type.SERVICE_SUSPENDED, Type.SERVICE_RESUMED, Type.SCHEDULE_CHANGED}:
        more[Type.SERVICE_STARTED] = tuple(since)
    if sentence.has("people"):
        return more  # the first visitors since the pandemic came by a service that may never have stopped
    for hit in sentence.hits.get("first-since", ()):
        if any(sentence.near(thing, hit.start, hit.stop, _SINCE_REACH) for thing in _CRAFT):
            more[Type.SERVICE_RESUMED] = (hit,)
    if about & RAIL:
        moving = next((found[kind] for kind in (Type.TRAFFIC_OBSERVED, Type.SERVICE_STARTED, Type.OPENED) if kind in found), None)
        paused = any(near.has("break") or near.has(f"event:{Type.SERVICE_SUSPENDED}") for near in around)
        if moving and paused and sentence.has("first-again"):
            more[Type.SERVICE_RESUMED] = moving
        if sentence.paragraph <= 1 and sentence.has("again") and sentence.has("topic:rail"):
            more[Type.SERVICE_RESUMED] = tuple(sentence.hits["again"])
    return more


def _converted(sentence: Sentence, around: Sequence[Sentence], about: set[Kind], found: _Found, when: When) -> None:
    """Types that other words in the sentence make another: `60 percent` finished, a `trial` run, opened `again`."""
    if sentence.has("trial") or (not when.coming and any(near.has("trial") for near in around)):
        _becomes(found, Type.SERVICE_STARTED, Type.TRAFFIC_OBSERVED)
        _becomes(found, Type.SERVICE_RESUMED, Type.TRAFFIC_OBSERVED)
    if not about & RUNS and all(_only_again(sentence, hit) for hit in found.get(Type.SERVICE_RESUMED, ())):
        _becomes(found, Type.SERVICE_RESUMED, Type.TRAFFIC_OBSERVED)
    if sentence.has("ages"):
        _becomes(found, Type.SERVICE_RESUMED, Type.SERVICE_STARTED)  # who flew before the pause is forgotten: a new service
    if sentence.has("people") and all(_by_people(sentence, hit) for hit in found.get(Type.SERVICE_RESUMED, ())):
        _becomes(found, Type.SERVICE_RESUMED, Type.TRAFFIC_OBSERVED)
    if Kind.ROAD_BRIDGE not in about:
        return
    reach = _PART_REACH if sentence.spaced else _PART_REACH // 3
    if _beside(sentence, "partly", found.get(Type.COMPLETED), reach):
        _becomes(found, Type.COMPLETED, Type.CONSTRUCTION_PROGRESS)
    if _beside(sentence, "preparing", found.get(Type.CONSTRUCTION_STARTED), _AGAIN_REACH):
        _becomes(found, Type.CONSTRUCTION_STARTED, Type.CONSTRUCTION_PROGRESS)
    if _beside(sentence, "act-again", found.get(Type.OPENED), _AGAIN_REACH):
        _becomes(found, Type.OPENED, Type.SERVICE_RESUMED)  # its traffic, after an accident
    if Type.SERVICE_STARTED in found and of_buses(around if when.coming else [sentence]):
        found.pop(Type.CONSTRUCTION_STARTED, None)
        found.pop(Type.OPENED, None)


def _only_again(sentence: Sentence, hit: Hit) -> bool:
    """`The freighter has called again` tells another call, where no service runs that could have paused."""
    return sentence.near("again", hit.start, hit.stop, 0) is not None


def _by_people(sentence: Sentence, hit: Hit) -> bool:
    """The words only say that somebody is the first in a long time."""
    firsts = (*sentence.hits.get("first-since", ()), *sentence.hits.get("act-first", ()))
    return any(first.start < hit.stop and hit.start < first.stop and first_people(sentence, first) for first in firsts)


def _beside(sentence: Sentence, purpose: str, hits: Sequence[Hit] | None, reach: int) -> bool:
    return bool(hits and sentence.near(purpose, hits[0].start, hits[0].stop, reach))


def _becomes(found: _Found, kind: Type, other: Type) -> None:
    if kind in found:
        found.setdefault(other, found.pop(kind))


def _coming(sentence: Sentence, found: Mapping[Type, tuple[Hit, ...]], when: When) -> set[Type]:
    """What words of the future and days still to come make a plan: each the event nearest to it (`begun, to be ready next
    year` has begun), unless a day gone by stands nearer."""
    reach = _TENSE_REACH if sentence.spaced else _TENSE_REACH // 2
    possible = {kind: hits for kind, hits in found.items() if kind in COMING}
    gone = {kind: min((away(sentence, hits, day) for day in when.past), default=_FAR) for kind, hits in possible.items()}
    days = (*when.past, *when.coming)
    words = [word for word in ahead(sentence) if not any(day.start <= word.start < day.stop for day in days)]
    plans: set[Type] = set()
    once = sentence.hits.get("once", ())
    for mark in (*words, *once, *when.coming):
        far = {kind: min(_bound(sentence, hits, mark), default=_FAR) for kind, hits in possible.items()}
        inside = {kind for kind, hits in possible.items() if mark not in once and _within(hits, mark)}
        far = {kind: distance for kind, distance in far.items() if kind in inside or gone[kind] > _ADJACENT}
        nearest = min(far.values(), default=_FAR)
        if nearest <= reach:
            plans |= {kind for kind, distance in far.items() if distance <= nearest + _SAME and distance <= gone[kind]}
    return plans


def _within(hits: Sequence[Hit], mark: Hit) -> bool:
    """Part of the words that tell it; a clause that a wider phrase spans (`work on the road that will link … began`) is not."""
    return any(hit.start <= mark.start < hit.stop and hit.stop - hit.start <= _WIDE for hit in hits)


_AND = re.compile(r"\s(?:and|but|while|и|а|но|та|але|und|aber|et|mais|y|pero|i|oraz|ale)\s")


def _bound(sentence: Sentence, hits: Iterable[Hit], mark: Hit) -> Iterator[int]:
    """Characters from each to a word of the future; what is said after "and" is of something else (`has run again and
    should bring trade`)."""
    for hit in hits:
        if mark.start < hit.stop or not _AND.search(sentence.lowered, hit.stop, mark.start):
            yield between(sentence, hit, mark)
