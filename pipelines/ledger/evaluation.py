"""How well the reader reads, against labelled documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tumen.journey import Document
from tumen.statements import Attribute, Claim, Event, Reading

SCORED = (
    "length",
    "width",
    "lanes",
    "cost",
    "completion-date",
    "passengers",
    "frequency",
    "duration",
    "distance",
    "cargo-volume",
    "fare",
    "trains-seen",
)
_TOLERANCE = 0.005  # of the value, after conversion: 1 km and 1,005 m are the same figure
_SAME = {Attribute.CONSTRUCTION_TIME: "duration"}  # labels say duration for both
_NOT_LENGTH = frozenset({Attribute.APPROACH_LENGTH})
# Label unit → factor to the reader's SI; what is not listed is taken as it stands. Some labellers keep the unit of the text.
_FACTORS = {
    "km": 1000.0, "m": 1.0, "yards": 0.9144, "feet": 0.3048, "miles": 1609.344, "nautical miles": 1852.0,
    "t": 1.0, "tonnes": 1.0, "t/year": 1.0, "kt": 1e3, "Mt": 1e6, "Mt/year": 1e6,
    "years": 31_557_600.0, "months": 2_629_800.0, "days": 86_400.0, "per day": 7.0, "hours": 3600.0, "minutes": 60.0,
    "км": 1000.0, "м": 1.0, "т": 1.0, "лет": 31_557_600.0, "месяцев": 2_629_800.0, "дней": 86_400.0, "дня": 86_400.0,
    "суток": 86_400.0, "часов": 3600.0, "часа": 3600.0, "час": 3600.0, "годин": 3600.0, "минут": 60.0,
}  # fmt: skip
_MONEY = {"billion": 1e9, "bn": 1e9, "million": 1e6, "mn": 1e6, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with what a reader should find: labels as in `seeds/baseline/*.json`."""

    document: Document
    events: Sequence[Mapping[str, Any]]
    claims: Sequence[Mapping[str, Any]]
    background: frozenset[str] = frozenset()  # transport links only named: reading them is neither right nor wrong


@dataclass(slots=True)
class _Count:
    right: int = 0
    read: int = 0
    labelled: int = 0

    def figures(self) -> dict[str, float]:
        precision = self.right / self.read if self.read else 0.0
        recall = self.right / self.labelled if self.labelled else 0.0
        total = precision + recall
        return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / total if total else 0.0}


@dataclass(slots=True)
class Evaluation:
    """`report` is the `events` and `claims` of `tumen evaluate --json`; `proposed` are readings no label has."""

    report: dict[str, Any] = field(default_factory=dict)
    proposed: list[tuple[str, str, str]] = field(default_factory=list)  # document address, sentence, reading
    missed: list[tuple[str, str]] = field(default_factory=list)  # document address, label


def evaluate_ledger(documents: Iterable[Labelled], read: Callable[[Document], Reading]) -> Evaluation:
    """Match readings with labels, one to one within each document.

    Events match on transport link and type; `dates_right` is the share of matched events, dated in label and reading, whose
    date is right to the precision of the label. Claims match on transport link, attribute and value within 0.5 %.
    """
    out = Evaluation()
    events, claims = _Count(), _Count()
    by_attribute = {name: _Count() for name in SCORED}
    dated = right = unknown = 0
    for labelled in documents:
        reading = read(labelled.document)
        pairs = _match_events(labelled, reading, events, out)
        for label, event in pairs:
            unknown += bool(label["date"]) and event.date is None
            if label["date"] and event.date:
                dated += 1
                right += _date_agrees(str(label["date"]), event.date)
        _match_claims(labelled, reading, claims, by_attribute, out)
    out.report = {
        "events": {**events.figures(), "dates_right": right / dated if dated else 0.0, "dates_unknown": unknown},
        "claims": {
            **claims.figures(),
            "by_attribute": {
                name: {**count.figures(), "labelled": count.labelled, "read": count.read} for name, count in by_attribute.items()
            },
        },
    }
    return out


