"""Housekeeping."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.database import Database
from tumen.outcomes import Outcome


def prune(connection: Connection, *, before: datetime) -> int:
    """Forget requests made before a moment that kept nothing; how many. Articles and all that belongs to them stay."""
    c = schema.fetches.c
    old = sa.delete(schema.fetches).where(c.fetched_at < before, c.outcome != Outcome.KEPT.value)
    return connection.execute(old).rowcount


def optimise(database: Database) -> None:
    """Refresh what the query planner knows, and tidy the search index. Raises DatabaseError."""
    with database.writing() as connection:
        if database.is_sqlite:
            for table in ("search_words", "search_titles", "search_neighbours"):
                connection.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
        else:
            for index in ("ix_search_words_words", "ix_search_words_titles", "ix_search_words_neighbours"):
                connection.exec_driver_sql(f"SELECT gin_clean_pending_list('{index}')")
        connection.exec_driver_sql("ANALYZE")
