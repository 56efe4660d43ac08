"""Events and claims of single reports: which transport link, which attribute, who says it; and what is left out."""

from datetime import UTC, datetime

import pytest

from pipelines.ledger import LedgerReader
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.statements import Attribute, Mention, Reading


@pytest.fixture(scope="module")
def reader() -> LedgerReader:
    return shipped.reader()


def _read(
    reader: LedgerReader, language: str, links: str, title: str, text: str = "", published: str | None = "2025-05-02"
) -> Reading:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = None
    if published:
        stated = StatedDate(datetime.fromisoformat(published).replace(tzinfo=UTC), Precision.DAY, None, published)
    tags = [LinkTag(name, "reported", 1.0 - n / 100) for n, name in enumerate(links.split())]
    return reader.read(Document(fetch, fetch.url, title, text, language, published=stated), tags)


def _claims(reading: Reading) -> list[tuple[str, float | str | None]]:
    return [(claim.attribute.value, claim.date or claim.value) for claim in reading.claims]


@pytest.mark.parametrize(
    ("language", "link", "text", "claims"),
    [
        (
            "en",
            "tumen-road-bridge",
            "Counting the access roads, the whole crossing will measure 4.7 km. The bridge proper will be one kilometer: "
            "424 meters belong to the Russian part and 581 meters to the Korean one. "
            "It will be 7 meters wide and have two lanes.",
            [
                ("length-with-approaches", 4700),
                ("length", 1000),
                ("length-russian-share", 424),
                ("length-dprk-share", 581),
                ("width", 7),
                ("lanes", 2),
            ],
        ),
        (
            "ru",
            "tumen-road-bridge",
            "Длина моста составит около 1 км, к нему с российского берега подведут дорогу в 2,4 км.",
            [("length", 1000), ("approach-length", 2400)],
        ),
        (
            "ko",
            "tumen-road-bridge",
            "다리의 총길이는 850m이며 내년 말 완공이 목표다.",
            [("length", 850), ("completion-date", "2026-12-31")],
        ),
        ("ja", "tumen-road-bridge", "橋は全長4・7キロ、幅7メートルで片側1車線。", [("length", 4700), ("width", 7), ("lanes", 2)]),
        (
            "zh",
            "tumen-road-bridge",
            "塔斯社说，橋長一公里，工期一年半。",
            [("length", 1000), ("construction-time", 1.5 * 31_557_600)],
        ),
        (
            "es",
            "tumangang-khasan-rail",
            "El tren circula los lunes, miércoles y viernes; el trayecto dura 17 minutos.",
            [("duration", 1020), ("frequency", 3)],
        ),
        ("en", "tumangang-khasan-rail", "Trains take people across three times a week.", [("frequency", 3)]),
        (
            "ja",
            "vladivostok-rason-ferry",
            "船は8時間でウラジオストクに着き、月10便を見込む。",
            [("duration", 28_800), ("frequency", 10)],
        ),
        ("fr", "rajin-port-shipping", "Un millier de conteneurs sont partis du port.", [("cargo-volume", 1000)]),
        ("ru", "vladivostok-rason-ferry", "Тур на теплоходе обойдётся в 27 тысяч рублей.", [("fare", 27_000)]),
        ("en", "rajin-khasan-rail", "The 54 km route takes trains of both gauges.", [("length", 54_000)]),
        ("en", "vladivostok-pyongyang-air", "Around 100 Russians arrived in Pyongyang by plane.", [("passengers", 100)]),
        (
            "en",
            "tumangang-khasan-rail",
            "On imagery of 3 November we counted 120 ore cars and 60 tank cars on the tracks.",
            [("trains-seen", 120), ("trains-seen", 60)],
        ),
    ],
)
def test_a_figure_becomes_the_claim_its_words_make_it(
    reader: LedgerReader, language: str, link: str, text: str, claims: list[tuple[str, float | str]]
) -> None:
    """The cue nearest to a figure decides its attribute; shares, approaches and the whole are different attributes."""
    found = _claims(_read(reader, language, link, "", text))
    assert found == [(name, value if isinstance(value, str) else pytest.approx(value)) for name, value in claims]


@pytest.mark.parametrize(
    ("language", "link", "text"),
    [
        ("en", "tumen-road-bridge", "Only 11 miles of border divide the two states."),
        ("en", "tumen-road-bridge", "From the Russian shore the columns of the bridge stretch over 300 meters."),
        ("zh", "tumen-road-bridge", "新桥桥面离水面只有7米，墩距不到200米。"),
        ("fr", "rajin-port-shipping", "Des images montrent un bateau de 105 mètres à quai."),
        ("en", "vladivostok-pyongyang-air", "Some 600 soldiers who came by plane were killed, out of 15,000 sent."),
        ("en", "moscow-pyongyang-train", "The train had run instead of twice a month."),
        ("ja", "rajin-port-shipping", "4万5千トン級のばら積み船が港に入った。"),
        ("en", "tumangang-khasan-rail", "The train crossed with 10 XNUMX people on board."),
        ("en", "tumen-road-bridge", "Read more than 1,200 articles by our author about bridges."),
    ],
)
def test_a_figure_no_words_speak_for_is_left_out(reader: LedgerReader, language: str, link: str, text: str) -> None:
    """Borders, clearances, ships, casualties, former timetables, tonnage classes, machine translation."""
    assert _read(reader, language, link, "", text).claims == ()


