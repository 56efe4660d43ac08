"""What a digest's articles changed on each transport link: what happened, and figures that stand against others since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from digests.cleaning import one_line, web_address
from digests.dates import written
from digests.view import Names, link_title
from storage import ledger
from storage.database import Connection
from storage.digests import Selection
from tumen.ledger import Happening, LinkChanges, Statement, Value

LINES = 8  # of one transport link: what fits on a screen beside the others; the rest is counted
RIVALS = 2  # figures named after "against"

Figure = tuple[str, str, str]  # transport link, attribute, the figure as shown


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger tells of a digest's articles."""

    changes: tuple[LinkChanges, ...] = ()
    rivals: Mapping[Figure, Value] = field(default_factory=dict)  # all values of the transport links with new conflicts
    statements: Mapping[int, Statement] = field(default_factory=dict)  # of the new values and their rivals, by id
    newest: int = 0  # the highest number of the digest's articles; what only later ones state is left for the next digest


@dataclass(frozen=True, slots=True)
class Change:
    """One line, and the address of the article that first stated it."""

    words: str
    address: str | None
    href: str | None
    alarming: bool = False  # a conflict


@dataclass(frozen=True, slots=True)
class LinkNews:
    transport_link: str
    title: str
    lines: tuple[Change, ...]  # new conflicts first, then what replaces earlier figures, then what happened, the latest first
    more: int


def look_up(connection: Connection, selection: Selection, names: Names) -> Told:
    """What the articles of a selection stated first of all. Raises storage.database.DatabaseError."""
    if not selection.items:
        return Told()
    articles = [item.article for item in selection.items]
    changes = tuple(ledger.changes(connection, articles=articles))
    rivals: dict[Figure, Value] = {}
    for transport_link in {change.transport_link for change in changes if change.conflicts} & names.registry.keys():
        for sheet in ledger.sheets(connection, names.registry, transport_link):
            rivals |= {(transport_link, value.attribute.value, value.figure): value for value in sheet.values}
    wanted = [value for change in changes for value in (*change.conflicts, *change.replacements)]
    wanted += [rivals[key] for value in wanted for figure in value.against if (key := _key(value, figure)) in rivals]
    numbers = list(dict.fromkeys(number for value in wanted for number in value.claims))
    found = {statement.id: statement for statement in ledger.statements(connection, numbers)}
    return Told(changes, rivals, found, max(articles))


def news(told: Told, names: Names) -> tuple[LinkNews, ...]:
    """What changed on each transport link; those with new conflicts first. Nothing where nothing changed."""
    found = []
    for change in told.changes:
        latest = sorted(change.happenings, key=lambda one: one.date or "", reverse=True)
        lines = [*_conflicts(change, told), *_replacements(change, told), *map(_happened, latest)]
        shown = lines if len(lines) <= LINES else lines[: LINES - 1]
        if shown:
            title = link_title(change.transport_link, names)
            found.append(LinkNews(change.transport_link, title, tuple(shown), len(lines) - len(shown)))
    return tuple(sorted(found, key=lambda one: not one.lines[0].alarming))


def _conflicts(change: LinkChanges, told: Told) -> Iterator[Change]:
    """A line for each attribute: `length: 850 m (R. Starovoit) against 1,000 m (TASS)`."""
    by_attribute: dict[str, list[Value]] = {}
    for value in change.conflicts:
        by_attribute.setdefault(value.attribute.value, []).append(value)
    for attribute, values in by_attribute.items():
        against = [told.rivals.get(_key(value, figure)) for value in values for figure in value.against]
        known = [value for value in (*values, *against) if value and _first(value, told)]
        named = list(dict.fromkeys(_figure(value, told) for value in known))
        if len(named) > 1:
            yield _line(f"{_words(attribute)}: {named[0]} against {_listed(named[1:])}", known[0], told, alarming=True)


def _listed(named: Sequence[str]) -> str:
    left = len(named) - RIVALS
    return ", ".join(named[:RIVALS]) + (f" and {left} more" if left > 0 else "")


def _replacements(change: LinkChanges, told: Told) -> Iterator[Change]:
    for value in change.replacements:
        words = f"{_words(value.attribute)}: {_figure(value, told)} replaces {one_line('; '.join(value.against))}"
        yield _line(words, value, told)


def _happened(happening: Happening) -> Change:
    planned = " (planned)" if happening.planned else ""
    who = f", {one_line(happening.stated_by[0])}" if happening.stated_by else ""
    date = written(happening.date) if happening.date else "Date unknown"
    return _addressed(f"{date}: {_words(happening.type)}{planned}{who}", happening.url)


def _line(words: str, value: Value, told: Told, *, alarming: bool = False) -> Change:
    first = _first(value, told)
    return _addressed(words, first.url if first else None, alarming=alarming)


def _first(value: Value, told: Told) -> Statement | None:
    """Who stated it first, the registry before all articles, of those known when the digest was decided on.

    A digest that is composed again after a crash must read as it did, whatever has been stated since.
    """
    found = [told.statements[number] for number in value.claims if number in told.statements]
    known = [one for one in found if one.article is None or one.article <= told.newest]
    return min(known, key=lambda one: (one.article or 0, one.id), default=None)


def _addressed(words: str, url: str | None, *, alarming: bool = False) -> Change:
    return Change(words, one_line(url) if url else None, web_address(url) if url else None, alarming)


def _figure(value: Value, told: Told) -> str:
    """`850 m (R. Starovoit)`."""
    first = _first(value, told)
    return one_line(f"{value.figure} ({first.speaker or first.publisher})" if first else value.figure)


def _key(value: Value, figure: str) -> Figure:
    return value.transport_link, value.attribute.value, figure


def _words(name: str) -> str:
    return name.replace("-", " ")
