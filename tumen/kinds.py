"""What each kind of source needs to know, read from the key of the catalogue that is named like the kind."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlsplit

from tumen.catalogue import Engine, Gdelt, GdeltTable, Kind, Listing, SearchFeed, Sitemap
from tumen.queries import registry_queries
from tumen.transport import Language, Registry
from tumen.yamlfile import Entry

KEYS = tuple(kind.value for kind in Kind if kind is not Kind.FEED)
_OPTIONAL = frozenset({Kind.SITEMAP})  # a sitemap needs no words: all of it, newest first
_MOST_PAGES = 20  # a listing is read for news; an archive is imported
_FIPS = re.compile(r"[A-Z]{2}")
_ATTRIBUTE = re.compile(r"::attr\(\s*([A-Za-z_][\w:.-]*)\s*\)$")


def read_settings(
    kind: Kind, entry: Entry, keys: Mapping[str, Entry], registry: Callable[[], Registry]
) -> Sitemap | Listing | SearchFeed | Gdelt | None:
    """The settings of a source's kind; None for a feed. `registry` is called only when a search takes its words from there.

    Raises ConfigurationError, also for settings of another kind than the source's.
    """
    for name in KEYS:
        if name in keys and name != kind:
            keys[name].refuse(f"belongs to sources of kind {name}; this one is of kind {kind}")
    if kind is Kind.FEED:
        return None
    if kind not in keys:
        if kind in _OPTIONAL:
            return Sitemap()
        entry.refuse(f"{kind} missing; a source of this kind needs it (docs/sources.md)")
    given = keys[kind]
    if kind is Kind.SITEMAP:
        return _sitemap(given)
    if kind is Kind.LISTING:
        return _listing(given)
    return _search(given, registry) if kind is Kind.SEARCH_FEED else _gdelt(given)


def split_attribute(selector: str) -> tuple[str, str | None]:
    """A selector without its `::attr(NAME)`, and NAME: `time::attr(datetime)` → `time`, `datetime`."""
    match = _ATTRIBUTE.search(selector)
    return (selector[: match.start()], match[1]) if match else (selector, None)


def search_address(url: str, query: str) -> str:
    """The address at which a search engine answers `query`; `url` is the address without it."""
    joint = "&" if urlsplit(url).query else "?"
    return f"{url}{joint}q={quote(query, safe='')}"


def has_query(url: str) -> bool:
    """Whether an address already says what is searched for."""
    return any(name == "q" for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _sitemap(entry: Entry) -> Sitemap:
    has = entry.mapping(optional=("include", "sitemaps", "newer"))
    newer = has["newer"].duration(least=timedelta(hours=1), most=timedelta(days=90)) if "newer" in has else Sitemap().newer
    return Sitemap(_patterns(has, "include"), _patterns(has, "sitemaps"), newer)


def _listing(entry: Entry) -> Listing:
    inner = ("link", "title", "date", "text", "next")
    has = entry.mapping(required=("entries",), optional=(*inner, "pages", "include", "complete"))
    if "next" in has and "pages" not in has:
        has["next"].refuse("needs pages: how many pages are read at most, the first included")
    complete = has["complete"].boolean() if "complete" in has else False
    if complete and "text" not in has:
        has["complete"].refuse("needs text: where the whole article stands")
    selectors = {name: _selector(has[name]) for name in inner if name in has}
    return Listing(
        entries=_selector(has["entries"], attribute=False),
        **selectors,
        pages=has["pages"].integer(1, _MOST_PAGES) if "pages" in has else 1,
        include=_patterns(has, "include"),
        complete=complete,
    )


def _search(entry: Entry, registry: Callable[[], Registry]) -> SearchFeed:
    has = entry.mapping(required=("engine", "query"), optional=("names",))
    engine, query = has["engine"].choice(Engine), has["query"].text().strip()
    if query != "registry":
        if "names" in has:
            has["names"].refuse("goes with query: registry; here the query stands in words")
        if not query:
            has["query"].refuse("is empty; write the words to search for, or registry")
        return SearchFeed(engine, (query,))
    if "names" not in has:
        has["query"].refuse("needs names: in which spelling, as names: ko-south")
    language = has["names"].choice(Language)
    recent = " when:2d" if engine is Engine.GOOGLE else ""  # without it Google answers by weight, not by date
    queries = tuple(f"{words}{recent}" for words in registry_queries(registry(), language))
    if not queries:
        has["names"].refuse(f"the registry has too few names in {language}")
    return SearchFeed(engine, queries)


def _gdelt(entry: Entry) -> Gdelt:
    has = entry.mapping(required=("table", "countries"), optional=("themes", "words", "fallback"))
    table, countries = has["table"].choice(GdeltTable), has["countries"].texts()
    if not countries:
        has["countries"].refuse("is empty; name the countries a row must speak of, as [KN, RS]")
    for code in countries:
        if not _FIPS.fullmatch(code):
            has["countries"].refuse(f'"{code}" is not a FIPS 10-4 code; write KN for the DPRK, RS for Russia')
    if "themes" in has and table is not GdeltTable.GKG:
        has["themes"].refuse("stand in the gkg table only; leave them out or write table: gkg")
    return Gdelt(
        table,
        countries,
        themes=has["themes"].texts() if "themes" in has else (),
        words=has["words"].texts() if "words" in has else (),
        fallback=web_address(has["fallback"]) if "fallback" in has else None,
    )


def web_address(entry: Entry) -> str:
    """An http or https address. Raises ConfigurationError."""
    written = entry.text()
    try:
        parts = urlsplit(written)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or parts.username or any(c.isspace() for c in written):
        entry.refuse(f'"{written}" is not a web address; write http://HOST/PATH or https://HOST/PATH')
    return written


def _patterns(has: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    if name not in has:
        return ()
    for entry in has[name]:
        try:
            re.compile(entry.text())
        except re.error as error:
            entry.refuse(f'"{entry.text()}" is not a regular expression ({error})')
    return has[name].texts()


def _selector(entry: Entry, *, attribute: bool = True) -> str:
    """A CSS selector that compiles."""
    import cssselect  # only a catalogue with listings needs it

    written = entry.text().strip()
    path, taken = split_attribute(written)
    if taken and not attribute:
        entry.refuse(f'"{written}" names an attribute; entries are elements, so leave ::attr({taken}) out')
    try:
        parsed = cssselect.parse(path or "*")
        for selector in parsed:
            cssselect.HTMLTranslator().selector_to_xpath(selector)
    except cssselect.SelectorError as error:
        entry.refuse(f'"{written}" is not a CSS selector ({" ".join(str(error).split())})')
    if any(selector.pseudo_element for selector in parsed) or not written:
        entry.refuse(f'"{written}" is not a CSS selector; of the pseudo-elements only ::attr(NAME) at the end is known')
    return written
