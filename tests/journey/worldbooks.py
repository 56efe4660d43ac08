"""The books of a crawl through the world: what it left in the database against what the servers counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tests.journey.home import Home
from tests.journey.world import Ending, Pause, World


@dataclass(frozen=True)
class Books:
    """What was found wrong (empty when all is right), and the figures."""

    wrong: dict[str, tuple[str | None, str | None]]  # address → as told, as found
    asked_wrong: tuple[int, int]  # requests to pages and entry points: as told, as the servers counted them
    rows: int
    requests: int  # as the servers counted them, robots.txt included
    robots: int  # of these, for robots.txt
    unsent: int  # rows of requests that never left
    further: int  # requests beyond the first of their row: redirects and second tries

    @property
    def balanced(self) -> bool:
        return not self.wrong and self.asked_wrong[0] == self.asked_wrong[1]

    def __str__(self) -> str:
        return (
            f"{self.requests} requests as the servers counted them = {self.rows} rows - {self.unsent} never sent"
            f" + {self.further} redirects and second tries + {self.robots} for robots.txt;"
            f" {len(self.wrong)} rows with another reason than told"
        )


def books(world: World, home: Home) -> Books:
    """The first crawl: one row for each address, with the reason told, and as many requests as told."""
    told, found = dict(world.told), dict[str, list[str]]()
    for url, reason in home.rows("SELECT url, reason FROM fetches WHERE run = 1 ORDER BY id"):
        found.setdefault(url, []).append(reason)
    if world.waiting in found:
        told[world.waiting] = Ending("off_topic", 1)
    wrong = _wrong(world, told, found)
    asked = sum(len(site.paths()) for site in world.sites)
    robots = sum(site.count("/robots.txt") for site in world.sites)
    unsent = sum(ending.asks == 0 for ending in told.values())
    rows = sum(map(len, found.values()))
    due = sum(ending.asks for ending in told.values())
    return Books(wrong, (due, asked), rows, asked + robots, robots, unsent, asked + unsent - rows)


def _wrong(world: World, told: dict[str, Ending], found: dict[str, list[str]]) -> dict[str, tuple[str | None, str | None]]:
    wrong: dict[str, tuple[str | None, str | None]] = {}
    families: dict[str, Counter[str]] = {name: Counter() for name in world.families}
    for url, ending in told.items():
        reasons = " ".join(found.get(url, ())) or None
        if ending.reason in families:
            families[ending.reason][str(reasons)] += 1
        elif reasons != ending.reason:
            wrong[url] = (ending.reason, reasons)
    wrong |= {url: (None, " ".join(reasons)) for url, reasons in found.items() if url not in told}
    for name, reasons_of in families.items():
        if reasons_of != world.families[name]:
            wrong[name] = (str(dict(world.families[name])), str(dict(reasons_of)))
    return wrong


def early(world: World, home: Home) -> int:
    """Requests that left for a host after it had named a time, and before that was over.

    What was on its way when the answer came cannot be called back: other addresses are measured from when the answer was read.
    """
    rows = home.rows("SELECT url, max(fetched_at) FROM fetches WHERE reason IN ('rate_limited', 'server_error') GROUP BY url")
    known = {url: datetime.fromisoformat(at) for url, at in rows}
    return sum(_early(pause, known[pause.site.url(pause.path)]) for pause in world.pauses)


def _early(pause: Pause, known: datetime) -> int:
    wait = timedelta(seconds=pause.least)
    same = [seen.at for seen in pause.site.seen if seen.path == pause.path]
    again = sum(later - earlier < wait for earlier, later in pairwise(same))
    return again + sum(known < seen.at < known + wait for seen in pause.site.seen)


def hurried(world: World) -> list[str]:
    """Hosts whose requests stood nearer together, on average, than their delay: a second ± 20 %, or what robots.txt asks for.

    On average, because a machine that is busy for a moment sends late what it then sends the next one after.
    """
    asked_for = {site.origin: delay for site, delay in world.delays}
    found = []
    for site in world.sites:
        times = [seen.at for seen in site.seen]
        delay = asked_for.get(site.origin, 0.8 if len(times) > 3 else 0.0)  # the first request sets up a connection meanwhile
        if len(times) > 1 and (times[-1] - times[0]).total_seconds() < 0.75 * delay * (len(times) - 1):
            found.append(site.origin)
    return found


def pauses_wrong(world: World, home: Home) -> dict[str, tuple[float, float | None]]:
    """Retry-After as written → seconds it asks for, and seconds the database holds, where they are not the same."""
    stored = dict(home.rows("SELECT host, paused_until FROM hosts"))
    wrong = {}
    for pause in world.pauses:
        at = [seen.at for seen in pause.site.seen if seen.path == pause.path][-1]
        until = stored.get(pause.host)
        held = (datetime.fromisoformat(until) - at).total_seconds() if until else None
        # A minute: dates were written when the world was built, before the crawl began.
        if not -60 < (held or 0.0) - pause.least < 5:
            wrong[f"{pause.status} {pause.written!r}"] = (pause.least, held)
    return wrong


def mistaken(world: World, home: Home) -> dict[str, str]:
    """Pages in encodings of their own whose title or first paragraph was not kept as it was written."""
    kept = home.rows("SELECT f.url, r.title, r.text FROM fetches f JOIN revisions r ON r.id = f.revision WHERE f.run = 1")
    read = {url: (title, text.partition("\n")[0]) for url, title, text in kept}
    return {url: str(read.get(url)) for url, told in world.texts.items() if read.get(url) != told}
