"""Whole reports of the project's own writing, as they would be printed, with transport links as the scorer finds them.

One a line of ledger_documents.jsonl; docs/ledger.md says who wrote them and how they were read at first sight. By now all have
been worked on, so the figures asserted here guard against going back and measure nothing else.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.ledger import Labelled, evaluate_ledger, load_reader
from pipelines.mentions import mentions
from pipelines.relevance import load_scorer
from tumen.journey import Document, Fetch, Precision, StatedDate
from tumen.registry import load_registry
from tumen.statements import Reading

_SEEDS = Path(__file__).parents[2] / "seeds"
_ROWS = [json.loads(row) for row in (Path(__file__).parent / "ledger_documents.jsonl").read_text(encoding="utf-8").splitlines()]


def _labelled(row: dict[str, Any]) -> Labelled:
    fetch = Fetch(f"https://a.invalid/{row['id']}", "import", "page", datetime(2027, 11, 1, tzinfo=UTC))
    stated = None
    if row["published"]:
        stated = StatedDate(
            datetime.fromisoformat(row["published"][:10]).replace(tzinfo=UTC), Precision.DAY, None, row["published"]
        )
    document = Document(fetch, fetch.url, row["title"], row["text"], row["lang"], published=stated)
    return Labelled(document, row["events"], row["claims"] or (), frozenset(row["links_bg"]))


def _report() -> dict[str, Any]:
    registry = load_registry(_SEEDS / "transport.yaml")
    reader = load_reader(_SEEDS / "statements.yaml", {name: link.kind for name, link in registry.transport_links.items()})
    scorer = load_scorer(_SEEDS.joinpath)

    def read(document: Document) -> Reading:
        return reader.read(document, scorer.score(document).transport_links, mentions(document, scorer))

    readings = {one.document.url: read(one.document) for one in map(_labelled, _ROWS)}
    parts = ([_labelled(row) for row in _ROWS], [_labelled(row) for row in _ROWS if row["claims"] is not None])
    every, figured = (evaluate_ledger(part, lambda document: readings[document.url]).report for part in parts)
    return {"events": every["events"], "claims": figured["claims"]}


def test_events_and_claims_are_read_as_well_as_when_they_were_worked_on() -> None:
    report = _report()
    events, claims = report["events"], report["claims"]
    assert events["precision"] >= 0.8
    assert events["recall"] >= 0.76
    assert events["dates_right"] >= 0.88
    assert claims["precision"] >= 0.86
    assert claims["recall"] >= 0.82
