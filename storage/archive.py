"""Raw pages on disk as WARC (ISO 28500), as web archives keep them: daily files, each record compressed by itself.

A page is two records, what came back and what we know of it; SQL holds where they begin (`storage.captures`). Records are only
ever added. What a killed process left half-written at the end of a file is cut off before the next record.
"""

import fcntl
import logging
import os
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from io import FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from storage.faults import DatabaseError
from tumen.journey import Page

if TYPE_CHECKING:
    from storage.warc import Captured

log = logging.getLogger(__name__)

_GZIP = 31  # zlib's window size for "a gzip member, header and checksum included"
_CHUNK = 1 << 16
_NAMED = re.compile(r"tumen-(\d{8})-.+\.warc\.gz")


class Expired(DatabaseError):
    """The file is not there: deleted by its age, or never brought along."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a page's records are."""

    file: str
    start_byte: int
    byte_count: int


class Archive:
    """The WARC files of one folder. Several processes may add to them; `host` keeps those of several machines apart."""

    def __init__(self, folder: Path, host: str) -> None:
        self._folder = folder
        self._host = "".join(character for character in host if character.isalnum() or character in ".-") or "host"

    def file_for(self, page: Page) -> str:
        """The name of the file a page goes into: that of the day (UTC) it was asked."""
        return f"tumen-{page.fetch.fetched_at.astimezone(UTC):%Y%m%d}-{self._host}.warc.gz"

    def add(self, page: Page, notes: Mapping[str, str], *, known_end: int) -> Slot:
        """Write a page and what is noted of it, through to the disk.

        `known_end`: where the last record that SQL knows of ends in `file_for(page)`. Raises DatabaseError.
        """
        name = self.file_for(page)
        path = self._folder / name
        from storage import warc  # with warcio, whose import would slow every command

        records = warc.records(page, notes)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with path.open("ab", buffering=0) as file:  # without a buffer, as its rest would be tried again on closing
                fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed
                _mend(path, known_end)
                start = file.seek(0, os.SEEK_END)
                opening = b"" if start else warc.opening(name)
                _append(file, start, opening + records)
        except OSError as error:
            raise DatabaseError(
                f"archive {path}: cannot be written: {error.strerror}; free some space or check its owner"
            ) from error
        return Slot(name, start + len(opening), len(records))

    def expire(self, *, before: date) -> tuple[int, int]:
        """Delete the files of days (UTC) before that one, of every host; how many, and their bytes. Raises DatabaseError.

        What SQL knows of their pages stays: address, time and hash are evidence without the bytes.
        """
        count = size = 0
        for path in sorted(self._folder.glob("tumen-*.warc.gz")):
            named = _NAMED.fullmatch(path.name)
            if named is None or named[1] >= f"{before:%Y%m%d}":
                continue
            try:
                size += path.stat().st_size
                path.unlink()
            except OSError as error:
                raise DatabaseError(f"archive {path}: cannot be deleted: {error.strerror}; check its owner") from error
            count += 1
        return count, size

    def read(self, file: str, start_byte: int) -> "Captured":
        """The page whose records begin there. Raises Expired when the file is gone, else DatabaseError when it cannot be read."""
        from storage import warc

        path = self._folder / Path(file).name
        try:
            with path.open("rb") as raw:
                return warc.read(raw, start_byte)
        except FileNotFoundError as error:
            raise Expired(f"archive {path}: there is no such file; `tumen upkeep archive` deletes old ones") from error
        except OSError as error:
            raise DatabaseError(f"archive {path}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise DatabaseError(f"archive {path}: no whole record begins at byte {start_byte}; the file is damaged") from error


def _append(file: FileIO, start: int, data: bytes) -> None:
    """All of it, through to the disk, or nothing."""
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except OSError:
        file.truncate(start)
        raise


def _mend(path: Path, known_end: int) -> None:
    """Cut off a record that was only half written. Whole records stay, whether SQL knows them or not."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size <= known_end:
            return
        start = known_end
        while start < size:
            length = _member(file, start)
            if length is None:
                return  # not ours to judge: the file is another than SQL knows
            if length == 0:
                log.warning("event=archive.mended file=%s cut=%d", path.name, size - start)
                file.truncate(start)
                return
            start += length


def _member(file: IO[bytes], start: int) -> int | None:
    """The length of the gzip member that begins there; 0 when the file ends inside it, None when none begins there."""
    file.seek(start)
    inflater = zlib.decompressobj(_GZIP)
    read = 0
    try:
        while chunk := file.read(_CHUNK):
            inflater.decompress(chunk)
            read += len(chunk)
            if inflater.eof:
                return read - len(inflater.unused_data)
    except zlib.error:
        return None
    return 0
