"""A digest and mail servers that misbehave at every stage: what is known of each recipient afterwards, and what is sent again.

The server speaks from a script: for each stage a reply, or CLOSE, or HANG until the test ends.
"""

import contextlib
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digests.deliver import Limits
from digests.send import Coverage, Names, SendReport, send
from storage.articles import keep
from storage.database import Database
from storage.mailtrouble import undelivered
from tests.journey.certificates import unvouched_tls
from tumen.catalogue import DigestPlan, Smtp
from tumen.journey import Document, Evidence, Fetch, LinkTag, Placed, Scored, Signature
from tumen.outcomes import Reason

CLOSE, HANG = "close", "hang"
NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
NAMES = Names({"tumen-road-bridge": "Tumen road bridge"}, {"wire": ("Wire", "wire")})
SHORT = Limits(connect=0.5, reply=0.5, final=0.5)  # where HANG lasts for ever; an answer on loopback takes milliseconds
ANNA, BORIS, CHOE = "anna@example.org", "boris@example.org", "choe@example.org"


def plan(*recipients: str) -> DigestPlan:
    return DigestPlan("daily", "0 7 * * *", "Asia/Seoul", "day", recipients, "Tumen <tumen@example.org>", "Tumen", 60)


@dataclass
class Script:
    """What the server says; `rcpt` by recipient."""

    greeting: str = "220 ready"
    ehlo: str = "250 here"
    mail: str = "250 ok"
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "354 go ahead"
    message: str = "250 taken"
    quit: str = "221 bye"
    starttls: str = "454 not now"
    auth: str = "235 welcome"
    takes: float = 0.0  # seconds before the last word on a message


