"""Every way a request can end has one reason and one line."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectionDone, NoRouteError
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.failures import of_error, of_status, read_retry_after
from crawler.refusals import (
    BodyTooLargeError,
    BrokenBodyError,
    ClosedAddressError,
    HeadersTooLargeError,
    RobotsError,
    RobotsUnreadableError,
    UnreachableHostError,
)
from crawler.robots import LONGEST_DELAY, read_rules, read_text
from crawler.unpacking import unpack
from tumen.outcomes import Reason

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("1", 1),
        ("120", 120),
        (" 120 ", 120),
        ("120.5", 120),
        ("007", 7),
        ("60, 120", 120),
        ("999999999999", 86400),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("Sunday, 01-Mar-26 12:10:00 GMT", 600),
        ("Sun Mar  1 12:10:00 2026", 600),
        ("Sun, 01 Mar 2026 15:10:00 +0300", 600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Mon, 01 Mar 2027 12:00:00 GMT", 86400),
        ("2026-03-01T12:10:00Z", 600),
        ("2026-03-01T21:10:00+09:00", 600),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_in_every_form(written: str, seconds: int | None) -> None:
    assert read_retry_after(written, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (301, Reason.HTTP_ERROR),
        (304, Reason.HTTP_ERROR),
        (400, Reason.HTTP_ERROR),
        (401, Reason.FORBIDDEN),
        (403, Reason.FORBIDDEN),
        (404, Reason.NOT_FOUND),
        (410, Reason.GONE),
        (418, Reason.HTTP_ERROR),
        (429, Reason.RATE_LIMITED),
        (451, Reason.FORBIDDEN),
        (500, Reason.SERVER_ERROR),
        (503, Reason.SERVER_ERROR),
        (599, Reason.SERVER_ERROR),
    ],
)
def test_a_status_has_a_reason(status: int, reason: Reason) -> None:
    ending = of_status(status, None, NOW)
    assert ending is not None
    assert (ending.reason, ending.detail) == (reason, f"HTTP {status}")


def test_a_good_status_ends_nothing() -> None:
    assert of_status(200, "60", NOW) is None


def test_a_busy_hosts_wish_is_kept_and_shown() -> None:
    ending = of_status(503, "600", NOW)
    assert ending is not None
    assert (ending.reason, ending.wait, ending.detail) == (
        Reason.SERVER_ERROR,
        timedelta(minutes=10),
        "HTTP 503, Retry-After 600 s",
    )


def _packed(inner: Exception) -> Exception:
    """As Scrapy raises what Twisted packs."""
    outer = DownloadFailedError("[<twisted.python.failure.Failure …>]")
    outer.__cause__ = ResponseFailed([Failure(inner)])
    return outer


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (CannotResolveHostError("x"), Reason.DNS),
        (DownloadTimeoutError("x"), Reason.TIMEOUT),
        (DownloadConnectionRefusedError("x"), Reason.CONNECTION),
        (NoRouteError(), Reason.CONNECTION),
        (_packed(ConnectionDone()), Reason.CONNECTION),
        (_packed(SSL.Error([("SSL routines", "", "certificate verify failed")])), Reason.TLS),
        (_packed(HeadersTooLargeError("x")), Reason.TOO_LARGE),
        (DownloadCancelledError("x"), Reason.TOO_LARGE),
        (BodyTooLargeError("x"), Reason.TOO_LARGE),
        (BrokenBodyError("x"), Reason.BROKEN_BODY),
        (ResponseDataLossError(), Reason.BROKEN_BODY),
        (ClosedAddressError("x"), Reason.CLOSED_ADDRESS),
        (UnsupportedURLSchemeError("ftp"), Reason.CLOSED_ADDRESS),
        (RobotsError("robots.txt says no"), Reason.ROBOTS),
        (RobotsUnreadableError("robots.txt could not be read"), Reason.ROBOTS_UNREADABLE),
        (UnreachableHostError(Reason.DNS, "robots.txt: x"), Reason.DNS),
        (IgnoreRequest("max redirections reached"), Reason.REDIRECT_LOOP),
        (ValueError("Missing scheme in request url"), Reason.HTTP_ERROR),
        (KeyError("x"), Reason.FAULT),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else type(value).__name__,
)
def test_an_error_has_a_reason_and_one_line(error: Exception, reason: Reason) -> None:
    ending = of_error(error)
    assert ending.reason is reason
    assert ending.detail
    assert "\n" not in ending.detail
    assert "Failure" not in ending.detail


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451])
def test_no_robots_file_means_go(status: int) -> None:
    assert read_rules(status, "User-agent: *\nDisallow: /").allow("https://news.example/a")


@pytest.mark.parametrize("status", [500, 503, 599, 304])
def test_a_broken_robots_file_means_stay_out(status: int) -> None:
    with pytest.raises(RobotsUnreadableError, match=f"could not be read: HTTP {status}"):
        read_rules(status, "")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        pytest.param(b"", True, id="empty"),
        pytest.param(b"User-agent: *\nDisallow: /", False, id="all out"),
        pytest.param(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /", False, id="mark and CRLF"),
        pytest.param(b"User-agent: *\nDisallow: /\n\nUser-agent: Tumen\nAllow: /", True, id="we are named"),
        pytest.param(b"User-agent: *\nAllow: /\n\nUser-agent: tumen\nDisallow: /news", False, id="we are unwelcome"),
        pytest.param(b"User-agent: *\nDisallow: /news\nAllow: /news/a", True, id="the longer rule wins"),
        pytest.param(b"<!doctype html><html>not found</html>", True, id="a page in its place"),
        pytest.param(b"\xff\xfe\x00\x01", True, id="binary"),
    ],
)
def test_rules_are_read_as_the_standard_says(text: bytes, allowed: bool) -> None:
    assert read_rules(200, read_text(text)).allow("https://news.example/news/a") is allowed


@pytest.mark.parametrize(("written", "delay"), [("5", 5.0), ("0.5", 0.5), ("86400", LONGEST_DELAY), ("soon", 0.0)])
def test_crawl_delay_is_kept_up_to_a_limit(written: str, delay: float) -> None:
    assert read_rules(200, f"User-agent: *\nCrawl-delay: {written}").delay == delay


TEXT = b"the bridge over the river " * 100


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        pytest.param(gzip.compress(TEXT), ["gzip"], id="gzip"),
        pytest.param(gzip.compress(TEXT) + b"\0\0\0", ["x-gzip"], id="gzip and padding"),
        pytest.param(gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:]), ["gzip"], id="two members"),
        pytest.param(zlib.compress(TEXT), ["deflate"], id="deflate"),
        pytest.param(zlib.compress(TEXT)[2:-4], ["deflate"], id="bare deflate"),
        pytest.param(gzip.compress(zlib.compress(TEXT)), ["deflate", "gzip"], id="both"),
    ],
)
def test_a_body_unpacks(body: bytes, encodings: list[str]) -> None:
    assert unpack(body, encodings, 10_000) == TEXT


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        pytest.param(gzip.compress(TEXT)[:-20], ["gzip"], id="truncated"),
        pytest.param(gzip.compress(TEXT)[:-4], ["gzip"], id="length missing"),
        pytest.param(TEXT, ["gzip"], id="not packed"),
        pytest.param(b"x", ["br"], id="not asked for"),
        pytest.param(b"x", ["gzip"] * 3, id="stacked"),
    ],
)
def test_a_body_that_does_not_unpack_is_broken(body: bytes, encodings: list[str]) -> None:
    with pytest.raises(BrokenBodyError):
        unpack(body, encodings, 10_000)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(BodyTooLargeError):
        unpack(gzip.compress(b"\0" * 50_000_000), ["gzip"], 10_000)
