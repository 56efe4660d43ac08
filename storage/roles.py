"""A role of PostgreSQL that may read what analysts ask for, and nothing else."""

import sqlalchemy as sa

from storage.database import Database
from storage.faults import faults_said, shown
from tumen.yamlfile import ConfigurationError

_PRIVATE = ("deliveries",)  # people's mail addresses; `digests_sent` counts them
_LONGEST = "5min"  # for one query: a slip must not hold the disk from the crawls for a night


def grant_analyst(database: Database, name: str) -> bool:
    """Let the role `name` read every view and table but people's addresses, those of later upgrades too; whether it was made now.

    A new role may log in and has no password. Raises ConfigurationError on SQLite, and for a role that may more than reading.
    """
    if database.is_sqlite:
        file = database.url.database
        raise ConfigurationError(
            f"{shown(database.url)}: SQLite has no roles; analysts open the file read-only: sqlite3 'file:{file}?mode=ro'"
        )
    with faults_said(database.url), database.writing() as connection:
        quoted = connection.dialect.identifier_preparer.quote_identifier(name)
        asked = (
            "SELECT rolsuper OR rolcreaterole OR pg_has_role(:name, current_user, 'member') FROM pg_roles WHERE rolname = :name"
        )
        mighty = connection.scalar(sa.text(asked), {"name": name})
        if mighty:
            raise ConfigurationError(f"{name}: this role may write here already; name one that is for reading only")
        holder = connection.scalar(sa.text("SELECT current_schema()"))
        statements = [
            *([f"CREATE ROLE {quoted} LOGIN"] if mighty is None else []),
            f"ALTER ROLE {quoted} SET default_transaction_read_only = on",
            f"ALTER ROLE {quoted} SET statement_timeout = '{_LONGEST}'",
            f"GRANT USAGE ON SCHEMA {holder} TO {quoted}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {holder} TO {quoted}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {holder} GRANT SELECT ON TABLES TO {quoted}",
            *(f"REVOKE ALL ON {table} FROM {quoted}" for table in _PRIVATE),
        ]
        for statement in statements:
            connection.exec_driver_sql(statement)
    return mighty is None
