"""`tumen database`: what an administrator does with it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.place import json_option, machine, open_database, print_json
from desk.tables import table

if TYPE_CHECKING:
    from storage.condition import Condition
    from storage.database import Database


@click.group("database")
def command() -> None:
    """Upgrade, back up or check the database of TUMEN_DATABASE_URL (default: var/tumen.db in the home)."""


@contextmanager
def _as_it_is() -> Iterator["Database"]:
    """The database without bringing it up first."""
    from storage.database import Database

    database = Database(machine().database_url)
    try:
        yield database
    finally:
        database.close()


@command.command("upgrade", short_help="Bring the tables up to this program's revision.")
def upgrade() -> int:
    """Create the tables or bring them up to this program's revision; every other command does so too.

    All or nothing: whoever is killed meanwhile leaves the database as it was. There is no way back; take a backup first.
    """
    from storage.database import HEAD

    with _as_it_is() as database:
        before = database.revision() if not database.is_sqlite or Path(str(database.url.database)).exists() else None
    with open_database(machine()):
        pass
    click.echo(f"at revision {HEAD}" + ("" if before == HEAD else f", was {before or 'not there'}"))
    return 0


@command.command("backup", short_help="Copy everything into a file, also while it is written to.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace FILE; the old one stays until the new one is whole.")
def backup(file: Path, replace: bool) -> int:
    """Copy everything into FILE while the database may be written to.

    \b
    SQLite       a database file: put it in the place of var/tumen.db to go back to it
    PostgreSQL   what pg_dump --format=custom writes: pg_restore --dbname=… FILE
    The raw pages are not in it: copy var/archive too.
    """
    from storage.backup import backup as write

    with _as_it_is() as database:
        size = write(database, file, replace=replace, progress=_progress if sys.stderr.isatty() else None)
    click.echo(f"{file}: {size:,} bytes")
    return 0


def _progress(copied: int, total: int) -> None:
    end = "\n" if copied == total else ""
    click.echo(f"\r{copied / 2**20:,.0f} of {total / 2**20:,.0f} MB{end}", nl=False, err=True)


@command.command("check", short_help="Look whether everything is sound.")
@json_option
def check(as_json: bool) -> int:
    """Look whether the file, its references and our own rules about rows are sound. Writes nothing.

    Exit code 1 when something is wrong with what was found, 3 when the database cannot be opened.
    """
    from storage.condition import condition

    with _as_it_is() as database:
        found = condition(database)
    if as_json:
        print_json(asdict(found))
    else:
        _show(found)
    return 1 if found.faults else 0


def _show(found: "Condition") -> None:
    if found.counts:
        click.echo(table(list(found.counts.items()), ["table", "rows"]) + "\n")
    for fault in found.faults:
        click.echo(f"wrong: {fault}")
    said = "something is wrong" if found.faults else "sound"
    click.echo(f"{said}; revision {found.revision or 'none'}, {found.bytes / 2**20:,.1f} MB")


@command.command("grant-analyst", short_help="Let a PostgreSQL role read, and nothing else.")
@click.argument("name")
def grant_analyst(name: str) -> int:
    """Let the PostgreSQL role NAME read all views and tables but people's mail addresses; it is made if it is not there."""
    from storage.roles import grant_analyst as grant

    with open_database(machine()) as database:
        made = grant(database, name)
    click.echo(f"{name} may read" + (f'; give it a password: psql … -c "\\password {name}"' if made else ""))
    return 0
