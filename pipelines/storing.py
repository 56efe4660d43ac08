"""The thread in which a process stores what it has read, so that its event loop waits for no transaction and no reading."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class StoringThread:
    """Work is done in the order in which it comes, one piece at a time. The thread is started with the first."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storing")

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        """What `work` returns or raises. Raises RuntimeError when closed."""
        return self._thread.submit(work)

    async def run(self, work: Callable[[], Result]) -> Result:
        """The same, awaited. Who is cancelled meanwhile leaves work that has begun to its end."""
        return await asyncio.wrap_future(self.submit(work))

    def close(self) -> None:
        """Wait for what is under way; what has not begun is not done any more, and its future is cancelled."""
        self._thread.shutdown(wait=True, cancel_futures=True)
