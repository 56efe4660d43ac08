"""A step on the line: it works on the one type it takes and waves everything else through.

Scrapy finds steps by method name (`from_crawler`, `process_item`), so this room does not import it. A rejected page rides to the
end of the line and is stored there with its reason.
"""

import logging
from typing import Any, ClassVar, Self

from pipelines.workbench import Workbench
from storage.database import DatabaseError
from tumen.journey import Item, Rejected
from tumen.outcomes import Reason
from tumen.yamlfile import ConfigurationError

log = logging.getLogger(__name__)


class Step:
    """One station's place on the line."""

    takes: ClassVar[type]

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Scrapy's way in; whoever starts the crawl has put the workbench into its settings."""
        return cls(crawler.settings["TUMEN_WORKBENCH"])

    async def process_item(self, item: Item) -> Item:
        """Work on `item` if it is of the type this step takes. Raises DatabaseError and ConfigurationError, and nothing else."""
        if not isinstance(item, self.takes):
            return item
        try:
            return await self.work(item)
        except (DatabaseError, ConfigurationError):
            raise  # no fault of the page's: the crawl stops and says so
        except Exception as error:  # boundary 1 of 2: one page may fail, the line may not
            log.exception("event=page.fault step=%s url=%s", type(self).__name__, item.fetch.url)
            return Rejected(item.fetch, Reason.FAULT, detail=f"{type(self).__name__}: {type(error).__name__}")

    async def work(self, item: Any) -> Item:
        """The station's work on one item of type `takes`."""
        raise NotImplementedError
