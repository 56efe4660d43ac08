"""Opening, upgrading, and what is said when that fails."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from storage.condition import condition
from storage.database import HEAD, REVISIONS, Database, DatabaseError
from storage.migrate import migrate, outside_transaction, require_whole, roots
from storage.schema.views import VIEWS
from storage.search import search
from tests.reliability.storage_steps import OLD_ROWS, fill_old


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """A database without tables."""
    url = f"sqlite:///{tmp_path / 'empty.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_empty")
    database = Database(url)
    yield database
    database.close()


def revision(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def execute(database: Database, statement: str) -> None:
    with database.engine.connect().execution_options(tumen_writing=True) as connection, connection.begin():
        connection.exec_driver_sql(statement)


def test_upgrading_makes_the_tables_and_then_does_nothing(empty: Database) -> None:
    empty.upgrade()
    empty.upgrade()
    assert revision(empty) == HEAD


@pytest.mark.parametrize("start", REVISIONS[:-1])
def test_rows_survive_an_upgrade_from_every_earlier_revision(empty: Database, start: str) -> None:
    migrate(empty.engine, start)
    moment = "'2025-05-01T09:00:00.000000Z'"
    execute(
        empty,
        "INSERT INTO articles (id, url, url_key, source, first_kept_at, last_seen_at, revisions)"
        f" VALUES (7, 'https://a.example/', 'k', 'tass-ru', {moment}, {moment}, 1)",
    )
    execute(
        empty,
        "INSERT INTO addresses (url_key, url, article, first_seen_at, last_seen_at)"
        f" VALUES ('k', 'https://a.example/', 7, {moment}, {moment})",
    )
    empty.upgrade()
    with empty.writing() as connection:
        assert connection.exec_driver_sql("SELECT url, article FROM addresses").all() == [("https://a.example/", 7)]
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql("DELETE FROM articles")
    assert revision(empty) == HEAD


def test_a_table_made_anew_without_rows_that_others_refer_to_is_told(sqlite_database: Database, make) -> None:
    with sqlite_database.writing() as connection:
        make.keep(connection, "https://a.example/")
    with sqlite_database.engine.connect().execution_options(tumen_writing=True) as connection:
        outside_transaction(connection, "PRAGMA foreign_keys = OFF")
    told = "the upgrade left rows of addresses without theirs in articles, so it was undone"
    with pytest.raises(DatabaseError, match=told), sqlite_database.writing() as connection:
        before = roots(connection)
        require_whole(connection, before)
        for view in VIEWS:
            connection.exec_driver_sql(f"DROP VIEW {view}")
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'articles'").scalar_one()
        connection.exec_driver_sql(made.replace("articles", "others", 1))
        connection.exec_driver_sql("DROP TABLE articles")
        connection.exec_driver_sql("ALTER TABLE others RENAME TO articles")
        require_whole(connection, before)
    with sqlite_database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one() == 1


def test_articles_of_the_first_revision_are_found_after_an_upgrade(empty: Database) -> None:
    """What was kept before there was an index is indexed, and has its place in the order."""
    url = empty.url.render_as_string(hide_password=False)
    fill_old(url)
    empty.upgrade()
    assert condition(empty).faults == ()
    with empty.reading() as connection:
        assert search(connection, "words", limit=1, offset=0).total == OLD_ROWS
        for query in ("17", '"of 17"'):
            assert [hit.article for hit in search(connection, query, limit=5, offset=0).results] == [17]
        assert search(connection, "after:2025-05-01 source:tass relevance>0.8", limit=1, offset=0).total == OLD_ROWS
        assert search(connection, "after:2025-05-02", limit=1, offset=0).total == 0


def test_processes_that_upgrade_at_once_do_it_once(empty: Database, pytestconfig: pytest.Config) -> None:
    code = "import sys; from storage.database import Database; sys.stdin.readline(); Database(sys.argv[1]).upgrade()"
    url = empty.url.render_as_string(hide_password=False)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, url], cwd=pytestconfig.rootpath, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        errors = list(pool.map(lambda process: process.communicate("go\n")[1], processes))
    assert [(process.returncode, error) for process, error in zip(processes, errors, strict=True)] == [(0, "")] * 4
    assert revision(empty) == HEAD


def test_a_database_of_a_newer_program_is_left_alone(empty: Database) -> None:
    empty.upgrade()
    execute(empty, "UPDATE alembic_version SET version_num = '9999'")
    message = f"is at revision 9999, newer than this program knows \\({HEAD}\\); upgrade Tumen$"
    with pytest.raises(DatabaseError, match=message):
        empty.upgrade()
    again = Database(empty.url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseError, match=message), again.reading():
        pass
    again.close()


def test_a_database_without_tables_or_of_an_older_revision_is_not_worked_on(empty: Database) -> None:
    execute(empty, "SELECT 1")
    with pytest.raises(DatabaseError, match="holds no tables of Tumen"), empty.reading():
        pass
    migrate(empty.engine, REVISIONS[0])
    with pytest.raises(DatabaseError, match=f"is at revision {REVISIONS[0]}, this program needs {HEAD}"), empty.writing():
        pass


def test_reading_may_not_write(database: Database) -> None:
    with pytest.raises(DatabaseError, match=r"read-?only"), database.reading() as connection:
        connection.exec_driver_sql("DELETE FROM runs")
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM runs")


def test_a_reader_sees_what_was_committed_while_another_writes(sqlite_database: Database, make) -> None:
    with sqlite_database.writing() as writer:
        make.keep(writer, "https://a.example/")
        with sqlite_database.reading() as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM articles").scalar_one() == 0


def test_our_own_mistakes_are_not_called_the_databases(database: Database) -> None:
    with (
        pytest.raises((sa.exc.OperationalError, sa.exc.ProgrammingError, DatabaseError)) as caught,
        database.reading() as connection,
    ):
        connection.exec_driver_sql("SELECT nonsense FROM articles")
    assert "nonsense" in str(caught.value)


URLS = {
    "nonsense": "the database URL cannot be read; write sqlite:////folder/file.db or postgresql://user:password@host/name",
    "mysql://user:secret@host/name": "mysql is not a database Tumen can use; write sqlite:///… or postgresql://…",
    "sqlite://": "an SQLite database needs a file: sqlite:///relative/file.db or sqlite:////absolute/file.db",
    "sqlite:///:memory:": "an SQLite database needs a file: sqlite:///relative/file.db or sqlite:////absolute/file.db",
}


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_cannot_be_used_is_refused_at_once(url: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        Database(url)
    assert str(caught.value) == URLS[url]
    assert "secret" not in str(caught.value)


def refusal(database: Database) -> str:
    with pytest.raises(DatabaseError) as caught:
        database.upgrade()
    database.close()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    message = refusal(Database(f"sqlite:///{path}"))
    assert message == f"database {path}: file is not a database; this file is something else; check TUMEN_DATABASE_URL"


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    message = refusal(Database(f"sqlite:///{tmp_path}"))
    assert message == f"database {tmp_path}: unable to open database file; check that its folder exists and may be written"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message = refusal(Database(f"sqlite:///{tmp_path}/file/tumen.db"))
    assert message == f"database {tmp_path}/file/tumen.db: its folder cannot be made: File exists"


def test_a_database_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tumen.db")
    with pytest.raises(DatabaseError, match="does not exist yet"), database.reading():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    message = refusal(Database(f"postgresql://kim:secret@/tumen?host={tmp_path}"))
    assert message.startswith("database postgresql+psycopg://kim:***@/tumen?host=")
    assert message.endswith("check that the server runs and that host and port in TUMEN_DATABASE_URL are right")
    assert "secret" not in message


def test_a_database_the_server_does_not_have_is_named(postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="tumen_nowhere").render_as_string(hide_password=False)
    assert refusal(Database(url)).endswith("create it (CREATE DATABASE … ENCODING 'UTF8'), or check TUMEN_DATABASE_URL")


def test_a_full_disk_is_said_and_nothing_half_written_stays(sqlite_database: Database, make) -> None:
    with sqlite_database.writing() as connection:
        make.keep(connection, "https://a.example/")
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as full as SQLite can be made to believe
    with pytest.raises(DatabaseError, match="disk is full; free some space"), sqlite_database.writing() as connection:
        make.keep(connection, "https://a.example/2", "long " * 100_000)
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    with sqlite_database.writing() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one() == 1
        make.keep(connection, "https://a.example/2", "long " * 100_000)


def test_after_the_server_ended_its_sessions_the_next_transaction_works(postgres_database: Database) -> None:
    with pytest.raises(DatabaseError, match=r"terminat|closed|try again"), postgres_database.writing() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    with postgres_database.writing() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1


_KILLED = """
import sys
from storage.database import Database

