"""How well a scorer does on labelled documents, in the shape that `tumen evaluate --json` prints."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines.relevance.labelled import Labelled, labelled
from pipelines.relevance.measures import Counts, average_precision, counts, interval, reliability
from pipelines.relevance.scorer import Scorer
from tumen.journey import Document, Fetch, Scored

_REASONS = 3  # pieces of evidence shown with an error
_NEVER = datetime.fromtimestamp(0, UTC)  # labelled documents were not fetched


@dataclass(frozen=True, slots=True)
class Result:
    label: Labelled
    scored: Scored

    @property
    def claimed(self) -> bool:
        return self.scored.relevant

    @property
    def reported(self) -> frozenset[str]:
        return frozenset(tag.id for tag in self.scored.transport_links if tag.role == "reported")

    @property
    def links(self) -> Counts:
        """Transport links found, extra and missed; background ones count neither way."""
        true = self.label.transport_links
        extra = self.reported - true - self.label.background
        return Counts(len(self.reported & true), len(extra), len(true - self.reported))


def as_document(label: Labelled) -> Document:
    """A labelled document as the line would hand it to Score."""
    fetch = Fetch(url=f"labelled:{label.id}", source="labelled", kind="page", fetched_at=_NEVER)
    return Document(fetch=fetch, url=fetch.url, title=label.title, text=label.text, language=label.language)


def evaluate(documents: Iterable[Mapping[str, Any] | Labelled], scorer: Scorer) -> dict[str, Any]:
    """Score labelled documents (rows as in `seeds/contrast.jsonl`) and compare.

    Transport links are counted on the documents labelled relevant. `seconds` is the time spent scoring. Raises LabelError for
    a row that is not a labelled document.
    """
    seconds = 0.0
    results = []
    for number, row in enumerate(documents, 1):
        label = row if isinstance(row, Labelled) else labelled(row, f"document {number}")
        document = as_document(label)
        began = time.perf_counter()
        scored = scorer.score(document)
        seconds += time.perf_counter() - began
        results.append(Result(label, scored))
    return {
        "documents": len(results),
        "seconds": round(seconds, 4),
        "relevance": _relevance(results, scorer.weights.threshold),
        "transport_links": _transport_links(results),
        "intervals": _intervals(results),
        "reliability": reliability([r.scored.relevance for r in results], [r.label.relevant for r in results]),
        "errors": [_error(result) for result in results if result.claimed != result.label.relevant],
    }


def _counted(results: Sequence[Result]) -> Counts:
    return counts([r.claimed for r in results], [r.label.relevant for r in results])


def _precision(results: Sequence[Result]) -> float:
    return average_precision([r.scored.relevance for r in results], [r.label.relevant for r in results])


def _shown(found: Counts) -> dict[str, float]:
    return {"precision": round(found.precision, 4), "recall": round(found.recall, 4), "f1": round(found.f1, 4)}


def _relevance(results: Sequence[Result], threshold: float) -> dict[str, Any]:
    languages: dict[str, list[Result]] = {}
    for result in results:
        languages.setdefault(result.label.language, []).append(result)
    by_language = {
        name: {"documents": len(those), **_shown(_counted(those)), "average_precision": round(_precision(those), 4)}
        for name, those in sorted(languages.items())
    }
    return {
        **_shown(_counted(results)),
        "average_precision": round(_precision(results), 4),
        "threshold": round(threshold, 4),
        "by_language": by_language,
        "false_positives": [r.label.id for r in results if r.claimed and not r.label.relevant],
        "false_negatives": [r.label.id for r in results if not r.claimed and r.label.relevant],
    }


def _transport_links(results: Sequence[Result]) -> dict[str, Any]:
    relevant = [result for result in results if result.label.relevant]
    total = sum((result.links for result in relevant), Counts())
    names = sorted({name for r in relevant for name in (*r.label.transport_links, *r.reported)})
    by_link = {}
    for name in names:
        usable = [r for r in relevant if name not in r.label.background or name in r.label.transport_links]
        found = counts([name in r.reported for r in usable], [name in r.label.transport_links for r in usable])
        by_link[name] = {"documents": found.right + found.missed, **_shown(found)}
    return {**_shown(total), "by_link": by_link}


def _intervals(results: Sequence[Result]) -> dict[str, list[float]]:
    """95 % intervals by bootstrap over documents."""
    figures = {
        "precision": lambda drawn: _counted(drawn).precision,
        "recall": lambda drawn: _counted(drawn).recall,
        "average_precision": _precision,
        "transport_links_f1": lambda drawn: sum((r.links for r in drawn if r.label.relevant), Counts()).f1,
    }
    return {name: [round(bound, 4) for bound in interval(results, figure)] for name, figure in figures.items()}


def _error(result: Result) -> dict[str, Any]:
    reasons = result.scored.evidence[:_REASONS]
    return {
        "id": result.label.id,
        "kind": "false_positive" if result.claimed else "false_negative",
        "relevance": round(result.scored.relevance, 4),
        "title": result.label.title,
        "reasons": [{"concept": r.concept, "term": r.term, "contribution": round(r.contribution, 3)} for r in reasons],
    }
