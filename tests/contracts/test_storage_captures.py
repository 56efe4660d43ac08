"""Evidence: every kept wording's raw page is in the archive, at the place SQL says, byte by byte."""

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

from storage import articles, captures, schema
from storage.archive import Archive, Slot
from storage.captures import captures_of
from storage.database import Database, DatabaseError
from tumen.journey import Page, Placed
from tumen.outcomes import Reason

A, B = "https://a.example/1", "https://b.example/2"
BODY = "<html>Мост 850 м\x00\xff".encode("utf-8", "replace") + bytes(range(256)) * 20
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "br"), ("X-Odd", "a\r\nSet: b"), ("ETag", '"1"'))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive", "desk/1 ")


def with_page(placed: Placed, body: bytes = BODY, headers: tuple[tuple[str, str], ...] = HEADERS) -> Placed:
    page = Page(placed.fetch, body, "text/html; charset=utf-8", headers)
    return replace(placed, scored=replace(placed.scored, document=replace(placed.scored.document, page=page)))


def keep(database: Database, archive: Archive | None, placed: Placed) -> articles.Kept:
    with database.writing() as connection:
        kept = articles.keep(connection, placed)
        captures.add(connection, archive, placed, kept)
    return kept


def records(folder: Path) -> list[tuple[str, str]]:
    """Type and address of every record of the one file there, as any reader of WARC finds them."""
    (path,) = folder.iterdir()
    with path.open("rb") as raw:
        return [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "") for record in ArchiveIterator(raw)]


def test_the_page_of_a_kept_article_comes_back_as_it_was(database: Database, make, archive: Archive) -> None:
    kept = keep(database, archive, with_page(make.placed(A)))
    with database.reading() as connection:
        [capture] = captures_of(connection, kept.article)
    assert capture.slot is not None
    page = archive.read(capture.slot.file, capture.slot.start_byte)
    assert page.body == BODY
    assert capture.body_hash == page.body_hash == hashlib.sha256(BODY).hexdigest()
    assert (page.status, page.url, capture.status, capture.body_bytes) == ("200 OK", A, 200, len(BODY))
    assert page.headers == (
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Archive-Orig-Content-Encoding", "br"),
        ("X-Odd", "a Set: b"),
        ("ETag", '"1"'),
        ("Content-Length", str(len(BODY))),
    )


def test_files_are_daily_and_each_record_is_compressed_by_itself(
    database: Database, make, archive: Archive, tmp_path: Path
) -> None:
    """So that one page can be read without the pages before it, and any tool for WARC reads the whole."""
    first = keep(database, archive, with_page(make.placed(A)))
    keep(database, archive, with_page(make.placed(B, "Other.")))
    tomorrow = make.now.replace(day=2)
    keep(database, archive, with_page(make.placed("https://c.example/", "Third.", fetched_at=tomorrow)))
    names = sorted(path.name for path in (tmp_path / "archive").iterdir())
    assert names == ["tumen-20250501-desk1.warc.gz", "tumen-20250502-desk1.warc.gz"]
    with database.reading() as connection:
        [capture] = captures_of(connection, first.article)
    assert capture.slot is not None
    start, stop = capture.slot.start_byte, capture.slot.start_byte + capture.slot.byte_count
    alone = gzip.decompress((tmp_path / "archive" / names[0]).read_bytes()[start:stop])
    assert BODY in alone
    assert b"body-sha256: " + hashlib.sha256(BODY).hexdigest().encode() in alone
    (tmp_path / "archive" / names[1]).unlink()
    assert records(tmp_path / "archive") == [("warcinfo", ""), ("response", A), ("metadata", A), ("response", B), ("metadata", B)]


def test_only_new_wordings_are_archived(database: Database, make, archive: Archive, tmp_path: Path) -> None:
    placed = with_page(make.placed(A))
    kept = keep(database, archive, placed)
    keep(database, archive, placed)
    keep(database, archive, with_page(make.placed(A, reason=Reason.UNCHANGED, article=kept.article)))
    keep(database, archive, with_page(make.placed(A, "Edited.", Reason.REVISED, article=kept.article), b"new"))
    assert [kind for kind, _ in records(tmp_path / "archive")].count("response") == 2
    with database.reading() as connection:
        assert [one.body_bytes for one in captures_of(connection, kept.article)] == [len(BODY), 3]


