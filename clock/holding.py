"""One daemon at a time in a home, and who it is. `tumen status` asks, so nothing heavy is imported here."""

import fcntl
import os
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another daemon holds this home."""


def hold_home(state: Path) -> IO[str]:
    """Take the daemon's lock on this home; it is held until the returned file is closed or the process ends.

    Raises AlreadyRunning with the other's process id.
    """
    state.mkdir(parents=True, exist_ok=True)
    lock = (state / "daemon.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise AlreadyRunning(f"a daemon already runs on {state.parent} (process {holder}); stop it first") from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def holder(state: Path) -> int | None:
    """The process id of the daemon that holds this home; None when none does."""
    try:
        lock = (state / "daemon.lock").open(encoding="ascii")
    except OSError:
        return None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            held = lock.read().strip()
            return int(held) if held.isdigit() else None
    return None
