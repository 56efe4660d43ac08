"""The world crawled by a real process, asked again, and edited. `make world` does the same with what takes half a minute."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journey.home import Home, change, hours_pass
from tests.journey.reports import CHECKPOINT
from tests.journey.site import Answer, article
from tests.journey.world import World
from tests.journey.worldbooks import books, early, hurried, mistaken, pauses_wrong
from tests.journey.worldsources import build

MOST_MEMORY = 400  # MB, of any process


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield build(World.empty(stack, tmp_path), slow=False)


@pytest.mark.timeout(240)  # three crawls, the first of 250 requests: 25 s on two free cores
def test_a_world_of_sources(world: World, tmp_path: Path) -> None:
    """Crawled, asked again when nothing is new, and after two hours: one test, because each crawl starts from the one before."""
    home = Home(tmp_path)
    home.catalogue(world.catalogue.values())
    code, said = home.crawl()
    assert code == 1, "some sources did not answer their poll"
    assert "event=crawl.unbalanced" not in said
    _first(world, home)
    _second(world, home)
    _third(world, home)
    assert world.visitors == []


def _first(world: World, home: Home) -> None:
    """Every request ends as one row with its reason; no host is asked before it wants to be; titles are right."""
    told = books(world, home)
    assert told.wrong == {}
    assert told.balanced, told
    assert (early(world, home), hurried(world)) == (0, [])
    assert pauses_wrong(world, home) == {}
    assert mistaken(world, home) == {}
    assert home.peaks.highest < MOST_MEMORY, home.peaks.commands
    assert home.rows("SELECT outcome FROM runs") == [("failures",)]
    assert home.rows("SELECT count(*) FROM sources WHERE leased_by IS NOT NULL") == [(0,)]
    assert all(site.seen[0].path == "/robots.txt" for site in world.sites if site.seen)
    agent = {seen.headers["user-agent"].partition("/")[0] for site in world.sites for seen in site.seen}
    assert agent == {"Tumen"}
    assert not any("cookie" in seen.headers for site in world.sites for seen in site.seen)
    details = [detail for (detail,) in home.rows("SELECT detail FROM fetches WHERE source = 'withholding' AND reason = 'new'")]
    refused = ("forbidden (HTTP 402)", "teaser (paywall)", "teaser (JavaScript shell)", "robots (robots.txt says no)")
    assert sorted(details) == sorted(f"the feed's own text; the page refused: {reason}" for reason in refused)
    kept = dict(home.rows("SELECT id, etag FROM sources WHERE id IN ('wire', 'withholding', 'busy')"))
    assert kept == {"wire": '"1"', "withholding": '"1"', "busy": None}, "a validator says that all that was announced is held"
    ((due,),) = home.rows("SELECT next_due_at FROM sources WHERE id = 'busy'")
    assert datetime.fromisoformat(due) > datetime.now(UTC) + timedelta(hours=23)


def _second(world: World, home: Home) -> None:
    """0 new, and one request for each source that stands at one address."""
    articles = home.rows("SELECT count(*) FROM articles")
    before = {site.origin: (len(site.paths()), site.count("/robots.txt")) for site in world.sites}
    home.crawl(*world.again)
    asked = {site.origin: len(site.paths()) - before[site.origin][0] for site in world.sites}
    assert sum(asked.values()) == sum(world.again.values())
    assert {asked[pause.site.origin] for pause in world.pauses if pause.least >= 60} == {0}
    assert sum(site.count("/robots.txt") - before[site.origin][1] for site in world.sites) == 0
    assert home.rows("SELECT count(*) FROM articles") == articles
    rest = "FROM fetches WHERE run = 2 AND source <> 'busy'"  # of its pages some may be asked again at once
    assert home.rows(f"SELECT DISTINCT kind, coalesce(unseen, 0) {rest}") == [("feed", 0)]
    known = "SELECT source FROM fetches WHERE run = 2 AND reason = 'not_modified'"
    assert {"wire", "agency", "paper", "moved", "news-map", "bulk"} <= {source for (source,) in home.rows(known)}
    assert (early(world, home), hurried(world)) == (0, [])


def _third(world: World, home: Home) -> None:
    """An edited page is a revision, the others are as they were; and who wanted to be left alone is asked when that is over."""
    edited = next(site for site in world.sites if "/en/checkpoint" in site.routes)
    edited.route("/en/checkpoint", article("Checkpoint at Khasan to be rebuilt", [*CHECKPOINT, "The works were put off later."]))
    hours_pass(home, 2)
    rested = world.pauses[0]
    rested.site.route(rested.path, Answer(b"", 404))
    change(home, f"UPDATE hosts SET paused_until = NULL WHERE host = '{rested.host}'")
    change(home, "UPDATE sources SET next_due_at = NULL WHERE id = 'busy'")
    home.crawl("--due")
    revisited = home.rows("SELECT reason, count(*) FROM fetches WHERE run = 3 AND source <> 'busy' GROUP BY reason")
    assert dict(revisited).keys() == {"unchanged", "revised"}
    assert dict(revisited)["revised"] == 1
    assert home.rows("SELECT number, lines_added FROM revisions_diff") == [(2, 1)]
    assert (home.endings()[rested.site.url(rested.path)], home.endings()[world.waiting]) == ("not_found", "off_topic")
