"""A news wire for measurements: feeds, and their pages on many hosts of this machine. Its CPU is on nobody's account.

`python -m benchmarks.server COUNT SHARE [FOLDER]` prints its port when it listens, and serves until its input ends.
"""

import asyncio
import sys
from html import escape
from pathlib import Path

from benchmarks.pages import BenchPage, pages_of

NETWORK = "127.1.0.0/16"
PAGES_PER_HOST = 10  # a polite crawler takes ten seconds for them, whoever else it asks meanwhile
PAGES_PER_FEED = 50


def host_of(number: int) -> str:
    """The address of the host that has this page."""
    host = number // PAGES_PER_HOST
    return f"127.1.{host // 250}.{host % 250 + 1}"


def feeds_of(pages: int, port: int) -> list[str]:
    """The addresses of the feeds that announce so many pages, each on the host of its first page."""
    return [f"http://{host_of(first)}:{port}/feed-{first}.xml" for first in range(0, pages, PAGES_PER_FEED)]


class Site:
    """Answers by path."""

    def __init__(self, pages: list[BenchPage]) -> None:
        self._pages = {f"/{page.name}": page.body for page in pages}
        self._feeds: dict[str, bytes] = {}

    def announce(self, port: int) -> None:
        """Make the feeds, now that the addresses are known."""
        items = [
            f"<item><title>{escape(path[1:])}</title><link>http://{host_of(number)}:{port}{path}</link></item>"
            for number, path in enumerate(self._pages)
        ]
        for first in range(0, len(items), PAGES_PER_FEED):
            channel = f"<channel><title>Bench</title>{''.join(items[first : first + PAGES_PER_FEED])}</channel>"
            self._feeds[f"/feed-{first}.xml"] = f"<?xml version='1.0'?><rss version='2.0'>{channel}</rss>".encode()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one connection until the client closes it."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                body = self._feeds.get(path) or self._pages.get(path)
                kind = "application/rss+xml" if path in self._feeds else "text/html; charset=utf-8"
                status = "404 Not Found" if body is None else "200 OK"
                lines = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body or b'')}\r\n\r\n"
                writer.write(lines.encode() + (body or b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):  # closed by the client, or by us
            writer.close()


async def serve(pages: list[BenchPage]) -> None:
    site = Site(pages)
    first = await asyncio.start_server(site.answer, host_of(0), 0, limit=2**16)
    port = first.sockets[0].getsockname()[1]
    site.announce(port)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    others = sorted({host_of(number) for number in range(len(pages))} - {host_of(0)})
    server = await asyncio.start_server(site.answer, others, port, limit=2**16) if others else first
    async with first, server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    asyncio.run(serve(pages_of(folder, int(sys.argv[1]), float(sys.argv[2]))))
