"""`tumen links`: what is stated of each transport link, who says so, and where they disagree."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.baseline import synchronise_registry
from desk.place import find_seed, json_option, machine, open_database, print_json
from desk.sheet import is_disputed, sheet_lines, still_said
from desk.tables import safe, table, width
from digests.wrapping import columns, wrap
from tumen.ledger import Sheet, Statement
from tumen.registry import Registry, load_registry
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.database import Connection

HEADERS = ["transport link", "status", "since", "last event", "last report", "conflicts"]
NARROWEST = 16  # columns of the status where the terminal has no room for it
BROKEN = 14  # columns at which the words of events are broken
NEAREST = 3  # ids named when one is not known


@click.command("links")
@click.argument("transport_link", required=False, metavar="[ID]")
@click.option(
    "--plot",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw into this folder, as SVG and PNG: the timeline of ID; without ID a timeline of each and a map of all.",
)
@json_option
def command(transport_link: str | None, folder: Path | None, as_json: bool) -> int:
    """Show what is stated of each transport link; with ID everything stated of one, conflicts first, each with its sentence.

    Nothing is overwritten: values that disagree stand side by side, with who states each, when it was first and last seen and
    by how many independent sources. Events that nobody has stated on or after their date yet are marked as planned.
    """
    from storage import ledger

    place = machine()
    registry = load_registry(find_seed(place)("transport.yaml"))
    if transport_link is not None and transport_link not in registry.transport_links:
        raise ConfigurationError(_unknown(transport_link, registry))
    with open_database(place) as database:
        synchronise_registry(place, database)
        with database.reading() as connection:
            sheets = ledger.sheets(connection, registry.transport_links, transport_link)
            statements = _statements(connection, sheets) if transport_link is not None else {}
    plots = [str(path) for path in _draw(sheets, registry, folder, whole=transport_link is None)] if folder is not None else None
    if as_json:
        told = (
            _sheet_json(sheets[0], statements) if transport_link is not None else {"transport_links": [_row(s) for s in sheets]}
        )
        print_json(told if plots is None else told | {"plots": plots})
    elif plots is not None:
        click.echo("\n".join(plots))
    elif transport_link is not None:
        click.echo("\n".join(sheet_lines(sheets[0], statements, width())))
    else:
        _show(sheets)
    return 0


def _unknown(name: str, registry: Registry) -> str:
    known = list(registry.transport_links)
    near = difflib.get_close_matches(name, known, n=NEAREST, cutoff=0.4) or [one for one in known if name in one][:NEAREST]
    meant = f"did you mean {', '.join(near)}?" if near else "`tumen links` lists them"
    return f'no transport link "{name}"; {meant}'


def _statements(connection: "Connection", sheets: Sequence[Sheet]) -> dict[int, Statement]:
    from storage import ledger

    numbers = [number for sheet in sheets for value in sheet.values for number in value.claims]
    return {statement.id: statement for statement in ledger.statements(connection, numbers)}


def _draw(sheets: Sequence[Sheet], registry: Registry, folder: Path, *, whole: bool) -> list[Path]:
    """The files drawn. Raises ConfigurationError when the folder cannot be written."""
    from desk.pictures.atlas import Atlas, draw_map
    from desk.pictures.timeline import draw_timeline

    try:
        folder.mkdir(parents=True, exist_ok=True)
        pages = {f"timeline-{sheet.transport_link}": draw_timeline(sheet) for sheet in sheets}
        if whole:
            pages["map"] = draw_map(Atlas(sheets, registry.transport_links, registry.places))
        return [path for name, page in pages.items() for path in page.save(folder, name)]
    except OSError as error:
        raise ConfigurationError(f"--plot {folder}: cannot be written: {error.strerror}") from error


def _show(sheets: Sequence[Sheet]) -> None:
    """The table, its cells broken so that it fits the terminal."""
    rows = [_cells(_row(sheet)) for sheet in sheets]
    others = [[cell for n, cell in enumerate(row) if n != 1] for row in rows]
    headers = [header for header in HEADERS if header != "status"]
    taken = sum(
        max(columns(line) for cell in cells for line in cell.splitlines() or [""]) for cells in zip(headers, *others, strict=True)
    )
    room = max(NARROWEST, width() - taken - 2 * len(headers))
    click.echo(table([[row[0], wrap(safe(row[1]), width=room), *row[2:]] for row in rows], HEADERS))
    click.echo("\ntumen links ID: everything stated of one, with its sentences. tumen links --plot DIR: timelines and a map.")


def _cells(row: Mapping[str, Any]) -> list[str]:
    event, since = row["last_event"], row["status_since"] or ""
    last = f"{event['date']}\n{wrap(event['type'].replace('-', ' '), width=BROKEN)}" if event else ""
    known = "as of\n" if since and row["status_from"] == "registry" else ""
    return [row["id"], row["status"], known + since, last, row["last_report"] or "", str(len(row["conflicts"]) or "")]


def _row(sheet: Sheet) -> dict[str, Any]:
    """What the table and `--json` without ID tell of a transport link."""
    past = [one for one in sheet.timeline if one.date and not one.planned and still_said(one)]
    last = max(past, key=lambda one: one.date or "", default=None)
    attributes = list(dict.fromkeys(value.attribute for value in sheet.values))
    of = {name: [value for value in sheet.values if value.attribute is name] for name in attributes}
    return {
        "id": sheet.transport_link,
        "title": sheet.title,
        "kind": sheet.kind,
        "status": sheet.status,
        "status_since": sheet.status_since,
        "status_from": sheet.status_from,
        "status_by": list(sheet.status_by),
        "last_event": {"date": last.date, "type": last.type.value} if last else None,
        "last_report": sheet.reports[-1][0] if sheet.reports else None,
        "conflicts": [name.value for name, values in of.items() if is_disputed(values)],
    }


def _sheet_json(sheet: Sheet, statements: Mapping[int, Statement]) -> dict[str, Any]:
    """The sheet under the names of `tumen.ledger`; each value with its figure as shown and its statements."""
    told = asdict(sheet)
    for row, value in zip(told["values"], sheet.values, strict=True):
        row["figure"] = value.figure
        row["stated"] = [_statement_json(statements[number]) for number in value.claims if number in statements]
    return told


def _statement_json(statement: Statement) -> dict[str, Any]:
    stated_at = statement.stated_at.isoformat(timespec="seconds") if statement.stated_at else None
    return asdict(statement) | {"figure": statement.figure, "stated_at": stated_at}
