"""The layout as a checked law."""

import ast
import re
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("tumen", "storage", "pipelines", "crawler", "digests", "clock", "desk")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def test_every_import_points_downwards() -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_our_top_level_names_are_free(room: str) -> None:
    """A library that brings a package of the same name would shadow ours, or be shadowed."""
    assert set(packages_distributions().get(room, [])) <= {"tumen"}


def test_no_file_is_a_drawer() -> None:
    drawers = re.compile(r"(utils?|helpers?|common|misc|base|manager)$")
    assert [path for path in SOURCES if drawers.fullmatch(path.stem) or drawers.fullmatch(path.parent.name)] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_stays_small(path: Path) -> None:
    """About 300 lines a file, about 40 a function: the limits leave one tenth for the odd table."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 330
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name} is too long"


def test_only_the_named_boundaries_catch_broadly() -> None:
    broad = {
        f"{path.relative_to(ROOT)}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)  # tidies up and lets it pass
    }
    assert broad == {"pipelines/step.py", "desk/command.py"}


def test_the_wheel_carries_the_seeds_the_schedules_and_the_templates(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("tumen-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        "schedules.yaml",
        "seeds/sources.yaml",
        "seeds/transport.yaml",
        "seeds/lexicon.yaml",
        "seeds/weights.yaml",
        "seeds/events.yaml",
        "seeds/baseline/000.json",
    }
    assert {f"tumen/shipped/{name}" for name in expected} <= names
    for template in (ROOT / "digests" / "templates").iterdir():
        assert f"digests/templates/{template.name}" in names
    assert {name.split("/")[0] for name in names if not name.startswith("tumen-")} == set(ROOMS)


def test_every_command_of_the_readme_exists() -> None:
    from desk.command import _COMMANDS

    named = set(re.findall(r"`tumen ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= set(_COMMANDS)


def test_every_reason_belongs_to_one_outcome() -> None:
    from tumen.outcomes import Outcome, Reason

    assert {reason.outcome for reason in Reason} == set(Outcome)


def test_every_environment_variable_is_documented() -> None:
    from tumen.configuration import VARIABLES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if name not in readme] == []
