"""Text for terminals: tables that align in every script, and words from outside that cannot drive the terminal."""

import re
import shutil
from collections.abc import Sequence
from datetime import datetime

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """Text without control characters, escape sequences and direction overrides."""
    return _CONTROL.sub("", text)


def table(rows: Sequence[Sequence[object]], headers: Sequence[str]) -> str:
    """Columns that align, also for wide CJK characters; numbers to the right."""
    from tabulate import tabulate

    return tabulate(
        [[safe(str(c)) if isinstance(c, str) else c for c in row] for row in rows], headers=headers, tablefmt="simple"
    )


def width() -> int:
    """Columns of the terminal, 100 when there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def said_time(when: datetime | None, missing: str = "unknown") -> str:
    return when.strftime("%Y-%m-%d %H:%M UTC") if when else missing
