"""kill -9 while storage keeps, upgrades, backs up and exports: `python -m tests.reliability.storage_kills --kills 50`.

Each step is a process of its own that is killed at a moment drawn over all of its work; a process that had ended before counts as
none. After every kill the database is looked at (`tumen database check`), at the end the step is done in peace. Exit code 1 when
something that was reported as done is lost, when the database is not sound, or when a backup or export is there in part.
`--postgresql` starts a server of its own.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from benchmarks.filling import fill
from storage.backup import backup
from storage.condition import condition
from storage.database import HEAD, REVISIONS, Database
from tests.reliability.bench import Postgres
from tests.reliability.storage_steps import BACKUP, EXPORT, KEEP, OLD_ROWS, ROOT, UPGRADE, fill_old, kept, kill, took

ROWS = 20_000  # wordings in the database that is backed up and exported: either takes a second and more
FORMS = ("csv", "jsonl", "parquet")


@dataclass
class Tally:
    """What came of killing one step."""

    step: str
    kills: int = 0
    done_before: int = 0  # processes that had ended when the signal came
    troubles: list[str] = field(default_factory=list)

    def look(self, database: Database) -> None:
        self.troubles += [f"after kill {self.kills}: {fault}" for fault in condition(database).faults]


def keeping(url: str, folder: Path, kills: int, chance: random.Random) -> Tally:
    """Every article that was reported as kept is there, with its page."""
    tally, database, told, turn = Tally("keep"), Database(url), set[int](), 0
    database.upgrade()
    while tally.kills < kills:
        place = (url, str(folder / "archive"), str(turn * 1_000))
        said, at_work = kill(ROOT, KEEP, place, chance.randint(1, 30), "", chance.uniform(0, 0.05), {})
        told |= kept(said)
        turn += 1
        tally.kills += at_work
        tally.look(database)
    with database.reading() as connection:
        stored = {int(found.rsplit("/", 1)[1]) for found in connection.scalars(sa.text("SELECT url FROM captures"))}
    lost = sorted(told - stored)
    tally.troubles += [f"{len(lost)} articles lost: {lost[:5]}"] * bool(lost)
    tally.troubles += [f"{len(stored - told) - turn} more than were under way"] * (len(stored - told) > turn)
    database.close()
    return tally


def upgrading(url: str, again: Callable[[], None], kills: int, chance: random.Random) -> Tally:
    """The tables are as they were or as they are to be, and the next upgrade does the rest. `again` makes the old ones anew."""
    tally, seconds = Tally("migrate"), took(UPGRADE, url)
    while tally.kills < kills:
        again()
        _, at_work = kill(ROOT, UPGRADE, (url,), 1, "begin", chance.uniform(0, seconds), {})
        tally.kills, tally.done_before = tally.kills + at_work, tally.done_before + (not at_work)
        database = Database(url)
        if (found := database.revision()) not in (REVISIONS[0], HEAD):
            tally.troubles.append(f"left at {found}")
        database.upgrade()
        tally.look(database)
        held = condition(database).counts
        if held["articles"] != OLD_ROWS or held["revisions"] != OLD_ROWS or held["bands"] != OLD_ROWS:
            tally.troubles.append(f"rows lost: {held}")
        database.close()
    return tally


def backing_up(url: str, folder: Path, kills: int, chance: random.Random) -> Tally:
    """The copy of yesterday stays until that of today is whole; every other time there is none."""
    tally, database, path = Tally("backup"), Database(url), folder / "copy"
    seconds = took(BACKUP, url, str(path))
    yesterday = folder / "yesterday"
    backup(database, yesterday, replace=True)
    while tally.kills < kills:
        path.unlink(missing_ok=True)
        if tally.kills % 2:
            shutil.copyfile(yesterday, path)
        _, at_work = kill(ROOT, BACKUP, (url, str(path)), 1, "begin", chance.uniform(0, seconds), {})
        tally.kills, tally.done_before = tally.kills + at_work, tally.done_before + (not at_work)
        if path.exists() and path.read_bytes() != yesterday.read_bytes() and (fault := _broken_copy(database, path)):
            tally.troubles.append(f"a copy in part: {fault}")
        tally.look(database)
    backup(database, path, replace=True)
    tally.troubles += [f"left: {left.name}" for left in folder.glob("*.part")]
    tally.troubles += [fault] if (fault := _broken_copy(database, path)) else []
    database.close()
    return tally


def _broken_copy(database: Database, path: Path) -> str:
    if database.is_sqlite:
        return "; ".join(condition(Database(f"sqlite:///{path}")).faults)
    listed = subprocess.run(["pg_restore", "--file=/dev/null", path], capture_output=True, text=True, check=False)
    return listed.stderr.strip()


def exporting(url: str, folder: Path, kills: int, chance: random.Random) -> Tally:
    """The file has its name when it is whole and not before; the next export writes it as if nothing had been."""
    tally, database = Tally("export"), Database(url)
    environment = {"TUMEN_DATABASE_URL": url, "TUMEN_HOME": str(folder)}
    whole, seconds = {}, {}
    for form in FORMS:
        path = folder / f"rows.{form}"
        seconds[form] = took(EXPORT, str(path), form, **environment)
        whole[form] = path.read_bytes()
        path.unlink()
    while tally.kills < kills:
        form = FORMS[tally.kills % len(FORMS)]
        path = folder / f"rows.{form}"
        path.unlink(missing_ok=True)
        _, at_work = kill(ROOT, EXPORT, (str(path), form), 1, "begin", chance.uniform(0, seconds[form]), environment)
        tally.kills, tally.done_before = tally.kills + at_work, tally.done_before + (not at_work)
        if path.exists() and path.read_bytes() != whole[form]:
            tally.troubles.append(f"{path.name} is there in part")
    tally.look(database)
    for form in FORMS:
        path = folder / f"rows.{form}"
        took(EXPORT, str(path), form, **environment)
        tally.troubles += [f"{path.name} is not what it was"] * (path.read_bytes() != whole[form])
    left = [path.name for path in folder.iterdir() if path.name.startswith("rows.") and path.suffix[1:] not in FORMS]
    tally.troubles += [f"left: {name}" for name in left]
    database.close()
    return tally


def _on_sqlite(folder: Path, kills: int, chance: random.Random) -> Iterator[Tally]:
    old, url = folder / "old.db", f"sqlite:///{folder / 'upgraded.db'}"
    fill_old(f"sqlite:///{old}")

    def again() -> None:
        for ending in ("", "-wal", "-shm"):
            (folder / f"upgraded.db{ending}").unlink(missing_ok=True)
        shutil.copyfile(old, folder / "upgraded.db")

    again()
    full = _filled(f"sqlite:///{folder / 'full.db'}")
    yield keeping(f"sqlite:///{folder / 'kept.db'}", folder, kills, chance)
    yield upgrading(url, again, kills, chance)
    yield backing_up(full, folder, kills, chance)
    yield exporting(full, folder, kills, chance)


def _on_postgresql(folder: Path, kills: int, chance: random.Random) -> Iterator[Tally]:
    with Postgres.running() as server:
        fill_old(_made(server, "old", "template0"))
        upgraded, full = _made(server, "upgraded", "old"), _filled(_made(server, "filled", "template0"))

        def again() -> None:
            _made(server, "upgraded", "old")

        yield keeping(server.url, folder, kills, chance)
        yield upgrading(upgraded, again, kills, chance)
        yield backing_up(full, folder, kills, chance)
        yield exporting(full, folder, kills, chance)


def _made(server: Postgres, name: str, template: str) -> str:
    """A database, made anew."""
    maintenance = make_url(server.maintenance).set(drivername="postgresql")
    with psycopg.connect(maintenance.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
    return maintenance.set(database=name).render_as_string(hide_password=False)


def _filled(url: str) -> str:
    database = Database(url)
    database.upgrade()
    fill(database, ROWS)
    database.close()
    return url


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="of each step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    began, found = time.monotonic(), False
    print("PostgreSQL" if options.postgresql else "SQLite", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        run = _on_postgresql if options.postgresql else _on_sqlite
        for tally in run(Path(folder), options.kills, random.Random(options.seed)):
            troubles, seconds = "; ".join(tally.troubles) or "none", time.monotonic() - began
            kills = f"{tally.kills} kills ({tally.done_before} came too late)"
            print(f"{tally.step + ':':<9}{kills} after {seconds:.0f} s; troubles: {troubles}", flush=True)
            found = found or bool(tally.troubles)
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
