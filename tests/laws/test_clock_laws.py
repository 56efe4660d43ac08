"""What is due when, over two years of clocks that change."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.times import Start, latest_start, missed_start, next_start, starts
from digests.period import period_of
from tumen.catalogue import DigestPlan
from tumen.times import Times, Window

DAYS = 730
BEGIN = datetime(2025, 12, 31, 15, 0, tzinfo=UTC)
END = BEGIN + timedelta(days=DAYS)
# no change; a change of an hour, north and south; of half an hour; a jump over midnight
ZONES = ("Asia/Seoul", "Europe/Berlin", "Pacific/Auckland", "Australia/Lord_Howe", "Africa/Cairo")
FORMS = {
    "every": lambda zone: Times(every=timedelta(hours=1), timezone=zone),
    "cron": lambda zone: Times(cron="30 2 * * *", timezone=zone),  # inside the hour that is skipped and repeated
    "window": lambda zone: Times(every=timedelta(minutes=45), timezone=zone, between=Window(time(5), time(23))),
    "jitter": lambda zone: Times(cron="55 23 * * *", timezone=zone, jitter=timedelta(minutes=10)),  # over midnight
}


@cache
def simulated(times: Times, name: str = "job") -> list[Start]:
    found = []
    for start in starts(times, name, BEGIN):
        if start.at >= END:
            break
        found.append(start)
    return found


def local_day(start: Start, zone: str) -> date:
    return start.due.astimezone(ZoneInfo(zone)).date()


def all_days(zone: str) -> list[date]:
    first = BEGIN.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return [first + timedelta(days=n) for n in range(DAYS - 2)]  # the last days may have starts after the end


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("form", FORMS)
def test_two_years_in_order_and_no_start_twice(form: str, zone: str) -> None:
    times = FORMS[form](zone)
    found = simulated(times)
    assert all(one.at < two.at and one.due < two.due for one, two in pairwise(found))
    assert all(timedelta() <= start.at - start.due <= times.jitter for start in found)


@pytest.mark.parametrize("zone", ZONES)
def test_every_keeps_its_distance_whatever_the_clocks_do(zone: str) -> None:
    found = simulated(FORMS["every"](zone))
    assert {two.at - one.at for one, two in pairwise(found)} == {timedelta(hours=1)}
    assert len(found) in (DAYS * 24, DAYS * 24 - 1)


@pytest.mark.parametrize("form", ["cron", "jitter"])
@pytest.mark.parametrize("zone", ZONES)
def test_a_time_of_day_is_due_once_on_every_day(form: str, zone: str) -> None:
    days = Counter(local_day(start, zone) for start in simulated(FORMS[form](zone)))
    assert set(days.values()) == {1}
    assert set(all_days(zone)) <= days.keys()


@pytest.mark.parametrize("zone", ZONES)
def test_a_window_is_kept_to_and_opens_every_day(zone: str) -> None:
    found = simulated(FORMS["window"](zone))
    walls = [start.at.astimezone(ZoneInfo(zone)).time() for start in found]
    assert all(time(5) <= wall < time(23) for wall in walls)
    days = Counter(local_day(start, zone) for start in found)
    assert set(all_days(zone)) <= days.keys()
    assert time(5) in walls  # what came due in the night starts when the window opens


@pytest.mark.parametrize("zone", ZONES)
def test_an_expression_of_every_hour_goes_by_elapsed_time(zone: str) -> None:
    found = simulated(Times(cron="20 * * * *", timezone=zone))
    distances = {two.at - one.at for one, two in pairwise(found)}
    half = zone == "Australia/Lord_Howe"  # twenty past comes half an hour earlier or later there
    assert distances == ({timedelta(minutes=m) for m in (60, 90)} if half else {timedelta(hours=1)})


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cron", ["30 2 * * *", "0 0 * * *", "55 23 * * *"])
def test_a_digest_looked_at_in_any_way_stands_for_every_day_exactly_once(zone: str, cron: str) -> None:
    """The daemon starts, sleeps, jumps and restarts at odd moments; each day's key is decided, and none before its time."""
    plan = DigestPlan("daily", cron, zone, "day", ("desk@example.org",), "tumen@example.org", "Tumen", 60)
    since, decided = BEGIN, dict[str, datetime]()
    now = BEGIN
    step = 0
    while now < END:
        # looks 7 hours apart or less, some of them set back by an hour, as after a clock that was set right
        step += 1
        start = missed_start(plan.times, plan.name, since=since, now=now - timedelta(hours=1) * (step % 5 == 0))
        if start is not None:
            decided.setdefault(period_of(plan, start.due).key, start.due)
        now += timedelta(minutes=[5, 60, 420, 31, 245][step % 5])
    days = [day.isoformat() for day in all_days(zone)]
    assert [key for key in days if key not in decided] == []
    assert all(due.astimezone(ZoneInfo(zone)).date().isoformat() == key for key, due in decided.items())


