"""Fits `seeds/events.yaml`: which signs in a report speak for which type of event. `make event-weights`

`python event_weights.py FILE < signs.json`. Needs scikit-learn only. One logistic regression over every transport link of every
report times every type of event: each sign of the report weighs for each type on its own, and what a type's own signs weigh is
learnt from all types together. An L1 penalty leaves few weights (Tibshirani 1996).
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

_STRENGTH = 0.3  # inverse of the penalty; left-out authors' reports came out the same from 0.2 to 0.4
_RAREST = 8  # transport links of reports a sign must stand in: what is rarer is chance
_THRESHOLD = 0.35  # probability; the F1 of events in left-out authors' reports is flat from 0.3 to 0.4
_FITS = 10  # whose mean is taken, each without another tenth: of two signs that say the same one fit picks either
_LEAST = 0.01  # smaller weights turn no event
_INTERCEPT = "type"

given = json.load(sys.stdin)
rows = given["rows"]
types = sorted(rows[0]["of_type"])

reports = DictVectorizer()
of_reports = reports.fit_transform([dict.fromkeys(row["report"], 1.0) for row in rows]).tocsr()
common = [at for at, count in enumerate(of_reports.getnnz(axis=0)) if count >= _RAREST]
names = [reports.get_feature_names_out()[at] for at in common]
entries = of_reports[:, common].tocoo()
parts = [
    csr_matrix((entries.data, (entries.row * len(types) + at, entries.col)), shape=(len(rows) * len(types), len(names)))
    for at in range(len(types))
]
alike = DictVectorizer()
of_types = alike.fit_transform(
    [dict.fromkeys([*row["of_type"][kind], f"{_INTERCEPT}:{kind}"], 1.0) for row in rows for kind in types]
)
told = [kind in row["told"] for row in rows for kind in types]
signs = hstack([*parts, of_types]).tocsr()
found, intercept = [0.0] * signs.shape[1], 0.0
for fold in range(_FITS):
    kept = [at for at in range(signs.shape[0]) if at // len(types) % _FITS != fold]
    fit = LogisticRegression(C=_STRENGTH, l1_ratio=1, solver="liblinear", max_iter=300, random_state=0)
    fit.fit(signs[kept], [told[at] for at in kept])
    found = [sum(both) for both in zip(found, (float(value) / _FITS for value in fit.coef_[0]), strict=True)]
    intercept += float(fit.intercept_[0]) / _FITS

by_type = {kind: dict(zip(names, found[at * len(names) :], strict=False)) for at, kind in enumerate(types)}
shared = dict(zip(alike.get_feature_names_out(), found[len(types) * len(names) :], strict=True))


def lines(weights: dict[str, float], indent: str) -> list[str]:
    kept = sorted(
        ((name, value) for name, value in weights.items() if abs(value) >= _LEAST), key=lambda one: (-abs(one[1]), one[0])
    )
    return [f'{indent}"{name}": {value:.3f}' for name, value in kept]


written = [
    "# Written by `make event-weights`; docs/ledger.md says how. Log-odds that a report tells an event of a transport link =",
    "# intercept of its type + Σ weights of that type's features there + Σ of those that weigh alike for every type.",
    f"fitted: {datetime.now(UTC).date().isoformat()}",
    f"corpus: {given['corpus']}  # SHA-256 of the labelled reports it was fitted to",
    f"threshold: {_THRESHOLD}  # probability",
    "alike:",
    *lines({name: value for name, value in shared.items() if not name.startswith(f"{_INTERCEPT}:")}, "  "),
    "types:",
]
for kind in types:
    base = intercept + shared.get(f"{_INTERCEPT}:{kind}", 0.0)
    own = lines(by_type[kind], "      ")
    written += [f"  {kind}:", f"    intercept: {base:.3f}", *(["    weights:", *own] if own else ["    weights: {}"])]
Path(sys.argv[1]).write_text("\n".join(written) + "\n", encoding="utf-8")
