"""Whole reports of the project's own writing, as they would be printed, with transport links as the scorer finds them.

One a line; docs/ledger.md says who wrote them and how they were read at first sight. By now all have been worked on, so the
figures asserted here guard against going back and measure nothing else. The weights of `seeds/events.yaml` are fitted to all of
them. Those of ledger_batches.jsonl are written to be hard, and most were looked at once.
"""

import json
from typing import Any

import pytest

from pipelines.ledger import Labelled, evaluate_ledger
from pipelines.mentions import mentions
from tests import shipped
from tests.unit.reports import document, rows
from tumen.journey import Document
from tumen.statements import Reading


def _labelled(row: dict[str, Any]) -> Labelled:
    one = document(row["id"], row["lang"], row["published"], row["title"], row["text"], fetched=2027)
    return Labelled(one, row["events"], row["claims"] or (), frozenset(row["links_bg"]))


def _report(name: str) -> dict[str, Any]:
    scorer = shipped.scorer()

    def read(one: Document) -> Reading:
        return shipped.reader().read(one, scorer.score(one).transport_links, mentions(one, scorer))

    told = [json.loads(row) for row in rows(name)]
    every = [_labelled(row) for row in told]
    with_figures = [one for one, row in zip(every, told, strict=True) if row["claims"] is not None]
    readings = {one.document.url: read(one.document) for one in every}
    of_every, of_figures = (evaluate_ledger(part, lambda one: readings[one.url]).report for part in (every, with_figures))
    return {"events": of_every["events"], "claims": of_figures["claims"]}


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("ledger_documents.jsonl", {"events": (0.8, 0.76), "dates_right": 0.88, "claims": (0.86, 0.82)}),
        ("ledger_batches.jsonl", {"events": (0.82, 0.69), "dates_right": 0.89, "claims": (0.79, 0.64)}),
        ("ledger_rounds.jsonl", {"events": (0.77, 0.67), "dates_right": 0.85, "claims": (0.77, 0.65)}),
    ],
)
def test_events_and_claims_are_read_as_well_as_when_they_were_worked_on(name: str, least: dict[str, Any]) -> None:
    report = _report(name)
    for kind in ("events", "claims"):
        precision, recall = least[kind]
        assert report[kind]["precision"] >= precision
        assert report[kind]["recall"] >= recall
    assert report["events"]["dates_right"] >= least["dates_right"]
