"""INSERT … ON CONFLICT, which SQLAlchemy builds per dialect although both databases understand the same words."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: sa.Connection, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update` for the database at hand."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
