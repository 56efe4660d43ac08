"""What analysts see of the ledger, with real processes: two reports that disagree, the sheet, the pictures, the digest."""

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.journey.desk import Within, run
from tests.once import once

REPORTS = [
    {
        "url": "https://one.example.org/bridge",
        "title": "Work begins on road bridge between Russia and North Korea",
        "text": "Construction of a road bridge over the Tumen River between Khasan in Russia and Tumangang in North Korea began"
        " on 30 April 2025.\nThe bridge will be 850 metres long, Transport Minister Roman Starovoit said.",
        "language": "en",
        "published": "2025-04-30",
    },
    {
        "url": "https://two.example.org/bridge?a=1&b=2",
        "title": "Road bridge over the Tumen to link North Korea and Russia",
        "text": "Builders started work on the road bridge across the Tumen River between Russia and North Korea on"
        " 30 April 2025, TASS reported.\nThe bridge is 1.1 km long, TASS said, and will carry 300 vehicles a day.",
        "language": "en",
        "published": "2025-05-02",
    },
]
Tumen = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with both reports imported; the digest brings in what the registry states. Only looked at."""

    def make(home: Path) -> None:
        lines = "".join(json.dumps(report) + "\n" for report in REPORTS)
        (home / "reports.jsonl").write_text(lines, encoding="utf-8")
        run(home, "import", str(home / "reports.jsonl"))
        run(home, "digest", "daily", "--preview", str(home / "out"))

    return once(tmp_path_factory, "links", make)


@pytest.fixture
def tumen(home: Path) -> Tumen:
    return partial(run, home, COLUMNS="120")


def test_reports_that_disagree_stand_side_by_side_with_their_sentences(tumen: Tumen) -> None:
    table = tumen("links").stdout
    row = next(line for line in table.splitlines() if line.startswith("tumen-road-bridge"))
    assert "open to cargo" in row  # the registry knows what came after
    assert "2025-W18" in row
    assert int(row.split()[-1]) >= 1

    sheet = " ".join(tumen("links", "tumen-road-bridge").stdout.split())
    for wanted in (
        "2025-04-30 construction started · ",
        "850 m conflicts with 1,100 m; 800 m",
        "“The bridge will be 850 metres long, Transport Minister Roman Starovoit said.” https://one.example.org/bridge",
        "1,100 m conflicts with 850 m; 800 m",
        "TASS in two.example.org, 2025-05-02: “The bridge is 1.1 km long",
    ):
        assert wanted in sheet
    assert sheet.index("DISPUTED FIGURES") < sheet.index("OTHER FIGURES") < sheet.index("300 vehicles differs in meaning · TASS")


def test_the_sheet_is_one_json_document(tumen: Tumen) -> None:
    told = json.loads(tumen("links", "tumen-road-bridge", "--json").stdout)
    lengths = {value["figure"]: value for value in told["values"] if value["attribute"] == "length"}
    assert {lengths[figure]["standing"] for figure in ("850 m", "1,100 m")} == {"conflicts"}
    (stated,) = (one for one in lengths["850 m"]["stated"] if one["article"] is not None)
    assert stated["original"] == "850 metres"
    assert stated["stated_at"].startswith("2025-04-30")
    assert ("construction-started", "2025-04-30") in {(event["type"], event["date"]) for event in told["timeline"]}

    rows = {row["id"]: row for row in json.loads(tumen("links", "--json").stdout)["transport_links"]}
    assert rows["tumen-road-bridge"]["conflicts"][0] == "length"
    assert rows["tumen-road-bridge"]["last_event"] == {"date": "2026-09-07", "type": "opened"}
    assert rows["tumen-road-bridge"]["last_report"] == "2025-W18"
    assert rows["other-air"]["conflicts"] == []


def test_an_unknown_id_is_refused_with_the_nearest(within: Within, home: Path) -> None:
    said = within.refused(home, "links", "tumen-rode-bridge").splitlines()
    assert said == ['tumen: no transport link "tumen-rode-bridge"; did you mean tumen-road-bridge?']
    assert "`tumen links` lists them" in within.refused(home, "links", "xyz")


def test_pictures_of_the_same_data_are_the_same_files(tumen: Tumen, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    printed = tumen("links", "--plot", str(one)).stdout.splitlines()
    tumen("links", "tumen-road-bridge", "--plot", str(other))
    assert sorted(printed) == sorted(str(path) for path in one.iterdir())
    assert {"map.svg", "map.png", "timeline-tumen-road-bridge.svg", "timeline-other.png"} <= {path.name for path in one.iterdir()}
    assert sorted(path.name for path in other.iterdir()) == ["timeline-tumen-road-bridge.png", "timeline-tumen-road-bridge.svg"]
    assert [path.name for path in other.iterdir() if path.read_bytes() != (one / path.name).read_bytes()] == []
    drawn = (other / "timeline-tumen-road-bridge.svg").read_text(encoding="utf-8")
    for wanted in ("Road bridge over the lower Tumen", "× length", "850 m", "1,100 m", "Transport Minister Roman Starovoit"):
        assert wanted in drawn

    (tmp_path / "file").touch()
    refused = tumen("links", "--plot", str(tmp_path / "file" / "below"), code=2).stderr
    assert refused.startswith("tumen: --plot ")
    assert len(refused.splitlines()) == 1


def test_the_digest_begins_with_what_changed(tumen: Tumen, home: Path) -> None:
    (page,) = (home / "out").glob("*.html")
    html = page.read_text(encoding="utf-8")
    start = html.index("What changed")
    assert html.index("length: 1,100 m (TASS) against 850 m (Transport Minister Starovoit)", start) < html.index("<h3 lang")
    assert "Event: 30 April 2025 (construction started)" in html
