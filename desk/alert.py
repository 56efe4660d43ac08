"""`tumen alert`: tell people what is wrong and new."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from desk.place import installation, open_database
from tumen.catalogue import Installation
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from digests.alerts import Alarm

SPOOL = "spool/alerts.json"  # in var/ of the home
_DOWN = timedelta(minutes=10)  # a database that restarts, or is upgraded, is back by then


@click.command("alert")
@click.option("--preview", is_flag=True, help="Print what would be sent; nothing is sent or remembered.")
def command(preview: bool) -> int:
    """Mail `alerts:` of schedules.yaml what is wrong and was not told yet, and what is over since.

    Sources that fell silent, digests that did not arrive, and a database that has not answered for ten minutes. Exit code 1
    when the mail has to be tried again, 3 while the database does not answer.
    """
    from digests.alerts import changes, compose_alert
    from digests.deliver import Carrier, Limits
    from digests.spool import open_spool
    from storage.database import DatabaseError
    from tumen.now import utc_now

    place = installation()
    plan, now = place.schedules.alerts, utc_now()
    if plan is None:
        raise ConfigurationError("schedules.yaml: has no alerts: key; docs/operations.md shows one")
    with open_spool(place.state / SPOOL) as spool:
        try:
            alarms, down = _alarms(place, now), None
        except DatabaseError as error:
            down = str(error)
            alarms = _database_alarm(down, spool.down_since, now)
        # While the database is away nothing is known of the rest: what was told stays told.
        kept = {key: what for key, what in spool.told.items() if down and not key.startswith("database ")}
        found = changes(alarms, {key: what for key, what in spool.told.items() if key not in kept})
        composed = compose_alert(found, subject=plan.subject, zone=plan.timezone, now=now)
        if preview:
            click.echo(composed.text if found.worth_a_mail else "Nothing to tell.")
            return 0
        if place.smtp is None:
            raise ConfigurationError("no mail server: set TUMEN_SMTP_URL, as smtp://USER:PASSWORD@HOST:587; --preview needs none")
        spool.down_since = (spool.down_since or now) if down else None
        if found.worth_a_mail:
            spool.add(composed, plan, now)
            spool.told = kept | {alarm.key: alarm.what for alarm in (*found.lasting, *found.new)}
        spool.write()  # before the first byte goes out: told once, whatever happens
        done = spool.deliver(plan, Carrier(place.smtp, Limits()), now)
    if down:
        click.echo(f"tumen: {down}", err=True)
        return 3
    return 0 if done else 1


def _alarms(place: Installation, now: datetime) -> list["Alarm"]:
    """What is wrong as far as the database knows. Raises DatabaseError."""
    from desk.health import healths
    from digests.alerts import Alarm
    from storage.mailtrouble import undelivered

    with open_database(place) as database, database.reading() as connection:
        sick = [health for health in healths(connection, now) if health.alarm]
        mails = undelivered(connection, now=now)
    publishers = {source.id: source.publisher for source in place.sources}
    sources = [
        Alarm(
            key=f"source {health.source} {health.state} {health.since.isoformat() if health.since else ''}",
            what=f"{publishers.get(health.source, health.source)} ({health.source}) is {health.state}",
            since=health.since,
            evidence=health.evidence,
        )
        for health in sick
    ]
    return sources + [
        Alarm(
            key=f"mail {mail.delivery} {mail.state}",
            what=f"Digest {mail.subscription} {mail.period} to {mail.recipient} is {mail.state}",
            since=mail.changed_at,
            evidence=mail.detail or "the mail server gave no reason",
        )
        for mail in mails
    ]


def _database_alarm(said: str, down_since: datetime | None, now: datetime) -> list["Alarm"]:
    from digests.alerts import Alarm

    if down_since is None or now - down_since < _DOWN:
        return []
    return [Alarm(f"database {down_since.isoformat()}", "The database does not answer", down_since, said)]
