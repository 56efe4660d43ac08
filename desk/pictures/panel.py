"""One map: its net, the transport links on it with their numbers, and the names of places where there is room for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

from desk.pictures.geography import EARTH_KM, Frame, Point, bends, curve, net
from desk.pictures.paper import FAINT, PAPER, RULE, SMALL, SOFT, Page, extent
from tumen.transport import Place

GROUND = "#faf9f6"
BEND = 0.3  # inches between lines that join the same places
BADGE, TEXT = 0.2, 0.14  # inches: a number's box; height of a line of small text
MERGED = 0.12  # inches: places closer than that share a dot and a name
ALONG = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)  # where on a line its number may stand
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
DEGREE_KM = EARTH_KM * 3.141592653589793 / 180

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Line:
    """A transport link as it is drawn."""

    number: int
    ends: tuple[Place, Place]
    colour: str
    dashes: tuple[float, ...]


class Panel:
    """Draws one map. What is drawn first keeps its place."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self._page, self._frame = page, frame
        self._taken: list[Box] = []
        self._lines: list[Point] = []  # points of what is drawn; names stand on them only where there is no other room

    def draw(self, title: str, shown: Sequence[Line], places: Sequence[Place], details: Sequence[tuple[str, Frame]]) -> None:
        """`places` are named where there is room; `details` are other maps, outlined where they lie within this one."""
        frame = self._frame
        self._page.box((frame.left, frame.bottom), frame.width, frame.height, fill=GROUND, edge=RULE)
        self._net()
        self._heading(title)
        self._scale()
        for name, detail in details:
            self._outline(name, detail)
        ways = self._ways(shown)
        self._lines = [point for way in ways for point in way]
        for line, way in zip(shown, ways, strict=True):
            self._page.line(way, line.colour, 2.0, dashes=line.dashes)
        for line, way in zip(shown, ways, strict=True):
            self._number(line, way)
        self._names(shown, places)

    def _net(self) -> None:
        frame, step = self._frame, self._frame.step
        right, top = frame.left + frame.width, frame.bottom + frame.height
        for longitude in net(frame.west, frame.east, step):
            x, _ = frame.at(frame.south, longitude)
            self._page.line([(x, frame.bottom), (x, top)], RULE, 0.6)
            self._label((x, frame.bottom + 0.1), f"{longitude:g}° E")
        for latitude in net(frame.south, frame.north, step):
            _, y = frame.at(latitude, frame.west)
            self._page.line([(frame.left, y), (right, y)], RULE, 0.6)
            self._label((right - extent(f"{latitude:g}° N", SMALL) / 2 - 0.06, y), f"{latitude:g}° N")

    def _label(self, at: Point, words: str) -> None:
        """A figure of the net, unless it would be cut or stand on another."""
        box = _around(at, extent(words, SMALL), TEXT)
        if self._free(box):
            self._taken.append(box)
            self._page.write(at, words, SMALL, FAINT, side="center")

    def _heading(self, words: str) -> None:
        at = (self._frame.left + 0.1, self._frame.bottom + self._frame.height - 0.17)
        self._taken.append((at[0], at[1] - 0.1, at[0] + extent(words, bold=True), at[1] + 0.1))
        self._page.write(at, words, bold=True, halo=True)

    def _scale(self) -> None:
        """The longest round distance that takes at most a fifth of the width, measured in the middle of the map."""
        frame = self._frame
        inches = {km: km / DEGREE_KM * frame.degree for km in SCALES_KM}
        km = max((km for km in SCALES_KM if inches[km] <= frame.width / 5), default=SCALES_KM[0])
        x, y = frame.left + 0.12, frame.bottom + 0.3
        self._taken.append((x, y - 0.06, x + inches[km], y + 0.2))
        for points in ([(x, y), (x + inches[km], y)], *([(end, y), (end, y + 0.05)] for end in (x, x + inches[km]))):
            self._page.line(points, SOFT, 1.2)
        self._page.write((x, y + 0.13), f"{km:,} km", SMALL, SOFT)

    def _outline(self, name: str, detail: Frame) -> None:
        left, bottom = self._frame.at(detail.south, detail.west)
        right, top = self._frame.at(detail.north, detail.east)
        box = (left, bottom, right, top)
        if right - left > MERGED and self._inside(box):
            self._page.box((left, bottom), right - left, top - bottom, edge=FAINT)
            self._near(box, name, FAINT)

    def _ways(self, shown: Sequence[Line]) -> list[list[Point]]:
        straight = [(self._at(line.ends[0]), self._at(line.ends[1])) for line in shown]
        return [curve(*ends, bend) for ends, bend in zip(straight, bends(straight, BEND), strict=True)]

    def _number(self, line: Line, way: Sequence[Point]) -> None:
        spots = [way[round(part * (len(way) - 1))] for part in ALONG]
        boxes = [_around(spot, BADGE, BADGE) for spot in spots]
        n = next((n for n, box in enumerate(boxes) if self._free(box)), 0)
        self._taken.append(boxes[n])
        badge(self._page, spots[n], line.number, line.colour)

    def _names(self, shown: Sequence[Line], places: Sequence[Place]) -> None:
        """The ends first; of the other places those that have room."""
        ends = list({end.id: end for line in shown for end in line.ends}.values())
        groups: list[list[Place]] = []
        for place in ends:
            group = next((group for group in groups if dist(self._at(group[0]), self._at(place)) < MERGED), None)
            if group is None:
                groups.append([place])
            else:
                group.append(place)
        for group in groups:
            at = self._at(group[0])
            self._page.mark(at, "o", SOFT, 5)
            self._taken.append(_around(at, MERGED, MERGED))
        for group in groups:
            self._near(_around(self._at(group[0]), MERGED, MERGED), ", ".join(_name(place) for place in group), SOFT)
        for place in places:
            at = self._at(place)
            box = _around(at, MERGED / 2, MERGED / 2)
            if all(dist(at, self._at(group[0])) >= MERGED for group in groups) and self._free(box):
                self._page.mark(at, "o", FAINT, 2.5)
                self._taken.append(box)
                self._near(box, _name(place), FAINT)

    def _near(self, box: Box, words: str, colour: str) -> None:
        """Words beside a box, where they fit; nowhere otherwise."""
        left, bottom, right, top = box
        wide, middle = extent(words, SMALL), ((left + right) / 2, (bottom + top) / 2)
        spots = [
            (right + 0.06 + wide / 2, middle[1]),
            (left - 0.06 - wide / 2, middle[1]),
            (middle[0], top + TEXT / 2),
            (middle[0], bottom - TEXT / 2),
            *((x, y) for y in (top + TEXT / 2, bottom - TEXT / 2) for x in (right + wide / 2, left - wide / 2)),
        ]
        free = [(at, taken) for at in spots if self._free(taken := _around(at, wide + 0.06, TEXT))]
        clear = [one for one in free if not any(_within(point, one[1]) for point in self._lines)]
        for at, taken in (clear or free)[:1]:
            self._taken.append(taken)
            self._page.write(at, words, SMALL, colour, side="center", halo=True)

    def _at(self, place: Place) -> Point:
        return self._frame.at(place.latitude or 0.0, place.longitude or 0.0)

    def _free(self, box: Box) -> bool:
        left, bottom, right, top = box
        return self._inside(box) and all(right <= a or left >= c or top <= b or bottom >= d for a, b, c, d in self._taken)

    def _inside(self, box: Box) -> bool:
        frame = self._frame
        return (
            box[0] >= frame.left
            and box[1] >= frame.bottom
            and box[2] <= frame.left + frame.width
            and box[3] <= frame.bottom + frame.height
        )


def badge(page: Page, at: Point, number: int, colour: str) -> None:
    """The number of a transport link in its colour."""
    page.box((at[0] - BADGE / 2, at[1] - BADGE / 2), BADGE, BADGE, fill=PAPER, edge=colour, over=True)
    page.write(at, str(number), SMALL, colour, bold=True, side="center")


def _around(at: Point, width: float, height: float) -> Box:
    return at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2


def _within(point: Point, box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _name(place: Place) -> str:
    """The registry's ids of places are their names: `khasan`, `tumen-river`."""
    return place.id.replace("-", " ").title()
