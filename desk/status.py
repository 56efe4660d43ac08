"""`tumen status`: what is there, what runs, and how it went."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from desk.place import json_option, machine, open_database, print_json
from desk.tables import safe, table
from tumen.catalogue import Machine
from tumen.times import said as span_said

if TYPE_CHECKING:
    from storage.database import Connection


@click.command("status")
@json_option
def command(as_json: bool) -> int:
    """Show the daemon and its jobs, the sources' state, how requests ended, the articles kept and the latest runs."""
    from storage.status import status
    from tumen.now import utc_now

    place = machine()
    daemon = _daemon(place)
    if not as_json:
        _show_daemon(daemon)  # first: it needs no database, and that may be what is wrong
    with open_database(place) as database, database.reading() as connection:
        found = status(connection, utc_now()) | {"daemon": daemon, "health": _health(connection)}
    if as_json:
        print_json(found)
        return 0
    _show(found)
    return 0


def _health(connection: "Connection") -> list[dict[str, Any]]:
    from desk.health import as_json, healths
    from tumen.now import utc_now

    return [as_json(health) for health in healths(connection, utc_now())]


def _daemon(place: Machine) -> dict[str, Any]:
    """Whether one runs, when it last beat, and its jobs: what runs since when, the last result, the next start."""
    from clock.holding import holder
    from clock.record import RECORD, read_record

    pid = holder(place.state)
    told = read_record(place.state / RECORD) or {}
    jobs = told.get("jobs", {})
    if pid is None:
        jobs = {name: job | {"running": [], "next_at": None} for name, job in jobs.items()}
    return {
        "running": pid is not None,
        "pid": pid,
        "started_at": told.get("started_at") if pid is not None else None,
        "beat_at": told.get("beat_at"),
        "schedules": told.get("schedules"),
        "jobs": jobs,
    }


def _show_daemon(daemon: dict[str, Any]) -> None:
    beat = _short(daemon["beat_at"])
    if daemon["running"]:
        click.echo(f"The daemon runs since {_short(daemon['started_at'])} (process {daemon['pid']}, last heartbeat {beat})\n")
    else:
        click.echo("No daemon runs" + (f"; the last one was heard of {beat}" if beat else ": tumen daemon") + "\n")
    refused = (daemon["schedules"] or {}).get("refused")
    if refused and daemon["running"]:
        click.echo(f"schedules.yaml was changed and not taken: {safe(refused)}\n")
    rows = [_job_row(name, job) for name, job in daemon["jobs"].items()]
    if rows:
        click.echo(table(rows, ["job", "running since", "last result", "ended", "last ok", "next start (UTC)"]) + "\n")


def _job_row(name: str, job: dict[str, Any]) -> list[str]:
    last = job["last"]
    running = ", ".join(_short(run["since"]) for run in job["running"])
    result = f"{last['outcome']} ({last['code']})" if last and last["code"] else last["outcome"] if last else ""
    return [name, running, result, _short(last and last["until"]), _short(job["last_ok_at"]), _short(job["next_at"])]


def _short(moment: str | None) -> str:
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _show(found: dict[str, Any]) -> None:
    click.echo(f"{found['articles']} articles kept, {found['relevant']} of them relevant\n")
    click.echo(table(sorted(found["fetches"]["by_outcome"].items()), ["outcome", "requests"]) + "\n")
    rows = [[safe(str(value)) if value is not None else "" for value in row.values()] for row in found["runs"][:10]]
    if rows:
        click.echo(table(rows, [name.replace("_", " ") for name in found["runs"][0]]) + "\n")
    told = [one for one in found["health"] if one["alarm"] or one["state"] == "moved"]
    if told:
        rows = [[one["source"], one["state"], _short(one["since"]), safe(one["evidence"])] for one in told]
        click.echo(table(rows, ["source that needs a look", "state", "since", "evidence"]) + "\n")
    asked = [source for source in found["sources"] if source.get("last_polled_at")]
    if asked:
        head = ["id", "last polled at", "last reason", "failures", "next due at", "interval", "why"]
        click.echo(table([_source_row(source) for source in asked], head))
    else:
        click.echo("No source has been asked yet: tumen crawl")


def _source_row(source: dict[str, Any]) -> list[str]:
    at = (_short(source["last_polled_at"]), source["last_reason"] or "", str(source["failures"]), _short(source["next_due_at"]))
    if source["resting_since"]:
        return [source["id"], *at, "", f"rests since {_short(source['resting_since'])}: {source['fallback_of']} does well"]
    seconds, why = source["pace_seconds"], source["pace_reason"] or ""
    stands_in = f"stands in for {source['fallback_of']}; " if source["stands_in_since"] else ""
    return [source["id"], *at, "" if seconds is None else span_said(timedelta(seconds=seconds)), safe(stands_in + why)]
