"""What crawls remember for one another: held pages, hosts that want to be left alone, robots.txt, who asked when."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journey.home import Home, change
from tests.journey.site import Answer, Entry, Site, article, rss
from tests.journey.world import BRIDGE, FERRY, POTATOES, RAILWAY

LONG = " ".join(BRIDGE)
TRAIN = (
    "A direct train from Moscow to Pyongyang leaves on 17 June, Russian Railways said; it runs twice a month through the border "
    "station of Khasan and takes eight days. Tickets are on sale, and a through car from Khabarovsk is to follow in the autumn."
)
WALL = "Subscribe to continue reading. Already a subscriber? Sign in."


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts() -> Iterator[dict[int, Site]]:
    with ExitStack() as stack:
        yield {n: stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, *range(4, 12))}


def hours_pass(home: Home, hours: int) -> None:
    """Everything that was kept was kept so much earlier."""
    for table, columns in (("articles", ("first_kept_at", "last_seen_at")), ("held_pages", ("asked_at",))):
        for name in columns:
            change(home, f"UPDATE {table} SET {name} = strftime('%Y-%m-%dT%H:%M:%S.000000Z', {name}, '-{hours} hours')")


def test_a_page_that_refuses_gives_way_to_its_feed(home: Home, hosts: dict[int, Site]) -> None:
    """The feed's own text is kept, marked as such, and the row says what the page did; a teaser alone is no article."""
    wall = article("The bridge opens", ["The road bridge over the Tumen River will open this summer.", WALL])
    shell = Answer(b"<!doctype html><html><body><div id='root'></div><script src='/app.js'></script></body></html>")
    hosts[8].route("/robots.txt", Answer(b"User-agent: *\nDisallow: /", kind="text/plain"))
    pages = {
        hosts[2].route("/forbidden", Answer(b"", 403)): LONG,
        hosts[4].route("/wall", wall): " ".join(FERRY),
        hosts[5].route("/shell", shell): " ".join(RAILWAY),
        hosts[6].route("/legal", Answer(b"", 451)): " ".join(POTATOES),
        hosts[7].route("/bare", wall): "The bridge opens.",
        hosts[8].route("/kept-out", shell): TRAIN,
        hosts[9].route("/short", Answer(b"", 402)): "The bridge opens, officials said.",
        hosts[10].url("/nothing"): LONG,
    }
    entries = [Entry(url, f"Item {number}", summary) for number, (url, summary) in enumerate(pages.items())]
    home.sources({"one": hosts[11].route("/rss.xml", rss(entries))})
    assert home.crawl("one")[0] == 0

    rows = home.rows("SELECT url, reason, detail, relevance IS NULL FROM fetches WHERE kind = 'page'")
    found = {url.rpartition("/")[2]: told for url, *told in rows}
    assert found == {
        "forbidden": ["new", "page: forbidden (HTTP 403); text from the feed", 0],
        "wall": ["new", "page: teaser (paywall); text from the feed", 0],
        "shell": ["new", "page: teaser (JavaScript shell); text from the feed", 0],
        "legal": ["off_topic", "page: forbidden (HTTP 451); text from the feed", 0],
        "bare": ["teaser", "paywall", 1],
        "kept-out": ["new", "page: robots (robots.txt says no); text from the feed", 0],
        "short": ["forbidden", "HTTP 402", 1],
        "nothing": ["not_found", "HTTP 404", 1],
    }
    assert home.rows("SELECT DISTINCT text_from FROM revisions") == [("feed",)]
    assert home.rows("SELECT count(*) FROM held_pages") == [(0,)], "nothing to look at again where nothing was shown"


def test_an_edit_is_noticed_and_what_did_not_change_is_not_read(home: Home, hosts: dict[int, Site]) -> None:
    """On a schedule that decays, and only what was kept."""
    edited = article("Tumen road bridge to open", [*BRIDGE, "The opening was put off until autumn, the ministry said later."])
    validated = Answer(article("A ferry to Rajin", FERRY).body, etag='"f"', last_modified="Sun, 01 Mar 2026 09:00:00 GMT")
    pages = {
        "edited": hosts[2].route("/edited", [article("Tumen road bridge to open", BRIDGE), edited]),
        "same": hosts[4].route("/same", validated),
        "gone": hosts[5].route("/gone", [article("Railway", RAILWAY), Answer(b"", 410)]),
        "potatoes": hosts[6].route("/potatoes", article("Potatoes", POTATOES)),
    }
    home.sources({"one": hosts[7].route("/rss.xml", rss([Entry(url, name) for name, url in pages.items()]))})
    home.crawl("one")
    assert {home.endings()[pages[name]] for name in ("edited", "same", "gone")} == {"new"}
    home.crawl("--due")
    assert home.rows("SELECT count(*) FROM fetches WHERE run = 2") == [(0,)], "not within the hour"

    hours_pass(home, 2)
    code, said = home.crawl("--due")
    assert (code, "event=crawl.unbalanced" in said) == (0, False)
    rows = dict(home.rows("SELECT url, reason FROM fetches WHERE run = 3"))
    assert rows == {pages["edited"]: "revised", pages["same"]: "unchanged", pages["gone"]: "gone"}
    assert home.rows("SELECT status, detail, bytes FROM fetches WHERE reason = 'unchanged'") == [(304, "HTTP 304", 0)]
    assert hosts[4].seen[-1].headers["if-none-match"] == '"f"'
    assert hosts[4].seen[-1].headers["if-modified-since"] == "Sun, 01 Mar 2026 09:00:00 GMT"
    assert home.rows("SELECT number, lines_added FROM revisions_diff") == [(2, 1)]
    assert [site.count(path) for site, path in ((hosts[6], "/potatoes"), (hosts[7], "/rss.xml"))] == [1, 1]

    for hours, expected in ((1, 0), (5, 2)):  # its next times are six hours and a day after it was first kept
        hours_pass(home, hours)
        home.crawl("--due")
        (count,) = home.rows("SELECT count(*) FROM fetches WHERE run = (SELECT max(id) FROM runs)")
        assert count == (expected,), hours


