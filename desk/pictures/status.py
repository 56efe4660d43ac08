"""What is said of a transport link's status: in words, and as the style of its line on the map."""

from dataclasses import dataclass
from datetime import timedelta

from desk.pictures.lanes import span, told
from desk.pictures.paper import drawable
from desk.sheet import status_words, still_said
from tumen.ledger import Happening, Sheet
from tumen.transport import EventType


@dataclass(frozen=True, slots=True)
class Footing:
    """How far along a transport link is, as a line shows it."""

    words: str
    dashes: tuple[float, ...]  # in widths of the line; empty: drawn through
    steps: tuple[EventType, ...]


# Whether it runs counts before whether it is built, as in the view `link_status`: works go on beside a line that is open.
FOOTINGS = (
    Footing("opened, started or resumed", (), (EventType.OPENED, EventType.SERVICE_STARTED, EventType.SERVICE_RESUMED)),
    Footing("suspended", (4, 2), (EventType.SERVICE_SUSPENDED,)),
    Footing(
        "agreed or being built",
        (1.2, 1.2),
        (EventType.CONSTRUCTION_STARTED, EventType.CONSTRUCTION_PROGRESS, EventType.COMPLETED, EventType.AGREED),
    ),
    Footing("none lately: see the list", (6, 1.2, 1.2, 1.2), ()),
)
LATELY = timedelta(days=365)  # between a step and the registry's word, for the step to be what the word is about
_RUNNING = FOOTINGS[0].steps + FOOTINGS[1].steps


def last_step(sheet: Sheet) -> Happening | None:
    """The latest dated event that opened, stopped or, where none did, built it; plans are none."""
    dated = [one for one in sheet.timeline if one.date and not one.planned and still_said(one)]
    for steps in (_RUNNING, FOOTINGS[2].steps[:-1], FOOTINGS[2].steps[-1:]):
        found = [one for one in dated if one.type in steps]
        if found:
            return max(found, key=lambda one: one.date or "")
    return None


def footing(sheet: Sheet) -> Footing:
    """By its last step, unless the registry knows better since: a ferry resumed in 2017 need not run in 2025."""
    step = last_step(sheet)
    if step is None or _overtaken(sheet, step):
        return FOOTINGS[-1]
    return next(one for one in FOOTINGS if step.type in one.steps)


def _overtaken(sheet: Sheet, step: Happening) -> bool:
    if sheet.status_from == "event" or not sheet.status_since or not step.date:
        return False
    return span(sheet.status_since).first - span(step.date).last > LATELY


def status_line(sheet: Sheet) -> str:
    """`in service, since 2025-06-17 (Russian Railways)`; names in letters the font lacks are left out."""
    by = "; ".join(who for who in sheet.status_by if drawable(who))
    return status_words(sheet) + (f" ({by})" if by else "")


def step_line(sheet: Sheet) -> str:
    """`Last step: service resumed, 16 Dec 2024`; nothing where there is none, or where the status says it already."""
    step = last_step(sheet)
    if step is None or sheet.status_from == "event":
        return ""
    return f"Last step: {step.type.replace('-', ' ')}, {told(step.date or '')}"
