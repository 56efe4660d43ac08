"""An entry is added to the catalogue as text: what stood there stays, and what comes of it can be read."""

from datetime import timedelta
from pathlib import Path

import pytest

from tumen.catalogue import Affiliation, Kind, Listing
from tumen.newsource import TELEGRAM, NewSource, free_id, with_entry, written
from tumen.sources import read_sources
from tumen.transport import Registry
from tumen.yamlfile import ConfigurationError, read_yaml

HEAD = """# ours
sources:
  # wire: agencies

  - {id: one, publisher: "One: a wire", kind: feed, url: "https://one.example/rss", languages: [en], affiliation: wire,
     timezone: null, every: 1h, enabled: true} # keep
"""


def no_registry() -> Registry:
    raise AssertionError("a feed needs no names")


def new(kind: Kind = Kind.FEED, url: str = "https://two.example/rss?a=1&b=2", publisher: str = 'Two "#: é') -> NewSource:
    return NewSource("two", publisher, kind, url, ("ko", "ja"), Affiliation.ROK, "Asia/Seoul", timedelta(minutes=15))


@pytest.mark.parametrize("text", [HEAD, HEAD.rstrip(), HEAD.replace("\n  ", "\n"), HEAD + "\n# the end\n\n"])
def test_what_stands_there_stays_and_the_entry_reads_as_meant(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(with_entry(text, written(new())), encoding="utf-8")
    assert file.read_text(encoding="utf-8").startswith(text.rstrip())
    one, two = read_sources(read_yaml(file), no_registry)
    assert one.id == "one"
    assert (two.id, two.publisher, two.url, two.languages) == (
        "two",
        'Two "#: é',
        "https://two.example/rss?a=1&b=2",
        ("ko", "ja"),
    )
    assert (two.affiliation, two.timezone, two.every, two.enabled) == (Affiliation.ROK, "Asia/Seoul", timedelta(minutes=15), True)


def test_a_channel_gets_the_layout_of_channels(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(with_entry(HEAD, written(new(Kind.LISTING, "https://t.me/s/two"))), encoding="utf-8")
    settings = read_sources(read_yaml(file), no_registry)[1].settings
    assert isinstance(settings, Listing)
    assert settings == TELEGRAM


@pytest.mark.parametrize(
    "text", ["sources: []\n", "sources: [{id: one}]\n", "a: 1\n", "sources:\n  - a\nmore: 1\n", "- a\n", "a: [\n"]
)
def test_a_file_laid_out_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"seeds/sources\.yaml"):
        with_entry(text, written(new()))


@pytest.mark.parametrize(
    ("url", "taken", "expected"),
    [
        ("https://www.yna.co.kr/rss", [], "yna"),
        ("https://en.yna.co.kr/rss", [], "yna-en"),
        ("https://www.example/rss", [], "example"),
        ("https://kommersant.ru/rss", ["kommersant"], "kommersant-ru"),
        ("https://kommersant.ru/rss", ["kommersant", "kommersant-ru"], "kommersant-2"),
        ("https://t.me/s/RusEmbDPRK", [], "rusembdprk"),
    ],
)
def test_an_id_is_made_of_the_hosts_name(url: str, taken: list[str], expected: str) -> None:
    assert free_id(url, "ru", taken) == expected
