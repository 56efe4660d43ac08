"""`tumen sources`: the catalogue, and what its entries answer."""

import importlib

import click

from desk.place import installation, json_option, print_json
from desk.tables import table

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
    listed = [source for source in installation().sources if source.enabled or everything]
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
                    "enabled": s.enabled,
                }
                for s in listed
            ]
        )
        return 0
    rows = [(s.id, s.publisher[:40], s.affiliation, " ".join(s.languages), s.kind, "yes" if s.enabled else "no") for s in listed]
    click.echo(table(rows, ["id", "publisher", "affiliation", "languages", "kind", "enabled"]))
    return 0
