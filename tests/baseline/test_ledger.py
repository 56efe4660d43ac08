"""The five baseline records through scorer and ledger reader: known figures with sentence and speaker, known traps avoided."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.ledger import Labelled, LedgerReader, evaluate_ledger
from pipelines.mentions import mentions
from pipelines.relevance import Scorer
from tests import shipped
from tumen.journey import Document, Fetch, Precision, StatedDate
from tumen.statements import Claim, Reading

_SEEDS = Path(__file__).parents[2] / "seeds"
_RECORDS = ("000", "001", "002", "003", "004")


@cache
def _stations() -> tuple[Scorer, LedgerReader]:
    return shipped.scorer(), shipped.reader()


@cache
def _record(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((_SEEDS / "baseline" / f"{name}.json").read_text(encoding="utf-8"))
    return record


def _document(name: str) -> Document:
    record = _record(name)
    fetch = Fetch(record["url"], "baseline", "page", datetime(2026, 11, 1, tzinfo=UTC))
    day = record["published"]
    stated = StatedDate(datetime.fromisoformat(day[:10]).replace(tzinfo=UTC), Precision.DAY, None, day) if day else None
    return Document(fetch, record["url"], record["title"], record["text"], record["language"], published=stated)


def _read(document: Document) -> Reading:
    """Only predicted transport links: the scorer's tags, and its statements as mentions."""
    scorer, reader = _stations()
    return reader.read(document, scorer.score(document).transport_links, mentions(document, scorer))


def _claim(name: str, attribute: str, value: float) -> Claim:
    found = [c for c in _read(_document(name)).claims if c.attribute == attribute and c.value == pytest.approx(value)]
    assert len(found) == 1, found
    return found[0]


def test_the_bridge_is_850_metres_says_the_minister_and_a_kilometre_says_tass() -> None:
    """The conflict of day one: two lengths, two speakers, each with its sentence; the Russian share is another attribute."""
    minister, tass = _claim("001", "length", 850), _claim("003", "length", 1000)
    share = _claim("001", "length-russian-share", 300)
    assert (minister.speaker, share.speaker) == ("Roman Starovoit", "Roman Starovoit")
    assert tass.speaker is not None
    assert "Tass" in tass.speaker
    for name, claim in (("001", minister), ("001", share), ("003", tass)):
        assert claim.transport_link == "tumen-road-bridge"
        assert claim.sentence in _record(name)["text"]
        assert claim.original in claim.sentence


def test_the_building_takes_a_year_and_a_half_says_tass() -> None:
    """Months of building are no journey time; the agency that says so is the speaker."""
    claim = _claim("003", "construction-time", 1.5 * 31_557_600)
    assert claim.original == "a year and a half"
    assert claim.speaker is not None
    assert "Tass" in claim.speaker


@pytest.mark.parametrize(
    ("name", "attribute", "value", "words", "speaker"),
    [
        ("001", "length", 850, "850 meters", "Roman Starovoit"),
        ("001", "length-russian-share", 300, "300 meters", "Roman Starovoit"),
        ("003", "length", 1000, "1 kilometer", "Russia's Tass agency"),
        ("003", "construction-time", 1.5 * 31_557_600, "a year and a half", "Russia's Tass agency"),
        ("004", "passengers", 1200, "1.200 passengers", None),
        ("004", "passengers", 2, "two Russians", None),
        ("004", "frequency", 3, "three times a week", None),
    ],
)
def test_every_figure_stands_in_its_sentence_with_who_said_it(
    name: str, attribute: str, value: float, words: str, speaker: str | None
) -> None:
    """The words of the figure, the sentence as the report has it, and its speaker; None where the report itself says so."""
    claim = _claim(name, attribute, value)
    assert claim.original == words
    assert claim.original in claim.sentence
    assert claim.sentence in _record(name)["title"] + "\n" + _record(name)["text"]
    assert claim.speaker == speaker


