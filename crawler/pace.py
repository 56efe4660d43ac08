"""When a source is asked next: pure functions of its bounds, of what its polls have taught, and of the last of them.

Three rules say how long to wait, and the shortest wait wins:

* rhythm: at r new entries an hour the interval goes by 1/√r. Of all ways to share out a number of requests among sources this
  one leaves their entries waiting the least time in all (minimise Σ r·T/2 under Σ 1/T = constant).
* room: no longer than it takes half of the entries an answer holds to be new ones.
* slipping: no longer than half of what the last answer reached back; when all its entries were new, something was probably lost.

The rate is learnt by hour of the day, for working days and weekends apart, on the wall clock of the source's zone. What was not
learnt yet is taken from `every`, which says what a person thinks of the source. After failures the interval doubles each time.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tumen.catalogue import Bounds
from tumen.times import said

LONGEST_BACKOFF = timedelta(hours=24)  # a source that fails for weeks is still looked at once a day
BUSY = 12.0  # new entries an hour of a source that is asked every five minutes; all other rates follow from that
_CONSTANT = (5 / 60) * BUSY**0.5  # hours · √(entries an hour)
_SLIPPING = 0.8  # share of new entries from which on some may have slipped off: the fifth left is one or two that are pinned
_LOST = "; some may have slipped off"
_BINS = 48  # hours of a working day, then of a day of the weekend
_BELIEF = 24.0  # hours of polls that weigh as much as `every`; of working days, or of weekends, that weigh as much as all days
_SMOOTH = 4.0  # hours of one hour of the day that weigh as much as the mean of such days
_NIGHT = (0.4, 1.2)  # of the mean, before anything is learnt: from 0 to 6 on the clock, and the rest of the day
_HALF_LIFE = timedelta(days=21)  # what a source did is forgotten as slowly: three weeks tell a weekday from a holiday
_LONGEST_GAP = timedelta(hours=25)  # between polls; of what came in a longer one the hours are anybody's guess
_STEP = 0.25  # hours; the rate is taken to be constant for so long
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What polls have taught of a source. `entries` and `hours` by hour of the day: new entries, and time that was looked at."""

    entries: tuple[float, ...] = (0.0,) * _BINS
    hours: tuple[float, ...] = (0.0,) * _BINS
    room: int | None = None  # entries its last full answer held
    at: datetime | None = None  # until when the sums count

    def to_json(self) -> str:
        sums = ([round(number, 3) or 0 for number in numbers] for numbers in (self.entries, self.hours))
        return json.dumps([*sums, self.room, self.at and self.at.isoformat()], separators=(",", ":"))

    @classmethod
    def from_json(cls, written: str | None) -> "Rhythm":
        """Nothing learnt where nothing was written."""
        if not written:
            return cls()
        entries, hours, room, at = json.loads(written)
        return cls(tuple(entries), tuple(hours), room, at and datetime.fromisoformat(at))


