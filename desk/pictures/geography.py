"""Where the transport links lie: which map each is drawn on, and how degrees become inches on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from tumen.transport import Place, TransportLink

EARTH_KM = 6371.0
# By the distance between the ends, up to so many km: the bridges are 3 km long, ports and stations of the region lie within 300,
# Pyongyang, Vladivostok and Khabarovsk within 1,300; Moscow is 6,400 away.
MAPS = {"border": 20.0, "region": 400.0, "east": 2000.0, "route": float("inf")}
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)  # degrees between two lines of the net
ROOM = 0.16  # of a map's width and height left around what it shows, for names

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Track:
    """A transport link between two points; not the way it takes."""

    number: int  # as on the list beside the map, from 1
    id: str
    ends: tuple[Place, Place]

    @property
    def km(self) -> float:
        return distance(*self.ends)


@dataclass(frozen=True, slots=True)
class Frame:
    """A map: the degrees it shows, and its place on the page in inches."""

    west: float
    south: float
    degree: float  # inches a degree of latitude takes
    narrow: float  # what a degree of longitude takes of that: the cosine of the middle latitude
    left: float
    bottom: float
    width: float
    height: float

    def at(self, latitude: float, longitude: float) -> Point:
        """Inches on the page."""
        x = self.left + (longitude - self.west) * self.degree * self.narrow
        return x, self.bottom + (latitude - self.south) * self.degree

    @property
    def east(self) -> float:
        return self.west + self.width / (self.degree * self.narrow)

    @property
    def north(self) -> float:
        return self.south + self.height / self.degree

    @property
    def step(self) -> float:
        """Degrees between lines of the net: six at most from south to north, ten from west to east."""
        return next(
            (step for step in STEPS if (self.north - self.south) / step <= 6 and (self.east - self.west) / step <= 10), STEPS[-1]
        )


def tracks(transport_links: Iterable[TransportLink], places: Mapping[str, Place]) -> list[Track]:
    """The transport links whose two ends have a point, numbered in their order, those without one left out."""
    found = []
    for number, transport_link in enumerate(transport_links, start=1):
        ends = [place for end in transport_link.ends if (place := places[end]).latitude is not None]
        if len(ends) == 2:
            found.append(Track(number, transport_link.id, (ends[0], ends[1])))
    return found


def parts(found: Sequence[Track]) -> dict[str, list[Track]]:
    """The transport links by the map each is drawn on, an entry for each of MAPS."""
    by_map: dict[str, list[Track]] = {name: [] for name in MAPS}
    for track in found:
        by_map[next(name for name, most in MAPS.items() if track.km <= most)].append(track)
    return by_map


def distance(one: Place, other: Place) -> float:
    """Kilometres over the globe."""
    lat1, lon1 = radians(one.latitude or 0), radians(one.longitude or 0)
    lat2, lon2 = radians(other.latitude or 0), radians(other.longitude or 0)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def frame(shown: Sequence[Track], left: float, bottom: float, width: float, height: float) -> Frame:
    """The map of this size in inches on which all ends of `shown` have room."""
    ends = [end for track in shown for end in track.ends]
    lats, lons = [end.latitude or 0 for end in ends], [end.longitude or 0 for end in ends]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    narrow = cos(radians((south + north) / 2))
    room = 1 - 2 * ROOM
    across, up = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    degree = min(width * room / across, height * room / up)
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    return Frame(
        middle_lon - width / (degree * narrow) / 2, middle_lat - height / degree / 2, degree, narrow, left, bottom, width, height
    )


def bends(lines: Sequence[tuple[Point, Point]], gap: float) -> list[float]:
    """How far each line is bent in its middle, inches, so that lines between (nearly) the same points lie `gap` apart."""
    groups: list[list[int]] = []
    for n, line in enumerate(lines):
        near = next((group for group in groups if _near(lines[group[0]], line, gap)), None)
        if near is None:
            groups.append([n])
        else:
            near.append(n)
    found = [0.0] * len(lines)
    for group in groups:
        for position, n in enumerate(group):
            found[n] = (position - (len(group) - 1) / 2) * gap
    return found


def curve(start: Point, stop: Point, bend: float, points: int = 48) -> list[Point]:
    """From start to stop, `bend` inches to the side of the straight line in the middle."""
    (x1, y1), (x2, y2) = start, stop
    long = sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2) or 1.0
    aside = ((y1 - y2) / long * 2 * bend, (x2 - x1) / long * 2 * bend)  # a parabola's control point is twice as far out
    middle = ((x1 + x2) / 2 + aside[0], (y1 + y2) / 2 + aside[1])
    found = []
    for n in range(points + 1):
        t = n / points
        found.append(
            (
                (1 - t) ** 2 * x1 + 2 * t * (1 - t) * middle[0] + t**2 * x2,
                (1 - t) ** 2 * y1 + 2 * t * (1 - t) * middle[1] + t**2 * y2,
            )
        )
    return found


def net(low: float, high: float, step: float) -> list[float]:
    """The multiples of `step` between low and high."""
    first = int(low // step) + 1
    last = int(high // step)
    return [round(n * step, 6) for n in range(first, last + 1)]


def _near(one: tuple[Point, Point], other: tuple[Point, Point], gap: float) -> bool:
    return all(abs(a[axis] - b[axis]) < 2 * gap for a, b in zip(one, other, strict=True) for axis in (0, 1))
