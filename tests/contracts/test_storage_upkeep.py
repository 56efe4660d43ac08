"""Backups, checks, and the role for analysts."""

import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import psycopg
import pytest

from storage.backup import backup
from storage.condition import condition
from storage.database import HEAD, Database, DatabaseError
from storage.migrate import migrate
from storage.roles import grant_analyst
from storage.search import search
from storage.upkeep import optimise
from tumen.yamlfile import ConfigurationError

A, B = "https://a.example/1", "https://b.example/2"


@pytest.fixture
def filled(database: Database, make) -> Database:
    with database.writing() as connection:
        make.keep(connection, A, "850 m.")
        make.keep(connection, B, "1 km.")
    return database


def pg_dump_of_this_server(database: Database) -> bool:
    """Whether the pg_dump on PATH is as new as the server: an older one refuses, rightly."""
    program = shutil.which("pg_dump")
    if program is None:
        return False
    mine = re.search(r"(\d+)\.", subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout)
    with database.reading() as connection:
        server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    return mine is not None and int(mine[1]) >= server


def test_a_backup_of_sqlite_is_a_database(sqlite_database: Database, make, tmp_path: Path) -> None:
    """Also of what another connection has committed and not yet moved out of the write-ahead log."""
    with sqlite_database.writing() as connection:
        make.keep(connection, A)
    copied: list[tuple[int, int]] = []
    size = backup(sqlite_database, tmp_path / "copy.db", progress=lambda done, total: copied.append((done, total)))
    assert size == (tmp_path / "copy.db").stat().st_size == copied[-1][0] == copied[-1][1]
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert condition(copy).faults == ()
    assert condition(copy).counts["articles"] == 1
    copy.close()
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_of_postgresql_restores(postgres_database: Database, postgres_url: str, make, tmp_path: Path) -> None:
    with postgres_database.writing() as connection:
        make.keep(connection, A)
    if not pg_dump_of_this_server(postgres_database):
        with pytest.raises(DatabaseError, match="pg_dump"):
            backup(postgres_database, tmp_path / "copy.dump")
        return
    assert backup(postgres_database, tmp_path / "copy.dump") > 1_000
    assert (tmp_path / "copy.dump").read_bytes()[:5] == b"PGDMP"


def test_a_backup_of_postgresql_without_pg_dump_says_what_it_needs(
    postgres_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseError, match=r"needs its program pg_dump on PATH"):
        backup(postgres_database, tmp_path / "copy.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_replaced_only_when_asked(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir")
    with pytest.raises(ConfigurationError, match=r"exists; --replace"):
        backup(sqlite_database, path)
    assert path.read_text() == "Dear Sir"
    backup(sqlite_database, path, replace=True)
    assert path.read_bytes()[:15] == b"SQLite format 3"


def test_the_database_is_never_its_own_backup(sqlite_database: Database, tmp_path: Path) -> None:
    path = Path(str(sqlite_database.url.database))
    with pytest.raises(ConfigurationError, match="is the database itself"):
        backup(sqlite_database, path, replace=True)
    with pytest.raises(ConfigurationError, match="is a folder"):
        backup(sqlite_database, tmp_path)
    with pytest.raises(ConfigurationError, match="there is no such folder"):
        backup(sqlite_database, tmp_path / "nowhere" / "copy.db")


def test_a_sound_database_is_called_sound(filled: Database) -> None:
    found = condition(filled)
    assert (found.revision, found.needs, found.faults) == (HEAD, HEAD, ())
    assert found.counts["revisions"] == 2
    assert found.bytes > 10_000


FAULTS = {
    "UPDATE articles SET revisions = 2 WHERE id = 1": ("1 articles without their current wording",),
    "UPDATE revisions SET number = 3 WHERE id = 1": (
        "1 articles without their current wording",
        "1 articles whose wordings are not numbered 1, 2, 3 …",
    ),
    "DELETE FROM addresses WHERE article = 2": ("1 articles that no address leads to",),
    "UPDATE fetches SET article = NULL": ("2 kept pages without an article",),
    "DELETE FROM bands WHERE revision = 1": ("1 wordings without the bands that copies are found by",),
    "UPDATE articles SET copy_of = CASE id WHEN 1 THEN 2 ELSE 1 END": ("2 copies of copies",),
}


