"""An installation in a folder of its own, crawled by real processes."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Home:
    """An installation in a folder of its own."""

    folder: Path

    def sources(self, urls: dict[str, str]) -> None:
        (self.folder / "seeds").mkdir(exist_ok=True)
        lines = [
            f'  - {{id: {name}, publisher: "{name}", kind: feed, url: "{url}", languages: [en], affiliation: wire, '
            f"timezone: UTC, every: 1h, enabled: true}}"
            for name, url in urls.items()
        ]
        (self.folder / "seeds" / "sources.yaml").write_text("sources:\n" + "\n".join(lines) + "\n")
        (self.folder / "schedules.yaml").write_text("crawl: {all: {affiliations: [wire], every: 15m}}\ndigest: {}\nupkeep: {}\n")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUMEN_")}
        opened = ",".join(f"127.0.0.{n}/32" for n in (2, *range(4, 16)))
        return kept | {"TUMEN_HOME": str(self.folder), "TUMEN_ALLOW_ADDRESSES": opened, "TUMEN_CONTACT": "desk@example.org"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "desk", "crawl", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)  # type: ignore[call-overload,no-any-return]

    def crawl(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and what was said on stderr."""
        process = self.start("--json", "-v", *arguments)
        out, said = process.communicate(timeout=110)
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
