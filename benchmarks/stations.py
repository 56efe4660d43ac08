"""Where a page's time goes: CPU of each station on its own, in this process, beside the floor under it."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.pages import ROOT, BenchPage
from pipelines.extraction.characters import decode
from pipelines.extraction.extract import extract, parse
from pipelines.identity.placing import place
from pipelines.identity.signatures import sign
from pipelines.relevance import load_scorer
from pipelines.screen import Screener
from storage import articles, fetches
from storage.database import Database
from tumen.journey import Document, Fetch, Page, Placed, Rejected, Scored
from tumen.outcomes import Reason


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
    documents = [found for found in map(extract, fetched) if isinstance(found, Document)]
    scored = [scorer.score(document) for document in documents]
    found = [
        _timed("floor: bytes to text (UTF-8)", fetched, lambda page: page.body.decode("utf-8", "replace")),
        _timed("floor: parse to a tree (lxml)", fetched, lambda page: parse(page.body.decode("utf-8", "replace"))),
        _timed("decode", fetched, lambda page: decode(page.body, page.content_type)),
        _timed("screen, a page it refuses", refused, screener.screen),
        _timed("trafilatura alone, the same pages", refused, lambda page: bare_extraction(page.body, with_metadata=True)),
        _timed("trafilatura alone, all pages", fetched, lambda page: bare_extraction(page.body, with_metadata=True)),
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
