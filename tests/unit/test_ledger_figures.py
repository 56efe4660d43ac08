"""Figures as outlets in ten languages word them, one sentence a line of ledger_figures.tsv, and what must not be read."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.ledger import LedgerReader
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.statements import Claim, Mention

_ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "ledger_figures.tsv").read_text(encoding="utf-8").splitlines()[1:]
    if line
]


@pytest.fixture(scope="module")
def reader() -> LedgerReader:
    return shipped.reader()


def _read(reader: LedgerReader, language: str, links: str, text: str, title: str = "", whole: bool = False) -> list[Claim]:
    """`whole`: the text names the first transport link from beginning to end."""
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = StatedDate(datetime(2025, 5, 2, tzinfo=UTC), Precision.DAY, None, "2025-05-02")
    tags = [LinkTag(name, "reported", 1.0 - n / 100) for n, name in enumerate(links.split())]
    mentions = [Mention(0, len(text), tags[0].id)] if whole else []
    return list(reader.read(Document(fetch, fetch.url, title, text, language, published=stated), tags, mentions).claims)


def _stated(claims: list[Claim]) -> list[str]:
    return [f"{claim.attribute} {claim.date or f'{claim.value:.15g}'}" for claim in claims]


@pytest.mark.parametrize(("language", "link", "claims", "sentence"), _ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(_ROWS)])
def test_a_sentence_states_these_figures_and_no_other(
    reader: LedgerReader, language: str, link: str, claims: str, sentence: str
) -> None:
    """Passengers, cargo, fares, costs, lengths, times, frequencies and deadlines; an empty column states nothing."""
    assert sorted(_stated(_read(reader, language, link, sentence))) == sorted(claims.split("; ") if claims else [])


@pytest.mark.parametrize(
    ("language", "link", "sentence", "claims"),
    [
        ("en", "vladivostok-pyongyang-air", "The number of flights rises from two to three a week.", ["frequency 3"]),
        ("ru", "vladivostok-pyongyang-air", "Количество рейсов увеличат с двух до четырёх в неделю.", ["frequency 4"]),
        ("ko", "vladivostok-pyongyang-air", "항공편을 주 2회에서 주 3회로 늘린다.", ["frequency 3"]),
        ("ja", "vladivostok-pyongyang-air", "週2便から3便に増やす。", ["frequency 3"]),
        ("zh", "moscow-pyongyang-train", "列车由每月两班增至每周一班。", ["frequency 1"]),
        ("en", "tumangang-khasan-rail", "Trains go twice a week instead of three times a week.", ["frequency 2"]),
        ("en", "vladivostok-pyongyang-air", "The airline adds a third weekly flight.", ["frequency 3"]),
        (
            "en",
            "tumen-road-bridge",
            "There are two buses a week, and from June there will be three.",
            ["frequency 2", "frequency 3"],
        ),
        ("en", "moscow-pyongyang-train", "The train leaves on the 3rd and 17th of each month.", ["frequency 2"]),
        ("ja", "vladivostok-pyongyang-air", "8月に2回飛んだ。", []),
        ("zh", "tumangang-khasan-rail", "前一天，同一班车取消。", []),
        ("en", "tumangang-khasan-rail", "The trains carry 300 tonnes a day.", ["cargo-volume 300"]),
    ],
)
def test_the_timetable_that_holds_from_now_on_is_read(
    reader: LedgerReader, language: str, link: str, sentence: str, claims: list[str]
) -> None:
    """Of two timetables the new one; what happened in a month, or weighs so much a day, is none."""
    assert _stated(_read(reader, language, link, sentence)) == claims


def test_the_same_sum_in_another_currency_is_a_figure_too(reader: LedgerReader) -> None:
    """`45,000 rubles ($570)`: both stand in the report, each as it is."""
    claims = _read(reader, "en", "moscow-pyongyang-air", "One-way tickets start at 45,000 rubles (about $570).")
    assert [(claim.value, claim.unit) for claim in claims] == [(45_000, "RUB"), (570, "USD")]


def test_who_changes_trains_stays_on_the_train_that_is_reported(reader: LedgerReader) -> None:
    """A station on the way is named; the journey is still that of the through train."""
    text = "Ехать предстоит десять часов с пересадкой на станции Туманган."
    title = "Туристический поезд снова повёз приморцев в Корею"
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    tags = [LinkTag("vladivostok-rason-train", "reported", 0.9), LinkTag("tumangang-khasan-rail", "reported", 0.9)]
    mentions = [
        Mention(0, len(title), "vladivostok-rason-train", in_title=True, strength=0.63),
        Mention(0, len(text), "tumangang-khasan-rail"),
    ]
    (claim,) = reader.read(Document(fetch, fetch.url, title, text, "ru"), tags, mentions).claims
    assert (claim.transport_link, claim.attribute, claim.value) == ("vladivostok-rason-train", "duration", 36_000)


def test_a_bus_over_the_bridge_is_traffic_of_the_bridge(reader: LedgerReader) -> None:
    """Passengers, fare, time and timetable of what drives over it; an airline tagged beside it gets none of them."""
    text = (
        "The first bus crossed the new bridge on Wednesday. Thirty-eight passengers were on board.\n"
        "The trip takes seven hours, and a one-way ticket costs 6,500 rubles. There are two buses a week."
    )
    claims = _read(reader, "en", "tumen-road-bridge vladivostok-pyongyang-air", text, "Bus crosses bridge")
    assert {claim.transport_link for claim in claims} == {"tumen-road-bridge"}
    assert _stated(claims) == ["passengers 38", "duration 25200", "fare 6500", "frequency 2"]


def test_what_is_said_next_is_said_of_the_service_named_last(reader: LedgerReader) -> None:
    """Another airline's, in a report on the flights from Moscow; the airline from Moscow ends it."""
    text = (
        "The flight from Moscow to Pyongyang takes eight hours. Air Koryo flies from Pyongyang to Vladivostok. It does so three "
        "times a week. Nordwind flies once a month."
    )
    claims = _read(reader, "en", "moscow-pyongyang-air", text)
    assert [(claim.transport_link, claim.attribute, claim.value) for claim in claims] == [
        ("moscow-pyongyang-air", "duration", 28_800),
        ("vladivostok-pyongyang-air", "frequency", 3),
        ("moscow-pyongyang-air", "frequency", 1),
    ]


