"""What every command starts from: this installation, its log, its database."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.logs import set_up_log
from tumen.catalogue import Installation, Machine
from tumen.configuration import configured_file, load, load_machine

if TYPE_CHECKING:
    from pipelines.relevance import Scorer
    from storage.archive import Archive
    from storage.database import Database

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout; logs go to stderr.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Log every step to stderr.")


def installation(verbose: bool = False) -> Installation:
    """How this installation is set up. Raises ConfigurationError."""
    accepted = accepted_plans()
    set_up_log(logging.INFO if verbose or accepted else logging.WARNING, os.environ)
    return load(os.environ, Path.cwd(), accepted)


def machine() -> Machine:
    """As `installation`, without reading the catalogue and the schedules. Raises ConfigurationError."""
    set_up_log(logging.INFO if accepted_plans() else logging.WARNING, os.environ)
    return load_machine(os.environ, Path.cwd())


def accepted_plans() -> Path | None:
    """Where the daemon that started this process keeps its plans; None when somebody else did."""
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("accepted") if context else None
    return given if isinstance(given, Path) else None


@contextmanager
def open_database(place: Machine) -> Iterator["Database"]:
    """The database, created or upgraded when it has to be. Raises storage.database.DatabaseError."""
    from storage.database import Database

    if place.database_url == f"sqlite:///{place.state / 'tumen.db'}":
        place.state.mkdir(parents=True, exist_ok=True)
    database = Database(place.database_url)
    try:
        database.upgrade()
        yield database
    finally:
        database.close()


def open_scorer(place: Machine) -> "Scorer":
    """The scorer with this home's registry, lexicon and weights. Raises ConfigurationError."""
    from pipelines.relevance import load_scorer

    return load_scorer(find_seed(place))


def find_seed(place: Machine) -> Callable[[str], Path]:
    """Where a file of seeds/ stands: in this home, else among the shipped ones."""
    return lambda name: configured_file(place.home, f"seeds/{name}")


def open_archive(place: Machine) -> "Archive":
    """Where the raw pages of kept documents are; nothing is made before the first one."""
    from storage.archive import Archive

    return Archive(place.state / "archive", os.uname().nodename)


def print_json(value: Any) -> None:
    """One JSON document on stdout, as the last thing a command prints there."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def owner() -> str:
    """Who holds a lease or a run: host and process, so that a reader of the table finds it."""
    return f"{os.uname().nodename}:{os.getpid()}"
