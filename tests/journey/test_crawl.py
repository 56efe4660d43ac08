"""Real crawls in processes of their own against news sites on this machine; then the rows are looked at.

127.0.0.2 and its neighbours are opened, so each is a host of its own; 127.0.0.3 is not: whoever connects there has gone astray.
"""

import resource
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journey.home import ROOT, Home
from tests.journey.site import Answer, Site, article, rss, trap
from tests.journey.world import BRIDGE, ONE_OF_THREE, build, entries, unvouched_tls


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[dict[int, Site]]:
    """Sites on 127.0.0.2, .4, .5 …, by last number; the last one speaks TLS with a certificate nobody vouches for."""
    with ExitStack() as stack:
        sites = {n: stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, *range(4, 13))}
        yield sites | {13: stack.enter_context(Site("127.0.0.13", unvouched_tls(tmp_path / "own.pem")))}


def test_every_request_ends_as_one_row_with_its_reason(home: Home, hosts: dict[int, Site]) -> None:
    """And nothing connects where it must not, and a second crawl finds nothing new."""
    with trap() as (closed, visitors):
        world = build(hosts, closed)
        home.sources(world.sources)
        code, said = home.crawl()

        assert code == 1, "four sources did not answer their poll"
        endings = home.endings()
        three = [url for url, reason in world.pages.items() if reason == ONE_OF_THREE]
        assert sorted(endings.pop(url) for url in three) == ["copy", "new", "unchanged"]
        told = {url: reason for url, reason in (world.pages | world.polls).items() if url not in three}
        assert endings == told
        asked = Counter(url for (url,) in home.rows("SELECT url FROM fetches"))
        assert set(asked.values()) == {1}, "one row for each address, whatever was tried how often"
        assert "event=crawl.unbalanced" not in said
        assert home.rows("SELECT outcome FROM runs") == [("failures",)]
        assert home.rows("SELECT count(*) FROM sources WHERE leased_by IS NOT NULL") == [(0,)]
        assert all(site.seen[0].path == "/robots.txt" for site in hosts.values() if site.seen)
        assert hosts[11].count("/private") == 0
        assert hosts[13].seen == []
        assert hosts[12].paths() == []
        assert hosts[9].count("/error") == 2, "a failure that may pass is tried once more"
        assert hosts[2].seen[0].headers["user-agent"].endswith("(+desk@example.org)")
        assert "cookie" not in hosts[2].seen[-1].headers
        _keeps_its_distance(hosts[4])

        articles = home.rows("SELECT count(*) FROM articles")
        asked_before = {n: len(site.paths()) for n, site in hosts.items()}
        home.crawl("rss", "atom")
        assert home.rows("SELECT count(*) FROM articles") == articles
        assert hosts[2].paths()[asked_before[2] :] == ["/rss.xml"]
        assert hosts[4].paths()[asked_before[4] :] == ["/atom.xml"]
        assert [reason for _, reason in home.rows("SELECT url, reason FROM fetches WHERE run = 2")] == ["not_modified"] * 2
        assert visitors == []


def _keeps_its_distance(site: Site) -> None:
    """A second ± 20 % between two requests to a host; less only by the noise of a busy machine."""
    times = [seen.at for seen in site.seen]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    assert min(gaps) > 0.6


def test_a_page_that_failed_brings_its_feed_again(home: Home) -> None:
    """A validator would say that all entries are held; while one is open, none is sent."""
    with Site() as site:
        article_url = site.route("/a", [Answer(b"", 500), Answer(b"", 500), article("Tumen road bridge", BRIDGE)])
        home.sources({"one": site.route("/rss.xml", rss(entries(article_url), etag='"v"'))})
        assert home.crawl("one")[0] == 0
        assert home.endings()[article_url] == "server_error"
        assert home.crawl("one")[0] == 0
        assert home.endings()[article_url] == "new"
        assert home.crawl("one")[0] == 0
        assert [reason for (reason,) in home.rows("SELECT reason FROM fetches WHERE run = 3")] == ["not_modified"]


