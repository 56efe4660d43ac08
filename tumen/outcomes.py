"""How a request can end. Every request ends as exactly one row with one of these reasons."""

from enum import StrEnum


class Outcome(StrEnum):
    """The four ways a request ends, as counted in the summary table and in `fetches.outcome`."""

    KEPT = "kept"  # a relevant document: an article, a revision, or a further sighting of one
    REFUSED = "refused"  # we decided against it: off topic, no text, robots, a closed door
    FAILED = "failed"  # the network or the server decided: not found, time-out, DNS
    POLLED = "polled"  # an entry point (feed) was asked, not an article


class Reason(StrEnum):
    """Why a request ended the way it did; stored in `fetches.reason`."""

    # kept
    NEW = "new"
    REVISED = "revised"  # same address, other words
    UNCHANGED = "unchanged"  # same address, same words
    COPY = "copy"  # the words of an article we hold, under another address: an article of its own, folded in digests
    # refused
    OFF_TOPIC = "off_topic"
    NO_TEXT = "no_text"
    TEASER = "teaser"  # paywall or consent text in the place of the article
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"  # the parser hit its wall limit, or its worker died on this page
    ROBOTS = "robots"  # robots.txt says no
    ROBOTS_UNREADABLE = "robots_unreadable"  # robots.txt could not be read: RFC 9309 says stay out; may pass
    CLOSED_ADDRESS = "closed_address"  # private, loopback, link-local … or not http(s)
    REDIRECT_LOOP = "redirect_loop"
    # failed
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    FORBIDDEN = "forbidden"  # 401, 402, 403, 451
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_ERROR = "server_error"  # 5xx
    HTTP_ERROR = "http_error"  # any other status that is not 2xx
    DNS = "dns"
    CONNECTION = "connection"  # refused, reset, unreachable
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN_BODY = "broken_body"  # truncated, or its compression does not unpack
    NOT_A_FEED = "not_a_feed"
    FAULT = "fault"  # an error of ours on this page; the log has the traceback
    # polled
    ENTRIES = "entries"
    NO_ENTRIES = "no_entries"
    NOT_MODIFIED = "not_modified"  # 304, or the same bytes as last time

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES[self]

    @property
    def lasting(self) -> bool:
        """True when asking the same address again soon would end the same way."""
        if self.outcome is Outcome.FAILED:
            return self in _LASTING_FAILURES
        return self.outcome is not Outcome.POLLED and self not in _PASSING_REFUSALS


_PASSING_REFUSALS = frozenset({Reason.ROBOTS_UNREADABLE, Reason.TOO_SLOW})
_LASTING_FAILURES = frozenset({Reason.NOT_FOUND, Reason.GONE, Reason.FORBIDDEN, Reason.HTTP_ERROR})

_BY_OUTCOME: dict[Outcome, tuple[Reason, ...]] = {
    Outcome.KEPT: (Reason.NEW, Reason.REVISED, Reason.UNCHANGED, Reason.COPY),
    Outcome.REFUSED: (
        Reason.OFF_TOPIC,
        Reason.NO_TEXT,
        Reason.TEASER,
        Reason.NOT_HTML,
        Reason.TOO_LARGE,
        Reason.TOO_SLOW,
        Reason.ROBOTS,
        Reason.ROBOTS_UNREADABLE,
        Reason.CLOSED_ADDRESS,
        Reason.REDIRECT_LOOP,
    ),
    Outcome.FAILED: (
        Reason.NOT_FOUND,
        Reason.GONE,
        Reason.FORBIDDEN,
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.HTTP_ERROR,
        Reason.DNS,
        Reason.CONNECTION,
        Reason.TLS,
        Reason.TIMEOUT,
        Reason.BROKEN_BODY,
        Reason.NOT_A_FEED,
        Reason.FAULT,
    ),
    Outcome.POLLED: (Reason.ENTRIES, Reason.NO_ENTRIES, Reason.NOT_MODIFIED),
}

_OUTCOMES: dict[Reason, Outcome] = {reason: outcome for outcome, reasons in _BY_OUTCOME.items() for reason in reasons}
