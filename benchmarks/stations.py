"""Where a page's time goes: CPU of each station on its own, in this process, beside the floor under it."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.pages import ROOT, BenchPage
from pipelines.extraction.characters import decode
from pipelines.extraction.extract import extract, parse
from pipelines.identity.placing import place
from pipelines.identity.signatures import sign
from pipelines.relevance import load_scorer
from pipelines.screen import Screener, spelling
from storage import articles, fetches
from storage.database import Database
from tumen.journey import Document, Fetch, Page, Placed, Rejected, Scored
from tumen.outcomes import Reason

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Station:
    """Milliseconds of CPU for one page: the mean over `pages` pages."""

    name: str
    pages: int
    milliseconds: float


def stations(pages: list[BenchPage]) -> list[Station]:
    """Every station and some floors, on pages of which some are relevant."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    fetched = [page_of(number, page) for number, page in enumerate(pages)]
    scorer = load_scorer(lambda name: ROOT / "seeds" / name)
    screener = Screener(scorer)
    refused = [page for page in fetched if isinstance(screener.screen(page), Rejected)]

    def alone(page: Page) -> object:
        return bare_extraction(page.body, with_metadata=True)

    # Before the first extraction: what `pipelines.extraction.quickened` replaces would make trafilatura alone faster too.
    found = _in_turns(refused, {"screen, a page it refuses": screener.screen, "trafilatura alone, the same pages": alone})
    found += _in_turns(
        fetched,
        {
            "floor: bytes to text (UTF-8)": lambda page: page.body.decode("utf-8", "replace"),
            "floor: parse to a tree (lxml)": lambda page: parse(page.body.decode("utf-8", "replace")),
            "decode": lambda page: decode(page.body, page.content_type),
            "trafilatura alone, all pages": alone,
        },
    )
    documents = [document for document in map(extract, fetched) if isinstance(document, Document)]
    scored = [scorer.score(document) for document in documents]
    found += [
        _timed("extract", fetched, extract),
        _timed("score", documents, scorer.score),
        _timed("sign", documents, sign),
    ]
    with tempfile.TemporaryDirectory(prefix="tumen-bench-") as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        database.upgrade()
        refusals = [Rejected(page.fetch, Reason.OFF_TOPIC, detail="bench") for page in refused]
        found.append(_timed("keep: a refusal's row", refusals, lambda item: _record(database, item)))
        relevant = [each for each in scored if each.relevant]
        found.append(_timed("keep: an article with its rows", relevant, lambda item: _keep(database, item)))
        database.close()
    return found


def page_of(number: int, page: BenchPage) -> Page:
    address = f"https://bench.example/{number}/{page.name}"
    return Page(Fetch(address, "import", "page", datetime.now(UTC)), page.body, "text/html; charset=utf-8")


def _in_turns(items: Sequence[Any], works: Mapping[str, Callable[[Any], object]]) -> list[Station]:
    """All items by each work, in turns: a host that changes its speed within minutes changes it for all of them.

    The first round does not count: what is read at first use is no page's. A page's words are: no round knows those of another.
    """
    rounds = []
    for _ in range(_ROUNDS + 1):
        spelling.forget()
        rounds.append([_timed(name, items, work) for name, work in works.items()])
    of_each = zip(*rounds[1:], strict=True)
    return [Station(those[0].name, len(items), mean(one.milliseconds for one in those)) for those in of_each]


def _timed(name: str, items: Iterable[Any], work: Callable[[Any], object]) -> Station:
    those = list(items)
    begun = time.process_time()
    for item in those:
        work(item)
    return Station(name, len(those), 1000 * (time.process_time() - begun) / max(1, len(those)))


def _record(database: Database, item: Rejected) -> None:
    with database.writing() as connection:
        fetches.record(connection, item)


def _keep(database: Database, scored: Scored) -> None:
    with database.writing() as connection:
        signature = sign(scored.document)
        same_address, near = articles.candidates(connection, scored.document.url, signature)
        placed = place(scored, signature, same_address, near)
        if isinstance(placed, Placed):
            articles.keep(connection, placed)


def saved_or(folder: Path | None) -> str:
    """How a report names the pages."""
    return "a folder of saved news pages" if folder else "made-up pages of the sizes of news pages"
