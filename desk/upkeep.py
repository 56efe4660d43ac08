"""`tumen upkeep`: housekeeping of the database."""

import click

from desk.place import installation, open_database, owner
from tumen.yamlfile import ConfigurationError


@click.command("upkeep")
@click.argument("task")
def command(task: str) -> int:
    """Run TASK of schedules.yaml now: `prune` forgets old rows of pages that were not kept, `optimise` refreshes statistics."""
    from storage import runs
    from storage.upkeep import optimise, prune
    from tumen.now import utc_now

    place = installation()
    plan = next((plan for plan in place.schedules.upkeep if plan.name == task), None)
    if plan is None:
        listed = ", ".join(plan.name for plan in place.schedules.upkeep) or "none"
        raise ConfigurationError(f'schedules.yaml: no upkeep task "{task}"; listed: {listed}')
    with open_database(place) as database:
        with database.writing() as connection:
            run = runs.start(connection, f"upkeep.{task}", now=utc_now(), owner=owner())
            removed = prune(connection, before=utc_now() - plan.keep) if plan.keep else None
        if task == "optimise":
            optimise(database)
        with database.writing() as connection:
            runs.finish(connection, run, now=utc_now(), outcome="ok", summary={"removed": removed})
    click.echo(f"{task}: done" + (f", {removed} rows removed" if removed is not None else ""))
    return 0
