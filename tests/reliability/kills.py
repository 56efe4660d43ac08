"""kill -9 at random moments of crawl and digest, then the books: `python -m tests.reliability.kills --kills 20`.

A loopback site publishes articles; at each round a crawl and a digest (each round the digest of another day) are started together
and killed, or not, at a random moment. At the end everything is run once in peace, and nothing may be missing, doubled or unsent.
Exit code 1 when the books do not balance. `--database` takes a PostgreSQL URL; by default a file.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from storage.condition import condition
from storage.database import Database
from tests.journey.site import Answer, Entry, Site, rss

ROOT = Path(__file__).parents[2]
EACH_ROUND = 2  # articles that are published
FIRST = datetime(2026, 1, 1, 7, tzinfo=UTC)
STRONG = (
    "Russia and North Korea opened the road bridge over the Tumen River between Khasan and Tumangang on Monday,"
    " the Russian transport ministry said. The Tumen road bridge links Khasan in Russia with Tumangang in the DPRK. "
)
_ADDRESS = re.compile(r"http://127\.0\.0\.2:\d+/a/\d+")


@dataclass
class Mailbox:
    """Takes every message and remembers which articles came with which."""

    messages: list[tuple[str, frozenset[str], frozenset[str]]] = field(default_factory=list)  # id, addresses, maybe sent before

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        unsure = frozenset(
            address for part in text.split("-" * 70) if "May have been sent" in part for address in _ADDRESS.findall(part)
        )
        self.messages.append((str(message["Message-ID"]), frozenset(_ADDRESS.findall(text)), unsure))
        return "250 taken"


def article(number: int) -> bytes:
    words = " ".join(f"word{random.Random(number * 1000 + n).randrange(10**6)}" for n in range(120))
    paragraphs = f"<p>{STRONG}</p><p>Report {number}: {words}.</p><p>{STRONG}</p>"
    head = f"<head><title>Tumen bridge report {number}</title></head>"
    return f"<html>{head}<body><article>{paragraphs}</article></body></html>".encode()


class World:
    """A home with its site, mail sink and database."""

    def __init__(self, home: Path, site: Site, sources: int, url: str, port: int) -> None:
        self.site = site
        self.sources = sources
        self.published: list[str] = []
        self.url = url
        (home / "seeds").mkdir()
        entry = (
            "  - {{id: s{n}, publisher: S{n}, kind: feed, url: '{u}', languages: [en], affiliation: wire, timezone: UTC,"
            " every: 1m, enabled: true}}"
        )
        listed = "\n".join(entry.format(n=n, u=site.url(f"/feed/{n}")) for n in range(sources))
        (home / "seeds" / "sources.yaml").write_text(f"sources:\n{listed}\n")
        (home / "schedules.yaml").write_text(
            "crawl: {}\ndigest:\n  daily: {cron: '0 7 * * *', timezone: UTC, period: day, to: [a@example.org],"
            " from: tumen@example.org, most: 500}\n"
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
        self.environment = kept | {
            "TUMEN_HOME": str(home),
            "TUMEN_DATABASE_URL": url,
            "TUMEN_SMTP_URL": f"smtp+plain://127.0.0.1:{port}",
            "TUMEN_ALLOW_ADDRESSES": "127.0.0.2/32",
        }

    def publish(self, count: int) -> None:
        for _ in range(count):
            number = len(self.published)
            self.published.append(self.site.route(f"/a/{number}", Answer(article(number))))
        for n in range(self.sources):
            own = [Entry(url, f"Tumen bridge report {url.rpartition('/')[2]}") for url in self.published[n :: self.sources]]
            self.site.route(f"/feed/{n}", rss(own))

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "desk", *arguments]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=quiet, stderr=quiet, start_new_session=True)

    def crawl(self) -> "subprocess.Popen[bytes]":
        return self.start("crawl", *(f"s{n}" for n in range(self.sources)))

    def digest(self, day: int) -> "subprocess.Popen[bytes]":
        return self.start("digest", "daily", "--due", (FIRST + timedelta(days=day)).isoformat())


def kill(process: "subprocess.Popen[bytes]") -> bool:
    """Whether there was something to kill."""
    killed = process.poll() is None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        killed = False
    process.wait()
    return killed


def rounds(world: World, kills: int, chance: random.Random) -> tuple[int, int]:
    """Until so many processes were killed at work; how many, and the number of days used."""
    done = day = 0
    while done < kills:
        world.publish(EACH_ROUND)
        at_work = [world.crawl(), world.digest(day)]
        ends = sorted((time.monotonic() + chance.uniform(0.05, 8.0), n) for n in range(len(at_work)))
        for end, n in ends:
            time.sleep(max(0.0, end - time.monotonic()))
            done += kill(at_work[n])
        day += 1
    return done, day


def settle(world: World, day: int) -> None:
    """Everything once more, in peace."""
    for _ in range(2):  # a page whose answer was cut off by a kill is asked again
        world.crawl().wait()
    for later in range(3):
        world.digest(day + later).wait()


def books(world: World, mailbox: Mailbox) -> dict[str, int | str]:
    database = Database(world.url)
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT url FROM articles").scalars().all()
    counted = Counter(url.rpartition("/")[2] for url in rows)
    wanted = {url.rpartition("/")[2] for url in world.published}
    sent = Counter(address.rpartition("/")[2] for _, addresses, _ in mailbox.messages for address in addresses)
    unsure = Counter(address.rpartition("/")[2] for _, _, marked in mailbox.messages for address in marked)
    ids = Counter(message for message, _, _ in mailbox.messages)
    health = condition(database)
    database.close()
    return {
        "articles published": len(wanted),
        "articles missing": len(wanted - counted.keys()),
        "articles doubled": sum(count > 1 for count in counted.values()),
        "digest keys delivered twice": sum(count > 1 for count in ids.values()),
        "articles in no mail": len(wanted - sent.keys()),
        "articles sent twice unmarked": sum(count - unsure[number] > 1 for number, count in sent.items()),
        "database faults": "; ".join(health.faults),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--sources", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database")
    options = parser.parse_args()
    mailbox = Mailbox()
    with tempfile.TemporaryDirectory() as folder, Site() as site:
        home = Path(folder)
        url = options.database or f"sqlite:///{home / 'tumen.db'}"
        controller = Controller(mailbox, hostname="127.0.0.1", port=_free_port())
        controller.start()
        world = World(home, site, options.sources, url, controller.port)
        began = time.monotonic()
        killed, day = rounds(world, options.kills, random.Random(options.seed))
        settle(world, day)
        found = books(world, mailbox)
        controller.stop()
    print(f"{killed} kills in {day} rounds, {time.monotonic() - began:.0f} s")
    for name, value in found.items():
        print(f"{name + ':':<30}{value}")
    return int(any(value for name, value in found.items() if name != "articles published"))


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
