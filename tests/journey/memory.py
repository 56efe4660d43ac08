"""How much memory a process and its descendants ever had, while they run. Linux only, as the crawler's own limits are."""

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

_EVERY = 0.05  # seconds; what counts is the high-water mark, which a process keeps until it ends


class Peaks:
    """The highest resident set of each process, in MB, by its number; `commands` tells them apart."""

    def __init__(self) -> None:
        self.by_process: dict[int, float] = {}
        self.commands: dict[int, str] = {}

    @property
    def highest(self) -> float:
        return max(self.by_process.values())

    def look(self, process: int) -> None:
        """Note the marks of a process and of all that descends from it."""
        with contextlib.suppress(OSError):  # it has ended meanwhile
            status = Path(f"/proc/{process}/status").read_text()
            marks = [int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM:")]
            if marks:
                self.by_process[process] = max(marks[0], self.by_process.get(process, 0.0))
                arguments = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
                self.commands[process] = b" ".join(arguments[1:4]).decode(errors="replace")[:80]
            for task in Path(f"/proc/{process}/task").iterdir():
                for child in (task / "children").read_text().split():
                    self.look(int(child))


@contextlib.contextmanager
def watched(process: subprocess.Popen[str]) -> Iterator[Peaks]:
    """The peaks of `process` and its descendants, complete when the block ends with the process."""
    peaks, ended = Peaks(), threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY):
            peaks.look(process.pid)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()
