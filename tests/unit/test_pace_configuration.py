"""Bounds of intervals and fallbacks in the configuration: what is taken, and each refusal with file, line, key and remedy."""

from datetime import timedelta
from pathlib import Path

import pytest

from tumen.catalogue import Bounds, Installation
from tumen.configuration import load
from tumen.yamlfile import ConfigurationError

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def entry(name: str, rest: str = "", every: str = "1h", kind: str = "feed") -> str:
    return (
        f"  - {{id: {name}, publisher: {name}, kind: {kind}, url: 'https://{name}.example/', languages: [en], affiliation: wire,"
        f" timezone: UTC, enabled: true, every: {every}{rest}}}\n"
    )


def read(tmp_path: Path, sources: str, schedules: str = "") -> Installation:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "sources.yaml").write_text("sources:\n" + sources)
    (tmp_path / "schedules.yaml").write_text(f"crawl: {{}}\ndigest: {{}}\n{schedules}")
    return load({}, tmp_path)


def refused(tmp_path: Path, sources: str, schedules: str = "") -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, sources, schedules)
    return str(caught.value)


@pytest.mark.parametrize(
    ("every", "rest", "kind", "bounds"),
    [
        ("15m", "", "feed", Bounds(5 * MINUTE, HOUR)),
        ("5m", "", "feed", Bounds(5 * MINUTE, 20 * MINUTE)),
        ("1m", "", "feed", Bounds(MINUTE, 4 * MINUTE)),
        ("12h", "", "feed", Bounds(4 * HOUR, DAY)),
        ("7d", "", "feed", Bounds(7 * DAY / 3, 7 * DAY)),
        ("2h", ", fastest: 2h", "feed", Bounds(2 * HOUR, 8 * HOUR)),
        ("2h", ", fastest: 1m, slowest: 30d", "feed", Bounds(MINUTE, 30 * DAY)),
        ("30m", "", "sitemap", Bounds(10 * MINUTE, 2 * HOUR)),
    ],
)
def test_bounds_follow_from_every_the_kind_and_the_sources_own_keys(
    tmp_path: Path, every: str, rest: str, kind: str, bounds: Bounds
) -> None:
    place = read(tmp_path, entry("a", rest, every, kind))
    assert place.schedules.bounds_of(place.sources[0]) == bounds


def test_bounds_by_kind_are_the_operators(tmp_path: Path) -> None:
    place = read(
        tmp_path,
        entry("a") + entry("b", kind="sitemap"),
        "pace:\n  feed: {fastest: 30m, slowest: 2h}\n  sitemap: {slowest: 90m}\n",
    )
    assert [place.schedules.bounds_of(source) for source in place.sources] == [
        Bounds(30 * MINUTE, 2 * HOUR),
        Bounds(20 * MINUTE, 90 * MINUTE),
    ]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (", fastest: 2h", "sources.yaml:2: sources[0].fastest: 2h is outside 1m to 1h"),
        (", fastest: 30s", "sources.yaml:2: sources[0].fastest: 30s is outside 1m to 1h"),
        (", slowest: 30m", "sources.yaml:2: sources[0].slowest: 30m is outside 1h to 3650d"),
        (", slowest: often", 'sources.yaml:2: sources[0].slowest: "often" is not a duration; write 15m, 2h or 1d'),
        (", fallback_of: a", "sources.yaml:2: sources[0].fallback_of: names the source itself; name the one it stands in for"),
        (", fallback_of: bb", 'fallback_of: "bb" is not in this file; did you mean "b"?'),
        (", fallback_of: xyz", 'fallback_of: "xyz" is not in this file; tumen sources --all lists them'),
        (", fallback_of: c", 'fallback_of: "c" is a fallback itself; name the source both stand in for'),
        (", fallback: b", 'sources.yaml:2: sources[0].fallback: unknown key; did you mean "fallback_of"?'),
    ],
)
def test_what_a_source_may_not_say(tmp_path: Path, rest: str, said: str) -> None:
    message = refused(tmp_path, entry("a", rest) + entry("b") + entry("c", ", fallback_of: b"))
    assert said in message.replace(" (a)", "")


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        ("{feeds: {fastest: 5m}}", 'schedules.yaml:3: pace.feeds: unknown key; did you mean "feed"?'),
        ("{feed: {fast: 5m}}", 'schedules.yaml:3: pace.feed.fast: unknown key; did you mean "fastest"?'),
        ("{feed: {fastest: 2d}}", "schedules.yaml:3: pace.feed.fastest: 2d is outside 1m to 1d"),
        ("{feed: {fastest: 1h, slowest: 30m}}", "schedules.yaml:3: pace.feed.fastest: 1h is outside 1m to 30m"),
        ("{feed: {slowest: 60d}}", "schedules.yaml:3: pace.feed.slowest: 60d is outside 1m to 28d"),
        ("[feed]", "schedules.yaml:3: pace: a list is not a mapping"),
    ],
)
def test_what_pace_may_not_say(tmp_path: Path, pace: str, said: str) -> None:
    assert said in refused(tmp_path, entry("a"), f"pace: {pace}\n")


def test_a_fallback_names_what_it_stands_in_for_wherever_that_is_listed(tmp_path: Path) -> None:
    place = read(tmp_path, entry("a", ", fallback_of: b") + entry("b"))
    assert [source.fallback_of for source in place.sources] == ["b", None]
