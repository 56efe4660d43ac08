"""Extraction over the baseline: the five records' raw forms, and the publishers' own texts where a checkout lies beside them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.extraction.extract import extract
from tumen.journey import Document, Fetch, Page, StatedDate

ROOT = Path(__file__).parents[2]
ORIGINALS = ROOT.parent / "shared" / "seeds"
NOW = datetime(2026, 9, 27, 6, 0, tzinfo=UTC)
# Paragraphs and words that a reader of the five originals counts in the articles, furniture left out.
MEASURES = {"000": (17, 546), "001": (20, 892), "002": (9, 462), "003": (10, 530), "004": (14, 532)}
NOISE = re.compile(
    r"related content|reading time|\bcomments?\b|reaction|suggestions for topics|share across|written by|published"
    r"|^date |@|^\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def record(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "seeds" / "baseline" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def extracted(body: bytes) -> Document:
    found = extract(Page(Fetch("file:///article.txt", "import", "page", NOW), body, "text/plain; charset=utf-8"))
    assert isinstance(found, Document), found
    return found


def stated(date: StatedDate | None) -> str | None:
    """A date as the records write it."""
    if date is None:
        return None
    return f"{date.at:%Y-%m-%d}" if date.precision == "day" else f"{date.at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_record_s_raw_form_comes_out_clean(name: str) -> None:
    told = record(name)
    found = extracted(told["raw"].encode())
    assert found.title == told["title"]
    assert found.language == "en"
    assert stated(found.published) == told["published"]
    assert [noise for noise in told["clean_must_not_contain"] if noise in found.text] == []
    assert {once: found.text.count(once) for once in told["clean_once"]} == dict.fromkeys(told["clean_once"], 1)
    lines = [line for line in (" ".join(line.split()) for line in told["text"].split("\n")) if line]
    assert [line for line in found.text.split("\n") if line in lines] == lines
    assert len(found.text.split("\n")) <= len(lines) + 1  # one record leaves out the deck, which says what its lead says


@pytest.mark.parametrize("original", sorted(ORIGINALS.glob("*.txt")), ids=lambda path: path.stem)
def test_an_original_comes_out_clean(original: Path) -> None:
    found = extracted(original.read_bytes())
    told = record(original.stem[:3])
    assert NOISE.search(found.text) is None
    assert found.title not in found.text
    assert (len(found.text.split("\n")), len(re.findall(r"\w+", found.text))) == MEASURES[original.stem[:3]]
    assert stated(found.published) == told["published"]
    assert found.language == "en"
