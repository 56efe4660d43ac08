"""Bringing the tables up to this code's revision. Imported only when there is something to do: Alembic is slow to import."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from storage.faults import DatabaseError, shown
from storage.schema import metadata
from storage.schema.views import VIEWS

_LOCK = 0x74756D656E  # "tumen": the advisory lock under which PostgreSQL databases are upgraded


def configuration() -> Config:
    """Alembic's configuration for the packaged migrations, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to `revision` in one transaction: whoever is killed leaves the tables as they were.

    Of several processes that arrive together one works and the others wait. Raises DatabaseError, and what the driver raises.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(tumen_writing=True) as connection:
        if is_sqlite:
            # A table that is rebuilt is dropped for a moment; with foreign keys on, SQLite would delete its children.
            outside_transaction(connection, "PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                    _require_utf8(connection)
                config = configuration()
                config.attributes["connection"] = connection
                before = roots(connection) if is_sqlite else {}
                command.upgrade(config, revision)
                if is_sqlite:
                    require_whole(connection, before)
                elif revision == "head":
                    _describe(connection)
        finally:
            if is_sqlite:
                outside_transaction(connection, "PRAGMA foreign_keys = ON")


def _describe(connection: sa.Connection) -> None:
    """Put the meaning of every table and column where psql shows it (\\d+); SQLite has no place for that."""
    for table in metadata.sorted_tables:
        connection.execute(sa.schema.SetTableComment(table))
        for column in table.columns:
            connection.execute(sa.schema.SetColumnComment(column))
    for view, (said, columns) in VIEWS.items():
        connection.execute(sa.text(f"COMMENT ON VIEW {view} IS {_literal(said)}"))
        for name, meaning in columns.items():
            connection.execute(sa.text(f"COMMENT ON COLUMN {view}.{name} IS {_literal(meaning)}"))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace(":", "\\:") + "'"  # COMMENT takes no parameters; a colon would begin one


def outside_transaction(connection: sa.Connection, statement: str) -> None:
    """Straight to the driver: through SQLAlchemy it would begin a transaction, inside which SQLite ignores this pragma."""
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.cursor().execute(statement)


def _require_utf8(connection: sa.Connection) -> None:
    encoding = connection.scalar(sa.text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise DatabaseError(
            f"{shown(connection.engine.url)}: its encoding is {encoding}; create it with ENCODING 'UTF8' TEMPLATE template0"
        )


def require_whole(connection: sa.Connection, before: dict[str, int]) -> None:
    """That no row lost the one it refers to, in tables that were made anew and those that refer to them.

    To look at all takes longer than most upgrades: a million articles have 32 million bands.
    """
    after = roots(connection)
    anew = {table for table, root in after.items() if before.get(table) != root}
    for table in after:
        referred = {row.table for row in connection.execute(sa.text(f"PRAGMA foreign_key_list({table})"))}
        if table not in anew and not referred & anew:
            continue
        broken = connection.execute(sa.text(f"PRAGMA foreign_key_check({table})")).first()
        if broken is not None:
            lost = f"rows of {broken[0]} without theirs in {broken[2]}"
            raise DatabaseError(f"{shown(connection.engine.url)}: the upgrade left {lost}, so it was undone; please report this")


def roots(connection: sa.Connection) -> dict[str, int]:
    """Where each table begins in SQLite's file: elsewhere once it was made anew."""
    rows = connection.execute(sa.text("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"))
    return {row.name: row.rootpage for row in rows}
