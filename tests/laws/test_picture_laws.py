"""What holds for any marks in a lane, wherever they stand."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.pictures.geography import curve, net
from desk.pictures.labels import Spot, labels
from desk.pictures.paper import SMALL, extent

LEFT, RIGHT = 2.0, 9.0
WORDS = st.sampled_from(["2025", "Jun 2024", "19 Jun 2024 (12)", "1 May 2025"])
SPOTS = st.lists(st.builds(Spot, st.floats(LEFT, RIGHT), WORDS, st.sampled_from([0.0, 0.1, 0.6])), max_size=25)


@settings(deadline=None)  # the first example loads the font
@given(SPOTS)
def test_no_label_stands_on_another_or_on_a_mark_or_outside(spots: list[Spot]) -> None:
    placed = [(one.begin, one.begin + extent(one.words, SMALL), one.lift) for one in labels(spots, LEFT, RIGHT)]
    assert all(begin >= LEFT and end <= RIGHT for begin, end, _ in placed)
    for n, (begin, end, lift) in enumerate(placed):
        assert all(lift != other[2] or end < other[0] or begin > other[1] for other in placed[:n])
        if lift == 0.0:
            assert not [spot for spot in spots if begin - spot.half < spot.x < end + spot.half]


@given(st.builds(Spot, st.floats(LEFT, RIGHT), WORDS))
def test_a_single_mark_always_has_its_label(spot: Spot) -> None:
    assert [label.words for label in labels([spot], LEFT, RIGHT)] == [spot.words]


@given(st.floats(-180, 179), st.floats(0.01, 60), st.sampled_from([0.01, 0.5, 1.0, 20.0]))
def test_the_net_lies_within_the_map(low: float, width: float, step: float) -> None:
    found = net(low, low + width, step)
    assert all(low - 1e-6 <= line <= low + width + 1e-6 for line in found)
    assert all(abs(later - earlier - step) < 1e-5 for earlier, later in pairwise(found))


@given(st.tuples(st.floats(0, 10), st.floats(0, 10)), st.tuples(st.floats(0, 10), st.floats(0, 10)), st.floats(-1, 1))
def test_a_bent_line_still_joins_both_ends(start: tuple[float, float], stop: tuple[float, float], bend: float) -> None:
    way = curve(start, stop, bend)
    assert way[0] == start
    assert way[-1] == stop
