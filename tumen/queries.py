"""Search queries made of the registry's names, so that a name added there is searched for too."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from tumen.transport import Form, Language, Place, Registry, Terms, TransportLink, Variant

# What a text names besides both countries when it is ours. Vladivostok and Pyongyang would bring every summit.
_PLACES = ("tumen-river", "tumangang", "khasan", "rason", "rajin")
_MODES = ("bridge", "railway", "train", "flight", "ferry", "port")
_MOST_WORDS = 32  # Google ignores what comes after
_MOST_BYTES = 1400  # percent-encoded: the address stays under the 2,000 characters that every server takes
_MOST_QUERIES = 3  # an engine is asked once per query and poll


def registry_queries(registry: Registry, language: Language) -> tuple[str, ...]:
    """Queries in one spelling: both countries with a place or a mode, then the transport links by name. At most 3.

    Words of an id that the registry does not have are left out; empty when it has too few names in this language.
    """
    dprk = _first(registry.words.get("dprk"), language, 2)
    russia = _first(registry.words.get("russia"), language, 1)
    subjects = [name for place in _PLACES if (name := _shortest(registry.places.get(place), language))]
    subjects += [name for mode in _MODES for name in _first(registry.modes.get(mode), language, 1)]
    links = [name for link in registry.transport_links.values() for name in _first(link, language, 1)]
    if not dprk or not subjects:
        return ()
    countries = " ".join(_either(names) for names in (dprk, russia) if names)
    queries = [*_packed(subjects, f"{countries} "), *_packed(links, "")]
    return tuple(queries[:_MOST_QUERIES])


def _names(named: Terms | TransportLink | None, language: Language, *, alone: bool) -> Iterator[str]:
    """Names a search engine knows as words: whole ones (мост* is none); `alone`: only those that need no context."""
    for names in named.name_sets if named else ():
        if names.variant is Variant.USUAL and (names.need is None or not alone):
            yield from (name.text for name in names.names if name.language is language and name.form is not Form.STEM)


def _first(named: Terms | TransportLink | None, language: Language, most: int) -> list[str]:
    return list(_names(named, language, alone=True))[:most]


def _shortest(place: Place | None, language: Language) -> str:
    """The shortest name, also one that needs context, as both countries stand beside it; of a stem, its base form (Раджин*)."""
    sets = [names for names in place.name_sets if names.variant is Variant.USUAL] if place else []
    stems = [name.shown for names in sets for name in names.names if name.language is language and name.shown.isalpha()]
    return min([*_names(place, language, alone=False), *stems], key=len, default="")


def _either(names: Iterable[str]) -> str:
    written = list(dict.fromkeys(name if name.isalnum() else f'"{name}"' for name in names))
    return f"({' OR '.join(written)})" if len(written) > 1 else written[0]


def _packed(names: list[str], before: str) -> Iterator[str]:
    """As few queries as the limits allow, each `before` and some of the names."""
    pack: list[str] = []
    for name in dict.fromkeys(names):
        longer = before + _either([*pack, name])
        if pack and (len(longer.split()) > _MOST_WORDS or len(quote(longer)) > _MOST_BYTES):
            yield before + _either(pack)
            pack = []
        pack.append(name)
    if pack:
        yield before + _either(pack)