@pytest.mark.parametrize(
    ("zone", "cron", "before", "due"),
    [
        # 29 March 2026: Berlin goes from 02:00 to 03:00; 02:30 is due at the jump
        ("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00+00:00", "2026-03-29T01:00+00:00"),
        # 25 October 2026: 02:30 comes twice; the first counts, the next is a day later
        ("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00+00:00", "2026-10-25T00:30+00:00"),
        ("Europe/Berlin", "30 2 * * *", "2026-10-25T00:30+00:00", "2026-10-26T01:30+00:00"),
        # 24 April 2026: Cairo goes from 00:00 to 01:00; midnight is due at the jump
        ("Africa/Cairo", "0 0 * * *", "2026-04-23T12:00+00:00", "2026-04-23T22:00+00:00"),
        # 4 October 2026: Lord Howe goes from 02:00 to 02:30
        ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00+00:00", "2026-10-03T15:30+00:00"),
        ("UTC", "0 7 29 2 *", "2026-01-01T00:00+00:00", "2028-02-29T07:00+00:00"),
        # the first of the month or a Monday: either is enough
        ("UTC", "0 7 1 * mon", "2026-12-01T07:00+00:00", "2026-12-07T07:00+00:00"),
        ("UTC", "0 7 1 * mon", "2026-12-28T07:00+00:00", "2027-01-01T07:00+00:00"),
        ("Asia/Seoul", "0 7 * * mon-fri", "2026-11-20T12:00+00:00", "2026-11-22T22:00+00:00"),
    ],
)
def test_nights_of_change_and_rare_days(zone: str, cron: str, before: str, due: str) -> None:
    start = next_start(Times(cron=cron, timezone=zone), "job", datetime.fromisoformat(before))
    assert start is not None
    assert start.due == datetime.fromisoformat(due)


def test_a_window_over_midnight_and_one_the_clocks_jump_over() -> None:
    night = Times(every=timedelta(hours=5), timezone="Asia/Seoul", between=Window(time(23), time(5)))
    walls = {start.at.astimezone(ZoneInfo("Asia/Seoul")).time() for start in simulated(night)}
    assert all(wall >= time(23) or wall < time(5) for wall in walls)
    jumped = Times(every=timedelta(hours=1), timezone="Europe/Berlin", between=Window(time(2), time(3)))
    days = {local_day(start, "Europe/Berlin") for start in simulated(jumped)}
    assert set(all_days("Europe/Berlin")) - days == {date(2026, 3, 29), date(2027, 3, 28)}


MOMENTS = st.integers(1_767_225_600, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC))  # 2026 and 2027
SPANS = st.sampled_from([timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=7), timedelta(days=3)])


@st.composite
def times(draw: st.DrawFn) -> Times:
    zone = draw(st.sampled_from(ZONES))
    every = draw(st.none() | SPANS)
    cron = None if every else draw(st.sampled_from(["*/20 * * * *", "30 2 * * *", "0 7 * * mon-fri", "5 4 1 * *"]))
    between = draw(st.sampled_from([None, Window(time(5), time(23)), Window(time(22), time(2, 30))]))
    jitter = timedelta(seconds=draw(st.sampled_from([0, 50, 900 if every is None else 59])))
    return Times(every=every, cron=cron, timezone=zone, jitter=jitter, between=between)


@given(times(), MOMENTS)
def test_the_latest_start_and_the_next_one_have_nothing_between_them(plan: Times, now: datetime) -> None:
    latest, following = latest_start(plan, "job", now), next_start(plan, "job", now)
    assert latest is not None
    assert following is not None
    assert latest.at <= now < following.at
    assert next_start(plan, "job", latest.at) == following


@given(times(), MOMENTS)
def test_a_start_lies_in_its_window_and_is_put_off_by_less_than_the_jitter(plan: Times, now: datetime) -> None:
    start = next_start(plan, "job", now)
    assert start is not None
    assert start.due <= start.at <= start.due + plan.jitter
    if plan.between is not None:
        assert plan.between.holds(start.at.astimezone(ZoneInfo(plan.timezone)).time())


def test_what_was_missed_is_made_up_for_once_and_within_its_grace() -> None:
    daily = Times(cron="0 7 * * *", timezone="UTC", grace=timedelta(hours=6))
    installed = datetime(2026, 5, 1, 9, tzinfo=UTC)
    assert missed_start(daily, "job", since=installed, now=datetime(2026, 5, 1, 12, tzinfo=UTC)) is None  # before its time
    late = missed_start(daily, "job", since=installed, now=datetime(2026, 5, 9, 12, tzinfo=UTC))
    assert late is not None
    assert late.due == datetime(2026, 5, 9, 7, tzinfo=UTC)  # eight were missed: the last one counts
    assert missed_start(daily, "job", since=installed, now=datetime(2026, 5, 9, 13, 1, tzinfo=UTC)) is None
