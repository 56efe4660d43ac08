"""What an idle hour costs: `python -m tests.reliability.idle --minutes 60`. The daemon, 150 sources, and nothing new anywhere.

The sources are feeds on this machine that answer "not modified", in five crawl groups with the ticks of the shipped schedules and
the intervals of the shipped catalogue in about its proportions; nothing was learnt of them. The first crawl, to which everything
is new, is not counted. Prints processor time of the daemon and all that ran for it, memory, requests and processes started.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.reliability.bench import Home, Process, Sites, World
from tests.reliability.newsrooms import newsrooms

SOURCES = 150
GROUPS = {"rok": 5, "russia-state": 5, "wire": 5, "local": 5, "think-tank": 10}  # affiliation: minutes of its tick
PATIENCE = 300.0


def schedules() -> str:
    groups = "".join(
        f"  {name}: {{affiliations: [{name}], every: {minutes}m, jitter: {'30s' if minutes == 5 else '1m'}}}\n"
        for name, minutes in GROUPS.items()
    )
    return f"crawl:\n{groups}digest: {{}}\nupkeep: {{optimise: {{every: 7d}}}}\n"


def catalogue(world: World) -> str:
    names = list(GROUPS)
    return "sources:\n" + "".join(
        f"  - {{id: s{room.number}, publisher: S{room.number}, kind: feed, url: '{world.feed(room.number)}', languages: [en],"
        f" affiliation: {names[room.number % len(names)]}, timezone: {room.zone},"
        f" every: {int(room.every.total_seconds() // 60)}m, enabled: true}}\n"
        for room in newsrooms(SOURCES, 0)
    )


class Meter(threading.Thread):
    """Memory of everything that runs for a home, every half second."""

    def __init__(self, home: Home, daemon: int) -> None:
        super().__init__(daemon=True)
        self._mark = f"TUMEN_HOME={home.folder}".encode()
        self._daemon = daemon
        self.over = threading.Event()
        self.alone: list[int] = []  # KiB of the daemon while nothing else ran
        self.most = 0  # KiB of all, shared pages once

    def run(self) -> None:
        while not self.over.wait(0.5):
            found = {pid: kib for pid in self._pids() if (kib := _proportional(pid))}
            self.most = max(self.most, sum(found.values()))
            if list(found) == [self._daemon]:
                self.alone.append(found[self._daemon])

    def _pids(self) -> list[int]:
        pids = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if self._mark in (process / "environ").read_bytes().split(b"\0"):
                    pids.append(int(process.name))
            except OSError:
                continue
        return pids


def _proportional(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def processor_seconds(daemon: Process) -> tuple[float, float]:
    """Of the daemon, and of its children that have ended."""
    fields = Path(f"/proc/{daemon.pid}/stat").read_text().rpartition(")")[2].split()
    own, children = (int(fields[n]) + int(fields[n + 1]) for n in (11, 13))
    return own / os.sysconf("SC_CLK_TCK"), children / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Sites() as sites:
        world = World(sites, SOURCES)
        home = Home(Path(folder) / "home", catalogue(world), schedules(), f"sqlite:///{Path(folder) / 'tumen.db'}")
        log = home.folder / "daemon.log"
        daemon = home.start("daemon", log=log)
        while (ended := log.read_text().count("event=job.ended job=crawl.") if log.exists() else 0) < len(GROUPS):
            if daemon.poll() is not None:
                print(log.read_text()[-2000:])
                return 1
            time.sleep(0.5)
        meter = Meter(home, daemon.pid)
        meter.start()
        own, children = processor_seconds(daemon)
        asked = sites.total()
        time.sleep(options.minutes * 60)
        own, children = (after - before for after, before in zip(processor_seconds(daemon), (own, children), strict=True))
        started = log.read_text().count("event=job.ended job=crawl.") - ended
        asked = sites.total() - asked
        meter.over.set()
        meter.join()
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()
    hour = 60 / options.minutes
    total, share = own + children, (own + children) / options.minutes / 0.6
    print(f"{SOURCES} sources, nothing new, {options.minutes:g} minutes: {asked} requests, {started} crawls started")
    print(f"processor: daemon {own:.1f} s, crawls {children:.1f} s; in an hour {total * hour:.0f} s, {share:.1f} % of a core")
    alone = sorted(meter.alone)
    print(f"memory: daemon alone {alone[len(alone) // 2] / 1024:.0f} MB, most at once with crawls {meter.most / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
