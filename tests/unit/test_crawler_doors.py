"""Which addresses are open, and which a name may lead to."""

import socket
import threading
from typing import Any

import pytest

from crawler.doors import GuardedResolver, Openings


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "192.88.99.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "fec0::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:7f00:1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "3fff::1",
        "5f00::1",
        "",
        "localhost",
        "2130706433",
        "0x7f.1",
        "1.2.3",
        "127.1",
    ],
)
def test_what_is_not_a_public_address_is_closed(address: str) -> None:
    assert not Openings().admits(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "77.88.55.60", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_open(address: str) -> None:
    assert Openings().admits(address)


def test_an_opening_opens_its_network_and_nothing_beside_it() -> None:
    openings = Openings(["127.0.0.2/32", "fd00:1::/32"])
    assert openings.admits("127.0.0.2")
    assert openings.admits("::ffff:127.0.0.2")
    assert openings.admits("fd00:1::9")
    assert not openings.admits("127.0.0.3")
    assert not openings.admits("fd00:2::9")


class Reactor:
    """The one thing of a reactor that the resolver asks for."""

    def callFromThread(self, function: Any, *args: Any) -> None:
        function(*args)


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self._complete = threading.Event()

    def resolutionBegan(self, resolution: Any) -> None:
        pass

    def addressResolved(self, address: Any) -> None:
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self) -> None:
        self._complete.set()

    def wait(self) -> "Receiver":
        assert self._complete.wait(30)
        return self


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "localhost",
        "::1",
        "::ffff:127.0.0.1",
        "0",
        "a..b",
        "x" * 70,
    ],
)
def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    resolver, receiver = GuardedResolver(Reactor(), Openings(["127.0.0.2/32"])), Receiver()
    resolver.resolveHostName(receiver, host, 80)
    assert receiver.wait().addresses == []


def test_a_refused_host_is_told_from_one_that_does_not_exist() -> None:
    resolver = GuardedResolver(Reactor(), Openings())
    for host in ("127.0.0.1", "a..b"):
        receiver = Receiver()
        resolver.resolveHostName(receiver, host, 80)
        receiver.wait()
    assert resolver.closed("127.0.0.1") == "127.0.0.1"
    assert resolver.closed("a..b") is None
    assert dict(resolver.refusals) == {"127.0.0.1": 1}


def test_an_opened_literal_keeps_its_port() -> None:
    receiver = Receiver()
    GuardedResolver(Reactor(), Openings(["127.0.0.2/32"])).resolveHostName(receiver, "127.0.0.2", 8080)
    assert receiver.wait().addresses == [("127.0.0.2", 8080)]


@pytest.mark.parametrize(
    "closed",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.7.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "fe80::1",
    ],
)
def test_a_name_bound_anew_is_checked_anew(monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
    """What connects gets the addresses that were checked, of that very look-up; of a mixed answer only the public ones."""
    answers = iter([["93.184.216.34"], [closed], [closed, "93.184.216.34", "::ffff:127.0.0.1"]])

    def getaddrinfo(host: str, *_: Any, **__: Any) -> list[Any]:
        assert host == "rebinding.example"
        return [(0, 0, 0, "", (address, 0)) for address in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    resolver, reached = GuardedResolver(Reactor(), Openings()), []
    for _ in range(3):
        receiver = Receiver()
        resolver.resolveHostName(receiver, "rebinding.example", 443)
        reached.append([address for address, _ in receiver.wait().addresses])
    assert reached == [["93.184.216.34"], [], ["93.184.216.34"]]
    assert resolver.refusals["rebinding.example"] == 2
