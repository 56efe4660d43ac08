"""Telling systemd how we are (sd_notify(3)): one datagram to the socket it names."""

import contextlib
import socket


class Manager:
    """The service manager, when there is one. `address` is NOTIFY_SOCKET: a path, or @ and an abstract name."""

    def __init__(self, address: str | None, watchdog_microseconds: str | None = None) -> None:
        self._address = address
        given = watchdog_microseconds or ""
        self.watchdog: float | None = int(given) / 1e6 if given.isdigit() and int(given) else None  # seconds

    def ready(self, status: str) -> None:
        self._tell("READY=1", f"STATUS={status}")

    def alive(self) -> None:
        if self.watchdog is not None:
            self._tell("WATCHDOG=1")

    def reloaded(self, status: str) -> None:
        self._tell(f"STATUS={status}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        message = "\n".join(line.replace("\n", " ") for line in lines).encode()
        # The manager is away or its queue is full: the next word will say the same, and no job may wait for it.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.setblocking(False)
            out.sendto(message, address)
