"""Short reports of our own writing: does the tagger find the transport link each tells of?

short_reports.tsv was written after the mechanisms it tries, ledger_reports.tsv before them; both have been looked at and worked
on, so the figures asserted here guard against going back and measure nothing else.
"""

from pathlib import Path

import pytest

from pipelines.relevance import Scorer
from pipelines.relevance.tagging import candidates, tag
from tests import shipped

_HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return shipped.scorer()


def _rows(name: str) -> list[dict[str, str]]:
    head, *rows = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]


def _found(scorer: Scorer, title: str, text: str) -> set[str]:
    tags = tag(scorer.judge(title, text), scorer.knowledge, scorer.vocabulary, scorer.weights.tags)
    return {one.id for one in tags if one.role == "reported"}


def test_reports_of_the_ledger_get_the_transport_links_of_their_events(scorer: Scorer) -> None:
    right = wanted = 0
    for row in _rows("ledger_reports.tsv"):
        links = {event.split()[0] for event in row["events"].split("; ")}
        right += len(links & _found(scorer, row["title"], row["text"]))
        wanted += len(links)
    assert right / wanted >= 0.91


def test_crossings_containers_and_landings_without_the_usual_nouns_are_tagged(scorer: Scorer) -> None:
    rows = _rows("short_reports.tsv")
    found = [row["transport_link"] in _found(scorer, row["title"], row["text"]) for row in rows]
    assert sum(found) >= len(rows) - 1


@pytest.mark.parametrize(
    ("title", "text", "link"),
    [
        ("Bridge to North Korea grows", "Piles stand in the river. Work goes on, Trutnev said.", "tumen-road-bridge"),
        ("Rockets came by train", "Pyongyang delivered them last month. The White House showed photos.", "tumangang-khasan-rail"),
        ("Coal still moves through Rajin", "The terminal loaded 300,000 tonnes by March.", "rajin-port-shipping"),
    ],
)
def test_what_no_sentence_says_the_words_of_the_whole_report_say(scorer: Scorer, title: str, text: str, link: str) -> None:
    assert _found(scorer, title, text) == {link}


def test_the_words_of_the_whole_report_say_nothing_beside_another_border(scorer: Scorer) -> None:
    assert not _found(scorer, "Bridge to North Korea nearly done", "Lorries will leave Dandong for Sinuiju in autumn.")
    assert not _found(scorer, "A new bridge for the town", "The mayor cut the ribbon on Monday.")


def test_the_words_of_the_whole_report_count_only_where_no_sentence_means_anything(scorer: Scorer) -> None:
    text = "The road bridge joins Russia and North Korea.\n\nNobody came.\n\nTankers lay in the bay."
    rows = candidates(scorer.judge("", text), scorer.knowledge, scorer.vocabulary)
    assert set(rows) == {"tumen-road-bridge"}


def test_arms_in_containers_are_the_shippings_beside_the_port_that_loads_them(scorer: Scorer) -> None:
    title = "North Korea shipped 1,000 containers of arms to Russia, Washington says"
    text = "Pictures of last month show a Russian vessel at the port of Rajin."
    assert _found(scorer, title, text) == {"dprk-russia-shipping", "rajin-port-shipping"}


def test_arms_by_rail_are_not_the_shippings(scorer: Scorer) -> None:
    text = "North Korea sent Russia containers of arms by rail through Khasan.\n\nNobody answered.\n\nShips lay in the bay."
    assert "dprk-russia-shipping" not in _found(scorer, "", text)
