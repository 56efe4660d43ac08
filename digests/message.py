"""A composed digest → one message for one recipient."""

import hashlib
import re
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from digests.cleaning import header_text
from digests.compose import Composed
from tumen.catalogue import DigestPlan

_MOSTLY_ASCII = 0.8  # above it quoted-printable is shorter and can be read in the raw message; below it base64 is
_NEVER_FOLDED = ("message-id", "list-id", "list-unsubscribe")
_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+@[A-Za-z0-9.-]+")  # RFC 5321 dot-string and domain; ASCII only
_DOMAIN_LABEL = re.compile(r"[^A-Za-z0-9.-]")


class _Folding(EmailPolicy):
    """Like email.policy.SMTP, but safe for any subject and for long addresses in the Pythons we run on.

    Their newer folding drops blanks between encoded words, and encodes an address or id that is longer than a line.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower() == "subject":
            charset = "us-ascii" if value.isascii() else "utf-8"
            header = Header(value, charset, maxlinelen=self.max_line_length, header_name=name)
            return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"
        if name.lower() in _NEVER_FOLDED:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


POLICY = _Folding(linesep="\r\n", max_line_length=76)


def message_id(plan: DigestPlan, period: str, recipient: str = "") -> str:
    """The Message-ID of this digest for this recipient: the same however often it is made (RFC 5322 3.6.4).

    A mail program that receives it twice shows it once. Without a recipient: the digest's own id.
    """
    key = "\x1f".join((plan.name, period, recipient.lower()))
    return f"<{period}.{hashlib.sha256(key.encode()).hexdigest()[:24]}@{_domain(plan)}>"


def make_message(composed: Composed, plan: DigestPlan, period: str, recipient: str, now: datetime) -> EmailMessage:
    """The message to `recipient`, HTML with plain text beside it.

    Raises ValueError when sender or recipient is no mail address.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _sender(plan)
    message["To"] = _address(recipient)
    message["Subject"] = header_text(composed.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(plan, period, recipient)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: vacation responders stay silent
    message["List-Id"] = f"<{plan.name}.tumen.{_domain(plan)}>"
    message["List-Unsubscribe"] = f"<mailto:{_sender(plan).addr_spec}?subject=unsubscribe%20{plan.name}>"
    message.set_content(composed.text, subtype="plain", charset="utf-8", cte=_encoding(composed.text))
    message.add_alternative(composed.html, subtype="html", charset="utf-8", cte=_encoding(composed.html))
    return message


def _sender(plan: DigestPlan) -> Address:
    name, address = parseaddr(plan.sender)
    return _address(address, header_text(name))


def _address(written: str, name: str = "") -> Address:
    if not _ADDRESS.fullmatch(written):
        raise ValueError(f"{written!r} is not a mail address of ASCII letters")
    try:
        return Address(name, addr_spec=written)
    except (HeaderParseError, IndexError) as error:
        raise ValueError(f"{written!r} is not a mail address") from error


def _domain(plan: DigestPlan) -> str:
    return _DOMAIN_LABEL.sub("", parseaddr(plan.sender)[1].rpartition("@")[2]) or "localhost"


def _encoding(text: str) -> str:
    ascii_share = sum(map(str.isascii, text)) / max(1, len(text))
    return "quoted-printable" if ascii_share > _MOSTLY_ASCII else "base64"
