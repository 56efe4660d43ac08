"""Figures of merit: plain functions over counts, scores and labels."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """1 when nothing was claimed."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """1 when there was nothing to find."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = 2 * self.right + self.extra + self.missed
        return 2 * self.right / both if both else 1.0


def counts(claimed: Sequence[bool], true: Sequence[bool]) -> Counts:
    pairs = list(zip(claimed, true, strict=True))
    return Counts(pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)))


def average_precision(scores: Sequence[float], true: Sequence[bool]) -> float:
    """Mean of the precision at each relevant document, ranked by score; equal scores count as the worst order."""
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], true[at]))
    found, total = 0, 0.0
    for rank, at in enumerate(order, 1):
        if true[at]:
            found += 1
            total += found / rank
    return total / found if found else 0.0


def interval(
    items: Sequence[_Item], figure: Callable[[Sequence[_Item]], float], *, rounds: int = 200, seed: int = 1
) -> tuple[float, float]:
    """Bootstrap 95 % interval of a figure over documents (Efron 1979, percentile method), the same for the same items."""
    if not items:
        return 0.0, 0.0
    choose = random.Random(seed)  # noqa: S311 - resampling, not secrecy
    drawn = sorted(figure(choose.choices(items, k=len(items))) for _ in range(rounds))
    return drawn[int(rounds * 0.025)], drawn[min(rounds - 1, int(rounds * 0.975))]


def reliability(scores: Sequence[float], true: Sequence[bool], bins: int = 10) -> list[dict[str, float]]:
    """For each tenth of the probability scale that is in use: how many documents, what was said, what was so."""
    table = []
    for at in range(bins):
        low, high = at / bins, (at + 1) / bins
        inside = [n for n, score in enumerate(scores) if low <= score < high or (at == bins - 1 and score == 1.0)]
        if inside:
            said = sum(scores[n] for n in inside) / len(inside)
            so = sum(true[n] for n in inside) / len(inside)
            table.append({"from": low, "to": high, "documents": len(inside), "said": round(said, 4), "relevant": round(so, 4)})
    return table
