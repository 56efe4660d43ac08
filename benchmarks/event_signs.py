"""What the ledger's rules see in labelled reports, as rows to fit `seeds/events.yaml` to. `make event-weights`

Standard output: one JSON object, `corpus` (SHA-256 of the reports) and `rows`: of each transport link that a relevant report is
about, its signs and the labelled types. Transport links that are only background are left out: reading them is no error.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from benchmarks.meter import ROOT
from desk.evaluate import document_of
from pipelines.ledger import load_reader
from pipelines.mentions import mentions
from pipelines.relevance import load_scorer
from tumen.journey import Document
from tumen.registry import load_registry
from tumen.statements import load_statement_words

_FETCHED = datetime(2027, 11, 1, tzinfo=UTC)  # after all that is told in them; pages without a date are read by it
_OWN = ("ledger_documents.jsonl", "ledger_batches.jsonl", "ledger_rounds.jsonl")


def main() -> None:
    reports = list(_reports())
    seeds = ROOT / "seeds"
    scorer = load_scorer(seeds.joinpath)
    links = load_registry(seeds / "transport.yaml").transport_links
    reader = load_reader(load_statement_words(seeds / "statements.yaml"), links)
    rows = []
    for report in reports:
        document = _document(report)
        tags = scorer.score(document).transport_links
        for link, found in reader.signs(document, tags, mentions(document, scorer)).items():
            if link in report["links_bg"]:
                continue
            told = sorted({event["type"] for event in report["events"] if event["link"] == link})
            rows.append(
                {
                    "report": sorted(found.report),
                    "of_type": {kind: sorted(names) for kind, names in found.of_type.items()},
                    "told": told,
                }
            )
    corpus = hashlib.sha256("\n".join(json.dumps(report, sort_keys=True) for report in reports).encode()).hexdigest()
    json.dump({"corpus": corpus, "rows": rows}, sys.stdout)


def _document(report: dict[str, Any]) -> Document:
    document = document_of(report)
    return replace(document, fetch=replace(document.fetch, fetched_at=_FETCHED))


def _reports() -> Iterator[dict[str, Any]]:
    for line in (ROOT / "seeds" / "contrast.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["part"] == "fit" and row["grade"] >= 1:
            yield row
    for name in _OWN:
        for line in (ROOT / "tests" / "unit" / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


if __name__ == "__main__":
    main()
