"""`tumen sources check`: what sources answer now."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from desk.crawl import choose
from desk.place import installation, json_option, open_database, print_json, verbose_option
from desk.tables import table, width
from tumen.catalogue import Installation

if TYPE_CHECKING:
    from crawler.probing import Probe


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@json_option
@verbose_option
def command(sources: tuple[str, ...], as_json: bool, verbose: bool) -> int:
    """Ask the named SOURCES, or all enabled ones, once, and say what they are: kind, entries, dates, languages, robots.txt.

    Nothing is stored, and hosts that asked to be left alone are. Exit code 1 when one announces nothing, 4 after Ctrl-C.
    """
    from crawler.probing import INTERRUPTED, probe

    place = installation(verbose)
    with open_database(place) as database:
        probes = probe(place, database, choose(place, sources, None))
    if as_json:
        print_json([asdict(one) | {"notes": notes(one, place)} for one in probes])
    else:
        show(probes, place)
    problems = {one.problem for one in probes}
    return 4 if INTERRUPTED in problems else 1 if any(problems) else 0


def show(probes: "list[Probe]", place: Installation) -> None:
    """One line for each source, and under the table what does not fit the catalogue."""
    rows = [
        (one.source, one.kind or "-", one.entries, one.dated, one.newest, " ".join(one.languages), one.robots, one.problem)
        for one in probes
    ]
    click.echo(table(rows, ["source", "kind", "entries", "dated", "newest", "languages", "robots.txt", "problem"]))
    for one in probes:
        for note in notes(one, place):
            click.echo(f"{one.source}: {note}"[: max(width(), 80)])


def notes(one: "Probe", place: Installation) -> list[str]:
    """What an analyst would want to mend."""
    source = place.source(one.source)
    found = []
    if one.landed and source is not None and source.url == one.url:
        found.append(f"redirects to {one.landed}")
    if one.left_out:
        found.append(f"left out: {one.left_out}")
    if one.entries and not one.dated and source is not None and source.kind in ("feed", "listing"):
        found.append("no date of its entries can be read")
    if source is not None and source.kind == "feed" and one.problem == "an HTML page":
        found.append(f"tumen sources add {one.url} looks for the feeds this page names")
    missing = [code for code in one.languages if source is not None and code not in source.languages]
    if missing:
        found.append(f"also in {', '.join(missing)}, which languages: does not say")
    return found
