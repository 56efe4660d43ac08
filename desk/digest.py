"""`tumen digest`: compose, then preview or send."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.baseline import synchronise_registry
from desk.moments import AWARE
from desk.place import installation, open_database, owner
from tumen.catalogue import DigestPlan, Installation
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.database import Database


@click.command("digest")
@click.argument("name")
@click.option(
    "--preview",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write NAME-PERIOD.eml and .html into this folder; nothing is sent or marked as sent.",
)
@click.option(
    "--due",
    type=AWARE,
    help="The time it was due, as 2026-11-21T07:00+09:00: its period is the one sent. Without it, the current period.",
)
@click.option(
    "--confirm-here", is_flag=True, help="The database was moved or copied to this machine: digests are sent from here."
)
def command(name: str, folder: Path | None, due: datetime | None, confirm_here: bool) -> int:
    """Compose the digest NAME of schedules.yaml for its period and send it, one message per recipient.

    A period is sent once: a second call finds it decided and sends only what is still waiting. Exit code 1 when a delivery
    failed, is uncertain or has to be tried again.
    """
    place = installation()
    plan = next((plan for plan in place.schedules.digest if plan.name == name), None)
    if plan is None:
        listed = ", ".join(plan.name for plan in place.schedules.digest) or "none"
        raise ConfigurationError(f'schedules.yaml: no digest "{name}"; listed: {listed}')
    with open_database(place) as database:
        synchronise_registry(place, database)  # new figures are told beside the registry's
        if folder is not None:
            for path in preview(place, database, plan, folder):
                click.echo(path)
            return 0
        _from_here(database, confirm_here)
        return _send(place, database, plan, due)


def _from_here(database: "Database", confirmed: bool) -> None:
    """Raises ConfigurationError when this database was copied from elsewhere and nobody said that it sends from here."""
    from storage import jobs
    from tumen.now import utc_now

    machine = Path("/etc/machine-id")
    name = machine.read_text(encoding="ascii", errors="replace").strip() if machine.is_file() else ""
    with database.writing() as connection:
        here = jobs.place_of(connection, name)
        if confirmed:
            jobs.confirm(connection, here, now=utc_now())
        allowed = jobs.may_send(connection, here, now=utc_now())
    if not allowed:
        raise ConfigurationError(
            "this database was copied here from where digests are sent; they would arrive twice."
            " If it was moved for good: tumen digest NAME --confirm-here"
        )


def preview(place: Installation, database: "Database", plan: DigestPlan, folder: Path) -> tuple[Path, Path]:
    """The .eml and .html of what would be sent now. Raises DatabaseError and ConfigurationError."""
    from digests import send
    from tumen.now import utc_now

    return send.preview(database, plan, **_told(place, database), now=utc_now(), into=folder)


def _send(place: Installation, database: "Database", plan: DigestPlan, due: datetime | None) -> int:
    from digests import send
    from storage import runs
    from tumen.now import utc_now

    told = _told(place, database)
    with database.writing() as connection:
        run = runs.start(connection, f"digest.{plan.name}", now=utc_now(), owner=owner())
    report = send.send(database, plan, place.smtp, **told, now=utc_now(), due=due)
    outcome: runs.RunOutcome = "failures" if report.worth_a_look else "ok"
    with database.writing() as connection:
        runs.finish(connection, run, now=utc_now(), outcome=outcome, summary={"sent": report.sent, "uncertain": report.uncertain})
    click.echo(report)
    for detail in report.details:
        click.echo(f"  {detail}", err=True)
    return 1 if report.worth_a_look else 0


def _told(place: Installation, database: "Database") -> dict[str, Any]:
    """What the digest's reader is told beside the articles: names, and how far the crawl came."""
    from desk.health import SILENT, healths
    from digests.view import Coverage, Names, Quiet, Unreachable
    from storage.status import status
    from tumen.configuration import configured_file
    from tumen.now import utc_now
    from tumen.outcomes import Outcome, Reason
    from tumen.registry import load_registry

    registry = load_registry(configured_file(place.home, "seeds/transport.yaml"))
    with database.reading() as connection:
        silent = [one for one in healths(connection, utc_now()) if one.alarm and one.state in SILENT]
        states = [state for state in status(connection, utc_now())["sources"] if state["last_polled_at"]]
    unreachable = [
        Unreachable(
            state["id"],
            datetime.fromisoformat(state["last_success_at"]) if state["last_success_at"] else None,
            Reason(state["last_reason"]),
        )
        for state in states
        if state["last_reason"] and Reason(state["last_reason"]).outcome is not Outcome.POLLED
    ]
    return {
        "names": Names(
            transport_links={transport_link.id: transport_link.title for transport_link in registry.transport_links.values()},
            publishers={s.id: (s.publisher, s.affiliation) for s in place.sources},
            registry=registry.transport_links,
        ),
        "coverage": Coverage(
            asked=len(states),
            unreachable=tuple(unreachable),
            quiet=tuple(Quiet(one.source, one.since, one.evidence) for one in silent),
        ),
    }
