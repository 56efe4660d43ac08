"""Two and four daemons on one PostgreSQL: `python -m tests.reliability.daemons`. The leader is killed, stopped, and continued.

Each daemon has a home and, where the system lets us (Linux, root), a host name of its own, so that nobody can tell by its process
number that another is dead: only its lease tells. Prints how often anything was asked twice, how long it took until others
asked what the leader had held, and what the leader did after it was continued. Exit code 1 when a source was polled more often
than it was leased, a take-over took longer than 30 s, or the stopped leader asked or wrote what was not its own any more.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from storage.database import Database
from tests.reliability.bench import Home, Postgres, Process, Sites, World

SOURCES = 40
PAGES = 6  # of each source at once: with a second between two requests to a host a crawl is still at work when its leader falls
TICK = "1m"
SCHEDULES = f"crawl: {{all: {{affiliations: [wire], every: {TICK}}}}}\ndigest: {{}}\n"
TAKEN_OVER = 30.0  # seconds
PATIENCE = 300.0
AFTERWARDS = 20.0  # seconds in which a leader that comes back is watched


@dataclass
class Member:
    """A daemon and what runs for it."""

    home: Home
    name: str
    process: Process | None = None

    def start(self, apart: bool) -> None:
        before = ("unshare", "--uts", "sh", "-c", f'hostname {self.name}; exec "$@"', "sh") if apart else ()
        self.process = self.home.start("daemon", log=self.home.folder / "daemon.log", before=before)

    def said(self) -> str:
        """The end of its log."""
        return f"{self.name}:\n" + "\n".join((self.home.folder / "daemon.log").read_text().splitlines()[-20:])

    def signal(self, number: signal.Signals) -> None:
        """To everything that runs for this home, at once."""
        mark = f"TUMEN_HOME={self.home.folder}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), number)
            except OSError:
                continue


@dataclass
class Findings:
    lines: list[str] = field(default_factory=list)
    bad: bool = False

    def note(self, line: str, good: bool) -> None:
        self.lines.append(f"{'      ' if good else 'FAULT '}{line}")
        self.bad |= not good


class Cluster:
    def __init__(self, folder: Path, world: World, url: str, count: int, apart: bool) -> None:
        self.world = world
        self.database = Database(url)
        self.apart = apart
        self.members = [
            Member(Home(folder / f"d{n}", world.catalogue(TICK), SCHEDULES, url, TUMEN_CONTACT=f"d{n}@example.org"), f"d{n}")
            for n in range(count)
        ]

    def holders(self) -> dict[str, str]:
        """By source that is leased: the name of the daemon that holds it."""
        with self.database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, leased_by FROM sources WHERE leased_by IS NOT NULL AND leased_until > clock_timestamp()"
            ).all()
        owners = {owner: self._member(owner) for _, owner in rows}
        return {source: owners[owner] for source, owner in rows if owners[owner]}

    def _member(self, owner: str) -> str:
        host, _, process = owner.rpartition(":")
        if self.apart:
            return host
        try:
            environment = Path(f"/proc/{process}/environ").read_bytes()
        except OSError:
            return ""
        return next((one.name for one in self.members if f"TUMEN_HOME={one.home.folder}".encode() in environment), "")

    def due_now(self) -> None:
        with self.database.writing() as connection:
            connection.exec_driver_sql("UPDATE sources SET next_due_at = NULL")

    def leader(self) -> Member:
        """Who holds most, once a crawl is well under way."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            held = self.holders()
            if len(held) >= SOURCES // 2:
                name, _ = Counter(held.values()).most_common(1)[0]
                return next(one for one in self.members if one.name == name)
            time.sleep(0.2)
        raise TimeoutError("no crawl began\n" + "\n".join(one.said() for one in self.members))

    def polls_by_others(self, than: str, since: datetime, sources: set[str]) -> dict[str, float]:
        """By source: after how many seconds another daemon first asked it."""
        first: dict[str, float] = {}
        for seen in list(self.world.sites.seen):
            source = f"s{seen.path.rpartition('/')[2]}"
            if (
                seen.path.startswith("/feed/")
                and source in sources
                and seen.at > since
                and f"{than}@" not in seen.headers["user-agent"]
            ):
                first.setdefault(source, (seen.at - since).total_seconds())
        return first

    def asked_by(self, name: str, since: datetime, until: datetime, sources: set[str]) -> list[str]:
        """Paths of these sources that a daemon asked for between two moments."""
        found = []
        for seen in list(self.world.sites.seen):
            number = seen.path.rpartition("/")[2]
            own = f"s{int(number) % SOURCES}" if number.isdigit() else ""
            if own in sources and since < seen.at < until and f"{name}@" in seen.headers["user-agent"]:
                found.append(f"{seen.path} after {(seen.at - since).total_seconds():.2f} s")
        return found

    def missing(self) -> list[str]:
        """How the requests for the first few articles that are missing ended."""
        with self.database.reading() as connection:
            kept = set(connection.exec_driver_sql("SELECT url FROM articles").scalars())
            lost = [url for url in self.world.published if url not in kept][:5]
            ended = {
                url: connection.exec_driver_sql("SELECT fetched_at, reason FROM fetches WHERE url = %s ORDER BY id", (url,)).all()
                for url in lost
            }
        return [f"missing {url}: {[tuple(map(str, row)) for row in rows]}" for url, rows in ended.items()]

    def fences(self) -> dict[str, int]:
        with self.database.reading() as connection:
            return {row.id: row.fence for row in connection.exec_driver_sql("SELECT id, fence FROM sources")}


