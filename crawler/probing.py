"""Asking sources once, to see what they are: what `tumen sources check` says of them."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import Answer, Reading
from crawler.discovery import kind_of
from crawler.errand import run_errand
from crawler.exchange import ending_of, header
from crawler.failures import Ending, of_error
from crawler.feedreaders import FeedReaders, TooSlowError
from crawler.kinds import ACCEPTED
from crawler.refusals import BodyTooLargeError, BrokenBodyError, HostPausedError, StoppedError
from crawler.stated import NotAFeedError
from pipelines.extraction.language import language_of
from storage.database import Database
from tumen.catalogue import Installation, Source
from tumen.journey import FeedEntry
from tumen.now import utc_now
from tumen.outcomes import Reason

INTERRUPTED = "interrupted"
DEEPEST = 3  # an index leads to a sitemap that leads to entries
_COMMON = 0.2  # of the entries: a language that fewer are in is a quotation or a slip


@dataclass(frozen=True, slots=True)
class Probe:
    """What one source answered. `problem` is empty when it announces entries."""

    source: str
    url: str
    problem: str = ""
    status: int | None = None
    landed: str | None = None  # where redirects ended, when elsewhere: a feed that has moved
    robots: str = ""  # what robots.txt says to us
    kind: str = ""  # as read: rss20, atom10, sitemap, listing …
    entries: int = 0
    left_out: str = ""
    dated: int = 0  # of the entries, those with a date that could be read
    newest: str = ""  # of the dates, as stated
    languages: tuple[str, ...] = ()  # that titles and texts are written in, commonest first


def probe(installation: Installation, database: Database, sources: Sequence[Source]) -> list[Probe]:
    """What the sources answer now, in their order; nothing is stored. Those that had not when it was interrupted say so. Once
    in a process."""
    found: dict[str, Probe] = {}
    run_errand(installation, _Prober, database, sources=sources, found=found)
    return [found.get(source.id) or Probe(source.id, source.url, problem=INTERRUPTED) for source in sources]


class Probing:
    """The requests of a probe and what becomes of their answers; `found` fills by source id."""

    def __init__(self, found: dict[str, Probe]) -> None:
        self.found = found
        self.readers = FeedReaders()

    def request(self, source: Source, url: str, step: int = 0) -> Request:
        return Request(
            url,
            headers={"Accept": ACCEPTED[source.kind]},
            callback=self.answered,
            errback=self.unanswered,
            meta={"asked": url, "source": source, "step": step},
            dont_filter=True,
        )

    async def answered(self, response: Response) -> AsyncIterator[Request]:
        source: Source = response.meta["source"]
        told = Probe(
            source.id,
            source.url,
            status=response.status,
            landed=response.url if response.url != response.meta["asked"] else None,
            robots=response.meta.get("robots_said", ""),
        )
        ending = ending_of(response, utc_now())
        if ending is not None:
            self.found[source.id] = replace(told, problem=_said(ending))
            return
        answer = Answer(response.body, header(response, "Content-Type"), response.url, utc_now(), response.meta["step"])
        try:
            reading = await self.readers.read(answer, source)
        except (NotAFeedError, TooSlowError, BrokenBodyError, BodyTooLargeError) as error:
            self.found[source.id] = replace(told, problem=f"{error}{_hint(answer, source)}")
            return
        self.found[source.id] = _described(told, reading)
        if not reading.feed.entries and reading.further and answer.step < DEEPEST:
            yield self.request(source, reading.further[0], answer.step + 1)

    async def unanswered(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        source: Source = request.meta["source"]
        error = cast(BaseException, failure.value)
        if isinstance(error, StoppedError):
            return
        problem = _paused(error.seconds) if isinstance(error, HostPausedError) else _said(of_error(error))
        self.found[source.id] = Probe(source.id, source.url, problem=problem, robots=request.meta.get("robots_said", ""))


class _Prober(Spider):
    name = "probe"
    sources: Sequence[Source]
    found: dict[str, Probe]

    async def start(self) -> AsyncIterator[Any]:
        self.probing = Probing(self.found)
        for source in self.sources:
            yield self.probing.request(source, source.url)

    def closed(self, _reason: str) -> None:
        self.probing.readers.close()


def _described(told: Probe, reading: Reading) -> Probe:
    entries = reading.feed.entries
    dates = [entry.published for entry in entries if entry.published is not None]
    return replace(
        told,
        problem="" if entries else "announces nothing",
        kind=reading.feed.kind,
        entries=len(entries),
        left_out=", ".join(f"{count} {why}" for why, count in reading.feed.left_out),
        dated=len(dates),
        newest=str(max(dates, key=lambda date: date.at)) if dates else "",
        languages=_languages(entries),
    )


def _languages(entries: Sequence[FeedEntry]) -> tuple[str, ...]:
    read = Counter(language_of(f"{entry.title}\n{entry.summary[:500]}") for entry in entries)
    return tuple(code for code, count in read.most_common() if code is not None and count >= _COMMON * len(entries))


def _hint(answer: Answer, source: Source) -> str:
    looks = kind_of(answer.body, answer.content_type)
    return f"; it looks like a {looks}" if looks not in (None, source.kind) else ""


def _paused(seconds: float) -> str:
    return f"its host asked to be left alone until {utc_now() + timedelta(seconds=seconds):%Y-%m-%d %H:%M} UTC"


def _said(ending: Ending) -> str:
    if ending.reason in (Reason.ROBOTS, Reason.ROBOTS_UNREADABLE):  # the detail says all of it
        return ending.detail
    return f"{ending.reason}: {ending.detail}" if ending.detail else str(ending.reason)
