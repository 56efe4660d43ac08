"""Feeds and pages made to break parsers: each is refused or kept with its reason, and the crawl goes on.

`make world` has those that cost a parser all of its 20 seconds.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journey.home import Home, change, entry
from tests.journey.hostile import feeds, hungry_listing, pages
from tests.journey.reports import BRIDGE
from tests.journey.site import Entry, Site, article, rss

MOST_MEMORY = 400  # MB, of any process


@pytest.fixture
def hosts() -> Iterator[Iterator[Site]]:
    with ExitStack() as stack:
        yield iter([stack.enter_context(Site(f"127.0.0.{n}")) for n in (2, *range(4, 16))])


def test_what_is_made_to_break_parsers_breaks_nothing_and_is_not_asked_for_a_third_time(
    tmp_path: Path, hosts: Iterator[Site]
) -> None:
    home = Home(tmp_path)
    told = {next(hosts).route("/p", answer): ends for answer, ends in pages().values()}
    sources = {name: (next(hosts).route("/rss", answer), ends) for name, (answer, ends) in feeds().items()}
    honest = next(hosts)
    fine = honest.route("/fine", article("Tumen road bridge to open", BRIDGE))
    listed = honest.route("/rss", rss([Entry(url, "x") for url in (*told, fine)]))
    told |= {fine: {"new"}, listed: {"entries"}} | dict(sources.values())
    feed_entries = [entry(name, url) for name, (url, _) in sources.items()] + [entry("honest", listed)]
    hungry = next(hosts).route("/list", hungry_listing())
    home.catalogue([*feed_entries, entry("hungry", hungry, kind="listing", rest=", listing: {entries: a}")])
    begun = datetime.now(UTC)
    _, said = home.crawl()

    endings = home.endings()
    assert endings.pop(hungry) == "too_slow"
    assert {url: endings.get(url) for url, ends in told.items() if endings.get(url) not in ends} == {}
    assert "event=crawl.unbalanced" not in said
    assert "_fault " not in said
    ((detail,),) = home.rows(f"SELECT detail FROM fetches WHERE url = '{sources['many-entries'][0]}'")
    assert "99500 left out: over the limit of 500" in detail
    assert datetime.now(UTC) - begun < timedelta(seconds=75), "none of them takes a wall of 20 s; the rest is a busy machine"
    assert home.peaks.highest < MOST_MEMORY, home.peaks.commands

    offenders = [url for url, ends in told.items() if ends == {"too_slow"}]
    home.crawl("honest")
    assert sorted(home.rows(f"SELECT url, offences FROM quarantine WHERE url <> '{hungry}'")) == sorted(
        (url, 2) for url in offenders
    )
    kept_out = sources["surrogates"][0]
    change(home, f"UPDATE quarantine SET url = '{kept_out}' WHERE url = '{offenders[0]}'")  # an address that is a source
    code, said = home.crawl("honest", "surrogates")
    assert home.rows(f"SELECT count(*) FROM fetches WHERE run = 3 AND url IN ('{offenders[1]}', '{kept_out}')") == [(0,)]
    assert (code, "in quarantine until" in said) == (1, True)
    ((due, until),) = home.rows("SELECT next_due_at, until FROM sources, quarantine WHERE quarantine.url = sources.url")
    assert due == until
