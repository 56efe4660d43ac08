"""Services that stood still resume, and the second of two trains has its own events."""

from datetime import UTC, datetime

import pytest

from pipelines.ledger.pauses import stopped_services
from pipelines.mentions import mentions
from tests import shipped
from tumen.journey import Document, Fetch, Precision, StatedDate

TWO_TRAINS = {
    "en": (
        "World's longest train ride is back",
        "A through car left Pyongyang for Moscow on June 17 after a pause of five years, Russian Railways said.\n"
        "Train service to Khabarovsk starts on June 19, once a month.\n"
        "Passenger trains were suspended in February 2020.",
    ),
    "ru": (
        "Вагон Пхеньян - Москва вернулся",
        "Беспересадочный вагон Пхеньян - Москва отправился 17 июня впервые за пять лет, сообщили в РЖД.\n"
        "С 19 июня начнёт курсировать и вагон до Хабаровска, раз в месяц.\n"
        "Движение пассажирских поездов было приостановлено в феврале 2020 года.",
    ),
}


def _read(language: str, title: str, text: str, published: str):
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = StatedDate(datetime.fromisoformat(published).replace(tzinfo=UTC), Precision.DAY, None, published)
    document = Document(fetch, fetch.url, title, text, language, published=stated)
    tags = shipped.scorer().score(document).transport_links
    return shipped.reader().read(document, tags, mentions(document, shipped.scorer()))


@pytest.mark.parametrize("language", TWO_TRAINS)
def test_of_two_trains_each_resumes_on_its_day_and_the_pause_stays_with_the_first(language: str) -> None:
    events = _read(language, *TWO_TRAINS[language], "2025-06-18").events
    told = {(event.transport_link, event.type.value, event.date) for event in events}
    assert {
        ("moscow-pyongyang-train", "service-resumed", "2025-06-17"),
        ("moscow-pyongyang-train", "service-suspended", "2020-02"),
        ("khabarovsk-pyongyang-train", "service-resumed", "2025-06-19"),
    } <= told


def test_a_train_that_passes_a_city_is_no_train_to_it() -> None:
    text = "The train from Moscow to Pyongyang left on June 26. It stops at Irkutsk, Chita and Khabarovsk on its way."
    assert {event.transport_link for event in _read("en", "Moscow-Pyongyang train leaves", text, "2025-06-27").events} == {
        "moscow-pyongyang-train"
    }


@pytest.mark.parametrize(("published", "kind"), [("2023-08-26", "service-resumed"), ("2008-04-02", "service-started")])
def test_flights_that_were_stopped_in_2020_resume_and_before_that_they_started(published: str, kind: str) -> None:
    title = "Air Koryo launches regular Vladivostok-Pyongyang flights"
    assert [event.type.value for event in _read("en", title, "", published).events] == [kind]


def test_what_the_registry_knows_to_stand_still() -> None:
    assert stopped_services(shipped.registry().transport_links.values()) == {
        "tumangang-khasan-rail": "2020-02",
        "moscow-pyongyang-train": "2020-02-03",
        "khabarovsk-pyongyang-train": "2020-02-03",
        "vladivostok-pyongyang-air": "2020-03-09",
    }
