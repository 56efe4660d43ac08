"""The registry's facts and figures as statements of the ledger."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pipelines.registered import RegisteredReader
from pipelines.stories import load_origins
from storage.registered import RegistryStatement
from tests.shipped import registry, words
from tumen.statements import Attribute, Claim, Event
from tumen.transport import EventType, Figure, StatedFigure

SEEDS = Path(__file__).parents[2] / "seeds"
REGISTRY = registry().transport_links


@cache
def reader() -> RegisteredReader:
    return RegisteredReader(words(), load_origins(lambda name: SEEDS / name))


@cache
def shipped() -> tuple[list[RegistryStatement], list[str]]:
    return reader().read(REGISTRY)


def test_of_the_shipped_figures_only_these_cannot_be_read() -> None:
    """They are prose: `mid 2026` and `within two years` have no date of their own."""
    assert shipped()[1] == [
        "tumen-road-bridge: promised completion: mid 2026",
        "tumen-road-bridge: promised completion: a year and a half from 30 April 2025",
        "tumen-road-bridge: promised completion: first quarter of 2026",
        "tumen-road-bridge: promised completion: within two years",
        "tumen-road-bridge: promised completion: by 2027",
        "tumen-road-bridge: cost of the bridge: about a trillion roubles",
    ]


def test_every_fact_with_an_event_and_every_source_of_it_is_a_statement() -> None:
    events = [one for one in shipped()[0] if isinstance(one.said, Event)]
    facts = [fact for link in REGISTRY.values() for fact in link.facts if fact.event]
    assert len(events) == sum(len(fact.said_by) for fact in facts)
    opened = [one for one in events if one.said.type is EventType.OPENED and one.said.date == "2026-09-07"]
    assert [(one.stated_by, one.origin) for one in opened][:1] == [("AP", "ap")]
    assert {one.said.transport_link for one in opened} == {"tumen-road-bridge"}


def test_every_figure_keeps_its_words_its_meaning_its_advice_and_its_sources() -> None:
    lengths = [
        one
        for one in shipped()[0]
        if isinstance(one.said, Claim) and (one.said.transport_link, one.about) == ("tumen-road-bridge", "length")
    ]
    assert {(one.said.value, one.stated_by) for one in lengths if isinstance(one.said, Claim)} >= {
        (850.0, "Transport Minister Starovoit"),
        (850.0, "Reuters"),
        (1000.0, "TASS after the ceremony"),
        (4700.0, "Kyodo"),
    }
    assert {one.origin for one in lengths if one.stated_by == "TASS after the ceremony"} == {"tass"}
    assert {one.origin for one in lengths if one.stated_by == "ROK Unification Ministry"} == {"rok unification ministry"}
    assert all(one.advice and "never average" in one.advice for one in lengths)
    assert lengths[0].said.sentence == "length: 800 m"


READ = {
    "a range": (Attribute.COST, "280 to 300 million dollars", (280e6, 300e6, "USD", "exact")),
    "at least": (Attribute.FARE, "from 44700 roubles", (44_700, None, "RUB", "at-least")),
    "about": (Attribute.DISTANCE, "about 680 km", (680_000, None, "m", "about")),
    "people": (Attribute.PASSENGERS, "1200 people", (1200, None, "people", "exact")),
    "how often": (Attribute.FREQUENCY, "twice a month", (2, None, "per month", "exact")),
    "at most so often": (Attribute.FREQUENCY, "up to 2 times a week", (2, None, "per week", "at-most")),
    "in a unit of its own": (Attribute.TRAINS_SEEN, "73 railcars", (73, None, "railcars", "exact")),
    "a length that is none": (Attribute.LENGTH, "300 million dollars", None),
    "a number without a unit": (Attribute.PASSENGERS, "193", None),
    "no number": (Attribute.LENGTH, "quite long", None),
}


@pytest.mark.parametrize(("attribute", "written", "found"), READ.values(), ids=READ)
def test_a_figure_is_read_in_the_unit_of_its_attribute(
    attribute: Attribute, written: str, found: tuple[float, float | None, str, str] | None
) -> None:
    figure = Figure("something", (StatedFigure(written, ("TASS",)),), None, attribute)
    link = replace(REGISTRY["tumen-road-bridge"], facts=(), figures=(figure,))
    statements, unread = reader().read({link.id: link})
    if found is None:
        assert (statements, unread) == ([], [f"tumen-road-bridge: something: {written}"])
    else:
        [one] = statements
        assert isinstance(one.said, Claim)
        assert (one.said.value, one.said.high, one.said.unit, one.said.bound.value) == found


def test_a_date_is_read_as_it_stands() -> None:
    figure = Figure("promised", (StatedFigure("2027-spring", ("tender",)),), None, Attribute.COMPLETION_DATE)
    [one] = reader().read({"x": replace(REGISTRY["other"], id="x", facts=(), figures=(figure,))})[0]
    assert isinstance(one.said, Claim)
    assert (one.said.date, one.said.value, one.said.unit) == ("2027-spring", None, None)


def test_a_figure_without_an_attribute_is_not_told() -> None:
    figure = Figure("name", (StatedFigure("after Yakov Novichenko", ("ABC Australia",)),))
    link = replace(REGISTRY["tumen-road-bridge"], facts=(), figures=(figure,))
    assert reader().read({link.id: link}) == ([], [])
