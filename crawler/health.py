"""How a source is, from the history of its polls. Pure.

A state is what the last polls say; an alarm is a state that has lasted longer than this source gives reason to expect, so that it
is told to people. Silence is measured against the source's own gaps and counted without those days of the week on which it is
usually silent; what was not asked is not silence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from storage.history import History, PastPage, PastPoll
from tumen.outcomes import Outcome, Reason

FLOOR = timedelta(hours=48)  # no silence is told sooner: nights, and a day off, are nobody's failure
TIMES_USUAL = 3
DOWN = timedelta(hours=24)  # a server that fails so long is not having a bad night
DOWN_POLLS = 3
_QUANTILE = 0.95  # of the gaps: with random gaps, one in 8,000 is longer than three times that
_GAPS = 6  # as many gaps make a habit
_UNKNOWN = timedelta(days=3)  # taken for the usual gap until there are so many
_QUIET = 0.2  # a weekday with news on no more than a fifth of its dates is a day of rest
_WEEKS = 3  # as many dates of a weekday make a habit
_CHANCE = 1e-5  # how likely a run of pages without text may be by chance
_SAME_PAGES = 20  # pages that must have been read before a change of layout can be seen
_SAME_LACK = 3  # pages in a row without text: one may be a picture, two a gallery
_MOVED_POLLS = 5
_DAY = timedelta(days=1)


class State(StrEnum):
    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    STALE = "stale"
    FAILING = "failing"
    MOVED = "moved"
    REFUSED = "refused"
    NOT_A_FEED = "not-a-feed"
    LAYOUT_CHANGED = "layout-changed"
    UNKNOWN = "unknown"  # never asked
    RESTING = "resting"  # a fallback whose better twin does well


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is. `since` is when the state began: for silences, the last news."""

    source: str
    state: State
    since: datetime | None
    evidence: str  # one line
    usual_gap: timedelta | None  # None until learnt
    alarm: bool


@dataclass(frozen=True, slots=True)
class Habits:
    """What a source's past gives reason to expect."""

    rest: frozenset[int]  # weekdays (0 is Monday, in UTC) on which it hardly ever has news
    usual: timedelta | None  # the gap between news that 95 in 100 do not exceed; None until six are known

    @property
    def allowed(self) -> timedelta:
        """How long it may be silent, days of rest not counted, before it is told."""
        return max(TIMES_USUAL * (self.usual if self.usual is not None else _UNKNOWN), FLOOR)

    def counted(self, begin: datetime, end: datetime) -> timedelta:
        """The time from `begin` to `end` without days of rest."""
        if not self.rest or end - begin < timedelta(hours=1):  # a gap so short says nothing about days
            return end - begin
        total, at = timedelta(), begin
        while at < end:
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
            if at.weekday() not in self.rest:
                total += min(midnight, end) - at
            at = midnight
        return total


def judge(history: History) -> Health:
    """The health of a source as its last poll shows it; what happened since then nobody has asked."""
    habits = learn(history.news)
    if history.resting_since is not None:
        return Health(history.source, State.RESTING, history.resting_since, "not needed now", habits.usual, alarm=False)
    if not history.polls:
        return Health(history.source, State.UNKNOWN, None, "never asked", habits.usual, alarm=False)
    found = _down(history) or _unread(history) or _silent(history, habits) or _moved(history) or _well(history)
    state, since, evidence, alarm = found
    return Health(history.source, state, since, evidence, habits.usual, alarm)


def learn(news: Sequence[datetime]) -> Habits:
    """The habits of a source from the moments (aware UTC, earliest first) it had news."""
    habits = Habits(_days_of_rest(news), None)
    gaps = sorted(habits.counted(one, two) for one, two in pairwise(news))
    return habits if len(gaps) < _GAPS else replace(habits, usual=gaps[math.ceil(_QUANTILE * len(gaps)) - 1])


def _days_of_rest(news: Sequence[datetime]) -> frozenset[int]:
    """None until there are three weeks."""
    if not news or news[-1] - news[0] < _WEEKS * 7 * _DAY:
        return frozenset()
    first, last = news[0].date(), news[-1].date()
    busy = {moment.date() for moment in news}
    dates: dict[int, list[date]] = {weekday: [] for weekday in range(7)}
    for n in range((last - first).days + 1):
        day = first + n * _DAY
        dates[day.weekday()].append(day)
    shares = {weekday: sum(day in busy for day in days) / len(days) for weekday, days in dates.items()}
    # On a source of few articles every day is mostly without news: only a day that stands out from the others is one of rest.
    typical = sorted(shares.values())[3]
    return frozenset(weekday for weekday, share in shares.items() if share <= _QUIET * typical)


