"""Day one: `tumen run` fills the ledger from the registry and the five baseline articles, once."""

import csv
import io
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.journey.desk import ROOT, run
from tests.once import once

SOURCES = (
    "sources:\n  - {id: none, publisher: Nobody, kind: feed, url: 'http://127.0.0.2/feed', languages: [en], affiliation: wire,"
    " timezone: UTC, every: 1h, enabled: false}\n"
)
Run = Callable[..., str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where `tumen run` was called once."""

    def make(folder: Path) -> None:
        (folder / "seeds").mkdir()
        (folder / "seeds" / "sources.yaml").write_text(SOURCES)
        (folder / "schedules.yaml").write_text("crawl: {all: {affiliations: [wire], every: 15m}}\ndigest: {}\nupkeep: {}\n")
        run(folder, "run")

    own = tmp_path_factory.mktemp("home")
    shutil.copytree(once(tmp_path_factory, "ledger", make), own, dirs_exist_ok=True)
    return own


@pytest.fixture(scope="module")
def tumen(home: Path) -> Run:
    return lambda *arguments: run(home, *arguments).stdout


def rows(home: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "var" / "tumen.db")) as connection, connection:
        return connection.execute(query, values).fetchall()


def figures(home: Path, link: str, attribute: str) -> dict[str, tuple[str, str]]:
    """Figure → standing and what it stands against."""
    query = "SELECT figure, standing, against FROM link_conflicts WHERE transport_link = ? AND attribute = ?"
    return {figure: (standing, against) for figure, standing, against in rows(home, query, link, attribute)}


def said(home: Path, link: str, attribute: str, figure: str) -> list[tuple[str | None, str, str]]:
    """Speaker, publisher and sentence of every statement, articles first."""
    query = (
        "SELECT speaker, publisher, sentence FROM link_claims WHERE transport_link = ? AND attribute = ? AND figure = ?"
        " ORDER BY article IS NULL, claim"
    )
    return rows(home, query, link, attribute, figure)


BRIDGE, RAIL = "tumen-road-bridge", "tumangang-khasan-rail"


def test_the_known_conflict_about_the_length_of_the_bridge_stands_on_day_one(tumen: Run, home: Path) -> None:
    lengths = figures(home, BRIDGE, "length")
    assert lengths["850 m"][0] == lengths["1,000 m"][0] == "conflicts"
    assert "1,000 m" in lengths["850 m"][1].split("; ")
    assert "850 m" in lengths["1,000 m"][1].split("; ")
    [minister, *registry] = said(home, BRIDGE, "length", "850 m")
    assert minister[0] == "Roman Starovoit"
    assert minister[2].startswith("Its length will be 850 meters")
    assert {publisher for _, publisher, _ in registry} >= {"Transport Minister Starovoit", "Reuters"}
    tass = said(home, BRIDGE, "length", "1,000 m")[0]
    assert "Tass" in (tass[0] or "")
    assert tass[2].startswith("The bridge will be 1 kilometer")
    assert rows(home, "SELECT origin FROM link_claims WHERE sentence = ? AND figure = '1,000 m'", tass[2]) == [("tass",)]
    assert figures(home, BRIDGE, "length-russian-share") == {"300 m": ("conflicts", "424 m"), "424 m": ("conflicts", "300 m")}
    assert said(home, BRIDGE, "length-russian-share", "300 m")[0][0] == "Roman Starovoit"
    assert "Tass" in (said(home, BRIDGE, "construction-time", "1.5 years")[0][0] or "")


def test_what_article_and_registry_say_of_the_short_train_stands_together(tumen: Run, home: Path) -> None:
    """1,200 travelled before the regular service: the registry says so beside the article that has it otherwise."""
    speakers = [publisher for _, publisher, _ in said(home, RAIL, "passengers", "1,200 people")]
    assert "Ussuri customs" in speakers
    assert len(speakers) > 1
    [advice] = rows(home, "SELECT DISTINCT advice FROM link_claims WHERE figure = '1,200 people' AND advice IS NOT NULL")
    assert "June to December 2024" in advice[0]
    assert "3 per week" in figures(home, RAIL, "frequency")
    assert figures(home, RAIL, "distance")["20 km"] == ("conflicts", "5,000 m")


@pytest.mark.parametrize(
    ("kind", "date"),
    [("station-renovated", "2025-05-28"), ("opened", "1959-08-09"), ("service-resumed", "2024-12-16")],
)
def test_what_happened_on_the_short_crossing_stands_in_its_timeline(tumen: Run, home: Path, kind: str, date: str) -> None:
    query = "SELECT stated_by FROM link_timeline WHERE transport_link = ? AND type = ? AND date = ? AND NOT planned"
    [(stated_by,)] = rows(home, query, RAIL, kind, date)
    assert stated_by


def test_every_transport_link_has_its_status_and_who_says_so(tumen: Run, home: Path) -> None:
    found = rows(home, "SELECT transport_link, title, status, status_by FROM link_status")
    assert len(found) == 13
    assert [row for row in found if not all(row)] == []


def test_running_again_adds_nothing(tumen: Run, home: Path) -> None:
    tables = ("claims", "events", "claim_values", "happenings", "transport_links")
    before = [rows(home, f"SELECT * FROM {table}") for table in tables]
    tumen("run")
    assert [rows(home, f"SELECT * FROM {table}") for table in tables] == before


def test_a_changed_registry_replaces_its_own_statements_only(tumen: Run, home: Path) -> None:
    shipped = (ROOT / "seeds" / "transport.yaml").read_text(encoding="utf-8")
    changed = shipped.replace("said: {2 lanes: TASS}", "said: {4 lanes: TASS}")
    assert changed != shipped
    articles = rows(home, "SELECT * FROM claims WHERE article IS NOT NULL")
    (home / "seeds" / "transport.yaml").write_text(changed, encoding="utf-8")
    try:
        tumen("run")
        assert list(figures(home, BRIDGE, "lanes")) == ["4 lanes"]
        assert rows(home, "SELECT * FROM claims WHERE article IS NOT NULL") == articles
    finally:
        (home / "seeds" / "transport.yaml").unlink()
    tumen("run")
    assert list(figures(home, BRIDGE, "lanes")) == ["2 lanes"]


def test_reading_again_finds_what_an_older_program_did_not_keep(tumen: Run, home: Path) -> None:
    query = (
        "SELECT transport_link, attribute, figure, speaker, sentence FROM claims WHERE article IS NOT NULL ORDER BY 1, 2, 3, 5"
    )
    before = rows(home, query)
    rows(home, "DELETE FROM claims WHERE article IS NOT NULL")
    assert "wordings read 5" in tumen("upkeep", "reread")
    assert rows(home, query) == before
    assert "850 m" in figures(home, BRIDGE, "length")


def test_claims_and_events_are_exported(tumen: Run) -> None:
    claims = list(csv.DictReader(io.StringIO(tumen("export", "claims", "--format", "csv", "--where", f"link={BRIDGE}"))))
    assert {"850.0", "1000.0"} <= {row["value"] for row in claims if row["attribute"] == "length"}
    events = list(csv.DictReader(io.StringIO(tumen("export", "events", "--format", "csv", "--where", "type=opened"))))
    assert "2026-09-07" in {row["date"] for row in events}
