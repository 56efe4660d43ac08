"""What the parts of one running crawl share: the order to stop, the manners hosts are met with, the leases of its sources."""

import asyncio
from dataclasses import dataclass, field

from crawler.leases import Leases
from crawler.manners import Manners
from crawler.refusals import LeaseLostError, StoppedError

_LOOK = 0.2  # seconds between looks at a lease that is being made sure of: one transaction


@dataclass(frozen=True, slots=True)
class Watch:
    """`stop` ends every download at once."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    manners: Manners = field(default_factory=Manners)
    leases: Leases | None = None  # none in a fetch by hand

    async def sleep(self, seconds: float) -> None:
        """Wait so long. Raises StoppedError when the crawl is told to stop meanwhile."""
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return
        raise StoppedError

    @property
    def certain(self) -> bool:
        """Whether the leases stand; then a request may leave. Raises DatabaseError."""
        return self.leases is None or self.leases.certain()

    async def sure_of(self, source: str | None) -> None:
        """Wait until it is known whose the sources are. Raises LeaseLostError when this one is not ours any more, StoppedError
        and DatabaseError."""
        while not self.certain:
            await self.sleep(_LOOK)
        if source is not None and self.leases is not None and self.leases.is_lost(source):
            raise LeaseLostError(source)
