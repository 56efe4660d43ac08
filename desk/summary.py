"""A crawl as its reader sees it: progress while it runs, one table at the end."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from desk.tables import safe, table, width

if TYPE_CHECKING:
    from crawler.crawl import CrawlReport


def progress() -> Callable[[str, str], None]:
    """Where a crawl tells of each source it is done with: over one another on a terminal, as plain lines elsewhere; stderr."""
    done = 0

    def show(source: str, line: str) -> None:
        nonlocal done
        done += 1
        told = safe(f"{done:4}  {source}: {line}")
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{told[: width() - 1]}", nl=False, err=True)
        else:
            click.echo(told, err=True)

    return show


def as_rows(report: "CrawlReport") -> list[dict[str, Any]]:
    """One record per source: the summary table as JSON."""
    return [
        {
            "source": count.source,
            "fetched": count.fetched,
            "new": count.new,
            "relevant": count.relevant,
            "refused": count.refused,
            "failed": count.failed,
            "why": dict(count.reasons),
        }
        for count in report.sources
    ]


def show_report(report: "CrawlReport") -> None:
    """The table, sources that brought something first, then those that failed, then the quiet ones."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    rows = sorted(as_rows(report), key=lambda row: (-row["new"], -row["failed"], row["source"]))
    names = ("source", "fetched", "new", "relevant", "refused", "failed")
    if rows:
        click.echo(table([[*(row[name] for name in names), _why(row["why"])] for row in rows], [*names, "why"]))
    else:
        click.echo("No source was due.")
    click.echo()
    unasked = [poll for poll in report.unreachable if poll.reason is None and not poll.detail]
    unreachable = len(report.unreachable) - len(unasked)
    if unreachable:
        click.echo(f"{unreachable} of {len(report.polls)} sources could not be reached")
    if unasked:
        click.echo(f"Stopped before {len(unasked)} of {len(report.polls)} sources had answered; the next crawl asks them")


def _why(reasons: dict[str, int]) -> str:
    """Every reason that is neither a plain success nor silence, most frequent first."""
    told = [(count, reason) for reason, count in reasons.items() if reason not in ("new", "entries", "not_modified")]
    return ", ".join(f"{reason} {count}" if count > 1 else reason for count, reason in sorted(told, key=lambda x: (-x[0], x[1])))
