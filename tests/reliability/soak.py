"""The daemon's cycle many times over: `python -m tests.reliability.soak --cycles 5000` (or `--seconds 60`).

A cycle is what a beat and a job cost the daemon: the plans looked at, a child started, watched and ended, the record and the
metrics written. Prints memory slope, descriptors and the 95th percentile of a cycle; exit code 1 when memory or descriptors grow.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clock.children import Children
from clock.gauges import prometheus
from clock.jobs import Job, Limits
from clock.record import Record, replace_file
from clock.times import next_start
from desk.plans import HomePlans
from tumen.times import Times

MOST_SLOPE = 0.2  # KiB a cycle: at a cycle a minute, 100 MB in a year
WARM = 0.2  # of the cycles: until caches are full


def resident() -> int:
    """KiB of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        return soak(Path(folder), options.cycles, options.seconds)


def soak(home: Path, cycles: int, seconds: float) -> int:
    (home / "schedules.yaml").write_text("crawl: {}\ndigest: {}\nupkeep:\n  optimise: {every: 1d, jitter: 5m}\n")
    plans = HomePlans(home, home / "var", {"TUMEN_HOME": str(home)}, home)
    (home / "var").mkdir()
    record = Record(home / "var" / "daemon.json")
    children = Children(["/bin/sh", "-c", "echo time=now event=x >/dev/null; exit 0"], record)
    job = Job("upkeep.test", (), Times(every=timedelta(minutes=1), jitter=timedelta(seconds=30)), Limits(timedelta(minutes=1)))
    lasted, memory = array("d", bytes(8 * cycles)), array("q", bytes(8 * cycles))  # in full from the start: they are no leak
    done = 0
    first = descriptors()
    end = time.monotonic() + seconds
    while done < cycles and time.monotonic() < end:
        began = time.perf_counter()
        if done % 1000 == 0:
            plans.read()
        plans.changed()
        start = next_start(job.times, job.name, datetime.now(UTC))
        children.run(job, start.due if start else datetime.now(UTC))
        record.planned({job.name: start and start.at})
        replace_file(home / "var" / "tumen.prom", prometheus(record.write()))
        lasted[done], memory[done] = time.perf_counter() - began, resident()
        done += 1
    lasted, memory = lasted[:done], memory[:done]
    warm = memory[int(done * WARM) :]
    slope = statistics.linear_regression(range(len(warm)), warm).slope
    more = descriptors() - first
    print(f"{done} cycles")
    print(f"memory: {memory[0]} KiB to {memory[-1]} KiB, slope {slope:.3f} KiB a cycle")
    print(f"descriptors: {first} and {more} more")
    print(f"cycle: median {statistics.median(lasted) * 1000:.1f} ms, p95 {statistics.quantiles(lasted, n=20)[-1] * 1000:.1f} ms")
    return int(slope > MOST_SLOPE or more > 0)


if __name__ == "__main__":
    sys.exit(main())
