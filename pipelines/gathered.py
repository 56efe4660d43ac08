"""Questions asked in the same moment, answered together."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from storage.database import DatabaseError

MOMENT = 0.05  # seconds: half of what a row waits for others; what is asked meanwhile, of some five pages, shares a transaction

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Gathered(Generic[Question, Answer]):
    """Collects what is asked for a moment and asks for all of it at once."""

    def __init__(self, answers: Callable[[Sequence[Question]], Sequence[Answer]], moment: float = MOMENT) -> None:
        """`answers` gives one answer for each question, in their order; it may raise DatabaseError. `moment`: seconds."""
        self._answers = answers
        self._moment = moment
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []

    async def ask(self, question: Question) -> Answer:
        """Raises what `answers` raises."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(self._moment, self._settle)
        coming: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, coming))
        return await coming

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            found = self._answers([question for question, _ in waiting])
        except DatabaseError as error:
            for _, coming in waiting:
                if not coming.done():
                    coming.set_exception(error)
            return
        for (_, coming), answer in zip(waiting, found, strict=True):
            if not coming.done():
                coming.set_result(answer)