def test_a_host_that_asked_to_be_left_alone_is_left_alone_by_every_crawl(home: Home, hosts: dict[int, Site]) -> None:
    """What was not sent has no row and comes when the pause is over; robots.txt is not asked for again within a day."""
    hosts[2].route("/robots.txt", Answer(b"User-agent: *\nAllow: /", kind="text/plain"))
    page = article("Tumen road bridge to open", BRIDGE)
    urls = [hosts[2].route("/0", [Answer(b"", 503, headers={"Retry-After": "7200"}), page]), hosts[2].route("/1", page)]
    elsewhere = hosts[4].route("/2", article("A ferry to Rajin", FERRY))
    home.sources(
        {
            "one": hosts[2].route("/rss.xml", rss([Entry(url, "x") for url in urls])),
            "two": hosts[4].route("/rss.xml", rss([Entry(url, "x") for url in (*urls, elsewhere)])),
        }
    )
    home.crawl("one")
    before = len(hosts[2].seen)
    code, said = home.crawl("one", "two")
    assert (code, "event=crawl.unbalanced" in said) == (1, False)
    assert len(hosts[2].seen) == before, "not even robots.txt"
    assert home.endings()[elsewhere] == "new", "others are not held up"
    assert home.rows("SELECT count(*) FROM fetches WHERE run = 2 AND source = 'one'") == [(0,)]
    assert home.rows("SELECT failures, leased_by FROM sources WHERE id = 'one'") == [(0, None)]

    change(home, "UPDATE hosts SET paused_until = NULL", "UPDATE sources SET next_due_at = NULL")
    home.crawl("--due")
    assert {home.endings()[url] for url in urls} == {"new", "copy"}
    assert hosts[2].count("/robots.txt") == 1


def test_two_crawls_of_one_host_keep_its_distance_together(home: Home, hosts: dict[int, Site]) -> None:
    paths = [f"/{n}.xml" for n in range(6)]
    home.sources({f"s{n}": hosts[2].route(path, rss([])) for n, path in enumerate(paths)})
    home.crawl("s0")
    both = [home.start("s1", "s2"), home.start("s3", "s4", "s5")]
    said = [process.communicate(timeout=100)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(hosts[2].paths()) == paths
    gaps = [later.at - earlier.at for earlier, later in pairwise(hosts[2].seen)]
    assert min(gaps) > timedelta(seconds=0.6)
    assert hosts[2].count("/robots.txt") == 1


def test_guids_that_are_reset_or_missing_repeat_nothing(home: Home, hosts: dict[int, Site]) -> None:
    """An entry is known by its address: each of these feeds says the same three times in other words."""
    links = [hosts[4].url(f"/{n}") for n in range(2)]
    forms = ("<guid>reset-{crawl}-{n}</guid>", "<guid>one for all</guid>", "")
    answers = [
        Answer(
            "<rss version='2.0'><channel>{}</channel></rss>".format(
                "".join(f"<item><link>{link}</link>{form.format(crawl=crawl, n=n)}</item>" for n, link in enumerate(links))
            ).encode()
        )
        for crawl, form in enumerate(forms)
    ]
    home.sources({"one": hosts[2].route("/rss.xml", answers)})
    for crawl in range(3):
        home.crawl("one")
        polled = home.rows(f"SELECT reason, entries, unseen FROM fetches WHERE kind = 'feed' AND run = {crawl + 1}")
        assert polled == [("entries", 2, 0 if crawl else 2)]
    assert hosts[4].paths() == ["/0", "/1"]


def test_hosts_in_trouble_do_not_slow_the_others(tmp_path: Path, hosts: dict[int, Site]) -> None:
    healthy = {}
    for n in (2, 4, 5, 6):
        pages = [hosts[n].route(f"/{page}", article("Potatoes", POTATOES)) for page in range(3)]
        healthy[f"s{n}"] = hosts[n].route("/rss", rss([Entry(url, "x") for url in pages]))
    troubled = {f"t{n}": hosts[n].url("/rss") for n in (7, 8, 9, 10)}
    for n in (7, 8, 9, 10):
        hosts[n].route("/robots.txt", Answer(manner="drip" if n % 2 else "silent"))
    took = []
    for name, sources in (("alone", healthy), ("together", healthy | troubled)):
        (tmp_path / name).mkdir()
        home = Home(tmp_path / name)
        home.sources(sources)
        home.crawl()
        last = "(julianday((SELECT max(fetched_at) FROM fetches WHERE source LIKE 's%')) - julianday(started_at)) * 86400"
        took.append(home.rows(f"SELECT {last} FROM runs")[0][0])
        assert home.rows("SELECT count(*) FROM fetches WHERE source LIKE 's%'") == [(16,)]
    assert took[1] <= 1.5 * took[0] + 1, "the second is for a busy machine"
