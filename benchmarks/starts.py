"""CPU of starting: commands that should answer at once."""

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import command, home
from benchmarks.meter import measure

_TIMES = 5  # the median of so many starts


@dataclass(frozen=True, slots=True)
class Start:
    command: str
    cpu: float  # seconds
    most: float  # what it may take


def starts() -> list[Start]:
    """`tumen --help`, `tumen status`, and a crawl of one source, which is at a closed port: all it takes to send one request."""
    with tempfile.TemporaryDirectory(prefix="tumen-bench-") as name:
        environment = home(Path(name), ["http://127.1.0.1:9/feed.xml"])
        measure(command("database", "upgrade"), environment=environment)
        found = []
        for arguments, most in ((("--help",), 0.15), (("status",), 0.4), (("crawl", "bench-0"), 1.2)):
            runs = [measure(command(*arguments), environment=environment).cpu for _ in range(_TIMES)]
            found.append(Start(f"tumen {' '.join(arguments)}", statistics.median(runs), most))
        return found
