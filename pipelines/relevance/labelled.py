"""Labelled documents: what an analyst said of a text, as the lines of `seeds/contrast.jsonl` keep it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

BRIEF = "brief"  # the part of short reports: a say in calibration and threshold, while weights are those of whole articles
_BASELINE_WEIGHT = 5.0  # long, whole articles with every trap: five of them stand against hundreds of short ones


class LabelError(Exception):
    """A labelled document that cannot be used; the message is one line: file:line, key and what would be right."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """`grade` 2: main subject, 1: at least one concrete fact, 0: neither. Documents of one `story` tell the same event."""

    id: str
    language: str
    title: str
    text: str = field(repr=False)
    grade: int
    transport_links: frozenset[str]
    background: frozenset[str]  # named only: finding them is neither right nor wrong
    story: str
    part: str  # "fit": may be fitted to; "brief": the threshold may; "aside": only ever measured on
    weight: float = 1.0  # how often it counts in fitting

    @property
    def relevant(self) -> bool:
        return self.grade >= 1


def labelled(row: Mapping[str, Any], where: str) -> Labelled:
    """One row as a labelled document. Raises LabelError that begins with `where`."""
    for key in ("id", "title", "text", "grade"):
        if key not in row:
            raise LabelError(f"{where}: {key} missing; every document needs id, title, text, grade")
    for key in ("id", "title", "text"):
        if not isinstance(row[key], str):
            raise LabelError(f"{where}: {key}: {row[key]!r} is not text")
    if row["grade"] not in (0, 1, 2) or isinstance(row["grade"], bool):
        raise LabelError(f"{where}: grade: {row['grade']!r} is not a grade; write 0, 1 or 2")
    return Labelled(
        id=row["id"],
        language=str(row.get("lang") or row.get("language") or "und"),
        title=row["title"],
        text=row["text"],
        grade=row["grade"],
        transport_links=_ids(row, "links", where),
        background=_ids(row, "links_bg", where),
        story=str(row.get("story") or row["id"]),
        part=str(row.get("part") or "fit"),
    )


def _ids(row: Mapping[str, Any], key: str, where: str) -> frozenset[str]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise LabelError(f"{where}: {key}: {value!r} is not a list of transport-link ids")
    return frozenset(value)


def rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of a JSON Lines file with its place, `name:line`; empty lines are passed over.

    Streams: the file may be larger than memory. Raises LabelError for a row that is not a JSON object in UTF-8.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                where = f"{path.name}:{number}"
                if line.strip():
                    yield where, _row(line, where)
    except OSError as error:
        raise LabelError(f"{path.name}: cannot be read: {error.strerror}") from error


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LabelError(f"{where}: byte {error.start} is not UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise LabelError(f"{where}: not JSON: {getattr(error, 'msg', 'nested too deeply')}") from error
    if not isinstance(row, dict):
        raise LabelError(f"{where}: is not a JSON object; write one document a line")
    return row


def read_labelled(path: Path) -> Iterator[Labelled]:
    """The labelled documents of a JSON Lines file, one after the other. Raises LabelError with file and line."""
    return (labelled(row, where) for where, row in rows(path))


def read_baseline(folder: Path) -> list[Labelled]:
    """The baseline records of `seeds/baseline`, in the order of their names; none when the folder is empty or absent."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise LabelError(f"{path.name}: not JSON in UTF-8") from error
        labels = row.get("labels", {})
        flat = {**row, "id": f"baseline-{path.stem}", "grade": labels.get("grade", 2), "story": labels.get("story")}
        names = labels.get("links", labels.get("transport_links", []))
        flat["links"] = [name["id"] if isinstance(name, dict) else name for name in names]
        flat["links_bg"] = labels.get("links_bg", labels.get("background", []))
        found.append(replace(labelled(flat, path.name), weight=_BASELINE_WEIGHT))
    return found


def by_part(documents: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Those that may be fitted to, and those kept aside."""
    fit: list[Labelled] = []
    aside: list[Labelled] = []
    for document in documents:
        (aside if document.part == "aside" else fit).append(document)
    return fit, aside
