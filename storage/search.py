"""Searching the kept articles: the same hits in the same order on SQLite and PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.opening import opens_at
from storage.query import Query, read_query
from storage.ranking import page
from storage.snippet import snippet
from storage.standing_in import refusals

_A, _R = schema.articles.c, schema.revisions.c


@dataclass(frozen=True, slots=True)
class Hit:
    article: int
    title: str
    url: str
    published_at: datetime | None
    relevance: float
    snippet: str  # a passage of the text, found words between ** and **
    text_from: str  # page, feed or file
    refusal: str  # why the page gave no text, where the feed's own stands in; else ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits; `total` counts those of all pages, as far as they were counted."""

    total: int
    results: list[Hit]
    notes: tuple[str, ...] = ()  # for whoever typed it: what of the query was not understood as meant, what was not counted
    more: bool = False  # there are more than `total`


def search(connection: Connection, query: str, *, limit: int, offset: int) -> SearchPage:
    """Articles whose current wording matches a query in the language of `storage.query`.

    First those whose title has all the words, then by relevance, then the newest, then the last kept. Any text is a query:
    what asks for nothing finds nothing.
    """
    read = read_query(query)
    notes = tuple(read.notes)
    if read.empty:
        return SearchPage(0, [], (*notes, "nothing to search for") if query.strip() else notes)
    found = page(connection, read, limit, offset)
    if found.more:
        notes = (*notes, f"more than {found.total:,} found; only so many were counted")
    return SearchPage(found.total, _hits(connection, found.articles, read), notes, found.more)


def _hits(connection: Connection, found: Sequence[int], query: Query) -> list[Hit]:
    if not found:
        return []
    shown = sa.select(_A.id, _R.title, opens_at().label("address"), _R.published_at, _R.relevance, _R.text)
    shown = shown.add_columns(_R.id.label("revision"), _R.text_from)
    shown = shown.join_from(schema.articles, schema.revisions, sa.and_(_R.article == _A.id, _R.number == _A.revisions))
    rows = {row.id: row for row in connection.execute(shown.where(_A.id.in_(found)))}
    refused = refusals(connection, [row.revision for row in rows.values() if row.text_from == "feed"])
    return [_hit(rows[article], query, refused) for article in found]


def _hit(row: sa.Row[*tuple[Any, ...]], query: Query, refused: dict[int, str]) -> Hit:
    passage = snippet(row.text, query.wanted)
    refusal = refused.get(row.revision, "")
    return Hit(row.id, row.title, row.address, row.published_at, row.relevance, passage, row.text_from, refusal)
