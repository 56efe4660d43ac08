"""The steps of storage that are killed: each a program of its own, and what it works on."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from storage.database import REVISIONS, Database
from storage.migrate import migrate

ROOT = Path(__file__).parents[2]
OLD_ROWS = 400  # articles in the database that is upgraded, whose words the upgrade has to index

KEEP = """
import random, sys
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

# As KEEP, where the disk may be full: what cannot be kept is said, and tried again at each line on stdin. The second argument is
# the size no file may exceed until then, as the kernel enforces it; 0 is none.
KEEP_ON_FULL_DISK = """
import random, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path

from pipelines.identity.signatures import sign
from storage import articles, captures
from storage.archive import Archive
from storage.database import Database, DatabaseError
from tumen.journey import Document, Fetch, Page, Placed, Scored
from tumen.outcomes import Reason

home, most = Path(sys.argv[1]), int(sys.argv[2])
database, archive = Database(f"sqlite:///{home}/tumen.db"), Archive(home / "archive", "desk")
database.upgrade()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
after = 0
n = 0
while after < 20:
    url = f"https://a.example/{n}"
    fetch = Fetch(url, "tass", "page", datetime(2025, 5, 1, tzinfo=UTC), status=200)
    page = Page(fetch, random.Random(n).randbytes(5_000))
    document = Document(fetch, url, "Title", f"Words of number {n}. " * 500, page=page)
    placed = Placed(Scored(document, 0.9, 0.5, (), ()), sign(document), Reason.NEW)
    try:
        with database.writing() as connection:
            captures.add(connection, archive, placed, articles.keep(connection, placed))
    except DatabaseError as error:
        print(f"full {error}", flush=True)
        sys.stdin.readline()
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        after = 1
        continue
    print(n, flush=True)
    n += 1
    after += after > 0
"""

UPGRADE = """
import logging, sys
logging.basicConfig(level=logging.INFO)
import storage.migrate
from storage.database import Database
print("begin", flush=True)
Database(sys.argv[1]).upgrade()
"""

BACKUP = """
import sys
from pathlib import Path
from storage.backup import backup
from storage.database import Database
print("begin", flush=True)
backup(Database(sys.argv[1]), Path(sys.argv[2]), replace=True, progress=lambda done, total: print(done, flush=True))
"""

EXPORT = """
import sys
from desk.command import main
sys.argv = ["tumen", "export", "revisions", "--format", sys.argv[2], "--out", sys.argv[1], "--replace"]
print("begin", flush=True)
sys.exit(main())
"""


def killed(
    root: Path, code: str, *arguments: str, after: int = 1, saying: str = "", delay: float = 0.0, **environment: str
) -> list[str]:
    """What the process had printed when it was killed: until `saying` was said `after` times, then `delay` seconds, and until
    the signal arrived."""
    return kill(root, code, arguments, after, saying, delay, environment)[0]


def kill(
    root: Path, code: str, arguments: Sequence[str], after: int, saying: str, delay: float, environment: dict[str, str]
) -> tuple[list[str], bool]:
    """And whether it was at work then."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=root,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a program it started (pg_dump) dies with it
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if sum(saying in one for one in said) == after:
            break
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    lines = [line for line in (*said, *rest.splitlines(keepends=True)) if line.endswith("\n")]
    return lines, process.returncode == -signal.SIGKILL


def kept(said: Sequence[str]) -> set[int]:
    """The numbers KEEP said it kept; beside them it may say that a torn archive was mended."""
    return {int(line) for line in said if line.strip().isdigit()}


def took(code: str, *arguments: str, **environment: str) -> float:
    """Seconds of a whole run, from its first line."""
    command = [sys.executable, "-c", code, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    process.communicate()
    assert process.returncode == 0
    return time.monotonic() - began


def fill_old(url: str) -> None:
    """A database of the first revision, with articles."""
    database = Database(url)
    migrate(database.engine, REVISIONS[0])
    moment = "2025-05-01T00:00:00.000000Z"
    with database.engine.connect().execution_options(tumen_writing=True) as connection, connection.begin():
        for n in range(1, OLD_ROWS + 1):
            given = {"n": n, "url": f"https://a.example/{n}", "key": f"key {n}", "at": moment, "words": f"Words of {n}. " * 100}
            at = "CAST(:at AS timestamptz)" if not database.is_sqlite else ":at"
            for statement in _OLD:
                connection.execute(sa.text(statement.replace(":at", at)), given)
    database.close()


_OLD = (
    "INSERT INTO articles (id, url, url_key, source, first_kept_at, last_seen_at, revisions)"
    " VALUES (:n, :url, :key, 'tass', :at, :at, 1)",
    "INSERT INTO addresses (url_key, url, article, first_seen_at, last_seen_at) VALUES (:key, :url, :n, :at, :at)",
    "INSERT INTO revisions (id, article, number, text_hash, title, text, text_from, fetched_at, relevance, threshold, relevant,"
    " minhash) VALUES (:n, :n, 1, :key, 'Title', :words, 'page', :at, 0.9, 0.5, TRUE, '')",
    "INSERT INTO bands (band, key, revision) VALUES (0, :n, :n)",
    "INSERT INTO fetches (request_key, source, kind, url, url_key, fetched_at, outcome, reason, bytes, relevance, threshold,"
    " strongest_against) VALUES (:key, 'tass', 'page', :url, :key, :at, 'refused', 'off_topic', 1, 0.4, 0.5, 'Yalu (x, -1.0)')",
)
