"""An analyst's day with real processes: import a page, see its evidence, export rows, back up, check."""

import csv
import io
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from storage.backup import expire
from tests.journey.desk import Within, run
from tests.journey.site import article
from tests.once import once

PAGE = article(
    "=Tumen road bridge to open this summer",
    [
        "The road bridge over the Tumen River between Khasan in Russia and Tumangang in North Korea will open this summer, "
        "Russia's transport ministry said on Monday.",
        "The bridge, 850 metres long, will carry up to 300 vehicles a day. Construction began on 30 April 2025.",
    ],
).body
Tumen = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one page imported, from the page that lies in it."""

    def make(home: Path) -> None:
        (home / "bridge.html").write_bytes(PAGE)
        run(home, "import", str(home / "bridge.html"))

    return once(tmp_path_factory, "analyst", make)


@pytest.fixture
def tumen(imported: Path, tmp_path: Path) -> Tumen:
    """The command in a home of its own, with that page."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return partial(run, tmp_path)


def test_the_evidence_of_an_article_is_its_page(tumen: Tumen, imported: Path, tmp_path: Path) -> None:
    said = tumen("evidence", "1").stdout
    assert "wording    1 of 1" in said
    assert "intact" in said
    told = json.loads(tumen("evidence", (imported / "bridge.html").as_uri(), "--json", "--out", str(tmp_path / "page")).stdout)
    assert (told["intact"], told["body_bytes"]) == (True, len(PAGE))
    assert (tmp_path / "page").read_bytes() == PAGE
    assert "exists; name a new file" in tumen("evidence", "1", "--out", str(tmp_path / "page"), code=2).stderr
    assert "no article 9" in tumen("evidence", "9", code=2).stderr
    assert "wordings 1 to 1" in tumen("evidence", "1", "--revision", "2", code=2).stderr

    (archived,) = (tmp_path / "var" / "archive").iterdir()
    with closing(sqlite3.connect(tmp_path / "var" / "tumen.db")) as raw, raw:
        raw.execute("UPDATE captures SET body_hash = 'other'")
    assert "the archived bytes are others now" in tumen("evidence", "1", code=1).stdout
    archived.unlink()
    assert "there is no such file; `tumen upkeep archive` deletes old ones" in tumen("evidence", "1", code=1).stdout


def test_rows_leave_as_other_programs_read_them(tumen: Tumen, tmp_path: Path) -> None:
    done = tumen("export", "articles", "--format", "csv", "--where", "link=tumen-road-bridge")
    [row] = csv.DictReader(io.StringIO(done.stdout, newline=""))
    assert row["title"] == "'=Tumen road bridge to open this summer"
    assert done.stderr.startswith("1 rows of articles; next time: --since 20")
    rows = tumen("export", "evidence", "--format", "jsonl").stdout.splitlines()
    assert {json.loads(line)["article"] for line in rows} == {1}
    since = done.stderr.split()[-1]
    assert len(tumen("export", "revisions", "--format", "jsonl", "--since", since).stdout.splitlines()) == 1
    assert tumen("export", "revisions", "--format", "jsonl", "--since", "2999-01-01").stdout == ""
    out = tmp_path / "rows.csv"
    tumen("export", "fetches", "--format", "csv", "--out", str(out))
    assert "exists; --replace" in tumen("export", "fetches", "--format", "csv", "--out", str(out), code=2).stderr
    tumen("export", "fetches", "--format", "csv", "--out", str(out), "--replace", "--bom")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfrequest,")
    assert list(tmp_path.glob("*.part")) == []


REFUSED = {
    "stories of cats": "cannot be exported; write one of articles,",
    "articles --where lnk=x": "write NAME=VALUE with one of source,",
    "articles --where relevant=1": "write relevant=yes or relevant=no",
    "articles --since yesterday": "write 2025-05-01 or 2025-05-01T09:00:00Z",
    "articles --out /nowhere/rows.csv": "cannot be written: No such file or directory",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_cannot_be_exported_is_refused_with_what_can(tumen: Tumen, within: Within, tmp_path: Path, arguments: str) -> None:
    what, *options = arguments.split(" ") if arguments != "stories of cats" else [arguments]
    assert REFUSED[arguments] in within.refused(tmp_path, "export", what, "--format", "csv", *options)


def test_the_database_is_upgraded_backed_up_and_checked(tumen: Tumen, tmp_path: Path) -> None:
    assert tumen("database", "upgrade").stdout.startswith("at revision ")
    copy = tmp_path / "copy.db"
    assert tumen("database", "backup", str(copy)).stdout == f"{copy}: {copy.stat().st_size:,} bytes\n"
    assert "exists; --replace" in tumen("database", "backup", str(copy), code=2).stderr
    told = json.loads(tumen("database", "check", "--json").stdout)
    assert (told["faults"], told["counts"]["captures"]) == ([], 1)
    assert "SQLite has no roles" in tumen("database", "grant-analyst", "kim", code=2).stderr
    with closing(sqlite3.connect(tmp_path / "var" / "tumen.db")) as raw, raw:
        raw.execute("UPDATE articles SET revisions = 7")
    assert "wrong: 1 articles without their current wording" in tumen("database", "check", code=1).stdout
    (tmp_path / "var" / "tumen.db").write_bytes(b"Dear Sir or Madam, " * 500)
    assert "file is not a database" in tumen("database", "check", code=3).stderr


def test_search_says_what_it_did_not_understand(tumen: Tumen) -> None:
    done = tumen("search", "after:yesterday", "bridge")
    assert done.stderr == "after:yesterday: not a date like 2025-05-01; searched as words\n"
    assert json.loads(tumen("search", "bridge", "--json").stdout)["notes"] == []


def test_upkeep_copies_the_database_and_forgets_what_is_old(tumen: Tumen, tmp_path: Path) -> None:
    backups, archive = tmp_path / "var" / "backups", tmp_path / "var" / "archive"
    backups.mkdir()
    (backups / "tumen-20200101T000000Z.db").touch()
    (backups / "my own.db").touch()
    assert "old copies deleted 1" in tumen("upkeep", "backup").stdout
    kept = {path.name for path in backups.iterdir()} - {"my own.db"}
    assert len(kept) == 1
    with closing(sqlite3.connect(backups / kept.pop())) as copy:
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (1,)

    (today,) = archive.iterdir()
    (archive / "tumen-20100101-elsewhere.warc.gz").write_bytes(b"12345")
    assert "files deleted 1, bytes freed 5" in tumen("upkeep", "archive").stdout
    assert list(archive.iterdir()) == [today]
    assert "listed: prune, optimise, backup, archive" in tumen("upkeep", "tidy", code=2).stderr


def test_the_latest_backup_outlives_its_age(tmp_path: Path) -> None:
    names = ["tumen-20200101T000000Z.db", "tumen-20210101T000000Z.db", "tumen-20210101T000000Z.txt"]
    for name in names:
        (tmp_path / name).touch()
    assert expire(tmp_path, before=datetime(2026, 1, 1, tzinfo=UTC)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == names[1:]
