"""A daemon whose PostgreSQL is away for a minute, in the middle of a crawl: `python -m tests.reliability.outage`.

Prints what the daemon did meanwhile, and after how long it asked again. Exit code 1 when it ended, or when an article is missing
or doubled afterwards.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from storage.database import Database
from tests.reliability.bench import Home, Postgres, Sites, World, faults

SOURCES = 40
SCHEDULES = "crawl: {all: {affiliations: [wire], every: 1m}}\ndigest: {}\nupkeep: {optimise: {every: 1d}}\n"
PATIENCE = 180.0  # seconds; a tick is a minute


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Sites() as sites, Postgres.running() as server:
        url = server.url
        world = World(sites, SOURCES)
        world.publish(SOURCES * 3)
        home = Home(Path(folder) / "home", world.catalogue(), SCHEDULES, url)
        log = home.folder / "daemon.log"
        before = world.sites.total()
        daemon = home.start("daemon", log=log)
        world.sites.await_more(before + SOURCES, PATIENCE)
        server.stop()
        gone_at, asked = time.monotonic(), world.sites.total()
        world.publish(SOURCES)
        time.sleep(options.seconds)
        server.start()
        back, asked_meanwhile = time.monotonic(), world.sites.total() - asked
        lived = daemon.poll() is None
        resumed = world.sites.await_more(world.sites.total(), PATIENCE)
        waited = time.monotonic() - back
        database = Database(url)
        deadline = time.monotonic() + PATIENCE
        while any(world.missing_and_doubled(database)) and time.monotonic() < deadline:
            time.sleep(1)
        missing, doubled = world.missing_and_doubled(database)
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait()
        broken = faults(database)
        database.close()
        said = log.read_text()
    print(f"PostgreSQL away for {back - gone_at:.0f} s in the middle of a crawl; {asked_meanwhile} requests went out meanwhile")
    print(f"daemon lived: {lived}; asked again {waited:.0f} s after the database was back: {resumed}; exit code {code}")
    print(f'crawls that ended with "database": {said.count("outcome=database")}')
    print(f"articles published {len(world.published)}, missing {missing}, doubled {doubled}; database faults: {broken or 'none'}")
    return int(bool(missing or doubled or broken or code) or not lived or not resumed)


if __name__ == "__main__":
    sys.exit(main())
