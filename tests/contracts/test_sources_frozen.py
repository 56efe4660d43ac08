"""Each source's frozen page against its expected record: one test over everything in tests/sources."""

import gzip
import io
import zipfile
from dataclasses import MISSING, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.answers import Answer, Reading
from crawler.kinds import read_answer
from crawler.stated import NotAFeedError
from tumen.catalogue import Installation, Kind, Source
from tumen.configuration import load
from tumen.journey import FeedEntry

ROOT = Path(__file__).parents[2]
FROZEN = sorted((ROOT / "tests" / "sources").glob("*/expected.yaml"))


@cache
def catalogue() -> Installation:
    return load({"TUMEN_HOME": str(ROOT)}, ROOT)


def expectation(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def source(source_id: str) -> Source:
    found = catalogue().source(source_id)
    assert found is not None, f"{source_id} is not in the catalogue"
    return found


def packed(body: bytes, how: str | None) -> bytes:
    if how == "gzip":
        return gzip.compress(body)
    if how == "zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", body)
        return buffer.getvalue()
    return body


def recorded(entry: FeedEntry) -> dict[str, Any]:
    """What differs from the default, dates as people read them."""
    defaults = {field.name: field.default for field in fields(entry)}
    values = {name: getattr(entry, name) for name in defaults}
    return {
        name: str(value) if name == "published" else value
        for name, value in values.items()
        if defaults[name] is MISSING or value != defaults[name]
    }


def outcome(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.feed.kind,
        "entries": [recorded(entry) for entry in reading.feed.entries],
        "further": list(reading.further),
        "left_out": dict(reading.feed.left_out),
    }


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.parent.name)
def test_a_frozen_page_gives_its_record(path: Path) -> None:
    expected = expectation(path)
    for said in expected["answers"]:
        body = packed((path.parent / said["file"]).read_bytes(), said.get("pack"))
        answer = Answer(body, said["type"], said["url"], datetime.fromisoformat(said["at"]), said.get("step", 0))
        record: dict[str, Any]
        try:
            record = outcome(read_answer(answer, source(expected["source"])))
        except NotAFeedError as error:
            record = {"refused": f"NotAFeedError: {error}"}
        if said.get("kind", "").endswith(" search"):
            record.pop("further")  # the registry's other queries; tests/unit/test_kinds_search.py
        wanted = {key: said[key] for key in ("kind", "entries", "further", "left_out", "refused") if key in said}
        assert record == wanted, said["file"]


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.parent.name)
def test_sources_of_one_layout_share_their_settings(path: Path) -> None:
    """A page stands for another source only when the same selectors, filters or engine read it."""
    expected = expectation(path)
    first = source(expected["source"])
    for other in map(source, expected["also"]):
        assert other.kind is first.kind
        if first.kind is Kind.LISTING:
            assert other.settings == first.settings
        elif first.kind is Kind.SEARCH_FEED:
            assert getattr(other.settings, "engine", None) is getattr(first.settings, "engine", None)


def test_every_enabled_source_that_is_no_feed_has_a_frozen_page() -> None:
    covered = {name for path in FROZEN for name in (expectation(path)["source"], *expectation(path)["also"])}
    assert {one.id for one in catalogue().sources if one.enabled and one.kind is not Kind.FEED} - covered == set()
