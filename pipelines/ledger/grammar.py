"""Events by grammar: an act near the thing it is done to, in either order.

The phrases of `events` know set expressions; here any verb of a family (begin, stop, carry …) tells an event when it stands near
a noun of the other (work, service, load …), so that a wording nobody listed is read too. Below the lead of a text such pairs meet
by accident, so there the two must stand closer.
"""

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from pipelines.ledger.precedence import BUILT, KINDS, LAID, RAIL, RUNS
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Hit
from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

MOVING = RUNS - {Kind.ROAD_BRIDGE}
_FREIGHT = frozenset({Kind.RAILWAY, Kind.PORT, Kind.SHIPPING})
_BRIDGE = frozenset({Kind.ROAD_BRIDGE})
_BY_NAME = 12  # characters: "the first direct flight" needs no verb in a headline
_BELOW = 0.6  # of its reach is what act and thing may lie apart below the lead
_COMMA = re.compile(r"[,，、]")
_FIRST_WHO = 40  # characters between "first" and the people


class _Rule(NamedTuple):
    type: Type
    kinds: frozenset[Kind]
    act: str
    things: tuple[str, ...]
    beside: tuple[str, ...] = ()  # one of these stands in the sentence too
    reach: int = 60  # characters between act and thing, a clause; a third of it where words have no spaces between them
    anywhere: bool = True  # below the lead too


_RULES = (
    _Rule(Type.CONSTRUCTION_STARTED, BUILT, "act-begin", ("thing-work",), reach=120),  # "Construction of … between … and … began"
    _Rule(Type.CONSTRUCTION_STARTED, frozenset({Kind.RAIL_CROSSING}), "act-begin", ("thing-repair",)),
    _Rule(Type.CONSTRUCTION_PROGRESS, _BRIDGE, "act-progress", ("thing-work", "topic:bridge", "thing-span"), anywhere=False),
    _Rule(Type.CONSTRUCTION_PROGRESS, _BRIDGE, "act-end", ("thing-span",), reach=30),
    _Rule(Type.CONSTRUCTION_PROGRESS, _BRIDGE, "act-join", ("thing-span",), reach=36),
    _Rule(Type.CONSTRUCTION_PROGRESS, frozenset({Kind.PORT}), "building", ("pier",), reach=24),
    _Rule(Type.CONSTRUCTION_PROGRESS, LAID, "act-progress", ("thing-work", "pier"), reach=24, anywhere=False),
    _Rule(Type.COMPLETED, _BRIDGE, "act-end", ("thing-work", "topic:bridge")),
    _Rule(Type.COMPLETED, frozenset({Kind.RAILWAY, Kind.PORT}), "act-end", ("thing-work",)),
    _Rule(Type.OPENED, _BRIDGE, "act-open", ("topic:bridge", "checkpoint")),
    _Rule(Type.OPENED, _BRIDGE, "act-open", ("road-traffic",), reach=24),
    _Rule(Type.OPENED, _BRIDGE, "act-first", ("road-traffic",), ("act-run", "act-open", "act-carry"), 24),
    _Rule(Type.OPENED, frozenset({Kind.RAILWAY}), "act-open", ("topic:rail",)),
    _Rule(Type.OPENED, frozenset({Kind.PORT}), "act-open", ("topic:port",)),
    _Rule(Type.OPENED, frozenset({Kind.PORT}), "act-begin", ("pier",), reach=24),
    _Rule(Type.STATION_RENOVATED, frozenset({Kind.RAIL_CROSSING}), "act-renew", ("thing-station",)),
    _Rule(Type.SERVICE_RESUMED, MOVING, "act-again", ("thing-service", "act-run")),
    _Rule(Type.SERVICE_RESUMED, _BRIDGE, "act-again", ("road-traffic",)),
    _Rule(Type.SERVICE_SUSPENDED, MOVING, "act-stop", ("thing-service",)),
    _Rule(Type.SERVICE_SUSPENDED, frozenset({Kind.RAIL_CROSSING}), "act-close", ("thing-border",), reach=30),
    _Rule(Type.SERVICE_SUSPENDED, _FREIGHT, "act-stop", ("thing-service", "thing-load"), anywhere=False),
    _Rule(Type.SERVICE_SUSPENDED, _FREIGHT, "act-stop", ("thing-project",), reach=48),
    _Rule(Type.SERVICE_SUSPENDED, _BRIDGE, "act-stop", ("road-traffic",)),
    _Rule(Type.SERVICE_SUSPENDED, _BRIDGE, "act-close", ("topic:bridge", "road-traffic"), reach=36),
    _Rule(Type.SERVICE_STARTED, MOVING, "act-first", ("thing-service",), ("act-run", "act-begin"), 24),
    _Rule(Type.SERVICE_STARTED, MOVING, "act-first", ("thing-service",), reach=_BY_NAME, anywhere=False),
    _Rule(Type.SERVICE_STARTED, frozenset({Kind.FERRY}), "act-first", ("act-carry",), reach=24, anywhere=False),
    _Rule(Type.SERVICE_STARTED, MOVING, "act-begin", ("thing-service",)),
    _Rule(Type.SERVICE_STARTED, MOVING - {Kind.RAIL_CROSSING}, "act-open", ("thing-route",), reach=36),
    _Rule(Type.SERVICE_STARTED, _BRIDGE, "act-first", ("thing-bus",)),
    _Rule(Type.SERVICE_STARTED, _BRIDGE, "act-begin", ("thing-bus",)),
    _Rule(Type.SCHEDULE_CHANGED, RUNS, "act-more", ("thing-service",), ("timetable",)),
    _Rule(Type.SCHEDULE_CHANGED, RUNS, "act-adjust", ("thing-trips",), reach=48),
    _Rule(Type.SANCTIONED, KINDS[Type.SANCTIONED], "act-sanction", ("thing-sanction",)),
    _Rule(Type.TRAFFIC_OBSERVED, frozenset(Kind), "act-carry", ("thing-load",)),
    _Rule(Type.TRAFFIC_OBSERVED, RAIL | {Kind.RAILWAY}, "trial", ("thing-load", "thing-service"), reach=24),
    _Rule(Type.ANNOUNCED, frozenset(Kind), "act-plan", ("thing-service", "thing-work", "topic:bridge"), anywhere=False),
    _Rule(Type.ANNOUNCED, MOVING, "act-plan", ("act-run",), reach=24, anywhere=False),
    _Rule(Type.ANNOUNCED, MOVING, "act-plan", ("thing-tour",), reach=36, anywhere=False),
    _Rule(Type.ANNOUNCED, _FREIGHT, "act-plan", ("thing-load",), reach=36, anywhere=False),
)


