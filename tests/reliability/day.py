"""A day of 150 sources in fast time, crawled in earnest: `python -m tests.reliability.day`. Requests saved, and delay.

Real: the crawl (leases, robots.txt, conditional requests over HTTP on this machine, feeds parsed, pages extracted, scored and
stored in an SQLite file), and the interval after each poll. Made up: the newsrooms (tests/reliability/newsrooms.py), their pages,
one in ten of which is relevant, and the clock: it jumps from tick to tick and runs as fast as any other while a crawl is at work.
What the sources have taught in the fortnight before the day is learnt by the same functions, without HTTP. Each crawl is forked
from a process that has imported everything: requests and delays are measured here, not processor time.

Prints, for a poll every quarter of an hour and for the intervals Tumen chooses: requests to sources, and the delay from
publication to the stored row of the page, for pages published until a quarter of an hour before the end of the day. One that is
not stored by then counts as waiting for ever. Exit code 1 when the median delay is longer, or the requests are not fewer.
"""

import argparse
import logging
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from storage.database import Database
from tests.journey.site import Answer, Entry, article, rss
from tests.reliability.bench import NETWORK, Sites
from tests.reliability.bench import article as relevant
from tests.reliability.newsrooms import BEGIN, TRADES, Newsroom, adaptive, newsrooms, watch

LEARNT = 14  # days before the day
RELEVANT = 10  # of so many pages one is
DULL = ["Farmers brought in more potatoes than last year, and they say the weather was kind."] * 9
MODES = {"every quarter of an hour": timedelta(minutes=15), "as Tumen chooses": timedelta(minutes=5)}


class Day:
    """The newsrooms as a site, at a moment of our choosing."""

    def __init__(self, rooms: list[Newsroom], sites: Sites) -> None:
        self.rooms = rooms
        self.sites = sites
        self._shown: dict[int, tuple[datetime, ...]] = {}

    def feed(self, room: Newsroom) -> str:
        return self.sites.at(room.number, f"/feed/{room.number}")

    def page(self, room: Newsroom, moment: datetime) -> str:
        return self.sites.at(room.number, f"/a/{room.number}/{(moment - BEGIN) // timedelta(microseconds=1)}")

    def turn_to(self, now: datetime) -> None:
        """What everybody shows then."""
        for room in self.rooms:
            window = room.feed(now)
            if self._shown.get(room.number) != window:
                self._shown[room.number] = window
                self._show(room, window)

    def _show(self, room: Newsroom, window: tuple[datetime, ...]) -> None:
        entries = []
        for moment in window:
            url = self.page(room, moment)
            path = url.partition(f":{self.sites.port}")[2]
            number = int(path.rpartition("/")[2])
            if path not in self.sites.routes:
                dull = article(f"Potatoes {number}", [*DULL, f"Report {number}."])
                self.sites.routes[path] = relevant(number) if number % RELEVANT == 0 else dull
            entries.append(Entry(url, f"Report {number}", at=moment))
        answer = rss(entries, etag=f'"{hash(window)}"')
        self.sites.routes[f"/feed/{room.number}"] = Answer(answer.body, kind=answer.kind, etag=answer.etag)

    def catalogue(self, mode: str) -> str:
        entries = []
        for room in self.rooms:
            fixed = mode == "every quarter of an hour"
            pace = "every: 15m, fastest: 15m, slowest: 15m" if fixed else f"every: {int(room.every.total_seconds() // 60)}m"
            entries.append(
                f"  - {{id: s{room.number}, publisher: S{room.number}, kind: feed, url: '{self.feed(room)}', languages: [en],"
                f" affiliation: wire, timezone: {room.zone}, {pace}, enabled: true}}\n"
            )
        return "sources:\n" + "".join(entries)


def serve_crawls(home: Path, orders: Connection) -> None:
    """Crawl what is due at each moment that is sent, in a fork; answers with the exit code. For a process without threads."""
    from crawler.crawl import crawl
    from tumen.configuration import load

    logging.disable(logging.CRITICAL)
    place = load({"TUMEN_HOME": str(home), "TUMEN_ALLOW_ADDRESSES": NETWORK}, home)
    while (moment := orders.recv()) is not None:
        child = os.fork()
        if child == 0:
            began = time.monotonic()
            database = Database(place.database_url)
            clock: Callable[[], datetime] = lambda at=moment, began=began: at + timedelta(seconds=time.monotonic() - began)  # noqa: E731
            report = crawl(place, database, place.sources, due_only=True, now=clock)
            os._exit(report.outcome != "ok")
        orders.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


@dataclass
class Result:
    polls: dict[str, int]
    delays: dict[str, list[float]]  # minutes, by trade
    missing: int
    bad_crawls: int

    @property
    def requests(self) -> int:
        return sum(self.polls.values())

    @property
    def all_delays(self) -> list[float]:
        return [delay for delays in self.delays.values() for delay in delays]


