"""What the crawler's own machinery raises; `failures` gives each its reason."""

from scrapy.exceptions import IgnoreRequest

from tumen.outcomes import Reason


class ClosedAddressError(Exception):
    """The host leads to addresses that are not public."""


class RobotsError(IgnoreRequest):
    """robots.txt says no."""


class RobotsUnreadableError(IgnoreRequest):
    """robots.txt could not be read, which means stay out for now."""


class UnreachableHostError(IgnoreRequest):
    """robots.txt could not be asked for because nothing of the host can; `reason` says why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class HostPausedError(IgnoreRequest):
    """The host asked to be left alone for `seconds`; the request was not sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the host asked to be left alone for another {seconds:.0f} s")
        self.seconds = seconds


class StoppedError(Exception):
    """The crawl was told to stop; nothing is known about the request."""


class LeaseLostError(Exception):
    """Another crawl has the source; the request was not sent."""


class NotSentError(Exception):
    """The request was about to leave when the leases turned out not to be certain; it may be sent once they are."""


class HeadersTooLargeError(Exception):
    """The headers of a response outgrew the limit."""


class BrokenBodyError(Exception):
    """A body that does not unpack as its headers say."""


class BodyTooLargeError(Exception):
    """A body that outgrows the limit while unpacking."""
