"""When a job starts, as schedules.yaml says it."""

from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """The hours in which a job may start, on the wall clock of its zone; `opens` later than `closes` reaches over midnight."""

    opens: time
    closes: time  # not in the window any more

    def holds(self, wall: time) -> bool:
        if self.opens < self.closes:
            return self.opens <= wall < self.closes
        return wall >= self.opens or wall < self.closes

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class Times:
    """Either `every` so often or by crontab expression; the rest narrows or shifts that."""

    every: timedelta | None = None
    cron: str | None = None
    timezone: str = "UTC"  # IANA name
    jitter: timedelta = timedelta()  # each start is put off by less than this
    between: Window | None = None  # a start outside waits until the window opens
    grace: timedelta | None = None  # how late a missed start is still made up for; None: however late

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def __str__(self) -> str:
        first = f"every {said(self.every)}" if self.every else f"{self.cron}"
        zone = f" {self.timezone}" if self.cron or self.between else ""
        window = f" between {self.between}" if self.between else ""
        return f"{first}{window}{zone}" + (f" + up to {said(self.jitter)}" if self.jitter else "")


def said(span: timedelta) -> str:
    """A duration as schedules.yaml writes it: 90s, 15m, 2h, 1d."""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
