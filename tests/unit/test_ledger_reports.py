"""Short reports of the project's own writing in ten languages, one a line of ledger_reports.tsv: which events each tells.

docs/ledger.md says when each batch was written and how it was read at first sight. By now all have been looked at, so the
figures asserted here guard against going back and measure nothing else.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.ledger import Labelled, evaluate_ledger, load_reader
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.registry import load_registry
from tumen.statements import Reading

_SEEDS = Path(__file__).parents[2] / "seeds"
_ROWS = (Path(__file__).parent / "ledger_reports.tsv").read_text(encoding="utf-8").splitlines()[1:]


def _event(written: str) -> dict[str, Any]:
    link, kind, *date = written.split()
    return {"link": link, "type": kind, "date": date[0] if date else None}


def _labelled(number: int, row: str) -> Labelled:
    _, language, published, events, title, text = row.split("\t")
    fetch = Fetch(f"https://a.invalid/{number}", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = StatedDate(datetime.fromisoformat(published).replace(tzinfo=UTC), Precision.DAY, None, published)
    document = Document(fetch, fetch.url, title, text, language, published=stated)
    return Labelled(document, [_event(written) for written in events.split("; ")], [])


def test_own_reports_are_read_as_well_as_when_they_were_worked_on() -> None:
    """With the right transport links and without mentions: what is measured is the type of event and its date."""
    registry = load_registry(_SEEDS / "transport.yaml")
    reader = load_reader(_SEEDS / "statements.yaml", {name: link.kind for name, link in registry.transport_links.items()})
    reports = {one.document.url: one for one in (_labelled(number, row) for number, row in enumerate(_ROWS))}

    def read(document: Document) -> Reading:
        links = dict.fromkeys(event["link"] for event in reports[document.url].events)
        return reader.read(document, [LinkTag(name, "reported", 1.0 - n / 100) for n, name in enumerate(links)])

    events = evaluate_ledger(reports.values(), read).report["events"]
    assert events["precision"] >= 0.87
    assert events["recall"] >= 0.8
    assert events["dates_right"] >= 0.93
