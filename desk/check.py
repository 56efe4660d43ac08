"""`tumen check`: the configuration, resolved."""

import click

from desk.place import installation, json_option, print_json
from desk.tables import table
from tumen.catalogue import Installation
from tumen.times import said


@click.command("check")
@json_option
def command(as_json: bool) -> int:
    """Check schedules.yaml, seeds/ and the environment, and print the resolved plan.

    Nothing is fetched or stored. A file that cannot be used is refused with file, line, key and what would be right
    (exit code 2).
    """
    from clock.jobs import jobs_of
    from desk.place import open_scorer

    place = installation()
    scorer = open_scorer(place)
    listed = {"enabled": sum(s.enabled for s in place.sources), "listed": len(place.sources)}
    jobs = [
        {
            "name": job.name,
            "when": str(job.times),
            "what": _what(job.name, place),
        }
        for job in jobs_of(place.schedules)
    ]
    plan = {
        "home": str(place.home),
        "database": _without_password(place.database_url),
        "smtp": f"{place.smtp.host}:{place.smtp.port} ({place.smtp.security})" if place.smtp else None,
        "open_addresses": list(place.open_addresses),
        "contact": place.contact,
        "threshold": scorer.weights.threshold,
        "sources": listed,
        "jobs": jobs,
        "notes": _notes(place),
    }
    if as_json:
        print_json(plan)
        return 0
    for key in ("home", "database", "smtp", "contact"):
        click.echo(f"{key + ':':<10}{plan[key] or 'not set'}")
    click.echo(f"sources:  {listed['enabled']} enabled of {listed['listed']}\n")
    click.echo(table([list(job.values()) for job in jobs], ["job", "when", "what"]))
    for note in _notes(place):
        click.echo(f"note: {note}")
    return 0


def _what(name: str, place: Installation) -> str:
    kind, _, job = name.partition(".")
    if kind == "crawl":
        group = next(group for group in place.schedules.crawl if group.name == job)
        enabled = [source for source in group.sources if (found := place.source(source)) and found.enabled]
        return f"{len(enabled)} sources"
    if kind == "digest":
        plan = next(plan for plan in place.schedules.digest if plan.name == job)
        return f"to {len(plan.recipients)} recipients, one per {plan.period}"
    if kind == "alert":
        return f"to {len(place.schedules.alerts.recipients) if place.schedules.alerts else 0} recipients"
    task = next(task for task in place.schedules.upkeep if task.name == job)
    return f"keep {said(task.keep)}" if task.keep else ""


def _notes(place: Installation) -> list[str]:
    """What is allowed but probably not meant."""
    grouped = {source for group in place.schedules.crawl for source in group.sources}
    idle = [source.id for source in place.sources if source.enabled and source.id not in grouped]
    found = [f"{source} is enabled but in no crawl group: the daemon never polls it" for source in idle]
    for plan in place.schedules.digest:
        if not plan.recipients:
            found.append(f"digest.{plan.name} has no recipients: the daemon does not send it; write to: [you@example.org]")
        elif place.smtp is None:
            found.append(f"digest.{plan.name} has recipients but TUMEN_SMTP_URL is not set: it cannot be sent")
    return found


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{separator}{user.partition(':')[0]}{at}{host}"
