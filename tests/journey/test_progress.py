"""What somebody sees who runs `tumen crawl`: lines, a line that is written over, a summary, also after Ctrl-C."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.home import ROOT, Home
from tests.journey.reports import BRIDGE
from tests.journey.site import Answer, Entry, Site, article, rss

CRAWL = [sys.executable, "-m", "desk", "crawl"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def test_lines_where_there_is_no_terminal(home: Home, site: Site) -> None:
    url = site.route("/a", article("Tumen road bridge", BRIDGE))
    home.sources({"one": site.route("/rss", rss([Entry(url, "x")])), "two": "http://no-such-host.invalid/"})
    done = subprocess.run(CRAWL, cwd=ROOT, env=home.environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    lines = sorted(line.lstrip(" 12") for line in done.stderr.splitlines())
    assert lines[0] == "one: entries, 1 pages"
    assert lines[1].startswith("two: dns: ")
    assert "\x1b" not in done.stderr + done.stdout
    assert "1 of 2 sources could not be reached" in done.stdout


def test_one_line_written_over_on_a_terminal(home: Home, site: Site) -> None:
    home.sources({f"s{n}": site.route(f"/{n}", rss([])) for n in range(2)})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(CRAWL, cwd=ROOT, env=home.environment, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux's way to say that nobody holds the other end any more
            break
        if not part:
            break
        shown += part
    os.close(ours)
    printed, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert shown.count(b"\r\x1b[K") == 3, "one for each source, and one that clears the line for the table"
    assert b"\n" not in shown
    assert b"s0" in printed
    assert b"s1" in printed


def test_ctrl_c_leaves_a_summary_and_everything_in_order(home: Home, site: Site) -> None:
    """The signal goes to the whole group, workers included, as from a keyboard."""
    urls = [
        site.route("/a", article("Tumen road bridge", BRIDGE)),
        *(site.route(f"/{n}", Answer(manner="silent")) for n in range(5)),
    ]
    with Site("127.0.0.4") as mute:
        announced = site.route("/rss", rss([Entry(url, "x") for url in urls], etag='"1"'))
        home.sources({"one": announced, "two": mute.route("/rss", Answer(manner="silent"))})
        process = _interrupted(home, site)
        printed, said = process.communicate(timeout=60)
    assert process.returncode == 4, said
    assert "Traceback" not in said
    row = next(line.split() for line in printed.splitlines() if line.startswith("one "))
    assert row[:4] == ["one", "2", "1", "1"]
    assert "Stopped before 1 of 2 sources had answered; the next crawl asks them" in printed
    assert home.rows("SELECT outcome FROM runs") == [("interrupted",)]
    kept = home.rows("SELECT id, etag, leased_by, last_reason FROM sources ORDER BY id")
    assert kept == [("one", None, None, "entries"), ("two", None, None, None)], "the next crawl is told everything again"
    for url in urls[1:]:
        site.routes["/" + url.rpartition("/")[2]] = Answer(b"", 404)
    home.crawl("one")
    assert home.rows("SELECT count(*) FROM fetches WHERE kind = 'page'") == [(6,)]
    assert home.rows("SELECT count(*) FROM articles") == [(1,)]


def _interrupted(home: Home, site: Site) -> subprocess.Popen[str]:
    """A crawl that was sent Ctrl-C when one page was kept and another under way."""
    process = subprocess.Popen(
        CRAWL, cwd=ROOT, env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    site.await_request("/0")
    while not home.rows("SELECT 1 FROM fetches WHERE kind = 'page'"):
        site.closing.wait(0.1)
    os.killpg(process.pid, signal.SIGINT)
    return process
