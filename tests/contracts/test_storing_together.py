"""What reaches the database together shares a transaction, and nothing else: pages' rows, turns at hosts. On both databases."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import event

from crawler.manners import HELD, Manners
from pipelines.steps import Keep, Score, Screen
from pipelines.storing import StoringThread
from pipelines.workbench import Workbench
from pipelines.writing import Together, Writer
from storage import articles, fetches
from storage.database import Database
from storage.hosts import KnownRobots, Turn
from tests.contracts.test_identity_shapes import BRIDGE, SCORER, TELLING, TRAIN, held
from tumen.journey import Item, Page, Placed, Rejected
from tumen.outcomes import Reason

SECOND = timedelta(seconds=1)
HOST = "one.example"


Thing = TypeVar("Thing")


class UnstorableError(Exception):
    """One item cannot be stored."""


def stored(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT url FROM fetches ORDER BY id").scalars())


def test_items_that_come_together_are_one_transaction(database: Database, make) -> None:
    """When the first is said to be stored, all of them are; who comes alone does not wait for ever."""
    groups: list[int] = []
    seen: list[int] = []

    def store(items: Sequence[Item]) -> Sequence[Item]:
        groups.append(len(items))
        with database.writing() as connection:
            fetches.record_all(connection, [item for item in items if isinstance(item, Rejected)])
        return items

    async def write(writer: Writer, number: int) -> None:
        await writer.write(make.rejected(f"https://a.example/{number}", Reason.NOT_FOUND))
        seen.append(len(stored(database)))

    async def several() -> None:
        writer = Writer(store, StoringThread(), Together(0.01, 3))
        await asyncio.gather(*(write(writer, number) for number in range(4)))

    asyncio.run(several())
    assert groups == [3, 1]
    assert min(seen) >= 3 and seen[-1] == 4, "told only after the whole transaction"


def test_one_that_cannot_be_stored_takes_no_other_with_it(database: Database, make) -> None:
    def store(items: Sequence[Item]) -> Sequence[Item]:
        with database.writing() as connection:
            fetches.record_all(connection, [item for item in items if isinstance(item, Rejected)])
            if any(item.fetch.url.endswith("/1") for item in items):
                raise UnstorableError
        return items

    async def several() -> list[Item | BaseException]:
        writer = Writer(store, StoringThread(), Together(60.0, 3))
        urls = (f"https://a.example/{number}" for number in range(3))
        return await asyncio.gather(*(writer.write(make.rejected(url, Reason.NOT_FOUND)) for url in urls), return_exceptions=True)

    endings = asyncio.run(several())
    assert [type(ending) for ending in endings] == [Rejected, UnstorableError, Rejected]
    assert stored(database) == ["https://a.example/0", "https://a.example/2"]


def test_of_reprints_kept_together_one_is_the_first(database: Database, make) -> None:
    """In one transaction the second finds what the first has written."""
    scored = [make.scored(f"https://{n}.example/a", text) for n, text in enumerate((BRIDGE, TRAIN, BRIDGE, BRIDGE))]
    refused = make.rejected("https://r.example/", Reason.NOT_FOUND)

    async def several() -> list[Item]:
        bench = Workbench(database, SCORER, None, TELLING, together=Together(60.0, 5))  # type: ignore[arg-type] — no workers needed
        line = Keep(bench)
        return await asyncio.gather(*(line.process_item(item) for item in (refused, *scored)))

    endings = asyncio.run(several())
    assert [ending.reason for ending in endings] == [Reason.NOT_FOUND, Reason.NEW, Reason.NEW, Reason.COPY, Reason.COPY]
    assert {ending.copy_of for ending in endings if isinstance(ending, Placed)} == {None, 1}
    assert held(database) == (2, 2, 4)
    assert len(stored(database)) == 5


def test_the_event_loop_goes_on_while_an_article_waits_for_the_database(database: Database, make) -> None:
    """Whatever is slow about storing, a lock of another process or a lot to compare, keeps no download waiting."""
    bench = Workbench(database, SCORER, None, TELLING)  # type: ignore[arg-type] — no workers needed
    scored = make.scored("https://a.example/bridge", BRIDGE)

    async def beside_another_writer() -> Item:
        storing = asyncio.ensure_future(Keep(bench).process_item(scored))
        with database.writing() as other:
            articles.candidates(other, "https://b.example/", make.signature(TRAIN))  # the lock under which articles are placed
            for _ in range(1000):
                await asyncio.sleep(0)
            assert not storing.done()
        return await storing

    assert isinstance(asyncio.run(beside_another_writer()), Placed)
    bench.storing.close()


def test_nothing_of_an_article_is_read_or_stored_in_the_thread_of_the_event_loop(database: Database, make) -> None:
    """Neither what reads it is loaded there, nor is a transaction begun that writes."""
    threads: dict[str, set[int]] = {"loading": set(), "writing": set()}

    def loading(what: Thing) -> Callable[[], Thing]:
        def load() -> Thing:
            threads["loading"].add(threading.get_ident())
            return what

        return load

    bench = Workbench(database, loading(SCORER), None, loading(TELLING))  # type: ignore[arg-type] — no workers needed
    event.listen(database.engine, "begin", lambda _: threads["writing"].add(threading.get_ident()))
    scored = make.scored("https://a.example/bridge", BRIDGE)
    page = Page(make.fetch("https://a.example/weather"), b"<p>Rain.</p>", "text/html")  # too little to refuse

    async def line() -> tuple[Item, Item, Item]:
        screened = await Screen(bench).process_item(page)
        return screened, await Keep(bench).process_item(scored), await Score(bench).process_item(scored.document)

    screened, kept, _ = asyncio.run(line())
    assert (screened, type(kept)) == (page, Placed)
    assert len(threads["loading"]) == 1 and threads["loading"] == threads["writing"]
    assert threading.get_ident() not in threads["writing"]
    bench.storing.close()


def test_the_end_of_a_crawl_waits_for_what_is_being_stored_and_begins_nothing_more() -> None:
    storing, begun, may_end = StoringThread(), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        may_end.wait()
        return "stored"

    under_way, waiting = storing.submit(slow), storing.submit(lambda: "too late")
    begun.wait()
    closing = threading.Thread(target=storing.close)
    closing.start()
    with pytest.raises(CancelledError):
        waiting.result()
    assert closing.is_alive() and not under_way.done()
    may_end.set()
    closing.join()
    assert under_way.result() == "stored"


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def turns(manners: Manners, *hosts: str) -> list[Turn]:
    async def all_at_once() -> list[Turn]:
        return await asyncio.gather(*(manners.turn(host, 1.0) for host in hosts))

    return asyncio.run(all_at_once())


def waits(manners: Manners, *hosts: str) -> list[timedelta]:
    return [turn.wait for turn in turns(manners, *hosts)]


def test_requests_of_two_crawls_stand_apart_whoever_holds_the_host(database: Database, make) -> None:
    clock = Clock(make.now)
    one, other = Manners(database, clock), Manners(database, clock)
    assert waits(one, HOST, "two.example", HOST) == [0 * SECOND, 0 * SECOND, 1 * SECOND]
    assert waits(one, HOST, HOST) == [2 * SECOND, 3 * SECOND], "ours for a while: spaced here"
    (behind,) = waits(other, HOST)
    assert behind == 3 * SECOND + HELD
    assert waits(one, *[HOST] * 10)[-1] == behind + 1 * SECOND, "the hold is used up, and the other has come in between"
    clock.now += 60 * SECOND
    assert waits(other, HOST) == [0 * SECOND]


def test_a_host_that_is_let_go_is_free_for_the_next_crawl(database: Database, make) -> None:
    clock = Clock(make.now)
    one, other = Manners(database, clock), Manners(database, clock)
    waits(one, HOST, HOST)
    waits(one, HOST)
    one.remember("https://one.example", KnownRobots(200, ""))
    one.close()
    assert waits(other, HOST) == [3 * SECOND]
    assert asyncio.run(other.robots("https://one.example")) == KnownRobots(200, "")


def test_a_pause_ends_a_hold(database: Database, make) -> None:
    clock = Clock(make.now)
    one, other = Manners(database, clock), Manners(database, clock)
    waits(one, HOST, HOST)
    waits(one, HOST)
    one.pause(HOST, 30.0)
    assert [turn.paused for turn in (*turns(one, HOST), *turns(other, HOST))] == [30 * SECOND, 30 * SECOND]
