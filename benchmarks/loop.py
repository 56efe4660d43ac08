"""How long a crawl's event loop keeps others waiting: `python -m benchmarks.loop OUT ARGUMENTS…` is `tumen ARGUMENTS…`, its loop
asked from a thread every 20 milliseconds. Writes two lines of seconds to OUT: the waits, and the CPU of each turn of the loop,
which says the same of a machine that others use.
"""

import asyncio
import runpy
import sys
import threading
import time
from pathlib import Path
from typing import Any

_EVERY = 0.02  # seconds


def main(out: str, *arguments: str) -> None:
    waits: list[float] = []
    turns: list[float] = []
    run, once = asyncio.base_events.BaseEventLoop.run_forever, asyncio.base_events.BaseEventLoop._run_once  # type: ignore[attr-defined]

    def asked(loop: Any) -> None:
        threading.Thread(target=_ask, args=(loop, waits), daemon=True).start()
        run(loop)

    def timed(loop: Any) -> None:
        begun = time.thread_time()
        once(loop)
        turns.append(time.thread_time() - begun)

    asyncio.base_events.BaseEventLoop.run_forever = asked  # type: ignore[assignment]
    asyncio.base_events.BaseEventLoop._run_once = timed  # type: ignore[attr-defined]
    sys.argv = ["tumen", *arguments]
    try:
        runpy.run_module("desk", run_name="__main__")
    finally:
        Path(out).write_text("\n".join(" ".join(f"{seconds:.6f}" for seconds in some) for some in (waits, turns)))


def _ask(loop: Any, waits: list[float]) -> None:
    while True:
        begun = time.monotonic()
        try:
            loop.call_soon_threadsafe(lambda begun=begun: waits.append(time.monotonic() - begun))
        except RuntimeError:  # the loop is closed
            return
        time.sleep(_EVERY)


if __name__ == "__main__":
    main(*sys.argv[1:])
