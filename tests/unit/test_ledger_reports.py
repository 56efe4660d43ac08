"""Short reports of the project's own writing in ten languages, one a line of ledger_reports.tsv: which events each tells.

docs/ledger.md says when each batch was written and how it was read at first sight. By now all have been looked at, so the
figures asserted here guard against going back and measure nothing else.
"""

from typing import Any

from pipelines.ledger import Labelled
from tests.unit.reports import document, figures_with_right_links, rows


def _event(written: str) -> dict[str, Any]:
    link, kind, *date = written.split()
    return {"link": link, "type": kind, "date": date[0] if date else None}


def _labelled(number: int, row: str) -> Labelled:
    _, language, published, events, title, text = row.split("\t")
    return Labelled(document(number, language, published, title, text), [_event(written) for written in events.split("; ")], [])


def test_own_reports_are_read_as_well_as_when_they_were_worked_on() -> None:
    """With the right transport links and without mentions: what is measured is the type of event and its date."""
    events = figures_with_right_links(_labelled(number, row) for number, row in enumerate(rows("ledger_reports.tsv")[1:]))[
        "events"
    ]
    assert events["precision"] >= 0.87
    assert events["recall"] >= 0.8
    assert events["dates_right"] >= 0.93
