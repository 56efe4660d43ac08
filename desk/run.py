"""`tumen run`: the main job, once."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.place import installation, open_database, owner, verbose_option
from desk.summary import progress, show_report
from tumen.catalogue import Installation

if TYPE_CHECKING:
    from storage.database import Database


@click.command("run")
@verbose_option
def command(verbose: bool) -> int:
    """Load the baseline, crawl every enabled source that is due, and write the daily digest into var/outbox/ of the home.

    Sources that cannot be reached are told, one line each, and do not make the command fail; a database that cannot be
    written does (exit code 3).
    """
    from crawler.crawl import crawl
    from desk.digest import preview

    place = installation(verbose)
    with open_database(place) as database:
        click.echo(_baseline(place, database))
        enabled = [source for source in place.sources if source.enabled]
        click.echo(f"Crawling what is due of {len(enabled)} sources …")
        report = crawl(place, database, enabled, due_only=True, owner=owner(), job="run", progress=progress())
        show_report(report)
        if report.outcome in ("failed", "interrupted"):
            return 3 if report.outcome == "failed" else 4
        written = [path for plan in place.schedules.digest for path in preview(place, database, plan, place.state / "outbox")]
    _say_where(place, written)
    return 0


def _baseline(place: Installation, database: "Database") -> str:
    from desk.baseline import baseline_pages, synchronise_registry
    from desk.line import take
    from storage.fetches import settled
    from tumen.now import utc_now

    synchronise_registry(place, database)
    pages = list(baseline_pages(place.home))
    with database.reading() as connection:
        known = settled(connection, [page.fetch.url for page in pages], now=utc_now())
    new = [page for page in pages if page.fetch.url not in known]
    endings = asyncio.run(take(place, database, new)) if new else []
    relevant = sum(item.reason.outcome == "kept" for item in endings)
    if not new:
        return f"Baseline: {len(pages)} articles, loaded before"
    return f"Baseline: {len(new)} articles loaded, {relevant} relevant"


def _say_where(place: Installation, written: list[Path]) -> None:
    click.echo("\nWhere to look next:")
    for path in written:
        click.echo(f"  {_near(path)}")
    click.echo(
        f"  {_near(place.state / 'tumen.db')}   (SQL; docs/database.md)" if place.database_url.startswith("sqlite") else ""
    )
    click.echo("  .venv/bin/tumen status · tumen search bridge · tumen explain ADDRESS · tumen --help")


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
