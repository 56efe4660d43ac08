"""A digest of a subscription, from what is stored to what has arrived, or to files that show it.

A digest is decided on once for its period. Running again later sends what is still owed: to recipients whose server asked
to come back, and those of the period before when others have had that digest. One that nobody has had is given up for
the next, which brings its articles.
"""

import os
import ssl
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from digests.changes import look_up
from digests.compose import Composed, compose
from digests.deliver import Carrier, Limits
from digests.mailing import Mailing, SendReport
from digests.message import make_message, message_id
from digests.period import Period, period_of
from digests.view import Coverage, Names
from storage import digests as stored
from storage.database import Connection, Database
from tumen.catalogue import DigestPlan, Smtp
from tumen.yamlfile import ConfigurationError

__all__ = ["Coverage", "Limits", "Names", "SendReport", "preview", "send"]


def preview(
    database: Database, plan: DigestPlan, *, names: Names, coverage: Coverage, now: datetime, into: Path
) -> tuple[Path, Path]:
    """Write what would be sent now as NAME-PERIOD.eml and .html into a folder, and mark nothing; their paths.

    Raises DatabaseError, and ConfigurationError when the folder cannot be written.
    """
    period = period_of(plan, now)
    with database.reading() as connection:
        selection = stored.choose(connection, plan.name, until=now, most=plan.most_items)
        told = look_up(connection, selection, names)
    composed = compose(selection, plan=plan, period=period, names=names, coverage=coverage, now=now, told=told)
    recipient = plan.recipients[0] if plan.recipients else "nobody@example.invalid"
    try:
        message = make_message(composed, plan, period.key, recipient, now).as_bytes()
    except ValueError as error:
        raise ConfigurationError(f"schedules.yaml: digest.{plan.name}: {error}") from error
    files = {into / f"{plan.name}-{period.key}.eml": message, into / f"{plan.name}-{period.key}.html": composed.html.encode()}
    try:
        into.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            _replace(path, content)
    except OSError as error:
        raise ConfigurationError(f"{into}: the preview cannot be written there: {error.strerror}") from error
    eml, html = files
    return eml, html


def send(  # noqa: PLR0913 — each by name
    database: Database,
    plan: DigestPlan,
    smtp: Smtp | None,
    *,
    names: Names,
    coverage: Coverage,
    now: datetime,
    due: datetime | None = None,
    limits: Limits | None = None,
    trust: ssl.SSLContext | None = None,
) -> SendReport:
    """Decide on the digest of the period that `due` (aware; by default `now`) falls in, unless it is, and deliver what is owed.

    However late it runs, a digest that was due yesterday is yesterday's, and today's is still sent at its time.

    Raises ConfigurationError without mail server or recipients, and DatabaseError; no trouble with mail raises.
    """
    if smtp is None:
        raise ConfigurationError("no mail server: set TUMEN_SMTP_URL, as smtp://USER:PASSWORD@HOST:587; --preview DIR needs none")
    if not plan.recipients:
        raise ConfigurationError(f"schedules.yaml: digest.{plan.name}.to: nobody; write to: [name@host]")
    mailing = Mailing(database, plan, Carrier(smtp, limits or Limits(), trust))
    period = period_of(plan, due or now)
    earlier = period_of(plan, period.starts - timedelta(seconds=1))
    with database.writing() as connection:
        stored.recover(connection, now=now)
        decided = _decide(connection, plan, period, names, coverage, now)
        _give_up(connection, plan, earlier, period, now)
    for owed in (earlier, period):
        mailing.deliver(owed.key, _recomposed(database, plan, owed, names, coverage))
    return mailing.report(period.key, decided=decided)


def _decide(connection: Connection, plan: DigestPlan, period: Period, names: Names, coverage: Coverage, now: datetime) -> bool:
    """Claim the period with the articles that are due; False when it has its digest already."""
    if stored.find(connection, plan.name, period.key) is not None:
        return False
    selection = stored.choose(connection, plan.name, until=now, most=plan.most_items)
    composed = compose(selection, plan=plan, period=period, names=names, coverage=coverage, now=now)
    digest = stored.queue(
        connection,
        plan.name,
        period.key,
        recipients=plan.recipients,
        items=[item.article for item in selection.items],
        now=now,
        message_id=message_id(plan, period.key),
        subject=composed.subject,
    )
    return digest is not None


def _give_up(connection: Connection, plan: DigestPlan, earlier: Period, period: Period, now: datetime) -> None:
    """Let go of an earlier digest that nobody has had: had anybody, none of its articles would be in this one."""
    before = stored.selection(connection, plan.name, earlier.key)
    after = stored.selection(connection, plan.name, period.key)
    if before is None or after is None:
        return
    shared = {item.article for item in before.items} & {item.article for item in after.items}
    if shared or not before.items:
        for delivery in stored.pending(connection, plan.name, earlier.key):
            detail = f"given up: its articles are in the digest of {period.key}"
            stored.mark(connection, delivery.id, "failed", now=now, detail=detail)


def _recomposed(database: Database, plan: DigestPlan, period: Period, names: Names, coverage: Coverage) -> Composed | None:
    """The digest decided on for a period, the same for every recipient and after every crash."""
    with database.reading() as connection:
        digest = stored.find(connection, plan.name, period.key)
        selection = stored.selection(connection, plan.name, period.key)
        told = look_up(connection, selection, names) if selection else None
    if digest is None or selection is None:
        return None
    return compose(selection, plan=plan, period=period, names=names, coverage=coverage, now=digest.queued_at, told=told)


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)  # mkstemp makes it private; a preview is to be looked at
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
