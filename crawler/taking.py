"""The beginning of a crawl: which sources it takes on, and which it leaves alone for now."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.account import Account
from crawler.leases import steady
from crawler.manners import host_of
from crawler.round import Progress, Round, Taken
from crawler.standins import needed
from pipelines.workbench import Workbench
from storage import hosts, quarantine, revisits, runs, sources
from storage.database import Connection
from storage.history import histories
from storage.leases import SPAN
from storage.sources import SourceState
from tumen.catalogue import Installation, Source

log = logging.getLogger(__name__)


def open_round(
    installation: Installation,
    bench: Workbench,
    wanted: Sequence[Source],
    *,
    due_only: bool,
    owner: str,
    job: str,
    progress: Progress | None = None,
) -> Round:
    """Lease the sources of `wanted` that are free (and, with `due_only`, due), take on the revisits due of all of them, and note
    that a crawl begins. Raises storage.database.DatabaseError."""
    now, since = bench.now(), steady()
    by_id = {source.id: source for source in wanted}
    plans = {source.id: installation.schedules.revisits_of(source.id) for source in wanted}
    with bench.database.writing() as connection:
        sources.synchronise(connection, installation.sources)
        hosts.forget(connection, now=now)
        due_by = now + _early(installation, wanted) if due_only else None
        states = sources.lease(connection, list(by_id), owner=owner, now=now, span=SPAN, due_by=due_by)
        if due_only:
            states = _awake(connection, installation, states, now)
        again = revisits.take_due(connection, plans, now=now)
        kept_out = quarantine.quarantined(connection, now=now)
        bounds = installation.schedules.bounds_of
        accounts = [Account(by_id[state.id], state, bounds(by_id[state.id])) for state in states]
        _let_rest(connection, accounts, kept_out, now)
        run = runs.start(connection, job, now=now, owner=owner)
    log.info(
        "event=crawl.opened run=%d sources=%d wanted=%d revisits=%d owner=%s", run, len(accounts), len(wanted), len(again), owner
    )
    opened = Round(bench, Taken(wanted, accounts, again, kept_out, run, now, since), progress)
    opened.leases.start()
    opened.tell_put_off()
    return opened


def _early(installation: Installation, wanted: Sequence[Source]) -> timedelta:
    """By how much this tick may be early: what is due a moment after it would wait for the next one."""
    return max((installation.schedules.jitter_of(source.id) for source in wanted), default=timedelta())


def _awake(connection: Connection, installation: Installation, states: Sequence[SourceState], now: datetime) -> list[SourceState]:
    """Those of the sources that are asked: a fallback only while the source it stands in for needs it. Changes are recorded."""
    stand_ins = {state.id: source for state in states if (source := installation.source(state.id)) and source.fallback_of}
    twins = {source.fallback_of for source in stand_ins.values() if source.fallback_of}
    known = {one.source: one for one in histories(connection, now=now, only=twins)} if twins else {}
    kept = []
    for state in states:
        source = stand_ins.get(state.id)
        if source is None or source.fallback_of is None:
            kept.append(state)
            continue
        twin = known.get(source.fallback_of)
        why = needed(twin) if twin is not None else f"{source.fallback_of} is not asked"
        if why is not None:
            if sources.stand_in(connection, source.id, now=now, because=why):
                log.warning("event=fallback.woken source=%s because=%r", source.id, why)
            kept.append(state)
        elif sources.rest(connection, source.id, fence=state.fence, now=now, until=now + source.every):
            log.info("event=fallback.rests source=%s twin=%s", source.id, source.fallback_of)
    return kept


def _let_rest(connection: Connection, accounts: Sequence[Account], kept_out: Mapping[str, datetime], now: datetime) -> None:
    """Put off the sources whose host wants to be left alone, and those whose own address is in quarantine."""
    host = {account.source.id: host_of(urlsplit(account.source.url).netloc) for account in accounts}
    paused = hosts.paused(connection, set(host.values()), now=now)
    for account in accounts:
        until, why = kept_out.get(account.source.url), "its answers broke their reader: in quarantine until"
        if until is None:
            until, why = paused.get(host[account.source.id]), "its host asked to be left alone until"
        if until is not None:
            account.put_off = f"{why} {until:%Y-%m-%d %H:%M} UTC"
            account.released = True
            sources.put_off(connection, account.source.id, fence=account.state.fence, until=until)
