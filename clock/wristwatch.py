"""Noticing that the wall clock was set, or that the machine slept."""

import time
from collections.abc import Callable
from datetime import timedelta

_NOTICED = 30.0  # seconds; corrections by NTP are far smaller, a start that is half a minute off is nobody's loss


class Wristwatch:
    """Compares the wall clock with one that nobody sets and that stands still while the machine sleeps."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._apart = wall() - steady()

    def jumped(self) -> timedelta | None:
        """How far the wall clock has jumped since the last look, back when negative; None when it has not."""
        apart = self._wall() - self._steady()
        jump = apart - self._apart
        self._apart = apart
        return timedelta(seconds=jump) if abs(jump) >= _NOTICED else None