class ScriptedServer(socketserver.ThreadingTCPServer):
    def __init__(self, script: Script, secure: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        if secure is not None:
            self.socket = secure.wrap_socket(self.socket, server_side=True)
        self.script = script
        self.seen: list[str] = []  # recipients whose message was read to its end
        self.taken: list[str] = []  # those of them who are told 250
        self.holding = threading.Event()  # set when a message was read whole
        self.over = threading.Event()
        self.smtp = Smtp("127.0.0.1", self.server_address[1], "none")
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Conversation(socketserver.StreamRequestHandler):
    server: ScriptedServer

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # the client has gone: what it made of that is what the tests look at
            self.talk(self.server.script)

    def talk(self, script: Script) -> None:
        recipient, said = "", self.say(script.greeting)
        replies = {b"EHLO": script.ehlo, b"MAIL": script.mail, b"DATA": script.data, b"QUIT": script.quit}
        replies |= {b"STARTTLS": script.starttls, b"AUTH": script.auth}
        while said and (line := self.rfile.readline()):
            verb = line.split()[0].upper()
            reply = replies.get(verb, "250 ok")
            if verb == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                reply = script.rcpt.get(recipient, "250 ok")
            said = self.say(reply)
            if said and verb == b"DATA" and reply.startswith("354"):
                while (content := self.rfile.readline()) != b".\r\n":
                    if not content:
                        return
                self.server.seen.append(recipient)
                self.server.holding.set()
                if script.message.startswith("2"):
                    self.server.taken.append(recipient)
                self.server.over.wait(script.takes)
                said = self.say(script.message)

    def say(self, reply: str) -> bool:
        """False: nothing more is said."""
        if reply == HANG:
            self.server.over.wait()
        if reply in (CLOSE, HANG):
            return False
        self.wfile.write(reply.encode() + b"\r\n")
        return True


Serve = Callable[..., ScriptedServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with contextlib.ExitStack() as running:

        def start(script: Script, secure: ssl.SSLContext | None = None) -> ScriptedServer:
            server = ScriptedServer(script, secure)
            running.callback(server.stop)
            return server

        yield start


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    store(sqlite_database, "https://example.org/bridge", NOW - timedelta(hours=1))
    return sqlite_database


def store(database: Database, url: str, at: datetime) -> None:
    fetch = Fetch(url, "wire", "page", at)
    document = Document(fetch, url, f"Bridge {url}", f"The bridge opens. {url}", "en")
    why = (Evidence("bridge", "bridge", 2.0, "The bridge opens."),)
    scored = Scored(document, 0.9, 0.5, why, (LinkTag("tumen-road-bridge", "reported", 0.9),))
    number = zlib.crc32(url.encode()) // 2
    signature = Signature(f"{number:064x}", (number,) * 128, (number,) * 32)
    with database.writing() as connection:
        keep(connection, Placed(scored, signature, Reason.NEW))


def go(database: Database, whom: DigestPlan, smtp: Smtp, now: datetime = NOW, **more: Any) -> SendReport:
    return send(database, whom, smtp, names=NAMES, coverage=Coverage(1), now=now, **more)


def counts(report: SendReport) -> dict[str, int]:
    named = {name: getattr(report, name) for name in ("sent", "uncertain", "failed", "waiting")}
    return {name: count for name, count in named.items() if count}


def rows(database: Database) -> list[tuple[str, str, int]]:
    """Recipient, state and attempts of every delivery, oldest first."""
    with database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT recipient, state, attempts FROM deliveries ORDER BY id")]


@pytest.mark.parametrize(
    ("script", "known"),
    [
        pytest.param(Script(greeting="421 busy"), {"waiting": 3}, id="421 greeting"),
        pytest.param(Script(greeting="554 go away"), {"failed": 3}, id="554 greeting"),
        pytest.param(Script(greeting=CLOSE), {"waiting": 3}, id="closed before the greeting"),
        pytest.param(Script(greeting=HANG), {"waiting": 3}, id="hang before the greeting"),
        pytest.param(Script(ehlo=HANG), {"waiting": 3}, id="hang at EHLO"),
        pytest.param(Script(ehlo=CLOSE), {"waiting": 3}, id="closed at EHLO"),
        pytest.param(Script(mail="421 shutting down"), {"waiting": 3}, id="421 at MAIL"),
        pytest.param(Script(mail="550 no such sender"), {"failed": 3}, id="550 at MAIL"),
        pytest.param(Script(mail=CLOSE), {"waiting": 3}, id="closed at MAIL"),
        pytest.param(Script(mail=HANG), {"waiting": 3}, id="hang at MAIL"),
        pytest.param(Script(mail="what?"), {"waiting": 3}, id="no SMTP at MAIL"),
        pytest.param(Script(rcpt={BORIS: "450 greylisted"}), {"sent": 2, "waiting": 1}, id="450 for one of three"),
        pytest.param(Script(rcpt={ANNA: "550 unknown"}), {"sent": 2, "failed": 1}, id="550 for the first of three"),
        pytest.param(Script(rcpt={BORIS: CLOSE}), {"sent": 2, "waiting": 1}, id="closed at one RCPT"),
        pytest.param(Script(rcpt={BORIS: HANG}), {"sent": 2, "waiting": 1}, id="hang at one RCPT"),
        pytest.param(Script(data="451 later"), {"waiting": 3}, id="451 to DATA"),
        pytest.param(Script(data="554 no"), {"failed": 3}, id="554 to DATA"),
        pytest.param(Script(data=CLOSE), {"waiting": 3}, id="closed at DATA, before the message"),
        pytest.param(Script(data=HANG), {"waiting": 3}, id="hang at DATA, before the message"),
        pytest.param(Script(message="451 disk full"), {"waiting": 3}, id="451 after the message"),
        pytest.param(Script(message="552 too big"), {"failed": 3}, id="552 after the message"),
        pytest.param(Script(message=CLOSE), {"uncertain": 3}, id="closed after the message"),
        pytest.param(Script(message=HANG), {"uncertain": 3}, id="hang after the message"),
        pytest.param(Script(message="?"), {"uncertain": 3}, id="no SMTP after the message"),
        pytest.param(Script(quit=CLOSE), {"sent": 3}, id="closed at QUIT"),
    ],
)
def test_what_is_known_after_a_fault_and_what_is_sent_again(
    serve: Serve, database: Database, script: Script, known: dict[str, int]
) -> None:
    """After the fault has passed, the same command reaches everybody who waits, and nobody else."""
    server = serve(script)
    whom = plan(ANNA, BORIS, CHOE)
    hangs = HANG in (script.greeting, script.ehlo, script.mail, script.data, script.message, *script.rcpt.values())
    report = go(database, whom, server.smtp, limits=SHORT if hangs else None)
    assert counts(report) == known
    assert report.worth_a_look is (known != {"sent": 3})
    kept = Counter("waiting" if state == "queued" else state for _, state, _ in rows(database))
    assert kept == known
    healthy = serve(Script())
    again = go(database, whom, healthy.smtp)
    assert counts(again) == ({"sent": known["waiting"]} if "waiting" in known else {})
    assert len(healthy.taken) == known.get("waiting", 0)
    assert not set(healthy.taken) & set(server.taken)
    if "uncertain" in known:
        assert healthy.seen == []
    assert counts(go(database, whom, healthy.smtp)) == {}


OFFERS_TLS = "250-here\r\n250 STARTTLS"


@pytest.mark.parametrize("starttls", [CLOSE, HANG, "454 not now", "what?"])
def test_a_fault_at_starttls_sends_nothing_and_leaves_the_mail_waiting(serve: Serve, database: Database, starttls: str) -> None:
    server = serve(Script(ehlo=OFFERS_TLS, starttls=starttls))
    smtp = replace(server.smtp, security="starttls", user="tumen", password="secret")
    assert counts(go(database, plan(ANNA, BORIS), smtp, limits=SHORT)) == {"waiting": 2}
    assert server.seen == []


@pytest.mark.parametrize(
    ("auth", "known"),
    [
        (CLOSE, {"waiting": 2}),
        (HANG, {"waiting": 2}),
        ("454 temporary failure", {"waiting": 2}),
        ("535 wrong password", {"failed": 2}),
        ("235 welcome", {"sent": 2}),
    ],
)
def test_a_fault_at_the_login(serve: Serve, database: Database, tmp_path: Path, auth: str, known: dict[str, int]) -> None:
    """Inside TLS; a wrong password is wrong tomorrow too, everything else may pass."""
    secure = unvouched_tls("127.0.0.1", tmp_path / "mail.pem")
    server = serve(Script(ehlo="250-here\r\n250 AUTH PLAIN", auth=auth), secure)
    smtp = replace(server.smtp, security="tls", user="tumen", password="secret")
    trust = ssl.create_default_context(cafile=str(tmp_path / "mail.pem"))
    assert counts(go(database, plan(ANNA, BORIS), smtp, limits=SHORT, trust=trust)) == known
    assert len(server.taken) == known.get("sent", 0)


def test_a_server_that_takes_long_over_its_last_word_is_waited_for(serve: Serve, database: Database) -> None:
    """Ten minutes in earnest; giving up sooner is what makes mail arrive twice."""
    assert Limits().final >= 600
    server = serve(Script(takes=1.5))
    report = go(database, plan(ANNA), server.smtp, limits=Limits(connect=0.5, reply=0.5, final=30))
    assert counts(report) == {"sent": 1}


def test_a_server_that_hangs_over_the_farewell_has_taken_the_mail(serve: Serve, database: Database) -> None:
    assert counts(go(database, plan(ANNA), serve(Script(quit=HANG)).smtp)) == {"sent": 1}


def test_one_bad_address_delays_nobody_and_is_not_tried_again(serve: Serve, database: Database) -> None:
    """The server that took the others' mail is not asked again for the one it does not know."""
    server = serve(Script(rcpt={ANNA: "550 unknown"}))
    assert counts(go(database, plan(ANNA, BORIS, CHOE), server.smtp)) == {"sent": 2, "failed": 1}
    assert server.taken == [BORIS, CHOE]
    for _ in range(3):
        assert counts(go(database, plan(ANNA, BORIS, CHOE), server.smtp)) == {}


def test_what_has_waited_for_a_day_is_told_and_what_was_refused_at_once(serve: Serve, database: Database) -> None:
    script = Script(rcpt={ANNA: "450 greylisted", BORIS: "550 unknown"})
    go(database, plan(ANNA, BORIS, CHOE), serve(script).smtp)

    def told(after: timedelta) -> list[tuple[str, str]]:
        with database.reading() as connection:
            return [(one.recipient, one.state) for one in undelivered(connection, now=NOW + after)]

    assert told(timedelta(hours=23)) == [(BORIS, "failed")]
    assert told(timedelta(hours=25)) == [(ANNA, "queued"), (BORIS, "failed")]


def test_a_server_that_cannot_be_reached_is_asked_once_not_once_a_recipient(serve: Serve, database: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        smtp = Smtp("127.0.0.1", gone.getsockname()[1], "none")
    report = go(database, plan(ANNA, BORIS), smtp)
    assert counts(report) == {"waiting": 2}
    assert all("refused" in detail for detail in report.details)
    assert rows(database) == [(ANNA, "queued", 1), (BORIS, "queued", 1)]
    assert counts(go(database, plan(ANNA, BORIS), serve(Script()).smtp)) == {"sent": 2}


def test_an_address_that_cannot_be_written_stops_nobody(serve: Serve, database: Database) -> None:
    server = serve(Script())
    report = go(database, plan("анна@example.org", BORIS), server.smtp)
    assert counts(report) == {"sent": 1, "failed": 1}
    assert server.taken == [BORIS]
    assert counts(go(database, plan("анна@example.org", BORIS), server.smtp)) == {}


def test_an_uncertain_digest_comes_back_once_marked(serve: Serve, database: Database) -> None:
    assert counts(go(database, plan(ANNA), serve(Script(message=CLOSE)).smtp)) == {"uncertain": 1}
    for day in (1, 2):
        assert counts(go(database, plan(ANNA), serve(Script()).smtp, NOW + timedelta(days=day))) == {"sent": 1}
    with database.reading() as connection:
        marks = connection.exec_driver_sql("SELECT maybe_sent FROM digest_items ORDER BY digest").scalars().all()
    assert [bool(mark) for mark in marks] == [False, True]


def test_a_digest_nobody_had_is_given_up_for_the_next_which_brings_its_articles(serve: Serve, database: Database) -> None:
    assert counts(go(database, plan(ANNA, BORIS), serve(Script(greeting=CLOSE)).smtp)) == {"waiting": 2}
    server = serve(Script())
    assert counts(go(database, plan(ANNA, BORIS), server.smtp, TOMORROW)) == {"sent": 2}
    assert server.taken == [ANNA, BORIS]
    assert [state for _, state, _ in rows(database)] == ["failed", "failed", "sent", "sent"]


def test_a_digest_some_have_had_is_still_owed_to_the_others_the_next_day(serve: Serve, database: Database) -> None:
    assert counts(go(database, plan(ANNA, BORIS), serve(Script(rcpt={BORIS: "450 later"})).smtp)) == {"sent": 1, "waiting": 1}
    store(database, "https://example.org/second", NOW + timedelta(hours=1))
    server = serve(Script())
    assert counts(go(database, plan(ANNA, BORIS), server.smtp, TOMORROW)) == {"sent": 3}
    assert server.taken == [BORIS, ANNA, BORIS]


@pytest.mark.parametrize("kind", ["sqlite_database", pytest.param("postgres_database", marks=pytest.mark.postgres)])
def test_three_senders_at_once_send_one_digest_once(serve: Serve, request: pytest.FixtureRequest, kind: str) -> None:
    database: Database = request.getfixturevalue(kind)
    store(database, "https://example.org/bridge", NOW - timedelta(hours=1))
    server = serve(Script())
    whom = plan(*(f"reader{n}@example.org" for n in range(12)))
    start = threading.Barrier(3)

    def run() -> None:
        other = Database(database.url.render_as_string(hide_password=False))
        start.wait()
        go(other, whom, server.smtp)
        other.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.taken) == sorted(whom.recipients)
    assert {state for _, state, _ in rows(database)} == {"sent"}


SENDER = """
import sys, datetime
from digests.send import Coverage, Names, send
from storage.database import Database
from storage.mailtrouble import undelivered
from tests.journey.certificates import unvouched_tls
from tumen.catalogue import DigestPlan, Smtp
plan = DigestPlan("daily", "0 7 * * *", "Asia/Seoul", "day", tuple(sys.argv[4:]), "Tumen <tumen@example.org>", "Tumen", 60)
send(Database(sys.argv[1]), plan, Smtp("127.0.0.1", int(sys.argv[2]), "none"),
     names=Names({}, {}), coverage=Coverage(1), now=datetime.datetime.fromisoformat(sys.argv[3]))
"""


def test_killed_between_the_message_and_the_answer_it_is_not_sent_twice(serve: Serve, database: Database) -> None:
    """kill -9 while the server holds the whole message: uncertain, whoever had not been reached still is, once."""
    server = serve(Script(message=HANG))
    url = database.url.render_as_string(hide_password=False)
    arguments = [sys.executable, "-c", SENDER, url, str(server.smtp.port), NOW.isoformat(), ANNA, BORIS]
    with subprocess.Popen(arguments, cwd=Path(__file__).parents[2]) as sender:
        assert server.holding.wait(60)
        sender.kill()
    assert rows(database) == [(ANNA, "sending", 1), (BORIS, "queued", 0)]
    healthy = serve(Script())
    assert counts(go(database, plan(ANNA, BORIS), healthy.smtp)) == {"sent": 1}
    assert healthy.seen == [BORIS]
    assert rows(database) == [(ANNA, "uncertain", 1), (BORIS, "sent", 1)]
