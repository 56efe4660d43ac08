"""Short reports of the project's own writing, one a line of ledger_figure_reports.tsv, with figures and numbers of other things.

Claims are in SI as the reader gives them, of the attributes that are scored. docs/ledger.md says how they were read at first
sight; by now they have been looked at, so the figures asserted here guard against going back and measure nothing else.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.ledger import Labelled, evaluate_ledger, load_reader
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.registry import load_registry
from tumen.statements import Reading

_SEEDS = Path(__file__).parents[2] / "seeds"
_ROWS = (Path(__file__).parent / "ledger_figure_reports.tsv").read_text(encoding="utf-8").splitlines()[1:]


def _claim(written: str) -> dict[str, Any]:
    link, attribute, value = written.split()
    return {"link": link, "what": attribute, "value": value if attribute == "completion-date" else float(value), "unit": None}


def _labelled(number: int, row: str) -> Labelled:
    language, published, claims, title, text = row.split("\t")
    fetch = Fetch(f"https://a.invalid/{number}", "import", "page", datetime(2026, 11, 1, tzinfo=UTC))
    stated = None
    if published:
        stated = StatedDate(datetime.fromisoformat(published).replace(tzinfo=UTC), Precision.DAY, None, published)
    document = Document(fetch, fetch.url, title, text, language, published=stated)
    return Labelled(document, [], [_claim(written) for written in claims.split("; ")])


def test_figures_of_own_reports_are_read_as_well_as_when_they_were_worked_on() -> None:
    """With the right transport links and without mentions: what is measured is the attribute, the value and whose it is."""
    registry = load_registry(_SEEDS / "transport.yaml")
    reader = load_reader(_SEEDS / "statements.yaml", {name: link.kind for name, link in registry.transport_links.items()})
    reports = {one.document.url: one for one in (_labelled(number, row) for number, row in enumerate(_ROWS))}

    def read(document: Document) -> Reading:
        links = dict.fromkeys(claim["link"] for claim in reports[document.url].claims)
        return reader.read(document, [LinkTag(name, "reported", 1.0 - n / 100) for n, name in enumerate(links)])

    claims = evaluate_ledger(reports.values(), read).report["claims"]
    assert claims["precision"] >= 0.9, claims
    assert claims["recall"] >= 0.9, claims
