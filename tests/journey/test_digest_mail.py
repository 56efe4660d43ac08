"""A digest from the database to real mail servers, and to files: what arrives, and how it is protected on its way."""

import datetime as dt
import email
import email.policy
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from digests.send import Coverage, Names, SendReport, preview, send
from storage.articles import keep
from storage.database import Database
from tumen.catalogue import DigestPlan, Smtp
from tumen.journey import Document, Evidence, Fetch, LinkTag, Placed, Precision, Scored, Signature, StatedDate
from tumen.outcomes import Reason
from tumen.yamlfile import ConfigurationError

NOW = dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)
PLAN = DigestPlan(
    "daily", "0 7 * * *", "Asia/Seoul", "day", ("anna@example.org", "boris@example.org"), "Tumen <tumen@example.org>", "Tumen", 60
)
NAMES = Names(
    {"tumen-road-bridge": "Tumen road bridge", "tumangang-khasan-rail": "Khasan railway"},
    {"wire": ("Wire", "wire"), "rodong": ("Rodong Sinmun", "dprk-state"), "vesti": ("Vesti", "russia-state")},
)
USER, PASSWORD = "tumen", "correct horse"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, made today, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture(scope="session")
def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


class Mailbox:
    """Everything an aiosmtpd server takes."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, EmailMessage]] = []
        self.protected: list[bool] = []
        self.logins: list[tuple[bytes, bytes, bool]] = []

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.extend((recipient, message) for recipient in envelope.rcpt_tos)
        self.protected.append(session.ssl is not None)
        return "250 taken"

    def authenticate(self, server: Any, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword) -> AuthResult:
        self.logins.append((login.login, login.password, session.ssl is not None))
        return AuthResult(success=(login.login, login.password) == (USER.encode(), PASSWORD.encode()), handled=False)


Serve = Callable[..., tuple[Mailbox, int]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[Controller] = []

    def start(**options: Any) -> tuple[Mailbox, int]:
        box = Mailbox()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=box.authenticate, **options)
        controller.start()
        running.append(controller)
        return box, port

    yield start
    for controller in running:
        controller.stop()


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def placed(number: int, title: str, source: str, link: str, relevance: float, sentence: str, term: str, **more: Any) -> Placed:
    url = f"https://example.org/{number}"
    fetch = Fetch(url, source, "page", NOW - dt.timedelta(hours=1))
    stated = StatedDate(NOW - dt.timedelta(hours=2), Precision.MINUTE, "Asia/Seoul", "21 Nov")
    document = Document(fetch, url, title, sentence, more.pop("language", "en"), published=stated)
    scored = Scored(document, relevance, 0.5, (Evidence("concept", term, 2.0, sentence),), (LinkTag(link, "reported", 0.9),))
    return Placed(scored, Signature(f"{number:064x}", (number,) * 128, (number,) * 32), more.pop("reason", Reason.NEW), **more)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    opens, opening = "The road bridge opens.", "두만강역에서 준공식이 진행되였다."
    bridge, railway = "tumen-road-bridge", "tumangang-khasan-rail"
    with sqlite_database.writing() as connection:
        first = keep(connection, placed(1, "Bridge opens", "wire", bridge, 0.9, opens, "road bridge"))
        keep(connection, placed(2, "두만강역 준공식", "rodong", railway, 0.95, opening, "두만강역", language="ko"))
        keep(connection, placed(3, "Bathing in Sochi", "vesti", bridge, 0.1, "The sea is warm.", "sea"))
        copy = {"reason": Reason.COPY, "copy_of": first.article, "similarity": 0.97}
        keep(connection, placed(4, "Bridge", "vesti", bridge, 0.8, opens, "road bridge", **copy))
    return sqlite_database


def go(database: Database, smtp: Smtp | None, trust: ssl.SSLContext | None = None, plan: DigestPlan = PLAN) -> SendReport:
    return send(database, plan, smtp, names=NAMES, coverage=Coverage(3), now=NOW, trust=trust)


def test_each_recipient_gets_one_message_with_the_right_articles_and_never_a_second(serve: Serve, database: Database) -> None:
    box, port = serve()
    report = go(database, Smtp("127.0.0.1", port, "none"))
    assert (report.sent, report.uncertain, report.failed, report.waiting) == (2, 0, 0, 0)
    assert not report.worth_a_look
    assert str(report) == "digest daily 2026-11-21: sent 2, uncertain 0, failed 0"
    assert [recipient for recipient, _ in box.messages] == list(PLAN.recipients)
    for recipient, message in box.messages:
        assert message["To"] == recipient
        assert message["Subject"] == "Tumen: 2 new, Khasan railway and 1 other, 21 November 2026"
        assert message["Auto-Submitted"] == "auto-generated"
        for part in message.iter_parts():
            words = part.get_content()
            assert "두만강역 준공식" in words
            assert "Bridge opens" in words
            assert "Also in 1 other" in words
            assert "Sochi" not in words
    ids = [message["Message-ID"] for _, message in box.messages]
    assert len(set(ids)) == 2
    again = go(database, Smtp("127.0.0.1", port, "none"))
    assert str(again) == "digest daily 2026-11-21: sent 0, uncertain 0, failed 0 (was sent before)"
    assert len(box.messages) == 2


def test_the_password_travels_inside_starttls(serve: Serve, database: Database, certificate: Path, trust: ssl.SSLContext) -> None:
    box, port = serve(tls_context=server_side(certificate), require_starttls=True, auth_required=True)
    report = go(database, Smtp("127.0.0.1", port, "starttls", USER, PASSWORD), trust)
    assert (report.sent, report.details) == (2, ())
    assert box.protected == [True, True]
    assert set(box.logins) == {(USER.encode(), PASSWORD.encode(), True)}


def test_tls_from_the_first_byte(serve: Serve, database: Database, certificate: Path, trust: ssl.SSLContext) -> None:
    box, port = serve(ssl_context=server_side(certificate))
    assert go(database, Smtp("127.0.0.1", port, "tls"), trust).sent == 2
    assert len(box.messages) == 2


def test_a_server_without_starttls_gets_neither_password_nor_message(serve: Serve, database: Database) -> None:
    box, port = serve(auth_require_tls=False)
    report = go(database, Smtp("127.0.0.1", port, "starttls", USER, PASSWORD))
    assert report.failed == 2
    assert all("does not offer STARTTLS" in detail for detail in report.details)
    assert (box.logins, box.messages) == ([], [])


def test_no_password_is_ever_sent_in_the_clear(serve: Serve, database: Database) -> None:
    box, port = serve(auth_require_tls=False)
    report = go(database, Smtp("127.0.0.1", port, "none", USER, PASSWORD))
    assert report.failed == 2
    assert all("unencrypted" in detail for detail in report.details)
    assert (box.logins, box.messages) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused_and_the_mail_waits(
    serve: Serve, database: Database, certificate: Path, security: str
) -> None:
    context = server_side(certificate)
    box, port = serve(**({"ssl_context": context} if security == "tls" else {"tls_context": context}))
    report = go(database, Smtp("127.0.0.1", port, security, USER, PASSWORD))
    assert report.waiting == 2
    assert all("certificate refused: self-signed certificate" in detail for detail in report.details)
    assert (box.logins, box.messages) == ([], [])


def test_a_wrong_password_is_said_without_repeating_it(
    serve: Serve, database: Database, certificate: Path, trust: ssl.SSLContext
) -> None:
    box, port = serve(tls_context=server_side(certificate), auth_required=True)
    report = go(database, Smtp("127.0.0.1", port, "starttls", USER, "wrong battery"), trust)
    assert report.failed == 2
    assert all("535" in detail and "battery" not in detail for detail in report.details)
    assert box.messages == []


def test_a_day_without_articles_is_told_too(serve: Serve, sqlite_database: Database) -> None:
    box, port = serve()
    assert go(sqlite_database, Smtp("127.0.0.1", port, "none")).sent == 2
    assert "Nothing new: 3 sources asked, 0 could not be reached" in box.messages[0][1].as_string()


def test_without_a_mail_server_or_recipients_it_says_what_to_set_and_decides_nothing(serve: Serve, database: Database) -> None:
    with pytest.raises(ConfigurationError, match="set TUMEN_SMTP_URL, as smtp://USER:PASSWORD@HOST:587"):
        go(database, None)
    nobody = DigestPlan("daily", "0 7 * * *", "Asia/Seoul", "day", (), "tumen@example.org", "Tumen", 60)
    with pytest.raises(ConfigurationError, match=re.escape("schedules.yaml: digest.daily.to: nobody")):
        go(database, Smtp("127.0.0.1", 1, "none"), plan=nobody)
    _, port = serve()
    assert go(database, Smtp("127.0.0.1", port, "none")).decided


def test_a_preview_shows_what_would_be_sent_and_marks_nothing(serve: Serve, database: Database, tmp_path: Path) -> None:
    into = tmp_path / "outbox"
    for _ in range(2):
        eml, html = preview(database, PLAN, names=NAMES, coverage=Coverage(3), now=NOW, into=into)
    assert sorted(path.name for path in into.iterdir()) == ["daily-2026-11-21.eml", "daily-2026-11-21.html"]
    shown = email.message_from_bytes(eml.read_bytes(), policy=email.policy.default)
    box, port = serve()
    assert go(database, Smtp("127.0.0.1", port, "none")).sent == 2
    sent = box.messages[0][1]
    for header in ("Message-ID", "Subject", "To", "From"):
        assert shown[header] == sent[header]
    assert "두만강역 준공식" in html.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_named(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="file: the preview cannot be written there"):
        preview(database, PLAN, names=NAMES, coverage=Coverage(3), now=NOW, into=tmp_path / "file")