@pytest.mark.parametrize(
    ("language", "link", "title", "text", "event"),
    [
        (
            "en",
            "tumen-road-bridge",
            "Work begins on road bridge",
            "Ground was broken on Wednesday.",
            ("construction-started", "2025-04-30"),
        ),
        ("uk", "tumen-road-bridge", "Почалося будівництво мосту", "", ("construction-started", None)),
        ("de", "moscow-pyongyang-train", "Direktzug nimmt Betrieb wieder auf", "", ("service-resumed", None)),
        (
            "fr",
            "moscow-pyongyang-air",
            "Premier vol direct",
            "La compagnie a effectué dimanche son premier vol direct.",
            ("service-started", "2025-04-27"),
        ),
        (
            "es",
            "tumangang-khasan-rail",
            "Reanudan el tren",
            "El servicio se reanudó el lunes.",
            ("service-resumed", "2025-04-28"),
        ),
        ("pl", "tumangang-khasan-rail", "Wznowiono ruch pociągów", "", ("service-resumed", None)),
        ("ru", "tumangang-khasan-rail", "Пассажирские поезда отменили", "", ("service-suspended", None)),
        (
            "ko",
            "tumangang-khasan-rail",
            "두만강역 준공식 진행",
            "개건된 두만강역 준공식이 28일에 진행되였다.",
            ("station-renovated", "2025-04-28"),
        ),
        ("zh", "tumangang-khasan-rail", "俄外交官推轨道车过江返国", "", ("incident", None)),
        ("ja", "vladivostok-pyongyang-air", "高麗航空、ウラジオストク線を増便", "", ("schedule-changed", None)),
        ("en", "vladivostok-rason-train", "Tourist train to Rason is planned", "", ("announced", "2025-05-02")),
        (
            "en",
            "dprk-russia-shipping",
            "Tankers keep calling",
            "Satellite pictures of April 30 show the ship at the pier.",
            ("traffic-observed", "2025-04-30"),
        ),
    ],
)
def test_an_event_is_read_with_its_type_and_day(
    reader: LedgerReader, language: str, link: str, title: str, text: str, event: tuple[str, str | None]
) -> None:
    """Type from the words, date from the nearest resolved date; unknown where none is stated."""
    assert [(found.type.value, found.date) for found in _read(reader, language, link, title, text).events] == [event]


def test_a_plan_is_an_announcement_and_no_event_of_its_own(reader: LedgerReader) -> None:
    """`will resume soon` has not resumed."""
    events = _read(reader, "en", "vladivostok-rason-train", "", "Trains will resume soon, the governor said.").events
    assert [event.type.value for event in events] == ["announced"]


def test_the_old_bridge_is_told_as_history_of_the_old_bridge(reader: LedgerReader) -> None:
    """The rail bridge of 1959, in a report of the new road bridge, is an event of the rail crossing."""
    events = _read(reader, "en", "tumen-road-bridge", "", "So far there is only a railway bridge, in use since 1959.").events
    assert [(event.transport_link, event.type.value, event.date) for event in events] == [
        ("tumangang-khasan-rail", "opened", "1959")
    ]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "The bridge will be 850 meters long, said Roman Starovoit, the transport minister.", "Roman Starovoit"),
        ("en", "According to the Far Eastern Railway, the bridge will be 850 meters long.", "Far Eastern Railway"),
        ("ru", "Длина моста составит 850 метров, сообщил министр Роман Старовойт.", "министр Роман Старовойт"),
        ("ko", "타스통신은 다리의 총길이가 850m라고 전했다.", "타스통신"),
        ("ja", "タス通信によると、橋は全長850メートルだ。", "タス通信"),
        ("zh", "塔斯社说，橋全长850米。", "塔斯社"),
        ("en", "The bridge will be 850 meters long.", None),
    ],
)
def test_a_claim_knows_who_said_it(reader: LedgerReader, language: str, text: str, speaker: str | None) -> None:
    """The person or medium the sentence credits, as written; None when the publisher speaks for itself."""
    (claim,) = _read(reader, language, "tumen-road-bridge", "", text).claims
    assert claim.speaker == speaker


def test_mentions_decide_between_two_trains(reader: LedgerReader) -> None:
    """Two railways in one report: the sentence's own mention says whose figure it is."""
    text = "Trains run three times a week."
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    document = Document(fetch, fetch.url, "", text, "en")
    tags = [LinkTag("vladivostok-rason-train", "reported", 0.9), LinkTag("tumangang-khasan-rail", "reported", 0.8)]
    (claim,) = reader.read(document, tags, [Mention(0, len(text), "tumangang-khasan-rail")]).claims
    assert (claim.transport_link, claim.attribute) == ("tumangang-khasan-rail", Attribute.FREQUENCY)


def test_a_document_that_reports_on_nothing_states_nothing(reader: LedgerReader) -> None:
    """Transport links only named as background open no statement."""
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    document = Document(fetch, fetch.url, "A bridge of 850 meters", "The bridge is 850 meters long.", "en")
    assert reader.read(document, [LinkTag("tumen-road-bridge", "background", 0.3)]) == Reading()
