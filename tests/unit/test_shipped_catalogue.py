"""The catalogue and schedules that come with the program: usable, polite, and as their documentation says."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tumen.catalogue import Affiliation, Installation, Source
from tumen.configuration import load
from tumen.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
LANGUAGES = {"ko", "ru", "en", "zh", "ja", "de", "fr", "es", "uk", "pl"}


@pytest.fixture(scope="module")
def place() -> Installation:
    return load({"TUMEN_HOME": str(ROOT)}, ROOT)


def documented(kind: str) -> dict[str, tuple[int, int]]:
    """The table of docs/sources.md whose first column is `kind`: value → (enabled, off)."""
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    table = re.search(rf"^\| {kind} \| enabled \| off \|\n(?:\|.*\n)+", text, re.MULTILINE)
    assert table
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (\d+) \|$", table[0], re.MULTILINE)
    return {value: (int(enabled), int(off)) for value, enabled, off in rows}


def counted(sources: list[Source]) -> tuple[int, int]:
    enabled = sum(source.enabled for source in sources)
    return enabled, len(sources) - enabled


def test_every_language_has_an_enabled_source(place: Installation) -> None:
    assert {language for source in place.sources if source.enabled for language in source.languages} == LANGUAGES


def test_the_documented_coverage_is_that_of_the_catalogue(place: Installation) -> None:
    affiliations = {str(a): counted([s for s in place.sources if s.affiliation is a]) for a in Affiliation}
    languages = {code: counted([s for s in place.sources if code in s.languages]) for code in LANGUAGES}
    assert documented("affiliation") == affiliations
    assert documented("language") == languages


def test_every_enabled_source_is_in_exactly_one_crawl_group(place: Installation) -> None:
    groups = Counter(source_id for group in place.schedules.crawl for source_id in group.sources)
    assert {source.id: groups[source.id] for source in place.sources if source.enabled and groups[source.id] != 1} == {}


def test_a_group_ticks_as_often_as_its_quickest_source_may_be_asked_and_no_oftener(place: Installation) -> None:
    for group in place.schedules.crawl:
        served = [source for source in place.sources if source.id in group.sources and source.enabled]
        assert group.every == min(place.schedules.bounds_of(source).fastest for source in served), group.name


def test_no_publisher_is_asked_more_often_than_every_five_minutes(place: Installation) -> None:
    assert min(source.every for source in place.sources) >= timedelta(minutes=15)
    assert min(place.schedules.bounds_of(source).fastest for source in place.sources) >= timedelta(minutes=5)


def test_a_fallback_is_switched_on_and_so_is_what_it_stands_in_for(place: Installation) -> None:
    """Switched off it would never be asked; without its twin it would always be."""
    pairs = [(source, place.source(source.fallback_of)) for source in place.sources if source.fallback_of]
    assert pairs
    assert [source.id for source, twin in pairs if twin is None or not (source.enabled and twin.enabled)] == []


def test_every_source_says_why_it_is_there() -> None:
    for entry in read_yaml(ROOT / "seeds" / "sources.yaml").mapping(required=("sources",))["sources"]:
        note = entry.named()["note"].text()
        assert 5 < len(note) < 140, entry.named()["id"].text()  # one line of a terminal, with its key


def test_an_affiliation_stands_in_one_block(place: Installation) -> None:
    """Grouped, so that somebody who adds a source finds where it goes."""
    order = [source.affiliation for source in place.sources]
    blocks = [affiliation for at, affiliation in enumerate(order) if at == 0 or order[at - 1] is not affiliation]
    assert len(blocks) == len(set(blocks))


def test_shipped_digests_go_to_nobody(place: Installation) -> None:
    """A fresh installation must not mail anybody before its operator has said whom."""
    assert place.schedules.digest
    assert all(plan.recipients == () for plan in place.schedules.digest)


def test_shipped_upkeep_does_every_task(place: Installation) -> None:
    assert {plan.name for plan in place.schedules.upkeep} == {"prune", "optimise", "backup", "archive"}


@pytest.mark.parametrize("name", ["sources.yaml", "../schedules.yaml"])
def test_examples_use_reserved_names(name: str) -> None:
    """Mail addresses in shipped files belong to nobody (RFC 2606) or to this machine."""
    text = (ROOT / "seeds" / name).read_text(encoding="utf-8")
    assert set(re.findall(r"@([a-z0-9.-]+)", text)) <= {"example.org", "localhost"}
