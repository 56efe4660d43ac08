"""A crawl that is stopped in the middle, taken over from, and continued: it asks nothing any more, and writes nothing."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import schema
from storage.database import Database
from tests.journey.home import ROOT, Home
from tests.journey.site import Answer, Entry, Site, article, rss

# The program with leases of two seconds: those of earnest would keep this test waiting for a quarter of a minute.
QUICKLY = """
import sys
from datetime import timedelta
import storage.leases
storage.leases.SPAN, storage.leases.EXTEND_EVERY = timedelta(seconds=2), 0.5
from desk.command import main
sys.exit(main())
"""
PAGES = 5  # a second apart
POTATOES = ["Farmers brought in more potatoes than last year, and they say the weather was kind."] * 9

Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def start(tmp_path: Path, site: Site, postgres_database: Database) -> Iterator[Start]:
    """Starts a crawl of the site that calls itself as it is told."""
    pages = [Entry(site.route(f"/{n}", article(f"Potatoes {n}", POTATOES)), f"Potatoes {n}") for n in range(PAGES)]
    home = Home(tmp_path)
    home.sources({"farm": site.route("/rss", rss(pages, etag='"one"'))})
    url = postgres_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    started: list[subprocess.Popen[str]] = []

    def run(contact: str) -> "subprocess.Popen[str]":
        environment = home.environment | {"TUMEN_DATABASE_URL": url, "TUMEN_CONTACT": contact}
        command = [sys.executable, "-c", QUICKLY, "crawl", "-v", "farm"]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes))  # type: ignore[call-overload]
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def asked(site: Site, contact: str) -> list[str]:
    return [seen.path for seen in site.seen if contact in seen.headers["user-agent"] and seen.path != "/robots.txt"]


def test_who_was_stopped_asks_and_writes_nothing_that_is_anothers_by_now(
    start: Start, site: Site, postgres_database: Database
) -> None:
    first = start("first@example.org")
    site.await_request("/1")
    first.send_signal(signal.SIGSTOP)
    before = asked(site, "first@")
    time.sleep(2.5)  # it may have been given up for dead: there is nothing to wait on but the time
    site.route("/rss", Answer(site.routes["/rss"].body, kind="application/rss+xml", etag='"two"'))  # type: ignore[union-attr]
    second = start("second@example.org")
    _, said = second.communicate(timeout=100)
    assert second.returncode == 0, said
    assert set(asked(site, "second@")) | set(before) == {"/rss", *(f"/{n}" for n in range(PAGES))}
    first.send_signal(signal.SIGCONT)
    _, said = first.communicate(timeout=100)
    assert "event=lease.lost source=farm" in said
    assert "event=source.released" not in said
    assert "unbalanced" not in said
    assert asked(site, "first@") == before
    with postgres_database.reading() as connection:
        c = schema.sources.c
        row = connection.execute(sa.select(c.fence, c.etag, c.leased_by)).one()
    assert tuple(row) == (2, '"two"', None)
