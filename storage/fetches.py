"""Every request and how it ended."""

import math
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import quarantine, schema
from storage.schema.columns import digest_of
from storage.upserts import insert_for
from tumen.journey import Evidence, Fetch, Placed, Polled, Rejected, Scored, Unmodified
from tumen.outcomes import Reason

# A page that failed for a passing reason is asked again after these pauses, counted from its last failure, and then given
# up: five attempts over some thirty hours outlast a publisher's bad night without a request at every poll.
_PAUSES = (timedelta(0), timedelta(hours=1), timedelta(hours=5), timedelta(hours=24))
_CHUNK = 500  # addresses in one look-up: SQLite takes 999 values in a statement where it is old


def settled(connection: Connection, urls: Sequence[str], *, now: datetime) -> set[str]:
    """Those addresses whose page needs no request now.

    Held (an article was seen there), or the last request ended for a lasting reason, or it failed for a passing one and
    is not yet to be asked again, or has failed five times.
    """
    known: dict[str, bool] = {}
    keys = {url: schema.address_key(url) for url in urls}
    for chunk in _chunks(sorted(set(keys.values()))):
        known |= _requested(connection, chunk, now)
        held = sa.select(schema.addresses.c.url_key).where(schema.addresses.c.url_key.in_(chunk))
        known |= dict.fromkeys(connection.scalars(held), True)
    return {url for url, key in keys.items() if known.get(key, False)}


def known_article(connection: Connection, url: str) -> int | None:
    """The article at its canonical address, or at any other it was seen under."""
    c = schema.addresses.c
    return connection.scalar(sa.select(c.article).where(c.url_key == schema.address_key(url)))


def known_among(connection: Connection, urls: Collection[str]) -> set[str]:
    """Those of the addresses at which an article was seen."""
    keys = {schema.address_key(url): url for url in urls}
    found: set[str] = set()
    for chunk in _chunks(list(keys)):
        found.update(keys[key] for key in connection.scalars(_KNOWN, {"keys": chunk}))
    return found


_KNOWN = sa.select(schema.addresses.c.url_key).where(schema.addresses.c.url_key.in_(sa.bindparam("keys", expanding=True)))


def record(connection: Connection, item: Rejected | Unmodified | Polled) -> int:
    """Store how a request ended; the number of its row. The same item again is the same row."""
    record_all(connection, [item])
    return _number(connection, request_key(item))


def record_all(connection: Connection, items: Sequence[Rejected | Unmodified | Polled]) -> None:
    """The same for several, in one statement."""
    if not items:
        return
    results = [_result(item) for item in items]
    rows = [_row(item.fetch, item.reason, request_key(item), result) for item, result in zip(items, results, strict=True)]
    connection.execute(_inserting(connection.dialect.name), rows)
    for item, result in zip(items, results, strict=True):
        if item.reason is Reason.TOO_SLOW:
            quarantine.note_offence(connection, item.fetch, str(result["detail"]))


def record_placed(connection: Connection, placed: Placed, reason: Reason, article: int, revision: int | None) -> int:
    """Store the request that showed an article; for `storage.articles.keep`."""
    document = placed.scored.document
    result: dict[str, object] = {"title": document.title, "detail": document.refusal, "article": article, "revision": revision}
    key = request_key(placed)
    row = _row(placed.fetch, reason, key, result | scored_columns(placed.scored))
    connection.execute(_inserting(connection.dialect.name), row)
    return _number(connection, key)


def asked_in(connection: Connection, run: int, urls: Sequence[str]) -> set[str]:
    """Those of the addresses that have a row of this run."""
    c = schema.fetches.c
    found = {row.url for row in connection.execute(sa.select(c.url).where(c.run == run, c.kind == "page"))}
    return found.intersection(urls)


def request_key(item: Placed | Rejected | Unmodified | Polled) -> str:
    """What makes a request this one: who asked what, when, and what came of it. Storing it twice stores it once."""
    fetch = item.fetch
    came = item.signature.text_hash if isinstance(item, Placed) else item.reason.value
    return digest_of(fetch.url, fetch.source, fetch.kind, fetch.fetched_at.isoformat(), came)


