"""Statements: how plainly single sentences speak of a transport link, and which one they mean."""

import pytest

from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.reading import read
from pipelines.relevance.statements import Plainness, Statement, statements
from pipelines.relevance.vocabulary import vocabulary_of
from tests import shipped


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped.scorer().knowledge


def _best(title: str, text: str, knowledge: Knowledge) -> Statement | None:
    found = statements(read(title, text, knowledge), knowledge, vocabulary_of(knowledge))
    return max(found, key=lambda statement: statement.quality, default=None)


@pytest.mark.parametrize(
    ("text", "transport_link"),
    [
        ("The first train from Pyongyang reached Moscow after eight days.", "moscow-pyongyang-train"),
        ("Из Хабаровска в Пхеньян отправился поезд.", "khabarovsk-pyongyang-train"),
        ("Nordwind fliegt einmal im Monat von Moskau nach Pjöngjang.", "moscow-pyongyang-air"),
        ("평양을 떠난 고려항공 여객기가 블라디보스토크에 내렸다.", "vladivostok-pyongyang-air"),
        ("海参崴至罗先的旅游列车今天首发。", "vladivostok-rason-train"),
        ("ハサンと羅津を結ぶ鉄道が改修された。", "rajin-khasan-rail"),
        ("Un ferry unirá Vladivostok y Wonsan desde julio.", "other"),
        ("Rosja i Korea Północna otworzyły most drogowy na rzece Tumen.", "tumen-road-bridge"),
        ("Потяг Хасан — Туманган перетинає кордон КНДР щодня.", "tumangang-khasan-rail"),
        ("A plane of Russia's emergencies ministry flew from Vladivostok to Pyongyang.", "other-air"),
        ("Un pétrolier parti de Vostotchny a livré du pétrole raffiné à Nampo, en Corée du Nord.", "dprk-russia-shipping"),
    ],
)
def test_both_ends_and_the_means_name_the_transport_link(knowledge: Knowledge, text: str, transport_link: str) -> None:
    best = _best("", text, knowledge)
    assert best is not None
    assert best.plainness is Plainness.NAMED
    assert not best.tainted
    assert max(best.transport_links, key=lambda name: best.transport_links[name]) == transport_link


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Kim Jong Un leaves for Russia", "His armored train crossed the bridge at Khasan."),
        ("Repaired destroyer launched at Rajin", "The ship was floated at the shipyard near the Russian border."),
        ("Lavrov visits Pyongyang", "The Russian minister's plane landed on Friday for talks with Choe."),
        ("Rail link to China", "Trains cross the Yalu from Dandong to North Korea again, four times a week."),
        ("Разведка о потерях", "Солдат КНДР везли из Курска в Москву эшелонами, сообщили в Сеуле."),
        ("Задержаны браконьеры", "Судно КНДР доставили в Находку, сообщили пограничники России."),
    ],
)
def test_stories_that_use_the_same_words_are_tainted(knowledge: Knowledge, title: str, text: str) -> None:
    best = _best(title, text, knowledge)
    assert best is None or best.tainted or best.plainness <= Plainness.LOOSE


def test_a_headline_leaves_one_end_to_the_lead(knowledge: Knowledge) -> None:
    """Half of a fact in the title and half in the first sentence are one statement."""
    best = _best("Half the seats stay empty on the plane to North Korea", "Tickets from Moscow sell badly.", knowledge)
    assert best is not None
    assert best.plainness >= Plainness.NEARBY


def test_an_empty_document_has_no_statements(knowledge: Knowledge) -> None:
    assert _best("", "", knowledge) is None


def test_a_voyage_between_rajin_and_dunai_is_both_the_port_and_the_shipping(knowledge: Knowledge) -> None:
    best = _best("", "Суда со снарядами трижды прошли из Раджина в Дунай.", knowledge)
    assert best is not None
    assert {"rajin-port-shipping", "dprk-russia-shipping"} <= best.transport_links.keys()


def test_wheels_at_a_border_post_of_the_dprk_mean_the_road_bridge(knowledge: Knowledge) -> None:
    best = _best("Primorye", "Buses are let through the crossing into North Korea.", knowledge)
    assert best is not None
    assert "tumen-road-bridge" in best.transport_links


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("In 2024 Russia and North Korea agreed on a bridge.", False),
        ("Seventy lorries crossed the bridge from Russia to North Korea.", True),
        ("Some 70 lorries crossed the bridge from Russia to North Korea.", True),
    ],
)
def test_a_bare_year_is_no_figure_and_a_number_in_words_is_one(knowledge: Knowledge, text: str, figure: bool) -> None:
    best = _best("", text, knowledge)
    assert best is not None
    assert best.figure is figure


@pytest.mark.parametrize(
    "text",
    [
        "Sokcho dreams of a ferry from Vladivostok to Rajin in North Korea.",
        "Если КНДР согласится, поезд из Пусана дойдёт до Москвы.",
        "나진-하산 프로젝트는 정권이 바뀌며 물거품이 됐다.",
        "Das Museum zeigt den Zug, der einst von Moskau nach Pjöngjang fuhr.",
        "若朝鲜同意，列车可由平壤开往莫斯科。",
    ],
)
def test_wishes_conditions_and_memories_without_a_figure_are_dismissed(knowledge: Knowledge, text: str) -> None:
    best = _best("", text, knowledge)
    assert best is None or best.dismissed


def test_a_wish_with_a_figure_is_news(knowledge: Knowledge) -> None:
    best = _best("", "Primorye dreams of a ferry from Vladivostok to Rajin in North Korea and has ordered 2 ships.", knowledge)
    assert best is not None
    assert not best.dismissed


def test_a_service_is_of_the_kind_that_the_sentence_before_spoke_of(knowledge: Knowledge) -> None:
    best = _best("", "Eight hours by plane from Moscow. The direct service to Pyongyang runs twice a month.", knowledge)
    assert best is not None
    assert "moscow-pyongyang-air" in best.transport_links


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Donghae ferry adds a sailing", "A cruise from Vladivostok could call at Wonsan in North Korea."),
        ("Losses at Kursk", "North Korean soldiers' remains were flown from Russia to Pyongyang on a plane."),
        ("China wants out to sea", "Russia and North Korea will discuss ships passing below the railway bridge over the Tumen."),
    ],
)
def test_ferries_of_other_coasts_soldiers_aloft_and_ships_of_china_are_tainted(
    knowledge: Knowledge, title: str, text: str
) -> None:
    best = _best(title, text, knowledge)
    assert best is None or best.tainted


def test_the_catch_all_gives_way_to_the_flight_that_a_sentence_names(knowledge: Knowledge) -> None:
    best = _best("", "Рейс Air Koryo из Приморья в КНДР задержали на час.", knowledge)
    assert best is not None
    assert "other-air" not in best.transport_links
