"""INSERT … ON CONFLICT, which SQLAlchemy builds per dialect although both databases understand the same words."""

from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:  # each dialect is imported where it is the one at hand
    from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: sa.Connection, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update` for the database at hand."""
    return insert_for(connection.dialect.name, table)


@cache
def adding(table: sa.Table) -> sa.Insert:
    """An INSERT without conditions, built once: building one costs four times as much as running it."""
    return sa.insert(table)


def insert_for(dialect: str, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """The same for "sqlite" or "postgresql": a statement to build once."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
