"""What can be exported, row by row: in memory are the rows under way and nothing else."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.schema.columns import Instant
from storage.schema.views import VIEWS

_AT_ONCE = 500  # rows fetched together: of articles some 2 MB, and the server answers every few milliseconds

_A, _R, _E, _T = schema.articles.c, schema.revisions.c, schema.evidence.c, schema.transport_link_tags.c
# What later statements change in a row of the ledger without its being stamped anew.
_MOVING = frozenset({"standing", "same_as", "told_as", "wording", "story"})

Condition = Callable[[Sequence[str]], sa.ColumnElement[bool]]


class Kind(StrEnum):
    WHOLE = "whole number"
    REAL = "real number"
    TEXT = "text"
    MOMENT = "moment"  # aware UTC
    TRUTH = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of row, in the order of its number. Columns keep their order; later versions add theirs at the end."""

    said: str
    rows: sa.Select[*tuple[Any, ...]]
    order: tuple[sa.ColumnElement[Any], ...]
    since: sa.ColumnElement[datetime]  # a column of `rows`
    conditions: Mapping[str, Condition]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(str(column.name), _kind(column.type)) for column in self.rows.selected_columns)

    @property
    def stamp(self) -> int:
        """The place of the column that `since` looks at."""
        return [column.name for column in self.columns].index(str(self.since.name))


@cache
def exports() -> Mapping[str, Export]:
    """By name, in the order they are listed."""
    return {
        "articles": _of_view("articles_current", "article"),
        "revisions": _revisions(),
        "changes": _of_view("revisions_diff", "revision"),
        "evidence": _evidence(),
        "transport-links": _of_view("transport_link_timeline", "revision", "transport_link"),
        "stories": _of_view("stories", "story", since="last_seen_at"),
        "claims": _of_view("link_claims", "claim", since="read_at", without=_MOVING),
        "events": _of_view("link_events", "event", since="read_at", without=_MOVING),
        "fetches": _fetches(),
        "refused": _of_view("pages_refused", "request"),
    }


def export_rows(
    connection: Connection, export: Export, *, since: datetime | None, where: Mapping[str, Sequence[str]]
) -> Iterator[Sequence[Any]]:
    """The rows stamped `since` or later that meet every condition of `where`, each with any of its values."""
    rows = export.rows.where(*(export.conditions[name](values) for name, values in where.items()))
    if since is not None:
        rows = rows.where(export.since >= since)
    return iter(connection.execute(rows.order_by(*export.order), execution_options={"yield_per": _AT_ONCE}))


def _of_view(name: str, *order: str, since: str = "fetched_at", without: Collection[str] = ()) -> Export:
    c = schema.view(name).c
    columns = {column: c[column] for column in VIEWS[name][1] if column not in without}
    rows = sa.select(*columns.values())
    return Export(VIEWS[name][0], rows, tuple(c[column] for column in order), c[since], _conditions(columns))


def _revisions() -> Export:
    wording = [column for column in _R if column.name not in ("id", "minhash", "text")]
    rows = sa.select(_R.id.label("revision"), *wording, _A.url, _A.source, _R.text)
    rows = rows.join_from(schema.revisions, schema.articles, _A.id == _R.article)
    chosen = {"revision": _R.id, "source": _A.source, "language": _R.language, "relevant": _R.relevant}
    return Export("Every wording of every article.", rows, (_R.id,), _R.fetched_at, _conditions(chosen))


def _evidence() -> Export:
    found = (_E.position, _E.concept, _E.term, _E.contribution, _E.sentence)
    rows = sa.select(_E.revision, _R.article, _R.number, *found, _R.relevance, _R.fetched_at, _A.url)
    rows = rows.join_from(schema.evidence, schema.revisions, _R.id == _E.revision).join(schema.articles, _A.id == _R.article)
    chosen = {"revision": _E.revision, "source": _A.source, "language": _R.language, "relevant": _R.relevant}
    said = "Why each wording scored as it did."
    return Export(said, rows, (_E.revision, _E.position), _R.fetched_at, _conditions(chosen))


def _fetches() -> Export:
    c = schema.fetches.c
    columns = [column for column in c if column.name not in ("request_key", "url_key", "id")]
    rows = sa.select(c.id.label("request"), *columns)
    return Export("Every request and how it ended.", rows, (c.id,), c.fetched_at, _conditions(dict(c.items())))


_CHOSEN = ("source", "affiliation", "language", "outcome", "reason", "role", "attribute", "type")


def _conditions(columns: Mapping[str, sa.ColumnElement[Any]]) -> dict[str, Condition]:
    """By what analysts choose, as far as these rows have it."""
    found: dict[str, Condition] = {name: columns[name].in_ for name in _CHOSEN if name in columns}
    if "transport_link" in columns:
        found["link"] = columns["transport_link"].in_
    elif "revision" in columns:
        found["link"] = lambda values: columns["revision"].in_(sa.select(_T.revision).where(_T.transport_link.in_(values)))
    if "relevant" in columns:
        found["relevant"] = lambda values: columns["relevant"].in_([value == "yes" for value in values])
    return found


def _kind(kind: sa.types.TypeEngine[Any]) -> Kind:
    kinds = ((Instant, Kind.MOMENT), (sa.Boolean, Kind.TRUTH), (sa.Integer, Kind.WHOLE), (sa.Double, Kind.REAL))
    return next((name for known, name in kinds if isinstance(kind, known)), Kind.TEXT)
