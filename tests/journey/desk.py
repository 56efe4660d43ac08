"""The `tumen` command in a home: as a process, or inside the test's process where only what it says matters."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desk.command import main

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
    done = subprocess.run(
        [sys.executable, "-m", "desk", *arguments],
        cwd=ROOT, env=kept | {"TUMEN_HOME": str(home)} | environment, capture_output=True, text=True, timeout=110,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


class Within:
    """The command's entry called here: for refusals, of which starting Python would be nine tenths of the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def refused(self, home: Path, *arguments: str) -> str:
        """What was said on stderr; the exit code was 2 and nothing was printed."""
        on_term, threshold = signal.getsignal(signal.SIGTERM), gc.get_threshold()
        with self._monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("TUMEN_")]:
                patch.delenv(name)
            patch.setenv("TUMEN_HOME", str(home))
            patch.chdir(ROOT)
            patch.setattr(sys, "argv", ["tumen", *arguments])
            self._capsys.readouterr()
            try:
                code = main()
            finally:
                signal.signal(signal.SIGTERM, on_term)
                gc.set_threshold(*threshold)
        printed, said = self._capsys.readouterr()
        assert (code, printed) == (2, ""), printed + said
        return said
