"""What counts as an event of a report, and its day: news and background, plans and their day, trials, pauses, preparations."""

from datetime import UTC, datetime

import pytest

from tests.shipped import reader
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.statements import Mention

_FILLER = "The weather on the border was fine."


def _events(language: str, link: str, title: str, text: str = "", published: str = "2025-09-10") -> list[tuple[str, str | None]]:
    """Type and date of each event; the last line of the text names the transport link."""
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = StatedDate(datetime.fromisoformat(published).replace(tzinfo=UTC), Precision.DAY, None, published)
    start = text.rfind("\n") + 1
    mention = Mention(start, len(text), link, strength=0.9)
    document = Document(fetch, fetch.url, title, text, language, published=stated)
    reading = reader().read(document, [LinkTag(link, "reported", 1.0)], [mention] if text else [])
    return [(event.type.value, event.date) for event in reading.events]


def _told_below(language: str, link: str, text: str) -> list[tuple[str, str | None]]:
    return _events(language, link, "Letters from the border", "\n".join([_FILLER] * 4 + [text]))


@pytest.mark.parametrize(
    ("language", "link", "text", "event"),
    [
        ("en", "tumen-road-bridge", "Work on the span got under way on April 30.", ("construction-started", "2025-04-30")),
        ("en", "rajin-port-shipping", "The terminal went into operation on July 18, 2014.", ("opened", "2014-07-18")),
        ("ru", "moscow-pyongyang-train", "Прямое сообщение восстановили 17 июня.", ("service-resumed", "2025-06-17")),
        ("ru", "tumangang-khasan-rail", "Обновлённый вокзал открыли 28 мая.", ("station-renovated", "2025-05-28")),
        ("uk", "rajin-port-shipping", "Термінал запрацював 18 липня 2014 року.", ("opened", "2014-07-18")),
        ("ko", "tumen-road-bridge", "양국은 2024년 6월 19일 다리 건설 협정에 서명했다.", ("agreed", "2024-06-19")),
        ("ko", "tumangang-khasan-rail", "여객열차 운행은 2020년 2월 중단됐다.", ("service-suspended", "2020-02")),
        ("zh", "tumen-road-bridge", "大桥今年4月30日动工。", ("construction-started", "2025-04-30")),
        ("zh", "dprk-russia-shipping", "美国2024年5月16日将该船东列入黑名单。", ("sanctioned", "2024-05-16")),
        ("ja", "vladivostok-pyongyang-air", "高麗航空は2023年8月にウラジオ線を再開した。", ("service-resumed", "2023-08")),
        (
            "de",
            "tumangang-khasan-rail",
            "Der Zugverkehr war im Februar 2020 eingestellt worden.",
            ("service-suspended", "2020-02"),
        ),
        ("fr", "tumen-road-bridge", "L'accord sur le pont a été signé le 19 juin 2024.", ("agreed", "2024-06-19")),
        ("es", "tumen-road-bridge", "Las obras del puente arrancaron el 30 de abril.", ("construction-started", "2025-04-30")),
        ("pl", "tumen-road-bridge", "Umowę o moście podpisano 19 czerwca 2024 roku.", ("agreed", "2024-06-19")),
    ],
)
def test_a_fact_told_in_passing_keeps_its_day(language: str, link: str, text: str, event: tuple[str, str]) -> None:
    assert _told_below(language, link, text) == [event]


def test_background_with_its_day_stays_beside_the_news() -> None:
    title, text = "Bridge opens to lorries", "Traffic began on September 7. Construction of the bridge had begun on April 30."
    found = _events("en", "tumen-road-bridge", title, text)
    assert ("construction-started", "2025-04-30") in found
    assert found[0][0] == "opened"


def test_a_plan_with_its_day_is_announced_and_carries_its_type() -> None:
    text = "The Moscow–Pyongyang car will run three times a month instead of two from December 1, the railway said on Tuesday."
    assert _events("en", "moscow-pyongyang-train", "", text) == [("announced", "2025-09-09"), ("schedule-changed", "2025-12-01")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A ferry could be sailing again by November, the deputy governor said."),
        ("zh", "海参崴至罗先客轮或11月复航"),
        ("ja", "羅津航路、11月復活目指す"),
    ],
)
def test_a_wish_for_a_month_is_no_event_of_that_month(language: str, text: str) -> None:
    assert all(day is None or day <= "2025-09-10" for _, day in _events(language, "vladivostok-rason-ferry", text))


def test_a_trial_run_is_traffic() -> None:
    title = "First train from Vladivostok arrives in Rason on test run"
    assert [kind for kind, _ in _events("en", "vladivostok-rason-train", title)] == ["traffic-observed"]


def test_the_first_tourists_since_the_pandemic_resume_no_service() -> None:
    title = "Russian tour group flies to Pyongyang, the first tourists since the pandemic"
    assert [kind for kind, _ in _events("en", "vladivostok-pyongyang-air", title)] == ["traffic-observed"]


