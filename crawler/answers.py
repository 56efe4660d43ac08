"""What an entry point answered, and what was read from it: the same for every kind of source."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:  # parsers of feeds are imported with the first feed that has changed
    from crawler.feeds import Feed


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one poll. `step` counts the addresses on the way here: 0 is the source's own."""

    body: bytes = field(repr=False)
    content_type: str  # as the header says, "" when it says nothing
    url: str  # after redirects
    fetched_at: datetime
    step: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer announces, and the addresses at which the source announces more, to be polled as step + 1."""

    feed: "Feed"
    further: tuple[str, ...] = ()


def same_site(url: str, other: str) -> bool:
    """Whether two addresses belong to one site: equal hosts and ports, or the host of one is a subdomain of the other's.

    Only such addresses are polled further: a broken or hijacked page must not send the crawler wherever it likes.
    """
    hosts = []
    for address in (url, other):
        try:
            parts = urlsplit(address)
            hosts.append(((parts.hostname or "").removeprefix("www."), parts.port))
        except ValueError:
            return False
    (one, port), (two, other_port) = hosts
    if not one or not two or port != other_port:
        return False
    return one == two or one.endswith(f".{two}") or two.endswith(f".{one}")
