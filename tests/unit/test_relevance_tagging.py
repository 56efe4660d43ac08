"""Which transport links a document reports on, and which it only passes or stands beside."""

import pytest

from pipelines.relevance import Scorer
from pipelines.relevance.tagging import candidates
from tests import shipped

Rows = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return shipped.scorer()


def _rows(scorer: Scorer, title: str, text: str) -> Rows:
    return candidates(scorer.judge(title, text), scorer.knowledge, scorer.vocabulary)


def test_the_old_bridge_beside_the_new_one_is_a_landmark(scorer: Scorer) -> None:
    text = "The road bridge joins Russia and North Korea. It stands 400 m below the railway bridge over the Tumen into Russia."
    assert _rows(scorer, "Novichenko Bridge opened", text)["tumangang-khasan-rail"]["landmark"] == 1.0


def test_a_train_on_the_old_bridge_makes_it_more_than_a_landmark(scorer: Scorer) -> None:
    text = "The road bridge joins Russia and North Korea. Trains from Khasan to Tumangang still use the railway bridge."
    assert _rows(scorer, "Novichenko Bridge opened", text)["tumangang-khasan-rail"]["landmark"] == 0.0


def test_a_border_station_where_another_train_stops_is_hardly_meant(scorer: Scorer) -> None:
    text = "Der Zug von Moskau nach Pjöngjang fährt zweimal im Monat. Reisende müssen am Bahnhof Tumangang umsteigen."
    row = _rows(scorer, "", text)["tumangang-khasan-rail"]
    assert row["far"] == 1.0
    assert row["named"] == 0.0


def test_the_flights_are_those_that_the_document_spoke_of_before(scorer: Scorer) -> None:
    text = (
        "Air Koryo flies from Pyongyang to Vladivostok on Mondays. "
        "Russia and North Korea want more flights: the route is to be served daily."
    )
    assert set(_rows(scorer, "", text)) == {"vladivostok-pyongyang-air"}


def test_a_transport_link_beside_the_one_of_the_first_plain_statement_is_a_guest(scorer: Scorer) -> None:
    text = (
        "The tourist train from Vladivostok to Rason left on Friday. "
        "Freight wagons between Khasan and Tumangang waited at the border."
    )
    rows = _rows(scorer, "", text)
    assert rows["vladivostok-rason-train"]["guest"] == 0.0
    assert rows["tumangang-khasan-rail"]["guest"] == 1.0
