"""Reading seeds/sources.yaml, the catalogue: where from."""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tumen.catalogue import Affiliation, Kind, SearchFeed, Source
from tumen.kinds import KEYS, has_query, read_settings, search_address, web_address
from tumen.transport import Registry
from tumen.yamlfile import Entry

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2}")
_REQUIRED = ("id", "publisher", "kind", "url", "languages", "affiliation", "timezone", "every", "enabled")
_OPTIONAL = ("delay", "fastest", "slowest", "fallback_of", "note", *KEYS)
_SHORTEST_POLL = timedelta(minutes=1)  # a publisher would take anything quicker for an attack
RESERVED_IDS = frozenset({"import", "baseline"})  # the names under which files and the seeds are stored


def read_sources(root: Entry, registry: Callable[[], Registry]) -> tuple[Source, ...]:
    """The catalogue in file order. `registry` is called when a news search takes its words there. Raises ConfigurationError."""
    found: dict[str, Source] = {}
    lines: dict[str, int] = {}
    urls: dict[str, str] = {}
    twins: dict[str, Entry] = {}
    for entry in root.mapping(required=("sources",))["sources"]:
        source = _source(entry, registry)
        if source.fallback_of is not None:
            twins[source.id] = entry.named()["fallback_of"]
        if source.id in found:
            entry.refuse(f'id "{source.id}" stands twice; the first is on line {lines[source.id]}')
        if source.url in urls:
            entry.refuse(f'url is already that of "{urls[source.url]}"; one entry point, one source')
        found[source.id] = source
        lines[source.id] = entry.line
        urls[source.url] = source.id
    for source_id, entry in twins.items():
        _check_twin(source_id, entry, found)
    return tuple(found.values())


def _check_twin(source_id: str, entry: Entry, found: Mapping[str, Source]) -> None:
    twin = entry.text()
    if twin == source_id:
        entry.refuse("names the source itself; name the one it stands in for")
    if twin not in found:
        near = difflib.get_close_matches(twin, found, n=1)
        hint = f'did you mean "{near[0]}"?' if near else "tumen sources --all lists them"
        entry.refuse(f'"{twin}" is not in this file; {hint}')
    if found[twin].fallback_of is not None:
        entry.refuse(f'"{twin}" is a fallback itself; name the source both stand in for')


def _source(entry: Entry, registry: Callable[[], Registry]) -> Source:
    keys = entry.mapping(required=_REQUIRED, optional=_OPTIONAL)
    source_id = keys["id"].text()
    if not _ID.fullmatch(source_id):
        keys["id"].refuse(f'"{source_id}" is not an id; write lower-case letters, digits and single hyphens')
    if source_id in RESERVED_IDS:
        keys["id"].refuse(f'"{source_id}" is reserved; choose another')
    entry.alias = source_id
    languages = keys["languages"].texts()
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            keys["languages"].refuse(f'"{language}" is not a language; write two-letter ISO 639-1 codes, as [ko, ja]')
    if not languages:
        keys["languages"].refuse("is empty; name at least one language")
    kind, url = keys["kind"].choice(Kind), web_address(keys["url"])
    settings = read_settings(kind, entry, keys, registry)
    if isinstance(settings, SearchFeed):
        if has_query(url):
            keys["url"].refuse("says with q= what is searched for; write that as search-feed.query")
        url = search_address(url, settings.queries[0])
    every = keys["every"].duration(least=_SHORTEST_POLL)
    return Source(
        id=source_id,
        publisher=keys["publisher"].text(),
        kind=kind,
        url=url,
        languages=languages,
        affiliation=keys["affiliation"].choice(Affiliation),
        timezone=None if keys["timezone"].is_null() else read_zone(keys["timezone"]),
        every=every,
        enabled=keys["enabled"].boolean(),
        delay=keys["delay"].duration(most=timedelta(minutes=10)) if "delay" in keys else None,
        settings=settings,
        fastest=keys["fastest"].duration(least=_SHORTEST_POLL, most=every) if "fastest" in keys else None,
        slowest=keys["slowest"].duration(least=every) if "slowest" in keys else None,
        fallback_of=keys["fallback_of"].text() if "fallback_of" in keys else None,
    )


def read_zone(entry: Entry) -> str:
    """An IANA time zone name. Raises ConfigurationError."""
    written = entry.text()
    try:
        ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        entry.refuse(f'"{written}" is not a time zone; write an IANA name such as Asia/Seoul, Europe/Moscow or UTC')
    return written