_Found = tuple[State, datetime | None, str, bool]
_STATES = {
    Reason.NOT_A_FEED: State.NOT_A_FEED,
    Reason.ROBOTS: State.REFUSED,
    Reason.ROBOTS_UNREADABLE: State.REFUSED,
    Reason.CLOSED_ADDRESS: State.REFUSED,
}


def _down(history: History) -> _Found | None:
    """The last polls were not answered, or not with what was asked for."""
    run = _last_run(history.polls)
    if not run:
        return None
    last = run[-1]
    alarm = len(run) >= DOWN_POLLS and last.at - run[0].at >= DOWN
    status = f", status {last.status}" if last.status else ""
    detail = f": {last.detail}" if last.detail else ""
    evidence = f"{len(run)} {'poll' if len(run) == 1 else 'polls'} in a row, the last {last.reason}{status}{detail}"
    return _STATES.get(last.reason, State.FAILING), run[0].at, evidence, alarm


def _last_run(polls: Sequence[PastPoll]) -> list[PastPoll]:
    """The polls since the last answer."""
    run: list[PastPoll] = []
    for poll in reversed(polls):
        if poll.reason.outcome is Outcome.POLLED:
            break
        run.append(poll)
    return run[::-1]


def _unread(history: History) -> _Found | None:
    """Its pages had text and have none any more."""
    run = 0
    for page in reversed(history.pages):
        if not _textless(page):
            break
        run += 1
    before = history.pages[: len(history.pages) - run]
    if not run or len(before) < _SAME_PAGES:
        return None
    lacking = sum(map(_textless, before))
    usually = (lacking + 1) / (len(before) + 2)
    # Where all had text, three are told: for a weekly column that is three weeks, and a chance would ask for four.
    needed = max(_SAME_LACK, math.ceil(math.log(_CHANCE) / math.log(usually))) if lacking else _SAME_LACK
    if run < needed:
        return None
    last = history.pages[-1]
    evidence = f"the last {run} pages without text ({last.reason}), of {len(before)} before them {lacking}"
    return State.LAYOUT_CHANGED, history.pages[-run].at, evidence, True


def _textless(page: PastPage) -> bool:
    return page.reason in (Reason.NO_TEXT, Reason.TEASER)


def _silent(history: History, habits: Habits) -> _Found | None:
    """It answers, and has brought nothing for longer than it ever does."""
    last = history.polls[-1]
    quiet_since = history.news[-1] if history.news else history.first_polled_at
    if quiet_since is None:
        return None
    if history.stands_in_since is not None:  # before that it rested: what was not asked is not silence
        quiet_since = max(quiet_since, history.stands_in_since)
    empty = last.reason is Reason.NO_ENTRIES
    long = habits.counted(quiet_since, last.at) > habits.allowed
    if not long and not empty:
        return None
    learnt = f"usually within {_said(habits.usual)}" if habits.usual is not None else "its usual gap is not known yet"
    said = (
        "announces nothing" if empty else "answers that nothing has changed" if _frozen(last) else "announces only what is known"
    )
    since = history.entries_at if empty and history.entries_at else quiet_since
    return (State.EMPTY if empty else State.STALE), since, f"{said}; no news for {_said(last.at - quiet_since)}, {learnt}", long


def _moved(history: History) -> _Found | None:
    """Every poll ends at one other address: recorded, and nothing to worry about while it answers."""
    latest = history.polls[-_MOVED_POLLS:]
    landed = {poll.final_url for poll in latest}
    target = next(iter(landed))
    if len(latest) < _MOVED_POLLS or len(landed) > 1 or target in (None, history.url):
        return None
    return State.MOVED, latest[0].at, f"leads to {target}; put that into seeds/sources.yaml", False


def _well(history: History) -> _Found:
    last = history.polls[-1]
    if _frozen(last):
        return State.UNCHANGED, history.news[-1] if history.news else last.at, "unchanged since the last poll", False
    return State.OK, history.news[-1] if history.news else last.at, "answers", False


def _frozen(poll: PastPoll) -> bool:
    return poll.reason is Reason.NOT_MODIFIED


def _said(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 72 else f"{hours:.0f} hours"
