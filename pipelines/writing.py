"""Items that reach the end of the line at nearly the same time are stored in one transaction.

A transaction costs about as much as five rows of refused pages, and the disk is waited for once. An article takes ten times as
long as its transaction: it is the last one in it, so that the event loop gets its turn before the next.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.database import Connection, Database, DatabaseError
from tumen.journey import Item, Scored

Keeping = Callable[[Connection, Sequence[Item]], list[Item]]


@dataclass(frozen=True, slots=True)
class Together:
    """How long an item may wait for others, and how many share a transaction."""

    seconds: float
    most: int


AT_ONCE = Together(0.0, 1)


class Writer:
    """Stores items by `keep`, a function of connection and items that gives the items as stored, in their order."""

    def __init__(self, database: Database, keep: Keeping, together: Together = AT_ONCE) -> None:
        self._database = database
        self._keep = keep
        self._together = together
        self._waiting: list[tuple[Item, asyncio.Future[Item | None]]] = []  # None: to be stored alone
        self._timer: asyncio.TimerHandle | None = None
        self._soon = False

    async def write(self, item: Item) -> Item:
        """The item as stored, when its transaction has been committed. Raises what `keep` raises, and DatabaseError."""
        turn: asyncio.Future[Item | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, turn))
        self._see_to_it()
        stored = await turn
        return stored if stored is not None else self._write([item])[0]

    def _see_to_it(self) -> None:
        """Have what waits stored: soon where a transaction is full, else in a while. One at a time, and not from here: a fault of
        another's item would be raised to this one."""
        loop = asyncio.get_running_loop()
        if self._soon or not self._waiting:
            return
        if self._batch() < len(self._waiting) or self._is_full():
            self._soon = True
            loop.call_soon(self._flush)
        elif self._timer is None:
            self._timer = loop.call_later(self._together.seconds, self._flush)

    def _batch(self) -> int:
        """How many of those that wait are stored next."""
        first = self._waiting[: self._together.most]
        return next((at for at, (item, _) in enumerate(first, start=1) if _takes_long(item)), len(first))

    def _is_full(self) -> bool:
        return len(self._waiting) >= self._together.most or _takes_long(self._waiting[-1][0])

    def _flush(self) -> None:
        """Store the next of those that wait; where that fails none is stored, and each writes for itself: only the faulty one
        fails."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._soon = False
        most = self._batch()
        waiting, self._waiting = self._waiting[:most], self._waiting[most:]
        self._see_to_it()
        stored: Sequence[Item | None] = [None] * len(waiting)
        try:
            if len(waiting) > 1:
                with contextlib.suppress(DatabaseError):  # any other fault goes to the loop's log as well
                    stored = self._write([item for item, _ in waiting])
        finally:
            for (_, turn), item in zip(waiting, stored, strict=True):
                if not turn.done():
                    turn.set_result(item)

    def _write(self, items: Sequence[Item]) -> list[Item]:
        with self._database.writing() as connection:
            return self._keep(connection, items)


def _takes_long(item: Item) -> bool:
    return isinstance(item, Scored) and item.relevant
