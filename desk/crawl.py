"""`tumen crawl`: fetch new articles."""

import difflib
from collections.abc import Sequence

import click

from desk.orphans import clear_orphans
from desk.place import installation, json_option, open_database, owner, print_json, verbose_option
from desk.summary import as_rows, progress, show_report
from tumen.catalogue import Installation, Source
from tumen.yamlfile import ConfigurationError


@click.command("crawl")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--due", is_flag=True, help="Only those whose time has come. Without it the named sources are asked now.")
@click.option("--group", help="The sources of this crawl group of schedules.yaml.")
@json_option
@verbose_option
def command(sources: tuple[str, ...], due: bool, group: str | None, as_json: bool, verbose: bool) -> int:
    """Fetch new articles from the named SOURCES, or from all enabled ones that are due.

    A source another crawl is working on is left to it. Exit code 1 when a source could not be reached, 3 when the
    database could not be written, 4 after Ctrl-C or SIGTERM.
    """
    from crawler.crawl import crawl

    place = installation(verbose)
    chosen = choose(place, sources, group)
    with open_database(place) as database:
        clear_orphans(database)
        report = crawl(
            place,
            database,
            chosen,
            due_only=due or not (sources or group),
            owner=owner(),
            job=f"crawl.{group}" if group else "crawl",
            progress=progress(),
        )
    if as_json:
        print_json({"run": report.run, "outcome": report.outcome, "sources": as_rows(report)})
    else:
        show_report(report)
    return exit_code(report.outcome)


def exit_code(outcome: str) -> int:
    """The exit code for a run's outcome."""
    return {"ok": 0, "failures": 1, "failed": 3, "interrupted": 4}[outcome]


def choose(place: Installation, ids: Sequence[str], group: str | None) -> list[Source]:
    """The named sources (also disabled ones: who names a source means it), or all enabled ones. Raises ConfigurationError."""
    if ids and group:
        raise ConfigurationError("name sources or a --group, not both")
    if group is not None:
        found = next((plan for plan in place.schedules.crawl if plan.name == group), None)
        if found is None:
            listed = ", ".join(plan.name for plan in place.schedules.crawl)
            raise ConfigurationError(f'schedules.yaml: no crawl group "{group}"; listed: {listed}')
        return [source for source in place.sources if source.id in found.sources and source.enabled]
    if not ids:
        return [source for source in place.sources if source.enabled]
    known = {source.id: source for source in place.sources}
    for source_id in ids:
        if source_id not in known:
            near = difflib.get_close_matches(source_id, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "tumen sources --all lists them"
            raise ConfigurationError(f'seeds/sources.yaml: no source "{source_id}"; {hint}')
    return [known[source_id] for source_id in dict.fromkeys(ids)]
