"""The ways a server misbehaves, by the name an `Answer` calls them. Each returns when the other side has had enough."""

import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from types import MappingProxyType

_PIECE = b"<p>more</p>" * 6000


def _silent(handler: BaseHTTPRequestHandler, body: bytes, kind: str, closing: threading.Event) -> None:
    closing.wait()
    handler.close_connection = True


def _reset(handler: BaseHTTPRequestHandler, body: bytes, kind: str, closing: threading.Event) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def _cut(handler: BaseHTTPRequestHandler, body: bytes, kind: str, closing: threading.Event) -> None:
    """Announces twice the body it sends."""
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(2 * len(body)))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def _endless_headers(handler: BaseHTTPRequestHandler, body: bytes, kind: str, closing: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not closing.is_set():
        handler.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")


def _drip(handler: BaseHTTPRequestHandler, body: bytes, kind: str, closing: threading.Event) -> None:
    """One header byte every half second."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
        if closing.wait(0.5):
            return
        handler.wfile.write(bytes((byte,)))


def _streamed(size: int | None, *, announced: bool = True) -> "Manner":
    """A body of so many bytes (None: without end), made while it is sent and never held."""

    def send(handler: BaseHTTPRequestHandler, body: bytes, kind: str, closing: threading.Event) -> None:
        length = f"Content-Length: {size}\r\n" if announced and size is not None else ""
        handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{length}Connection: close\r\n\r\n".encode())
        sent = 0
        while (size is None or sent < size) and not closing.is_set():
            handler.wfile.write(_PIECE)
            sent += len(_PIECE)
        handler.close_connection = True

    return send


Manner = Callable[[BaseHTTPRequestHandler, bytes, str, threading.Event], None]
MANNERS: MappingProxyType[str, Manner] = MappingProxyType(
    {
        "silent": _silent,
        "reset": _reset,
        "cut": _cut,
        "endless-headers": _endless_headers,
        "endless-body": _streamed(None),
        "drip": _drip,
        "50 MB": _streamed(50 * 10**6),
        "1 GB": _streamed(10**9),
        "1 GB unannounced": _streamed(10**9, announced=False),
    }
)
