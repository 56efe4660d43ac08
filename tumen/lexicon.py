"""What sentences about transport links are made of, beside the registry's names: what `seeds/lexicon.yaml` says, typed.

Terms are as the analyst wrote them, marks included; `pipelines.relevance.patterns` makes them match.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tumen.transport import Route
from tumen.yamlfile import Entry, read_yaml

LANGUAGES = ("any", "en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es", "pl")


@dataclass(frozen=True, slots=True)
class Concept:
    """A word group; one with the id of a word group, mode or place of the registry adds to that one."""

    id: str
    terms: Mapping[str, tuple[str, ...]]  # by language: ISO 639-1, or "any" for what is written alike everywhere
    counts_as: tuple[str, ...] = ()  # further concepts that a mention stands for
    hides: bool = False  # its words, and what stands inside them, are no match
    hides_parts: bool = False  # what stands inside its words is no match

    def written(self) -> Iterator[tuple[str, str]]:
        """Every term with its language."""
        for language, terms in self.terms.items():
            for term in terms:
                yield language, term


@dataclass(frozen=True, slots=True)
class Companion:
    """Reporting on `beside` together with a mention of each of `words` usually is reporting on `transport_link` too."""

    transport_link: str
    beside: str
    words: tuple[str, ...]  # ids of concepts, word groups or modes
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    concepts: Mapping[str, Concept]
    companions: tuple[Companion, ...] = ()
    routes: tuple[tuple[str, Route], ...] = ()  # further routes of the registry's transport links, by id


def load_lexicon(path: Path) -> Lexicon:
    """Read `lexicon.yaml`. Raises ConfigurationError with file, line and key."""
    root = read_yaml(path).mapping(required=("concepts",), optional=("companions", "routes"))
    concepts = {name: _concept(name, entry) for name, entry in root["concepts"].named().items()}
    companions = tuple(_companion(entry) for entry in root["companions"]) if "companions" in root else ()
    routes = tuple(_route(entry) for entry in root["routes"]) if "routes" in root else ()
    return Lexicon(concepts, companions, routes)


def _route(entry: Entry) -> tuple[str, Route]:
    keys = entry.mapping(required=("transport_link", "between", "to", "by"), optional=("unless", "sure"))
    unless = keys["unless"].texts() if "unless" in keys else ()
    sure = keys["sure"].boolean() if "sure" in keys else True
    return keys["transport_link"].text(), Route(keys["between"].texts(), keys["to"].texts(), keys["by"].texts(), unless, sure)


def _companion(entry: Entry) -> Companion:
    keys = entry.mapping(required=("transport_link", "beside", "words"), optional=("unless",))
    unless = keys["unless"].texts() if "unless" in keys else ()
    return Companion(keys["transport_link"].text(), keys["beside"].text(), keys["words"].texts(), unless)


def _concept(name: str, entry: Entry) -> Concept:
    keys = entry.mapping(optional=("counts_as", "hides", "hides_parts", *LANGUAGES))
    return Concept(
        id=name,
        terms={language: _terms(keys[language]) for language in LANGUAGES if language in keys},
        counts_as=keys["counts_as"].texts() if "counts_as" in keys else (),
        hides=keys["hides"].boolean() if "hides" in keys else False,
        hides_parts=keys["hides_parts"].boolean() if "hides_parts" in keys else False,
    )


def _terms(entry: Entry) -> tuple[str, ...]:
    terms = tuple(term for term in (part.strip() for part in entry.text().split(",")) if term)
    for term in terms:
        if not term.strip("~+* "):
            entry.refuse(f'"{term}" is a mark without a word')
    return terms
