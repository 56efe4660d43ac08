"""What the registry knows of services: what begins on one that stood still is resumed, and what is to begin on one that runs
is another timetable."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pipelines.ledger.events import Candidate
from pipelines.ledger.precedence import BEGUN
from tumen.transport import EventType, TransportKind, TransportLink

# Those with a timetable. Of ports and railways a new trade begins where another ended.
_SERVICES = frozenset({TransportKind.RAIL_CROSSING, TransportKind.PASSENGER_TRAIN, TransportKind.AIR})
_CATCH_ALL = "other"  # how the ids of transport links begin that are many services
_SETTLED = timedelta(days=45)  # so long after its first run nobody announces a service's beginning any more


class Services(NamedTuple):
    """By transport link, as ISO dates as precise as the registry's facts."""

    stopped: Mapping[str, str]  # since when each stood still that no fact tells to have started later
    running: Mapping[str, str]  # since when each has run, where no fact tells that it stopped since


def known_services(links: Iterable[TransportLink]) -> Services:
    """`links` are the registry's, their facts in order."""
    stopped: dict[str, str] = {}
    running: dict[str, str] = {}
    for link in links:
        for fact in link.facts if link.kind in _SERVICES else ():
            if fact.event is EventType.SERVICE_SUSPENDED:
                stopped.setdefault(link.id, fact.date)
                running.pop(link.id, None)
            elif fact.event in BEGUN and not link.id.startswith(_CATCH_ALL):
                running.setdefault(link.id, fact.date)
            if fact.event is EventType.SERVICE_STARTED:
                stopped.pop(link.id, None)
    return Services(stopped, running)


def as_known(candidate: Candidate, services: Services, published: date | None) -> Candidate:
    """The candidate; one that tells that a service starts as what the registry says it can only be."""
    event = candidate.event
    if event.type is not EventType.SERVICE_STARTED:
        return candidate
    running = services.running.get(event.transport_link)
    if candidate.planned and running and published and running <= (published - _SETTLED).isoformat():
        return replace(candidate, event=replace(event, type=EventType.SCHEDULE_CHANGED))
    since = services.stopped.get(event.transport_link)
    told = event.date or (published.isoformat() if published else None)
    if since is None or (told is not None and told < since):
        return candidate
    return replace(candidate, event=replace(event, type=EventType.SERVICE_RESUMED))
