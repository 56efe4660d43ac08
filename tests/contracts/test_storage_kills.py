"""Killed at any moment: nothing that was said to be done is lost, nothing half-done is left, and the next start goes on."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.backup import backup
from storage.condition import condition
from storage.database import HEAD, REVISIONS, Database
from storage.migrate import migrate
from tests.reliability.storage_steps import BACKUP, EXPORT, KEEP, UPGRADE, kept, killed


def test_keeping(database: Database, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """Every article that was reported as kept is there whole, with its page; and the archive reads from end to end."""
    from warcio.archiveiterator import ArchiveIterator

    url, archive = database.url.render_as_string(hide_password=False), str(tmp_path / "archive")
    told: set[int] = set()
    for turn in range(5):
        told |= kept(killed(pytestconfig.rootpath, KEEP, url, archive, str(turn * 1_000), after=3 + turn))
        assert condition(database).faults == ()
    with database.reading() as connection:
        stored = {int(found.rsplit("/", 1)[1]) for found in connection.scalars(sa.text("SELECT url FROM captures"))}
        articles = connection.scalar(sa.text("SELECT count(*) FROM articles"))
    assert told <= stored
    assert len(stored) == articles <= len(told) + 5, "of each turn at most the one under way when it was killed"
    (path,) = (tmp_path / "archive").iterdir()
    with path.open("rb") as raw:
        whole = [record.rec_type for record in ArchiveIterator(raw) if record.raw_stream.read()]
    assert whole.count("response") >= len(stored)


@pytest.mark.parametrize("step", range(1, len(REVISIONS)))
def test_upgrading(request: pytest.FixtureRequest, pytestconfig: pytest.Config, tmp_path: Path, step: int) -> None:
    """Killed while it runs the revision: the tables are as before, and the next upgrade does all of it."""
    for url in (f"sqlite:///{tmp_path / 'old.db'}", request.getfixturevalue("postgres_empty")):
        database = Database(url)
        migrate(database.engine, REVISIONS[0])
        with database.engine.connect().execution_options(tumen_writing=True) as connection, connection.begin():
            connection.exec_driver_sql(
                "INSERT INTO runs (job, owner, started_at) VALUES ('a', 'b', '2025-05-01T00:00:00.000000Z')"
            )
        database.close()
        running = f"Running upgrade {REVISIONS[step - 1]} -> {REVISIONS[step]}"
        assert running in "".join(killed(pytestconfig.rootpath, UPGRADE, url, saying=running))
        after = Database(url)
        assert after.revision() in (REVISIONS[0], HEAD)
        after.upgrade()
        assert condition(after).faults == ()
        assert condition(after).counts["runs"] == 1
        after.close()


def test_backing_up(sqlite_database: Database, pytestconfig: pytest.Config, tmp_path: Path, make) -> None:
    """The backup of yesterday stays until that of today is whole."""
    with sqlite_database.writing() as connection:
        for n in range(6):
            make.keep(connection, f"https://a.example/{n}", f"{n} " + "long " * 1_000_000)
    path = tmp_path / "backup.db"
    backup(sqlite_database, path)
    yesterday = path.read_bytes()
    url = sqlite_database.url.render_as_string()
    for after in (2, 3, 4):
        killed(pytestconfig.rootpath, BACKUP, url, str(path), after=after)
        assert path.read_bytes() == yesterday or condition(Database(f"sqlite:///{path}")).faults == ()
    assert condition(sqlite_database).faults == ()
    backup(sqlite_database, path, replace=True)
    assert not list(tmp_path.glob("*.part"))


def test_exporting(sqlite_database: Database, pytestconfig: pytest.Config, tmp_path: Path, make) -> None:
    """The file has its name when it is whole, and not before."""
    with sqlite_database.writing() as connection:
        make.keep(connection, "https://a.example/1")
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO revisions"
            " (article, number, text_hash, title, text, text_from, fetched_at, relevance, threshold, relevant, minhash)"
            " SELECT 1, i, text_hash, title, text, text_from, fetched_at, relevance, threshold, relevant, minhash"
            " FROM n, revisions WHERE id = 1"
        )
    path = tmp_path / "rows.jsonl"
    environment = {"TUMEN_DATABASE_URL": sqlite_database.url.render_as_string(), "TUMEN_HOME": str(tmp_path)}
    for after in (1, 2, 3):
        said = killed(pytestconfig.rootpath, EXPORT, str(path), "jsonl", after=after, saying="rows", **environment)
        assert said[1] == "10,000 rows\n"
        assert not path.exists() or len(path.read_bytes().splitlines()) == 50_000
    said = killed(pytestconfig.rootpath, EXPORT, str(path), "jsonl", after=6, saying="rows", **environment)
    assert said[-1].startswith("50,000 rows of revisions")
    assert len(path.read_bytes().splitlines()) == 50_000