def test_who_crosses_the_border_by_rail_is_no_passenger_of_a_train_told_of_beside_it(reader: LedgerReader) -> None:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    tags = [LinkTag("tumangang-khasan-rail", "reported", 0.9), LinkTag("vladivostok-rason-train", "reported", 0.8)]
    title, text = "Khasan station to be repaired", "In seven months 5,870 passengers passed through the station."
    mentions = [Mention(0, len(title), "tumangang-khasan-rail", in_title=True)]
    (claim,) = reader.read(Document(fetch, fetch.url, title, text, "en"), tags, mentions).claims
    assert (claim.transport_link, claim.value) == ("tumangang-khasan-rail", 5_870)


def test_counts_on_pictures_go_on_in_the_next_sentence(reader: LedgerReader) -> None:
    """Once a report speaks of satellite pictures, wagons are counted on them."""
    text = "Satellite imagery of 9 May shows 62 boxcars at Tumangang. Across the river 11 tank cars stood apart."
    assert _stated(_read(reader, "en", "tumangang-khasan-rail", text)) == ["trains-seen 62", "trains-seen 11"]


def test_sums_larger_than_the_transport_link_could_carry_are_of_others(reader: LedgerReader) -> None:
    """An airport's millions of travellers, a country's exports."""
    air = "Vladivostok airport handled 2.6 million passengers with flights last year."
    ships = "Exports of oil products by tanker fell 3 percent to 8 million tonnes."
    assert _read(reader, "en", "vladivostok-pyongyang-air", air, whole=True) == []
    assert _read(reader, "en", "dprk-russia-shipping", ships, whole=True) == []


