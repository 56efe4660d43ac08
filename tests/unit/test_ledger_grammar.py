"""Events told in wordings no phrase lists: an act near the thing it is done to, and one piece of news a transport link."""

from datetime import UTC, datetime

import pytest

from pipelines.ledger import LedgerReader
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.statements import Reading

_PUBLISHED = StatedDate(datetime(2025, 7, 30, tzinfo=UTC), Precision.DAY, None, "2025-07-30")


@pytest.fixture(scope="module")
def reader() -> LedgerReader:
    return shipped.reader()


def _read(reader: LedgerReader, language: str, links: str, title: str, text: str) -> Reading:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    tags = [LinkTag(name, "reported", 1.0 - n / 100) for n, name in enumerate(links.split())]
    return reader.read(Document(fetch, fetch.url, title, text, language, published=_PUBLISHED), tags)


@pytest.mark.parametrize(
    ("language", "link", "title", "lead", "kind"),
    [
        (
            "en",
            "tumen-road-bridge",
            "Moscow and Pyongyang sign accord for a crossing",
            "Both put their names to a document on the bridge.",
            "agreed",
        ),
        (
            "es",
            "vladivostok-rason-ferry",
            "Vladivostok y Rason tendrán línea de ferry",
            "El gobernador lo adelantó el lunes.",
            "announced",
        ),
        (
            "ru",
            "tumen-road-bridge",
            "Стройка моста в КНДР началась",
            "На берегу Туманной забили первую сваю.",
            "construction-started",
        ),
        (
            "fr",
            "tumen-road-bridge",
            "Le pont du Tumen prend forme",
            "Neuf piles se dressent déjà dans le fleuve.",
            "construction-progress",
        ),
        ("de", "tumen-road-bridge", "Brücke nach Nordkorea steht", "Der Bau der Straßenbrücke ist beendet.", "completed"),
        ("pl", "tumen-road-bridge", "Most do Korei Północnej otwarty", "Premierzy uroczyście otworzyli przeprawę.", "opened"),
        (
            "zh",
            "vladivostok-rason-train",
            "海参崴至罗先旅游列车首发",
            "首列直达列车8日驶离海参崴站。",
            "service-started",
        ),
        ("ko", "vladivostok-pyongyang-air", "블라디보스토크 하늘길 다시 열려", "항공편이 다시 떴다.", "service-resumed"),
        ("ja", "vladivostok-rason-ferry", "万景峰号の運航打ち切り", "貨客船が運航を取りやめた。", "service-suspended"),
        (
            "uk",
            "vladivostok-rason-train",
            "Поїзд до Расона ходитиме частіше",
            "Перевізник збільшив кількість рейсів до двох на тиждень.",
            "schedule-changed",
        ),
        (
            "en",
            "dprk-russia-shipping",
            "Freighter watched at Rajin",
            "The ship took on hundreds of containers and sailed.",
            "traffic-observed",
        ),
        (
            "ko",
            "tumangang-khasan-rail",
            "북한, 두만강역 새로 꾸려",
            "국경역의 역사가 현대적으로 개건되였다.",
            "station-renovated",
        ),
        ("pl", "tumangang-khasan-rail", "Pociąg towarowy wypadł z torów", "Przewróciły się trzy wagony.", "incident"),
        (
            "uk",
            "dprk-russia-shipping",
            "США запровадили санкції проти суден",
            "До списку потрапили судноплавні компанії.",
            "sanctioned",
        ),
    ],
)
def test_an_act_and_its_thing_tell_the_event(
    reader: LedgerReader, language: str, link: str, title: str, lead: str, kind: str
) -> None:
    reading = _read(reader, language, link, title, lead)
    assert [(event.transport_link, event.type.value) for event in reading.events] == [(link, kind)]


def test_a_plan_is_the_event_nearest_to_its_words(reader: LedgerReader) -> None:
    """What has begun has begun, though its end is a plan."""
    title = "두만강 자동차 다리 첫 삽, 내년 말 완공"
    assert [event.type.value for event in _read(reader, "ko", "tumen-road-bridge", title, "").events] == ["construction-started"]


def test_background_without_a_day_is_not_told_beside_the_news() -> None:
    text = (
        "The road bridge over the Tumen opened to lorries on Monday.\nDrivers were pleased.\nThe weather was good.\n"
        "Reporters stood on the bank.\nConstruction of the bridge began some time ago."
    )
    events = _read(shipped.reader_by_rule(), "en", "tumen-road-bridge", "Bridge opens to traffic", text).events
    assert [event.type.value for event in events] == ["opened"]


def test_sanctions_that_are_only_mentioned_are_no_event(reader: LedgerReader) -> None:
    text = "The freighter, which is under sanctions, unloaded containers at Rajin."
    events = _read(reader, "en", "dprk-russia-shipping", "Ship seen at Rajin", text).events
    assert [event.type.value for event in events] == ["traffic-observed"]


def test_travellers_of_one_of_two_trains_are_left_out_where_neither_is_named(reader: LedgerReader) -> None:
    text = "On board the train were 41 tourists."
    assert [claim.value for claim in _read(reader, "en", "moscow-pyongyang-train", "", text).claims] == [41]
    assert not _read(reader, "en", "moscow-pyongyang-train vladivostok-rason-train", "", text).claims


@pytest.mark.parametrize(
    ("language", "link", "text", "claim"),
    [
        ("es", "tumen-road-bridge", "El puente costará 9.000 millones de rublos.", ("cost", 9e9)),
        ("de", "vladivostok-pyongyang-air", "Die Flüge gehen dreimal pro Woche.", ("frequency", 3)),
        ("fr", "vladivostok-pyongyang-air", "L'avion assure trois rotations hebdomadaires.", ("frequency", 3)),
        ("de", "moscow-pyongyang-air", "Ein Flug kostet 45.000 Rubel.", ("fare", 45_000)),
        ("en", "moscow-pyongyang-train", "The train reached Moscow after eight days.", ("duration", 691_200)),
        ("ru", "moscow-pyongyang-train", "Поезд преодолевает более 10 тысяч километров.", ("distance", 10_000_000)),
        ("en", "rajin-khasan-rail", "The 54-kilometre dual-gauge line was repaired.", ("length", 54_000)),
    ],
)
def test_figures_in_other_wordings(reader: LedgerReader, language: str, link: str, text: str, claim: tuple[str, float]) -> None:
    found = [(claim.attribute.value, claim.value) for claim in _read(reader, language, link, "", text).claims]
    assert found == [claim]