def calm(cluster: Cluster, found: Findings) -> None:
    """All daemons at work, nothing goes wrong."""
    world = cluster.world
    world.publish(SOURCES * 3)
    for member in cluster.members:
        member.start(cluster.apart)
    deadline = time.monotonic() + PATIENCE
    while any(world.missing_and_doubled(cluster.database)) and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(60)  # a tick more, that finds nothing new
    pages = Counter(seen.path for seen in list(world.sites.seen) if seen.path.startswith("/a/"))
    twice = sum(count > 1 for count in pages.values())
    found.note(f"calm: {len(pages)} pages asked for, {twice} of them twice", twice == 0 and len(pages) == SOURCES * 3)


def fall(cluster: Cluster, found: Findings, number: signal.Signals) -> tuple[Member, set[str]]:
    """The leader falls in the middle of a crawl; how soon others have what it held, and ask it."""
    cluster.world.publish(SOURCES * PAGES)
    cluster.due_now()
    leader = cluster.leader()
    time.sleep(2)
    leader.signal(signal.SIGSTOP)  # all at once, before any of them can hear of another's end
    fell, before = datetime.now(UTC), cluster.fences()
    held = {source for source, holder in cluster.holders().items() if holder == leader.name}
    if number is signal.SIGKILL:
        leader.signal(signal.SIGKILL)
    taken: dict[str, float] = {}
    first: dict[str, float] = {}
    deadline = time.monotonic() + PATIENCE
    while (len(taken) < len(held) or len(first) < len(held)) and time.monotonic() < deadline:
        for source, fence in cluster.fences().items():
            if source in held and fence > before[source]:
                taken.setdefault(source, (datetime.now(UTC) - fell).total_seconds())
        first = cluster.polls_by_others(leader.name, fell, held)
        time.sleep(0.2)
    longest = max(taken.values(), default=PATIENCE)
    found.note(
        f"{number.name}: the leader held {len(held)} sources; others had {len(taken)} of them after at most {longest:.1f} s"
        f" and had asked {len(first)} after at most {max(first.values(), default=PATIENCE):.1f} s",
        bool(held) and len(taken) == len(first) == len(held) and longest <= TAKEN_OVER,
    )
    return leader, held


def comes_back(cluster: Cluster, found: Findings, leader: Member, held: set[str]) -> None:
    """The leader that was stopped is continued after it was taken over from."""
    log = leader.home.folder / "daemon.log"
    before, again = log.stat().st_size, datetime.now(UTC)
    leader.signal(signal.SIGCONT)
    time.sleep(AFTERWARDS)
    said = log.read_bytes()[before:].decode()
    opened = said.find("event=crawl.opened")  # what follows may be its next crawl, under leases of its own
    stale = said if opened < 0 else said[:opened]
    until = datetime.now(UTC) if opened < 0 else datetime.fromisoformat(said[:opened].rpartition("time=")[2][:20])
    asked = cluster.asked_by(leader.name, again, until, held)
    wrote = sum(f"event=source.released source={source} " in stale for source in held)
    lost = stale.count("event=lease.lost source=")
    found.note(f"continued: it asked {len(asked)} addresses of the {len(held)} sources it had lost {asked[:3]}", not asked)
    found.note(f"continued: it wrote the state of {wrote} of them, and noticed the loss of {lost}", not wrote and lost > 0)


def run(count: int, apart: bool) -> Findings:
    found = Findings()
    with tempfile.TemporaryDirectory() as folder, Sites() as sites, Postgres.running() as server:
        cluster = Cluster(Path(folder), World(sites, SOURCES), server.url, count, apart)
        try:
            calm(cluster, found)
            leader, _ = fall(cluster, found, signal.SIGKILL)
            leader.start(apart)
            leader, held = fall(cluster, found, signal.SIGSTOP)
            comes_back(cluster, found, leader, held)
            finish(cluster, found)
        finally:
            for member in cluster.members:
                member.signal(signal.SIGKILL)
                member.signal(signal.SIGCONT)
            cluster.database.close()
    return found


def finish(cluster: Cluster, found: Findings) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(cluster.world.missing_and_doubled(cluster.database)) and time.monotonic() < deadline:
        time.sleep(0.5)
    for member in cluster.members:
        if member.process is not None:
            member.process.send_signal(signal.SIGTERM)
    for member in cluster.members:
        if member.process is not None:
            member.process.wait()
    missing, doubled = cluster.world.missing_and_doubled(cluster.database)
    found.note(
        f"articles published {len(cluster.world.published)}, missing {missing}, doubled {doubled}", not (missing or doubled)
    )
    polls = Counter(seen.path for seen in cluster.world.sites.seen if seen.path.startswith("/feed/"))
    fences = cluster.fences()
    over = [path for path, asked in polls.items() if asked > fences[f"s{path.rpartition('/')[2]}"]]
    found.note(
        f"{sum(polls.values())} polls under {sum(fences.values())} leases; sources polled twice in one: {len(over)}", not over
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--daemons", type=int, nargs="+", default=[2, 4])
    options = parser.parse_args(arguments)
    apart = (
        shutil.which("unshare") is not None and subprocess.run(["unshare", "--uts", "true"], capture_output=True).returncode == 0
    )
    bad = False
    for count in options.daemons:
        found = run(count, apart)
        print(f"{count} daemons on one PostgreSQL, {'each as a host of its own' if apart else 'one host'}:")
        print("\n".join(found.lines))
        bad |= found.bad
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
