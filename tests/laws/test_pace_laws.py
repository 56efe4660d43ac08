"""How long to wait before a source is asked again: always inside the bounds, and never longer for what should make it shorter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pace import Answered, Pace, Rhythm, back_off, learn, pace
from tumen.catalogue import PACE, Affiliation, Bounds, Kind, Schedules, Source
from tumen.times import said

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOON = datetime(2026, 3, 4, 3, tzinfo=UTC)  # a Wednesday, twelve o'clock in Seoul
ZONES = st.sampled_from((None, "Asia/Seoul", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"))
EVERY = st.integers(1, 7 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
SUMS = st.lists(st.floats(0, 1000), min_size=1, max_size=4)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
KINDS = st.sampled_from(list(Kind))


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    entries, hours = (tuple((draw(SUMS) * 48)[:48]) for _ in range(2))  # few numbers, repeated: many are slow to draw
    return Rhythm(entries, hours, draw(st.none() | st.integers(1, 500)), draw(st.none() | MOMENTS))


@st.composite
def polls(draw: st.DrawFn) -> Answered:
    at = draw(MOMENTS)
    since = draw(st.none() | st.integers(-60, 60 * 24 * 30).map(lambda minutes: at - timedelta(minutes=minutes)))
    entries = draw(st.none() | st.integers(0, 500))
    return Answered(at, since, draw(st.integers(0, entries if entries is not None else 50)), entries)


def bounds(every: timedelta, kind: Kind = Kind.FEED) -> Bounds:
    source = Source("a", "A", kind, "https://a.example/", ("en",), Affiliation.WIRE, None, every, True)
    return Schedules((), (), ()).bounds_of(source)


@given(EVERY, KINDS)
def test_every_is_inside_the_bounds(every: timedelta, kind: Kind) -> None:
    found = bounds(every, kind)
    assert found.fastest <= every <= found.slowest
    assert found.fastest >= min(every, PACE[kind].fastest)


@given(EVERY, KINDS, rhythms(), polls(), ZONES)
def test_the_interval_is_inside_the_bounds_whatever_was_learnt(
    every: timedelta, kind: Kind, rhythm: Rhythm, poll: Answered, zone: str | None
) -> None:
    limits = bounds(every, kind)
    found = pace(every, limits, learn(rhythm, poll, zone), poll, zone)
    assert limits.fastest <= found.interval <= limits.slowest
    assert found.reason
    assert pace(every, limits, learn(rhythm, poll, zone), poll, zone) == found


@given(EVERY, rhythms(), polls(), ZONES, st.integers(1, 500))
def test_more_entries_that_nobody_had_seen_never_make_it_slower(
    every: timedelta, rhythm: Rhythm, poll: Answered, zone: str | None, more: int
) -> None:
    many = replace(poll, unseen=poll.unseen + more if poll.entries is None else min(poll.entries, poll.unseen + more))
    limits = Bounds(MINUTE, 30 * 24 * HOUR)
    few_wait, many_wait = (pace(every, limits, learn(rhythm, one, zone), one, zone).interval for one in (poll, many))
    assert many_wait <= few_wait


@given(EVERY, rhythms(), polls(), ZONES, st.integers(0, 47), st.floats(0, 100))
def test_more_time_that_brought_nothing_never_makes_it_faster(
    every: timedelta, rhythm: Rhythm, poll: Answered, zone: str | None, place: int, idle: float
) -> None:
    longer = replace(rhythm, hours=tuple(hours + idle * (n == place) for n, hours in enumerate(rhythm.hours)))
    limits = Bounds(MINUTE, 30 * 24 * HOUR)
    assert pace(every, limits, longer, poll, zone).interval >= pace(every, limits, rhythm, poll, zone).interval


@given(EVERY, rhythms(), polls(), ZONES, EVERY)
def test_an_every_that_is_longer_never_makes_it_faster(
    every: timedelta, rhythm: Rhythm, poll: Answered, zone: str | None, other: timedelta
) -> None:
    limits = Bounds(MINUTE, 30 * 24 * HOUR)
    quick, slow = sorted((every, other))
    assert pace(slow, limits, rhythm, poll, zone).interval >= pace(quick, limits, rhythm, poll, zone).interval


@given(EVERY, st.integers(1, 1000))
def test_failures_slow_a_source_down_and_never_past_a_day_or_its_own_interval(every: timedelta, failures: int) -> None:
    found = back_off(every, failures).interval
    assert every <= found <= max(every, timedelta(hours=24))
    assert found <= back_off(every, failures + 1).interval


@given(rhythms())
def test_what_was_learnt_is_read_back_as_it_was_written(rhythm: Rhythm) -> None:
    written = rhythm.to_json()
    assert Rhythm.from_json(written).to_json() == written
    assert len(written) < 1000


@given(rhythms(), polls(), ZONES)
def test_nothing_that_came_is_lost_and_no_time_is_counted_twice(rhythm: Rhythm, poll: Answered, zone: str | None) -> None:
    fresh = learn(replace(rhythm, at=None), poll, zone)
    came, passed = sum(fresh.entries) - sum(rhythm.entries), sum(fresh.hours) - sum(rhythm.hours)
    gap = poll.at - poll.since if poll.since is not None else timedelta()
    counted = timedelta() < gap <= 25 * HOUR
    assert came == pytest.approx(poll.unseen if counted else 0, abs=1e-6)
    assert passed == pytest.approx(gap / HOUR if counted else 0, abs=1e-6)


def days(count: int, hourly: dict[int, int], zone: str, every: timedelta = 15 * MINUTE) -> Rhythm:
    """What polls every quarter of an hour teach: so many entries an hour at these hours of working days."""
    rhythm, at, clock = Rhythm(), NOON - timedelta(days=count), ZoneInfo(zone)
    while at < NOON:
        wall = at.astimezone(clock)
        news = hourly.get(wall.hour, 0) if wall.minute == 0 and wall.weekday() < 5 else 0
        rhythm = learn(rhythm, Answered(at, at - every, news, 30), zone)
        at += every
    return rhythm


def asked(rhythm: Rhythm, at: datetime, zone: str = "Asia/Seoul", every: timedelta = HOUR) -> Pace:
    return pace(every, bounds(every), rhythm, Answered(at, at - 15 * MINUTE, 0, None), zone)


def test_by_day_an_office_is_asked_often_and_at_night_rarely() -> None:
    """Nine to five in Seoul; and who is asked in the night is not put off until noon."""
    office = days(28, dict.fromkeys(range(9, 17), 6), "Asia/Seoul")
    by_day, at_night = asked(office, NOON), asked(office, NOON + 14 * HOUR)
    assert by_day.interval == timedelta(minutes=20)
    assert at_night.interval > 2.5 * by_day.interval
    assert at_night.reason == "some 0.1 new entries an hour expected"
    before_work = asked(office, NOON - 5.5 * HOUR)  # half past six
    assert by_day.interval < before_work.interval < at_night.interval
    assert asked(office, NOON + timedelta(days=3)).interval > 2 * by_day.interval


def test_the_hours_are_those_of_the_zone_also_when_its_clocks_have_changed() -> None:
    rhythm = days(28, dict.fromkeys(range(9, 17), 6), "America/New_York")
    winter = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("America/New_York"))
    summer = datetime(2026, 3, 11, 9, 30, tzinfo=ZoneInfo("America/New_York"))  # the clocks changed on the 8th
    assert asked(rhythm, winter, "America/New_York").interval == asked(rhythm, summer, "America/New_York").interval


def test_before_anything_is_learnt_a_source_is_asked_about_as_often_as_its_every_says() -> None:
    for every in (15 * MINUTE, HOUR, 6 * HOUR):
        found = pace(every, bounds(every), Rhythm(), Answered(NOON, None, 30, 30), None)
        assert found.interval == pytest.approx(every, abs=MINUTE)
        assert found.reason == f"by every: {said(every)}, little is learnt yet"


def test_when_all_entries_are_new_it_is_asked_twice_as_soon_and_the_reason_says_so() -> None:
    quiet = days(28, {}, "Asia/Seoul")
    burst = Answered(NOON, NOON - 2 * HOUR, 20, 20)
    found = pace(2 * HOUR, bounds(2 * HOUR), learn(quiet, burst, "Asia/Seoul"), burst, "Asia/Seoul")
    assert found.interval <= HOUR
    assert found.reason.startswith("20 of its 20 entries were new; some may have slipped off")


def test_a_small_window_is_read_before_it_fills() -> None:
    """Six an hour through a feed of three entries: in half an hour half of them are gone."""
    rhythm = replace(days(28, dict.fromkeys(range(24), 6), "UTC"), room=3)
    at = NOON
    found = pace(HOUR, Bounds(MINUTE, 4 * HOUR), rhythm, Answered(at, at - 15 * MINUTE, 0, None), "UTC")
    large = pace(HOUR, Bounds(MINUTE, 4 * HOUR), replace(rhythm, room=300), Answered(at, at - 15 * MINUTE, 0, None), "UTC")
    assert found.interval <= large.interval


def test_after_a_fortnight_out_of_the_world_nothing_is_learnt_of_it() -> None:
    rhythm = days(7, {9: 4}, "Asia/Seoul")
    back = learn(rhythm, Answered(NOON + timedelta(days=14), NOON, 30, 30), "Asia/Seoul")
    assert (back.entries, back.hours, back.room) == (rhythm.entries, rhythm.hours, 30)
