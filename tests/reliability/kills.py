"""kill -9 at random moments of crawl and digest, then the books: `python -m tests.reliability.kills --kills 20`.

A loopback world of 200 sources publishes articles. In each round two crawls, of half the sources each, and a digest (each round
that of another day) are at work together and killed 0.05 to 3 s after a moment that is drawn: the start of the process, or the
first request that reaches the world, so that all of a run is hit and not only its beginning. At the end everything is run in
peace, and nothing may be missing, doubled or unsent. Exit code 1 when the books do not balance. `--postgresql` starts a server of
its own; by default the database is a file.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.database import Database
from tests.reliability.bench import Home, Mailbox, Postgres, Process, Sites, World, end, faults, mail_server

EACH_ROUND = 4  # articles that are published
FIRST = datetime(2026, 1, 1, 7, tzinfo=UTC)
SOONEST, LATEST = 0.05, 3.0  # seconds
FROM_START = 0.3  # of the crawls: half of that time they only import
PATIENCE = 30.0  # seconds for the first request of a crawl
SCHEDULES = (
    "crawl: {all: {affiliations: [wire], every: 1m}}\ndigest:\n  daily: {cron: '0 7 * * *', timezone: UTC, period: day,"
    " to: [a@example.org], from: tumen@example.org, most: 500}\n"
)


@dataclass
class Rounds:
    """What has been done so far."""

    killed: Counter[str]
    days: int = 0

    @property
    def kills(self) -> int:
        return sum(self.killed.values())


def one_round(world: World, home: Home, done: Rounds, chance: random.Random) -> None:
    world.publish(EACH_ROUND)
    before, half = world.sites.total(), world.sources // 2
    began = time.monotonic()
    digest = home.start("digest", "daily", "--due", due(done.days))
    kills: list[tuple[float, Process, str]] = [(began + chance.uniform(SOONEST, LATEST), digest, "digest")]
    crawls = [home.start("crawl", *(f"s{n}" for n in range(*span))) for span in ((half,), (half, world.sources))]
    early = [crawl for crawl in crawls if chance.random() < FROM_START]
    kills += [(began + chance.uniform(SOONEST, LATEST), crawl, "crawl, counted from its start") for crawl in early]
    strike(kills, done)
    world.sites.await_more(before, PATIENCE if len(early) < len(crawls) else 0.0)
    now = time.monotonic()
    late = [crawl for crawl in crawls if crawl not in early]
    strike([(now + chance.uniform(SOONEST, LATEST), crawl, "crawl, counted from the first request") for crawl in late], done)
    done.days += 1


def strike(kills: list[tuple[float, Process, str]], done: Rounds) -> None:
    for at, process, what in sorted(kills, key=lambda kill: kill[0]):
        time.sleep(max(0.0, at - time.monotonic()))
        if end(process):
            done.killed[what] += 1


def due(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def settle(home: Home, done: Rounds) -> None:
    """Everything once more, in peace; a page whose answer was cut off by a kill is asked again."""
    for _ in range(2):
        home.start("crawl", "--group", "all").wait()
    for later in range(3):
        home.start("digest", "daily", "--due", due(done.days + later)).wait()


def books(world: World, home: Home, mailbox: Mailbox) -> dict[str, int | str]:
    database = Database(home.environment["TUMEN_DATABASE_URL"])
    missing, doubled = world.missing_and_doubled(database)
    wanted = {url.rpartition("/")[2] for url in world.published}
    sent = Counter(address.rpartition("/")[2] for _, addresses, _ in mailbox.messages for address in addresses)
    unsure = Counter(address.rpartition("/")[2] for _, _, marked in mailbox.messages for address in marked)
    ids = Counter(message for message, _, _ in mailbox.messages)
    found: dict[str, int | str] = {
        "articles published": len(wanted),
        "articles missing": missing,
        "articles doubled": doubled,
        "digest keys delivered twice": sum(count > 1 for count in ids.values()),
        "articles in no mail": len(wanted - sent.keys()),
        "articles sent twice unmarked": sum(count - unsure[number] > 1 for number, count in sent.items()),
        "database faults": faults(database),
    }
    database.close()
    return found


def run(kills: int, sources: int, seed: int, *, postgresql: bool) -> tuple[Rounds, dict[str, int | str]]:
    mailbox, chance, done = Mailbox(), random.Random(seed), Rounds(Counter())
    with contextlib.ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        world = World(opened.enter_context(Sites()), sources)
        smtp = f"smtp+plain://127.0.0.1:{opened.enter_context(mail_server(mailbox))}"
        url = opened.enter_context(Postgres.running()).url if postgresql else f"sqlite:///{folder / 'tumen.db'}"
        home = Home(folder / "home", world.catalogue(), SCHEDULES, url, TUMEN_SMTP_URL=smtp)
        while done.kills < kills:
            one_round(world, home, done, chance)
        settle(home, done)
        return done, books(world, home, mailbox)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    began = time.monotonic()
    done, found = run(options.kills, options.sources, options.seed, postgresql=options.postgresql)
    kind = "PostgreSQL" if options.postgresql else "SQLite"
    print(f"{kind}, {options.sources} sources: {done.kills} kills in {done.days} rounds, {time.monotonic() - began:.0f} s")
    for name, count in sorted(done.killed.items()):
        print(f"{name + ':':<38}{count}")
    for name, value in found.items():
        print(f"{name + ':':<38}{value}")
    return int(any(value for name, value in found.items() if name != "articles published"))


if __name__ == "__main__":
    sys.exit(main())
