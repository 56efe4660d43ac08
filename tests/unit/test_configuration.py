"""Each refusal of bad configuration, read as the operator reads it: file, line, key, remedy."""

from pathlib import Path

import pytest

from tumen.catalogue import Listing
from tumen.configuration import load
from tumen.yamlfile import ConfigurationError

SOURCE = """\
  - id: {id}
    publisher: Example Wire
    kind: {kind}
    url: {url}
    languages: {languages}
    affiliation: {affiliation}
    timezone: {timezone}
    every: {every}
    enabled: {enabled}
"""
GOOD = {
    "id": "wire-en",
    "kind": "feed",
    "url": "https://news.example/rss",
    "languages": "[en]",
    "affiliation": "wire",
    "timezone": "Asia/Seoul",
    "every": "15m",
    "enabled": "true",
}
SCHEDULES = """\
crawl:
  wires: {affiliations: [wire], every: 15m}
digest:
  daily: {cron: "0 7 * * mon-fri", timezone: Asia/Seoul, period: day, to: [desk@news.example], from: Tumen <t@news.example>}
upkeep:
  prune: {cron: "30 4 * * sun", timezone: UTC, keep: 180d}
"""


def home(tmp_path: Path, sources: str | None = None, schedules: str = SCHEDULES) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "sources.yaml").write_text(sources or "sources:\n" + SOURCE.format(**GOOD), encoding="utf-8")
    (tmp_path / "schedules.yaml").write_text(schedules, encoding="utf-8")
    return tmp_path


def refusal(tmp_path: Path, **environment: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(environment, tmp_path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_home_is_read_whole(tmp_path: Path) -> None:
    place = load({"TUMEN_ALLOW_ADDRESSES": "127.0.0.0/8, ::1/128"}, home(tmp_path))
    assert place.home == tmp_path
    assert place.database_url == f"sqlite:///{tmp_path}/var/tumen.db"
    assert place.open_addresses == ("127.0.0.0/8", "::1/128")
    assert [source.id for source in place.sources] == ["wire-en"]
    assert place.schedules.crawl[0].sources == ("wire-en",)
    assert place.schedules.digest[0].recipients == ("desk@news.example",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"every": "15 min"}, 'sources.yaml:9: sources[0] (wire-en).every: "15 min" is not a duration; write 15m, 2h or 1d'),
        ({"every": "5s"}, "sources.yaml:9: sources[0] (wire-en).every: 5s is outside 1m to 3650d"),
        ({"kind": "feeed"}, 'sources.yaml:4: sources[0] (wire-en).kind: "feeed" is not one of these; did you mean "feed"?'),
        ({"affiliation": "wires"}, 'affiliation: "wires" is not one of these; did you mean "wire"?'),
        (
            {"url": "ftp://news.example/rss"},
            'sources.yaml:5: sources[0] (wire-en).url: "ftp://news.example/rss" is not a web address',
        ),
        ({"url": "https://u:p@news.example/"}, "is not a web address; write http://HOST/PATH"),
        ({"url": "https://news.example:99999/"}, "is not a web address"),
        ({"timezone": "Asia/Pyongjang"}, 'timezone: "Asia/Pyongjang" is not a time zone; write an IANA name'),
        ({"languages": "[english]"}, 'languages: "english" is not a language; write two-letter ISO 639-1 codes'),
        ({"languages": "[]"}, "languages: is empty"),
        ({"languages": "en"}, 'languages: "en" is not a list'),
        ({"enabled": "perhaps"}, 'enabled: "perhaps" is not a yes or no; write true or false'),
        ({"id": "Wire EN"}, 'sources.yaml:2: sources[0].id: "Wire EN" is not an id'),
        ({"id": "baseline"}, 'id: "baseline" is reserved'),
    ],
)
def test_a_bad_value_in_the_catalogue_is_refused(tmp_path: Path, change: dict[str, str], said: str) -> None:
    assert said in refusal(home(tmp_path, sources="sources:\n" + SOURCE.format(**{**GOOD, **change})))


def test_an_id_that_stands_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    second = SOURCE.format(**{**GOOD, "url": "https://other.example/rss"})
    message = refusal(home(tmp_path, sources="sources:\n" + SOURCE.format(**GOOD) + second))
    assert message == 'seeds/sources.yaml:11: sources[1] (wire-en): id "wire-en" stands twice; the first is on line 2'


def test_one_entry_point_is_one_source(tmp_path: Path) -> None:
    second = SOURCE.format(**{**GOOD, "id": "wire-two"})
    assert 'url is already that of "wire-en"' in refusal(home(tmp_path, sources="sources:\n" + SOURCE.format(**GOOD) + second))


def test_an_unknown_key_is_refused_with_the_nearest_right_one(tmp_path: Path) -> None:
    sources = "sources:\n" + SOURCE.format(**GOOD) + "    langauges: [en]\n"
    assert 'sources.yaml:11: sources[0].langauges: unknown key; did you mean "languages"?' in refusal(
        home(tmp_path, sources=sources)
    )


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    sources = "sources:\n  - id: wire-en\n    publisher: Example\n"
    assert "sources.yaml:2: sources[0]: kind, url, languages" in refusal(home(tmp_path, sources=sources))