@pytest.mark.parametrize("damage", FAULTS)
def test_rows_that_cannot_be_are_told(filled: Database, damage: str) -> None:
    with filled.writing() as connection:
        connection.exec_driver_sql(damage)
    assert condition(filled).faults == FAULTS[damage]


def test_optimising_changes_no_answer(filled: Database) -> None:
    def answers() -> list[int]:
        with filled.reading() as connection:
            return [hit.article for hit in search(connection, "850 m", limit=5, offset=0).results]

    before = answers()
    optimise(filled)
    assert answers() == before == [1]


def test_articles_search_does_not_know_are_told(filled: Database) -> None:
    with filled.writing() as connection:
        key = "rowid" if filled.is_sqlite else "article"
        connection.exec_driver_sql(f"DELETE FROM search_words WHERE {key} = 2")
    assert condition(filled).faults == ("1 articles that search does not know",)


def test_lost_references_and_damaged_pages_of_sqlite_are_told(sqlite_database: Database, make) -> None:
    with sqlite_database.writing() as connection:
        make.keep(connection, A)
    path = Path(str(sqlite_database.url.database))
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM runs")
        raw.execute("UPDATE fetches SET run = 99")
    raw.close()
    assert condition(sqlite_database).faults == ("1 rows of fetches without theirs in runs",)
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE fetches SET run = NULL")
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_fetches_run ON fetches (status)' WHERE name = 'ix_fetches_run'"
        )
    raw.close()
    sqlite_database.close()
    assert condition(sqlite_database).faults == ("row 1 missing from index ix_fetches_run",)


def test_a_database_of_an_older_revision_is_told_what_it_needs(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    with pytest.raises(DatabaseError, match="does not exist yet"):
        condition(database)
    migrate(database.engine, "0003")
    assert condition(database).faults == (f"at revision 0003, this program needs {HEAD}: tumen database upgrade",)
    database.close()


@pytest.fixture
def analyst(postgres_url: str):
    """A role's name that needs quotes; roles belong to the server, so it is taken away again."""
    name = 'Analyst "No. 7" 100%'
    yield name
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        quoted = '"' + name.replace('"', '""') + '"'
        connection.execute(f"DROP ROLE IF EXISTS {quoted}".encode())


def test_an_analyst_may_read_everything_but_addresses_and_write_nothing(postgres_database: Database, analyst: str, make) -> None:
    with postgres_database.writing() as connection:
        make.keep(connection, A)
    assert grant_analyst(postgres_database, analyst)
    assert not grant_analyst(postgres_database, analyst), "granting again changes nothing"
    url = postgres_database.url.set(username=analyst)
    theirs = Database(url.render_as_string(hide_password=False))
    try:
        with theirs.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM articles_current").scalar_one() == 1
            assert connection.exec_driver_sql("SELECT count(*) FROM digests_sent").scalar_one() == 0
        for statement in ("SELECT recipient FROM deliveries", "DELETE FROM runs", "CREATE TABLE notes (n int)"):
            with pytest.raises(DatabaseError, match=r"permission denied|read-only"), theirs.writing() as connection:
                connection.exec_driver_sql(statement)
        with pytest.raises(DatabaseError, match="permission denied"), theirs.writing() as connection:
            connection.exec_driver_sql("SET TRANSACTION READ WRITE")
            connection.exec_driver_sql("DELETE FROM runs")
    finally:
        theirs.close()
        with postgres_database.writing() as connection:
            quoted = connection.dialect.identifier_preparer.quote_identifier(analyst)
            connection.exec_driver_sql(f"DROP OWNED BY {quoted}")


def test_roles_that_may_write_are_not_made_readers(postgres_database: Database) -> None:
    with pytest.raises(ConfigurationError, match="may write here already"):
        grant_analyst(postgres_database, str(postgres_database.url.username))


def test_sqlite_has_no_roles(sqlite_database: Database) -> None:
    with pytest.raises(ConfigurationError, match=r"mode=ro"):
        grant_analyst(sqlite_database, "anna")