def _match_events(labelled: Labelled, reading: Reading, count: _Count, out: Evaluation) -> list[tuple[Mapping[str, Any], Event]]:
    open_labels = list(labelled.events)
    pairs = []
    for event in reading.events:
        fitting = [label for label in open_labels if (label["link"], label["type"]) == (event.transport_link, event.type.value)]
        if not fitting:
            if event.transport_link not in labelled.background:
                count.read += 1
                out.proposed.append((labelled.document.url, event.sentence, f"{event.transport_link} {event.type} {event.date}"))
            continue
        best = max(fitting, key=lambda label: bool(label["date"] and event.date and _date_agrees(str(label["date"]), event.date)))
        open_labels.remove(best)
        pairs.append((best, event))
        count.read += 1
    count.right += len(pairs)
    count.labelled += len(labelled.events)
    out.missed += [(labelled.document.url, f"{label['link']} {label['type']} {label['date']}") for label in open_labels]
    return pairs


def _match_claims(labelled: Labelled, reading: Reading, count: _Count, by_attribute: dict[str, _Count], out: Evaluation) -> None:
    open_labels = [(label, name) for label in labelled.claims if (name := _family(str(label["what"])))]
    for _, name in open_labels:
        by_attribute[name].labelled += 1
        count.labelled += 1
    for claim in reading.claims:
        name = _SAME.get(claim.attribute) or (None if claim.attribute in _NOT_LENGTH else _family(claim.attribute.value))
        if name is None:
            continue
        match = next(
            (
                pair
                for pair in open_labels
                if pair[1] == name and pair[0]["link"] == claim.transport_link and _value_agrees(pair[0], claim)
            ),
            None,
        )
        if match is None and claim.transport_link in labelled.background:
            continue
        for counted in (count, by_attribute[name]):
            counted.read += 1
            counted.right += match is not None
        if match:
            open_labels.remove(match)
        else:
            out.proposed.append(
                (
                    labelled.document.url,
                    claim.sentence,
                    f"{claim.transport_link} {claim.attribute} {claim.value or claim.date} {claim.unit}",
                )
            )
    out.missed += [
        (labelled.document.url, f"{label['link']} {label['what']} {label['value']} {label['unit']}") for label, _ in open_labels
    ]


def _family(attribute: str) -> str | None:
    """The scored attribute this one counts as; None when it is not scored."""
    return "length" if attribute.startswith("length-") else attribute if attribute in SCORED else None


def _date_agrees(label: str, read: str) -> bool:
    """Both agree as far as both go: a text that says "June" is read rightly as 2024-06 under a label of 2024-06-19."""
    shorter = min(len(label), len(read))
    return label[:shorter] == read[:shorter]


def _value_agrees(label: Mapping[str, Any], claim: Claim) -> bool:
    value = label["value"]
    if claim.date is not None:
        return _months_agree(str(value), claim.date)
    if claim.value is None:
        return False
    unit = str(label["unit"] or "")
    factor = _FACTORS.get(unit, 1.0)
    for word, scale in _MONEY.items():
        factor = scale if unit.startswith(word + " ") else factor
    try:
        stated = [float(part) * factor for part in str(value).split("-")] if isinstance(value, str) else [float(value) * factor]
    except ValueError:
        return False
    ours = [claim.value, *([claim.high] if claim.high is not None else [])]
    return any(abs(a - b) <= _TOLERANCE * max(abs(a), abs(b)) for a in stated for b in ours)


_SEASONS = {
    "spring": ("03", "04", "05"),
    "summer": ("06", "07", "08"),
    "autumn": ("09", "10", "11"),
    "winter": ("12", "01", "02"),
}


def _months_agree(label: str, read: str) -> bool:
    """Equal as far as both go; a season agrees with its months."""
    for one, other in ((label, read), (read, label)):
        season = _SEASONS.get(one[5:])
        if season:
            return one[:4] == other[:4] and (other[5:] == one[5:] or other[5:7] in season or len(other) == 4)
    shorter = min(len(label), len(read))
    return label[:shorter] == read[:shorter]
