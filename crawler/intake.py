"""No more pages are asked for than are worked off meanwhile.

Scrapy takes no more requests from its queue once bodies of SCRAPER_SLOT_MAX_ACTIVE_SIZE wait for their turn on the line. The
hundreds that wait for their hosts' delays by then it still sends: five times as much memory, held as long as the crawl is busy.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

PAGE = 340_000  # bytes: the mean of 90 news pages
YOUNG = 0.5  # seconds: what has not come by then may never come, and holds up no other: 200 silent hosts are passed in 4 s
_LOOK = 0.02  # seconds between looks at what is worked off: two pages


class Intake:
    """Pages go out while what is fetched, and what was asked for just now, stay below `most` bytes."""

    def __init__(self, backlog: Callable[[], int], most: int, stop: asyncio.Event) -> None:
        """`backlog` tells the bytes that wait; once `stop` is set, nobody is kept."""
        self._backlog = backlog
        self._most = most
        self._stop = stop
        self._young: dict[object, float] = {}  # asked for, oldest first, and when
        self._waiting: deque[tuple[object, asyncio.Future[None]]] = deque()

    async def enter(self, key: object) -> None:
        """Wait for room; first come, first served. `key` names the request; `leave` takes it back."""
        if not self._waiting and self._has_room():
            self._young[key] = monotonic()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, turn))
        if len(self._waiting) == 1:
            self._look_again()
        await turn

    def leave(self, key: object) -> None:
        """It was answered, or will not be."""
        self._young.pop(key, None)

    def _look(self) -> None:
        while self._waiting and (self._stop.is_set() or self._has_room()):
            key, turn = self._waiting.popleft()
            if not turn.done():
                self._young[key] = monotonic()
                turn.set_result(None)
        if self._waiting:
            self._look_again()

    def _look_again(self) -> None:
        asyncio.get_running_loop().call_later(_LOOK, self._look)

    def _has_room(self) -> bool:
        grown = monotonic() - YOUNG
        while self._young and (oldest := next(iter(self._young.items())))[1] < grown:
            del self._young[oldest[0]]
        return self._backlog() + PAGE * len(self._young) < self._most
