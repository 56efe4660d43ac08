"""The bit groups that features are made of: ids of registry and lexicon by the part they play."""

from dataclasses import dataclass

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
    tourists: int
    labour: int
    history: int
    standing: int
    officials: int
    border: int
    crimea: int


def vocabulary_of(knowledge: Knowledge) -> Vocabulary:
    """The groups, from the ids this knowledge has; one that registry and lexicon both lack is empty."""

    def union(*names: str) -> int:
        total = 0
        for name in names:
            total |= knowledge.bit.get(name, 0)
        return total

    owned = (*knowledge.transport_links, *knowledge.owner)
    links = union(*owned)
    mode = union(*_MODES)
    return Vocabulary(
        dprk=union("dprk"),
        russia=union("russia"),
        mode=mode,
        rail=union("train", "freight", "railway", "rail", "rail-bridge"),
        bridge=union("bridge", "road-bridge", "rail-bridge"),
        road=union("road", "road-bridge"),
        road_bridge=union("road-bridge"),
        air=union("flight"),
        sea=union("sea", "ferry", "ship", "tanker", "port"),
        transport=mode | links | union("border", "road", "khasan"),
        link_names=links,
        link_bits=tuple((name, knowledge.bit[name]) for name in owned),
        backing=union(*knowledge.backing),
        north=union("north"),
        both=union("both"),
        ends=union("khasan", "tumangang", "tumen-river", "rason", "rajin"),
        khasan=union("khasan"),
        rajin=union("rajin"),
        beyond=union("tumangang", "rason", "rajin"),
        means_at_ends=union("road", "border", "service"),
        confusables=union(*(name for name in knowledge.confusables if name not in _OWN_FEATURES)),
        fishing=union("fishing"),
        plane=union("plane"),
        airport=union("airport"),
        flight=union("flight"),
        vessel=union("vessel"),
        passengers=union("passengers"),
        ships=union("ship", "ferry"),
        heavy=union("coal", "tanker", "arms"),
        cargo=union("ship", "tanker", "coal", "arms"),
        flight_service=union("flight-service", "military", "observe"),
        events=union(*_EVENTS),
        service=union("service", "freight", "coal", "tickets"),
        leader=union("leader"),
        leader_train=union("kim-train"),
        elsewhere=union(*_ELSEWHERE),
        china=union("china"),
        china_border=union("china-border"),
        interkorean=union("interkorean"),
        warship=union("warship"),
        troops=union("troops"),
        arms=union("arms"),
        summit=union("summit"),
        tourists=union("tourists"),
        labour=union("labour"),
        history=union("history"),
        standing=union("standing"),
        officials=union("officials"),
        border=union("border"),
        crimea=union("crimea"),
    )
