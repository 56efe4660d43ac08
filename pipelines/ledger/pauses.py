"""Services the registry knows to have run before and been stopped: what begins on them again is resumed, not started."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from pipelines.ledger.events import Candidate
from tumen.transport import EventType, TransportKind, TransportLink

# Those with a timetable. Of ports and railways a new trade begins where another ended.
_SERVICES = frozenset({TransportKind.RAIL_CROSSING, TransportKind.PASSENGER_TRAIN, TransportKind.AIR})


def stopped_services(links: Iterable[TransportLink]) -> dict[str, str]:
    """Since when (ISO date, as precise as the registry) each service stood still that no fact tells to have started later."""
    found: dict[str, str] = {}
    for link in links:
        for fact in link.facts if link.kind in _SERVICES else ():
            if fact.event is EventType.SERVICE_SUSPENDED:
                found.setdefault(link.id, fact.date)
            elif fact.event is EventType.SERVICE_STARTED:
                found.pop(link.id, None)
    return found


def resumed(candidate: Candidate, stopped: Mapping[str, str], published: date | None) -> Candidate:
    """The candidate, resumed where it tells that a service started after it had been stopped."""
    since = stopped.get(candidate.event.transport_link)
    told = candidate.event.date or (published.isoformat() if published else None)
    if since is None or candidate.event.type is not EventType.SERVICE_STARTED or (told is not None and told < since):
        return candidate
    return replace(candidate, event=replace(candidate.event, type=EventType.SERVICE_RESUMED))
