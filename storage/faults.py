"""What goes wrong with a database, said in one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlalchemy.engine import URL

# How a fault is known (words of the driver's message, or the SQLSTATE in brackets) and what to do about it.
_REMEDIES = (
    ("unable to open database file", "check that its folder exists and may be written"),
    ("readonly database", "check who owns the file and its folder"),
    ("disk is full", "free some space; nothing half-written was kept"),
    ("disk i/o error", "check the disk it is on, and the space left"),
    ("database is locked", "another process is writing; try again"),
    ("not a database", "this file is something else; check TUMEN_DATABASE_URL"),
    ("malformed", "the file is damaged; restore it from a backup"),
    ("no such module: fts5", "this Python's SQLite lacks full-text search; use one built with FTS5"),
    ("[53100]", "free some space on the server; nothing half-written was kept"),
    ("[40P01]", "another process was changing the same rows; try again"),
    ("[28", "check user and password in TUMEN_DATABASE_URL"),
    ("[3D000]", "create it (CREATE DATABASE … ENCODING 'UTF8'), or check TUMEN_DATABASE_URL"),
    ("password", "check user and password in TUMEN_DATABASE_URL"),
    ("does not exist", "create it (CREATE DATABASE … ENCODING 'UTF8'), or check TUMEN_DATABASE_URL"),
    ("[42501]", "this role may not do that; grant it the right, or use the owner's role"),
    ("[57", "the server was stopped or ended the connection; try again when it is back"),
    ("connection", "check that the server runs and that host and port in TUMEN_DATABASE_URL are right"),
)
_REFUSED_RIGHT = "42501"  # SQLSTATE insufficient_privilege: an administrator's matter, which the driver calls a programming error


class DatabaseError(Exception):
    """The database cannot be used; the message is one line: which one, what happened, what to do."""


def shown(url: URL) -> str:
    """The database as messages name it: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    bare = url.set(query={key: value for key, value in url.query.items() if key == "host"})
    return f"database {bare.render_as_string(hide_password=True)}"


@contextmanager
def faults_said(url: URL) -> Iterator[None]:
    """Turn what the driver reports about the database itself into DatabaseError; mistakes in our SQL pass through."""
    try:
        yield
    except exc.DBAPIError as error:
        if not _operational(error):
            raise
        raise DatabaseError(_line(url, error.orig or error)) from error
    except exc.TimeoutError as error:
        raise DatabaseError(f"{shown(url)}: no connection became free; too much is asked of it at once") from error
    except sqlite3.Error as error:  # from the pragmas we send past SQLAlchemy
        raise DatabaseError(_line(url, error)) from error


def _operational(error: exc.DBAPIError) -> bool:
    if isinstance(error, exc.OperationalError | exc.InterfaceError | exc.InternalError) or error.connection_invalidated:
        return True
    # sqlite3 raises its base class for a damaged file or one that is no database
    return type(error) is exc.DatabaseError or getattr(error.orig, "sqlstate", None) == _REFUSED_RIGHT


def _line(url: URL, error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    said = lines[0].strip() if lines else type(error).__name__
    if url.password:
        said = said.replace(str(url.password), "***")
    known = f"{said} [{getattr(error, 'sqlstate', None) or ''}]"
    remedy = next((remedy for sign, remedy in _REMEDIES if sign.lower() in known.lower()), "")
    return f"{shown(url)}: {said}" + (f"; {remedy}" if remedy else "")
