"""The query language: what an analyst types, read so that no text is an error.

    words             all of them, in any order          "two words"    next to each other
    rail*             beginning of a word                -cruise        without it (also -"…", -language:en)
    language:ru  link:tumen-road-bridge  source:tass-en  affiliation:dprk-state     several of one kind: any of them
    after:2025-05-01  before:2025-06  relevance>0.8

Pure. What looks like a filter and is none is searched as words, and `notes` says so.
"""

import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from storage.words import Run, runs

Field = Literal["language", "transport_link", "source", "affiliation"]

_FIELDS: dict[str, Field] = {
    "language": "language",
    "lang": "language",
    "link": "transport_link",
    "transport-link": "transport_link",
    "source": "source",
    "affiliation": "affiliation",
}
_PART = re.compile(
    r"""(?P<minus>-?)(?:
      (?P<field>language|lang|transport-link|link|source|affiliation|after|before):(?P<value>"[^"]*"?|[^\s"]+)
    | relevance(?P<sign>>=|<=|>|<)(?P<bound>[^\s"]+)
    | "(?P<phrase>[^"]*)"?
    | (?P<word>[^\s"]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_MOST_PARTS = 50  # words and filters that are read; PostgreSQL refuses queries of some thousand


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must stand next to each other; a single word mostly."""

    runs: tuple[Run, ...]
    prefix: bool  # the last word may go on

    def terms(self) -> list[str]:
        """As the index holds them: the last run may go on where it is CJK, as words are not told apart there."""
        *first, last = self.runs
        return [term for run in first for term in run.terms(whole=True)] + last.terms(whole=False)

    @property
    def open_end(self) -> bool:
        """Whether the last term stands for all terms that begin with it."""
        last = self.runs[-1]
        return len(last.text) == 1 if last.is_cjk else self.prefix


@dataclass(frozen=True, slots=True)
class Filter:
    field: Field
    values: tuple[str, ...]
    excluded: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit on relevance (a float) or on the date (aware UTC)."""

    sign: Literal[">", ">=", "<", "<="]
    limit: float | datetime
    excluded: bool = False


@dataclass(slots=True)
class Query:
    wanted: list[Words] = field(default_factory=list)
    unwanted: list[Words] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.wanted or self.unwanted or self.filters or self.bounds)


def read_query(text: str) -> Query:
    """What a query asks for; never raises."""
    query = Query()
    chosen: dict[tuple[Field, bool], list[str]] = {}
    for number, part in enumerate(_PART.finditer(text)):
        if number == _MOST_PARTS:
            query.notes.append(f"only the first {_MOST_PARTS} words and filters count")
            break
        excluded = part["minus"] == "-"
        name = (part["field"] or "").lower()
        if name in _FIELDS:
            values = [value.casefold() for value in (part["value"] or "").strip('"').split(",") if value]
            chosen.setdefault((_FIELDS[name], excluded), []).extend(values)
        elif name or part["sign"]:
            _read_bound(query, part, name, excluded)
        else:
            _read_words(query, part["phrase"] or part["word"] or "", excluded, phrase=part["phrase"] is not None)
    query.filters += [Filter(name, tuple(values), excluded) for (name, excluded), values in chosen.items() if values]
    return query


def _read_words(query: Query, text: str, excluded: bool, *, phrase: bool) -> None:
    found = runs(text)
    if found:
        prefix = not phrase and text.endswith("*")
        (query.unwanted if excluded else query.wanted).append(Words(tuple(found), prefix))


def _read_bound(query: Query, part: re.Match[str], name: str, excluded: bool) -> None:
    bound = _relevance(part) if part["sign"] else _date(name, part["value"].strip('"'))
    if bound is None:
        what = "a number" if part["sign"] else "a date like 2025-05-01"
        query.notes.append(f"{part[0]}: not {what}; searched as words")
        _read_words(query, part[0].lstrip("-"), excluded, phrase=True)
        return
    query.bounds.append(Bound(bound.sign, bound.limit, excluded))


def _relevance(part: re.Match[str]) -> Bound | None:
    try:
        limit = float(part["bound"])
    except ValueError:
        return None
    signs: dict[str, Literal[">", ">=", "<", "<="]] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
    return None if math.isnan(limit) else Bound(signs[part["sign"]], limit)


def _date(name: str, written: str) -> Bound | None:
    match = _DATE.fullmatch(written)
    if match is None:
        return None
    try:
        start = datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except ValueError:
        return None
    return Bound(">=" if name.lower() == "after" else "<", start)