@dataclass(frozen=True, slots=True)
class Answered:
    """A poll that was answered. Moments are aware UTC."""

    at: datetime
    since: datetime | None  # the answer before; None: there was none
    unseen: int  # entries nobody had seen
    entries: int | None  # announced, seen ones included; None when the answer was "not modified", or says nothing of a window


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait, and why in a few words."""

    interval: timedelta
    reason: str


def learn(rhythm: Rhythm, poll: Answered, zone: str | None) -> Rhythm:
    """The rhythm with one answer more. `zone` is an IANA name; None: UTC."""
    room = poll.entries if poll.entries else rhythm.room
    gap = poll.at - poll.since if poll.since is not None else None
    if gap is None or poll.since is None or not timedelta() < gap <= _LONGEST_GAP:
        return Rhythm(rhythm.entries, rhythm.hours, room, rhythm.at)
    kept = 0.5 ** max(0.0, (poll.at - rhythm.at) / _HALF_LIFE) if rhythm.at is not None else 1.0
    entries = [number * kept for number in rhythm.entries]
    hours = [number * kept for number in rhythm.hours]
    clock, at = _zone(zone), poll.since
    while at < poll.at:
        span = min(timedelta(hours=_STEP), poll.at - at)
        place = _bin(at, clock)
        hours[place] += span / _HOUR
        entries[place] += poll.unseen * (span / gap)
        at += span
    return Rhythm(tuple(entries), tuple(hours), room, poll.at)


def pace(every: timedelta, bounds: Bounds, rhythm: Rhythm, poll: Answered, zone: str | None) -> Pace:
    """The interval after a poll that was answered; `rhythm` has learnt of it. Inside the bounds whatever happened."""
    rates = _rates(every, rhythm, zone)
    by_rhythm, room = _by_rhythm(rates, poll.at, bounds, rhythm.room)
    expected = sum(rates.at(poll.at + timedelta(hours=_STEP * n)) for n in range(4)) / 4
    learnt = f"some {_count(expected)} new entries an hour expected"
    found = Pace(by_rhythm, learnt if sum(rhythm.hours) >= _BELIEF else f"by every: {said(every)}, little is learnt yet")
    if room is not None and room < found.interval:
        found = Pace(room, f"half of the {rhythm.room} entries it holds are new by then")
    slipping = _slipping(poll)
    if slipping is not None and (slipping.interval < found.interval or slipping.reason.endswith(_LOST)):
        found = Pace(min(found.interval, slipping.interval), slipping.reason)
    return _bounded(found, bounds)


def back_off(every: timedelta, failures: int) -> Pace:
    """The interval after so many failed polls in a row, this one included: never shorter than `every`."""
    interval = max(every, min(every * 2 ** min(failures, 16), LONGEST_BACKOFF))
    return Pace(interval, f"{failures} failed {'poll' if failures == 1 else 'polls'} in a row")


def _bounded(found: Pace, bounds: Bounds) -> Pace:
    interval = found.interval // _MINUTE * _MINUTE  # nobody reads seconds
    if interval <= bounds.fastest:
        return Pace(bounds.fastest, f"{found.reason}; not oftener than every {said(bounds.fastest)}")
    if interval >= bounds.slowest:
        return Pace(bounds.slowest, f"{found.reason}; not more rarely than every {said(bounds.slowest)}")
    return Pace(interval, found.reason)


def _slipping(poll: Answered) -> Pace | None:
    if not poll.entries or not poll.unseen or poll.since is None or poll.at <= poll.since:
        return None
    share = min(1.0, poll.unseen / poll.entries)
    full = _LOST if share >= _SLIPPING else ""
    return Pace((poll.at - poll.since) / share / 2, f"{poll.unseen} of its {poll.entries} entries were new{full}")


class _Rates:
    """New entries an hour, expected at a moment."""

    def __init__(self, by_bin: list[float], clock: ZoneInfo) -> None:
        self._by_bin = by_bin
        self._clock = clock

    def at(self, moment: datetime) -> float:
        return self._by_bin[_bin(moment, self._clock)]


def _rates(every: timedelta, rhythm: Rhythm, zone: str | None) -> _Rates:
    believed = (_CONSTANT / (every / _HOUR)) ** 2
    mean = (sum(rhythm.entries) + believed * _BELIEF) / (sum(rhythm.hours) + _BELIEF)
    means = [
        (sum(rhythm.entries[day : day + 24]) + mean * _BELIEF) / (sum(rhythm.hours[day : day + 24]) + _BELIEF) for day in (0, 24)
    ]
    rates = []
    for place in range(_BINS):
        day, hour = place - place % 24, place % 24
        near = [(day + (hour + shift) % 24, weight) for shift, weight in ((-1, 0.5), (0, 1.0), (1, 0.5))]
        entries = sum(weight * rhythm.entries[one] for one, weight in near)
        hours = sum(weight * rhythm.hours[one] for one, weight in near)
        usual = means[day // 24] * (1.0 if zone is None else _NIGHT[0] if hour < 6 else _NIGHT[1])
        rates.append((entries + _SMOOTH * usual) / (hours + _SMOOTH))
    return _Rates(rates, _zone(zone))


def _by_rhythm(rates: _Rates, now: datetime, bounds: Bounds, holds: int | None) -> tuple[timedelta, timedelta | None]:
    """When √rate has added up to the constant, and when half of what an answer holds is expected; neither past the slowest."""
    steady = room = None
    passed = roots = expected = 0.0
    most = bounds.slowest / _HOUR
    while passed < most and steady is None:
        rate = rates.at(now + timedelta(hours=passed))
        span = min(_STEP, most - passed)
        if roots + rate**0.5 * span >= _CONSTANT:
            steady = passed + (_CONSTANT - roots) / rate**0.5
        if room is None and holds and expected + rate * span >= holds / 2:
            room = passed + (holds / 2 - expected) / rate
        roots += rate**0.5 * span
        expected += rate * span
        passed += span
    return timedelta(hours=most if steady is None else steady), None if room is None else timedelta(hours=room)


def _bin(moment: datetime, clock: ZoneInfo) -> int:
    wall = moment.astimezone(clock)
    return wall.hour + (24 if wall.weekday() >= 5 else 0)


@lru_cache(maxsize=256)
def _zone(name: str | None) -> ZoneInfo:
    return ZoneInfo(name or "UTC")


def _count(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}" if rate >= 0.1 else f"{rate:.2f}"
