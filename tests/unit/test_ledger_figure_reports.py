"""Short reports of the project's own writing, one a line of ledger_figure_reports.tsv, with figures and numbers of other things.

Claims are in SI as the reader gives them, of the attributes that are scored. docs/ledger.md says how they were read at first
sight; by now they have been looked at, so the figures asserted here guard against going back and measure nothing else.
"""

from typing import Any

from pipelines.ledger import Labelled
from tests.unit.reports import document, figures_with_right_links, rows


def _claim(written: str) -> dict[str, Any]:
    link, attribute, value = written.split()
    return {"link": link, "what": attribute, "value": value if attribute == "completion-date" else float(value), "unit": None}


def _labelled(number: int, row: str) -> Labelled:
    language, published, claims, title, text = row.split("\t")
    return Labelled(document(number, language, published, title, text), [], [_claim(written) for written in claims.split("; ")])


def test_figures_of_own_reports_are_read_as_well_as_when_they_were_worked_on() -> None:
    """With the right transport links and without mentions: what is measured is the attribute, the value and whose it is."""
    labelled = (_labelled(number, row) for number, row in enumerate(rows("ledger_figure_reports.tsv")[1:]))
    claims = figures_with_right_links(labelled)["claims"]
    assert claims["precision"] >= 0.9, claims
    assert claims["recall"] >= 0.9, claims
