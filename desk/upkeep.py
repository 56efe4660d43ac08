"""`tumen upkeep`: housekeeping of the database, its copies and the archive."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.place import installation, open_archive, open_database, owner
from desk.reread import reread
from tumen.catalogue import Installation, UpkeepPlan
from tumen.now import utc_now
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.database import Database

Summary = dict[str, int | str]


@click.command("upkeep")
@click.argument("task")
def command(task: str) -> int:
    """Run TASK of schedules.yaml now.

    \b
    prune      forgets old rows of requests that brought no article
    optimise   refreshes the statistics of the database and tidies its search index
    backup     copies the database into var/backups and deletes copies older than `keep`, the latest never
    archive    deletes raw pages (WARC files) older than `keep`; their hashes and addresses stay
    reread     reads every kept wording again for the ledger, after an upgrade; needs no entry in schedules.yaml
    """
    from storage import runs

    place = installation()
    if task == "reread":
        return reread(place)
    plan = next((plan for plan in place.schedules.upkeep if plan.name == task), None)
    if plan is None:
        listed = ", ".join(plan.name for plan in place.schedules.upkeep) or "none"
        raise ConfigurationError(f'schedules.yaml: no upkeep task "{task}"; listed: {listed}')
    with open_database(place) as database:
        with database.writing() as connection:
            run = runs.start(connection, f"upkeep.{task}", now=utc_now(), owner=owner())
        done = _TASKS[task](place, plan, database)
        with database.writing() as connection:
            runs.finish(connection, run, now=utc_now(), outcome="ok", summary=done)
    click.echo(", ".join([f"{task}: done", *(f"{what} {_shown(value)}" for what, value in done.items())]))
    return 0


def _prune(_: Installation, plan: UpkeepPlan, database: "Database") -> Summary:
    from storage.upkeep import prune

    with database.writing() as connection:
        return {"rows removed": prune(connection, before=_oldest(plan))}


def _optimise(_: Installation, __: UpkeepPlan, database: "Database") -> Summary:
    from storage.upkeep import optimise

    optimise(database)
    return {}


def _backup(place: Installation, plan: UpkeepPlan, database: "Database") -> Summary:
    from storage.backup import backup, expire

    folder = place.state / "backups"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{folder}: cannot be made: {error.strerror}") from error
    path = folder / f"tumen-{utc_now():%Y%m%dT%H%M%SZ}.{'db' if database.is_sqlite else 'dump'}"
    size = backup(database, path)
    return {"copied to": _told(path), "bytes": size, "old copies deleted": expire(folder, before=_oldest(plan))}


def _archive(place: Installation, plan: UpkeepPlan, _: "Database") -> Summary:
    files, size = open_archive(place).expire(before=_oldest(plan).date())
    return {"files deleted": files, "bytes freed": size}


_TASKS: dict[str, Callable[[Installation, UpkeepPlan, "Database"], Summary]] = {
    "prune": _prune,
    "optimise": _optimise,
    "backup": _backup,
    "archive": _archive,
}


def _oldest(plan: UpkeepPlan) -> datetime:
    assert plan.keep is not None  # noqa: S101 — schedules.yaml cannot leave it out for these tasks
    return utc_now() - plan.keep


def _told(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _shown(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else value
