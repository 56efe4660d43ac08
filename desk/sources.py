"""`tumen sources`: the catalogue, and what its entries answer."""

import importlib

import click

from desk.place import installation, json_option, print_json
from desk.tables import table
from tumen.catalogue import Bounds, Source
from tumen.times import said

_COMMANDS = {
    "check": ("desk.source_check", "Ask sources once and say what they are."),
    "add": ("desk.source_add", "Find the feeds and sitemaps of a site and add one to the catalogue."),
}


class _Sources(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return found


@click.group("sources", cls=_Sources, invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="Also those that are not enabled.")
@json_option
@click.pass_context
def command(context: click.Context, everything: bool, as_json: bool) -> int:
    """List the sources of seeds/sources.yaml; check them; add one."""
    if context.invoked_subcommand is not None:
        return 0
    place = installation()
    bounds_of = place.schedules.bounds_of
    listed = [source for source in place.sources if source.enabled or everything]
    if as_json:
        print_json(
            [
                {
                    "id": s.id,
                    "publisher": s.publisher,
                    "kind": s.kind,
                    "url": s.url,
                    "languages": list(s.languages),
                    "affiliation": s.affiliation,
                    "timezone": s.timezone,
                    "every_seconds": int(s.every.total_seconds()),
                    "fastest_seconds": int(bounds_of(s).fastest.total_seconds()),
                    "slowest_seconds": int(bounds_of(s).slowest.total_seconds()),
                    "fallback_of": s.fallback_of,
                    "enabled": s.enabled,
                }
                for s in listed
            ]
        )
        return 0
    rows = [
        (s.id, s.publisher[:40], s.affiliation, " ".join(s.languages), s.kind, _interval(s, bounds_of(s)), _enabled(s))
        for s in listed
    ]
    click.echo(table(rows, ["id", "publisher", "affiliation", "languages", "kind", "interval", "enabled"]))
    return 0


def _interval(source: Source, bounds: Bounds) -> str:
    return f"{said(bounds.fastest)} - {said(source.every)} - {said(bounds.slowest)}"


def _enabled(source: Source) -> str:
    return "no" if not source.enabled else f"fallback of {source.fallback_of}" if source.fallback_of else "yes"
