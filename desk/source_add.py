"""`tumen sources add`: a new entry of the catalogue, found on a page."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.place import installation, json_option, open_database, print_json, verbose_option
from desk.tables import safe, table
from tumen.catalogue import Affiliation, Installation, Kind
from tumen.configuration import configured_file
from tumen.newsource import NewSource, free_id, with_entry, written
from tumen.registry import load_registry
from tumen.sources import read_sources
from tumen.yamlfile import ConfigurationError, read_yaml

if TYPE_CHECKING:
    from crawler.scouting import Candidate, Scouted


_EVERY = {
    "15m": timedelta(minutes=15),
    "30m": timedelta(minutes=30),
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
    "6h": timedelta(hours=6),
    "1d": timedelta(days=1),
}


_BY_HAND = "a page that lists articles can be read too, by an entry written by hand (docs/sources.md, kind listing)"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller says of the entry; None and () leave it to what is found."""

    affiliation: str
    source_id: str | None
    publisher: str | None
    languages: tuple[str, ...]
    timezone: str | None
    every: str


@click.command("add")
@click.argument("url")
@click.option("--affiliation", type=click.Choice([str(one) for one in Affiliation]), required=True, help="Who stands behind it.")
@click.option("--id", "source_id", help="Its id; default: made of the host's name.")
@click.option("--publisher", help="Its name for readers; default: what the page calls itself.")
@click.option("--language", "languages", multiple=True, help="ISO 639-1 code; default: what it is found to be written in.")
@click.option("--timezone", help="IANA zone for dates that state none; default: unknown.")
@click.option("--every", type=click.Choice(list(_EVERY)), default="1h", help="How often it may be asked.")
@click.option("--pick", type=click.IntRange(1), help="Which of the entry points found; default: the first that can be used.")
@click.option("--dry-run", is_flag=True, help="Print the entry instead of writing it.")
@json_option
@verbose_option
def command(url: str, pick: int | None, dry_run: bool, as_json: bool, verbose: bool, **told: Any) -> int:
    """Look for feeds and sitemaps at URL, and add one to seeds/sources.yaml of the home.

    The page itself, what it names, robots.txt and the usual addresses are tried in this order, and each is asked once. The
    file keeps its comments; an entry that would make it unusable is refused before anything is written.
    """
    from crawler.scouting import scout

    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(f'"{url}" is not a web address; write https://HOST/PATH')
    place, wishes = installation(verbose), Wishes(**told)
    taken = [source.id for source in place.sources]
    _write(place, _as_wished(url, wishes, taken), dry_run=True)  # what cannot be written need not be looked for
    with open_database(place) as database:
        scouted = scout(place, database, url)
    if not as_json:
        _show(scouted)
    chosen = _choose(scouted, pick)
    if chosen is None:
        nothing = f"no feed and no sitemap found; {_BY_HAND}"
        why = scouted.problem or ("none of them announces entries" if scouted.candidates else nothing)
        raise ConfigurationError(f"{url}: {why}")
    source = _entry(chosen, scouted, wishes, taken)
    file = _write(place, source, dry_run)
    told_of = written(source)
    if as_json:
        print_json(
            {"id": source.id, "kind": source.kind, "url": source.url, "entry": told_of, "file": str(file) if file else None}
        )
    else:
        click.echo(f"\n{told_of}\n")
        click.echo(f"added to {file}; next: tumen crawl {source.id}" if file else "not written: --dry-run")
    return 0


def _as_wished(url: str, wishes: Wishes, taken: list[str]) -> NewSource:
    """What is known of the entry before anything is asked."""
    return NewSource(
        id=wishes.source_id or free_id(url, None, taken),
        publisher=wishes.publisher or url,
        kind=Kind.FEED,
        url=url,
        languages=wishes.languages or ("en",),
        affiliation=Affiliation(wishes.affiliation),
        timezone=wishes.timezone,
        every=_EVERY[wishes.every],
    )


def _entry(chosen: "Candidate", scouted: "Scouted", wishes: Wishes, taken: list[str]) -> NewSource:
    found = chosen.found
    spoken = wishes.languages or chosen.probe.languages or scouted.site.languages
    if not spoken:
        raise ConfigurationError(f"{found.url}: in which language it is cannot be told; write --language ko")
    return NewSource(
        id=wishes.source_id or free_id(found.url, spoken[0], taken),
        publisher=wishes.publisher or scouted.site.name or found.title or found.url,
        kind=found.kind,
        url=found.url,
        languages=tuple(spoken[:3]),
        affiliation=Affiliation(wishes.affiliation),
        timezone=wishes.timezone,
        every=_EVERY[wishes.every],
    )


def _choose(scouted: "Scouted", pick: int | None) -> "Candidate | None":
    if pick is not None:
        if pick > len(scouted.candidates):
            raise ConfigurationError(f"--pick {pick}: {len(scouted.candidates)} entry points were found")
        return scouted.candidates[pick - 1]
    return next((candidate for candidate in scouted.candidates if candidate.usable), None)


def _show(scouted: "Scouted") -> None:
    rows = [
        (
            number,
            one.found.kind,
            safe(one.found.url),
            one.found.told_by,
            one.probe.entries,
            one.probe.newest,
            one.probe.problem[:50],
        )
        for number, one in enumerate(scouted.candidates, start=1)
    ]
    if rows:
        click.echo(table(rows, ["", "kind", "address", "told by", "entries", "newest", "problem"]))


def _write(place: Installation, source: NewSource, dry_run: bool) -> Path | None:
    """Write the home's catalogue with the entry, once it is known to be usable; a home without one gets the shipped one first."""
    own = place.home / "seeds" / "sources.yaml"
    text = with_entry(configured_file(place.home, "seeds/sources.yaml").read_text(encoding="utf-8"), written(source))
    own.parent.mkdir(parents=True, exist_ok=True)
    draft = own.with_suffix(".yaml.new")
    draft.write_text(text, encoding="utf-8")
    try:
        registry = cache(lambda: load_registry(configured_file(place.home, "seeds/transport.yaml")))
        read_sources(read_yaml(draft, "seeds/sources.yaml"), registry)
        if dry_run:
            return None
        draft.replace(own)
    finally:
        draft.unlink(missing_ok=True)
    return own
