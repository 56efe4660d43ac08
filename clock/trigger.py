"""Our times as APScheduler asks for them."""

from datetime import datetime

from apscheduler.triggers.base import BaseTrigger

from clock.times import next_start
from tumen.times import Times


class Trigger(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Fires at the starts of one job."""

    def __init__(self, times: Times, name: str) -> None:
        self._times = times
        self._name = name

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        start = next_start(self._times, self._name, previous_fire_time or now)
        return None if start is None else start.at

    def __str__(self) -> str:
        return str(self._times)
