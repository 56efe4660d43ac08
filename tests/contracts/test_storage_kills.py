"""Killed at any moment: nothing that was said to be done is lost, nothing half-done is left, and the next start goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.backup import backup
from storage.condition import condition
from storage.database import HEAD, REVISIONS, Database
from storage.migrate import migrate

_KEEP = """
import random, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.identity.signatures import sign
from storage import articles, captures
from storage.archive import Archive
from storage.database import Database
from tumen.journey import Document, Fetch, Page, Placed, Scored
from tumen.outcomes import Reason

database, archive = Database(sys.argv[1]), Archive(Path(sys.argv[2]), "desk")
first = int(sys.argv[3])
for n in range(first, first + 1_000):
    url = f"https://a.example/{n}"
    fetch = Fetch(url, "tass", "page", datetime(2025, 5, 1, tzinfo=UTC), status=200)
    page = Page(fetch, random.Random(n).randbytes(50_000))
    document = Document(fetch, url, "Title", f"Words of number {n}. " * 50, page=page)
    placed = Placed(Scored(document, 0.9, 0.5, (), ()), sign(document), Reason.NEW)
    with database.writing() as connection:
        captures.add(connection, archive, placed, articles.keep(connection, placed))
    print(n, flush=True)
"""

_MIGRATE = """
import logging, sys
logging.basicConfig(level=logging.INFO)
from storage.database import Database
Database(sys.argv[1]).upgrade()
"""

_BACKUP = """
import sys
from pathlib import Path
from storage.backup import backup
from storage.database import Database
backup(Database(sys.argv[1]), Path(sys.argv[2]), replace=True, progress=lambda done, total: print(done, flush=True))
"""

_EXPORT = """
import os, sys
from desk.command import main
sys.argv = ["tumen", "export", "revisions", "--format", "jsonl", "--out", sys.argv[1], "--replace"]
sys.exit(main())
"""


def killed(root: Path, code: str, *arguments: str, after: int = 1, saying: str = "", **environment: str) -> list[str]:
    """What the process had printed when it was killed: until `saying` was said `after` times, and until the signal arrived."""
    command = [sys.executable, "-c", code, *arguments]
    process = subprocess.Popen(
        command, cwd=root, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if sum(saying in one for one in said) == after:
            break
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return [line for line in (*said, *rest.splitlines(keepends=True)) if line.endswith("\n")]


def test_keeping(database: Database, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """Every article that was reported as kept is there whole, with its page; and the archive reads from end to end."""
    from warcio.archiveiterator import ArchiveIterator

    url, archive = database.url.render_as_string(hide_password=False), str(tmp_path / "archive")
    kept: set[int] = set()
    for turn in range(5):
        kept |= {int(line) for line in killed(pytestconfig.rootpath, _KEEP, url, archive, str(turn * 1_000), after=3 + turn)}
        assert condition(database).faults == ()
    with database.reading() as connection:
        stored = {int(found.rsplit("/", 1)[1]) for found in connection.scalars(sa.text("SELECT url FROM captures"))}
        articles = connection.scalar(sa.text("SELECT count(*) FROM articles"))
    assert kept <= stored
    assert len(stored) == articles <= len(kept) + 5, "of each turn at most the one under way when it was killed"
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
        assert running in "".join(killed(pytestconfig.rootpath, _MIGRATE, url, saying=running))
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
    for after in (1, 2, 3):
        killed(pytestconfig.rootpath, _BACKUP, url, str(path), after=after)
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
        assert killed(pytestconfig.rootpath, _EXPORT, str(path), after=after, **environment)[0] == "10,000 rows\n"
        assert not path.exists() or len(path.read_bytes().splitlines()) == 50_000
    assert killed(pytestconfig.rootpath, _EXPORT, str(path), after=6, **environment)[-1].startswith("50,000 rows of revisions")
    assert len(path.read_bytes().splitlines()) == 50_000
