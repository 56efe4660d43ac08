"""CPU seconds, wall seconds and peak memory of a command and everything it starts.

`measure` does it in a process of its own (`python -m benchmarks.meter COMMAND…`), to which orphans of the command fall.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER in <linux/prctl.h>
_EVERY = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Cost:
    cpu: float  # seconds, user and system, of all processes
    wall: float  # seconds
    peak: float  # MB of memory, pages shared by several processes counted once
    output: str
    code: int


def measure(command: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Cost:
    """Run a command to its end. Processes it leaves behind are waited for, and their CPU counts."""
    meter = [sys.executable, "-m", "benchmarks.meter", json.dumps([str(folder or ROOT), *command])]
    done = subprocess.run(meter, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def _measure(folder: str, command: Sequence[str]) -> Cost:
    ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1)  # what loses its parent becomes ours, and its times with it
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    memory = _Memory(process.pid)
    memory.start()
    output, said = process.communicate()
    wall = time.monotonic() - begun
    memory.stop()
    _reap()
    return Cost(_children(), wall, memory.peak / 1024, output or said[-2000:], process.returncode)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            found, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not found:
            time.sleep(0.02)


class _Memory(threading.Thread):
    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._over = threading.Event()
        self.peak = 0  # kB

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            self.peak = max(self.peak, sum(map(proportional, family(self._root))))

    def stop(self) -> None:
        self._over.set()
        self.join()


def family(root: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found, waiting = [], [root]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += [child for child, parent in parents.items() if parent == current]
    return found


def proportional(process: int) -> int:
    """Its share of memory in kB: private pages, and its part of shared ones."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    where, *arguments = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps(asdict(_measure(where, arguments))))
