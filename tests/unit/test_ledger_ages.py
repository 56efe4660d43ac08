"""How long ago something was, as sentences say it; and other days that are not the day of what is told beside them."""

import pytest

from tests.shipped import reader
from tests.unit.reports import document
from tumen.journey import LinkTag

_PUBLISHED = "2026-11-16"


def _date_of(kind: str, language: str, link: str, title: str, text: str = "", published: str = _PUBLISHED) -> str | None:
    events = reader().read(document(1, language, published, title, text), [LinkTag(link, "reported", 1.0)]).events
    return next(event.date for event in events if event.type == kind)


@pytest.mark.parametrize(
    ("language", "title", "month"),
    [
        ("en", "Two months after the road bridge opened, drivers complain of queues", "2026-09"),
        ("en", "A month after the road bridge opened, 12 lorries a day cross it", "2026-10"),
        ("en", "Three weeks after the road bridge opened, customs counts 400 lorries", "2026-10"),
        ("ru", "Через два месяца после того, как мост открыли, водители жалуются на очереди", "2026-09"),
        ("uk", "Через два місяці після того, як міст відкрили, водії скаржаться на черги", "2026-09"),
        ("ko", "개통 두 달 두만강 다리서 화물차 추돌", "2026-09"),
        ("ko", "두만강 다리 개통 3주, 화물차 400대 오가", "2026-10"),
        ("zh", "图们江公路桥开通两个月，货车排长队", "2026-09"),
        ("ko", "두만강 다리 개통 열두 달, 화물차 줄지어", "2025-11"),
        ("ja", "豆満江の橋、開通から2カ月　トラックの列", "2026-09"),
        ("de", "Zwei Monate nachdem die Brücke eröffnet wurde, klagen Fahrer über Staus", "2026-09"),
        ("fr", "Deux mois après que le pont a été inauguré, les chauffeurs se plaignent", "2026-09"),
        ("es", "Dos meses después de que se inauguró el puente, los choferes se quejan", "2026-09"),
        ("pl", "Dwa miesiące po tym, jak otwarto most, kierowcy skarżą się na kolejki", "2026-09"),
    ],
)
def test_what_was_months_ago_is_not_of_the_month_of_the_report(language: str, title: str, month: str) -> None:
    assert _date_of("opened", language, "tumen-road-bridge", title) == month


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Two months after the road bridge opened on September 7, drivers complain of queues"),
        ("ko", "두만강 다리가 9월 7일 개통한 지 두 달, 화물차가 늘었다"),
    ],
)
def test_a_day_the_sentence_states_is_surer_than_a_span(language: str, title: str) -> None:
    assert _date_of("opened", language, "tumen-road-bridge", title) == "2026-09-07"


@pytest.mark.parametrize(
    "span",
    [
        "Months after",
        "Some 2.5 months after",
        "Several weeks after",
        "This month after",
        "Every month since",
        "999999 weeks after",
    ],
)
def test_a_span_of_unknown_length_dates_nothing(span: str) -> None:
    title = f"{span} the road bridge opened, drivers complain of queues"
    assert (_date_of("opened", "en", "tumen-road-bridge", title) or "2026-11")[:7] == "2026-11"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Через два месяца после начала строительства мост открыли"),
        ("de", "Zwei Monate nach der Fertigstellung wurde die Straßenbrücke eröffnet"),
        ("pl", "Dwa miesiące po ceremonii otwarto most drogowy"),
        ("ko", "두만강 다리 개통 2주년 기념식"),
        ("ko", "두만강 다리 개통 한 달 남았다"),
    ],
)
def test_a_span_of_something_else_or_still_to_come_dates_no_opening(language: str, title: str) -> None:
    assert _date_of("opened", language, "tumen-road-bridge", title) == "2026-11"


def test_what_follows_the_span_is_of_today() -> None:
    title = "Three months after its first voyage, the ferry is taken out of service"
    assert _date_of("service-suspended", "en", "vladivostok-rason-ferry", title) != "2026-08"


def test_so_many_a_day_is_no_first_of_the_month() -> None:
    text = "豆満江の自動車橋は来年開通する。開通後は1日300台の通行を見込む。"
    assert "-01" not in (_date_of("announced", "ja", "tumen-road-bridge", "豆満江の橋、来年開通へ", text) or "")[7:]


def test_a_ceremony_has_its_own_day_and_not_that_of_the_praise() -> None:
    text = "North Korea on Tuesday hailed the opening of its road bridge to Russia. Ribbons were cut on the bridge on Monday."
    assert _date_of("opened", "en", "tumen-road-bridge", "Road bridge opened", text, "2026-09-08") == "2026-09-07"


def test_a_pause_begins_with_the_first_of_the_days_named() -> None:
    text = "The train to Rason was cancelled on November 20 and December 4."
    assert _date_of("service-suspended", "en", "vladivostok-rason-train", text) == "2026-11-20"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Air Koryo has resumed its flights to Vladivostok, which had been suspended early in 2020."),
        ("ru", "Авиакомпания «Эйр Корё» возобновила рейсы во Владивосток, прерванные в начале 2020 года."),
    ],
)
def test_a_service_is_not_resumed_when_it_was_interrupted(language: str, text: str) -> None:
    assert _date_of("service-resumed", language, "vladivostok-pyongyang-air", text, published="2023-08-25") != "2020"
