"""When a fallback is needed: how the source it stands in for does. Pure."""

from crawler.health import State, judge
from storage.history import History, PastPoll
from tumen.outcomes import Outcome, Reason

FAILED = 3  # polls in a row: one may be a bad minute, two a restart; with the pauses between them it is an hour or two
_SILENT = (State.STALE, State.LAYOUT_CHANGED)  # it answers, and brings nothing that can be read


def needed(twin: History) -> str | None:
    """Why the source with this history needs its fallback; None while it does well, and before it was ever asked."""
    health = judge(twin)
    last = twin.polls[-FAILED:]
    failed = len(last) == FAILED and all(map(_brought_nothing, last))
    if not failed and health.state not in _SILENT:
        return None
    return f"{twin.source} is {health.state}: {health.evidence}"


def _brought_nothing(poll: PastPoll) -> bool:
    return poll.reason.outcome is not Outcome.POLLED or poll.reason is Reason.NO_ENTRIES