@pytest.mark.parametrize(
    ("language", "links", "text", "claims"),
    [
        ("ru", "vladivostok-rason-ferry", "На борту было 40 пассажиров при вместимости в 200.", ["passengers 40"]),
        ("en", "vladivostok-rason-train", "The train takes ten hours, including three hours at the border.", ["duration 36000"]),
        ("ko", "tumangang-khasan-rail", "역에서 국경까지는 걸어서 20분이다.", []),
        ("de", "tumangang-khasan-rail", "Vorausgegangen waren 32 Stunden Zugfahrt.", []),
        ("en", "moscow-pyongyang-train", "The Trans-Siberian railway is 9,288 kilometres long.", []),
        ("de", "moscow-pyongyang-train", "Im Speisewagen des Zuges kostet der Borschtsch 420 Rubel.", []),
        ("ja", "tumangang-khasan-rail", "過去5年の平均20両を大きく上回る貨車が写真に写っていた。", []),
        ("fr", "dprk-russia-shipping", "Trois escorteurs russes ont convoyé 1 500 soldats.", ["passengers 1500"]),
        (
            "es",
            "dprk-russia-shipping",
            "Llegaron 6.700 contenedores con capacidad para 3 millones de proyectiles.",
            ["cargo-volume 6700"],
        ),
        ("ru", "vladivostok-pyongyang-air", "Дополнительный самолёт поставили по воскресеньям.", []),
        ("en", "moscow-pyongyang-air", "The airline also has 14 flights a week to Sochi.", []),
        ("zh", "vladivostok-rason-train", "列车10月前每月两趟。", ["frequency 2"]),
        ("en", "rajin-port-shipping", "The port of Rajin lies 52 km from Khasan.", []),
        ("en", "rajin-port-shipping", "Its partners wanted a 49 percent stake for $170 million.", []),
    ],
)
def test_figures_of_other_things_beside_ours(
    reader: LedgerReader, language: str, links: str, text: str, claims: list[str]
) -> None:
    """Parts of a journey, what could be carried, averages, other lines, stakes, soups: left out; ours beside them is not."""
    assert _stated(_read(reader, language, links, text)) == claims


def test_a_title_that_rounds_states_no_figure_of_its_own(reader: LedgerReader) -> None:
    """40,000 tonnes above, 40,500 below."""
    text = "The ship carried 40,500 tonnes of coal from the port of Rajin. Another brought 60,000 tonnes of coal from the port."
    claims = _read(reader, "en", "rajin-port-shipping", text, "40,000 tonnes of coal carried from the port of Rajin")
    assert _stated(claims) == ["cargo-volume 40500", "cargo-volume 60000"]


def test_a_page_without_a_day_promises_what_lies_after_it_was_fetched(reader: LedgerReader) -> None:
    """Fetched on 1 November 2026: what is said of December 2026 is still to come, what is said of June may have been."""
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    tags = [LinkTag("tumen-road-bridge", "reported", 1.0)]
    for month, expected in ((12, ["completion-date 2026-12"]), (6, [])):
        document = Document(fetch, fetch.url, "", f"다리는 2026년 {month}월까지 완공된다.", "ko", published=None)
        assert _stated(list(reader.read(document, tags).claims)) == expected


@pytest.mark.parametrize(("language", "line"), [("ja", "週2便1日3便" * 80), ("en", "flights weekly 2 " * 34)])
def test_a_page_of_numbers_is_no_timetable_and_takes_no_time(reader: LedgerReader, language: str, line: str) -> None:
    """Every number was held against every period: forty such lines took six seconds, and now take half a second."""
    begun = time.process_time()
    claims = _read(reader, language, "vladivostok-pyongyang-air", "\n".join([line] * 40))
    assert time.process_time() - begun < 3.0
    assert claims == []
