"""What keeps a publisher's administrator calm: robots.txt in every state it is met in, and addresses nobody may connect to."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journey.home import Home
from tests.journey.site import Answer, Entry, Site, redirect, rss, trap
from tests.journey.world import BRIDGE

TEXT = "text/plain"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, *range(4, 16))]


def test_robots_txt_in_thirteen_states(home: Home, hosts: list[Site]) -> None:
    """What cannot be read keeps us out, what is not there does not; the last one is put off without a row."""
    barred = hosts[-1].route("/rules.txt", Answer(b"User-agent: *\nDisallow: /rss", kind=TEXT))
    loop = redirect("/robots.txt")
    states = {
        "allows": (Answer(b"User-agent: *\nAllow: /", kind=TEXT), "entries"),
        "forbids": (Answer(b"User-agent: *\nDisallow: /", kind=TEXT), "robots"),
        "forbids us": (Answer(b"User-agent: *\n\nUser-agent: TUMEN\nDisallow: /rss\n", kind=TEXT), "robots"),
        "gone": (Answer(b"", 410), "entries"),
        "refused": (Answer(b"", 403), "entries"),
        "a page": (Answer(b"<!doctype html><html>Disallow: /</html>"), "entries"),
        "too long": (Answer(b"# x\n" * 200_000 + b"User-agent: *\nDisallow: /", kind=TEXT), "entries"),
        "broken": (Answer(b"", 500), "robots_unreadable"),
        "unavailable": (Answer(b"", 503), "robots_unreadable"),
        "reset": (Answer(manner="reset"), "robots_unreadable"),
        "silent": (Answer(manner="silent"), "robots_unreadable"),
        "elsewhere": (redirect(barred), "robots"),
        "in circles": (loop, "entries"),
    }
    urls = {}
    for site, (name, (answer, _)) in zip(hosts, states.items(), strict=True):
        site.route("/robots.txt", answer)
        urls[name.replace(" ", "-")] = site.route("/rss", rss([Entry("http://127.0.0.3:1/", "x")]))
    home.sources(urls)
    home.crawl()
    endings = home.endings()
    assert {name: endings[urls[name.replace(" ", "-")]] for name in states} == {
        name: reason for name, (_, reason) in states.items()
    }
    asked = {name for site, (name, (_, reason)) in zip(hosts, states.items(), strict=True) if site.count("/rss")}
    assert asked == {name for name, (_, reason) in states.items() if reason == "entries"}


def test_a_busy_robots_txt_puts_the_host_off(home: Home, hosts: list[Site]) -> None:
    site = hosts[0]
    site.route("/robots.txt", Answer(b"", 429, headers={"Retry-After": "600"}))
    home.sources({"busy": site.route("/rss", rss([]))})
    code, said = home.crawl()
    assert (code, site.paths()) == (1, []), said
    assert home.rows("SELECT count(*) FROM fetches") == [(0,)], "no request that could have a row"
    assert "its host asked to be left alone until" in said
    ((due,),) = home.rows("SELECT next_due_at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+9 minutes') FROM sources")
    assert due == 1


def test_nothing_connects_to_a_closed_address_however_it_is_named(home: Home, hosts: list[Site]) -> None:
    """As a source, an entry, a sitemap's address, a redirect, a sitemap of an index, a canonical address, and by name."""
    with trap() as (closed, visitors), trap("127.0.0.1") as (inside, insiders):
        port = inside.rpartition(":")[2]
        news, maps = hosts[0], hosts[1]
        page = f"<!doctype html><html><head><title>Bridge</title><link rel=canonical href='{closed}/c'></head><body><article>"
        page += "".join(f"<p>{paragraph}</p>" for paragraph in BRIDGE) + "</article></body></html>"
        named = [f"http://localhost:{port}/n", f"http://2130706433:{port}/d", f"http://[::ffff:127.0.0.1]:{port}/m"]
        entries = [
            f"{closed}/e",
            *named,
            "http://100.64.0.1/cgnat",
            "http://169.254.1.1/local",
            "http://10.0.0.1/own",
            news.route("/away", redirect(f"{closed}/r")),
            news.route("/fine", Answer(page.encode())),
        ]
        listed = f"<urlset><url><loc>{closed}/s</loc></url></urlset>"
        index = f"<sitemapindex><sitemap><loc>{maps.route('/map', Answer(listed.encode(), kind='text/xml'))}</loc></sitemap>"
        index += f"<sitemap><loc>{closed}/map.xml</loc></sitemap></sitemapindex>"
        home.sources({"direct": f"{closed}/rss", "news": news.route("/rss", rss([Entry(url, "x") for url in entries]))})
        with (home.folder / "seeds" / "sources.yaml").open("a") as catalogue:
            url = maps.route("/index", Answer(index.encode(), kind="text/xml"))
            catalogue.write(f'  - {{id: map, publisher: m, kind: sitemap, url: "{url}", languages: [en], affiliation: wire, ')
            catalogue.write("timezone: UTC, every: 1h, enabled: true}\n")
        home.crawl()
        refused = {url for url, reason in home.endings().items() if reason == "closed_address"}
        assert refused == {f"{closed}/rss", f"{closed}/s", *entries[:-1]}
        assert home.endings()[news.url("/fine")] == "new"
        assert (visitors, insiders) == ([], [])
