"""A few requests outside a crawl, over the same doors, limits and manners; nothing of what they bring is stored."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.launch import of_installation
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
) -> None:
    """Run a spider to its end. Once in a process: Twisted's reactor does not start twice.

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
    crawler.settings.set("TUMEN_WATCH", Watch(manners=Manners(database)), priority="cmdline")
    process.crawl(crawler, **arguments)
    process.start()
