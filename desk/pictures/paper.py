"""What every picture is drawn on: a page counted in inches, words that fit, files that come out the same each time."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

INK, SOFT, FAINT, RULE, PAPER = "#23272b", "#5d5a52", "#8a857a", "#e4e0d6", "#ffffff"
ACCENT, ALARM = "#1f6a70", "#b3402e"
SMALL, PLAIN, LARGE = 7.0, 8.5, 13.0  # points
DPI = 144  # twice what a plain screen shows

# Text stays text in SVG, to be searched and copied; a fixed salt names its parts alike each time.
_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "tumen"}
_UNDATED: dict[str, dict[str, Any]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}

_MEASURED = 100  # points at which words are measured: at the size of print their widths are rounded to whole dots
_SLACK = 1.03  # a letter's advance is a little more than its ink, and print rounds to whole dots

Point = tuple[float, float]
Side = Literal["left", "center", "right"]


class Page:
    """A white page; x and y are inches from its lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(0, height)
        self._axes.axis("off")

    def write(
        self,
        at: Point,
        words: str,
        size: float = PLAIN,
        colour: str = INK,
        *,
        bold: bool = False,
        side: Side = "left",
        halo: bool = False,
    ) -> None:
        """One line of text, its middle at the height of `at`; `side` is the side of the text that `at` is on."""
        ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.85} if halo else None
        self._axes.text(
            *at, words, fontproperties=_face(bold, size), color=colour, ha=side, va="center", bbox=ground,
            parse_math=False,  # $ is money
        )  # fmt: skip

    def line(
        self,
        points: Sequence[Point],
        colour: str,
        width: float,
        *,
        dashes: tuple[float, ...] = (),
        under: bool = False,
        alpha: float = 1.0,
    ) -> None:
        """A line of `width` points through `points`; `under` lays it behind everything else."""
        style: Any = (0, dashes) if dashes else "solid"
        self._axes.plot(
            *zip(*points, strict=True), color=colour, linewidth=width, linestyle=style, alpha=alpha,
            solid_capstyle="butt", zorder=0 if under else 2,
        )  # fmt: skip

    def mark(self, at: Point, shape: str, colour: str, size: float, *, hollow: bool = False) -> None:
        """A marker of matplotlib's `shape`, `size` points wide."""
        self._axes.plot(
            *at, marker=shape, markersize=size, markeredgecolor=colour, markeredgewidth=1.4,
            markerfacecolor=PAPER if hollow else colour, linestyle="none", zorder=3,
        )  # fmt: skip

    def box(
        self, corner: Point, width: float, height: float, *, fill: str | None = None, edge: str | None = None, over: bool = False
    ) -> None:
        """A rectangle from its lower left corner; `over` lays it on the lines."""
        patch = Rectangle(
            corner, width, height, facecolor=fill or "none", edgecolor=edge or "none", linewidth=0.8, zorder=2.5 if over else 1
        )
        self._axes.add_patch(patch)

    def save(self, folder: Path, name: str) -> list[Path]:
        """NAME.svg and NAME.png in the folder; the same page gives the same bytes. Raises OSError."""
        paths = [folder / f"{name}.{form}" for form in _UNDATED]
        for path, (form, metadata) in zip(paths, _UNDATED.items(), strict=True):
            part = path.with_name(path.name + ".part")
            try:
                with matplotlib.rc_context(_SETTINGS):
                    self._figure.savefig(part, format=form, dpi=DPI, metadata=metadata)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        return paths


def drawable(text: str) -> bool:
    """Whether the font has every letter: Chinese, Japanese and Korean ones would come out as boxes."""
    return all(ord(letter) in _letters() for letter in text)


def extent(text: str, size: float = PLAIN, *, bold: bool = False) -> float:
    """Inches that one line of `text` takes."""
    font = _font(bold)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / 72 * size / _MEASURED * _SLACK


def cut(text: str, room: float, size: float = PLAIN, *, bold: bool = False) -> str:
    """`text`, shortened to what fits into `room` inches."""
    if extent(text, size, bold=bold) <= room:
        return text
    while text and extent(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip(" ,;·(") + "…"


def lines(text: str, room: float, size: float = PLAIN, *, most: int, bold: bool = False) -> list[str]:
    """`text` broken at blanks into at most `most` lines of `room` inches; the last is cut."""
    found = [""]
    for word in re.split(r"\s+", text.strip()):
        longer = f"{found[-1]} {word}".strip()
        if extent(longer, size, bold=bold) <= room or not found[-1] or len(found) == most:
            found[-1] = longer
        else:
            found.append(word)
    return [cut(line, room, size, bold=bold) for line in found]


@cache
def _letters() -> frozenset[int]:
    return frozenset(_font(False).get_charmap())


@cache
def _font(bold: bool) -> FT2Font:
    font = FT2Font(_file(bold))
    font.set_size(_MEASURED, 72)
    return font


@cache
def _face(bold: bool, size: float) -> FontProperties:
    return FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=size, fname=_file(bold))


def _file(bold: bool) -> str:
    """The font that comes with matplotlib: one of the same name on the machine may be another version."""
    return str(Path(matplotlib.get_data_path(), "fonts", "ttf", f"DejaVuSans{'-Bold' if bold else ''}.ttf"))