def test_the_first_flight_since_the_pandemic_does() -> None:
    title = "Air Koryo plane lands in Vladivostok for first time in three years"
    assert [kind for kind, _ in _events("en", "vladivostok-pyongyang-air", title)] == ["service-resumed"]


@pytest.mark.parametrize(
    ("language", "title", "kind"),
    [
        ("ru", "Мост в КНДР готов на 70 процентов", "construction-progress"),
        ("zh", "图们江公路桥完工逾七成", "construction-progress"),
        ("ja", "豆満江に自動車橋の準備が始まる", "construction-progress"),
        ("zh", "俄朝公路桥恢复通车", "service-resumed"),
    ],
)
def test_other_words_make_it_another_type(language: str, title: str, kind: str) -> None:
    """Partly finished, preparations begun, opened again."""
    assert [found for found, _ in _events(language, "tumen-road-bridge", title)] == [kind]


def test_an_accident_and_the_closure_it_brings_share_their_day() -> None:
    text = "На мосту через Туманную в понедельник опрокинулась фура, движение остановлено."
    assert _events("ru", "tumen-road-bridge", "", text) == [("service-suspended", "2025-09-08"), ("incident", "2025-09-08")]


def test_a_day_belongs_to_the_event_it_stands_by() -> None:
    """The month of the opening is not that of the accident."""
    text = "Traffic on the bridge, which opened last month, stopped when a lorry overturned on Monday."
    found = dict(_events("en", "tumen-road-bridge", "", text))
    assert found["incident"] == "2025-09-08"


def test_news_without_a_day_is_of_the_month_it_was_printed_in() -> None:
    title = "North Korea and Russia start building road bridge"
    assert _events("en", "tumen-road-bridge", title, published="2025-04-30") == [("construction-started", "2025-04")]
    assert _events("en", "tumen-road-bridge", title, published="2025-05-01") == [("construction-started", None)]


@pytest.mark.parametrize(
    ("language", "link", "title", "text", "kinds"),
    [
        (
            "en",
            "vladivostok-pyongyang-air",
            "First Russian tourists since the pandemic fly to Pyongyang",
            "",
            ["traffic-observed"],
        ),
        ("zh", "vladivostok-pyongyang-air", "疫情后首批外国游客飞抵平壤", "", ["traffic-observed"]),
        ("en", "vladivostok-rason-train", "First tourist train leaves for Rason", "", ["service-started"]),
        ("pl", "dprk-russia-shipping", "Rosyjski statek z ładunkiem znów zawinął do portu Radzin", "", ["traffic-observed"]),
        ("ru", "tumangang-khasan-rail", "Пассажирские поезда через Хасан не пойдут", "", ["service-suspended"]),
        ("ko", "moscow-pyongyang-air", "모스크바-평양 정기편 2월 운항하지 않는다", "", ["service-suspended"]),
        ("en", "tumen-road-bridge", "First lorries cross the new bridge", "", ["opened"]),
        ("fr", "moscow-pyongyang-air", "Moscou–Pyongyang : premier vol direct", "", ["service-started"]),
    ],
)
def test_who_is_first_what_comes_again_and_what_does_not_run(
    language: str, link: str, title: str, text: str, kinds: list[str]
) -> None:
    """New people start no service, another call of a ship resumes none, and a denial can be the news itself."""
    assert [kind for kind, _ in _events(language, link, title, text)] == kinds


def test_a_title_is_a_plan_where_the_next_sentence_is_one() -> None:
    text = "Travellers will be carried from Vladivostok to Rason from October 1, the governor said."
    events = _events("en", "vladivostok-rason-train", "Passenger trains to Rason again", text)
    assert ("announced", "2025-09-10") in events
    assert "service-resumed" not in [kind for kind, date in events if date is None or date <= "2025-09-10"]


def test_the_day_a_pause_began_is_not_the_day_it_ends() -> None:
    text = "An Air Koryo plane landed in Vladivostok for the first time since February 2020."
    events = dict(_events("en", "vladivostok-pyongyang-air", "Flights from Pyongyang resume", text))
    assert events["service-resumed"] != "2020-02"


def test_an_accident_is_the_news_and_not_the_works_it_stops() -> None:
    kinds = [kind for kind, _ in _events("en", "tumen-road-bridge", "Worker killed at building site of Tumen bridge")]
    assert kinds == ["incident"]


def test_a_further_transport_link_the_tagger_is_unsure_of_states_no_event() -> None:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    text = "The first lorries crossed the road bridge on Friday. A freight train derailed near Khasan station."
    document = Document(fetch, fetch.url, "Road bridge opened", text, "en")

    def links(score: float) -> set[str]:
        tags = [LinkTag("tumen-road-bridge", "reported", 0.9), LinkTag("tumangang-khasan-rail", "reported", score)]
        return {event.transport_link for event in reader().read(document, tags).events}

    assert links(0.9) == {"tumen-road-bridge", "tumangang-khasan-rail"}
    assert links(0.5) == {"tumen-road-bridge"}