database = Database(sys.argv[1])
with database.writing() as connection:
    connection.exec_driver_sql("INSERT INTO runs (job, owner, started_at) VALUES ('crawl', 'x', '2025-05-01T00:00:00.000000Z')")
    print("written", flush=True)
    sys.stdin.readline()
"""


def test_a_process_killed_in_a_transaction_leaves_nothing_and_no_lock(database: Database, pytestconfig: pytest.Config) -> None:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _KILLED, url]
    process = subprocess.Popen(command, cwd=pytestconfig.rootpath, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with database.writing() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM runs").scalar_one() == 0


def test_sqlite_is_opened_as_the_design_says(sqlite_database: Database) -> None:
    with sqlite_database.writing() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout", "wal_autocheckpoint")
        }
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 30_000,
        "wal_autocheckpoint": 4_000,
    }


def test_looking_at_an_upgraded_database_does_not_load_alembic(sqlite_database: Database, pytestconfig: pytest.Config) -> None:
    """Its import would double the start-up time of every command."""
    code = "import sys; from storage.database import Database; Database(sys.argv[1]).upgrade(); print('alembic' in sys.modules)"
    url = sqlite_database.url.render_as_string()
    done = subprocess.run(
        [sys.executable, "-c", code, url], cwd=pytestconfig.rootpath, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_damaged_file_is_said_to_be_damaged(sqlite_database: Database, make) -> None:
    with sqlite_database.writing() as connection:
        for n in range(20):
            make.keep(connection, f"https://a.example/{n}", f"Text {n}.")
    path = Path(str(sqlite_database.url.database))
    sqlite_database.close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * len(content[8192:])
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match="restore it from a backup"), sqlite_database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM articles_current").scalar_one()
