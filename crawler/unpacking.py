"""Content-Encoding, strictly: what is truncated or outgrows the limit is refused, never passed on in part.

Scrapy's own middleware hands on the readable part of a truncated body, which would store half an article as the whole.
Only gzip and deflate are asked for: both unpack in bounded steps with the standard library.
"""

import zlib
from typing import Any, Self

from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

from crawler.refusals import BodyTooLargeError, BrokenBodyError

_WINDOW_GZIP = zlib.MAX_WBITS | 16
_MOST_LAYERS = 2  # no server stacks more; each layer would cost a pass over the limit


def unpack(body: bytes, encodings: list[str], most: int) -> bytes:
    """The body with its content encodings (in the order of the header) undone.

    Raises BodyTooLargeError above `most` bytes, and BrokenBodyError when the body is truncated, damaged or in an encoding
    that was not asked for.
    """
    if len(encodings) > _MOST_LAYERS:
        raise BrokenBodyError(f"{len(encodings)} content encodings on top of each other")
    for encoding in reversed(encodings):
        if encoding in ("gzip", "x-gzip"):
            body = _gunzip(body, most)
        elif encoding == "deflate":
            body = _inflate(body, most)
        else:
            raise BrokenBodyError(f"content encoding {encoding[:20]!r} was not asked for")
    return body


def _gunzip(body: bytes, most: int) -> bytes:
    parts: list[bytes] = []
    room = most
    while body[:2] == b"\x1f\x8b" or not parts:  # members may follow one another; other bytes after one are padding
        part, body = _run(zlib.decompressobj(_WINDOW_GZIP), body, room)
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _inflate(body: bytes, most: int) -> bytes:
    try:
        return _run(zlib.decompressobj(), body, most)[0]
    except BrokenBodyError:
        return _run(zlib.decompressobj(-zlib.MAX_WBITS), body, most)[0]  # many servers leave the zlib header out


def _run(machine: Any, body: bytes, most: int) -> tuple[bytes, bytes]:
    try:
        unpacked: bytes = machine.decompress(body, most + 1)
    except zlib.error as error:
        raise BrokenBodyError(f"does not unpack: {error}") from error
    if len(unpacked) > most:
        raise BodyTooLargeError(f"over the limit of {most} bytes when unpacked")
    if not machine.eof:
        raise BrokenBodyError("compressed body is truncated")
    return unpacked, machine.unused_data


class Unpacking:
    """Downloader middleware in the place of Scrapy's HttpCompressionMiddleware."""

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", "gzip, deflate")

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises BrokenBodyError and BodyTooLargeError, which reach the request's errback."""
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        encodings = [name for part in named.split(",") if (name := part.strip()) and name != "identity"]
        if not encodings or not response.body or request.method == "HEAD":
            return response
        body = unpack(response.body, encodings, self._most)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        form = responsetypes.from_args(headers=headers, url=response.url, body=body[:5000])
        return response.replace(body=body, headers=headers, cls=form)
