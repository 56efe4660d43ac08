"""The map of the transport links: the whole route, the region, the border, and a list with the status of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.pictures.geography import Track, frame, parts, tracks
from desk.pictures.panel import BADGE, Line, Panel, badge
from desk.pictures.paper import FAINT, LARGE, SMALL, SOFT, Page, cut, extent, lines
from desk.pictures.status import FOOTINGS, footing, status_line, step_line
from tumen.ledger import Sheet
from tumen.transport import Place, TransportKind, TransportLink

# All in inches.
WIDTH, EDGE, GAP, HEAD = 13.0, 0.35, 0.3, 0.75
ROWS = (("route",), ("east", "region", "border"))
TALL = {"route": 2.9, "east": 4.2, "region": 4.2, "border": 4.2}
WIDE = {"route": 1.0, "east": 3.5, "region": 5.0, "border": 3.2}  # shares of a row
KEY, ENTRY = 0.4, 0.72
INDENT = 0.35
STEP = "last step:"

TITLES = {"route": "The whole route", "east": "Far East", "region": "Tumen region", "border": "Border"}
_RAIL, _SEA = ("#1f6a70", "rail"), ("#b07d24", "sea")
MEANS = {
    TransportKind.RAIL_CROSSING: _RAIL,
    TransportKind.RAILWAY: _RAIL,
    TransportKind.PASSENGER_TRAIN: _RAIL,
    TransportKind.ROAD_BRIDGE: ("#b3402e", "road"),
    TransportKind.AIR: ("#7a6fb0", "air"),
    TransportKind.FERRY: _SEA,
    TransportKind.PORT: _SEA,
    TransportKind.SHIPPING: _SEA,
    TransportKind.OTHER: (FAINT, "other"),
}


@dataclass(frozen=True, slots=True)
class Atlas:
    """What the map is made of: sheets, and the registry's transport links and places by id."""

    sheets: Sequence[Sheet]
    transport_links: Mapping[str, TransportLink]
    places: Mapping[str, Place]


def draw_map(atlas: Atlas) -> Page:
    """The picture; nothing but the sheets and the registry decides what it looks like."""
    return _Map(atlas).page


class _Map:
    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._sheets = {sheet.transport_link: sheet for sheet in atlas.sheets}
        self._parts = parts(tracks([atlas.transport_links[name] for name in self._sheets], atlas.places))
        self._column = -(-len(self._sheets) // 2)
        maps = sum(tall + GAP for tall, _ in self._rows())
        self.page = Page(WIDTH, HEAD + maps + KEY + self._column * ENTRY + EDGE)
        self._heads()
        self._maps()
        self._list(self._key(self.page.height - HEAD - maps))

    def _heads(self) -> None:
        self.page.write((EDGE, self.page.height - 0.3), "Transport links between Russia and the DPRK", LARGE, bold=True)
        said = "Each line joins the two ends of a transport link: it is not the way the link takes."
        self.page.write((EDGE, self.page.height - 0.55), said, colour=SOFT)

    def _rows(self) -> Iterator[tuple[float, list[str]]]:
        """Heights of the rows of maps, and which maps stand in each."""
        for row in ROWS:
            names = [name for name in row if self._parts[name]]
            if names:
                yield max(TALL[name] for name in names), names

    def _maps(self) -> None:
        frames, top = {}, self.page.height - HEAD
        for tall, names in self._rows():
            left, room = EDGE, WIDTH - 2 * EDGE - GAP * (len(names) - 1)
            for name in names:
                wide = room * WIDE[name] / sum(WIDE[one] for one in names)
                frames[name] = frame(self._parts[name], left, top - tall, wide, tall)
                left += wide + GAP
            top -= tall + GAP
        points = [place for place in self._atlas.places.values() if place.latitude is not None]
        for name, shown in frames.items():
            others = [(TITLES[other], detail) for other, detail in frames.items() if detail.degree > shown.degree]
            Panel(self.page, shown).draw(TITLES[name], [self._line(track) for track in self._parts[name]], points, others[:1])

    def _line(self, track: Track) -> Line:
        return Line(track.number, track.ends, self._means(track.id)[0], footing(self._sheets[track.id]).dashes)

    def _key(self, y: float) -> float:
        """What colours and dashes mean; where the list begins."""
        x = EDGE
        for colour, means in dict.fromkeys(self._means(name) for name in self._sheets):
            self.page.line([(x, y), (x + 0.3, y)], colour, 2.2)
            self.page.write((x + 0.38, y), means, SMALL, SOFT)
            x += 0.38 + extent(means, SMALL) + 0.25
        x += 0.2
        self.page.write((x, y), STEP, SMALL, SOFT)
        x += extent(STEP, SMALL) + 0.15
        for one in FOOTINGS:
            self.page.line([(x, y), (x + 0.4, y)], SOFT, 1.6, dashes=one.dashes)
            self.page.write((x + 0.48, y), one.words, SMALL, SOFT)
            x += 0.48 + extent(one.words, SMALL) + 0.25
        return y - KEY

    def _list(self, y: float) -> None:
        wide = (WIDTH - 2 * EDGE - GAP) / 2
        for n, sheet in enumerate(self._sheets.values()):
            x, top = EDGE + (n // self._column) * (wide + GAP), y - (n % self._column) * ENTRY
            badge(self.page, (x + BADGE / 2, top), n + 1, self._means(sheet.transport_link)[0])
            self.page.write((x + INDENT, top), cut(sheet.title, wide - INDENT, bold=True), bold=True)
            said = [*lines(status_line(sheet), wide - INDENT, SMALL, most=2), step_line(sheet)]
            for m, line in enumerate(filter(None, said)):
                self.page.write((x + INDENT, top - 0.18 - 0.14 * m), line, SMALL, SOFT)

    def _means(self, name: str) -> tuple[str, str]:
        return MEANS[self._atlas.transport_links[name].kind]
