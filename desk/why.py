"""`tumen why`: why an address is, or is not, in a digest."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from desk.place import installation, json_option, open_database, print_json
from desk.tables import safe
from desk.verdict import Trail, verdict

if TYPE_CHECKING:
    from storage.database import Connection


@click.command("why")
@click.argument("url")
@json_option
def command(url: str, as_json: bool) -> int:
    """Say why URL is, or is not, in a digest: how it was asked for, what was made of it, who was sent it.

    Any address ever announced or fetched is known, also in other spellings (tracking parameters, mobile and AMP forms),
    until `tumen upkeep prune` forgets requests that brought nothing. Exit code 1 when nothing is known of it.
    """
    from tumen.now import utc_now

    place = installation()
    with open_database(place) as database, database.reading() as connection:
        trail = trail_of(connection, url)
    said = verdict(trail, place.schedules.digest, utc_now())
    if as_json:
        print_json({"verdict": said.key, "answer": said.answer, "steps": list(said.steps)} | _plain(asdict(trail)))
    else:
        click.echo(safe(said.answer))
        for step in said.steps:
            click.echo(f"  - {safe(step)}")
    return 1 if said.key == "unknown" else 0


def trail_of(connection: "Connection", url: str) -> Trail:
    """All that is stored of an address, however it is written. Raises storage.database.DatabaseError."""
    from pipelines.identity.addresses import canonical_address
    from storage import trail
    from storage.fetches import known_article

    canonical = canonical_address(url)
    found = trail.requests(connection, {url, canonical})
    if not found:
        parts = urlsplit(canonical)
        spelt = trail.written_like(connection, parts.hostname or "", parts.path.rstrip("/"))
        found = trail.requests(connection, [other for other in spelt if canonical_address(other) == canonical])
    addresses = [url, canonical, *(request.url for request in found), *(request.final_url or "" for request in found)]
    article = next((article for one in addresses if one and (article := known_article(connection, one)) is not None), None)
    held = None if article is None else trail.held(connection, article)
    return Trail(
        url=url,
        canonical=canonical,
        requests=tuple(found),
        held=held,
        bringings=() if held is None else tuple(trail.bringings(connection, held.first)),
    )


def _plain(value: Any) -> Any:
    """Ready for JSON: moments as ISO 8601 text in UTC."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
