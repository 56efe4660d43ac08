"""Clearing up after processes of this machine that were killed: their work is taken over at once and not after their leases."""

import logging
import os

from storage.database import Database
from storage.orphans import clear
from tumen.now import utc_now

log = logging.getLogger(__name__)


def clear_orphans(database: Database) -> None:
    """Free what dead processes of this machine hold. Raises DatabaseError."""
    with database.writing() as connection:
        gone = clear(connection, dead=_dead, now=utc_now())
    for owner in gone:
        log.warning("event=orphan.cleared owner=%s", owner)


def _dead(owner: str) -> bool:
    """Whether `host:process` names a process of this host that is no more. Of other hosts nobody here can tell."""
    host, _, process = owner.rpartition(":")
    if host != os.uname().nodename or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
