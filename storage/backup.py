"""A copy of the database in one file, made while it is being written to; the file appears when it is whole."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import URL

from storage.database import Database
from storage.faults import DatabaseError, faults_said
from tumen.yamlfile import ConfigurationError

_DATED = re.compile(r"tumen-\d{8}T\d{6}Z\.(db|dump)")
_STEP = 2_048  # pages copied between two looks at the clock: 8 MB, some 20 ms

Progress = Callable[[int, int], None]  # bytes copied, bytes in all (0 when the server does not say)


def backup(database: Database, path: Path, *, replace: bool = False, progress: Progress | None = None) -> int:
    """Write everything to `path`; the size of the file.

    SQLite: its online backup, one consistent state, checked before it takes its name. PostgreSQL: `pg_dump` in its custom
    format, for `pg_restore`. Until it is whole the copy stands beside `path` with `.part` at its end, which a later backup
    overwrites. Raises ConfigurationError when `path` cannot be one, or exists and `replace` is not set; else DatabaseError.
    """
    _require_free(database, path, replace)
    with database.reading():
        pass  # that it can be used at all is said before anything is written
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        if database.is_sqlite:
            _copy_sqlite(database, part, progress)
        else:
            _dump_postgresql(database.url, part)
        _settle(part, path)
    except OSError as error:
        raise DatabaseError(f"{path}: the backup cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return path.stat().st_size


def expire(folder: Path, *, before: datetime) -> int:
    """Delete the dated copies (tumen-20260501T040000Z.db or .dump) made before then, but never the latest; how many.

    Raises DatabaseError.
    """
    dated = sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name))
    old = [path for path in dated[:-1] if path.name < f"tumen-{before.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
    for path in old:
        try:
            path.unlink()
        except OSError as error:
            raise DatabaseError(f"{path}: the old backup cannot be deleted: {error.strerror}") from error
    return len(old)


def _require_free(database: Database, path: Path, replace: bool) -> None:
    if path.is_dir():
        raise ConfigurationError(f"{path}: is a folder; name the file the backup is to be")
    if not path.parent.is_dir():
        raise ConfigurationError(f"{path.parent}: there is no such folder")
    if not path.exists():
        return
    if database.is_sqlite and path.samefile(str(database.url.database)):
        raise ConfigurationError(f"{path}: is the database itself; name another file")
    if not replace:
        raise ConfigurationError(f"{path}: exists; --replace replaces it")


def _copy_sqlite(database: Database, part: Path, progress: Progress | None) -> None:
    source_url = f"file:{Path(str(database.url.database)).resolve()}?mode=ro".replace("#", "%23")
    with (
        faults_said(database.url),
        closing(sqlite3.connect(source_url, uri=True, isolation_level=None)) as source,
        closing(sqlite3.connect(part, isolation_level=None)) as target,
    ):
        size = source.execute("PRAGMA page_size").fetchone()[0]
        # An open read transaction holds the state: else every commit of a crawl would send the copying back to the start.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def report(_: int, remaining: int, total: int) -> None:
            if progress is not None:
                progress((total - remaining) * size, total * size)

        source.backup(target, pages=_STEP, progress=report)
        target.execute("PRAGMA journal_mode = DELETE")  # one file that opens on a read-only medium; ours sets WAL again
        found = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DatabaseError(f"database {database.url.database}: the copy is not whole ({found}); `tumen database check`")


def _dump_postgresql(url: URL, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise DatabaseError("a backup of PostgreSQL needs its program pg_dump on PATH, of the server's version or newer")
    password = {} if url.password is None else {"PGPASSWORD": str(url.password)}  # not in the arguments, where `ps` shows it
    bare = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [program, "--format=custom", f"--file={part}", f"--dbname={bare}"],
        env=os.environ | password,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.split())
        remedy = "; put the pg_dump of the server's version first on PATH" if "version mismatch" in said else ""
        raise DatabaseError(f"pg_dump ended with {done.returncode}: {said[:500]}{remedy}")


def _settle(part: Path, path: Path) -> None:
    """Give the copy its name once it is on the disk."""
    with part.open("rb") as copy:
        os.fsync(copy.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
