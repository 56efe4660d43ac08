"""The databases that benchmarks of storage work on: made anew, or kept in a folder, where a fill that was stopped goes on."""

import os
import pwd
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import psycopg
import sqlalchemy as sa

from storage.database import Database
from tests.conftest import _await_ready, _programs, _unprivileged

# While filling only: nothing is lost by starting anew, and indexes are built with room.
_FILLING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=8GB", "shared_buffers=2GB")
_FILLING_ROOM = ("maintenance_work_mem=1GB", "autovacuum=off")


@contextmanager
def opened(kind: str, folder: Path | None, *, filling: bool = False) -> Iterator[Database]:
    """A database of this kind with all tables; in a temporary folder when none is given. PostgreSQL has its default settings."""
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tumen-bench-")))
        if kind == "sqlite":
            url = f"sqlite:///{place / 'bench.db'}"
        else:
            url = stack.enter_context(_server(place, (*_FILLING, *_FILLING_ROOM) if filling else ()))
        database = Database(url)
        stack.callback(database.close)
        database.upgrade()
        if filling and kind == "sqlite":
            database.close()
            sa.event.listen(database.engine, "connect", partial(_fill_quickly, place / "later.db"))
        yield database
    (place / "later.db").unlink(missing_ok=True)


def settle(database: Database) -> None:
    """What PostgreSQL does by itself some time after so many rows were written: it notes which pages everyone may see."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")


def _fill_quickly(beside: Path, connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
    """While filling only: all pages in memory, nothing flushed, references not looked up; what comes later is written beside."""
    for setting in ("cache_size = -6000000", "synchronous = OFF", "foreign_keys = OFF", "wal_autocheckpoint = 100000"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("ATTACH DATABASE ? AS later", (str(beside),))
    connection.execute("CREATE TABLE IF NOT EXISTS later.bands (band INTEGER, key INTEGER, revision INTEGER)")


@contextmanager
def _server(place: Path, settings: tuple[str, ...]) -> Iterator[str]:
    """A server on the data below `place`, which is made when it is not there; the URL of its database `bench`."""
    user, data = _unprivileged(), place / "data"
    programs = _programs(place, user)
    with tempfile.TemporaryDirectory(prefix="tumen-pg-") as socket:  # not below `place`: a socket's path may have 107 bytes
        made = data.exists()
        if not made:
            data.mkdir(mode=0o700)
        if user:
            for path in (place, data, Path(socket)):
                os.chown(path, pwd.getpwnam(user).pw_uid, -1)
        if not made:
            account = ["--username=tumen", "--auth=trust", "--encoding=UTF8", "--locale=C"]
            subprocess.run([programs / "initdb", "-D", data, *account], user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)
        options = [option for setting in ("listen_addresses=", *settings) for option in ("-c", setting)]
        command = [programs / "postgres", "-D", data, "-k", socket, *options]
        server = subprocess.Popen(command, user=user, cwd="/", stderr=subprocess.PIPE)
        try:
            assert server.stderr is not None
            _await_ready(server.stderr)
            with psycopg.connect(f"postgresql://tumen@/postgres?host={socket}", autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'bench'").fetchone():
                    connection.execute("CREATE DATABASE bench ENCODING 'UTF8' TEMPLATE template0")
            yield f"postgresql+psycopg://tumen@/bench?host={socket}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast shutdown": ends the sessions that are left
            server.wait()
