"""Memory of pages that are done with goes back to the system.

The C library keeps what was freed between what is still in use: after a thousand pages of 340 KB as much as all the rest.
"""

import ctypes
import sys

EVERY = 500  # rows: giving back takes some ten milliseconds, in which the event loop waits


def give_back() -> None:
    """Where the C library is glibc; elsewhere nothing happens."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
