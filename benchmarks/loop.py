"""How long a crawl's event loop keeps others waiting: `python -m benchmarks.loop OUT ARGUMENTS…` is `tumen ARGUMENTS…`, its loop
asked from a thread every 20 milliseconds. Writes the waits to OUT, one a line, in seconds.
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
    run = asyncio.base_events.BaseEventLoop.run_forever

    def asked(loop: Any) -> None:
        threading.Thread(target=_ask, args=(loop, waits), daemon=True).start()
        run(loop)

    asyncio.base_events.BaseEventLoop.run_forever = asked  # type: ignore[method-assign]
    sys.argv = ["tumen", *arguments]
    try:
        runpy.run_module("desk", run_name="__main__")
    finally:
        Path(out).write_text("\n".join(f"{wait:.6f}" for wait in waits))


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
