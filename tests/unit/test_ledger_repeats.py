"""Claims of a whole report: what another sentence says better, what is only allowed, and figures of another service."""

from datetime import UTC, datetime

import pytest

from pipelines.ledger import LedgerReader
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate

_MOSCOW, _VLADIVOSTOK = "moscow-pyongyang-air", "vladivostok-pyongyang-air"


@pytest.fixture(scope="module")
def reader() -> LedgerReader:
    return shipped.reader()


def _read(reader: LedgerReader, language: str, link: str, title: str, text: str) -> list[tuple[str, str, float | str | None]]:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = StatedDate(datetime(2026, 4, 22, tzinfo=UTC), Precision.DAY, None, "2026-04-22")
    document = Document(fetch, fetch.url, title, text, language, published=stated)
    claims = reader.read(document, [LinkTag(link, "reported", 0.9)]).claims
    return [(claim.transport_link, claim.attribute.value, claim.date or claim.value) for claim in claims]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The airline will fly once a month; the regulator has cleared it for two rotations a week."),
        ("zh", "航空运输署早前批准每周两班，不过航空公司暂按每月一班安排航班。"),
    ],
)
def test_trips_that_are_only_allowed_are_no_timetable_beside_one(reader: LedgerReader, language: str, text: str) -> None:
    """A licence says what may be, the timetable what is."""
    assert _read(reader, language, _MOSCOW, "", text) == [(_MOSCOW, "frequency", 1.0)]


def test_trips_that_are_allowed_are_read_where_nothing_else_is_stated(reader: LedgerReader) -> None:
    """Of a service that does not run yet the licence is all there is."""
    assert _read(reader, "en", _MOSCOW, "", "The airline was cleared for two flights a week.") == [(_MOSCOW, "frequency", 2.0)]


def test_a_month_is_not_kept_beside_its_day(reader: LedgerReader) -> None:
    """A title that says June where the text says the 19th promises nothing more."""
    found = _read(
        reader, "en", "tumen-road-bridge", "Bridge to be finished in June", "The road bridge will be finished on 19 June."
    )
    assert found == [("tumen-road-bridge", "completion-date", "2026-06-19")]


@pytest.mark.parametrize(
    ("language", "link", "text", "meant"),
    [
        ("en", _MOSCOW, "Air Koryo flies from Vladivostok to Pyongyang twice a week.", _VLADIVOSTOK),
        (
            "de",
            "moscow-pyongyang-train",
            "Ein Zug fährt einmal im Monat von Pjöngjang nach Chabarowsk.",
            "khabarovsk-pyongyang-train",
        ),
        ("pl", "other-air", "Samolot lata z Moskwy do Pjongjangu dwa razy w miesiącu.", _MOSCOW),
    ],
)
def test_a_figure_is_of_the_service_whose_ends_the_sentence_names(
    reader: LedgerReader, language: str, link: str, text: str, meant: str
) -> None:
    """Whatever the report is about: the ends of another service of the same means are named, and not its own."""
    assert [(found, attribute) for found, attribute, _ in _read(reader, language, link, "", text)] == [(meant, "frequency")]
