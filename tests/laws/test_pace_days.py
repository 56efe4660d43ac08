"""Over days of made-up newsrooms: fewer requests than every quarter of an hour, and nothing is had later."""

from datetime import timedelta
from statistics import median

from tests.reliability.newsrooms import Tally, adaptive, newsrooms, quarter_hourly, watch

DAYS = 6  # five to learn, Monday to Friday: then a Saturday
ROOMS = 40


def together(tallies: list[Tally]) -> Tally:
    delays = [delay for tally in tallies for delay in tally.delays]
    return Tally(sum(tally.polls for tally in tallies), delays, sum(tally.lost for tally in tallies))


def test_fewer_requests_and_no_longer_delays_than_every_quarter_of_an_hour() -> None:
    rooms = newsrooms(ROOMS, DAYS)
    fixed = together([watch(room, DAYS, timedelta(minutes=15), quarter_hourly)[0] for room in rooms])
    found = together([watch(room, DAYS, timedelta(minutes=5), adaptive)[0] for room in rooms])
    assert found.lost == fixed.lost == 0
    assert found.polls < 0.7 * fixed.polls
    assert median(found.delays) <= median(fixed.delays)


def test_a_burst_is_noticed_before_it_has_slipped_off() -> None:
    """A feed of ten entries that brings two a day, and on the last day four an hour for six hours."""
    (room,) = [room for room in newsrooms(ROOMS, DAYS) if room.trade == "office"][:1]
    begin = room.published[0].replace(hour=0, minute=0) + timedelta(days=DAYS - 1)
    burst = tuple(begin + timedelta(minutes=15 * n) for n in range(24))
    calm = tuple(moment for moment in room.published if moment < begin)
    tally, _ = watch(type(room)(0, "office", room.zone, room.every, 10, calm + burst), DAYS, timedelta(minutes=5), adaptive)
    assert tally.lost == 0
