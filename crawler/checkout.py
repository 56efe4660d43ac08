"""What `scrapy crawl` in a checkout starts from: there the spider opens and closes what the `tumen` command otherwise does."""

import os
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from scrapy import signals

from crawler.bench import open_bench
from crawler.doors import GuardedResolver, Openings
from crawler.launch import Conductor, hand_over, of_installation
from crawler.round import Round
from crawler.taking import open_round
from storage.database import Database
from tumen.catalogue import Kind
from tumen.configuration import load
from tumen.yamlfile import ConfigurationError


def open_from_checkout(crawler: Any, kind: Kind | None, written: str) -> Round:
    """A round over the sources of `kind` (None: of all) that `written` names (ids, comma-separated), or that are due.

    It is closed with the spider.

    The environment is read here because Scrapy's own command line is the way in. Raises ConfigurationError and DatabaseError.
    """
    installation = load(os.environ, Path.cwd())
    ids = [part.strip() for part in written.split(",") if part.strip()]
    unknown = [source_id for source_id in ids if installation.source(source_id) is None]
    if unknown:
        raise ConfigurationError(f"source={unknown[0]}: no such source in seeds/sources.yaml; `tumen sources` lists them")
    listed = installation.sources
    wanted = [source for source in listed if kind in (None, source.kind) and (source.id in ids if ids else source.enabled)]
    database = Database(installation.database_url)
    database.upgrade()
    opened = ExitStack()
    bench = opened.enter_context(open_bench(installation, database))
    owner = f"{socket.gethostname()}:{os.getpid()}"
    books = open_round(installation, bench, wanted, due_only=not ids, owner=owner, job=f"scrapy crawl {kind or 'sources'}")
    crawler.settings.setdict(of_installation(installation, wanted), priority="cmdline")
    hand_over(crawler.settings, books)
    Conductor(crawler, books)
    _guard(installation.open_addresses)

    def close(reason: str) -> None:
        books.interrupted = reason == "shutdown"
        books.feeds.close()
        books.finish()
        opened.close()
        database.close()

    crawler.signals.connect(close, signal=signals.spider_closed, weak=False)
    return books


def _guard(open_addresses: tuple[str, ...]) -> None:
    """Scrapy installed the resolver before it knew this installation's openings."""
    from twisted.internet import reactor

    GuardedResolver(reactor, Openings(open_addresses)).install_on_reactor()
