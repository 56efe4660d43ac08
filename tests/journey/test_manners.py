"""Addresses nobody may connect to, crawls that share a host, and hosts in trouble beside healthy ones."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journey.home import Home, entry
from tests.journey.reports import BRIDGE, POTATOES
from tests.journey.site import Answer, Entry, Site, article, redirect, rss, trap


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, *range(4, 24))]


def canonical(address: str) -> Answer:
    """A page that says it stands there."""
    page = article("Bridge", BRIDGE).body.decode()
    return Answer(page.replace("</head>", f"<link rel=canonical href='{address}'></head>").encode())


def test_nothing_connects_to_a_closed_address_however_it_is_named(home: Home, hosts: list[Site]) -> None:
    """Private, loopback, link-local, CGNAT, mapped and decimal, by name too; as source, entry, redirect, sitemap's address,
    sitemap of an index and canonical address. What a name is bound to anew is tested with the resolver."""
    with trap() as (closed, visitors), trap("127.0.0.1") as (inside, insiders):
        port, own = closed.rpartition(":")[2], inside.rpartition(":")[2]
        forms = [
            "http://10.0.0.1",
            closed,
            "http://169.254.169.254",
            "http://100.64.0.1",
            f"http://[::ffff:127.0.0.3]:{port}",
            f"http://2130706435:{port}",
            f"http://localhost:{own}",
        ]
        sites = iter(hosts)
        news, maps = next(sites), next(sites)
        announced = [f"{form}/entry" for form in forms]
        led = [next(sites).route("/away", redirect(f"{form}/redirect")) for form in forms]
        named = [next(sites).route("/fine", canonical(f"{form}/canonical")) for form in forms]
        listed = "".join(f"<url><loc>{form}/map</loc></url>" for form in forms)
        map_url = maps.route("/map", Answer(f"<urlset>{listed}</urlset>".encode(), kind="text/xml"))
        indexed = "".join(f"<sitemap><loc>{form}/map.xml</loc></sitemap>" for form in forms)
        index = f"<sitemapindex><sitemap><loc>{map_url}</loc></sitemap>{indexed}</sitemapindex>"
        home.catalogue(
            [
                *(entry(f"direct-{number}", f"{form}/source") for number, form in enumerate(forms)),
                entry("news", news.route("/rss", rss([Entry(url, "x") for url in (*announced, *led, *named)]))),
                entry("map", maps.route("/index", Answer(index.encode(), kind="text/xml")), kind="sitemap"),
            ]
        )
        _, said = home.crawl()

        endings = home.endings()
        refused = {url for url, reason in endings.items() if reason == "closed_address"}
        assert refused == {*announced, *led, *(f"{form}/{what}" for form in forms for what in ("source", "map"))}
        assert {endings[url] for url in named} <= {"new", "copy", "unchanged"}, "kept where they were found"
        assert not any(url.endswith("/map.xml") for url in endings), "sitemaps of other sites are not asked for at all"
        assert said.count("event=door.closed") >= len(forms)
        assert (visitors, insiders) == ([], [])


def test_two_crawls_at_once_share_the_work_and_keep_a_hosts_distance_together(home: Home, hosts: list[Site]) -> None:
    """A source both want is asked by one of them."""
    paths = [f"/{n}.xml" for n in range(6)]
    home.sources({f"s{n}": hosts[0].route(path, rss([])) for n, path in enumerate(paths)})
    (home.folder / "var").mkdir()
    both = [home.start("s0", "s1", "s2", "s3"), home.start("s2", "s3", "s4", "s5")]
    said = [process.communicate(timeout=100)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(hosts[0].paths()) == paths
    assert home.rows("SELECT count(*) FROM fetches") == [(6,)]
    asked = [seen.at for seen in hosts[0].seen if seen.path != "/robots.txt"]
    assert asked[-1] - asked[0] > timedelta(seconds=0.6 * 5), [later - earlier for earlier, later in pairwise(asked)]


def test_hosts_in_trouble_do_not_hold_up_the_others(home: Home, hosts: list[Site]) -> None:
    """The healthy sources are done while the others have not answered yet. How much slower they are, `make world` measures."""
    healthy = {}
    for number in range(3):
        pages = [hosts[number].route(f"/{page}", article("Potatoes", POTATOES)) for page in range(2)]
        healthy[f"s{number}"] = hosts[number].route("/rss", rss([Entry(url, "x") for url in pages]))
    troubled = {f"t{number}": hosts[number].route("/rss", Answer(manner="silent")) for number in range(3, 9)}
    hosts[3].route("/robots.txt", Answer(manner="drip"))
    home.sources(troubled | healthy)
    process = home.start()
    hosts[0].await_request("/rss")
    done = "SELECT count(*) FROM fetches WHERE source LIKE 's%'"
    while process.poll() is None and home.rows(done) != [(9,)]:
        hosts[0].closing.wait(0.1)
    late = home.rows("SELECT count(*) FROM fetches WHERE source IN ('t4', 't5', 't6', 't7', 't8')")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert home.rows(done) == [(9,)]
    assert late == [(0,)]
    assert process.returncode == 4
