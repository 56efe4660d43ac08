"""GDELT: which files are asked for, which rows concern us, and what a hostile archive may not do."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from crawler import gdelt
from crawler.answers import Answer
from crawler.gdelt import read_gdelt
from crawler.refusals import BodyTooLargeError, BrokenBodyError
from crawler.stated import NotAFeedError
from tumen.catalogue import Affiliation, Gdelt, GdeltTable, Kind, Source

NOW = datetime(2025, 5, 30, 3, tzinfo=UTC)
URL = "http://data.gdeltproject.org/gdeltv2/lastupdate.txt"
EVENTS = Gdelt(GdeltTable.EXPORT, ("KN", "RS"))


def source(settings: Gdelt = EVENTS, every: timedelta = timedelta(hours=1)) -> Source:
    return Source("s", "S", Kind.GDELT, URL, ("en",), Affiliation.AGGREGATOR, "UTC", every, True, None, settings)


def answer(body: bytes, step: int = 1) -> Answer:
    return Answer(body, "", URL, NOW, step)


def packed(table: bytes, name: str = "x.export.CSV", how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        archive.writestr(name, table)
    return buffer.getvalue()


def event(url: str = "https://a.example/1", **columns: str) -> bytes:
    row = [""] * 61
    row[60] = url
    for column, value in columns.items():
        row[int(column.removeprefix("c"))] = value
    return "\t".join(row).encode() + b"\n"


def listed(*names: str) -> bytes:
    return "\n".join(f"150383 {'a' * 32} http://elsewhere.example/gdeltv2/{name}" for name in names).encode()


@pytest.mark.parametrize(("every", "files"), [(15, 2), (60, 5), (1440, 9)])
def test_as_many_files_are_asked_for_as_came_since_the_last_poll(every: int, files: int) -> None:
    body = listed("20250530000000.export.CSV.zip", "20250530000000.mentions.CSV.zip", "20250530000000.gkg.csv.zip")
    further = read_gdelt(answer(body, 0), source(every=timedelta(minutes=every))).further
    assert len(further) == files
    assert further[:2] == tuple(
        f"http://data.gdeltproject.org/gdeltv2/{moment}.export.CSV.zip" for moment in ("20250530000000", "20250529234500")
    )


def test_the_translated_files_keep_their_name() -> None:
    body = listed("20250530000000.translation.gkg.csv.zip")
    further = read_gdelt(answer(body, 0), source(Gdelt(GdeltTable.GKG, ("KN",)))).further
    assert further[0].endswith("/gdeltv2/20250530000000.translation.gkg.csv.zip")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b"Please limit requests",
        listed("99999999999999.export.CSV.zip"),
        listed("20250530000000.gkg.csv.zip"),
        b"{",
        b'{"articles": 5}',
    ],
)
def test_what_names_no_file_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeedError):
        read_gdelt(answer(body, 0), source())


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ({"c7": "PRK", "c17": "RUS"}, True),
        ({"c7": "RUS", "c53": "KN"}, True),
        ({"c37": "KN", "c53": "RS"}, True),
        ({"c7": "PRK", "c17": "KOR"}, False),
        ({"c7": "RUS", "c53": "RS"}, False),
        ({}, False),
    ],
)
def test_a_row_concerns_us_when_it_names_all_countries(columns: dict[str, str], kept: bool) -> None:
    assert len(read_gdelt(answer(packed(event(**columns))), source()).feed.entries) == kept


def test_words_narrow_the_rows_without_regard_to_case() -> None:
    both = {"c7": "PRK", "c17": "RUS"}
    table = event("https://a.example/1", **both, c52="Khasan, Primorskiy Kray") + event("https://a.example/2", **both)
    feed = read_gdelt(answer(packed(table)), source(Gdelt(GdeltTable.EXPORT, ("KN", "RS"), words=("KHASAN",)))).feed
    assert [entry.url for entry in feed.entries] == ["https://a.example/1"]


def test_one_page_with_many_events_is_one_entry_and_no_news() -> None:
    feed = read_gdelt(answer(packed(event(c7="PRK", c17="RUS") * 50)), source()).feed
    assert (len(feed.entries), feed.left_out) == (1, ())


def test_when_gdelt_saw_a_page_is_not_when_it_was_published() -> None:
    (entry,) = read_gdelt(answer(packed(event(c7="PRK", c17="RUS", c59="20250530000000"))), source()).feed.entries
    assert entry.published is None


@pytest.mark.parametrize(
    "body",
    [
        b"PK\x03\x04 not a zip",
        packed(b"")[:-8],
        packed(b"x", "readme.txt"),
        packed(b"x", how=zipfile.ZIP_BZIP2),
        packed(event(c7="PRK") * 999)[:-200],
    ],
    ids=["magic only", "no end", "no table", "bzip2", "cut"],
)
def test_a_broken_archive_is_refused(body: bytes) -> None:
    with pytest.raises(BrokenBodyError):
        read_gdelt(answer(body), source())


def test_an_archive_with_two_tables_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")
    with pytest.raises(BrokenBodyError, match="2 tables"):
        read_gdelt(answer(buffer.getvalue()), source())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bound as in earnest, lower: 40 MB of one row from 40 kB."""
    monkeypatch.setattr(gdelt, "MOST_UNPACKED", 8 * 1024 * 1024)
    with pytest.raises(BodyTooLargeError):
        read_gdelt(answer(packed(b"0" * 40_000_000)), source())


def test_a_row_too_long_is_left_out_and_the_next_one_read() -> None:
    table = b"1" * (gdelt.MOST_ROW + 5) + b"\n" + event(c7="PRK", c17="RUS")
    feed = read_gdelt(answer(packed(table)), source()).feed
    assert [entry.url for entry in feed.entries] == ["https://a.example/1"]
    assert dict(feed.left_out) == {"rows too long": 1}


def test_raw_control_characters_in_the_doc_apis_json_are_forgiven() -> None:
    body = b'{"articles": [{"url": "https://a.example/1", "title": "Two\x01 , three", "language": "Korean"}, 7,'
    body += b' {"title": "no url"}]}'
    feed = read_gdelt(answer(body), source()).feed
    assert [(entry.title, entry.language) for entry in feed.entries] == [("Two, three", "ko")]
    assert dict(feed.left_out) == {"no address": 2}
