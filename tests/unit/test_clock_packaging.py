"""The service unit and the container files: what can be checked without installing them."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from clock.daemon import BEAT_SECONDS, DRAIN_SECONDS
from tumen.configuration import VARIABLES

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"


def unit() -> dict[str, list[str]]:
    """Every key of the unit with its values, in order."""
    found: dict[str, list[str]] = {}
    for line in (PACKAGING / "tumen.service").read_text().splitlines():
        if line and line[0] not in "#[":
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_the_unit_gives_the_daemon_what_it_counts_on() -> None:
    keys = unit()
    assert keys["Type"] == ["notify"]
    assert int(keys["WatchdogSec"][0]) > 10 * BEAT_SECONDS
    assert int(keys["TimeoutStopSec"][0]) > DRAIN_SECONDS + 2
    assert keys["KillMode"] == ["mixed"]  # the first signal goes to the daemon alone
    assert keys["RestartPreventExitStatus"] == ["2"]
    assert keys["ExecStart"][0].endswith("/tumen daemon")
    assert "-HUP" in keys["ExecReload"][0]
    assert "TUMEN_HOME=/var/lib/tumen" in keys["Environment"]
    assert keys["StateDirectory"] == ["tumen"]


def analyse(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def test_systemd_reads_the_unit_without_a_word(tmp_path: Path) -> None:
    written = (PACKAGING / "tumen.service").read_text().replace("/opt/tumen/.venv/bin/tumen", "/bin/true")
    (tmp_path / "tumen.service").write_text(written)
    done = analyse("verify", "--man=no", str(tmp_path / "tumen.service"))
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_finds_little_exposed() -> None:
    done = analyse("security", "--offline=true", "--threshold=20", str(PACKAGING / "tumen.service"))
    assert done.returncode == 0, done.stdout


def test_the_image_holds_every_room_and_what_the_build_needs() -> None:
    lines = (PACKAGING / "Containerfile").read_text().splitlines()
    copied = {word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]}
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert copied >= {*wheel["packages"], *wheel["force-include"], "pyproject.toml", "requirements.lock", "README.md", "LICENSE"}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "USER tumen" in lines
    version = re.search(r"python:(3\.\d+)", lines[1])
    assert version
    assert version[1] in ("3.11", "3.12", "3.13")


def test_the_compose_file_names_what_there_is() -> None:
    compose = yaml.safe_load((PACKAGING / "compose.yaml").read_text())
    daemon, database = compose["services"]["daemon"], compose["services"]["database"]
    assert (PACKAGING / daemon["build"]["context"] / daemon["build"]["dockerfile"]).is_file()
    assert set(daemon["environment"]) <= set(VARIABLES)
    assert "@database/tumen" in daemon["environment"]["TUMEN_DATABASE_URL"]
    assert database["environment"]["POSTGRES_DB"] == "tumen"
    assert daemon["depends_on"]["database"]["condition"] == "service_healthy"
    assert int(daemon["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS + 2
    named = {volume.partition(":")[0] for service in (daemon, database) for volume in service["volumes"]}
    assert named == set(compose["volumes"])
