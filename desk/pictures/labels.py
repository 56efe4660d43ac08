"""Where words go so that none stands on another."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.pictures.paper import SMALL, extent

LIFT = 0.16  # inches above or below a lane where there is no room beside a mark
DOT, GAP = 0.07, 0.08  # inches: half a mark, between two labels
APART = 0.18  # inches from another mark: words that stand nearer could be its own


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark in a lane that wants its words."""

    x: float
    words: str
    reach: float = 0.0  # inches to each side that a bar around the mark takes

    @property
    def half(self) -> float:
        return max(DOT, self.reach)


@dataclass(frozen=True, slots=True)
class Label:
    mark: float  # x of the mark it belongs to
    begin: float  # x of its first letter
    lift: float  # above (or, negative, below) the lane
    words: str


def labels(spots: Sequence[Spot], left: float, right: float) -> list[Label]:
    """The words of the marks in one lane, between left and right.

    Beside the mark, else above or below it; newest first. Words that fit nowhere are left out: the lane still shows the mark.
    """
    taken: dict[float, list[tuple[float, float]]] = {0.0: [], LIFT: [], -LIFT: []}
    placed = []
    for spot in sorted(spots, key=lambda one: (one.x, one.words), reverse=True):
        wide, away = extent(spot.words, SMALL), spot.half + 0.03
        # A mark that nearly covers this one shares its words; from the others they keep away.
        rooms = [(one, 0.0 if abs(one.x - spot.x) <= DOT else APART) for one in spots]
        others = [(one.x - one.half - room, one.x + one.half + room) for one, room in rooms]
        for begin, lift in (
            (spot.x + away, 0.0),
            (spot.x - away - wide, 0.0),
            *((spot.x - wide * part, side) for side in (LIFT, -LIFT) for part in (0.5, 0.1, 0.9)),
        ):
            end, stood = begin + wide, taken[lift] + (others if lift == 0.0 else [])
            if begin >= left and end <= right and all(end < a or begin > b for a, b in stood):
                taken[lift].append((begin - GAP, end + GAP))
                placed.append(Label(spot.x, begin, lift, spot.words))
                break
    return placed
