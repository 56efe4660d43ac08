"""One digest to each of its recipients, every step kept in the database before the next is taken."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from digests.compose import Composed
from digests.deliver import Carrier, Parcel, State, Unavailable
from digests.message import make_message
from storage import digests as stored
from storage.database import Database
from tumen.catalogue import DigestPlan


@dataclass(frozen=True, slots=True)
class SendReport:
    """How the messages of one call went."""

    subscription: str
    period: str
    decided: bool  # the digest was decided on now; False: this period had its digest, only what was owed was sent
    sent: int
    uncertain: int  # may or may not have arrived; not sent again, its articles come back marked
    failed: int  # refused for good
    waiting: int  # to be tried again when the command next runs
    details: tuple[str, ...] = field(default=())  # a line for each message that was not sent

    @property
    def worth_a_look(self) -> bool:
        return self.uncertain + self.failed + self.waiting > 0

    def __str__(self) -> str:
        counts = f"sent {self.sent}, uncertain {self.uncertain}, failed {self.failed}"
        waiting = f", to be tried again {self.waiting}" if self.waiting else ""
        already = "" if self.decided or self.sent or self.worth_a_look else " (was sent before)"
        return f"digest {self.subscription} {self.period}: {counts}{waiting}{already}"


class Mailing:
    """Delivers the digests of one subscription, and counts."""

    def __init__(self, database: Database, plan: DigestPlan, carrier: Carrier) -> None:
        self._database = database
        self._plan = plan
        self._carrier = carrier
        self._states: Counter[State] = Counter()
        self._details: list[str] = []

    def deliver(self, period: str, composed: Composed | None) -> None:
        """Send the digest of `period` to everybody it is still owed to; nothing when there is none."""
        if composed is None:
            return
        with self._database.reading() as connection:
            owed = stored.pending(connection, self._plan.name, period)
        trouble: Unavailable | None = None
        for delivery in owed:
            ledger = _Page(self._database, delivery.id)
            if trouble is None:
                trouble = self._one(delivery.recipient, period, composed, ledger)
            if trouble is not None:
                ledger.settle(trouble.state, trouble.detail)
            if ledger.state is not None:
                self._count(delivery.recipient, ledger.state, ledger.detail)

    def report(self, period: str, *, decided: bool) -> SendReport:
        states = self._states
        return SendReport(
            self._plan.name,
            period,
            decided,
            sent=states["sent"],
            uncertain=states["uncertain"],
            failed=states["failed"],
            waiting=states["queued"],
            details=tuple(self._details),
        )

    def _one(self, recipient: str, period: str, composed: Composed, ledger: "_Page") -> Unavailable | None:
        """Settle one delivery; or, unsettled, what makes every other one as hopeless."""
        try:
            message = make_message(composed, self._plan, period, recipient, datetime.now(UTC))
            parcel = Parcel(message["From"].addresses[0].addr_spec, recipient, message.as_bytes())
        except ValueError as error:
            ledger.settle("failed", f"553 {error}")  # 553: mailbox name not allowed (RFC 5321 4.2.3)
            return None
        try:
            self._carrier.carry(parcel, ledger)
        except Unavailable as trouble:
            return trouble
        return None

    def _count(self, recipient: str, state: State, detail: str) -> None:
        self._states[state] += 1
        if state != "sent":
            self._details.append(f"{recipient}: {state}: {detail}")


class _Page:
    """The ledger of one delivery."""

    def __init__(self, database: Database, delivery: int) -> None:
        self._database = database
        self._delivery = delivery
        self._begun = False
        self.state: State | None = None  # None while, or because, another process has it
        self.detail = ""

    def begin(self) -> bool:
        self._begun = self._move("sending")
        return self._begun

    def settle(self, state: State, detail: str) -> None:
        # A try that ended before the message went is begun and over in one transaction: it is counted, `sending` is never
        # seen, and when another process has begun meanwhile, nothing is said over its head.
        moved = self._move(state, detail=detail) if self._begun else self._move("sending", state, detail=detail)
        if moved or self._begun:
            self.state, self.detail = state, detail

    def _move(self, *states: stored.State, detail: str = "") -> bool:
        """False, and nothing changed, when another process moved the delivery first."""
        try:
            with self._database.writing() as connection:
                for state in states:
                    stored.mark(connection, self._delivery, state, now=datetime.now(UTC), detail=detail)
        except stored.DeliveryMoved:
            return False
        return True