def live(rooms: list[Newsroom], mode: str, hours: float) -> Result:
    """The last day of the newsrooms, or the first hours of it."""
    start, tick = BEGIN + timedelta(days=LEARNT), MODES[mode]
    with tempfile.TemporaryDirectory() as folder, Sites() as sites:
        home, day = Path(folder), Day(rooms, sites)
        (home / "seeds").mkdir()
        (home / "seeds" / "sources.yaml").write_text(day.catalogue(mode))
        minutes = int(tick.total_seconds() // 60)
        (home / "schedules.yaml").write_text(f"crawl: {{all: {{affiliations: [wire], every: {minutes}m}}}}\ndigest: {{}}\n")
        (home / "var").mkdir()
        database = Database(f"sqlite:///{home / 'var' / 'tumen.db'}")
        database.upgrade()
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        server = context.Process(target=serve_crawls, args=(home, theirs))
        server.start()
        day.turn_to(start - tick)
        ours.send(start - tick)  # what stood there before the day is no news
        ours.recv()
        teach(database, rooms, start)
        before, bad = len(sites.seen), 0
        for n in range(int(timedelta(hours=hours) / tick)):
            day.turn_to(start + n * tick)
            ours.send(start + n * tick)
            bad += ours.recv() != 0
        ours.send(None)
        server.join()
        result = measure(database, day, start, start + timedelta(hours=hours) - timedelta(minutes=15))
        result.polls = count_polls(sites, rooms, before)
        result.bad_crawls = bad
        database.close()
    return result


def teach(database: Database, rooms: list[Newsroom], start: datetime) -> None:
    """What each source has taught in the days before; each was last asked at a moment of its own in the time before the day."""
    with database.writing() as connection:
        for room in rooms:
            _, rhythm = watch(room, LEARNT, MODES["as Tumen chooses"], adaptive)
            due = start + (room.number / len(rooms)) * timedelta(minutes=15)
            connection.exec_driver_sql(
                "UPDATE sources SET rhythm = ?, next_due_at = ? WHERE id = ?",
                (rhythm.to_json(), due.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), f"s{room.number}"),
            )


def count_polls(sites: Sites, rooms: list[Newsroom], before: int) -> dict[str, int]:
    polls = dict.fromkeys(TRADES, 0)
    for seen in sites.seen[before:]:
        if seen.path.startswith("/feed/"):
            polls[rooms[int(seen.path.rpartition("/")[2])].trade] += 1
    return polls


def measure(database: Database, day: Day, start: datetime, end: datetime) -> Result:
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT url, min(fetched_at) FROM fetches WHERE kind = 'page' GROUP BY url").all()
    stored = {url: datetime.fromisoformat(at).astimezone(UTC) for url, at in rows}
    delays: dict[str, list[float]] = {trade: [] for trade in TRADES}
    missing = 0
    for room in day.rooms:
        for moment in room.published:
            if start <= moment < end:
                at = stored.get(day.page(room, moment))
                missing += at is None
                delays[room.trade].append(math.inf if at is None else (at - moment).total_seconds() / 60)
    return Result({}, delays, missing, 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=150)
    parser.add_argument("--hours", type=float, default=24)
    options = parser.parse_args()
    rooms = newsrooms(options.sources, LEARNT + 1)
    results = {mode: live(rooms, mode, options.hours) for mode in MODES}
    for mode, result in results.items():
        print(f"\n{mode}: {result.bad_crawls} crawls ended badly, {result.missing} pages not found by the end of the day")
        print("trade      sources  requests a source  pages  median delay  p90 delay")
        for trade in TRADES:
            show(trade, sum(room.trade == trade for room in rooms), result.polls[trade], result.delays[trade])
        show("all", len(rooms), result.requests, result.all_delays)
    fixed, chosen = results.values()
    median = [statistics.median(result.all_delays) for result in (fixed, chosen)]
    fewer = 1 - chosen.requests / fixed.requests
    print(f"\nrequests: {fewer:.0%} fewer; median delay {median[1]:.1f} min instead of {median[0]:.1f}")
    return int(fewer <= 0 or median[1] > median[0] or fixed.bad_crawls + chosen.bad_crawls > 0)


def show(name: str, sources: int, polls: int, delays: list[float]) -> None:
    p90 = sorted(delays)[int(0.9 * len(delays))] if delays else 0.0
    median = statistics.median(delays) if delays else 0.0
    print(f"{name:<10} {sources:>7}  {polls / sources:>17.1f}  {len(delays):>5}  {median:>8.1f} min  {p90:>5.1f} min")


if __name__ == "__main__":
    sys.exit(main())
