"""Which addresses the crawler may connect to: public ones, and those the administrator opened.

The check stands in name resolution, the last thing before connecting: Twisted connects to exactly the addresses the
resolver hands out, so a name cannot be bound anew in between. Literals pass it too, `2130706433` and `0x7f.1` included,
because the system's resolver reads them.
"""

import ipaddress
import logging
import socket
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.refusals import ClosedAddressError

log = logging.getLogger(__name__)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What `ipaddress` of Python 3.11 to 3.13 calls global, or not, depending on the patch level.
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "198.18.0.0/15",  # benchmarks
        "240.0.0.0/4",  # reserved
        "64:ff9b:1::/48",  # NAT64 prefixes of a network's own
        "fec0::/10",  # site-local, withdrawn but routed by old kernels
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing identifiers
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def carried(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for (mapped, compatible, NAT64, 6to4), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


class Openings:
    """The rule: an address is open when it is public or lies in a network the administrator opened."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        """Raises ValueError when a network is not in CIDR form."""
        self._networks: tuple[Network, ...] = tuple(ipaddress.ip_network(network) for network in networks)

    def admits(self, written: str) -> bool:
        """Whether the crawler may connect to this literal address; what is no literal is not admitted."""
        try:
            address = ipaddress.ip_address(written)
        except ValueError:
            return False
        if getattr(address, "scope_id", None) is not None:
            return False  # fe80::1%eth0: link-local by definition
        target = carried(address)
        if any(address in network or target in network for network in self._networks):
            return True
        return target.is_global and not target.is_multicast and not any(target in network for network in _CLOSED)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Names → admitted addresses, IPv4 and IPv6, by the system's resolver.

    `refusals` counts, for each host, the resolutions that led to a closed address.
    """

    def __init__(self, reactor: Any, openings: Openings) -> None:
        self.openings = openings
        self.refusals: Counter[str] = Counter()
        self._closed: dict[str, str] = {}
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls(reactor, Openings(crawler.settings.getlist("TUMEN_OPEN_ADDRESSES")))

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def closed(self, host: str) -> str | None:
        """The addresses that were refused when `host` was last resolved and none was admitted; None when one was."""
        return self._closed.get(_plain(host))

    # The names below are Twisted's interface.
    def resolveHostName(self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, *_: Any, **__: Any) -> Any:
        resolutionReceiver.resolutionBegan(self)
        asking = (resolutionReceiver, hostName, portNumber)
        # A thread of its own that nobody waits for at the end: a dead name server holds each look-up for ten seconds or more.
        threading.Thread(target=self._ask, args=asking, daemon=True).start()
        return self

    def _ask(self, receiver: Any, host: str, port: int) -> None:
        self._reactor.callFromThread(self._deliver, receiver, host, port, _look_up(host))

    def _deliver(self, receiver: Any, host: str, port: int, found: list[str]) -> None:
        admitted = [address for address in found if self.openings.admits(address)]
        self._note(host, [address for address in found if address not in admitted], closed=not admitted)
        for address in admitted:
            form = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(form("TCP", address, port))
        receiver.resolutionComplete()

    def _note(self, host: str, refused: list[str], *, closed: bool) -> None:
        key = _plain(host)
        self._closed.pop(key, None)
        if refused:
            self.refusals[key] += 1
            log.warning("event=door.closed host=%s addresses=%s", key, ",".join(refused[:3]))
            if closed:
                self._closed[key] = ", ".join(refused[:3])


def _look_up(host: str) -> list[str]:
    """The addresses of a name or literal, in the system's order; none when it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # UnicodeError: a label that is empty or longer than 63
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _plain(host: str) -> str:
    """One spelling for the two in which Twisted and a URL name the same host."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


class Doorkeeper:
    """Downloader middleware: tells "this host is closed to us" from "this host does not exist"."""

    @classmethod
    def from_crawler(cls, _crawler: Any) -> Self:
        return cls()

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises ClosedAddressError in the place of a failed look-up whose addresses were all refused."""
        from twisted.internet import reactor

        resolver = getattr(reactor, "nameResolver", None)
        if isinstance(exception, CannotResolveHostError) and isinstance(resolver, GuardedResolver):
            addresses = resolver.closed(urlsplit(request.url).hostname or "")
            if addresses is not None:
                raise ClosedAddressError(f"leads to {addresses}, which is not public") from exception
