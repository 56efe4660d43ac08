"""One message to one recipient over SMTP (RFC 5321), so that at every instant it is known whether it can have arrived."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from digests.cleaning import one_line
from tumen.catalogue import Smtp

State = Literal["queued", "sent", "uncertain", "failed"]
_DETAIL = 300  # characters of a server's words worth keeping
_PARTING = 5.0  # seconds for the answer to QUIT: by then everything is settled


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds the server may be silent before it is given up."""

    connect: float = 30.0  # connection, greeting, TLS and login together are quick where they work at all
    reply: float = 300.0  # MAIL, RCPT: RFC 5321 4.5.3.2.2 and .3
    final: float = 600.0  # after the message: RFC 5321 4.5.3.2.6; giving up sooner is what makes mail arrive twice


class Ledger(Protocol):
    """Where the state of a delivery is kept; both return after their transaction is committed."""

    def begin(self) -> bool:
        """queued → sending. False: somebody else has it."""

    def settle(self, state: State, detail: str) -> None:
        """What became of it; `queued` when it may be tried again."""


@dataclass(frozen=True, slots=True)
class Parcel:
    sender: str
    recipient: str
    message: bytes  # CRLF line ends


class Refused(Exception):
    """The message has certainly not been taken."""

    def __init__(self, state: Literal["queued", "failed"], detail: str) -> None:
        super().__init__(detail)
        self.state: Literal["queued", "failed"] = state
        self.detail = one_line(detail)[:_DETAIL]


class Unavailable(Refused):
    """The server would refuse whatever the message: no connection, no encryption, no login."""


class Carrier:
    """Hands messages to one mail server, each over a connection of its own: what one leaves behind cannot harm the next."""

    def __init__(self, smtp: Smtp, limits: Limits, trust: ssl.SSLContext | None = None) -> None:
        """`trust` are the certificate authorities believed; the system's when None."""
        self._smtp = smtp
        self._where = f"{smtp.host}:{smtp.port}"
        self._limits = limits
        self._trust = trust or ssl.create_default_context()

    def carry(self, parcel: Parcel, ledger: Ledger) -> State | None:
        """Hand over one message and settle it in the ledger; None when `ledger.begin` said that another has it.

        Raises Unavailable, with nothing settled, when no message at all can be handed to this server now.
        """
        server = self._connect()
        try:
            state, detail = self._hand_over(server, parcel, ledger.begin)
            if state is not None:
                ledger.settle(state, detail)
        finally:
            _leave(server)
        return state

    def _connect(self) -> smtplib.SMTP:
        smtp = self._smtp
        with _faults_said(Unavailable, self._where):
            server = (
                smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=self._limits.connect, context=self._trust)
                if smtp.security == "tls"
                else smtplib.SMTP(smtp.host, smtp.port, timeout=self._limits.connect)
            )
            try:
                self._secure(server)
            except BaseException:
                server.close()
                raise
        if server.sock is not None:
            server.sock.settimeout(self._limits.reply)
        return server

    def _secure(self, server: smtplib.SMTP) -> None:
        """Encryption as configured, then login; a password goes out encrypted or not at all."""
        smtp = self._smtp
        server.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            if not server.has_extn("starttls"):
                raise Unavailable("failed", f"{self._where} does not offer STARTTLS; smtps:// asks for TLS from the first byte")
            server.starttls(context=self._trust)
            server.ehlo_or_helo_if_needed()
        if smtp.user is None:
            return
        if smtp.security == "none":
            raise Unavailable("failed", "a login over smtp+plain:// would travel unencrypted; use smtp:// or smtps://")
        server.login(smtp.user, smtp.password or "")

    def _hand_over(self, server: smtplib.SMTP, parcel: Parcel, begin: Callable[[], bool]) -> tuple[State | None, str]:
        try:
            with _faults_said(Refused, self._where):
                size = [f"size={len(parcel.message)}"] if server.has_extn("size") else []
                _expect(250, *server.mail(parcel.sender, size))
                _expect(25, *server.rcpt(parcel.recipient))
        except Refused as refusal:
            return refusal.state, refusal.detail
        if not begin():
            return None, ""
        try:
            with _faults_said(Refused, self._where):
                _expect(354, *server.docmd("DATA"))
        except Refused as refusal:
            return refusal.state, refusal.detail
        return self._message(server, parcel.message)

    def _message(self, server: smtplib.SMTP, message: bytes) -> tuple[State, str]:
        """From the first byte of the message to the server's last word on it, whatever goes wrong leaves doubt."""
        try:
            if server.sock is not None:
                server.sock.settimeout(self._limits.final)
            server.send(_transparent(message))
            code, said = server.getreply()
        except OSError as error:  # smtplib's own errors are OSErrors too
            return "uncertain", f"no answer after the message: {one_line(str(error))}"[:_DETAIL]
        detail = _said(code, said)
        if 200 <= code < 300:
            return "sent", detail
        if 400 <= code < 600:
            return _verdict(code), detail
        return "uncertain", f"unreadable answer after the message: {detail}"


def _expect(wanted: int, code: int, said: bytes) -> None:
    if not str(code).startswith(str(wanted)):
        raise smtplib.SMTPResponseException(code, said)


@contextlib.contextmanager
def _faults_said(kind: type[Refused], where: str) -> Iterator[None]:
    """What smtplib, the network and TLS report, as `kind`: passing troubles leave the message queued."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise kind(_verdict(error.smtp_code), f"{where}: {_said(error.smtp_code, error.smtp_error)}") from error
    except smtplib.SMTPServerDisconnected as error:
        raise kind("queued", f"{where}: connection closed by the server") from error
    except smtplib.SMTPException as error:  # no login offered, or none we know: the same tomorrow
        raise kind("failed", f"{where}: {error}") from error
    except ssl.SSLCertVerificationError as error:
        raise kind("queued", f"{where}: certificate refused: {error.verify_message}") from error
    except OSError as error:
        raise kind("queued", f"{where}: {error.strerror or error}") from error
    except UnicodeError as error:  # not its words: they quote the letter of the password
        raise kind("failed", f"{where}: host, user or password holds letters that SMTP cannot carry") from error


def _verdict(code: int) -> Literal["queued", "failed"]:
    """5xx is the server's last word (RFC 5321 4.2.1); 4xx and what is no SMTP answer may pass."""
    return "failed" if 500 <= code < 600 else "queued"


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {text}")[:_DETAIL]


def _transparent(message: bytes) -> bytes:
    """The message as it travels: leading dots doubled, the end marked (RFC 5321 4.5.2)."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _leave(server: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if server.sock is not None:
            server.sock.settimeout(_PARTING)
        server.quit()
    server.close()
