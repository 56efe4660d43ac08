"""The server of a measurement, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.meter import ROOT
from benchmarks.server import feeds_of


@contextmanager
def serving(count: int, share: float, folder: Path | None) -> Iterator[list[str]]:
    """The addresses of the feeds of so many pages, served while the block lasts."""
    command = [sys.executable, "-m", "benchmarks.server", str(count), str(share), *([str(folder)] if folder else [])]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stdin is not None
        yield feeds_of(count, int(server.stdout.readline()))
        server.stdin.close()
