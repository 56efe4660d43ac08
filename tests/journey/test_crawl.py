"""How a crawl ends when it is told to, or when its database fails; and that Scrapy's own command crawls too.

What a crawl does in a world of sources is in `test_world`.
"""

import resource
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journey.home import ROOT, Home, entry
from tests.journey.reports import BRIDGE
from tests.journey.site import Answer, Entry, Site, article, rss


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def announcing(urls: list[str]) -> Answer:
    return rss([Entry(url, "Item") for url in urls], etag='"v"')


def test_a_signal_ends_it_soon_and_gives_the_sources_back(home: Home) -> None:
    with Site() as site:
        urls = [site.route(f"/{n}", Answer(manner="silent")) for n in range(20)]
        home.sources({"one": site.route("/rss.xml", announcing(urls))})
        process = home.start("one")
        site.await_request("/0")
        told = datetime.now(UTC)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert datetime.now(UTC) - told < timedelta(seconds=8)
        assert process.returncode == 4, said
        assert home.rows("SELECT outcome FROM runs") == [("interrupted",)]
        assert home.rows("SELECT count(*) FROM fetches WHERE kind = 'page'") == [(0,)], "nothing is known of these pages"
        ((due, etag, leased),) = home.rows("SELECT next_due_at, etag, leased_until FROM sources")
        assert etag is None
        assert leased is None or datetime.fromisoformat(leased) <= datetime.now(UTC)
        assert datetime.fromisoformat(due) <= datetime.now(UTC)


def test_a_database_that_fails_under_way_stops_the_crawl(home: Home) -> None:
    with Site() as site:
        gate = threading.Event()
        urls = [site.route(f"/{n}", replace(article(f"Tumen road bridge {n}", BRIDGE), gate=gate)) for n in range(3)]
        home.sources({"one": site.route("/rss.xml", announcing(urls))})
        process = home.start("one")
        try:
            site.await_request("/0")
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))  # as a full disk: no file grows any more
        finally:
            gate.set()
        _, said = process.communicate(timeout=60)
        assert process.returncode == 3, said
        assert said.rstrip().splitlines()[-1].startswith("tumen: ")


def test_scrapys_own_command_crawls_too(home: Home) -> None:
    """One spider for each kind; it asks the sources of its kind and no others."""
    with Site() as site:
        url = site.route("/a", article("Tumen road bridge", BRIDGE))
        listing = site.route("/list", Answer(f"<ul><li><a href='{url}'>Tumen road bridge</a></li></ul>".encode()))
        feed = entry("one", site.route("/rss.xml", rss([])))
        home.catalogue([feed, entry("two", listing, kind="listing", rest=", listing: {entries: li}")])
        scrapy = [sys.executable, "-m", "scrapy"]
        run = {"cwd": ROOT, "env": home.environment, "capture_output": True, "text": True, "timeout": 100}
        listed = subprocess.run([*scrapy, "list"], **run)  # type: ignore[call-overload]
        assert listed.stdout.split() == ["feed", "gdelt", "listing", "search-feed", "sitemap"]
        crawled = subprocess.run([*scrapy, "crawl", "listing", "-a", "source=two"], **run)  # type: ignore[call-overload]
        assert crawled.returncode == 0, crawled.stderr
        assert "Overridden settings" not in crawled.stderr
        assert home.endings() == {listing: "entries", url: "new"}
        assert home.rows("SELECT outcome FROM runs") == [("ok",)]


def test_a_lexicon_that_cannot_be_read_ends_the_crawl_and_loses_nothing(home: Home) -> None:
    """It is read with the first page; that page is asked for again when the lexicon is mended."""
    with Site() as site:
        url = site.route("/a", article("Bridge", BRIDGE))
        home.sources({"wire": site.route("/rss", announcing([url]))})
        lexicon = home.folder / "seeds" / "lexicon.yaml"
        lexicon.write_text("concepts: 7\n")
        process = home.start()
        _, said = process.communicate(timeout=60)
        assert process.returncode == 2, said
        assert "lexicon.yaml:1" in said
        assert url not in home.endings()
        lexicon.unlink()
        home.crawl("wire")
        assert home.endings()[url] == "new"
