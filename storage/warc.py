"""The two records of an archived page, in bytes: what came back, and what is noted of it. Pure."""

import hashlib
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import quote

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from tumen.journey import Page

# The body is archived unpacked, so these would lie about it; web archives keep what they said under this prefix.
_ABOUT_TRANSFER = ("content-encoding", "transfer-encoding", "content-length")
_ORIGINAL = "X-Archive-Orig-"
# Of ISA-L: 0.55 ms for a page of 340 KB and 74 KB; its highest, 3, takes 1.1 ms for 71 KB, zlib's 3 2.5 for as many,
# zlib's 6 5.5 for 64. What strangers send is unpacked by zlib (`crawler.unpacking`); this packs only.
_LEVEL = 2
_GZIP = 31  # zlib's window size for "a gzip member, header and checksum included"


@dataclass(frozen=True, slots=True)
class Captured:
    """A page as it came back."""

    url: str
    captured_at: datetime
    status: str  # status line without the protocol: "200 OK"; "" for a file
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    @property
    def body_hash(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def records(page: Page, notes: Mapping[str, str]) -> bytes:
    """A `response` (for a file: `resource`) and a `metadata` record, each a gzip member of its own."""
    writer = WARCWriter(BytesIO(), gzip=False)
    fetch = page.fetch
    dated = {"WARC-Date": _warc_date(fetch.fetched_at)}
    if fetch.status is None:
        kind, http = "resource", None
        dated["Content-Type"] = _line(page.content_type)
    else:
        kind, http = "response", StatusAndHeaders(_status_line(fetch.status), _headers(page), protocol="HTTP/1.1")
    address = _ascii(fetch.landed)
    record = writer.create_warc_record(
        address, kind, payload=BytesIO(page.body), length=len(page.body), http_headers=http, warc_headers_dict=dated
    )
    came = _member(writer, record)
    said = "".join(f"{name}: {_line(value)}\r\n" for name, value in notes.items()).encode()
    concurrent = {"WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID"), "WARC-Date": dated["WARC-Date"]}
    noted = writer.create_warc_record(
        address,
        "metadata",
        payload=BytesIO(said),
        length=len(said),
        warc_content_type="application/warc-fields",
        warc_headers_dict=concurrent,
    )
    return came + _member(writer, noted)


def opening(name: str) -> bytes:
    """The `warcinfo` record a file begins with."""
    writer = WARCWriter(BytesIO(), gzip=False)
    info = {"software": "Tumen", "format": "WARC File Format 1.0"}
    return _member(writer, writer.create_warcinfo_record(name, info))


def _member(writer: WARCWriter, record: Any) -> bytes:
    """A record as a gzip member; the writer's own packing knows the slowest level only."""
    writer.out = BytesIO()
    writer.write_record(record)
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP)
    return packer.compress(writer.out.getbuffer()) + packer.flush()


def _headers(page: Page) -> list[tuple[str, str]]:
    given = page.headers or (("Content-Type", page.content_type),)
    told = [(_ORIGINAL + name if name.lower() in _ABOUT_TRANSFER else name, _line(value)) for name, value in given]
    return [*told, ("Content-Length", str(len(page.body)))]


def _status_line(status: int) -> str:
    known = status in HTTPStatus._value2member_map_
    return f"{status} {HTTPStatus(status).phrase}" if known else str(status)


def _line(value: str) -> str:
    """A value that cannot end its line."""
    return " ".join("".join(character if character.isprintable() else " " for character in value).split())


def _ascii(address: str) -> str:
    return quote(_line(address), safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def read(raw: IO[bytes], start_byte: int) -> Captured:
    """The page whose records begin there. Raises ValueError when no whole one does."""
    raw.seek(start_byte)
    try:
        with closing(ArchiveIterator(raw)) as found:
            return _captured(next(iter(found)))
    except (ArchiveLoadFailed, StopIteration, KeyError, EOFError, zlib.error) as error:
        raise ValueError("no whole record begins there") from error


def _captured(record: Any) -> Captured:
    headers, http = record.rec_headers, record.http_headers
    body = record.raw_stream.read()
    url, dated = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date")
    if record.rec_type not in ("response", "resource") or not url or not dated:
        raise EOFError(record.rec_type)  # of bytes that are no record the reader makes one without headers now and then
    return Captured(
        url=url,
        captured_at=datetime.fromisoformat(dated),
        status=http.statusline if http else "",
        headers=tuple(http.headers) if http else (("Content-Type", headers.get_header("Content-Type")),),
        body=body,
    )
