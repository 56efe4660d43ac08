"""The fitted numbers of `seeds/weights.yaml`: read strictly, written so that a change of them can be reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.relevance import features, tagging
from pipelines.relevance.tagging import TagWeights
from tumen.yamlfile import Entry, read_yaml


@dataclass(frozen=True, slots=True)
class Figures:
    """How weights did on labelled documents."""

    documents: int
    precision: float
    recall: float
    average_precision: float
    log_loss: float
    links_f1: float  # transport links on relevant documents, micro-averaged


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of relevance = intercept + Σ weight × feature; calibrated, so the probability is its logistic."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float  # probability from which a document counts as relevant
    tags: TagWeights
    fitted: str = ""  # ISO date
    corpus: str = ""  # SHA-256 of what it was fitted on
    cross_validated: Figures | None = field(default=None)
    kept_aside: Figures | None = field(default=None)


_FIGURES = ("documents", "precision", "recall", "average_precision", "log_loss", "links_f1")


def load_weights(path: Path) -> Weights:
    """Read `weights.yaml`. Raises ConfigurationError with file, line and key, unknown feature names included."""
    keys = read_yaml(path).mapping(
        required=("fitted", "corpus", "intercept", "threshold", "weights", "transport_links"),
        optional=("cross_validated", "kept_aside"),
    )
    tags = keys["transport_links"].mapping(required=("intercept", "threshold", "weights"))
    return Weights(
        intercept=keys["intercept"].number(),
        weights=_numbers(keys["weights"], features.SIGNS),
        threshold=keys["threshold"].number(),
        tags=TagWeights(tags["intercept"].number(), _numbers(tags["weights"], tagging.SIGNS), tags["threshold"].number()),
        fitted=keys["fitted"].text(),
        corpus=keys["corpus"].text(),
        cross_validated=_figures(keys.get("cross_validated")),
        kept_aside=_figures(keys.get("kept_aside")),
    )


def _numbers(entry: Entry, known: Mapping[str, int]) -> dict[str, float]:
    return {name: value.number() for name, value in entry.mapping(optional=tuple(known)).items()}


def _figures(entry: Entry | None) -> Figures | None:
    if entry is None or entry.is_null():
        return None
    keys = entry.mapping(required=_FIGURES)
    numbers = {name: keys[name].number() for name in _FIGURES[1:]}
    return Figures(documents=keys["documents"].integer(0, 10**9), **numbers)


def written(weights: Weights) -> str:
    """The text of `weights.yaml`: strongest weights first, four decimals."""
    lines = [
        "# Written by `tumen fit`; docs/relevance.md says how. Log-odds of relevance = intercept + sum of weight × feature.",
        f"fitted: {weights.fitted}",
        f"corpus: {weights.corpus}  # SHA-256 of the labelled documents it was fitted on",
        *_figure_lines("cross_validated", weights.cross_validated, "grouped by story, on documents fitted to"),
        *_figure_lines("kept_aside", weights.kept_aside, "on documents of other stories, never fitted to"),
        f"threshold: {weights.threshold:.4f}  # probability",
        f"intercept: {weights.intercept:.4f}",
        *_weight_lines(weights.weights, ""),
        "transport_links:  # is a transport link that a document speaks of reported on, or background?",
        f"  threshold: {weights.tags.threshold:.4f}",
        f"  intercept: {weights.tags.intercept:.4f}",
        *_weight_lines(weights.tags.weights, "  "),
    ]
    return "\n".join(lines) + "\n"


def _weight_lines(weights: Mapping[str, float], indent: str) -> list[str]:
    kept = [(name, value) for name, value in weights.items() if abs(value) >= 0.00005]
    if not kept:
        return [f"{indent}weights: {{}}"]
    strongest = sorted(kept, key=lambda item: (-abs(item[1]), item[0]))
    return [f"{indent}weights:", *(f"{indent}  {name}: {value:.4f}" for name, value in strongest)]


def _figure_lines(name: str, figures: Figures | None, note: str) -> list[str]:
    if figures is None:
        return []
    shown = ", ".join(f"{key}: {getattr(figures, key):.4g}" for key in _FIGURES)
    return [f"{name}: {{{shown}}}  # {note}"]