KIND = "sources:\n" + SOURCE.format(**{**GOOD, "kind": "{kind}"}) + "    {settings}\n"


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("listing", "note: x", "sources.yaml:2: sources[0] (wire-en): listing missing; a source of this kind needs it"),
        (
            "feed",
            "listing: {entries: a}",
            "sources.yaml:11: sources[0] (wire-en).listing: belongs to sources of kind listing; this one is of kind feed",
        ),
        (
            "listing",
            "listing: {entries: 'li >'}",
            'sources.yaml:11: sources[0] (wire-en).listing.entries: "li >" is not a CSS selector',
        ),
        ("listing", "listing: {entries: 'a::text'}", '"a::text" is not a CSS selector; of the pseudo-elements only ::attr(NAME)'),
        ("listing", "listing: {entries: 'li:has-text(x)'}", "is not a CSS selector"),
        ("listing", "listing: {entries: 'a::attr(href)'}", "names an attribute; entries are elements"),
        ("listing", "listing: {entries: a, dates: b}", 'listing.dates: unknown key; did you mean "date"?'),
        ("listing", "listing: {title: a}", "listing: entries missing; every entry needs entries"),
        ("listing", "listing: {entries: a, next: b}", "listing.next: needs pages"),
        ("listing", "listing: {entries: a, next: b, pages: 99}", 'listing.pages: "99" is not a whole number from 1 to 20'),
        ("listing", "listing: {entries: a, complete: true}", "listing.complete: needs text"),
        ("listing", "listing: {entries: a, include: ['(']}", 'listing.include[0]: "(" is not a regular expression'),
        ("listing", "listing: {entries: a, include: x}", 'listing.include: "x" is not a list'),
        ("sitemap", "sitemap: {newer: 5m}", "sitemap.newer: 5m is outside 1h to 90d"),
        ("sitemap", "sitemap: {includes: [a]}", 'sitemap.includes: unknown key; did you mean "include"?'),
        ("search-feed", "search-feed: {engine: bing}", "search-feed: query missing"),
        (
            "search-feed",
            "search-feed: {engine: yahoo, query: x}",
            'search-feed.engine: "yahoo" is not one of these; write bing, google',
        ),
        ("search-feed", "search-feed: {engine: bing, query: ''}", "search-feed.query: is empty"),
        ("search-feed", "search-feed: {engine: bing, query: registry}", "search-feed.query: needs names"),
        ("search-feed", "search-feed: {engine: bing, query: registry, names: ko}", 'search-feed.names: "ko" is not one of these'),
        ("search-feed", "search-feed: {engine: bing, query: registry, names: any}", "the registry has too few names in any"),
        ("search-feed", "search-feed: {engine: bing, query: x, names: en}", "search-feed.names: goes with query: registry"),
        ("gdelt", "gdelt: {table: export, countries: []}", "gdelt.countries: is empty"),
        ("gdelt", "gdelt: {table: export, countries: [PRK]}", 'gdelt.countries: "PRK" is not a FIPS 10-4 code'),
        ("gdelt", "gdelt: {table: export, countries: [KN], themes: [RAIL]}", "gdelt.themes: stand in the gkg table only"),
        ("gdelt", "gdelt: {table: gkg, countries: [KN], fallback: doc}", 'gdelt.fallback: "doc" is not a web address'),
        ("telegram", "note: x", 'kind: "telegram" is not one of these; write feed, sitemap, listing, search-feed, gdelt'),
    ],
)
def test_what_a_kind_needs_is_refused_when_it_is_not_there(tmp_path: Path, kind: str, settings: str, said: str) -> None:
    written = KIND.replace("{kind}", kind).replace("{settings}", settings)
    assert said in refusal(home(tmp_path, sources=written))


def test_two_searches_may_ask_one_address_but_not_for_the_same(tmp_path: Path) -> None:
    def search(name: str, query: str) -> str:
        settings = f"    search-feed: {{engine: bing, query: {query}}}\n"
        return SOURCE.format(**{**GOOD, "id": name, "kind": "search-feed"}) + settings

    place = load({}, home(tmp_path, sources="sources:\n" + search("wire-a", "bridge & ferry") + search("wire-b", "두만강")))
    assert [source.url for source in place.sources] == [
        "https://news.example/rss?q=bridge%20%26%20ferry",
        "https://news.example/rss?q=%EB%91%90%EB%A7%8C%EA%B0%95",
    ]
    (tmp_path / "seeds" / "sources.yaml").write_text(
        "sources:\n" + search("wire-a", "x") + search("wire-b", "x"), encoding="utf-8"
    )
    assert 'url is already that of "wire-a"' in refusal(tmp_path)


