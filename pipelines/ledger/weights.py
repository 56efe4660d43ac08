"""The fitted numbers of `seeds/events.yaml`: how likely a report tells an event, given its signs. Read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, log
from pathlib import Path

from pipelines.ledger.signs import Passage, Signs, names_of
from tumen.transport import EventType
from tumen.yamlfile import Entry, read_yaml


@dataclass(frozen=True, slots=True)
class EventWeights:
    """Log-odds that a report tells a type of event of a transport link = its intercept + Σ weights of the features there."""

    threshold: float  # probability from which an event is kept
    intercepts: Mapping[EventType, float]
    alike: Mapping[str, float]  # what weighs the same for every type
    of_type: Mapping[EventType, Mapping[str, float]]
    fitted: str = ""  # ISO date
    corpus: str = ""  # SHA-256 of the labelled documents it was fitted to

    def tells(self, kind: EventType, signs: Signs) -> bool:
        own = self.of_type[kind]
        weights = [own.get(name, 0.0) for name in signs.report]
        weights += [self.alike.get(name, 0.0) for name in signs.of_type[kind]]
        odds = fsum([self.intercepts[kind], *weights])  # exact, so that the order of a set does not matter
        return odds >= log(self.threshold / (1.0 - self.threshold))

    def of_phrases(self, kind: EventType, passage: Passage) -> dict[str, float]:
        """Purpose → how much the phrases found in a sentence speak for the type, as log-odds."""
        own = self.of_type[kind]
        return {
            purpose: fsum(own.get(name, 0.0) for name in names_of(purpose, passage.index)) for purpose in passage.sentence.hits
        }


def load_event_weights(path: Path) -> EventWeights:
    """Read `events.yaml`. Raises ConfigurationError with file, line and key, unknown types of event included."""
    keys = read_yaml(path).mapping(required=("fitted", "corpus", "threshold", "alike", "types"))
    types = keys["types"].mapping(required=tuple(EventType))
    each = {kind: types[kind].mapping(required=("intercept", "weights")) for kind in EventType}
    return EventWeights(
        threshold=_probability(keys["threshold"]),
        intercepts={kind: entry["intercept"].number() for kind, entry in each.items()},
        alike=_numbers(keys["alike"]),
        of_type={kind: _numbers(entry["weights"]) for kind, entry in each.items()},
        fitted=keys["fitted"].text(),
        corpus=keys["corpus"].text(),
    )


def _probability(entry: Entry) -> float:
    value = entry.number()
    return value if 0 < value < 1 else entry.refuse("is no probability; write a number between 0 and 1")


def _numbers(entry: Entry) -> dict[str, float]:
    return {name: value.number() for name, value in entry.named().items()}