def paired(sentence: Sentence, about: Set[Kind], *, leads: bool) -> dict[Type, list[Hit]]:
    """Types told by an act near its thing, of transport links of these kinds: the acts. `leads`: at the top of the report."""
    found: dict[Type, list[Hit]] = {}
    for rule in _RULES:
        if rule.act not in sentence.hits or not rule.kinds & about or not (leads or rule.anywhere):
            continue
        if not rule.beside or any(map(sentence.has, rule.beside)):
            acts = list(_pairs(sentence, rule, rule.reach if leads else int(rule.reach * _BELOW)))
            if acts:
                found.setdefault(rule.type, []).extend(acts)
    return found


def _pairs(sentence: Sentence, rule: _Rule, reach: int) -> Iterator[Hit]:
    reach = reach if sentence.spaced else reach // 3
    for act in sentence.hits.get(rule.act, ()):
        if rule.act == "act-first" and first_people(sentence, act):
            continue
        if any(sentence.near(thing, act.start, act.stop, reach) for thing in rule.things):
            yield act


def first_people(sentence: Sentence, first: Hit) -> bool:
    """`The first tourists since the pandemic`: the people are new, the service may never have stopped; but a `first
    tourist train` is."""
    reach = _FIRST_WHO if sentence.spaced else _FIRST_WHO // 2
    who = min((hit for hit in sentence.hits.get("people", ()) if 0 <= hit.start - first.stop <= reach), default=None)
    if who is None or _COMMA.search(sentence.lowered, first.stop, who.start):
        return False
    between = [hit for hit in sentence.hits.get("thing-service", ()) if first.stop <= hit.start <= who.stop + sentence.spaced]
    return not between
