"""From what is stored of an address to an answer in plain words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clock.times import next_start
from desk.reasons import PAGE
from desk.tables import said_time
from storage.trail import Bringing, Held, Message, Request
from tumen.catalogue import DigestPlan
from tumen.outcomes import Outcome, Reason

Key = Literal["unknown", "entry_point", "refused", "failed", "not_relevant", "waiting", "queued", "sent", "uncertain", "not_sent"]


@dataclass(frozen=True, slots=True)
class Trail:
    """All that is stored of one address."""

    url: str
    canonical: str
    requests: tuple[Request, ...]  # earliest first
    held: Held | None
    bringings: tuple[Bringing, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    key: Key
    answer: str  # one sentence
    steps: tuple[str, ...]  # what happened, in order


def verdict(trail: Trail, plans: Sequence[DigestPlan], now: datetime) -> Verdict:
    """Why the address is, or is not, in a digest."""
    steps = [_asked(request) for request in trail.requests]
    if trail.held is None:
        key, answer = _not_held(trail.requests)
        return Verdict(key, answer, tuple(steps))
    steps += _held_steps(trail.held)
    steps += [step for bringing in trail.bringings for step in _brought(bringing, trail.held)]
    key, answer = _in_digests(trail, plans, now)
    return Verdict(key, answer, tuple(steps))


def _not_held(requests: Sequence[Request]) -> tuple[Key, str]:
    if not requests:
        return "unknown", (
            "Not in a digest: no source has announced this address and nobody has fetched it"
            " (or it brought nothing and has been forgotten by upkeep)."
        )
    last = requests[-1]
    if last.kind == "feed":
        return "entry_point", f"Not an article: this is the entry point of the source {last.source}; {PAGE[last.reason]}."
    if last.reason.outcome is Outcome.FAILED or last.reason is Reason.ROBOTS_UNREADABLE:
        tries = "once" if len(requests) == 1 else f"{len(requests)} times"
        lasting = "and is not asked for again" if last.reason.lasting else "and may be asked for again"
        return "failed", f"Not in a digest: it was asked for {tries} {lasting}; {PAGE[last.reason]}."
    return "refused", f"Not in a digest: {PAGE[last.reason]}{_scores(last)}."


def _scores(request: Request | Held) -> str:
    if request.relevance is None or request.threshold is None:
        return ""
    return f" ({request.relevance:.3f}, needed {request.threshold:.3f})"


def _asked(request: Request) -> str:
    what = f"the source {request.source} was asked" if request.kind == "feed" else f"fetched for {request.source}"
    status = f", status {request.status}" if request.status else ""
    moved = f", which led to {request.final_url}" if request.final_url else ""
    detail = f" ({request.detail})" if request.detail else ""
    evidence = [
        f"{label} {said}"
        for label, said in (("for it", request.strongest_for), ("against it", request.strongest_against))
        if said
    ]
    weights = f"; most {', most '.join(evidence)}" if evidence else ""
    return f"{said_time(request.fetched_at)}: {what}{status}{moved}: {PAGE[request.reason]}{_scores(request)}{detail}{weights}"


def _held_steps(held: Held) -> Iterable[str]:
    yield f"{said_time(held.first_kept_at)}: first kept, as article {held.article}, {held.url}"
    if held.text_from == "feed":
        yield "its text is the feed's own, not the page's"
    if held.first != held.article:
        yield f"it is a copy of article {held.first}, {held.first_url}: digests bring the first and list the others under it"


def _brought(bringing: Bringing, held: Held) -> Iterable[str]:
    as_copy = "" if bringing.article == held.article else f" as its copy {bringing.url}"
    place = f"number {bringing.position + 1} of digest {bringing.subscription} {bringing.period}"
    yield f"{said_time(bringing.queued_at)}: became {place}{as_copy}"
    for message in bringing.messages:
        detail = f" ({message.detail})" if message.detail else ""
        yield f"{said_time(message.changed_at)}: message to {message.recipient}: {message.state}{detail}"


def _in_digests(trail: Trail, plans: Sequence[DigestPlan], now: datetime) -> tuple[Key, str]:
    held = trail.held
    assert held is not None  # noqa: S101 (the caller looked)
    for key, states, words in (
        ("sent", ("sent",), "In a digest"),
        ("uncertain", ("uncertain", "sending"), "Perhaps in a digest: nobody can tell whether the message arrived"),
        ("queued", ("queued",), "In a digest that waits to be sent"),
        ("not_sent", ("failed",), "In a digest that reached nobody; its articles come again in the next one"),
    ):
        found = [bringing for bringing in trail.bringings if _any(bringing.messages, states)]
        if found:
            where = ", ".join(f"{bringing.subscription} {bringing.period}" for bringing in found)
            under = "" if any(one.article == held.article for one in found) else ", listed under the article it is a copy of"
            return key, f"{words}: {where}{under}."  # type: ignore[return-value]  # the literals above
    if not held.relevant:
        return "not_relevant", f"Not in a digest: its current wording is not relevant{_scores(held)}."
    return "waiting", f"Not in a digest yet: {_waiting(held, plans, now)}."


def _any(messages: Iterable[Message], states: Sequence[str]) -> bool:
    return any(message.state in states for message in messages)


def _waiting(held: Held, plans: Sequence[DigestPlan], now: datetime) -> str:
    coming = [
        f"{plan.name} at {said_time(start.at)}"
        for plan in plans
        if plan.recipients and (start := next_start(plan.times, f"digest.{plan.name}", now))
    ]
    if not coming:
        return "it is relevant, but no digest of schedules.yaml has recipients"
    full = max(plan.most_items for plan in plans)
    return (
        f"it was kept {said_time(held.first_kept_at)} and is due in {', '.join(coming)},"
        f" unless {full} more relevant articles leave no room; then in the one after"
    )
