"""Registry and lexicon compiled for reading: every id a bit, every name and term a pattern with a meaning."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipelines.relevance.matching import Matcher
from pipelines.relevance.patterns import Pattern, of_name, of_term
from pipelines.relevance.tongues import ALL, language_bit
from tumen.lexicon import Lexicon
from tumen.transport import Effect, NameSet, Need, Registry, Scope, TransportKind

_FIXED_PARTS = frozenset({"station", "checkpoint", "pier", "train number", "through car", "flight number"})

_CATCH_ALL = "other"  # how the ids of those transport links begin

_FAMILIES = {
    TransportKind.RAIL_CROSSING: "rail",
    TransportKind.RAILWAY: "rail",
    TransportKind.PASSENGER_TRAIN: "rail",
    TransportKind.ROAD_BRIDGE: "road",
    TransportKind.AIR: "air",
    TransportKind.FERRY: "sea",
    TransportKind.PORT: "sea",
    TransportKind.SHIPPING: "sea",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A `Need` in bits."""

    groups: tuple[int, ...]  # each must have a bit within the scope
    none_of: int
    scope: Scope
    cased: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a mention says: the id it is of, that id and all it counts as in bits, and what it needs to count at all."""

    id: str
    bits: int
    condition: Condition | None = None
    hides: bool = False
    hides_parts: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A registry `Route` in bits: one mention of each side and of a mode make a sentence speak of `transport_link`."""

    transport_link: str
    between: int
    to: int
    by: int
    unless: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that a reading needs; built once, then only read."""

    bit: Mapping[str, int]
    names: tuple[str, ...]  # id of each bit, lowest first
    meanings: tuple[Meaning, ...]
    matcher: Matcher
    ways: tuple[Way, ...]
    transport_links: tuple[str, ...]  # ids, in the registry's order
    owner: Mapping[str, str]  # part id → its transport link
    backing: frozenset[str]  # parts that also do other things: ships, companies, airlines
    confusables: tuple[str, ...]  # those whose mention counts against
    family: Mapping[str, str]  # transport link → "air", "rail", "sea" or "road"
    # transport link, the one beside it, bits that must all be there, bits that must not
    companions: tuple[tuple[str, str, tuple[int, ...], int], ...]
    ports: frozenset[str]  # transport links whose names are places too
    ferry: str  # the transport link that is the passenger ship
    shipping: str  # the transport link that is cargo by sea
    rail_crossing: str  # the transport link that is the old bridge and its stations
    road_bridge: str  # the transport link that is the new one
    catch_all: frozenset[str]  # transport links that stand for all others of their kind

    def bits(self, *ids: str) -> int:
        """The union of these ids; KeyError for one that is in neither registry nor lexicon."""
        total = 0
        for name in ids:
            total |= self.bit[name]
        return total


def compile_knowledge(registry: Registry, lexicon: Lexicon) -> Knowledge:
    """Both files as one automaton. An id in both is one id; `counts_as` is followed to its end."""
    counts_as = _counting(registry, lexicon)
    names = tuple(counts_as)
    bit = {name: 1 << at for at, name in enumerate(names)}
    closed = {name: _closure(name, counts_as, bit) for name in names}
    compiler = _Compiler(bit, closed)
    for terms in (*registry.words.values(), *registry.modes.values()):
        compiler.add_sets(terms.id, terms.name_sets, spoken=True)
    for place in registry.places.values():
        compiler.add_sets(place.id, place.name_sets, compounds=False)
    for transport_link in registry.transport_links.values():
        compiler.add_sets(transport_link.id, transport_link.name_sets)
        for part in transport_link.parts:
            compiler.add_sets(part.id, part.name_sets)
    for confusable in registry.confusables.values():
        compiler.add_sets(confusable.id, confusable.name_sets, hides=confusable.effect is Effect.HIDES)
    for concept in lexicon.concepts.values():
        meaning = compiler.meaning(Meaning(concept.id, closed[concept.id], None, concept.hides, concept.hides_parts))
        for language, term in concept.written():
            compiler.patterns.extend((pattern, meaning, language_bit(language)) for pattern in of_term(term, language))
    return Knowledge(
        bit=bit,
        names=names,
        meanings=tuple(compiler.meanings),
        matcher=Matcher(compiler.patterns),
        ways=tuple(_ways(registry, lexicon, bit)),
        transport_links=tuple(registry.transport_links),
        owner={part.id: link.id for link in registry.transport_links.values() for part in link.parts},
        family={link.id: _FAMILIES.get(link.kind, "") for link in registry.transport_links.values()},
        companions=tuple(
            (c.transport_link, c.beside, tuple(bit[word] for word in c.words), sum(bit[word] for word in c.unless))
            for c in lexicon.companions
        ),
        ports=frozenset(link.id for link in registry.transport_links.values() if link.kind is TransportKind.PORT),
        ferry=_only(registry, TransportKind.FERRY),
        shipping=_only(registry, TransportKind.SHIPPING),
        rail_crossing=_only(registry, TransportKind.RAIL_CROSSING),
        road_bridge=_only(registry, TransportKind.ROAD_BRIDGE),
        catch_all=frozenset(name for name in registry.transport_links if name.startswith(_CATCH_ALL)),
        confusables=tuple(found.id for found in registry.confusables.values() if found.effect is Effect.COUNTS_AGAINST),
        backing=frozenset(
            part.id for link in registry.transport_links.values() for part in link.parts if part.kind not in _FIXED_PARTS
        ),
    )


class _Compiler:
    def __init__(self, bit: Mapping[str, int], closed: Mapping[str, int]) -> None:
        self._bit = bit
        self._closed = closed
        self._known: dict[Meaning, int] = {}
        self.meanings: list[Meaning] = []
        self.patterns: list[tuple[Pattern, int, int]] = []

    def meaning(self, meaning: Meaning) -> int:
        if meaning not in self._known:
            self._known[meaning] = len(self.meanings)
            self.meanings.append(meaning)
        return self._known[meaning]

    def add_sets(
        self, name: str, name_sets: Iterable[NameSet], *, hides: bool = False, spoken: bool = False, compounds: bool = True
    ) -> None:
        """Names of an id; `spoken` words count only in texts of their language, proper names in any.

        Those of places end no `compounds`: German writes a hyphen there, and "Ukrajine" holds Rajin.
        """
        for name_set in name_sets:
            condition = self._condition(name_set.need) if name_set.need else None
            meaning = self.meaning(Meaning(name, self._closed[name], condition, hides))
            for written in name_set.names:
                languages = language_bit(written.language.iso or "any") if spoken else ALL
                self.patterns.extend((pattern, meaning, languages) for pattern in of_name(written, compounds=compounds))

    def _condition(self, need: Need) -> Condition:
        groups = tuple(self._union(group) for group in need.all_of)
        return Condition(groups, self._union(need.none_of), need.scope, need.cased)

    def _union(self, ids: Iterable[str]) -> int:
        total = 0
        for name in ids:
            total |= self._bit[name]
        return total


def _counting(registry: Registry, lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Every id with what it counts as directly."""
    found: dict[str, tuple[str, ...]] = {}
    for terms in (*registry.words.values(), *registry.modes.values(), *registry.places.values()):
        found[terms.id] = terms.counts_as
    for transport_link in registry.transport_links.values():
        found[transport_link.id] = ()
        for part in transport_link.parts:
            found[part.id] = ()
    for confusable in registry.confusables.values():
        found[confusable.id] = ()
    for concept in lexicon.concepts.values():
        found[concept.id] = (*found.get(concept.id, ()), *concept.counts_as)
    for groups in list(found.values()):
        for group in groups:
            found.setdefault(group, ())
    return found


def _only(registry: Registry, kind: TransportKind) -> str:
    """The transport link of this kind; empty when the registry has none."""
    return next((link.id for link in registry.transport_links.values() if link.kind is kind), "")


def _closure(name: str, counts_as: Mapping[str, tuple[str, ...]], bit: Mapping[str, int]) -> int:
    total, waiting = 0, [name]
    while waiting:
        current = waiting.pop()
        if not total & bit[current]:
            total |= bit[current]
            waiting.extend(counts_as[current])
    return total


def _ways(registry: Registry, lexicon: Lexicon, bit: Mapping[str, int]) -> Iterator[Way]:
    def union(ids: Iterable[str]) -> int:
        total = 0
        for name in ids:
            total |= bit[name]
        return total

    routes = [(link.id, route) for link in registry.transport_links.values() for route in link.routes]
    for name, route in (*routes, *lexicon.routes):
        yield Way(name, union(route.between), union(route.to), union(route.by), union(route.unless), route.sure)
