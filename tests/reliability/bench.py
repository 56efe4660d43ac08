"""What the programs of this folder have in common: a loopback world of many hosts, homes that crawl it, a PostgreSQL, a mailbox.

Every source has a host of its own (127.1.A.B), so that manners between requests to one host hold up nobody else.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.engine import make_url

from storage.condition import condition
from storage.database import Database
from tests.conftest import _await_ready, _programs, _serve, _unprivileged
from tests.journey.site import Answer, Entry, Site, rss

ROOT = Path(__file__).parents[2]
NETWORK = "127.1.0.0/16"
STRONG = (
    "Russia and North Korea opened the road bridge over the Tumen River between Khasan and Tumangang on Monday,"
    " the Russian transport ministry said. The Tumen road bridge links Khasan in Russia with Tumangang in the DPRK. "
)
_ADDRESS = re.compile(r"http://127\.1\.\d+\.\d+:\d+/a/\d+")

Process = subprocess.Popen[bytes]


class Sites(Site):
    """One server that is every host of the network."""

    def __init__(self) -> None:
        super().__init__("0.0.0.0")
        self._server.socket.listen(512)  # all feeds are asked at once
        self._server.handle_error = _nobodys_news  # type: ignore[method-assign]
        self.port = self._server.server_address[1]

    def at(self, host: int, path: str) -> str:
        return f"http://127.1.{host // 250}.{host % 250 + 1}:{self.port}{path}"

    def total(self) -> int:
        with self._lock:
            return len(self.seen)

    def await_more(self, than: int, seconds: float) -> bool:
        """Whether somebody asks for something, after the first `than` requests, in so many seconds."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self.seen) > than, seconds)


def _nobodys_news(request: object, address: object) -> None:
    """A client that was killed has hung up."""


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


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    """Its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def article(number: int) -> Answer:
    """A page that is relevant, and like no other."""
    words = " ".join(f"word{random.Random(number * 1000 + n).randrange(10**6)}" for n in range(120))
    paragraphs = f"<p>{STRONG}</p><p>Report {number}: {words}.</p><p>{STRONG}</p>"
    head = f"<head><title>Tumen bridge report {number}</title></head>"
    return Answer(f"<html>{head}<body><article>{paragraphs}</article></body></html>".encode())


class World:
    """A site of many sources that publish, and homes that look at it."""

    def __init__(self, sites: Sites, sources: int) -> None:
        self.sites = sites
        self.sources = sources
        self.published: list[str] = []
        self._own: list[list[Entry]] = [[] for _ in range(sources)]
        for n in range(sources):
            self._announce(n)

    def feed(self, n: int) -> str:
        return self.sites.at(n, f"/feed/{n}")

    def publish(self, count: int) -> None:
        """So many articles more, each at the next source."""
        for number in range(len(self.published), len(self.published) + count):
            n = number % self.sources
            self.sites.routes[f"/a/{number}"] = article(number)
            url = self.sites.at(n, f"/a/{number}")
            self.published.append(url)
            self._own[n].append(Entry(url, f"Tumen bridge report {number}"))
            self._announce(n)

    def _announce(self, n: int) -> None:
        self.sites.routes[f"/feed/{n}"] = rss(self._own[n], etag=f'"{len(self._own[n])}"')

    def catalogue(self, every: str = "1m") -> str:
        entry = (
            "  - {{id: s{n}, publisher: S{n}, kind: feed, url: '{url}', languages: [en], affiliation: wire, timezone: UTC,"
            " every: {every}, fastest: {every}, slowest: {every}, enabled: true}}\n"
        )
        return "sources:\n" + "".join(entry.format(n=n, url=self.feed(n), every=every) for n in range(self.sources))

    def missing_and_doubled(self, database: Database) -> tuple[int, int]:
        counted = self._kept(database)
        return sum(url not in counted for url in self.published), sum(count > 1 for count in counted.values())

    def _kept(self, database: Database) -> Counter[str]:
        with database.reading() as connection:
            return Counter(connection.exec_driver_sql("SELECT url FROM articles").scalars())

    def tell_missing(self, database: Database) -> None:
        """What is stored of each page that became no article."""
        counted = self._kept(database)
        for url in self.published:
            if url not in counted:
                with database.reading() as connection:
                    found = connection.exec_driver_sql(
                        f"SELECT * FROM fetches WHERE url = '{url}' ORDER BY fetched_at"
                    ).mappings()
                    print(f"missing: {url}", *(dict(row) for row in found), sep="\n    ")


class Home:
    """One installation on a database that it may share."""

    def __init__(self, folder: Path, catalogue: str, schedules: str, database: str, **variables: str) -> None:
        (folder / "seeds").mkdir(parents=True)
        (folder / "seeds" / "sources.yaml").write_text(catalogue)
        (folder / "schedules.yaml").write_text(schedules)
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
        self.environment = kept | {
            "TUMEN_HOME": str(folder),
            "TUMEN_DATABASE_URL": database,
            "TUMEN_ALLOW_ADDRESSES": NETWORK,
            "TUMEN_CONTACT": "desk@example.org",
            **variables,
        }

    def start(self, *arguments: str, log: Path | None = None, before: Sequence[str] = ()) -> Process:
        """`tumen ARGUMENTS` in a process group of its own."""
        command = [*before, sys.executable, "-m", "desk", *arguments]
        with (log or Path(os.devnull)).open("ab") as said:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
            )


def end(process: Process, number: signal.Signals = signal.SIGKILL) -> bool:
    """Signal a process group and wait for its end; whether there was something to end."""
    at_work = process.poll() is None
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        at_work = False
    process.wait()
    return at_work


def faults(database: Database) -> str:
    return "; ".join(condition(database).faults)


class Postgres:
    """A PostgreSQL server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._serving = _serve(folder)
        self._folder = folder
        self.maintenance = next(self._serving)
        self._again: Process | None = None

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        with tempfile.TemporaryDirectory(prefix="tumen-pg-", ignore_cleanup_errors=True) as folder:
            found = cls(Path(folder))
            try:
                yield found
            finally:
                if found._again is not None:
                    found._again.send_signal(signal.SIGINT)
                    found._again.wait()
                found._serving.close()

    @property
    def url(self) -> str:
        """The database of the test, created and brought up."""
        import psycopg

        plain = make_url(self.maintenance).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'tumen'").fetchone():
                connection.execute("CREATE DATABASE tumen ENCODING 'UTF8' TEMPLATE template0")
        found = make_url(self.maintenance).set(drivername="postgresql", database="tumen").render_as_string(hide_password=False)
        database = Database(found)
        database.upgrade()
        database.close()
        return found

    def stop(self) -> None:
        """As when its machine is shut down: sessions are cut off."""
        pid = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGINT)
        if self._again is not None:
            self._again.wait()
        else:
            threading.Event().wait(2)  # the process that was started first is waited for when all is over

    def start(self) -> None:
        user = _unprivileged()
        program = _programs(self._folder, user) / "postgres"
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=50", "-c", "log_min_messages=log"]
        self._again = subprocess.Popen(
            [program, "-D", self._folder / "data", "-k", self._folder, *options], user=user, cwd="/", stderr=subprocess.PIPE
        )
        assert self._again.stderr is not None
        _await_ready(self._again.stderr)
