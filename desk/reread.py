"""`tumen upkeep reread`: the ledger anew from what is kept."""

import click

from desk.baseline import synchronise_registry
from desk.place import find_seed, open_archive, open_database, owner
from tumen.catalogue import Installation


def reread(place: Installation) -> int:
    """Read every kept wording again: after an upgrade, or when seeds/statements.yaml or events.yaml has changed.

    Raises ConfigurationError and DatabaseError; interrupted, what was read until then stays.
    """
    from pipelines import rereading
    from pipelines.workbench import open_workbench
    from storage import runs
    from tumen.now import utc_now

    done = 0
    with open_database(place) as database:
        synchronise_registry(place, database)
        with database.writing() as connection:
            run = runs.start(connection, "upkeep.reread", now=utc_now(), owner=owner())
        with open_workbench(find_seed(place), database, open_archive(place), workers=1, page_seconds=1.0) as bench:
            for done in rereading.reread(bench):
                click.echo(f"{done:,} wordings read", err=True)
        with database.writing() as connection:
            runs.finish(connection, run, now=utc_now(), outcome="ok", summary={"wordings read": done})
    click.echo(f"reread: done, wordings read {done:,}")
    return 0
