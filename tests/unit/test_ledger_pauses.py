"""Services that stood still resume, and the second of two trains has its own events."""

import pytest

from pipelines.ledger.pauses import known_services
from tests import shipped
from tests.unit.reports import events_of

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


@pytest.mark.parametrize("language", TWO_TRAINS)
def test_of_two_trains_each_resumes_on_its_day_and_the_pause_stays_with_the_first(language: str) -> None:
    assert {
        "moscow-pyongyang-train service-resumed 2025-06-17",
        "moscow-pyongyang-train service-suspended 2020-02",
        "khabarovsk-pyongyang-train service-resumed 2025-06-19",
    } <= events_of(language, "2025-06-18", *TWO_TRAINS[language])


def test_a_train_that_passes_a_city_is_no_train_to_it() -> None:
    text = "The train from Moscow to Pyongyang left on June 26. It stops at Irkutsk, Chita and Khabarovsk on its way."
    told = events_of("en", "2025-06-27", "Moscow-Pyongyang train leaves", text)
    assert {one.split(" ")[0] for one in told} == {"moscow-pyongyang-train"}


@pytest.mark.parametrize(("published", "kind"), [("2023-08-26", "service-resumed"), ("2008-04-02", "service-started")])
def test_flights_that_were_stopped_in_2020_resume_and_before_that_they_started(published: str, kind: str) -> None:
    told = events_of("en", published, "Air Koryo launches regular Vladivostok-Pyongyang flights", "")
    assert [one.split(" ")[1] for one in told] == [kind]


def test_what_the_registry_knows_to_stand_still() -> None:
    assert known_services(shipped.registry().transport_links.values()).stopped == {
        "tumangang-khasan-rail": "2020-02",
        "moscow-pyongyang-train": "2020-02-03",
        "khabarovsk-pyongyang-train": "2020-02-03",
        "vladivostok-pyongyang-air": "2020-03-09",
    }


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ("2026-11-18", "moscow-pyongyang-train schedule-changed 2026-12-01"),
        ("2025-05-20", "moscow-pyongyang-train service-resumed 2025-06-17"),
    ],
)
def test_what_is_to_begin_on_a_service_that_runs_is_another_timetable(published: str, told: str) -> None:
    day = "1. Dezember" if published > "2026" else "17. Juni"
    text = f"Der Kurswagen von Moskau nach Pjöngjang fährt vom {day} an dreimal im Monat."
    assert told in events_of("de", published, "Zug Moskau–Pjöngjang", text)
