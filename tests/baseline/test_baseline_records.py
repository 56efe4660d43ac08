"""The baseline records are sound: complete, consistent, with every trap they are there for, and in our own words."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
ORIGINALS = ROOT.parent / "shared" / "seeds"  # the publishers' own texts: only beside some checkouts, never inside
IDS = ["000", "001", "002", "003", "004"]
KEYS = {
    "id", "title", "language", "publisher", "url", "published", "published_stated", "raw", "text",
    "clean_must_not_contain", "clean_once", "traps", "labels", "original",
}  # fmt: skip
TRANSPORT_LINKS = {
    "tumangang-khasan-rail", "rajin-khasan-rail", "tumen-road-bridge", "vladivostok-rason-train", "moscow-pyongyang-train",
    "khabarovsk-pyongyang-train", "vladivostok-pyongyang-air", "moscow-pyongyang-air", "other-air", "vladivostok-rason-ferry",
    "rajin-port-shipping", "dprk-russia-shipping", "other",
}  # fmt: skip
EVENT_TYPES = {
    "agreed", "announced", "construction-started", "construction-progress", "completed", "opened", "service-started",
    "service-resumed", "service-suspended", "schedule-changed", "traffic-observed", "station-renovated", "incident", "sanctioned",
}  # fmt: skip
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def record(record_id: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "seeds" / "baseline" / f"{record_id}.json").read_text(encoding="utf-8"))
    return loaded


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def test_there_are_five_records_and_no_other_file() -> None:
    assert sorted(path.name for path in (ROOT / "seeds" / "baseline").iterdir()) == [f"{record_id}.json" for record_id in IDS]


@pytest.mark.parametrize("record_id", IDS)
def test_a_record_has_exactly_its_keys(record_id: str) -> None:
    found = record(record_id)
    assert set(found) == KEYS
    assert set(found["labels"]) == {"grade", "links", "links_bg", "events", "claims", "story"}
    assert set(found["original"]) == {"file", "sha256"}
    assert found["id"] == record_id
    assert found["language"] == "en"


@pytest.mark.parametrize("record_id", IDS)
def test_an_address_belongs_to_nobody(record_id: str) -> None:
    parts = urlsplit(record(record_id)["url"])
    assert parts.scheme == "https"
    assert (parts.hostname or "").endswith(".invalid")  # RFC 2606: never anybody's


@pytest.mark.parametrize("record_id", IDS)
def test_the_stated_date_stands_in_the_page(record_id: str) -> None:
    found = record(record_id)
    assert (found["published"] is None) == (found["published_stated"] is None)
    if found["published"] is not None:
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?", found["published"])
        assert found["published_stated"] in found["raw"]


@pytest.mark.parametrize("record_id", IDS)
def test_the_text_is_what_the_page_leaves_without_its_noise(record_id: str) -> None:
    """Every paragraph of the text stands in the page, in the same order; every noise stands in the page and not in the text."""
    found = record(record_id)
    at = 0
    for paragraph in found["text"].split("\n"):
        at = found["raw"].find(paragraph, at) + 1
        assert at > 0, paragraph
    assert found["title"] in found["raw"]
    for noise in found["clean_must_not_contain"]:
        assert noise in found["raw"]
        assert noise not in found["text"]
        assert noise not in found["title"]


@pytest.mark.parametrize("record_id", IDS)
def test_what_must_be_said_once_is_said_twice_by_the_page(record_id: str) -> None:
    found = record(record_id)
    for sentence in found["clean_once"]:
        assert found["raw"].count(sentence) > 1
        assert found["text"].count(sentence) == 1


@pytest.mark.parametrize("record_id", IDS)
def test_every_trap_is_set(record_id: str) -> None:
    traps = record(record_id)["traps"]
    assert traps
    for trap in traps:
        assert set(trap) == {"in_raw", "why"}
        assert trap["in_raw"] in record(record_id)["raw"]


@pytest.mark.parametrize(
    ("record_id", "words_of_the_trap"),
    [
        ("000", "date 2025-05-29 "),
        ("001", "850 meters"),
        ("001", "300 meters"),
        ("001", "Related Content"),
        ("002", "Sino-Russian"),
        ("003", "1 kilometer"),
        ("003", "1.05.2025"),
        ("004", "1.200"),
        ("004", "10.000"),
        ("004", "Kazan"),
        ("004", "Comments 1 comments"),
        ("004", "Written by"),
        ("004", "2. / Geopolitics"),
    ],
)
def test_the_traps_the_originals_are_known_for_are_kept(record_id: str, words_of_the_trap: str) -> None:
    assert words_of_the_trap in record(record_id)["raw"]


@pytest.mark.parametrize("record_id", IDS)
def test_labels_name_known_transport_links_and_events(record_id: str) -> None:
    labels = record(record_id)["labels"]
    assert labels["grade"] in (1, 2)  # five of five are relevant
    assert labels["links"]
    assert set(labels["links"]) | set(labels["links_bg"]) <= TRANSPORT_LINKS
    assert not set(labels["links"]) & set(labels["links_bg"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}(-[a-z0-9]+)+", labels["story"])
    for event in labels["events"]:
        assert set(event) == {"link", "type", "date", "place"}
        assert event["link"] in labels["links"]
        assert event["type"] in EVENT_TYPES
        assert event["date"] is None or PARTIAL_DATE.fullmatch(event["date"])


@pytest.mark.parametrize("record_id", IDS)
def test_a_claim_quotes_the_sentence_it_was_read_from(record_id: str) -> None:
    found = record(record_id)
    for claim in found["labels"]["claims"]:
        assert set(claim) == {"link", "what", "value", "unit", "speaker", "sentence"}
        assert claim["link"] in found["labels"]["links"]
        assert isinstance(claim["value"], int | float)
        assert claim["sentence"] in found["raw"]


def test_two_records_tell_one_story_with_different_lengths() -> None:
    first, second = record("001")["labels"], record("003")["labels"]
    assert first["story"] == second["story"]
    lengths = {
        (claim["value"], claim["unit"]) for labels in (first, second) for claim in labels["claims"] if claim["what"] == "length"
    }
    assert lengths == {(850, "m"), (1, "km")}


if ORIGINALS.is_dir():

    @pytest.mark.parametrize("record_id", IDS)
    def test_the_original_is_the_one_recorded(record_id: str) -> None:
        original = record(record_id)["original"]
        assert hashlib.sha256((ORIGINALS / original["file"]).read_bytes()).hexdigest() == original["sha256"]

    @pytest.mark.parametrize("record_id", IDS)
    def test_a_record_is_in_our_own_words(record_id: str) -> None:
        """No eight words in a row are the publisher's, and the précis is shorter than its original."""
        found = record(record_id)
        original = (ORIGINALS / found["original"]["file"]).read_text(encoding="utf-8")
        assert not runs(found["raw"] + "\n" + found["title"], 8) & runs(original, 8)
        assert len(words(found["text"])) < 0.85 * len(words(original))
