"""What holds for every text: reading never fails, never invents, and every statement stands in the document."""

from datetime import UTC, datetime
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ledger import LedgerReader
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate

_PIECES = """\
The 850-meter bridge|will be 1,200 m long|over 1.200 people|on Wednesday|April 30|by the end of 2026|said Kozlov|XNUMX
три раза в неделю|1,3 млн тонн|мост длиной|накануне|сообщил министр|около километра|поезд|2026-м|+7 423 240-12-34
4万500トン|橋は全長|30日|来年末|週3往復|8名旅客|图们江公路桥|全长850米|1.2만톤|열차|지난달 30일|주 3회|억|〇|。
Bahnhof|rund 100 Reisende|pont de 850 mètres|a year and a half|10-15 hours|$750|3:1|£|\u0301|İ|½|٣|(|«|. |\n| |,|-""".split("|")  # noqa: SIM905
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map(" ".join)


@cache
def _reader() -> tuple[LedgerReader, tuple[str, ...]]:
    return shipped.reader(), tuple(shipped.registry().transport_links)


def _document(title: str, text: str, language: str | None, dated: bool) -> Document:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = StatedDate(datetime(2025, 5, 2, tzinfo=UTC), Precision.DAY, None, "2025-05-02") if dated else None
    return Document(fetch, fetch.url, title, text, language, published=stated)


@settings(max_examples=300, deadline=None)  # a first document of a language compiles its words: 0.1 s
@given(
    title=_TEXTS,
    text=_TEXTS,
    language=st.sampled_from(["en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es", "pl", "xx", None]),
    dated=st.booleans(),
    link=st.integers(min_value=0, max_value=12),
)
def test_reading_never_fails_and_every_statement_stands_in_the_document(
    title: str, text: str, language: str | None, dated: bool, link: int
) -> None:
    """The sentence is in title or text, the figure's words are in the sentence, and a date is a date."""
    reader, links = _reader()
    document = _document(title, text, language, dated)
    reading = reader.read(document, [LinkTag(links[link % len(links)], "reported", 0.9), LinkTag(links[0], "reported", 0.8)])
    for statement in (*reading.claims, *reading.events):
        assert statement.sentence in document.text or statement.sentence in document.title
    for claim in reading.claims:
        assert claim.original and claim.original in claim.sentence
        assert (claim.value is None) == (claim.date is not None)
        assert claim.value is None or claim.value > 0
        assert claim.high is None or (claim.value is not None and claim.high > claim.value)
    for event in reading.events:
        assert event.precision in (None, "day", "month", "year")


@settings(max_examples=100, deadline=None)
@given(text=_TEXTS)
def test_reading_twice_reads_the_same(text: str) -> None:
    """No hidden state: what was read before does not colour what is read now."""
    reader, links = _reader()
    document = _document("", text, None, dated=True)
    tags = [LinkTag(links[0], "reported", 0.9)]
    assert reader.read(document, tags) == reader.read(document, tags)


@settings(max_examples=100, deadline=None)
@given(numbers=st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=10))
def test_bare_numbers_state_nothing(numbers: list[int]) -> None:
    """A sentence of ten numbers about a bridge, without units, holds no claim."""
    reader, _ = _reader()
    text = "The bridge is long and wide: " + ", ".join(map(str, numbers)) + " were drawn."
    assert reader.read(_document("", text, "en", dated=True), [LinkTag("tumen-road-bridge", "reported", 0.9)]).claims == ()
