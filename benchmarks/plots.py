"""Throughput against the share of relevant pages, as SVG: `python plots.py FILE < rates.json`. Needs matplotlib only."""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "tumen"  # the same figures give the same file
from matplotlib import pyplot  # noqa: E402

rates = json.load(sys.stdin)
figure, axes = pyplot.subplots(figsize=(7, 4))
for name in sorted({name for runs in rates.values() for name, _ in runs}):
    points = [(float(share), rate) for share, runs in rates.items() for found, rate in runs if found == name]
    axes.plot(*zip(*sorted(points), strict=True), marker="o", label=name)
axes.set_xlabel("relevant pages, per cent")
axes.set_ylabel("pages per CPU second")
axes.set_yscale("log")
axes.grid(alpha=0.3)
axes.legend()
figure.tight_layout()
figure.savefig(sys.argv[1], metadata={"Date": None})
