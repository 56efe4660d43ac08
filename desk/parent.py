"""Ending with the daemon that started us, also when it is killed and can tell nobody."""

import os
import signal

from tumen.parentage import end_with_parent


def end_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when process `parent` dies; raises KeyboardInterrupt when it has died already. Linux only."""
    if end_with_parent(signal.SIGTERM) and os.getppid() != parent:  # it died before the kernel was asked
        raise KeyboardInterrupt
