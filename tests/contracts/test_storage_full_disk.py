"""A disk that is full while articles are kept: said in one line, and the same process goes on when there is room again."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.condition import condition
from storage.database import Database
from tests.reliability.storage_steps import KEEP_ON_FULL_DISK

_MOST = 3_000_000  # bytes of any file: room for the tables and some articles


def test_nothing_is_lost_and_the_process_goes_on(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP_ON_FULL_DISK, str(tmp_path), str(_MOST)],
        cwd=pytestconfig.rootpath,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    kept, troubles = [], []
    for line in process.stdout:
        if line.startswith("full "):
            troubles.append(line)
            print("there is room", file=process.stdin, flush=True)
        else:
            kept.append(int(line))
    process.communicate()
    assert process.returncode == 0
    assert len(troubles) == 1
    assert f"database {tmp_path}/tumen.db: disk I/O error; check the disk it is on, and the space left" in troubles[0]
    assert kept == list(range(len(kept)))
    assert len(kept) > 20, "some before and 19 after"
    database = Database(f"sqlite:///{tmp_path}/tumen.db")
    assert condition(database).faults == ()
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM captures")) == len(kept)
    database.close()
