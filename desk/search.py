"""`tumen search`: the kept articles, in every script."""

from typing import TYPE_CHECKING

import click

from desk.place import json_option, machine, open_database, print_json
from desk.tables import safe, said_time

if TYPE_CHECKING:
    from storage.search import Hit, SearchPage


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Results to print.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Results to leave out first.")
@json_option
def command(query: tuple[str, ...], limit: int, offset: int, as_json: bool) -> int:
    """Search titles and texts of the kept articles.

    \b
    QUERY     words           all of them, in any order and any of the ten languages
              "two words"     next to each other
              rail*           beginning of a word
              -cruise         without it; also -"two words" and -language:en
    filters   language:ko  link:tumen-road-bridge  source:tass-en  affiliation:dprk-state
                              several of one kind, or language:ko,ru: any of them
              after:2025-05-01  before:2025-06
                              published, or where no date is stated first kept
              relevance>0.8   also >= < <=
    Before a word with a hyphen in front put --:  tumen search -- bridge -cruise
    """
    from storage.search import search

    with open_database(machine()) as database, database.reading() as connection:
        page = search(connection, " ".join(query), limit=limit, offset=offset)
    if as_json:
        print_json(
            {"total": page.total, "more": page.more, "notes": list(page.notes), "results": [_as_row(hit) for hit in page.results]}
        )
    else:
        _show(page)
    return 0


def _as_row(hit: "Hit") -> dict[str, object]:
    return {
        "article": hit.article,
        "title": hit.title,
        "url": hit.url,
        "published_at": hit.published_at.isoformat() if hit.published_at else None,
        "relevance": hit.relevance,
        "snippet": hit.snippet,
        "text_from": hit.text_from,
        "page_refused": hit.refusal or None,
    }


def _show(page: "SearchPage") -> None:
    for note in page.notes:
        click.echo(safe(note), err=True)
    for hit in page.results:
        click.secho(f"{hit.article}  {safe(hit.title)}", bold=True)
        click.echo(f"    {safe(hit.snippet)}")
        click.echo(f"    published {said_time(hit.published_at)} · relevance {hit.relevance:.2f} · {safe(hit.url)}")
        click.echo(f"    text: {safe(hit.refusal)}\n" if hit.refusal else "")
    found = f"more than {page.total} found" if page.more else f"{page.total} found"
    click.echo(found + (f", {len(page.results)} shown" if page.more or page.total > len(page.results) else ""))
