"""An installation in a folder of its own, crawled by real processes."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journey.memory import Peaks, watched

ROOT = Path(__file__).resolve().parents[2]
# The hosts of the tests, each an address of this machine: all of 127.0.0.0/25 but .0, .1 and .3, where nothing may connect.
_OPENED = "127.0.0.2/32,127.0.0.4/30,127.0.0.8/29,127.0.0.16/28,127.0.0.32/27,127.0.0.64/26"


def entry(name: str, url: str, *, kind: str = "feed", language: str = "en", zone: str = "UTC", rest: str = "") -> str:
    """One source of the catalogue; `rest` are the keys of its kind, each with a comma in front."""
    return (
        f'  - {{id: {name}, publisher: "{name}", kind: {kind}, url: "{url}", languages: [{language}], affiliation: wire, '
        f"timezone: {zone}, every: 1h, enabled: true{rest}}}"
    )


@dataclass
class Home:
    """An installation in a folder of its own."""

    folder: Path
    peaks: Peaks = field(default_factory=Peaks)  # of the last crawl

    def sources(self, urls: dict[str, str]) -> None:
        """Feeds, by id."""
        self.catalogue(entry(name, url) for name, url in urls.items())

    def catalogue(self, entries: Iterable[str]) -> None:
        (self.folder / "seeds").mkdir(exist_ok=True)
        (self.folder / "seeds" / "sources.yaml").write_text("sources:\n" + "\n".join(entries) + "\n", encoding="utf-8")
        (self.folder / "schedules.yaml").write_text("crawl: {all: {affiliations: [wire], every: 15m}}\ndigest: {}\nupkeep: {}\n")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
        return kept | {"TUMEN_HOME": str(self.folder), "TUMEN_ALLOW_ADDRESSES": _OPENED, "TUMEN_CONTACT": "desk@example.org"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "desk", "crawl", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)  # type: ignore[call-overload,no-any-return]

    def crawl(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and what was said on stderr."""
        process = self.start("--json", "-v", *arguments)
        try:
            with watched(process) as self.peaks:
                out, said = process.communicate(timeout=110)
        finally:
            process.kill()  # one that hangs must not outlive its test
        assert process.returncode in (0, 1, 3, 4), said
        assert out == "" or json.loads(out)
        return process.returncode, said

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "var" / "tumen.db")) as connection:
            return connection.execute(query).fetchall()

    def endings(self) -> dict[str, str]:
        """Of every address asked for: how its last request ended."""
        return dict(self.rows("SELECT url, reason FROM fetches ORDER BY id"))


def change(home: Home, *statements: str) -> None:
    """What an hour or an accident would change in the database."""
    with closing(sqlite3.connect(home.folder / "var" / "tumen.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def hours_pass(home: Home, hours: int) -> None:
    """Everything that was kept was kept so much earlier."""
    for table, columns in (("articles", ("first_kept_at", "last_seen_at")), ("held_pages", ("asked_at",))):
        for name in columns:
            change(home, f"UPDATE {table} SET {name} = strftime('%Y-%m-%dT%H:%M:%S.000000Z', {name}, '-{hours} hours')")
