"""Throughput against the share of relevant pages, and cost of an article against the corpus, as SVG.

`python plots.py FILE < figures.json`. Needs matplotlib only.
"""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "tumen"  # the same figures give the same file
from matplotlib import pyplot  # noqa: E402

figures = json.load(sys.stdin)
rates, growth = figures["rates"], figures["growth"]
figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), width_ratios=(3, 2))
for name in sorted({name for runs in rates.values() for name, _ in runs}):
    points = [(float(share), rate) for share, runs in rates.items() for found, rate in runs if found == name]
    left.plot(*zip(*sorted(points), strict=True), marker="o", label=name)
left.set_xlabel("relevant pages, per cent")
left.set_ylabel("pages per CPU second")
left.set_yscale("log")
left.legend()
right.plot(*zip(*sorted((int(size), cost) for size, cost in growth.items()), strict=True), marker="o")
right.set_xlabel("articles held")
right.set_ylabel("ms of CPU to keep one more")
right.set_xscale("log")
right.set_ylim(bottom=0)
for axes in (left, right):
    axes.grid(alpha=0.3)
figure.tight_layout()
figure.savefig(sys.argv[1], metadata={"Date": None})
