"""The bit groups that features are made of: ids of registry and lexicon by the part they play."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from pipelines.relevance.knowledge import Knowledge

_MODES = (
    "train",
    "freight",
    "railway",
    "rail",
    "rail-bridge",
    "road-bridge",
    "bridge",
    "flight",
    "ferry",
    "ship",
    "tanker",
    "port",
    "sea",
)
_EVENTS = ("build", "start", "stop", "schedule", "plan", "move", "observe")
_ELSEWHERE = ("china-border", "interkorean", "warship", "crimea", "spaceflight", "danube", "fishing", "rail-missile")

_OWN_FEATURES = ("kim-train", "troops")  # confusables that features of their own deal with
_RAIL = ("train", "freight", "railway", "rail", "rail-bridge")
# Field of `Vocabulary` → the ids it unites, where they are not the field's own name.
_GROUPS: dict[str, tuple[str, ...]] = {
    "mode": _MODES,
    "rail": _RAIL,
    "bridge": ("bridge", "road-bridge", "rail-bridge"),
    "road": ("road", "road-bridge"),
    "road_bridge": ("road-bridge",),
    "air": ("flight",),
    "sea": ("sea", "ferry", "ship", "tanker", "port"),
    "vessel": ("vessel", "ferry"),
    "ends": ("khasan", "tumangang", "tumen-river", "rason", "rajin"),
    "beyond": ("tumangang", "rason", "rajin"),
    "means_at_ends": ("road", "border", "service"),
    "ships": ("ship", "ferry"),
    "heavy": ("coal", "tanker", "arms"),
    "cargo": ("ship", "tanker", "coal", "arms"),
    "flight_service": ("flight-service", "military", "observe"),
    "events": _EVENTS,
    "traffic": ("schedule", "move", "observe", "stop"),
    "service": ("service", "freight", "coal", "tickets"),
    "leader_train": ("kim-train",),
    "elsewhere": _ELSEWHERE,
    "china_border": ("china-border",),
    "south_korea": ("south-korea",),
    "visit": ("summit", "leader", "visitor"),
    "inland": ("inland", "wonsan", "nampo", "chongjin"),
    "liaison": ("service",),
    "rolling": ("train", "freight", "station"),
    "dismissing": ("unreal", "memory", "given-up"),
    "other_coasts": ("niigata",),
}
_FROM_KNOWLEDGE = ("transport", "link_names", "link_bits", "backing", "confusables")  # fields made of more than a list of ids


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unions of bits of `Knowledge.bit`."""

    dprk: int
    russia: int
    mode: int
    rail: int
    bridge: int
    road: int
    road_bridge: int
    air: int
    sea: int
    transport: int  # any mode, any name of a transport link, border posts
    link_names: int
    link_bits: tuple[tuple[str, int], ...]
    backing: int  # parts that also do other things
    north: int  # "the North": the DPRK where the document names it
    both: int  # "the two countries": both where the document names them
    ends: int  # places that hardly anything but our transport links reaches
    khasan: int
    rajin: int
    wonsan: int
    beyond: int  # the places on the other side of the river
    means_at_ends: int  # roads, border posts and services: means of transport only beside one of `ends`
    confusables: int
    fishing: int
    plane: int  # words that only aircraft have
    airport: int
    flight: int
    vessel: int  # words that only ships have
    passengers: int
    ships: int  # without ports
    coal: int
    heavy: int  # goods no passenger ship carries
    cargo: int  # what goes through a port
    flight_service: int  # airlines, routes, regular flights: more than somebody's plane
    events: int  # one bit for each kind of event word
    service: int
    leader: int
    leader_train: int
    elsewhere: int
    china: int
    china_border: int
    interkorean: int
    warship: int
    troops: int
    arms: int
    summit: int
    visit: int  # meetings, and those who fly to them
    tourists: int
    labour: int
    history: int
    lately: int
    ties: int
    denied: int
    dismissing: int  # wishes, memories, plans and services that ended: told of without a fact
    rolling: int  # what uses a railway, and where it stops
    home: int  # what Russian pages name without naming Russia
    inland: int  # places of the DPRK that pages on its own affairs name
    south_korea: int
    liaison: int  # words for a service of whatever kind
    via: int  # what a journey only passes
    other_coasts: int  # ports of Japan and South Korea
    number: int  # tens and dozens in words
    traffic: int  # event words of what runs now: timetables, goods, sightings, interruptions
    standing: int
    officials: int
    border: int
    crimea: int


def vocabulary_of(knowledge: Knowledge) -> Vocabulary:
    """The groups, from the ids this knowledge has; one that registry and lexicon both lack is empty."""

    def union(names: Iterable[str]) -> int:
        total = 0
        for name in names:
            total |= knowledge.bit.get(name, 0)
        return total

    owned = (*knowledge.transport_links, *knowledge.owner)
    links = union(owned)
    plain = (field.name for field in fields(Vocabulary) if field.name not in _FROM_KNOWLEDGE)
    groups = {name: union(_GROUPS.get(name, (name,))) for name in plain}
    return Vocabulary(
        transport=groups["mode"] | links | union(("border", "road", "khasan")),
        link_names=links,
        link_bits=tuple((name, knowledge.bit[name]) for name in owned),
        backing=union(knowledge.backing),
        confusables=union(name for name in knowledge.confusables if name not in _OWN_FEATURES),
        **groups,
    )