def test_a_search_says_what_it_looks_for_in_one_place(tmp_path: Path) -> None:
    written = KIND.replace("{kind}", "search-feed").replace("{settings}", "search-feed: {engine: bing, query: x}")
    written = written.replace("/rss", "/rss?q=y")
    assert "url: says with q= what is searched for; write that as search-feed.query" in refusal(home(tmp_path, sources=written))


def test_the_settings_of_a_kind_are_read(tmp_path: Path) -> None:
    listing = "listing: {entries: li, date: 'time::attr(datetime)', next: a.next, pages: 3, include: ['/news/']}"
    written = KIND.replace("{kind}", "listing").replace("{settings}", listing)
    (source,) = load({}, home(tmp_path, sources=written)).sources
    assert source.settings == Listing("li", date="time::attr(datetime)", next="a.next", pages=3, include=("/news/",))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every: 15m", 'every: "15 min"', 'schedules.yaml:2: crawl.wires.every: "15 min" is not a duration; write 15m, 2h or 1d'),
        ("mon-fri", "1-5", 'schedules.yaml:4: digest.daily.cron: "1-5" names a weekday by number'),
        ("0 7 * * mon-fri", "0 25 * * *", 'schedules.yaml:4: digest.daily.cron: "25" is not a hour; write 0 to 23'),
        ("timezone: Asia/Seoul", "timezone: KST", 'schedules.yaml:4: digest.daily.timezone: "KST" is not a time zone'),
        ("period: day", "period: month", 'digest.daily.period: "month" is not a period; write day or week'),
        ("[desk@news.example]", "[desk]", 'digest.daily.to[0]: "desk" is not a mail address'),
        ("[desk@news.example]", "[a@b.example, A@b.example]", "digest.daily.to: names one address twice"),
        ("Tumen <t@news.example>", "Tumen", 'digest.daily.from: "Tumen" is not a mail address'),
        ("affiliations: [wire]", "affiliations: [wires]", 'crawl.wires.affiliations[0]: "wires" is not one of these'),
        (
            "affiliations: [wire]",
            "sources: [wire-eng]",
            'crawl.wires.sources[0]: "wire-eng" is not in seeds/sources.yaml; did you mean',
        ),
        ("affiliations: [wire], ", "", "schedules.yaml:2: crawl.wires: names no sources"),
        ("prune:", "prnue:", 'schedules.yaml:6: upkeep.prnue: unknown upkeep task; did you mean "prune"?'),
        ("keep: 180d", "keep: 1d", "upkeep.prune.keep: 1d is outside 7d to"),
        ("crawl:", "crawls:", 'schedules.yaml:1: crawls: unknown key; did you mean "crawl"?'),
        ("  wires:", "  Wires!:", "is not a job name"),
        ("digest:\n", "digest: [\n", "not YAML"),
    ],
)
def test_a_bad_schedule_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SCHEDULES
    assert said in refusal(home(tmp_path, schedules=SCHEDULES.replace(old, new)))


@pytest.mark.parametrize("content", ["", "# nothing yet\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal(home(tmp_path, schedules=content)) == "schedules.yaml: is empty"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (home(tmp_path) / "schedules.yaml").write_bytes("crawl: Хасан".encode("koi8-r"))
    assert "byte 7 is not UTF-8" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TUMEN_DATABSE_URL", "x", "TUMEN_DATABSE_URL: unknown environment variable; did you mean TUMEN_DATABASE_URL?"),
        ("TUMEN_ALLOW_ADDRESSES", "localhost", 'TUMEN_ALLOW_ADDRESSES: "localhost" is not a network'),
        ("TUMEN_ALLOW_ADDRESSES", "127.0.0.1/8", "has host bits set"),
        ("TUMEN_SMTP_URL", "mail.example", "TUMEN_SMTP_URL: not a mail server's address; write smtp://"),
        ("TUMEN_SMTP_URL", "smtp://h:abc/", "TUMEN_SMTP_URL: not an address; write smtp://"),
        ("TUMEN_SMTP_URL", "smtp+plain://user:secret@h", "a password over smtp+plain would travel unencrypted"),
        ("TUMEN_HOME", "/nowhere/at/all", "TUMEN_HOME: /nowhere/at/all is not a folder"),
    ],
)
def test_a_bad_environment_variable_is_refused(tmp_path: Path, name: str, value: str, said: str) -> None:
    message = refusal(home(tmp_path), **{name: value})
    assert said in message
    assert "secret" not in message


def test_a_secret_shows_in_no_repr(tmp_path: Path) -> None:
    environment = {
        "TUMEN_SMTP_URL": "smtp://u:s3cret@mail.example",
        "TUMEN_DATABASE_URL": "postgresql://u:s3cret@db.example/tumen",
    }
    place = load(environment, home(tmp_path))
    assert place.smtp is not None
    assert place.smtp.password == "s3cret"
    assert "s3cret" not in repr(place)


def test_a_file_missing_in_the_home_falls_back_to_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "schedules.yaml").write_text(
        (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert len(load({}, tmp_path).sources) > 1
