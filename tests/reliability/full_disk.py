"""A real disk that fills up while articles are kept: `python -m tests.reliability.full_disk` (Linux, as root: it mounts a tmpfs).

A process keeps articles until the file system of some megabytes is full. What it says then is shown, as is what a backup and an
export onto the same disk say. Then room is made and the same process goes on. Exit code 1 when it ended, when an article that was
reported as kept is not there with its page, when the database is not sound, or when a file is there in part.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from storage.backup import backup
from storage.condition import condition
from storage.database import Database, DatabaseError
from tests.reliability.storage_steps import KEEP_ON_FULL_DISK, ROOT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=32)
    megabytes = parser.parse_args().megabytes
    with _disk(megabytes) as disk:
        filler = disk / "filler"
        filler.write_bytes(bytes(megabytes << 19))  # half of it
        command = [sys.executable, "-c", KEEP_ON_FULL_DISK, str(disk), "0"]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None
        assert process.stdout is not None
        kept, troubles, left = 0, 0, list[str]()
        for line in process.stdout:
            if not line.startswith("full "):
                kept += 1
                continue
            troubles += 1
            print(f"full after {kept} articles: {line.removeprefix('full ').strip()}")
            left += _copies(disk)
            filler.unlink(missing_ok=True)
            print("there is room", file=process.stdin, flush=True)
        code = process.wait()
        database = Database(f"sqlite:///{disk}/tumen.db")
        broken = condition(database).faults
        with database.reading() as connection:
            stored = connection.scalar(sa.text("SELECT count(*) FROM captures"))
        database.close()
    print(f"went on without a restart: {kept} articles reported as kept, {stored} there with their pages; exit code {code}")
    print(f"database faults: {'; '.join(broken) or 'none'}; files left in part: {', '.join(left) or 'none'}")
    return int(code != 0 or stored != kept or troubles != 1 or bool(broken) or bool(left))


def _copies(disk: Path) -> list[str]:
    """Back up and export onto the full disk; the files that are there although they could not be written."""
    database = Database(f"sqlite:///{disk}/tumen.db")
    try:
        backup(database, disk / "copy.db")
        print("backup: there was room")
        (disk / "copy.db").unlink()
    except DatabaseError as error:
        print(f"backup: {error}")
    database.close()
    command = [sys.executable, "-m", "desk", "export", "revisions", "--format", "csv", "--out", str(disk / "rows.csv")]
    environment = os.environ | {"TUMEN_HOME": str(disk), "TUMEN_DATABASE_URL": f"sqlite:///{disk}/tumen.db"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(f"export: exit code {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1]}")
    if done.returncode == 0:
        (disk / "rows.csv").unlink()
    return [path.name for path in disk.iterdir() if path.name.startswith(("copy", "rows"))]


@contextmanager
def _disk(megabytes: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tumen-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


if __name__ == "__main__":
    sys.exit(main())
