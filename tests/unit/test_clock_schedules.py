"""schedules.yaml in full: what its keys mean, and how a slip is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from clock.jobs import jobs_of
from desk.schedule import command
from tumen.catalogue import REVISIT, Schedules
from tumen.schedules import read_schedules
from tumen.times import Times, Window
from tumen.yamlfile import ConfigurationError, read_yaml

DIGEST = "cron: '0 7 * * *', timezone: Asia/Seoul, period: day, to: [desk@example.org], from: Tumen <tumen@example.org>"


def read(tmp_path: Path, crawl: str = "every: 15m", digest: str = DIGEST, upkeep: str = "every: 7d") -> Schedules:
    path = tmp_path / "schedules.yaml"
    path.write_text(
        f"crawl:\n  all: {{affiliations: [], {crawl}}}\ndigest:\n  daily: {{{digest}}}\nupkeep:\n  optimise: {{{upkeep}}}\n"
    )
    return read_schedules(read_yaml(path), ())


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("every: 15m", Times(every=timedelta(minutes=15))),
        (
            "every: 15m, jitter: 90s, grace: 1h",
            Times(timedelta(minutes=15), jitter=timedelta(seconds=90), grace=timedelta(hours=1)),
        ),
        (
            "every: 1h, between: '05:00-23:00', timezone: Asia/Vladivostok",
            Times(every=timedelta(hours=1), timezone="Asia/Vladivostok", between=Window(time(5), time(23))),
        ),
        ("every: 1h, between: 22:30-24:00, timezone: UTC", Times(timedelta(hours=1), between=Window(time(22, 30), time(0)))),
        ("cron: '*/20 6-22 * * mon-fri', timezone: Europe/Moscow", Times(cron="*/20 6-22 * * mon-fri", timezone="Europe/Moscow")),
    ],
)
def test_the_times_of_a_job(tmp_path: Path, written: str, times: Times) -> None:
    assert read(tmp_path, crawl=written).crawl[0].times == times
    assert read(tmp_path, upkeep=written).upkeep[0].times == times


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("timezone: UTC", "schedules.yaml:2: crawl.all: needs either every: 15m or cron:"),
        ("every: 15m, cron: '0 7 * * *', timezone: UTC", "crawl.all: needs either every: 15m or cron"),
        ("cron: '0 7 * * *'", "crawl.all: timezone missing; hours on the clock need a zone"),
        ("every: 15m, between: '05:00-23:00'", "crawl.all: timezone missing"),
        ("every: 15m, jitter: 15m", "crawl.all.jitter: 15m is not shorter than every: 15m"),
        ("cron: '0 7 * * *', timezone: UTC, jitter: 2h", "crawl.all.jitter: 2h is outside 1s to 1h"),
        ("every: 15m, between: 5-23, timezone: UTC", '"5-23" is not a window; write "05:00-23:00"'),
        ("every: 15m, between: '25:00-26:00', timezone: UTC", "is not a window"),
        ("every: 15m, between: '05:00-05:00', timezone: UTC", "opens when it closes"),
        ("cron: '0 7 * * 1', timezone: UTC", 'crawl.all.cron: "1" names a weekday by number, and crontab and APScheduler count'),
        ("every: 15m, revisit: [1d, 6h]", "crawl.all.revisit: must rise"),
        ("every: 15m, revisit: [1m]", "crawl.all.revisit[0]: 1m is outside 5m to 30d"),
        ("every: 15m, concurrency: 9", 'crawl.all.concurrency: "9" is not a whole number from 1 to 4'),
        ("every: 15m, windw: x", "crawl.all.windw: unknown key"),
    ],
)
def test_a_slip_is_refused_with_line_and_key(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, crawl=written)
    assert said in str(caught.value)


def test_a_digest_goes_by_the_calendar(tmp_path: Path) -> None:
    plan = read(tmp_path, digest=DIGEST + ", jitter: 5m, grace: 12h").digest[0]
    assert plan.times == Times(None, "0 7 * * *", "Asia/Seoul", timedelta(minutes=5), None, timedelta(hours=12))
    with pytest.raises(ConfigurationError, match="between: unknown key"):
        read(tmp_path, digest=DIGEST + ", between: '05:00-23:00'")


def test_each_kind_of_job_is_a_command_with_limits(tmp_path: Path) -> None:
    crawl, digest, upkeep = jobs_of(read(tmp_path, crawl="every: 15m, concurrency: 2"))
    assert (crawl.name, crawl.arguments, crawl.concurrency) == ("crawl.all", ("crawl", "--due", "--group", "all"), 2)
    assert (digest.name, digest.arguments, digest.dated) == ("digest.daily", ("digest", "daily"), True)
    assert (upkeep.name, upkeep.kind) == ("upkeep.optimise", "upkeep")
    assert sum(digest.again, timedelta()) >= timedelta(hours=24)  # a server that says "later" is asked for a day


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "schedules.yaml").write_text(
        "crawl:\n  night: {affiliations: [wire], every: 1h, between: '22:00-05:00', timezone: Asia/Vladivostok}\n"
        f"digest:\n  daily: {{{DIGEST}}}\n"
    )
    monkeypatch.setenv("TUMEN_HOME", str(tmp_path))
    return tmp_path


def test_the_schedule_lists_starts_in_order_in_both_zones(home: Path) -> None:
    done = CliRunner().invoke(command, ["--next", "30", "--json"], standalone_mode=False)
    listed = json.loads(done.output)
    assert len(listed) == 30
    moments = [datetime.fromisoformat(start["at"]) for start in listed]
    assert moments == sorted(moments)
    assert all(moment.tzinfo == UTC and moment > datetime.now(UTC) for moment in moments)
    for start, moment in zip(listed, moments, strict=True):
        local = datetime.fromisoformat(start["local"])
        assert local == moment.astimezone(ZoneInfo(start["timezone"]))
        assert local.hour == 7 if start["job"] == "digest.daily" else local.hour >= 22 or local.hour < 5
    assert {start["job"] for start in listed} == {"crawl.night", "digest.daily"}


def test_the_schedule_as_a_table_and_of_one_job(home: Path) -> None:
    done = CliRunner().invoke(command, ["--next", "2", "--job", "digest"], standalone_mode=False)
    lines = done.output.splitlines()
    assert lines[0].split() == ["job", "local", "time", "zone", "UTC"]
    assert [line.split()[0] for line in lines[2:]] == ["digest.daily"] * 2
    assert all(" 07:00:00  Asia/Seoul " in line and line.endswith(" 22:00:00") for line in lines[2:])


@pytest.mark.parametrize(
    ("written", "hours"),
    [("every: 15m", [1, 6, 24, 72]), ("every: 15m, revisit: [2h, 2d]", [2, 48]), ("every: 15m, revisit: []", [])],
)
def test_pages_are_looked_at_again_as_their_group_says(tmp_path: Path, written: str, hours: list[int]) -> None:
    (group,) = read(tmp_path, crawl=written).crawl
    schedules = Schedules((replace(group, sources=("one",)),), (), ())
    assert schedules.revisits_of("one") == tuple(timedelta(hours=count) for count in hours)
    assert schedules.revisits_of("of-no-group") == REVISIT
