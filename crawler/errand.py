"""A few requests outside a crawl, over the same doors, limits and manners; nothing of what they bring is stored."""

import asyncio
import logging
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.interrupts import drop_tasks, interruptible
from crawler.launch import of_installation, release_queues
from crawler.logs import hush
from crawler.manners import Manners
from crawler.watch import Watch
from storage.database import Database
from tumen.catalogue import Machine


def run_errand(
    installation: Machine,
    spider: type[Spider],
    database: Database | None = None,
    settings: dict[str, Any] | None = None,
    **arguments: Any,
) -> bool:
    """Run a spider to its end, or until SIGINT or SIGTERM: then False. Once in a process: Twisted's reactor does not start twice.

    With a database, hosts are met with the manners crawls keep there.
    """
    given = Settings()
    given.setmodule("crawler.settings", priority="project")
    given.setdict(of_installation(installation, ()), priority="cmdline")
    given.setdict({"LOG_INSTALL_ROOT_HANDLER": False, "ITEM_PIPELINES": {}} | (settings or {}), priority="cmdline")
    hush()
    process = AsyncCrawlerProcess(given)
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    crawler = process.create_crawler(spider)
    manners = Manners(database)
    watch = Watch(manners=manners)
    crawler.settings.set("TUMEN_WATCH", watch, priority="cmdline")
    closing: list[asyncio.Future[None]] = []

    def stop() -> None:
        watch.stop.set()
        release_queues(crawler)
        closing.append(asyncio.ensure_future(crawler.stop_async()))

    process.crawl(crawler, **arguments)
    with interruptible(stop):
        process.start(install_signal_handlers=False)
    drop_tasks()
    manners.close()
    return not watch.stop.is_set()