def test_a_host_that_asks_to_be_left_alone_is(home: Home) -> None:
    """The page that was told so has its row; the others were never sent, and wait for the next crawl."""
    with Site() as site:
        site.route("/a", Answer(b"", 429, headers={"Retry-After": "3600"}))
        urls = [site.url("/a"), *(site.route(f"/{n}", article(f"Tumen road bridge {n}", BRIDGE)) for n in range(4))]
        home.sources({"one": site.route("/rss.xml", rss(entries(*urls), etag='"v"'))})
        _, said = home.crawl("one")
        pages = home.rows("SELECT reason, detail FROM fetches WHERE kind = 'page' AND reason = 'rate_limited'")
        assert pages == [("rate_limited", "HTTP 429, Retry-After 3600 s")]
        told_at = next(seen.at for seen in site.seen if seen.path == "/a")
        assert all(seen.at <= told_at + timedelta(seconds=0.2) for seen in site.seen), "no request after it said so"
        assert "event=crawl.unbalanced" not in said
        ((due, etag),) = home.rows("SELECT next_due_at, etag FROM sources")
        assert datetime.fromisoformat(due) > datetime.now(UTC) + timedelta(minutes=58)
        assert etag is None


def test_a_short_pause_is_waited_for(home: Home) -> None:
    with Site() as site:
        url = site.route("/a", [Answer(b"", 503, headers={"Retry-After": "3"}), article("Tumen road bridge", BRIDGE)])
        home.sources({"one": site.route("/rss.xml", rss(entries(url)))})
        home.crawl("one")
        assert home.endings()[url] == "new"
        first, second = (seen.at for seen in site.seen if seen.path == "/a")
        assert second - first >= timedelta(seconds=3)


def test_crawl_delay_is_kept(home: Home) -> None:
    with Site() as site:
        site.route("/robots.txt", Answer(b"User-agent: Tumen\nCrawl-delay: 3", kind="text/plain"))
        url = site.route("/a", article("Tumen road bridge", BRIDGE))
        home.sources({"one": site.route("/rss.xml", rss(entries(url)))})
        home.crawl("one")
        times = [seen.at for seen in site.seen]
        assert len(times) == 3
        assert all(later - earlier > timedelta(seconds=2.9) for earlier, later in pairwise(times))


def test_a_signal_ends_it_soon_and_gives_the_sources_back(home: Home) -> None:
    with Site() as site:
        urls = [site.route(f"/{n}", Answer(manner="silent")) for n in range(20)]
        home.sources({"one": site.route("/rss.xml", rss(entries(*urls), etag='"v"'))})
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
        home.sources({"one": site.route("/rss.xml", rss(entries(*urls)))})
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
    with Site() as site:
        url = site.route("/a", article("Tumen road bridge", BRIDGE))
        home.sources({"one": site.route("/rss.xml", rss(entries(url)))})
        scrapy = [sys.executable, "-m", "scrapy"]
        run = {"cwd": ROOT, "env": home.environment, "capture_output": True, "text": True, "timeout": 100}
        listed = subprocess.run([*scrapy, "list"], **run)  # type: ignore[call-overload]
        assert listed.stdout.split() == ["feed", "gdelt", "listing", "search-feed", "sitemap"]
        crawled = subprocess.run([*scrapy, "crawl", "feed", "-a", "source=one"], **run)  # type: ignore[call-overload]
        assert crawled.returncode == 0, crawled.stderr
        assert "Overridden settings" not in crawled.stderr
        assert home.endings() == {site.url("/rss.xml"): "entries", url: "new"}
        assert home.rows("SELECT outcome FROM runs") == [("ok",)]


def test_two_crawls_at_once_ask_every_source_once(home: Home) -> None:
    with ExitStack() as stack:
        sites = {n: stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, 4, 5, 6)}
        home.sources({f"s{n}": site.route("/rss.xml", rss([])) for n, site in sites.items()})
        (home.folder / "var").mkdir()
        both = [home.start("--due") for _ in range(2)]
        said = [process.communicate(timeout=100)[1] for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        assert [site.count("/rss.xml") for site in sites.values()] == [1] * 4
        assert home.rows("SELECT count(*) FROM fetches") == [(4,)]
