"""Alert mails in a file: what was told and what is still to be sent, also when the database is what is wrong.

The states are those of deliveries (storage.digests): `sending` is written before the first byte goes out, and what is found so
after a crash becomes `uncertain` and is not sent again.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from digests.compose import Composed
from digests.deliver import Carrier, Parcel, State, Unavailable
from digests.message import make_message
from tumen.catalogue import DigestPlan

KEPT = timedelta(days=7)  # settled mails, for whoever wonders whether one was sent
TRIED = timedelta(hours=48)  # then a mail that waits is given up: newer ones say how things stand


@dataclass(slots=True)
class Spool:
    """The file's content while it is held."""

    path: Path
    told: dict[str, str] = field(default_factory=dict)  # alarm key → what it was
    down_since: datetime | None = None  # since when the database does not answer
    mails: list[dict[str, Any]] = field(default_factory=list)

    def write(self) -> None:
        """To disk before anything is done that relies on it. Raises OSError."""
        content = {
            "told": self.told,
            "down_since": self.down_since.isoformat() if self.down_since else None,
            "mails": self.mails,
        }
        fresh = self.path.with_suffix(".fresh")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    def add(self, composed: Composed, plan: DigestPlan, now: datetime) -> None:
        """A mail to every recipient of the plan, to be sent."""
        for recipient in plan.recipients:
            self.mails.append(
                {
                    "period": now.strftime("%Y%m%dT%H%M%SZ"),
                    "recipient": recipient,
                    "subject": composed.subject,
                    "text": composed.text,
                    "html": composed.html,
                    "queued_at": now.isoformat(),
                    "state": "queued",
                    "detail": "",
                }
            )

    def deliver(self, plan: DigestPlan, carrier: Carrier, now: datetime) -> bool:
        """Send what waits; True when nothing is left to be tried again. Raises OSError when the file cannot be written."""
        self.mails = [mail for mail in self.mails if mail["state"] == "queued" or now - _at(mail) < KEPT]
        for mail in self.mails:
            if mail["state"] == "sending":
                mail["state"], mail["detail"] = "uncertain", "the process ended while sending; it may have been delivered"
            elif mail["state"] == "queued" and now - _at(mail) > TRIED:
                mail["state"] = "failed"
            elif mail["state"] == "queued":
                self._send(mail, plan, carrier)
        self.write()
        return all(mail["state"] != "queued" for mail in self.mails)

    def _send(self, mail: dict[str, Any], plan: DigestPlan, carrier: Carrier) -> None:
        composed = Composed(mail["subject"], mail["html"], mail["text"])
        try:
            message = make_message(composed, plan, mail["period"], mail["recipient"], _at(mail))
            parcel = Parcel(message["From"].addresses[0].addr_spec, mail["recipient"], message.as_bytes())
            carrier.carry(parcel, _Ledger(self, mail))
        except ValueError as error:  # no address
            mail["state"], mail["detail"] = "failed", str(error)
        except Unavailable as trouble:
            mail["state"], mail["detail"] = trouble.state, trouble.detail


class _Ledger:
    def __init__(self, spool: Spool, mail: dict[str, Any]) -> None:
        self._spool = spool
        self._mail = mail

    def begin(self) -> bool:
        self._mail["state"] = "sending"
        self._spool.write()
        return True

    def settle(self, state: State, detail: str) -> None:
        self._mail["state"], self._mail["detail"] = state, detail
        self._spool.write()


@contextlib.contextmanager
def open_spool(path: Path) -> Iterator[Spool]:
    """Hold the spool, alone. Raises OSError; one that cannot be read is set aside as …broken and begun anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _read(path)


def _read(path: Path) -> Spool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        down = found["down_since"]
        return Spool(path, dict(found["told"]), datetime.fromisoformat(down) if down else None, list(found["mails"]))
    except FileNotFoundError:
        return Spool(path)
    except (ValueError, KeyError, TypeError):
        path.replace(path.with_suffix(".broken"))
        return Spool(path)


def _at(mail: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(mail["queued_at"])
