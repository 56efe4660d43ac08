"""The timeline of one transport link: events by type, disputed figures with who states them, articles per week."""

from collections.abc import Iterator
from datetime import date

from desk.pictures.labels import Spot, labels
from desk.pictures.lanes import MONTHS, Dispute, Lane, Mark, arrange, told
from desk.pictures.paper import ACCENT, ALARM, FAINT, INK, LARGE, RULE, SMALL, SOFT, Page, cut, drawable, extent, lines
from desk.pictures.status import status_line
from tumen.ledger import Sheet, Standing, Value

# All in inches.
WIDTH, EDGE = 13.0, 0.35
TITLES, EARLIER, REMARKS, WHO = 1.75, 1.6, 0.95, 3.3  # columns: lane titles, dates before the axis, undated, who states a value
LINE, LANE, ROW, BARS, HEADING = 0.18, 0.44, 0.24, 0.8, 0.42
DOT = 7.0  # points
VALUES = 8  # of one disputed figure: more are counted; the sheet lists them all


def draw_timeline(sheet: Sheet) -> Page:
    """The picture of one sheet; nothing but the sheet decides what it looks like."""
    return _Timeline(sheet).page


class _Timeline:
    """Draws from the top down: `_y` is where the next part begins."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._lanes = sheet, arrange(sheet)
        self._left = EDGE + TITLES + (EARLIER if any(lane.earlier for lane in self._lanes.lanes) else 0)
        self._right = WIDTH - EDGE - (WHO if self._lanes.disputes else REMARKS)
        self._title = lines(sheet.title, WIDTH - 2 * EDGE, LARGE, most=2, bold=True)
        self._status = lines(f"Status: {status_line(sheet)}", WIDTH - 2 * EDGE, most=2)
        self.page = Page(WIDTH, self._height())
        self._y = self.page.height - EDGE
        self._heads()
        top = self._y - HEADING
        self._events()
        self._disputes()
        self._reports()
        self._axis(top)
        self._key()

    def _height(self) -> float:
        rows = sum(1 + min(len(one.values), VALUES) + (len(one.values) > VALUES) for one in self._lanes.disputes)
        heads = 0.24 * len(self._title) + LINE * len(self._status)
        disputes = HEADING + ROW * rows + ROW / 2 if rows else 0
        return 2 * EDGE + heads + HEADING + LANE * max(1, len(self._lanes.lanes)) + disputes + HEADING + BARS + 0.55

    def _heads(self) -> None:
        for line in self._title:
            self.page.write((EDGE, self._y - 0.1), line, LARGE, bold=True)
            self._y -= 0.24
        for line in self._status:
            self.page.write((EDGE, self._y - LINE / 2), line, colour=SOFT)
            self._y -= LINE

    def _events(self) -> None:
        self._heading("Events")
        if not self._lanes.lanes:
            self._y -= LANE
            self.page.write((EDGE, self._y + LANE / 2), "none read yet", colour=FAINT)
        for lane in self._lanes.lanes:
            self._y -= LANE
            self._lane(lane, self._y + LANE / 2)

    def _lane(self, lane: Lane, y: float) -> None:
        self.page.line([(self._left, y), (self._right, y)], RULE, 0.6, under=True)
        self.page.write((EDGE, y), lane.type.replace("-", " "))
        if lane.earlier:
            self.page.write((self._left - 0.15, y), _earlier(lane), SMALL, SOFT, side="right")
        if lane.undated:
            self.page.write((self._right + 0.15, y), f"+ {lane.undated} undated", SMALL, SOFT)
        for mark in lane.marks:
            self._dot(mark, y)
        for label in labels([self._spot(mark) for mark in lane.marks], self._left, self._right):
            self.page.write((label.begin, y + label.lift), label.words, SMALL, SOFT)
            if label.lift:
                self.page.line([(label.mark, y), (label.mark, y + label.lift * 0.7)], FAINT, 0.8, under=True)

    def _spot(self, mark: Mark) -> Spot:
        x = self._x(mark.span.middle)
        return Spot(x, mark.label, self._x(mark.span.last) - x)

    def _dot(self, mark: Mark, y: float) -> None:
        first, last = self._x(mark.span.first), self._x(mark.span.last)
        if mark.span.first != mark.span.last:
            self.page.line([(max(self._left, first), y), (last, y)], ACCENT, 4, alpha=0.35)
        self.page.mark((self._x(mark.span.middle), y), "o", ACCENT, DOT, hollow=mark.planned)

    def _disputes(self) -> None:
        if not self._lanes.disputes:
            return
        self._heading("Disputed figures")
        self._y -= ROW / 2
        for dispute in self._lanes.disputes:
            self._dispute(dispute)

    def _dispute(self, dispute: Dispute) -> None:
        self.page.write((EDGE, self._y - ROW / 2), f"× {dispute.attribute.replace('-', ' ')}", colour=ALARM, bold=True)
        for value in dispute.values[:VALUES]:
            self._y -= ROW
            self._value(value, self._y - ROW / 2)
        if len(dispute.values) > VALUES:
            self._y -= ROW
            more = f"and {len(dispute.values) - VALUES} more"
            self.page.write((EDGE + 0.15, self._y - ROW / 2), more, SMALL, SOFT)
        self._y -= ROW

    def _value(self, value: Value, y: float) -> None:
        colour = ALARM if value.standing is Standing.CONFLICTS else FAINT
        self.page.write((EDGE + 0.15, y), cut(value.figure, TITLES - 0.25), colour=ALARM if colour == ALARM else INK)
        self.page.write((self._right + 0.15, y), cut(_who(value), WHO - 0.15, SMALL), SMALL, SOFT)
        self.page.line([(self._left, y), (self._right, y)], RULE, 0.6, under=True)
        axis = self._lanes.shown
        last_seen = value.last_seen or value.first_seen
        if value.first_seen is None or last_seen is None or value.undated or date.fromisoformat(last_seen) < axis.first:
            kept = f"undated (kept {told(last_seen)})" if last_seen else "undated, in the registry"
            said = f"last stated {told(last_seen)}" if last_seen and not value.undated else kept
            self.page.write((self._left + 0.1, y), said, SMALL, FAINT, halo=True)
            return
        first = date.fromisoformat(value.first_seen)
        begin, end = self._x(max(first, axis.first)), self._x(date.fromisoformat(last_seen))
        self.page.line([(begin, y), (end, y)], colour, 1.6)
        self.page.mark((begin, y), "<" if first < axis.first else "x" if colour == ALARM else "|", colour, 6)
        if end - begin > 0.1:
            self.page.mark((end, y), "|", colour, 6)

    def _reports(self) -> None:
        self._heading("Relevant articles per week")
        self._y -= BARS
        most = max((count for _, count in self._lanes.weeks), default=0)
        week = self._x(date(2025, 1, 8)) - self._x(date(2025, 1, 1))
        for monday, count in self._lanes.weeks:
            self.page.box((self._x(monday), self._y), max(0.02, week * 0.8), BARS * 0.85 * count / most, fill=ACCENT)
        self.page.line([(self._left, self._y), (self._right, self._y)], FAINT, 0.8)
        undated = self._sheet.undated_reports
        none = "none in these years" if self._sheet.reports else "none dated" if undated else "none yet"
        self.page.write((EDGE, self._y + BARS / 2), f"most in one week: {most}" if most else none, SMALL, SOFT)
        if undated:
            self.page.write((EDGE, self._y + BARS / 2 - LINE), f"+ {undated} undated", SMALL, SOFT)

    def _axis(self, top: float) -> None:
        """Years and quarters behind everything, named below."""
        free = 0.0
        if not self._lanes.dated:
            return
        for day in _quarters(self._lanes.shown.first, self._lanes.shown.last):
            x, year = self._x(day), day.month == 1
            self.page.line([(x, self._y), (x, top)], RULE, 1.0 if year else 0.5, under=True)
            label = str(day.year) if year else MONTHS[day.month - 1]
            if x - extent(label, SMALL, bold=year) / 2 > free:
                self.page.write((x, self._y - 0.14), label, SMALL, INK if year else FAINT, bold=year, side="center")
                free = x + extent(label, SMALL, bold=year) / 2 + 0.08
        self._y -= 0.3

    def _key(self) -> None:
        y = self._y - 0.2
        x = EDGE + 0.1
        for shape, colour, size, hollow, words in (
            ("o", ACCENT, DOT, False, "happened"),
            ("o", ACCENT, DOT, True, "planned"),
            ("", ACCENT, 0.0, False, "month or year, no day stated"),
            ("x", ALARM, 6.0, False, "value in conflict, from first to last statement"),
        ):
            if shape:
                self.page.mark((x, y), shape, colour, size, hollow=hollow)
            else:
                self.page.line([(x - 0.1, y), (x + 0.1, y)], colour, 4, alpha=0.35)
            self.page.write((x + 0.18, y), words, SMALL, SOFT)
            x += 0.18 + extent(words, SMALL) + 0.35
        self.page.write((x, y), "(2): two independent sources", SMALL, SOFT)

    def _heading(self, words: str) -> None:
        self._y -= HEADING
        self.page.write((EDGE, self._y + 0.12), words, colour=ACCENT, bold=True)
        self.page.line([(EDGE, self._y), (WIDTH - EDGE, self._y)], RULE, 1.0, under=True)

    def _x(self, day: date) -> float:
        axis = self._lanes.shown
        return self._left + (self._right - self._left) * ((day - axis.first) / (axis.last - axis.first))


def _who(value: Value) -> str:
    """`4 sources: R. Starovoit; Reuters`. Names in letters the font lacks are counted, not drawn."""
    names = [who for who in value.stated_by if drawable(who)]
    left = len(value.stated_by) - len(names)
    if left:
        names.append(f"{left} more" if names else f"{left} in other letters")
    count = value.independent_sources
    return (f"{count} sources: " if count > 1 else "") + "; ".join(names)


def _earlier(lane: Lane) -> str:
    """The dates before the axis; how many, and of which years, where there is no room for all."""
    words = " · ".join(lane.earlier)
    if extent(words, SMALL) <= EARLIER - 0.15:
        return words
    return f"{len(lane.earlier)} from {lane.earlier[0][-4:]} to {lane.earlier[-1][-4:]}"


def _quarters(first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        for month in (1, 4, 7, 10):
            if first <= (day := date(year, month, 1)) <= last:
                yield day
