"""Ending with the daemon that started us, also when it is killed and can tell nobody."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1  # prctl(2): a signal when the parent dies


def end_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when process `parent` dies; raises KeyboardInterrupt when it has died already. Linux only."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is None:
        return
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the kernel was asked
        raise KeyboardInterrupt
