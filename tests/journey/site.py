"""A news site on this machine that answers as it is told: well, badly, or not at all."""

import contextlib
import gzip
import html
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.journey.misbehaving import MANNERS


@dataclass(frozen=True)
class Answer:
    """How one address answers. `manner` is one of the ways a server misbehaves, "" for none."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None  # answers 304 to a request that holds it
    last_modified: str | None = None
    gate: threading.Event | None = None  # answers when it is set
    manner: str = ""  # a name in `misbehaving.MANNERS`


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    at: datetime


class Site:
    """A server on `host` (an address of this machine), on a free port. What no route answers is 404; robots.txt too."""

    def __init__(self, host: str = "127.0.0.2", tls: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Answer | list[Answer]] = {}
        self.seen: list[Seen] = []
        self.closing = threading.Event()
        self._lock = threading.Condition()
        self._server = _Quiet((host, 0), _handler(self))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.origin = f"{'http' if tls is None else 'https'}://{host}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        return self.origin + path

    def route(self, path: str, answer: Answer | Sequence[Answer]) -> str:
        """Set how `path` answers; a sequence answers in turn, its last one for good. The address."""
        self.routes[path] = answer if isinstance(answer, Answer) else list(answer)
        return self.url(path)

    def paths(self) -> list[str]:
        """Every path asked for, robots.txt left out, in order."""
        with self._lock:
            return [seen.path for seen in self.seen if seen.path != "/robots.txt"]

    def count(self, path: str) -> int:
        with self._lock:
            return sum(seen.path == path for seen in self.seen)

    def await_request(self, path: str, seconds: float = 60) -> None:
        """Wait until `path` is asked for. Raises TimeoutError."""
        with self._lock:
            if not self._lock.wait_for(lambda: any(seen.path == path for seen in self.seen), seconds):
                raise TimeoutError(f"nobody asked for {path}")

    def note(self, seen: Seen) -> Answer:
        with self._lock:
            self.seen.append(seen)
            self._lock.notify_all()
            answer = self.routes.get(seen.path, Answer(b"not here", 404, "text/plain"))
            if isinstance(answer, list):
                return answer.pop(0) if len(answer) > 1 else answer[0]
            return answer


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever crawls may hang up at any moment."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen = Seen(self.path, {name.lower(): value for name, value in self.headers.items()}, datetime.now(UTC))
            answer = site.note(seen)
            if answer.gate is not None:
                answer.gate.wait()
            with contextlib.suppress(OSError):  # the other side has gone: what some of these answers are for
                if answer.manner:
                    MANNERS[answer.manner](self, answer.body, answer.kind, site.closing)
                else:
                    _well(self, answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _well(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    held = (answer.etag and handler.headers.get("If-None-Match") == answer.etag) or (
        answer.last_modified and handler.headers.get("If-Modified-Since") == answer.last_modified
    )
    body = b"" if held else answer.body
    handler.send_response(304 if held else answer.status)
    sent = {
        "Content-Type": answer.kind,
        "Content-Length": str(len(body)),
        "ETag": answer.etag,
        "Last-Modified": answer.last_modified,
    }
    for name, value in (sent | answer.headers).items():
        if value is not None:
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@dataclass(frozen=True)
class Entry:
    """One item of a feed."""

    url: str
    title: str
    summary: str = ""
    at: datetime = datetime(2026, 3, 1, 9, tzinfo=UTC)


def rss(entries: Sequence[Entry], etag: str | None = None) -> Answer:
    items = "".join(
        f"<item><title>{html.escape(e.title)}</title><link>{html.escape(e.url)}</link>"
        f"<description>{html.escape(e.summary)}</description><pubDate>{format_datetime(e.at)}</pubDate></item>"
        for e in entries
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return Answer(body.encode(), kind="application/rss+xml; charset=utf-8", etag=etag)


def atom(entries: Sequence[Entry], last_modified: str | None = None) -> Answer:
    items = "".join(
        f'<entry><title>{html.escape(e.title)}</title><link href="{html.escape(e.url)}"/><id>{html.escape(e.url)}</id>'
        f"<updated>{e.at.isoformat()}</updated><summary>{html.escape(e.summary)}</summary></entry>"
        for e in entries
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{items}</feed>'
    return Answer(body.encode(), kind="application/atom+xml", last_modified=last_modified)


def json_feed(entries: Sequence[Entry]) -> Answer:
    items = [
        {"id": e.url, "url": e.url, "title": e.title, "content_text": e.summary, "date_published": e.at.isoformat()}
        for e in entries
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}
    return Answer(json.dumps(document).encode(), kind="application/feed+json")


def article(title: str, paragraphs: Sequence[str], canonical: str = "") -> Answer:
    """A page as news sites make them: navigation, the article, related headlines, a footer."""
    link = f'<link rel="canonical" href="{html.escape(canonical)}">' if canonical else ""
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    body = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{html.escape(title)} | News</title>{link}</head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<main><article><h1>{html.escape(title)}</h1>{text}</article></main>"
        "<aside><h3>Most read</h3><ul><li><a href='/x'>Cat rescued from a tree</a></li></ul></aside>"
        "<footer>All rights reserved. Subscribe to our newsletter.</footer></body></html>"
    )
    return Answer(body.encode())


def gzipped(body: bytes, *, truncated: int = 0) -> Answer:
    packed = gzip.compress(body)
    return Answer(packed[: len(packed) - truncated], headers={"Content-Encoding": "gzip"})


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(b"", status, headers={"Location": target})


@contextlib.contextmanager
def trap(host: str = "127.0.0.3") -> Iterator[tuple[str, list[str]]]:
    """A listener that nothing may connect to: its origin, and who did."""
    visitors: list[str] = []
    server = socket.create_server((host, 0))
    server.settimeout(0.05)
    closing = threading.Event()

    def listen() -> None:
        while not closing.is_set():
            with contextlib.suppress(TimeoutError):
                connection, address = server.accept()
                visitors.append(str(address))
                connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.getsockname()[1]}", visitors
    finally:
        closing.set()
        thread.join()
        server.close()