@pytest.mark.parametrize(
    ("name", "link", "kind", "words", "speaker"),
    [
        ("000", "tumangang-khasan-rail", "station-renovated", "the dedication took place on Wednesday", "Rodong Sinmun"),
        ("001", "tumangang-khasan-rail", "opened", "a railroad bridge of 1959", None),
        ("004", "tumangang-khasan-rail", "service-resumed", "On December 16", None),
    ],
)
def test_every_event_stands_in_its_sentence_with_who_said_it(
    name: str, link: str, kind: str, words: str, speaker: str | None
) -> None:
    """28 May 2025, 1959 and 16 December 2024 (their days: `test_what_happened_has_its_day`)."""
    (event,) = [event for event in _read(_document(name)).events if (event.transport_link, event.type) == (link, kind)]
    assert words in event.sentence
    assert event.sentence in _record(name)["text"]
    assert event.speaker == speaker


def test_the_1200_are_of_the_day_of_the_report_and_not_of_the_regular_service() -> None:
    """The article of 16 December 2024 counts travellers of the irregular trains from June on; two people came that day.

    The claim holds for the day it was printed, none dates it from the return of the service, and the registry says of whom
    the figure is.
    """
    claim = _claim("004", "passengers", 1200)
    assert claim.as_of == "2024-12-16"
    assert "16" not in claim.sentence
    line = shipped.registry().transport_links["tumangang-khasan-rail"]
    known = next(fact for fact in line.figures if fact.about == "passengers before the regular service")
    assert [(stated.value, stated.said_by) for stated in known.stated] == [("1200 people", ("Ussuri customs",))]
    assert "June to December 2024" in (known.advice or "")


def test_twenty_kilometres_are_read_where_they_are_printed() -> None:
    """The line of 20 km stands in a caption that the text of the record leaves out; as a sentence it is a length."""
    document = _document("004")
    caption = "The railway line from Khasan to Tumangang is 20km long and runs three times a week."
    read = _read(replace(document, text=document.text + "\n" + caption))
    (claim,) = [claim for claim in read.claims if claim.value == 20_000]
    assert (claim.transport_link, claim.attribute, claim.sentence) == ("tumangang-khasan-rail", "length", caption)


def test_the_short_train_carried_1200_and_runs_three_times_a_week() -> None:
    """1.200 is twelve hundred; soldiers at the front are no passengers."""
    assert _claim("004", "passengers", 1200).transport_link == "tumangang-khasan-rail"
    assert _claim("004", "frequency", 3).unit == "per week"
    values = {claim.value for claim in _read(_document("004")).claims if claim.attribute == "passengers"}
    assert 10_000 not in values


@pytest.mark.parametrize(
    ("name", "link", "kind", "date"),
    [
        ("000", "tumangang-khasan-rail", "station-renovated", "2025-05-28"),
        ("000", "tumen-road-bridge", "construction-started", "2025-04-30"),
        ("001", "tumangang-khasan-rail", "opened", "1959"),
        ("003", "tumen-road-bridge", "agreed", "2024-06"),
        ("003", "tumen-road-bridge", "construction-started", "2025-05-01"),
        ("004", "tumangang-khasan-rail", "service-resumed", "2024-12-16"),
        ("004", "tumangang-khasan-rail", "service-suspended", "2020"),
    ],
)
def test_what_happened_has_its_day(name: str, link: str, kind: str, date: str) -> None:
    """Dates from weekday and publication, from the text itself, and to the precision stated."""
    dates = [event.date for event in _read(_document(name)).events if (event.transport_link, event.type) == (link, kind)]
    assert dates == [date]


def test_the_border_and_the_distance_to_the_capital_are_no_figures_of_a_transport_link() -> None:
    """11 miles of border, 520 kilometres to Pyongyang, 1.2 % of trade."""
    lengths = {claim.value for name in _RECORDS for claim in _read(_document(name)).claims if claim.unit == "m"}
    assert lengths == {850.0, 300.0, 1000.0}


def test_the_reader_keeps_its_figures_on_the_baseline() -> None:
    """Seven events and six claims of seven labelled (20 km stands in a caption the text does not carry)."""
    labelled = []
    for name in _RECORDS:
        labels = _record(name)["labels"]
        labelled.append(Labelled(_document(name), labels["events"], labels["claims"], frozenset(labels["links_bg"])))
    report = evaluate_ledger(labelled, _read).report
    assert report["events"]["recall"] >= 0.8
    assert report["events"]["dates_right"] >= 0.8
    assert report["claims"]["precision"] == 1.0
    assert report["claims"]["recall"] >= 0.85
