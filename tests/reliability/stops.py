"""The daemon stopped and started over and over: `python -m tests.reliability.stops --terms 50 --kills 10`.

Each time a crawl is at work when the daemon is told to stop (SIGTERM) or killed (SIGKILL), 0.05 to 3 s after its first request.
Prints how long the daemon takes to its first request after a start and to its end after SIGTERM. Exit code 1 when one of these is
over 5 and 8 s, when a process or a lease is left behind, or when in the end an article is missing or doubled.
"""

import argparse
import random
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from storage.database import Database
from tests.reliability.bench import Home, Sites, World, faults

SOURCES = 40
PAGES = 3  # of a source, new each time: with a second between two requests to a host the crawl lasts as long as it is given
SCHEDULES = "crawl: {all: {affiliations: [wire], every: 1m}}\ndigest: {}\n"
FIRST_FETCH, DRAINED = 5.0, 8.0  # seconds
PATIENCE = 60.0


@dataclass
class Record:
    first_fetch: list[float] = field(default_factory=list)
    drained: list[float] = field(default_factory=list)
    gone: list[float] = field(default_factory=list)  # until the last process of the home had ended
    faults: list[str] = field(default_factory=list)


def once(world: World, home: Home, database: Database, number: signal.Signals, chance: random.Random, record: Record) -> None:
    world.publish(SOURCES * PAGES // 10)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE sources SET next_due_at = NULL")
    before, began = world.sites.total(), time.monotonic()
    daemon = home.start("daemon", log=home.folder / "daemon.log")
    if not world.sites.await_more(before, PATIENCE):
        record.faults.append("a daemon asked for nothing")
    record.first_fetch.append(time.monotonic() - began)
    time.sleep(chance.uniform(0.05, 3.0))
    stopped = time.monotonic()
    daemon.send_signal(number)
    code = daemon.wait()
    if number is signal.SIGTERM:
        record.drained.append(time.monotonic() - stopped)
        if code:
            record.faults.append(f"exit code {code}")
        with database.reading() as connection:
            held = connection.exec_driver_sql("SELECT count(*) FROM sources WHERE leased_by IS NOT NULL").scalar_one()
        if held:
            record.faults.append(f"{held} sources left held")
    while (left := left_over(home)) and time.monotonic() - stopped < PATIENCE:
        time.sleep(0.05)
    record.gone.append(time.monotonic() - stopped)
    if left:
        record.faults.append(f"a process left behind after signal {number}")


def left_over(home: Home) -> bool:
    """Whether a process works on this home."""
    mark = f"TUMEN_HOME={home.folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and mark in (process / "environ").read_bytes().split(b"\0"):
                return True
        except OSError:
            continue
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=50)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, record = random.Random(options.seed), Record()
    with tempfile.TemporaryDirectory() as folder, Sites() as sites:
        world = World(sites, SOURCES)
        url = f"sqlite:///{Path(folder) / 'tumen.db'}"
        home = Home(Path(folder) / "home", world.catalogue(), SCHEDULES, url)
        database = Database(url)
        database.upgrade()
        for _ in range(options.terms):
            once(world, home, database, signal.SIGTERM, chance, record)
        for _ in range(options.kills):
            once(world, home, database, signal.SIGKILL, chance, record)
        for _ in range(2):
            home.start("crawl", "--group", "all").wait()
            with database.writing() as connection:
                connection.exec_driver_sql("UPDATE sources SET next_due_at = NULL")
        missing, doubled = world.missing_and_doubled(database)
        world.tell_missing(database)
        broken = faults(database)
        database.close()
    print(f"{options.terms} times SIGTERM, {options.kills} times SIGKILL, {len(world.published)} articles")
    for name, seconds in (
        ("start to first request", record.first_fetch),
        ("SIGTERM to end", record.drained),
        ("signal to end of the last child", record.gone),
    ):
        if seconds:
            print(f"{name}: median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s")
    print(
        f"articles missing {missing}, doubled {doubled}; database faults: {broken or 'none'}; others: {record.faults or 'none'}"
    )
    slow = max(record.first_fetch) > FIRST_FETCH or max(record.drained, default=0.0) > DRAINED
    return int(bool(missing or doubled or broken or record.faults or slow))


if __name__ == "__main__":
    sys.exit(main())
