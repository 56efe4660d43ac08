"""`tumen sources`, `tumen sources check` and `tumen sources add` against sites on this machine."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journey.home import ROOT, Home
from tests.journey.reports import BRIDGE, FERRY
from tests.journey.site import Answer, Entry, Site, article, redirect, rss

ENTRIES = [Entry("http://127.0.0.2/a", "The bridge opens", BRIDGE[0]), Entry("http://127.0.0.2/b", "The ferry sails", FERRY[0])]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts() -> Iterator[dict[int, Site]]:
    with ExitStack() as stack:
        yield {n: stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, 4, 5, 6, 7)}


def tumen(home: Home, *arguments: str) -> tuple[int, Any, str]:
    """Exit code, what was printed (JSON read), and the last line said."""
    command = [sys.executable, "-m", "desk", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=home.environment, capture_output=True, text=True, timeout=100)
    printed = json.loads(done.stdout) if "--json" in arguments and done.stdout else done.stdout
    return done.returncode, printed, (done.stderr.rstrip().splitlines() or [""])[-1]


def test_check_says_what_every_source_is(home: Home, hosts: dict[int, Site]) -> None:
    """And stores nothing; a source that announces nothing makes the exit code 1."""
    hosts[2].route("/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 1.5", kind="text/plain"))
    hosts[5].route("/robots.txt", Answer(b"User-agent: *\nDisallow: /", kind="text/plain"))
    moved = hosts[4].route("/rss", rss(ENTRIES))
    home.sources(
        {
            "fine": hosts[2].route("/rss", rss(ENTRIES)),
            "moved": hosts[4].route("/old", redirect("/rss", 301)),
            "barred": hosts[5].url("/rss"),
            "page": hosts[6].route("/rss", article("A page", BRIDGE)),
            "mistaken": hosts[7].route("/map", Answer(b"<urlset><url><loc>/a</loc></url></urlset>", kind="text/xml")),
            "away": "http://no-such-host.invalid/rss",
        }
    )
    code, probes, _ = tumen(home, "sources", "check", "--json")
    found = {probe["source"]: probe for probe in probes}
    assert code == 1
    fine = found["fine"]
    assert (fine["kind"], fine["entries"], fine["dated"], fine["languages"]) == ("rss20", 2, 2, ["en"])
    assert (fine["newest"], fine["robots"], fine["problem"]) == ("2026-03-01 09:00 +00:00", "allows, 1.5 s apart", "")
    assert (found["moved"]["entries"], found["moved"]["notes"]) == (2, [f"redirects to {moved}"])
    assert found["page"]["notes"] == [f"tumen sources add {hosts[6].url('/rss')} looks for the feeds this page names"]
    assert found["barred"]["robots"] == "says no"
    problems = {name: probe["problem"] for name, probe in found.items() if probe["problem"]}
    assert problems == {
        "barred": "robots.txt says no",
        "page": "an HTML page",
        "mistaken": "neither RSS nor Atom; it looks like a sitemap",
        "away": problems["away"],
    }
    assert problems["away"].startswith("dns: ")
    assert home.rows("SELECT count(*) FROM fetches UNION ALL SELECT count(*) FROM runs") == [(0,), (0,)]

    code, printed, _ = tumen(home, "sources", "check", "fine")
    assert (code, "rss20" in printed) == (0, True)
    code, printed, said = tumen(home, "sources", "check", "fin")
    assert (code, 'did you mean "fine"?' in said) == (2, True)
    code, listed, _ = tumen(home, "sources", "--json")
    assert [source["id"] for source in listed] == list(found)


def test_check_ends_at_once_when_it_is_interrupted(home: Home, hosts: dict[int, Site]) -> None:
    """And says what it knows by then."""
    answers = {"one": hosts[2].route("/rss", rss(ENTRIES)), "two": hosts[4].route("/rss", Answer(manner="silent"))}
    home.sources(answers)
    command = [sys.executable, "-m", "desk", "sources", "check", "--json"]
    process = subprocess.Popen(command, cwd=ROOT, env=home.environment, stdout=subprocess.PIPE, text=True)
    for host in (hosts[2], hosts[4]):
        host.await_request("/rss")
    told = datetime.now(UTC)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=60)
    assert datetime.now(UTC) - told < timedelta(seconds=15), "a silent server has 30"
    assert (process.returncode, {one["source"]: one["problem"] for one in json.loads(printed)}["two"]) == (4, "interrupted")


def test_add_finds_the_feed_a_page_names_and_writes_its_entry(home: Home, hosts: dict[int, Site]) -> None:
    """What cannot be written is refused before anything is asked."""
    home.sources({"one": "http://127.0.0.9:9/"})
    catalogue = home.folder / "seeds" / "sources.yaml"
    before = "# ours, with a comment\n" + catalogue.read_text()
    catalogue.write_text(before)
    empty, feed = hosts[4].route("/empty.xml", rss([])), hosts[5].route("/rss.xml", rss(ENTRIES))
    page = '<html lang="en"><head><meta property="og:site_name" content="The Border: a paper">'
    page += f'<link rel="alternate" type="application/rss+xml" href="{empty}">'
    page += f'<link rel="alternate" type="application/rss+xml" href="{feed}"></head><body><p>news</p></body></html>'
    url = hosts[2].route("/", Answer(page.encode()))

    arguments = ("sources", "add", url, "--affiliation", "local", "--timezone", "Asia/Vladivostok", "--id", "border")
    code, told, said = tumen(home, *arguments, "--dry-run", "--json")
    assert (code, told["file"], catalogue.read_text()) == (0, None, before), said
    assert tumen(home, *arguments)[0] == 0
    assert catalogue.read_text().startswith(before.rstrip())
    assert sorted(path.name for path in catalogue.parent.iterdir()) == ["sources.yaml"]
    _, listed, _ = tumen(home, "sources", "--json")
    new = listed[-1]
    assert (new["id"], new["publisher"], new["kind"], new["url"]) == ("border", "The Border: a paper", "feed", feed)
    assert (new["languages"], new["affiliation"], new["timezone"]) == (["en"], "local", "Asia/Vladivostok")
    asked = len(hosts[2].seen)
    code, _, said = tumen(home, *arguments)
    assert (code, 'id "border" stands twice' in said, len(hosts[2].seen)) == (2, True, asked)


def test_add_asks_robots_txt_and_the_usual_places_where_a_page_names_nothing(home: Home, hosts: dict[int, Site]) -> None:
    """The usual places one by one, until one announces entries."""
    home.sources({"one": "http://127.0.0.9:9/"})
    site, guessed, elsewhere = hosts[2], hosts[4], hosts[5]
    page = Answer(b"<html lang='ru'><title>News</title><body><p>news</p></body></html>")
    urlset = "<urlset>{}</urlset>".format("".join(f"<url><loc>{e.url}</loc></url>" for e in ENTRIES))
    told = elsewhere.route("/hidden.xml", Answer(urlset.encode(), kind="text/xml"))
    site.route("/robots.txt", Answer(f"Sitemap: {told}".encode(), kind="text/plain"))
    code, found, said = tumen(home, "sources", "add", site.route("/", page), "--affiliation", "wire", "--json")
    assert (code, found and found["kind"], found and found["url"]) == (0, "sitemap", told), said
    guessed.route("/rss", rss(ENTRIES))
    code, found, said = tumen(home, "sources", "add", guessed.route("/", page), "--affiliation", "wire", "--json")
    assert (code, found and found["url"]) == (0, guessed.url("/rss")), said
    assert guessed.paths() == ["/", "/feed", "/rss"]
    names = f'<link rel="alternate" type="application/rss+xml" href="{hosts[7].route("/empty", rss([]))}">'
    code, _, said = tumen(home, "sources", "add", hosts[6].route("/", Answer(names.encode())), "--affiliation", "wire")
    assert (code, said.endswith("none of them announces entries")) == (2, True)
    code, _, said = tumen(home, "sources", "add", "http://127.0.0.3:1/", "--affiliation", "wire")
    assert (code, "closed_address" in said) == (2, True)
