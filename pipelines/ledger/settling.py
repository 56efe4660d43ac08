"""The events of a whole document: told once each, the news before its background."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from pipelines.ledger.dates import TO_THE_DAY
from pipelines.ledger.dating import FRESH, days_before
from pipelines.ledger.events import Candidate
from pipelines.ledger.precedence import BEGUN, COMPANIONS, DATED, ECLIPSES, PLANS
from tumen.transport import EventType as Type

_NEWS = frozenset(Type) - {Type.ANNOUNCED, Type.AGREED, Type.SERVICE_SUSPENDED}
_LEAD = 2  # sentences, the title among them: what is told first is what the report is about
_TOP = 3  # sentences, the title among them: below stands background
_EARLY = (4.0, 3.5, 3.0, 2.0, 1.5, 1.0)  # by sentence, the title first
_VAGUENESS = {Type.ANNOUNCED: 0.5, Type.TRAFFIC_OBSERVED: 1.1}
_PASSING = 1.0  # what an event of months ago loses against news
_RETOLD = 2  # sentences: a plan or traffic told so much before the news itself only leads up to it
_BUILDING = 9  # months: no bridge, port or line watched here was built in less
_OLD = 3  # months: what is so long gone a report of today tells only in passing
_UNKNOWN = 1_000  # stands for months that cannot be counted
_BESIDE = 3  # sentences further on in which its day may be named
_STALE = 3  # days by which news may be printed after the event: all of the part fit was within two
_PLANNED = 4  # sentences in which a plan with its day belongs to the news; further down, where several are told of, it is named
_MONTH = len("2025-04")
_VOYAGE = 2  # days: no flight, ship or train between neighbours but the Moscow car is longer under way
_MOVEMENTS = BEGUN | {Type.TRAFFIC_OBSERVED}

_Kept = dict[tuple[str, Type], Candidate]


def settle(
    found: Sequence[Candidate], days: Mapping[int, Sequence[str]], spoken: Set[str], published: date | None
) -> list[Candidate]:
    """One event for each transport link and type: what is told again is the same event, with the best date told.

    What happened long before the news, and what is to come on a stated day, stays beside it where the text dates it.
    `days`: sentence → recent days it names; `spoken`: days on which the report has somebody say something.
    """
    found = _one_beginning(found)
    kept = _told_once(found, published)
    background = {key: candidate for key, candidate in kept.items() if key[1] in DATED and _has_month(candidate)}
    _drop_eclipsed(kept, published)
    _drop_asides(kept, published)
    news = _keep_main(kept, published)
    for key, candidate in kept.items():
        kept[key] = dated(candidate, days, spoken, published, main=key[1] is news[key[0]])
    for key, candidate in background.items():
        main = kept.get((key[0], news[key[0]])) if key[0] in news else None
        if key not in kept and main and _apart(candidate, main):
            kept[key] = candidate
    plans = _plans(found, kept)
    for candidate in plans:
        if candidate.event.type is Type.SCHEDULE_CHANGED:
            kept.pop(candidate.key, None)  # told before without the day from which it holds
    told = (*kept.values(), *plans, *_second_sightings(found, kept))
    return sorted(told, key=lambda candidate: candidate.index)


def _one_beginning(found: Sequence[Candidate]) -> list[Candidate]:
    """What begins or resumes on a day is no new timetable from that day as well."""
    begun = {(one.event.transport_link, one.event.date) for one in found if one.event.type in BEGUN and one.event.date}
    return [
        one
        for one in found
        if one.event.type is not Type.SCHEDULE_CHANGED or (one.event.transport_link, one.event.date) not in begun
    ]


def _told_once(found: Sequence[Candidate], published: date | None) -> _Kept:
    kept: _Kept = {}
    for candidate in found:
        key = candidate.key
        other = kept.get(key)
        if candidate.planned or _is_dated_later(candidate, found):
            continue
        if other is None:
            kept[key] = candidate
        elif _dates_better(candidate, other, published):
            kept[key] = replace(candidate, index=other.index, named=candidate.named or other.named)
    return kept


def _is_dated_later(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """What is told without a date, mostly in a title, while the sentences beside it speak of it as still to come."""
    link, kind = candidate.key
    if candidate.event.date is not None:
        return False
    near = [other for other in found if other.event.transport_link == link and abs(other.index - candidate.index) <= _BESIDE]
    if any(other.planned and other.event.date and other.event.type is kind for other in near):
        return True
    happened = any(other.event.type in _MOVEMENTS and other.event.date and not other.planned for other in near)
    return kind in BEGUN and not happened and any(other.planned and other.event.type in _MOVEMENTS for other in near)


def _has_month(candidate: Candidate) -> bool:
    return candidate.event.date is not None and len(candidate.event.date) >= _MONTH


def _has_year(candidate: Candidate) -> bool:
    return candidate.event.date is not None and len(candidate.event.date) < _MONTH


def _apart(candidate: Candidate, news: Candidate) -> bool:
    """Another day or month than the news, so that it is no second reading of it."""
    day, other = candidate.event.date, news.event.date
    return day is not None and (other is None or not (day.startswith(other) or other.startswith(day)))


def _second_sightings(found: Sequence[Candidate], kept: _Kept) -> list[Candidate]:
    """Traffic of another month or day than all that is kept of a transport link, told by name; one for each."""
    more: dict[str, Candidate] = {}
    for candidate in found:
        link, kind = candidate.key
        beside = [other for (name, _), other in kept.items() if name == link]
        if kind is not Type.TRAFFIC_OBSERVED or candidate.planned or not candidate.named or not _has_month(candidate):
            continue
        if beside and all(
            other.event.date and _apart(candidate, other) and not _one_voyage(candidate, other) for other in beside
        ):
            more.setdefault(link, candidate)
    return list(more.values())


def _one_voyage(candidate: Candidate, other: Candidate) -> bool:
    """Left on one day and arrived the next: the sighting of a service that begins."""
    day, begun = candidate.event.date, other.event.date
    if other.event.type not in BEGUN or not day or not begun or len(day) < TO_THE_DAY or len(begun) < TO_THE_DAY:
        return False
    return abs((date.fromisoformat(day) - date.fromisoformat(begun)).days) <= _VOYAGE


def _plans(found: Sequence[Candidate], kept: _Kept) -> list[Candidate]:
    """What is to come on a stated day or in a stated month, each type once, where it has not come already."""
    plans: _Kept = {}
    alone = len({candidate.event.transport_link for candidate in found}) == 1
    for candidate in found:
        told = kept.get(candidate.key)
        if candidate.event.type in BEGUN and (candidate.event.transport_link, Type.SCHEDULE_CHANGED) in kept:
            continue  # another timetable from that day
        if (
            not candidate.planned
            or candidate.event.type not in PLANS
            or not candidate.event.date
            or not (alone or candidate.named or candidate.index < _PLANNED)
        ):
            continue
        if told is None or (
            told.event.date and candidate.event.date and told.event.date[:_MONTH] != candidate.event.date[:_MONTH]
        ):
            plans.setdefault(candidate.key, candidate)
    return list(plans.values())


def _dates_better(candidate: Candidate, other: Candidate, published: date | None) -> bool:
    """The same event told again with a date, soon after or freshly; an announcement with the day it was made."""
    day = candidate.event.date
    if day is None or day == other.event.date:
        return False
    if other.event.type is Type.ANNOUNCED:
        return published is not None and other.event.date == published.isoformat() and candidate.index <= _LEAD + 1
    return other.event.date is None and (candidate.index - other.index <= _BESIDE or _fresh(day, published))


def _fresh(iso: str, published: date | None) -> bool:
    return published is not None and len(iso) == TO_THE_DAY and 0 <= days_before(iso, published) <= FRESH


def dated(
    candidate: Candidate, days: Mapping[int, Sequence[str]], spoken: Set[str], published: date | None, *, main: bool
) -> Candidate:
    """With the date that what stands around gives it."""
    event = candidate.event
    if event.date is None and candidate.index <= _LEAD and event.type in _NEWS:
        named = {day for index in range(candidate.index, candidate.index + _BESIDE + 1) for day in days.get(index, ())}
        event = replace(event, date=named.pop()) if len(named) == 1 else event
    if event.date is None and main and candidate.index < _LEAD and event.type in DATED and published and published.day > _STALE:
        # News with no day anywhere near happened in the month it was printed in; in the first days of a month that is open.
        event = replace(event, date=f"{published:%Y-%m}")
    if event.type is Type.ANNOUNCED and published and event.date == published.isoformat() and len(spoken) == 1:
        event = replace(event, date=next(iter(spoken)))
    return replace(candidate, event=event)


def _drop_eclipsed(kept: _Kept, published: date | None) -> None:
    for (link, kind), candidate in list(kept.items()):
        for eclipsed in ECLIPSES.get(kind, ()) if not _is_old(candidate, published) else ():
            other = kept.get((link, eclipsed))
            if other and _eclipses(candidate, other, published):
                del kept[link, eclipsed]


def _eclipses(candidate: Candidate, other: Candidate, published: date | None) -> bool:
    """Whether `other` retells or leads up to the news of `candidate`: told no earlier, or vague and told shortly
    before it. What was begun some months ago is neither finished nor open, whatever stands in the title."""
    kind, eclipsed = candidate.event.type, other.event.type
    vague = eclipsed in _VAGUENESS or eclipsed is Type.CONSTRUCTION_PROGRESS
    if kind is Type.CONSTRUCTION_STARTED and _months_ago(candidate.event.date, published) < _BUILDING:
        return True
    return candidate.index <= other.index + (_RETOLD if vague else 0)


def _is_old(candidate: Candidate, published: date | None) -> bool:
    return candidate.event.type in DATED and _OLD <= _months_ago(candidate.event.date, published) < _UNKNOWN


def _drop_asides(kept: _Kept, published: date | None) -> None:
    """What accompanies the news: plans told after it, undated traffic on a second transport link, an interruption that ends."""
    moving = [link for link, kind in kept if kind is Type.TRAFFIC_OBSERVED]
    for (link, kind), candidate in list(kept.items()):
        others = [other for (same, of), other in kept.items() if same == link and of is not kind and of in _NEWS]
        told_before = any(other.index <= candidate.index and not _is_old(other, published) for other in others)
        if kind is Type.ANNOUNCED:
            several = len({name for name, _ in kept}) > 1
            aside = (told_before and (link, Type.COMPLETED) not in kept) or (
                not candidate.named and candidate.index > 1 and several
            )
        elif kind is Type.TRAFFIC_OBSERVED and not candidate.event.date:
            plan = kept.get((link, Type.ANNOUNCED))
            before = any(name != link and other.index < candidate.index for (name, _), other in kept.items())
            aside = before or link != moving[0] or (plan is not None and plan.index < candidate.index)
        elif kind is Type.SERVICE_SUSPENDED and not candidate.event.date:
            ended = [kept.get((link, of)) for of in (Type.SERVICE_RESUMED, Type.SERVICE_STARTED, Type.ANNOUNCED)]
            aside = any(other is not None and other.index <= candidate.index for other in ended)
        else:
            aside = False
        if aside:
            del kept[link, kind]


def _months_ago(day: str | None, published: date | None) -> int:
    """Calendar months from a day or month to publication; more than any building takes where either is unknown."""
    if day is None or published is None or len(day) < _MONTH:
        return _UNKNOWN
    return (published.year - int(day[:4])) * 12 + published.month - int(day[5:7])


def _keep_main(kept: _Kept, published: date | None) -> dict[str, Type]:
    """One event a transport link is the news; what is told beside it stays only where the two belong together. What is
    told late, without the name and of a whole year, is background, perhaps of another transport link, and left out."""
    news = {}
    for transport_link in {name for name, _ in kept}:
        told = {kind: candidate for (name, kind), candidate in kept.items() if name == transport_link}
        main = news[transport_link] = max(told, key=lambda kind: _weight(kind, told[kind], published))
        doubtful = told[main].index >= _TOP and not told[main].named and _has_year(told[main])
        for kind in told:
            if doubtful or (kind is not main and kind not in COMPANIONS.get(main, ())):
                del kept[transport_link, kind]
    return news


def _weight(kind: Type, candidate: Candidate, published: date | None) -> float:
    """How likely this is what the document reports: told early, by name, not long ago."""
    early = _EARLY[min(candidate.index, len(_EARLY) - 1)]
    old = 2.0 * _stale(candidate, published) or _PASSING * _is_old(candidate, published)
    return early + 0.5 * candidate.named - old - _VAGUENESS.get(kind, 0.0)


def _stale(candidate: Candidate, published: date | None) -> bool:
    day = candidate.event.date
    return day is not None and published is not None and int(day[:4]) < published.year - 1