def scored_columns(scored: Scored) -> dict[str, object]:
    """Relevance, the evidence that spoke most for and against, and what a document below the threshold lacked."""
    by_weight = sorted(scored.evidence, key=lambda one: one.contribution)
    least, most = (by_weight[0], by_weight[-1]) if by_weight else (None, None)
    short = _short_by(scored)
    return {
        "relevance": scored.relevance,
        "threshold": scored.threshold,
        "strongest_for": _said(most) if most and most.contribution > 0 else None,
        "strongest_against": _said(least) if least and least.contribution < 0 else None,
        "short_by": short,
        "saved_by": _said(least) if least and short is not None and -least.contribution >= short else None,
    }


def _short_by(scored: Scored) -> float | None:
    """Log-odds between relevance and threshold; None when it reached it, or when one of them is certain."""
    if scored.relevant or scored.relevance <= 0 or scored.threshold >= 1:
        return None
    return _log_odds(scored.threshold) - _log_odds(scored.relevance)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _said(evidence: Evidence) -> str:
    return f"{evidence.term} ({evidence.concept}, {evidence.contribution:+.2f})"


def _result(item: Rejected | Unmodified | Polled) -> dict[str, object]:
    if isinstance(item, Polled):
        return {"entries": item.entries, "unseen": item.unseen, "detail": item.detail}
    if isinstance(item, Unmodified):
        return {"article": item.article, "detail": "HTTP 304"}
    if item.scored is None:
        return {"title": item.title, "detail": item.detail}
    document = item.scored.document
    said = {"title": item.title or document.title, "detail": item.detail or document.refusal}
    return scored_columns(item.scored) | said


def _row(fetch: Fetch, reason: Reason, key: str, result: dict[str, object]) -> dict[str, object]:
    row = {
        "request_key": key,
        "run": fetch.run,
        "source": fetch.source,
        "kind": fetch.kind,
        "url": fetch.url,
        "url_key": schema.address_key(fetch.url),
        "final_url": fetch.final_url,
        "fetched_at": fetch.fetched_at,
        "outcome": reason.outcome.value,
        "reason": reason.value,
        "status": fetch.status,
        "bytes": fetch.bytes,
        "milliseconds": fetch.milliseconds,
        "entry_guid": fetch.entry.guid if fetch.entry else None,
        "entry_title": fetch.entry.title if fetch.entry else None,
    }
    return _NO_RESULT | row | result


# Every row has every column, so that one statement, built once, stores them all.
_NO_RESULT: dict[str, object] = {column.name: None if column.nullable else "" for column in schema.fetches.columns}
del _NO_RESULT["id"]


@cache
def _inserting(dialect: str) -> sa.Insert:
    return insert_for(dialect, schema.fetches).on_conflict_do_nothing(index_elements=[schema.fetches.c.request_key])


def _number(connection: Connection, key: str) -> int:
    return int(connection.execute(_NUMBER, {"key": key}).scalar_one())


_NUMBER = sa.select(schema.fetches.c.id).where(schema.fetches.c.request_key == sa.bindparam("key"))


def _requested(connection: Connection, keys: Sequence[str], now: datetime) -> dict[str, bool]:
    """By key of a requested address: whether it is settled."""
    c = schema.fetches.c
    attempts = (
        sa.select(sa.func.count().label("attempts"), sa.func.max(c.id).label("last"))
        .where(c.url_key.in_(keys), c.kind == "page")
        .group_by(c.url_key)
        .subquery()
    )
    rows = connection.execute(
        sa.select(c.url_key, c.reason, c.fetched_at, attempts.c.attempts).join(attempts, attempts.c.last == c.id)
    )
    return {key: _is_settled(Reason(reason), at, attempts, now) for key, reason, at, attempts in rows}


def _is_settled(reason: Reason, last: datetime, attempts: int, now: datetime) -> bool:
    if reason.lasting or attempts > len(_PAUSES) or (reason is Reason.TOO_SLOW and attempts >= quarantine.OFFENCES):
        return True
    # A clock set back must not hold a page for longer than its pause.
    return timedelta(0) <= now - last < _PAUSES[attempts - 1]


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
