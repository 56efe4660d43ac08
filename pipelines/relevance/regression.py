"""Logistic regression without a numerical library: full-batch, deterministic, with L2 and sign constraints."""

from collections.abc import Mapping, Sequence
from math import exp, log1p

Row = Mapping[str, float]

_STEPS = 400  # the shipped fit moves by less than 1e-4 after about 250
_RATE = 0.5


def logistic(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    if value >= 0:
        return 1.0 / (1.0 + exp(-value))
    power = exp(value)
    return power / (1.0 + power)


def fit_logistic(
    rows: Sequence[Row],
    labels: Sequence[bool],
    signs: Mapping[str, int],
    *,
    penalty: float,
    weights: Sequence[float] | None = None,
) -> tuple[dict[str, float], float]:
    """Weights by name and the intercept that minimise the penalised log-loss.

    `signs` names the features and the sign each weight may take (0: either); `penalty` is the L2 strength on the sum of
    squares; `weights` count a row more or less than once. Rows are sparse; a name that `signs` lacks is ignored.
    Projected gradient descent with per-feature rates (RMSProp, Tieleman and Hinton 2012), a fixed number of steps.
    """
    names = sorted(signs)
    sparse = [[(at, row[name]) for at, name in enumerate(names) if row.get(name)] for row in rows]
    mass = list(weights) if weights is not None else [1.0] * len(rows)
    total = sum(mass)
    values = [0.0] * len(names)
    intercept = 0.0
    speed = [1e-8] * (len(names) + 1)
    for step in range(_STEPS):
        gradient = [penalty * value / total for value in values]
        slope = 0.0
        for row, label, weight in zip(sparse, labels, mass, strict=True):
            miss = (logistic(intercept + sum(values[at] * value for at, value in row)) - label) * weight / total
            slope += miss
            for at, value in row:
                gradient[at] += miss * value
        rate = _RATE / (1 + step / 20)
        for at, slant in enumerate(gradient):
            speed[at] = 0.9 * speed[at] + 0.1 * slant * slant
            values[at] = _allowed(values[at] - rate * slant / (speed[at] ** 0.5 + 1e-4), signs[names[at]])
        speed[-1] = 0.9 * speed[-1] + 0.1 * slope * slope
        intercept -= rate * slope / (speed[-1] ** 0.5 + 1e-4)
    return dict(zip(names, values, strict=True)), intercept


def log_loss(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Mean negative log-likelihood of labels given log-odds."""
    return sum(log1p(exp(-score if label else score)) for score, label in zip(scores, labels, strict=True)) / max(len(labels), 1)


def _allowed(value: float, sign: int) -> float:
    if sign > 0:
        return max(value, 0.0)
    return min(value, 0.0) if sign < 0 else value
