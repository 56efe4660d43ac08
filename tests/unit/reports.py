"""Labelled reports of the project's own writing as documents, and the reader for them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.ledger import Labelled, evaluate_ledger
from pipelines.mentions import mentions
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.statements import Reading


def rows(name: str) -> list[str]:
    """The lines of a file beside the tests."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


def document(name: object, language: str, published: str | None, title: str, text: str, *, fetched: int = 2026) -> Document:
    """`published`: a day, as an ISO date; none of an undated page. `fetched`: in November of that year."""
    fetch = Fetch(f"https://a.invalid/{name}", "import", "page", datetime(fetched, 11, 1, tzinfo=UTC))
    stated = None
    if published:
        stated = StatedDate(datetime.fromisoformat(published[:10]).replace(tzinfo=UTC), Precision.DAY, None, published)
    return Document(fetch, fetch.url, title, text, language, published=stated)


def events_of(language: str, published: str, title: str, *paragraphs: str) -> set[str]:
    """Transport link, type and date of each event of a whole report, with the transport links the scorer finds."""
    one = document(1, language, published, title, "\n".join(paragraphs), fetched=2027)
    scorer = shipped.scorer()
    reading = shipped.reader().read(one, scorer.score(one).transport_links, mentions(one, scorer))
    return {f"{event.transport_link} {event.type} {event.date or ''}".strip() for event in reading.events}


def figures_with_right_links(labelled: Iterable[Labelled]) -> dict[str, Any]:
    """The report on reading them with the transport links of their labels, the first the surest, and without mentions."""
    reports = {one.document.url: one for one in labelled}

    def read(one: Document) -> Reading:
        links = dict.fromkeys(label["link"] for label in (*reports[one.url].events, *reports[one.url].claims))
        return shipped.reader().read(one, [LinkTag(name, "reported", 1.0 - n / 100) for n, name in enumerate(links)])

    return evaluate_ledger(reports.values(), read).report
