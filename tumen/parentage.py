"""Ending with the process that started this one, also when it is killed and can tell nobody."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2): a signal when the parent dies


def end_with_parent(number: signal.Signals) -> bool:
    """Ask the kernel for this signal when the parent dies; False where it cannot be asked: elsewhere than on Linux.

    A parent that has died before is not noticed: who must know compares `os.getppid()` afterwards.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number) == 0)
