"""How news of each transport link is worded in ten languages, and how near misses are: our own sentences, never fitted to."""

from pathlib import Path

import pytest

from pipelines.relevance import Scorer
from pipelines.relevance.evaluation import as_document, evaluate
from pipelines.relevance.labelled import read_baseline, read_labelled
from tests import shipped

SEEDS = Path(__file__).parents[2] / "seeds"
SAYINGS = list(read_labelled(Path(__file__).parent / "sayings.jsonl"))


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return shipped.scorer()


def test_every_transport_link_is_found_in_what_is_usually_said_of_it(scorer: Scorer) -> None:
    result = evaluate(SAYINGS, scorer)["transport_links"]
    assert result["f1"] >= 0.95
    assert {name: row for name, row in result["by_link"].items() if row["documents"] and row["recall"] < 0.9} == {}
    assert len([row for row in result["by_link"].values() if row["documents"]]) >= 11


def test_wishes_memories_and_other_borders_are_kept_apart_from_news(scorer: Scorer) -> None:
    result = evaluate(SAYINGS, scorer)["relevance"]
    assert result["recall"] == 1.0
    assert result["precision"] >= 0.96


def test_the_old_bridge_is_background_in_most_sayings_where_the_new_one_is_the_news(scorer: Scorer) -> None:
    roles = []
    for saying in (s for s in SAYINGS if s.relevant and "tumangang-khasan-rail" in s.background):
        tags = {tag.id: tag.role for tag in scorer.score(as_document(saying)).transport_links}
        assert tags["tumen-road-bridge"] == "reported"
        roles.append(tags.get("tumangang-khasan-rail", "background"))
    assert len(roles) == 6
    assert roles.count("reported") <= 2, "in two sentences without a figure nothing but the order tells them apart"


def test_the_third_baseline_record_names_the_rail_bridge_only_as_background(scorer: Scorer) -> None:
    """ "Today a single railway bridge and flights are all that connects the two countries": context, not news."""
    record = next(found for found in read_baseline(SEEDS / "baseline") if found.id == "baseline-003")
    roles = {tag.id: tag.role for tag in scorer.score(as_document(record)).transport_links}
    assert roles["tumangang-khasan-rail"] == "background"
    assert roles["tumen-road-bridge"] == "reported"
