"""What the parts of one running crawl share: the order to stop, and the manners hosts are met with."""

import asyncio
from dataclasses import dataclass, field

from crawler.manners import Manners
from crawler.refusals import StoppedError


@dataclass(frozen=True, slots=True)
class Watch:
    """`stop` ends every download at once."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    manners: Manners = field(default_factory=Manners)

    async def sleep(self, seconds: float) -> None:
        """Wait so long. Raises StoppedError when the crawl is told to stop meanwhile."""
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return
        raise StoppedError
