"""Signals as something to wait for: a handler that does nothing cannot stop half-way through what it interrupts."""

import os
import select
import signal
import time
from types import FrameType

HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """The signals sent to this process, in order. For the main thread only."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in HEARD:
            signal.signal(number, _nothing)

    def wait(self, seconds: float) -> signal.Signals | None:
        """The next signal; None when none came in this time."""
        deadline = time.monotonic() + seconds
        while select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))[0]:
            number = os.read(self._read, 1)[0]
            if number in HEARD:  # others that some library handles come through the same pipe
                return signal.Signals(number)
        return None


def _nothing(number: int, frame: FrameType | None) -> None:
    """Python tells the pipe before it calls this."""
