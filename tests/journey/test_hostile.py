"""Feeds and pages made to break parsers: each is refused or kept with its reason, and the crawl goes on."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journey.home import Home, change
from tests.journey.site import Answer, Entry, Site, article, rss
from tests.journey.world import BRIDGE

ITEM = "<item><title>T</title><link>http://127.0.0.9:9/{n}</link>{more}</item>"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, *range(4, 16))]


def feed(items: str, doctype: str = "") -> Answer:
    body = f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    return Answer(body.encode(), kind="application/rss+xml")


def page(inner: str) -> Answer:
    return Answer(f"<!doctype html><html><head><title>T</title></head><body>{inner}</body></html>".encode())


def laughs() -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return f"<!DOCTYPE rss [{entities}]>"


FEEDS = {
    "entity bomb": feed(ITEM.format(n=0, more="<description>&e9;</description>"), laughs()),
    "external entity": feed("&passwd;", '<!DOCTYPE rss [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>'),
    "40,000 categories": feed(ITEM.format(n=0, more="<category>c</category>" * 40_000)),
    "100,000 entries": feed("".join(f"<item><link>javascript:{n}</link></item>" for n in range(100_000))),
    "a surrogate": feed(ITEM.format(n=0, more="<description>a &#55296; b</description>").replace("<title>T", "<title>T&#xD800;")),
}
PAGES = {
    "200,000 links": page("".join(f"<a href='/{n}'>l{n}</a>" for n in range(200_000))),
    "a million rows": page("<table>" + "<tr><td>1" * 800_000 + "</table>"),
    "100,000 nested tags": page("<div>" * 100_000 + BRIDGE[0]),
    "40,000 attributes": page(f"<p {' '.join(f'a{n}=1' for n in range(40_000))}>{BRIDGE[0]}</p>"),
}


def test_what_is_made_to_break_parsers_breaks_nothing(home: Home, hosts: list[Site]) -> None:
    sites = iter(hosts)
    sources = {f"feed {n}": next(sites).route("/rss", answer) for n, answer in enumerate(FEEDS.values())}
    pages = {name: next(sites).route("/p", answer) for name, answer in PAGES.items()}
    honest = next(sites)
    fine = honest.route("/fine", article("Tumen road bridge to open", BRIDGE))
    listed = honest.route("/rss", rss([Entry(url, name) for name, url in (*pages.items(), ("fine", fine))]))
    home.sources({name.replace(" ", "-"): url for name, url in sources.items()} | {"honest": listed})
    begun = datetime.now(UTC)
    _, said = home.crawl()

    endings, took = home.endings(), datetime.now(UTC) - begun
    told = {name: endings[url] for name, url in zip(FEEDS, sources.values(), strict=True)}
    assert told.pop("40,000 categories") in ("entries", "too_slow")
    assert told == {
        "entity bomb": "entries",
        "external entity": "no_entries",
        "100,000 entries": "no_entries",
        "a surrogate": "entries",
    }
    assert {endings[url] for url in pages.values()} <= {"no_text", "too_slow", "too_large", "off_topic", "new"}
    assert endings[fine] == "new"
    assert "event=crawl.unbalanced" not in said
    assert "_fault " not in said
    ((detail,),) = home.rows(f"SELECT detail FROM fetches WHERE url = '{sources['feed 3']}'")
    assert "99500 left out: over the limit of 500" in detail
    assert took < timedelta(seconds=75), "several walls of 20 s, two at a time, on a busy machine"


def test_the_second_offence_puts_an_address_in_quarantine(home: Home, hosts: list[Site]) -> None:
    """A page and, further down, a feed: neither is asked for again, and the next crawls know."""
    site = hosts[0]
    url = site.route("/p", PAGES["a million rows"])
    home.sources({"one": hosts[1].route("/rss", rss([Entry(url, "Rows")], etag='"1"'))})
    for crawls, (asked, reason) in enumerate([(1, "entries"), (2, "entries"), (2, "not_modified")], start=1):
        home.crawl("one")
        assert site.count("/p") == asked, crawls
        assert home.rows(f"SELECT reason FROM fetches WHERE run = {crawls} AND kind = 'feed'") == [(reason,)]
    assert home.rows("SELECT url, offences FROM quarantine") == [(url, 2)]

    change(home, f"UPDATE quarantine SET url = '{hosts[1].url('/rss')}'")
    code, said = home.crawl("one")
    assert (code, hosts[1].count("/rss")) == (1, 3)
    assert "in quarantine until" in said
    ((due, until),) = home.rows("SELECT next_due_at, until FROM sources, quarantine")
    assert due == until
