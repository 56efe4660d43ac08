"""Events by grammar: an act and the thing it is done to, in either order, for titles and first sentences.

The phrases of `events` know set expressions; here any verb of a family (begin, stop, carry …) tells an event when it stands near
a noun of the other (work, service, load …), so that a wording nobody listed is read too. Further down a text such pairs meet by
accident, so only what a report leads with is read this way.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.ledger.precedence import BUILT, KINDS, RUNS
from pipelines.ledger.sentences import Sentence
from pipelines.ledger.vocabulary import Hit
from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

LEAD = 3  # sentences, the title among them
_MOVING = RUNS - {Kind.ROAD_BRIDGE}


class _Rule(NamedTuple):
    type: Type
    kinds: frozenset[Kind]
    act: str
    things: tuple[str, ...]
    beside: tuple[str, ...] = ()  # one of these stands in the sentence too
    reach: int = 60  # characters between act and thing, a clause; a third of it where words have no spaces between them


_RULES = (
    _Rule(Type.CONSTRUCTION_STARTED, BUILT, "act-begin", ("thing-work",)),
    _Rule(Type.CONSTRUCTION_PROGRESS, frozenset({Kind.ROAD_BRIDGE}), "act-progress", ("thing-work", "topic:bridge")),
    _Rule(Type.COMPLETED, frozenset({Kind.ROAD_BRIDGE}), "act-end", ("thing-work", "topic:bridge")),
    _Rule(Type.OPENED, frozenset({Kind.ROAD_BRIDGE}), "act-open", ("topic:bridge",)),
    _Rule(Type.OPENED, frozenset({Kind.RAILWAY}), "act-open", ("topic:rail",)),
    _Rule(Type.OPENED, frozenset({Kind.PORT}), "act-open", ("topic:port",)),
    _Rule(Type.STATION_RENOVATED, frozenset({Kind.RAIL_CROSSING}), "act-renew", ("thing-station",)),
    _Rule(Type.SERVICE_RESUMED, _MOVING, "act-again", ("thing-service", "act-run")),
    _Rule(Type.SERVICE_SUSPENDED, _MOVING, "act-stop", ("thing-service",)),
    _Rule(Type.SERVICE_STARTED, _MOVING, "act-first", ("thing-service",), ("act-run", "act-begin"), 24),
    _Rule(Type.SERVICE_STARTED, _MOVING, "act-begin", ("thing-service",)),
    _Rule(Type.SCHEDULE_CHANGED, _MOVING, "act-more", ("thing-service",), ("per-week", "per-month", "weekly", "timetable")),
    _Rule(Type.SANCTIONED, KINDS[Type.SANCTIONED], "act-sanction", ("thing-sanction",)),
    _Rule(Type.TRAFFIC_OBSERVED, frozenset(Kind), "act-carry", ("thing-load",)),
    _Rule(Type.ANNOUNCED, frozenset(Kind), "act-plan", ("thing-service", "thing-work", "topic:bridge")),
)


def composed(sentence: Sentence, kinds: Iterable[Kind]) -> dict[Type, Hit]:
    """Types of event that a leading sentence about transport links of these kinds tells, each with its act."""
    found: dict[Type, Hit] = {}
    about = frozenset(kinds)
    for rule in _RULES:
        if rule.type in found or not rule.kinds & about or (rule.beside and not any(map(sentence.has, rule.beside))):
            continue
        hit = next(_pairs(sentence, rule), None)
        if hit:
            found[rule.type] = hit
    return found


def _pairs(sentence: Sentence, rule: _Rule) -> Iterator[Hit]:
    reach = rule.reach if sentence.spaced else rule.reach // 3
    for act in sentence.hits.get(rule.act, ()):
        if any(sentence.near(thing, act.start, act.stop, reach) for thing in rule.things):
            yield act
