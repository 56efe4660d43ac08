"""A crawl that is fed faster than it works holds no more pages than there is room for."""

import asyncio
from collections import deque

import pytest

from crawler import intake
from crawler.intake import PAGE, Intake

ROOM = 10 * PAGE


class _Line:
    """A publisher that answers at once, and a line that works one page off whenever it is told to."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.fetched: deque[int] = deque()
        self.most = 0
        self.order: list[int] = []
        self.gate = Intake(self.backlog, ROOM, self.stop)

    def backlog(self) -> int:
        return PAGE * len(self.fetched)

    async def fetch(self, number: int) -> None:
        await self.gate.enter(number)
        self.order.append(number)
        try:
            await asyncio.sleep(0)  # the network
            self.fetched.append(number)
        finally:
            self.gate.leave(number)
        self.most = max(self.most, len(self.fetched))

    async def work_off(self, pages: int) -> None:
        while pages:
            await asyncio.sleep(0)
            if self.fetched:
                self.fetched.popleft()
                pages -= 1


def test_pages_are_asked_for_as_they_are_worked_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_LOOK", 0.0)

    async def crawl() -> _Line:
        line = _Line()
        await asyncio.gather(line.work_off(300), *(line.fetch(number) for number in range(300)))
        return line

    line = asyncio.run(crawl())
    assert line.order == list(range(300)), "first come, first served"
    assert line.most <= ROOM / PAGE
    assert not line.gate._young and not line.gate._waiting, "nothing is remembered of what is done"


def test_those_that_never_answer_hold_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_LOOK", 0.0)
    clock = [0.0]
    monkeypatch.setattr(intake, "monotonic", lambda: clock[0])

    async def crawl() -> None:
        gate = Intake(lambda: 0, ROOM, asyncio.Event())
        for silent in range(10):
            await gate.enter(silent)
        last = asyncio.ensure_future(gate.enter("healthy"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not last.done()
        clock[0] += 2 * intake.YOUNG
        await asyncio.wait_for(last, 5)

    asyncio.run(crawl())


def test_an_order_to_stop_lets_all_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_LOOK", 0.0)

    async def crawl() -> None:
        stop = asyncio.Event()
        gate = Intake(lambda: 2 * ROOM, ROOM, stop)
        waiting = [asyncio.ensure_future(gate.enter(number)) for number in range(50)]
        await asyncio.sleep(0)
        assert not any(turn.done() for turn in waiting)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*waiting), 5)

    asyncio.run(crawl())


def test_who_is_cancelled_while_it_waits_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_LOOK", 0.0)

    async def crawl() -> None:
        held = [ROOM]
        gate = Intake(lambda: held[0], ROOM, asyncio.Event())
        gone, next_one = asyncio.ensure_future(gate.enter("gone")), asyncio.ensure_future(gate.enter("next"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait((gone,))
        held[0] = ROOM - PAGE
        await asyncio.wait_for(next_one, 5)
        assert list(gate._young) == ["next"]

    asyncio.run(crawl())
