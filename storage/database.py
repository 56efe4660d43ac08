"""The only door to the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from storage.faults import DatabaseError, faults_said, shown

__all__ = ["HEAD", "Connection", "Database", "DatabaseError"]

# Every revision this code knows, oldest first; a test holds it in step.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013")
HEAD = REVISIONS[-1]
_NO_TABLE = "42P01"  # SQLSTATE undefined_table
# Pages of 4 KiB that SQLite writes beside the file before it moves them into it: 16 MiB. An article touches a hundred: with
# SQLite's 1,000 one keep in ten would move them. A page that is changed twice meanwhile is moved once.
_CHECKPOINT = 4_000
_WAIT = 30  # seconds for another process's transaction; ours last milliseconds, a migration of a large file may take longer
_CONNECT = 10  # seconds until a server that does not answer is given up
# A process that is stopped in the middle of writing, or whose machine is gone, must not hold its rows for hours. A transaction of
# ours computes for seconds at most, on a slow machine.
_LET_GO = "SET LOCAL idle_in_transaction_session_timeout = '120s'"


class Database:
    """An SQLite file or a PostgreSQL database, by SQLAlchemy URL.

    Opening is lazy: the constructor only refuses what it cannot be (DatabaseError). Safe to use from several threads.
    """

    def __init__(self, url: str) -> None:
        self.url = _read_url(url)
        self._checked = False
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def upgrade(self) -> None:
        """Create the tables, or bring them up to this code's revision; one quick look when they are. Raises DatabaseError."""
        with faults_said(self.url):
            if self.is_sqlite:
                self._make_folder()
            if self.revision() != HEAD:
                from storage.migrate import migrate

                migrate(self.engine)
        self._checked = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state and may not write. Raises DatabaseError."""
        with faults_said(self.url):
            self._check()
            with self.engine.connect().execution_options(postgresql_readonly=True) as connection, connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed when the block ends well; on SQLite nobody else writes meanwhile. Raises DatabaseError."""
        with faults_said(self.url):
            self._check()
            with self.engine.connect().execution_options(tumen_writing=True) as connection, connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(_LET_GO)
                yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _make_folder(self) -> None:
        folder = Path(str(self.url.database)).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"{shown(self.url)}: its folder cannot be made: {error.strerror}") from error

    def _check(self) -> None:
        if self._checked:
            return
        self.require_file()
        found = self.revision()
        if found != HEAD:
            has = f"is at revision {found}" if found else "holds no tables of Tumen"
            raise DatabaseError(f"{shown(self.url)}: {has}, this program needs {HEAD}; any `tumen` command brings it up")
        self._checked = True

    def require_file(self) -> None:
        """Raises DatabaseError where SQLite's file is not there: opening would make an empty one."""
        if self.is_sqlite and not Path(str(self.url.database)).exists():
            raise DatabaseError(f"{shown(self.url)}: does not exist yet; `tumen crawl` or `tumen import` makes it")

    def revision(self) -> str | None:
        """The revision the tables are at, without Alembic, whose import costs more than the commands that only look."""
        with self.engine.connect() as connection:
            try:
                found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            except (exc.OperationalError, exc.ProgrammingError) as error:
                said = getattr(error.orig, "sqlstate", None) or str(error.orig)
                if said != _NO_TABLE and "no such table" not in said:
                    raise
                return None
        if found is not None and found not in REVISIONS:
            raise DatabaseError(
                f"{shown(self.url)}: is at revision {found}, newer than this program knows ({HEAD}); upgrade Tumen"
            )
        return found


def _read_url(text: str) -> URL:
    try:
        url = make_url(text)
    except (exc.ArgumentError, ValueError) as error:
        raise DatabaseError(
            "the database URL cannot be read; write sqlite:////folder/file.db or postgresql://user:password@host/name"
        ) from error
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise DatabaseError(f"{url.drivername} is not a database Tumen can use; write sqlite:///… or postgresql://…")
    if url.host or not url.database or url.database == ":memory:":
        raise DatabaseError("an SQLite database needs a file: sqlite:///relative/file.db or sqlite:////absolute/file.db")
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": _WAIT})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        # pre_ping: after the server was away, the next transaction finds a new connection instead of a dead one
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT, "client_encoding": "utf8"})
    except ImportError as error:
        raise DatabaseError(f"{shown(url)}: PostgreSQL needs psycopg and libpq; pip install 'psycopg[binary]'") from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:  # noqa: ARG001
    connection.isolation_level = None  # we say BEGIN ourselves: sqlite3's own comes too late to lock what was read
    connection.execute("PRAGMA journal_mode = WAL")  # readers and the writer do not wait for one another
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    connection.execute("PRAGMA synchronous = FULL")  # "sending" must survive a power cut, or the mail goes twice
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("tumen_writing", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {0 if writing else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ARG001
    connection.execute("SET TIME ZONE 'UTC'")  # the driver reads moments in the session's zone; others fail near year 9999
    connection.commit()
