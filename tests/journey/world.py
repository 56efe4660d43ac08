"""A world of news sites on this machine, and how every request to them must end.

Every page stands on a host of its own, so that a crawl keeps its distance from all of them at once. `worldsources` and
`worldpages` fill it, `worldbooks` compares what a crawl left with what is told here.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Self

from tests.journey.certificates import unvouched_tls
from tests.journey.home import entry
from tests.journey.site import Answer, Entry, Site, rss, trap


@dataclass(frozen=True)
class Ending:
    """How a request must end, or to which family of equal texts its page belongs: of these the first to come is new."""

    reason: str
    asks: int  # requests that servers count for it: its own, where redirects lead, and a second try; 0: never sent


@dataclass(frozen=True)
class Pause:
    """A host that asks to be left alone, at `path`, for so many seconds; None: it names no time that can be read."""

    site: Site
    path: str
    status: int
    written: str
    seconds: float | None

    @property
    def host(self) -> str:
        return self.site.origin.rpartition("/")[2].partition(":")[0]

    @property
    def least(self) -> float:
        """Seconds for which it must not be asked: a 429 whose wish cannot be read means a minute."""
        return self.seconds if self.seconds is not None else 60.0 if self.status == 429 else 0.0


@dataclass
class World:
    """`told` by address; `again`: by source, the requests servers count for it when it is asked again and nothing is new."""

    stack: ExitStack
    closed: str  # an origin that nothing may connect to
    visitors: list[str]  # who did
    folder: Path
    sites: list[Site] = field(default_factory=list)
    told: dict[str, Ending] = field(default_factory=dict)
    families: dict[str, Counter[str]] = field(default_factory=dict)
    catalogue: dict[str, str] = field(default_factory=dict)  # source id → its line
    again: dict[str, int] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)  # sources that do not answer their poll, or whose pages may mend
    pauses: list[Pause] = field(default_factory=list)
    delays: list[tuple[Site, float]] = field(default_factory=list)  # seconds between requests that robots.txt asks for
    waiting: str = ""  # a page whose host asks to be left alone, most likely before its turn: then it is not asked for
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)  # address → title and first paragraph
    _hosts: count = field(default_factory=lambda: count(4))  # type: ignore[type-arg]

    @classmethod
    def empty(cls, stack: ExitStack, folder: Path) -> Self:
        closed, visitors = stack.enter_context(trap())
        return cls(stack, closed, visitors, folder)

    def site(self, *, tls: bool = False) -> Site:
        """A host nobody else has."""
        host = f"127.0.0.{next(self._hosts)}"
        site = Site(host, unvouched_tls(host, self.folder / f"{host}.pem") if tls else None)
        self.sites.append(self.stack.enter_context(site))
        return site

    def expect(self, url: str, reason: str, asks: int = 1) -> str:
        """An address and its ending; the address."""
        self.told[url] = Ending(reason, asks)
        return url

    def page(
        self, path: str, answer: Answer | Sequence[Answer], reason: str, asks: int = 1, *, robots: Answer | None = None
    ) -> str:
        """A page on a host of its own."""
        site = self.site()
        if robots is not None:
            site.route("/robots.txt", robots)
        return self.expect(site.route(path, answer), reason, asks)

    def family(self, name: str, **reasons: int) -> str:
        """Pages with one text: how often each reason comes. Its name, to be given as the reason of each."""
        self.families[name] = Counter(reasons)
        return name

    def source(
        self,
        name: str,
        url: str,
        reason: str = "entries",
        asks: int = 1,
        *,
        kind: str = "feed",
        language: str = "en",
        rest: str = "",
        again: int | None = 1,
    ) -> None:
        """A source, how its poll ends, and what asking it again costs; None: what failed is asked for once more, not counted."""
        self.catalogue[name] = entry(name, url, kind=kind, language=language, zone="Asia/Seoul", rest=rest)
        self.expect(url, reason, asks)
        if again is None:
            self.failing.add(name)
        else:
            self.again[name] = again

    def feed(self, name: str, entries: Sequence[Entry], *, again: int | None = 1, etag: str | None = None) -> None:
        """A plain RSS feed on a host of its own."""
        self.source(name, self.site().route("/rss.xml", rss(entries, etag=etag)), again=again)
