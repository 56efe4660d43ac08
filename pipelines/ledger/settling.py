"""The events of a whole document: told once each, the news before its background."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipelines.ledger.events import FRESH, Candidate, days_before
from pipelines.ledger.precedence import COMPANIONS, ECLIPSES
from tumen.statements import Event
from tumen.transport import EventType as Type

_NEWS = frozenset(Type) - {Type.ANNOUNCED, Type.AGREED, Type.SERVICE_SUSPENDED}
_LEAD = 2  # sentences, the title among them: what is told first is what the report is about
_EARLY = (4.0, 3.5, 3.0, 2.0, 1.5, 1.0)  # by sentence, the title first
_VAGUENESS = {Type.ANNOUNCED: 0.5, Type.TRAFFIC_OBSERVED: 0.3, Type.AGREED: 1.0}
_RETOLD = 4  # sentences: a plan or traffic told so much before the news itself only leads up to it
_BUILDING = 9  # months: no bridge, port or line watched here was built in less
_BESIDE = 3  # sentences further on in which its day may be named


def settle(found: Sequence[Candidate], days: Mapping[int, Sequence[str]], published: date | None) -> tuple[Event, ...]:
    """One event for each transport link and type: what is told again is the same event, with the best date told."""
    kept: dict[tuple[str, Type], Candidate] = {}
    for candidate in found:
        key = (candidate.event.transport_link, candidate.event.type)
        other = kept.get(key)
        if other is None:
            kept[key] = candidate
        elif _dates_better(candidate, other, published):
            kept[key] = replace(candidate, index=other.index)
    for (link, kind), candidate in list(kept.items()):
        for eclipsed in ECLIPSES.get(kind, ()):
            other = kept.get((link, eclipsed))
            if other and _eclipses(candidate, other, published):
                del kept[link, eclipsed]
    _drop_asides(kept)
    _keep_main(kept, published)
    for key, candidate in kept.items():
        kept[key] = _dated_nearby(candidate, days)
    return tuple(candidate.event for candidate in sorted(kept.values(), key=lambda candidate: candidate.index))


def _dates_better(candidate: Candidate, other: Candidate, published: date | None) -> bool:
    """The same event told again with a date, soon after or freshly; an announcement with the day it was made."""
    day = candidate.event.date
    if day is None or day == other.event.date:
        return False
    if other.event.type is Type.ANNOUNCED:
        return published is not None and other.event.date == published.isoformat() and candidate.index <= _LEAD + 1
    return other.event.date is None and (candidate.index - other.index <= _BESIDE or _fresh(day, published))


def _fresh(iso: str, published: date | None) -> bool:
    return published is not None and len(iso) == 10 and 0 <= days_before(iso, published) <= FRESH


def _dated_nearby(candidate: Candidate, days: Mapping[int, Sequence[str]]) -> Candidate:
    """The main news told without a date is dated by the one day that the sentences next to it name."""
    if candidate.event.date or candidate.index > _LEAD or candidate.event.type not in _NEWS:
        return candidate
    named = {day for index in range(candidate.index, candidate.index + _BESIDE + 1) for day in days.get(index, ())}
    return replace(candidate, event=replace(candidate.event, date=named.pop())) if len(named) == 1 else candidate


def _drop_asides(kept: dict[tuple[str, Type], Candidate]) -> None:
    """What accompanies the news: plans told after it, undated traffic on a second transport link, an interruption that ends."""
    moving = [link for link, kind in kept if kind is Type.TRAFFIC_OBSERVED]
    for (link, kind), candidate in list(kept.items()):
        others = [other for (same, of), other in kept.items() if same == link and of is not kind and of in _NEWS]
        told_before = any(other.index <= candidate.index for other in others)
        if kind is Type.ANNOUNCED:
            aside = told_before or (not candidate.named and candidate.index > 1 and len({name for name, _ in kept}) > 1)
        elif kind is Type.TRAFFIC_OBSERVED and not candidate.event.date:
            plan = kept.get((link, Type.ANNOUNCED))
            aside = link != moving[0] or (plan is not None and plan.index < candidate.index)
        elif kind is Type.SERVICE_SUSPENDED and not candidate.event.date:
            aside = any((link, of) in kept for of in (Type.SERVICE_RESUMED, Type.SERVICE_STARTED, Type.ANNOUNCED))
        else:
            aside = False
        if aside:
            del kept[link, kind]


def _eclipses(candidate: Candidate, other: Candidate, published: date | None) -> bool:
    """Whether `other` retells or leads up to the news of `candidate`: told no earlier, or vague and told shortly
    before it. What was begun some months ago is neither finished nor open, whatever stands in the title."""
    kind, eclipsed = candidate.event.type, other.event.type
    vague = eclipsed in _VAGUENESS or eclipsed is Type.CONSTRUCTION_PROGRESS
    if kind is Type.CONSTRUCTION_STARTED and _months_ago(candidate.event.date, published) < _BUILDING:
        return True
    return candidate.index <= other.index + (_RETOLD if vague else 0)


def _months_ago(day: str | None, published: date | None) -> int:
    """Calendar months from a day or month to publication; more than any building takes where either is unknown."""
    if day is None or published is None or len(day) < 7:
        return 1_000
    return (published.year - int(day[:4])) * 12 + published.month - int(day[5:7])


def _keep_main(kept: dict[tuple[str, Type], Candidate], published: date | None) -> None:
    """One event a transport link is the news; what is told beside it stays only where the two belong together."""
    for transport_link in {name for name, _ in kept}:
        told = {kind: candidate for (name, kind), candidate in kept.items() if name == transport_link}
        main = max(told, key=lambda kind: _weight(kind, told[kind], published))
        for kind in told:
            if kind is not main and kind not in COMPANIONS.get(main, ()):
                del kept[transport_link, kind]


def _weight(kind: Type, candidate: Candidate, published: date | None) -> float:
    """How likely this is what the document reports: told early, by name, not long ago."""
    early = _EARLY[min(candidate.index, len(_EARLY) - 1)]
    return early + 0.5 * candidate.named - 2.0 * _stale(candidate, published) - _VAGUENESS.get(kind, 0.0)


def _stale(candidate: Candidate, published: date | None) -> bool:
    day = candidate.event.date
    return day is not None and published is not None and int(day[:4]) < published.year - 1
