"""What speaks for or against each type of event of a transport link in a report: names of features, each there or not.

A feature of a report says where something stands (`title`, `first`, `lead`, `early`, `below`, or `any` of them) and what: a
purpose of the phrases in `statements.yaml`, or a type of event that the words of one sentence tell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.ledger.dates import DateWords
from pipelines.ledger.events import Candidate
from pipelines.ledger.sentences import Sentence
from tumen.transport import EventType, TransportKind

_PLACES = ("title", "first", "lead", "early", "below")
_BY_INDEX = (0, 1, 2, 2, 3, 3, 3)  # of the first seven sentences; all others stand below
_MOST = 2  # further events, transport links: two are as good as many


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that may speak of these transport links, as Topics says."""

    index: int
    sentence: Sentence = field(repr=False)
    transport_links: Sequence[str]
    dates: Sequence[DateWords] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """Features of one transport link in one report: of all types together, and of each type."""

    report: frozenset[str]
    of_type: Mapping[EventType, frozenset[str]]


def place(index: int) -> str:
    return _PLACES[_BY_INDEX[index] if index < len(_BY_INDEX) else -1]


def names_of(what: str, index: int) -> tuple[str, str]:
    return f"{place(index)}:{what}", f"any:{what}"


def signs(
    transport_link: str,
    kind: TransportKind,
    rank: int,
    passages: Iterable[Passage],
    told: Sequence[Candidate],
    settled: Collection[EventType],
) -> Signs:
    """`rank`: 0 is the transport link the report speaks of most likely; `told`: what single sentences tell of it;
    `settled`: the types that the rules kept."""
    own = [candidate for candidate in told if candidate.event.transport_link == transport_link]
    report = {f"kind:{kind}", f"rank:{min(rank, _MOST)}", "settled:none" if not settled else "settled:some"}
    for passage in passages:
        if transport_link in passage.transport_links:
            report.update(name for purpose in passage.sentence.hits for name in names_of(purpose, passage.index))
            report.add(f"{place(passage.index)}:spoken-of")
    for candidate in own:
        report.update(names_of(f"told-{_name(candidate)}", candidate.index))
    return Signs(frozenset(report), {of: frozenset(_of(of, rank, own, settled)) for of in EventType})


def _name(candidate: Candidate) -> str:
    return f"{candidate.event.type}-planned" if candidate.planned else str(candidate.event.type)


def _of(kind: EventType, rank: int, told: Sequence[Candidate], settled: Collection[EventType]) -> Iterable[str]:
    """Features every type has in the same way, so that what they weigh is learnt from all types together."""
    own = [candidate for candidate in told if candidate.event.type is kind]
    happened = [candidate for candidate in own if not candidate.planned]
    planned = [candidate for candidate in own if candidate.planned]
    for name, found in (("happened", happened), ("planned", planned)):
        yield from (f"{name}-in-{place(candidate.index)}" for candidate in found)
        if found:
            yield f"{name}-times-{min(len(found), _MOST)}"
            yield f"{name}-first-in-{place(found[0].index)}"
        if any(candidate.event.date for candidate in found):
            yield f"{name}-dated"
        if any(candidate.named for candidate in found):
            yield f"{name}-named"
    others = min(len(set(settled) - {kind}), _MOST)
    verdict = "kept" if kind in settled else "left"
    yield f"{verdict}-beside-{others}"
    yield f"{verdict}-rank-{min(rank, _MOST)}"
    if kind in settled:
        yield f"kept-from-{place(own[0].index) if own else 'nowhere'}"
    rivals = [candidate.index for candidate in told if candidate.event.type is not kind]
    if own:
        yield f"rivals-{_before(min(rivals), own[0].index)}" if rivals else "rivals-none"


def _before(index: int, other: int) -> str:
    return "earlier" if index < other else "same" if index == other else "later"
