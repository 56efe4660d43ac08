"""Twelve ways in which a source dies, as its server shows them: what the poll is called, and how the source is judged.

How soon each is told follows from the reason alone; tests/laws/test_source_health.py measures it.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.health import judge
from storage.database import Database
from storage.history import History, histories
from tests.journey.certificates import unvouched_tls
from tests.journey.home import Home, change
from tests.journey.site import Answer, Entry, Site, article, redirect, rss
from tumen.now import utc_now

POTATOES = ["Farmers brought in more potatoes than last year, and they say the weather was kind."] * 9
PARKED = article("This domain is for sale", ["Buy it now."])
# How each dies: the reason of its polls from then on, and the state of the source once that has gone on for ten days.
DEATHS = {
    "removed": ("not_found", "failing"),
    "withdrawn": ("gone", "failing"),
    "barred": ("forbidden", "failing"),
    "nameless": ("dns", "failing"),
    "unvouched": ("tls", "failing"),
    "rebuilt": ("not_a_feed", "not-a-feed"),  # a page where the feed was
    "parked": ("not_a_feed", "not-a-feed"),  # redirected to a seller of domains
    "emptied": ("no_entries", "empty"),
    "frozen": ("not_modified", "stale"),  # the same bytes for ever
    "asleep": ("not_modified", "stale"),  # 304 for ever
    "repeating": ("entries", "stale"),  # in other bytes, but nothing new
    "closed": ("robots", "refused"),
}


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[dict[str, Site]]:
    """A host for each; one has a certificate of its own making from the start, which is its death."""
    with ExitStack() as running:
        hosts = (f"127.0.0.{n}" for n in (2, *range(4, 16)))
        found = {}
        for name, host in zip(DEATHS, hosts, strict=False):
            tls = unvouched_tls(host, tmp_path / "site.pem") if name == "unvouched" else None
            found[name] = running.enter_context(Site(host, tls))
        yield found


def alive(site: Site, name: str) -> str:
    page = site.route("/a", article("Potatoes", POTATOES))
    return site.route("/rss", rss([Entry(page, f"News of {name}")], etag='"1"' if name == "asleep" else None))


def die(sites: dict[str, Site]) -> None:
    old = sites["repeating"].url("/a")
    for name, answer in {
        "removed": Answer(b"", 404),
        "withdrawn": Answer(b"", 410),
        "barred": Answer(b"<html><body>Access denied</body></html>", 403),
        "rebuilt": article("Our new site", POTATOES),
        "parked": redirect(sites["parked"].route("/lander", PARKED)),
        "emptied": rss([]),
        "repeating": rss([Entry(old, "News of repeating, once more")]),
    }.items():
        sites[name].route("/rss", answer)
    sites["closed"].route("/robots.txt", Answer(b"User-agent: *\nDisallow: /", kind="text/plain"))


def ten_days_on(history: History) -> History:
    """The same answer every hour for ten days more."""
    last = history.polls[-1]
    again = tuple(replace(last, at=last.at + timedelta(hours=n)) for n in range(1, 241))
    return replace(history, polls=(*history.polls, *again)[-40:])


def test_every_way_to_die_is_called_by_its_name(sites: dict[str, Site], tmp_path: Path) -> None:
    home = Home(tmp_path)
    addresses = {name: alive(site, name) for name, site in sites.items()}
    addresses["nameless"] = "http://no-such-host.invalid/rss"
    home.sources(addresses)
    home.crawl()
    die(sites)
    change(home, "DELETE FROM robots")  # a day has passed
    home.crawl(*addresses)
    assert dict(home.rows("SELECT source, reason FROM fetches WHERE kind = 'feed' ORDER BY id")) == {
        name: reason for name, (reason, _) in DEATHS.items()
    }
    database = Database(f"sqlite:///{home.folder / 'var' / 'tumen.db'}")
    with database.reading() as connection:
        found = {history.source: judge(ten_days_on(history)) for history in histories(connection, now=utc_now())}
    database.close()
    assert {name: health.state.value for name, health in found.items()} == {name: state for name, (_, state) in DEATHS.items()}
    assert [name for name, health in found.items() if not health.alarm] == []
