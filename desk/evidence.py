"""`tumen evidence`: the page an article was read from, as it came back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.place import json_option, machine, open_archive, open_database, print_json
from desk.tables import safe, said_time
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.captures import Capture
    from storage.warc import Captured


@click.command("evidence")
@click.argument("article")
@click.option("--revision", type=click.IntRange(1), help="Which wording: 1 is the first seen; default: the latest.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the page, byte by byte, to this new file.")
@json_option
def command(article: str, revision: int | None, out: Path | None, as_json: bool) -> int:
    """Show when and how the page of ARTICLE (number or address) was captured, and whether its bytes are still those.

    Exit code 1 when no page is archived for the wording or its bytes have changed since.
    """
    place = machine()
    if out is not None and out.exists():
        raise ConfigurationError(f"{out}: exists; name a new file")
    with open_database(place) as database, database.reading() as connection:
        found = _captures(connection, article)
    chosen = next((one for one in found if one.number == (revision or len(found))), None)
    if chosen is None:
        raise ConfigurationError(f"article {article} has wordings 1 to {len(found)}")
    if chosen.slot is None:
        return _tell_none(chosen, as_json)
    from storage.archive import Expired

    try:
        page = open_archive(place).read(chosen.slot.file, chosen.slot.start_byte)
    except Expired as gone:
        return _tell_gone(chosen, len(found), str(gone), as_json)
    whole = page.body_hash == chosen.body_hash
    if out is not None:
        out.write_bytes(page.body)
    if as_json:
        print_json(_document(chosen, page, whole, len(found)))
    else:
        _show(chosen, page, whole, len(found))
    return 0 if whole else 1


def _captures(connection: Any, article: str) -> "list[Capture]":
    from pipelines.identity.addresses import canonical_address
    from storage.captures import captures_of
    from storage.fetches import known_article

    if article.isdecimal():
        number: int | None = int(article)
    else:
        number = known_article(connection, article) or known_article(connection, canonical_address(article))
    found = captures_of(connection, number) if number is not None and number < 2**63 else []
    if not found:
        raise ConfigurationError(f"no article {article}; `tumen search` prints the numbers")
    return found


def _tell_none(capture: "Capture", as_json: bool) -> int:
    where = {"feed": "its text came with the feed", "file": "it came from a file of texts"}.get(
        capture.text_from, "it was kept before pages were archived"
    )
    if as_json:
        print_json({"revision": capture.number, "title": capture.title, "archived": False, "because": where})
    else:
        click.echo(f"{safe(capture.title)}\nno page is archived for wording {capture.number}: {where}")
    return 1


def _tell_gone(capture: "Capture", revisions: int, why: str, as_json: bool) -> int:
    """What SQL still knows when the bytes have been deleted."""
    if as_json:
        print_json(_known(capture, revisions) | {"archived": False, "because": why})
    else:
        _show_known(capture, revisions, "its bytes are gone")
        click.echo(f"archived   {why}")
    return 1


def _document(capture: "Capture", page: "Captured", whole: bool, revisions: int) -> dict[str, Any]:
    headers = [list(pair) for pair in page.headers]
    return _known(capture, revisions) | {"archived": True, "headers": headers, "intact": whole}


def _known(capture: "Capture", revisions: int) -> dict[str, Any]:
    assert capture.slot is not None  # noqa: S101 — narrows the type
    return {
        "revision": capture.number,
        "revisions": revisions,
        "title": capture.title,
        "url": capture.url,
        "captured_at": capture.captured_at.isoformat() if capture.captured_at else None,
        "status": capture.status,
        "body_sha256": capture.body_hash,
        "body_bytes": capture.body_bytes,
        "text_sha256": capture.text_hash,
        "file": capture.slot.file,
        "start_byte": capture.slot.start_byte,
    }


def _show(capture: "Capture", page: "Captured", whole: bool, revisions: int) -> None:
    assert capture.slot is not None  # noqa: S101 — narrows the type
    _show_known(capture, revisions, "intact" if whole else "the archived bytes are others now")
    click.echo(f"archived   {capture.slot.file} at byte {capture.slot.start_byte:,}")
    for name, value in page.headers:
        click.echo(f"    {safe(name)}: {safe(value)}")


def _show_known(capture: "Capture", revisions: int, state: str) -> None:
    click.secho(safe(capture.title), bold=True)
    click.echo(f"wording    {capture.number} of {revisions}")
    click.echo(f"captured   {said_time(capture.captured_at)} from {safe(capture.url or '')}")
    click.echo(f"answer     {capture.status or 'a file'}, {capture.body_bytes:,} bytes")
    click.echo(f"SHA-256    {capture.body_hash} ({state})")
