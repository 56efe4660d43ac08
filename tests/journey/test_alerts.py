"""What is wrong reaches people by mail, once, also when the database is what is wrong."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from storage import fetches, sources
from storage.database import Database
from tumen.configuration import load
from tumen.journey import Fetch, Polled, Rejected
from tumen.outcomes import Reason

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)
GONE = "postgresql://tumen@127.0.0.2:9/tumen"  # the discard port: nobody answers


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("2"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.mails.append(message_from_bytes(content, policy=policy.default))
        return self.answer

    @property
    def texts(self) -> list[str]:
        bodies = [mail.get_body(("plain",)) for mail in self.mails]
        return [" ".join(body.get_content().split()) for body in bodies if body is not None]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.port = port  # type: ignore[attr-defined]
    yield box
    controller.stop()


Alert = Callable[..., int]


@pytest.fixture
def alert(home: Path, mailbox: Mailbox) -> Alert:
    """`tumen alert` as the daemon starts it; its exit code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
    smtp = f"smtp+plain://127.0.0.1:{mailbox.port}"  # type: ignore[attr-defined]

    def run(**variables: str) -> int:
        environment = kept | {"TUMEN_HOME": str(home), "TUMEN_SMTP_URL": smtp} | variables
        done = subprocess.run([sys.executable, "-m", "desk", "alert"], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode in (0, 1, 3), done.stderr
        return done.returncode

    return run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "sources.yaml").write_text(
        "sources:\n  - {id: rodong, publisher: Rodong Sinmun, kind: feed, url: 'https://rodong.example/rss', languages: [ko],"
        " affiliation: dprk-state, timezone: Asia/Pyongyang, every: 1h, enabled: true}\n"
    )
    (tmp_path / "schedules.yaml").write_text(
        "crawl: {}\ndigest: {}\n"
        "alerts: {every: 1h, timezone: Asia/Seoul, to: [a@example.org, b@example.org], from: tumen@example.org}\n"
    )
    return tmp_path


def poll(home: Path, *reasons: Reason, until: datetime = NOW) -> None:
    """One poll an hour, the last of them at `until`."""
    database = Database(f"sqlite:///{home / 'var' / 'tumen.db'}")
    database.upgrade()
    source = load({"TUMEN_HOME": str(home)}, home).sources[0]
    with database.writing() as connection:
        sources.synchronise(connection, [source])
        for number, reason in enumerate(reasons, start=1):
            at = until - timedelta(hours=len(reasons) - number)
            fetch = Fetch(url=source.url, source=source.id, kind="feed", fetched_at=at)
            ended = Rejected(fetch, reason) if reason is Reason.DNS else Polled(fetch, reason, entries=5, unseen=1)
            fetches.record(connection, ended)
    database.close()


def test_a_source_that_died_is_told_once_to_everybody_and_told_when_it_is_back(
    home: Path, mailbox: Mailbox, alert: Alert
) -> None:
    poll(home, *[Reason.ENTRIES] * 3, *[Reason.DNS] * 30)
    assert (alert(), alert()) == (0, 0)
    assert sorted(mail["To"] for mail in mailbox.mails) == ["a@example.org", "b@example.org"]
    assert mailbox.mails[0]["Subject"] == "Tumen alert: 1 new alarm"
    assert "New: - Rodong Sinmun (rodong) is failing: since" in mailbox.texts[0]
    assert "30 polls in a row, the last dns" in mailbox.texts[0]
    poll(home, Reason.ENTRIES, until=NOW + timedelta(hours=1))
    assert (alert(), alert()) == (0, 0)
    assert len(mailbox.mails) == 4
    assert mailbox.mails[-1]["Subject"] == "Tumen alert: 1 over"
    assert "Over: - Rodong Sinmun (rodong) is failing" in mailbox.texts[-1]


def test_one_bad_night_is_not_told(home: Path, mailbox: Mailbox, alert: Alert) -> None:
    poll(home, *[Reason.ENTRIES] * 3, *[Reason.DNS] * 12)
    assert alert() == 0
    assert mailbox.mails == []


def test_a_mail_the_server_puts_off_is_sent_later_and_once(home: Path, mailbox: Mailbox, alert: Alert) -> None:
    poll(home, *[Reason.ENTRIES] * 3, *[Reason.DNS] * 30)
    mailbox.answer = "451 later"
    assert alert() == 1
    mailbox.answer = "250 taken"
    assert (alert(), alert()) == (0, 0)
    assert len(mailbox.mails) == 2


def test_a_mail_that_was_being_sent_when_the_process_died_is_not_sent_again(home: Path, mailbox: Mailbox, alert: Alert) -> None:
    poll(home, *[Reason.ENTRIES] * 3, *[Reason.DNS] * 30)
    mailbox.answer = "451 later"
    assert alert() == 1
    spool = home / "var" / "spool" / "alerts.json"
    content = json.loads(spool.read_text())
    content["mails"][0]["state"] = "sending"
    spool.write_text(json.dumps(content))
    mailbox.answer = "250 taken"
    assert alert() == 0
    assert [mail["To"] for mail in mailbox.mails] == ["b@example.org"]
    assert [mail["state"] for mail in json.loads(spool.read_text())["mails"]] == ["uncertain", "sent"]


def test_a_database_that_does_not_answer_is_told_after_ten_minutes_and_hides_nothing(
    home: Path, mailbox: Mailbox, alert: Alert
) -> None:
    poll(home, *[Reason.ENTRIES] * 3, *[Reason.DNS] * 30)
    assert alert() == 0
    mailbox.mails.clear()
    assert alert(TUMEN_DATABASE_URL=GONE) == 3
    assert mailbox.mails == []
    spool = home / "var" / "spool" / "alerts.json"
    content = json.loads(spool.read_text())
    content["down_since"] = (NOW - timedelta(minutes=11)).isoformat()
    spool.write_text(json.dumps(content))
    assert (alert(TUMEN_DATABASE_URL=GONE), alert(TUMEN_DATABASE_URL=GONE)) == (3, 3)
    assert len(mailbox.mails) == 2
    assert "New: - The database does not answer: since" in mailbox.texts[0]
    assert alert() == 0
    assert "Over: - The database does not answer" in mailbox.texts[-1]
    assert "As told before: - Rodong Sinmun (rodong) is failing" in mailbox.texts[-1]


def test_a_spool_that_cannot_be_read_is_set_aside(home: Path, mailbox: Mailbox, alert: Alert) -> None:
    poll(home, *[Reason.ENTRIES] * 3, *[Reason.DNS] * 30)
    spool = home / "var" / "spool" / "alerts.json"
    spool.parent.mkdir(parents=True)
    spool.write_text("{")
    assert alert() == 0
    assert len(mailbox.mails) == 2
    assert (spool.parent / "alerts.broken").read_text() == "{"