def test_a_file_is_archived_as_the_resource_it_is(database: Database, make, archive: Archive, tmp_path: Path) -> None:
    placed = make.placed("file:///home/kim/Мост.html")
    fetch = replace(placed.fetch, status=None)
    placed = replace(placed, scored=replace(placed.scored, document=replace(placed.scored.document, fetch=fetch)))
    kept = keep(database, archive, with_page(placed, headers=()))
    assert records(tmp_path / "archive")[1] == ("resource", "file:///home/kim/%D0%9C%D0%BE%D1%81%D1%82.html")
    with database.reading() as connection:
        [capture] = captures_of(connection, kept.article)
    assert capture.slot is not None
    page = archive.read(capture.slot.file, capture.slot.start_byte)
    assert (page.status, page.body) == ("", BODY)


def test_without_archive_or_page_articles_are_kept_all_the_same(database: Database, make, archive: Archive) -> None:
    one = keep(database, None, with_page(make.placed(A)))
    other = keep(database, archive, make.placed(B, "Of a feed."))
    with database.reading() as connection:
        assert [capture.slot for kept in (one, other) for capture in captures_of(connection, kept.article)] == [None, None]
        assert captures_of(connection, 99) == []


def test_a_page_that_cannot_be_archived_is_not_kept_either(database: Database, make, tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file in the place of the folder")
    with pytest.raises(DatabaseError, match=r"archive .* cannot be written: File exists"):
        keep(database, Archive(tmp_path / "archive", "desk"), with_page(make.placed(A)))
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.articles)) == 0


@pytest.mark.parametrize("torn", [b"", b"\x1f\x8b", None], ids=["nothing", "two bytes", "half a page"])
def test_what_a_killed_process_left_half_written_is_cut_off(
    database: Database, make, archive: Archive, tmp_path: Path, torn: bytes | None
) -> None:
    keep(database, archive, with_page(make.placed(A)))
    (path,) = (tmp_path / "archive").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole + (whole[: len(whole) // 2] if torn is None else torn))
    keep(database, archive, with_page(make.placed(B, "Other.")))
    assert [kind for kind, _ in records(tmp_path / "archive")].count("response") >= 2
    assert records(tmp_path / "archive")[-2:] == [("response", B), ("metadata", B)]
    assert path.read_bytes().startswith(whole)


def test_a_page_whose_rows_were_not_committed_stays_in_the_archive(
    database: Database, make, archive: Archive, tmp_path: Path
) -> None:
    """Killed between writing the page and committing: the page is asked again, and what is there is never taken away."""
    placed = with_page(make.placed(A))
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        captures.add(connection, archive, placed, articles.keep(connection, placed))
        raise ZeroDivisionError
    keep(database, archive, placed)
    assert [kind for kind, _ in records(tmp_path / "archive")] == ["warcinfo", "response", "metadata", "response", "metadata"]


def test_a_lost_or_damaged_file_is_said(make, archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no such file"):
        archive.read("tumen-20250501-desk1.warc.gz", 0)
    slot = archive.add(with_page(make.placed(A)).scored.document.page, {}, known_end=0)
    assert slot == Slot("tumen-20250501-desk1.warc.gz", slot.start_byte, slot.byte_count)
    for start in (*range(slot.start_byte + 1, slot.start_byte + slot.byte_count + 1), 10**9):
        with pytest.raises(DatabaseError, match="no whole record begins at byte"):
            archive.read(slot.file, start)
    path = tmp_path / "archive" / slot.file
    path.write_bytes(path.read_bytes()[: slot.start_byte + 40])
    with pytest.raises(DatabaseError, match="no whole record begins at byte"):
        archive.read(slot.file, slot.start_byte)
