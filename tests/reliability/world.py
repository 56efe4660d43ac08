"""`make world`: the whole world crawled by real processes, and the figures of it. Exit code 1 when one is not as it must be.

Besides the world: what is made to break parsers, and how much slower healthy sources are beside as many slow ones.
Some three minutes.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.journey.home import Home, entry, hours_pass
from tests.journey.hostile import feeds, hungry_listing, pages, slow_feeds, slow_pages
from tests.journey.reports import CHECKPOINT, POTATOES
from tests.journey.site import Answer, Entry, Site, article, rss
from tests.journey.world import World
from tests.journey.worldbooks import books, early, hurried, mistaken, pauses_wrong
from tests.journey.worldsources import build

MOST_MEMORY = 400  # MB, of any process
MOST_SLOWER = 1.5  # times


@dataclass
class Told:
    """What is printed, and what of it is wrong."""

    wrong: list[str] = field(default_factory=list)

    def say(self, words: str, right: bool = True) -> None:
        print(f"{'' if right else 'WRONG '}{words}", flush=True)
        if not right:
            self.wrong.append(words)

    def memory(self, home: Home) -> None:
        process, most = max(home.peaks.by_process.items(), key=lambda peak: peak[1])
        self.say(f"  memory: {most:.0f} MB at most, of {len(home.peaks.by_process)} processes", most < MOST_MEMORY)
        self.say(f"  that was: {home.peaks.commands[process]}")


def main() -> int:
    told = Told()
    for part in (_world, _hostile, _slow_half):
        with ExitStack() as stack:
            part(stack, Path(stack.enter_context(tempfile.TemporaryDirectory())), told)
    print(f"{len(told.wrong)} figures are not as they must be")
    return 1 if told.wrong else 0


@contextmanager
def _timed(told: Told, what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    told.say(f"{what}: {time.monotonic() - begun:.0f} s")


def _world(stack: ExitStack, folder: Path, told: Told) -> None:
    world, home = build(World.empty(stack, folder), slow=True), Home(folder)
    home.catalogue(world.catalogue.values())
    told.say(f"a world of {len(world.catalogue)} sources on {len(world.sites)} hosts, {len(world.again)} of them healthy")
    with _timed(told, "first crawl"):
        home.crawl()
    kept = books(world, home)
    told.say(f"  {kept}", kept.balanced)
    for name, (as_told, found) in kept.wrong.items():
        told.say(f"  {name}: told {as_told}, found {found}", right=False)
    for reason, count in home.rows("SELECT reason, count(*) FROM fetches GROUP BY reason ORDER BY 2 DESC, 1"):
        told.say(f"    {count:3} {reason}")
    unlike = pauses_wrong(world, home)
    told.say(
        f"  Retry-After stored right in {len(world.pauses) - len(unlike)} of {len(world.pauses)} forms {unlike or ''}", not unlike
    )
    told.say(f"  early requests after Retry-After: {early(world, home)}", not early(world, home))
    told.say(f"  hosts asked faster than their delay: {len(hurried(world))}", not hurried(world))
    misread = mistaken(world, home)
    told.say(f"  titles and texts right in {len(world.texts) - len(misread)} of {len(world.texts)} encodings", not misread)
    told.say(f"  connections to closed addresses: {len(world.visitors)}", not world.visitors)
    told.memory(home)
    _again(world, home, told)


def _again(world: World, home: Home, told: Told) -> None:
    articles = home.rows("SELECT count(*) FROM articles")[0][0]
    before = sum(len(site.paths()) for site in world.sites)
    robots = sum(site.count("/robots.txt") for site in world.sites)
    with _timed(told, "second crawl, of the healthy sources"):
        home.crawl(*world.again)
    new = home.rows("SELECT count(*) FROM articles")[0][0] - articles
    asked, due = sum(len(site.paths()) for site in world.sites) - before, sum(world.again.values())
    once = sum(requests == 1 for requests in world.again.values())
    told.say(f"  {new} new articles", new == 0)
    told.say(
        f"  {asked} requests, {due} told: one for each of the {once} sources at one address, the others for each address",
        asked == due,
    )
    again = sum(site.count("/robots.txt") for site in world.sites) - robots
    told.say(f"  robots.txt asked for again: {again}", again == 0)

    edited = next(site for site in world.sites if "/en/checkpoint" in site.routes)
    edited.route("/en/checkpoint", article("Checkpoint at Khasan to be rebuilt", [*CHECKPOINT, "The works were put off later."]))
    hours_pass(home, 2)
    with _timed(told, "third crawl, two hours later"):
        home.crawl("--due")
    found = dict(home.rows("SELECT reason, count(*) FROM fetches WHERE run = 3 GROUP BY reason"))
    told.say(
        f"  {found.get('revised', 0)} edited page is a revision, {found.get('unchanged', 0)} are as they were",
        found.get("revised") == 1,
    )


def _hostile(stack: ExitStack, folder: Path, told: Told) -> None:
    sites = (stack.enter_context(Site(f"127.0.0.{n}")) for n in range(4, 32))
    home = Home(folder)
    expected = {next(sites).route("/p", answer): (name, ends) for name, (answer, ends) in (pages() | slow_pages()).items()}
    listing = next(sites).route("/rss", rss([Entry(url, "x") for url in expected]))
    hungry = next(sites).route("/list", hungry_listing())
    lines = [entry("honest", listing), entry("hungry", hungry, kind="listing", rest=", listing: {entries: a}")]
    expected[hungry] = ("hungry listing", {"too_slow"})
    for name, (answer, ends) in (feeds() | slow_feeds()).items():
        url = next(sites).route("/rss", answer)
        expected[url] = (name, ends)
        lines.append(entry(name, url))
    home.catalogue(lines)
    with _timed(told, "feeds and pages made to break parsers"):
        home.crawl()
    endings = home.endings()
    for url, (name, ends) in expected.items():
        told.say(f"    {name}: {endings.get(url)}", endings.get(url) in ends)
    told.memory(home)


def _slow_half(stack: ExitStack, folder: Path, told: Told) -> None:
    """Six sources of four pages alone, and beside six whose robots.txt, feed or page comes by the byte or never."""
    sites = [stack.enter_context(Site(f"127.0.0.{n}")) for n in range(32, 50)]
    healthy = {}
    for number, site in enumerate(sites[:6]):
        listed = [site.route(f"/{page}", article("Potatoes", POTATOES)) for page in range(4)]
        healthy[f"healthy-{number}"] = site.route("/rss", rss([Entry(url, "x") for url in listed]))
    slow = {}
    for number, (site, beside) in enumerate(zip(sites[6:12], sites[12:], strict=True)):
        manner = ("silent", "drip")[number % 2]
        page = beside.route("/page", Answer(manner=manner))
        slow[f"slow-{number}"] = site.route("/rss", Answer(manner=manner) if number < 2 else rss([Entry(page, "x")]))
        if number > 3:
            site.route("/robots.txt", Answer(manner=manner))
    took: dict[str, list[float]] = {"alone": [], "together": []}
    for number in range(2):  # the faster of two: what else the machine does only adds to it
        for name, sources in (("alone", healthy), ("together", healthy | slow)):
            home = Home(folder / f"{name}-{number}")
            home.folder.mkdir()
            home.sources(sources)
            home.crawl()
            last = "SELECT max(fetched_at) FROM fetches WHERE source LIKE 'healthy%'"
            took[name].append(home.rows(f"SELECT (julianday(({last})) - julianday(started_at)) * 86400 FROM runs")[0][0])
    alone, together = min(took["alone"]), min(took["together"])
    ratio = together / alone
    told.say(
        f"healthy sources: {alone:.1f} s alone, {together:.1f} s with half the world slow: {ratio:.2f} times",
        ratio <= MOST_SLOWER,
    )


if __name__ == "__main__":
    sys.exit(main())
