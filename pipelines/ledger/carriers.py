"""Whose traffic it is where a port and the ships that call there are both reported."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from pipelines.ledger.events import Candidate
from tumen.journey import LinkTag
from tumen.transport import EventType, TransportKind


def by_ship(
    told: Sequence[Candidate], tags: Sequence[LinkTag], kinds: Mapping[str, TransportKind], spoken: Set[str]
) -> Iterator[Candidate]:
    """Arms seen at a port are the traffic of the ships that carry them. `spoken`: purposes of the phrases in the document."""
    ships = (tag.id for tag in tags if tag.role == "reported" and kinds.get(tag.id) is TransportKind.SHIPPING)
    shipping = next(ships, None) if "arms" in spoken else None
    for candidate in told:
        event = candidate.event
        at_port = event.type is EventType.TRAFFIC_OBSERVED and kinds[event.transport_link] is TransportKind.PORT
        yield replace(candidate, event=replace(event, transport_link=shipping)) if shipping and at_port else candidate
