"""Items that reach the end of the line at nearly the same time are stored in one transaction, in the thread that stores.

A transaction costs about as much as five rows of refused pages, and the disk is waited for once. An article takes ten times as
long as its transaction: it is the last one in it, so that nobody who writes beside it, the event loop and other crawls among
them, waits for more than one.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.storing import StoringThread
from tumen.journey import Item, Scored

Store = Callable[[Sequence[Item]], Sequence[Item]]
_Waiting = tuple[Item, "asyncio.Future[Item]"]


@dataclass(frozen=True, slots=True)
class Together:
    """How long an item may wait for others, and how many share a transaction."""

    seconds: float
    most: int


AT_ONCE = Together(0.0, 1)


class Writer:
    """Stores items by `store`, which gives them as stored, in their order, when its one transaction has been committed."""

    def __init__(self, store: Store, storing: StoringThread, together: Together = AT_ONCE) -> None:
        self._store = store
        self._storing = storing
        self._together = together
        self._waiting: list[_Waiting] = []
        self._alone: list[_Waiting] = []  # of a transaction that failed: each is tried on its own
        self._timer: asyncio.TimerHandle | None = None
        self._is_due = False
        self._busy = False

    async def write(self, item: Item) -> Item:
        """The item as stored, when its transaction has been committed. Raises what `store` raises."""
        turn: asyncio.Future[Item] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, turn))
        self._see_to_it()
        return await turn

    def _see_to_it(self) -> None:
        """Have what waits stored, one transaction at a time: at once where one is full, else in a while."""
        if not self._busy and (self._alone or self._is_due or self._batch() < len(self._waiting) or self._is_full()):
            self._begin()
        if self._waiting and self._timer is None and not self._is_due:
            self._timer = asyncio.get_running_loop().call_later(self._together.seconds, self._waited)

    def _waited(self) -> None:
        self._timer = None
        self._is_due = True
        self._see_to_it()

    def _batch(self) -> int:
        """How many of those that wait are stored next."""
        first = self._waiting[: self._together.most]
        return next((at for at, (item, _) in enumerate(first, start=1) if _takes_long(item)), len(first))

    def _is_full(self) -> bool:
        return bool(self._waiting) and (len(self._waiting) >= self._together.most or _takes_long(self._waiting[-1][0]))

    def _begin(self) -> None:
        if self._alone:
            batch = [self._alone.pop(0)]
        else:
            most = self._batch()
            batch, self._waiting = self._waiting[:most], self._waiting[most:]
            self._is_due = False
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        self._busy = True
        items = [item for item, _ in batch]
        stored = asyncio.wrap_future(self._storing.submit(lambda: self._store(items)))
        stored.add_done_callback(lambda done: self._settle(batch, done))

    def _settle(self, batch: Sequence[_Waiting], done: "asyncio.Future[Sequence[Item]]") -> None:
        """Where a transaction failed nothing of it is stored, and each is tried on its own: only the faulty one fails."""
        self._busy = False
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        turns = [turn for _, turn in batch]
        if error is None:
            for turn, item in zip(turns, done.result(), strict=True):
                if not turn.done():
                    turn.set_result(item)
        elif len(batch) > 1:
            self._alone.extend(batch)
        elif not turns[0].done():
            turns[0].set_exception(error)
        self._see_to_it()


def _takes_long(item: Item) -> bool:
    return isinstance(item, Scored) and item.relevant
