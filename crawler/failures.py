"""How a request ended, in one reason and one line: from an HTTP status or from whatever was raised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import CertificateError, VerificationError
from twisted.internet.error import ConnectError
from twisted.python.failure import Failure

from crawler import refusals
from crawler.refusals import (
    BodyTooLargeError,
    BrokenBodyError,
    ClosedAddressError,
    HeadersTooLargeError,
    RobotsError,
    RobotsUnreadableError,
    UnreachableHostError,
)
from tumen.outcomes import Reason

LONGEST_WAIT = timedelta(hours=24)  # a publisher that asks for more is asked again after a day
_SECONDS = re.compile(r"([0-9]{1,12})(?:\.[0-9]*)?")
_BY_STATUS = {
    401: Reason.FORBIDDEN,
    402: Reason.FORBIDDEN,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    410: Reason.GONE,
    429: Reason.RATE_LIMITED,
    451: Reason.FORBIDDEN,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a request brought no page. `wait` is how long its host asked to be left alone."""

    reason: Reason
    detail: str = ""
    wait: timedelta | None = None


def read_retry_after(written: str, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for: seconds or an HTTP date (RFC 9110 10.2.3), at most a day; None when it is neither.

    Of several values the longest counts; a date gone by is zero.
    """
    found = [_SECONDS.fullmatch(part.strip()) for part in written.split(",")]
    numbers = [int(match[1]) for match in found if match]
    if numbers and all(found):
        return min(timedelta(seconds=max(numbers)), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(written.strip())
    except ValueError:
        try:
            moment = datetime.fromisoformat(written.strip())
        except ValueError:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)  # HTTP dates are GMT, whatever a careless server writes behind them
    return min(max(moment - now, timedelta()), LONGEST_WAIT)


def of_status(status: int, retry_after: str | None, now: datetime) -> Ending | None:
    """The ending an HTTP status means; None for 2xx, which brings a page."""
    if 200 <= status < 300:
        return None
    wait = read_retry_after(retry_after, now) if retry_after is not None and status in (429, 503) else None
    detail = f"HTTP {status}" + (f", Retry-After {int(wait.total_seconds())} s" if wait is not None else "")
    reason = _BY_STATUS.get(status) or (Reason.SERVER_ERROR if status >= 500 else Reason.HTTP_ERROR)
    return Ending(reason, detail, wait)


_BY_TYPE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Reason], ...] = (
    (ClosedAddressError, Reason.CLOSED_ADDRESS),
    ((UnsupportedURLSchemeError, NotSupported), Reason.CLOSED_ADDRESS),
    (RobotsError, Reason.ROBOTS),
    (RobotsUnreadableError, Reason.ROBOTS_UNREADABLE),
    (IgnoreRequest, Reason.REDIRECT_LOOP),  # what else ignores requests is switched off in the settings
    ((HeadersTooLargeError, BodyTooLargeError), Reason.TOO_LARGE),
    ((BrokenBodyError, ResponseDataLossError), Reason.BROKEN_BODY),
    (DownloadCancelledError, Reason.TOO_LARGE),  # Scrapy's word for a body over DOWNLOAD_MAXSIZE
    (CannotResolveHostError, Reason.DNS),
    (DownloadTimeoutError, Reason.TIMEOUT),
    ((SSL.Error, VerificationError, CertificateError), Reason.TLS),
    ((DownloadConnectionRefusedError, DownloadFailedError, ConnectError, OSError), Reason.CONNECTION),
)
_DETAILS: dict[type[BaseException], str] = {
    RobotsError: "robots.txt says no",
    IgnoreRequest: "more redirects than are followed",
    DownloadCancelledError: "body over the size limit",
    ResponseDataLossError: "connection closed before the end of the body",
    CannotResolveHostError: "the host's name has no address",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no complete answer in time",
}


def of_error(error: BaseException) -> Ending:
    """The ending that an exception of the downloader means; Reason.FAULT for one that nothing here expects.

    Twisted packs what happened into what it means: a TLS failure arrives inside "response never received".
    """
    if isinstance(error, UnreachableHostError):
        return Ending(error.reason, str(error))
    inside = [*_packed(error)]
    for candidate in (*inside, error):
        for types, reason in _BY_TYPE:
            if isinstance(candidate, types):
                told = inside[-1] if candidate is error and inside else candidate
                return Ending(reason, _DETAILS.get(type(candidate)) or _one_line(told))
    if isinstance(error, ValueError):
        return Ending(Reason.HTTP_ERROR, f"not an address: {_one_line(error)}")
    return Ending(Reason.FAULT, _one_line(error))


def _packed(error: BaseException) -> Iterator[BaseException]:
    for reason in getattr(error.__cause__, "reasons", None) or ():
        if isinstance(reason, Failure) and reason.value is not None:
            yield reason.value


def _one_line(error: BaseException) -> str:
    """What it says, with its type in front unless the words are ours."""
    text, kind = " ".join(str(error).split()), type(error).__name__
    own = type(error).__module__ == refusals.__name__
    return (text if text and own else f"{kind}: {text}" if text else kind)[:200]
