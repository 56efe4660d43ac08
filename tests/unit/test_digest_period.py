"""The period of a digest is a day or week on the reader's wall calendar."""

from datetime import UTC, datetime, timedelta

import pytest

from digests.period import period_of
from tumen.catalogue import DigestPlan


def plan(timezone: str, period: str = "day") -> DigestPlan:
    return DigestPlan("daily", "0 7 * * *", timezone, period, ("desk@example.org",), "tumen@example.org", "Tumen", 60)


@pytest.mark.parametrize(
    ("timezone", "period", "now", "key"),
    [
        pytest.param("Asia/Seoul", "day", "2026-11-20T22:00:00+00:00", "2026-11-21", id="Seoul is a day ahead"),
        pytest.param("America/New_York", "day", "2026-11-21T03:00:00+00:00", "2026-11-20", id="New York a day behind"),
        pytest.param("Europe/Berlin", "day", "2026-10-25T00:30:00+00:00", "2026-10-25", id="first 02:30 of the long night"),
        pytest.param("Europe/Berlin", "day", "2026-10-25T01:30:00+00:00", "2026-10-25", id="second 02:30 of the long night"),
        pytest.param("Asia/Seoul", "week", "2026-01-01T00:00:00+00:00", "2026-W01", id="a week that begins in December"),
        pytest.param("Asia/Seoul", "week", "2027-01-02T00:00:00+00:00", "2026-W53", id="a January day of the old year's week"),
    ],
)
def test_the_key_is_the_local_date(timezone: str, period: str, now: str, key: str) -> None:
    assert period_of(plan(timezone, period), datetime.fromisoformat(now)).key == key


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-03-29T12:00:00+00:00", 23), ("2026-10-25T12:00:00+00:00", 25), ("2026-06-01T12:00:00+00:00", 24)],
)
def test_a_day_is_as_long_as_the_clocks_make_it(now: str, hours: int) -> None:
    period = period_of(plan("Europe/Berlin"), datetime.fromisoformat(now))
    assert period.ends - period.starts == timedelta(hours=hours)


def test_a_day_whose_midnight_does_not_exist_begins_where_the_clocks_jump_to() -> None:
    """Chile skips from 24:00 to 01:00: the day starts at 04:00 UTC, and no instant falls between two days."""
    day = period_of(plan("America/Santiago"), datetime(2026, 9, 6, 12, tzinfo=UTC))
    before = period_of(plan("America/Santiago"), datetime(2026, 9, 5, 12, tzinfo=UTC))
    assert day.starts == before.ends == datetime(2026, 9, 6, 4, tzinfo=UTC)
