"""Search: every script, both databases alike, and no text that is an error."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from pipelines.extraction.dates import read_date
from storage import sources
from storage.articles import keep
from storage.database import Connection, Database
from storage.index import rebuild
from storage.query import read_query
from storage.ranking import Limits, page
from storage.search import search
from tests.contracts.conftest import Maker
from tumen.catalogue import Affiliation
from tumen.journey import LinkTag, Precision, StatedDate
from tumen.outcomes import Reason

# By name: language, source, relevance, published on, title, text.
TEXTS = {
    "ru": (
        "ru",
        "tass-ru",
        0.97,
        "2025-04-30",
        "Мост через Туманную заложили",
        "Длина моста — 850 метров. Всё идёт по плану: железная дорога рядом.",
    ),
    "ru-2": ("ru", "tass-ru", 0.70, "2025-05-20", "Поезд до Раджина", "Дорога железная, но медленная. Начальник «Хасана» ждёт."),
    "ko": (
        "ko",
        "yonhap",
        0.91,
        "2025-05-01",
        "나진-하산 철도 재개",
        "러시아 석탄이 나진항에서 선적됐다. 두만강 다리도 언급됐다.",
    ),
    "zh": ("zh", "xinhua", 0.85, "2025-05-02", "图们江公路桥开工", "俄朝铁路桥旁将建新公路桥，全长约一公里。"),
    "ja": ("ja", "kyodo", 0.80, "2025-05-03", "豆満江に自動車橋", "ロシアと北朝鮮を結ぶ鉄道のとなりに、ﾊｻﾝから橋を架ける。"),
    "en": (
        "en",
        "tass-en",
        0.95,
        "2025-05-01",
        "Road bridge begun",
        "The bridge over the Tumen will be 1 km long. A café stands at Khasan's railway station.",
    ),
    "de": (
        "de",
        "dw",
        0.60,
        "2024-12-31",
        "Autobrücke über den Tumen",
        "Die Straße zur Grenzbrücke wird gebaut; der Grenzübergang öffnet 2026.",
    ),
    "undated": ("en", "tass-en", 0.55, None, "Ferry notes", "A ferry to Rason; rail is quicker."),
}

QUERIES = {
    "나진": ["ko"],
    "나진항": ["ko"],
    "나진역": [],
    "항": ["ko"],
    "철도": ["ko"],
    "두만강 다리": ["ko"],
    '"두만강 다리"': ["ko"],
    '"다리 두만강"': [],
    "铁路": ["zh"],
    "铁路桥": ["zh"],
    "桥": ["zh"],
    "公路桥 铁路": ["zh"],
    "江": ["zh", "ja"],
    "鉄道": ["ja"],
    "ハサン": ["ja"],
    "мост": ["ru"],
    "МОСТ": ["ru"],
    "мост*": ["ru"],
    "моста": ["ru"],
    "все": ["ru"],
    "всё": ["ru"],
    "железная дорога": ["ru", "ru-2"],
    '"железная дорога"': ["ru"],
    "дорога -медленная": ["ru"],
    "bridge": ["en"],
    "brid*": ["en"],
    "cafe": ["en"],
    "khasan": ["en"],
    "khasan's": ["en"],
    "хасана": ["ru-2"],
    "«Хасана»": ["ru-2"],
    "strasse": ["de"],
    "grenzubergang": ["de"],
    "850": ["ru"],
    "tumen": ["de", "en"],
    "tumen -bridge": ["de"],
    'tumen -"road bridge"': ["de"],
    "tumen AND bridge": [],
    "language:ko": ["ko"],
    "language:ru,ko": ["ru", "ko", "ru-2"],
    "language:ru language:ko": ["ru", "ko", "ru-2"],
    "-language:ru tumen": ["de", "en"],
    "link:tumen-road-bridge language:en": ["en"],
    "transport-link:khasan-rail": ["ko"],
    "-link:tumen-road-bridge -link:khasan-rail": ["undated"],
    "source:tass-ru": ["ru", "ru-2"],
    "affiliation:rok": ["ko"],
    "AFFILIATION:Russia-State": ["ru", "en", "ru-2", "undated"],
    "after:2025-05-01 before:2025-05-03": ["en", "ko", "zh"],
    "before:2025": ["de"],
    "after:2025-05-20": ["ru-2", "undated"],
    "relevance>0.94": ["ru", "en"],
    "relevance>=0.95 -language:ru": ["en"],
    "relevance<0.56": ["undated"],
    "-relevance>0.5": [],
    "rail relevance<0.9": ["undated"],
    "-bridge language:en": ["undated"],
    "nothing here": [],
}  # fmt: skip

# fmt: off
HOSTILE = [
    "", " ", "\n\t", '"', '""', '"""', "'", "''", "*", "**", "-", "--", "- -", "-*", '-"', '-""', "()", "(", ")", "((bridge",
    "bridge)", "AND", "OR", "NOT", "NEAR", "NEAR(bridge tumen)", "bridge AND", "bridge OR", "NOT bridge",
    "bridge NEAR/3 tumen", "a AND NOT b", "title:bridge", "{title}:x", "body : x", "search_words", "rowid:1", "^bridge",
    "bridge^2", "+bridge", "a + b", "a||b", "!bridge", "& bridge", "| bridge", "bridge & ", "bridge <-> tumen",
    "bridge <2> tumen", "br:*", "bridge:A", "bridge:*", ":*", "a:b:c", "\\", "\\'", "a\\b", "'; DROP TABLE articles; --",
    '"; DROP TABLE articles; --', "%", "_", "%s", "%(match)s", ":match", "?", "$1", "{}", "{0}", "\x00", "a\x00b", "\ud800",
    "bridge\udfff", "\ufffd", "\u202e", "language:", "link:", "after:", "after:x", "after:2025-13-45", "before:0000",
    "after:9999-12-31", "before:99999", "relevance>", "relevance>x", "relevance>nan", "relevance>inf", "relevance<-1",
    "relevance>1e400", "relevance=1", "language:'", 'language:"', 'link:"a b"', "language:ru;x", "-language:",
    "-relevance>x", "-after:x", "x" * 10_000, "мост " * 3_000, '"' * 1_001, "(" * 1_000, "- " * 1_000, "나" * 5_000,
    "*bridge", "br*dge", "b*r*", "…", "。", "・", "e\u0301", "ﷺ", "İstanbul", "\u0301", "½", "２０２５", "🚂", "👩‍👩‍👧",
]
# fmt: on


@pytest.fixture
def filled(database: Database, make):
    with database.writing() as connection:
        publish(connection, make)
        yield connection


@pytest.fixture(scope="module")
def stored(lasting: dict[str, Database]) -> dict[str, Database]:
    for database in lasting.values():
        with database.writing() as connection:
            publish(connection, Maker())
    return lasting


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def read(request: pytest.FixtureRequest, stored: dict[str, Database]):
    """As `filled`, for tests that write nothing."""
    with stored[request.param].reading() as connection:
        yield connection


def publish(connection: Connection, make: Maker) -> None:
    affiliations = {"tass-ru": Affiliation.RUSSIA_STATE, "tass-en": Affiliation.RUSSIA_STATE, "yonhap": Affiliation.ROK}
    sources.synchronise(connection, [make.source(name, affiliation) for name, affiliation in affiliations.items()])
    fill(connection, make)


def fill(connection: Connection, make: Maker) -> None:
    for name, (language, source, relevance, day, title, text) in TEXTS.items():
        published = StatedDate(datetime.fromisoformat(day + "T00:00:00+00:00"), Precision.DAY, None, day) if day else None
        tag = {"ko": "khasan-rail", "undated": "other"}.get(name, "tumen-road-bridge")
        make.keep(
            connection,
            f"https://example/{name}",
            text,
            title=title,
            language=language,
            source=source,
            relevance=relevance,
            published=published,
            transport_links=(LinkTag(tag, "reported", 0.9),),
            fetched_at=make.now.replace(month=6),
        )


def names(connection: Connection, query: str) -> list[str]:
    page = search(connection, query, limit=100, offset=0)
    assert page.total == len(page.results)
    return [hit.url.removeprefix("https://example/") for hit in page.results]


def test_every_query_finds_the_same_on_both_databases(read: Connection) -> None:
    """The table says what and in which order; a hit in the title comes first, then relevance decides, then the date."""
    assert {query: names(read, query) for query in QUERIES} == QUERIES


def test_no_text_is_an_error(filled: Connection) -> None:
    for query in HOSTILE:
        page = search(filled, query, limit=5, offset=0)
        assert 0 <= len(page.results) <= min(page.total, 5), query
    assert names(filled, "bridge") == ["en"], "and nothing happened to the data"


def test_a_hit_tells_what_an_analyst_asks_first(read: Connection) -> None:
    [hit] = search(read, "850 план*", limit=5, offset=0).results
    assert (hit.article, hit.title, hit.relevance) == (1, "Мост через Туманную заложили", 0.97)
    assert hit.published_at == datetime(2025, 4, 30, tzinfo=UTC)
    assert hit.snippet == "Длина моста — **850** метров. Всё идёт по **плану**: железная дорога рядом."


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("나진", "러시아 석탄이 **나진**항에서 선적됐다."),
        ("나진항 선적", "러시아 석탄이 **나진항**에서 **선적**됐다."),
        ("铁路", "俄朝**铁路**桥旁将建新公路桥"),
        ("ハサン", "**ﾊｻﾝ**から橋を架ける"),
        ("cafe", "A **café** stands"),
        ("khasan's", "at **Khasan's** railway"),
        ("strasse", "Die **Straße** zur"),
        ('"железная дорога"', "**железная дорога** рядом"),
        ("brücke* autobrücke", "Die Straße zur Grenzbrücke"),
        ("language:de", "Die Straße zur Grenzbrücke"),
    ],
)
def test_found_words_are_marked_in_the_original_text(read: Connection, query: str, marked: str) -> None:
    query = query.replace("brücke* ", "")
    assert marked in search(read, query, limit=1, offset=0).results[0].snippet


def test_a_long_text_is_shown_where_most_was_found(database: Database, make) -> None:
    text = (
        "bridge " + "filler words all along the way " * 100 + "and here the road bridge opens\n\n at last " + "more of it " * 100
    )
    with database.writing() as connection:
        make.keep(connection, "https://example/", text)
        [hit] = search(connection, "bridge road opens", limit=1, offset=0).results
    assert "here the **road** **bridge** **opens** at last" in hit.snippet
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")
    assert len(hit.snippet) < 300


def test_pages_follow_one_another_without_gap_or_overlap(database: Database, make) -> None:
    with database.writing() as connection:
        for n in range(25):
            make.keep(connection, f"https://example/{n}", f"Bridge {n}", relevance=0.9)
        pages = [search(connection, "bridge", limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    found = [hit.article for page in pages for hit in page.results]
    assert sorted(found) == list(range(1, 26))
    assert {page.total for page in pages} == {25}


def test_only_the_current_wording_is_found(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, "https://example/", "It is 850 metres.")
        make.keep(connection, "https://example/", "It is one kilometre.", Reason.REVISED, article=first.article)
        assert names(connection, "850") == []
        assert names(connection, "kilometre") == [""]


def test_what_was_not_understood_is_said(read: Connection) -> None:
    assert search(read, "after:yesterday", limit=1, offset=0).notes == (
        "after:yesterday: not a date like 2025-05-01; searched as words",
    )
    assert search(read, "relevance>much", limit=1, offset=0).notes == ("relevance>much: not a number; searched as words",)
    assert search(read, "!?", limit=1, offset=0).notes == ("nothing to search for",)
    assert search(read, "bridge", limit=1, offset=0).notes == ()


def test_the_index_can_be_built_anew(filled: Connection) -> None:
    before = {query: names(filled, query) for query in QUERIES}
    filled.exec_driver_sql("DELETE FROM search_words")
    assert names(filled, "bridge") == []
    assert rebuild(filled) == len(TEXTS)
    assert {query: names(filled, query) for query in QUERIES} == before


def test_texts_beyond_the_limits_of_an_index_are_kept_and_found_by_their_beginning(database: Database, make) -> None:
    many = " ".join(f"w{n}" for n in range(50_000))
    same = "again " * 20_000 + "end"
    long = " ".join(chr(0x10400 + n % 40) * 60 + str(n) for n in range(12_000))
    with database.writing() as connection:
        for number, text in enumerate((many, same, long, "w" * 100_000)):
            make.keep(connection, f"https://example/{number}", text)
        assert names(connection, "w11999") == ["0"]
        assert names(connection, "w12000") == []
        assert names(connection, "again") == ["1"]
        assert names(connection, "w" * 100) == ["3"]


def test_random_texts_and_queries_find_the_same_on_both(sqlite_database: Database, postgres_database: Database, make) -> None:
    chance = random.Random(7)
    alphabet = ["мост", "дорога", "나진", "나진항", "항", "铁路桥", "桥", "rail", "railway", "road", "x", "-", "'", ".", "ロシア"]

    def text(words: int) -> str:
        return "".join(chance.choice(alphabet) + chance.choice(["", " ", " "]) for _ in range(words))

    items = [make.placed(f"https://example/{n}", text(12), title=text(3), relevance=chance.random() / 2 + 0.5) for n in range(60)]
    queries = [text(chance.randint(1, 3)) + chance.choice(["", "*"]) for _ in range(100)]
    queries += [f'"{text(2)}" -{chance.choice(alphabet)}' for _ in range(100)]
    queries = [query for query in queries if not read_query(query).empty]
    answers = []
    for database in (sqlite_database, postgres_database):
        with database.writing() as connection:
            for item in items:
                keep(connection, item)
            answers.append([[hit.url for hit in search(connection, query, limit=100, offset=0).results] for query in queries])
            walked = [page(connection, read_query(query), 100, 0, Limits(0, 0, 0)) for query in queries]
            assert [len(one.articles) for one in walked] == [one.total for one in walked]
            answers.append([_urls(connection, one.articles) for one in walked])
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert sum(map(bool, answers[0])) > 60, "the test compares hits, not silence"


def _urls(connection: Connection, articles: list[int]) -> list[str]:
    return [connection.execute(sa.text("SELECT url FROM articles WHERE id = :id"), {"id": one}).scalar_one() for one in articles]


def test_where_many_match_the_best_are_the_same_and_not_all_are_counted(read: Connection) -> None:
    """However few articles are few: what is looked for in order is what is found by the index."""
    for query in map(read_query, [*QUERIES, *HOSTILE]):
        if query.empty:
            continue
        whole = page(read, query, 100, 0)
        for limits in (Limits(0, 0, 0), Limits(2, 2, 2), Limits(100, 1, 1, 3), Limits(100, 0, 100)):
            assert page(read, query, 100, 0, limits) == whole
            for offset in range(len(whole.articles)):
                found = page(read, query, 1, offset, limits)
                assert found.articles == whole.articles[offset : offset + 1]
                assert found.total <= whole.total
                assert found.more == (found.total < whole.total) or found.total == whole.total


def test_a_total_that_was_not_counted_is_said(database: Database, make) -> None:
    with database.writing() as connection:
        for n in range(30):
            make.keep(connection, f"https://example/{n}", f"The long bridge {n}", title=f"News {n % 2}", language="en")
        found = [
            page(connection, read_query(query), 5, 5, Limits(8, 8, 8))
            for query in ("bridge", '"long bridge"', "bridge language:en")
        ]
        narrow = page(connection, read_query("bridge 1"), 5, 0, Limits(8, 8, 8))
    assert [(one.total, one.more) for one in found] == [(10, True)] * 3
    assert (narrow.total, narrow.more) == (8, True)


def test_dates_compare_as_moments_not_as_text(database: Database, make) -> None:
    with database.writing() as connection:
        at = datetime(2025, 5, 1, tzinfo=UTC) - timedelta(microseconds=1)
        make.keep(connection, "https://example/before", published=StatedDate(at, Precision.MINUTE, None, "?"))
        make.keep(
            connection,
            "https://example/after",
            "Other.",
            published=StatedDate(at + timedelta(microseconds=1), Precision.DAY, None, "?"),
        )
        assert names(connection, "after:2025-05-01") == ["after"]
        assert names(connection, "before:2025-05-01") == ["before"]


@pytest.mark.parametrize("page", [1, 3, 7, 100])
def test_pages_of_a_frequent_word_put_together_are_the_whole_ranking(database: Database, make, page: int) -> None:
    """However the page is found: title first, then relevance, then the newest, then the last kept."""
    with database.writing() as connection:
        for n in range(60):
            title = "Bridge news" if n % 13 == 0 else "News"
            published = make.published(f"2025-04-{n % 5 + 1:02}") if n % 3 else None
            make.keep(
                connection, f"https://a.example/{n}", f"The bridge and {n}.", title=title, relevance=(n % 4 + 6) / 10,
                published=published,
            )  # fmt: skip
        make.keep(connection, "https://a.example/1", "Nothing of it any more.", Reason.REVISED, article=2, title="News")
        rows = connection.exec_driver_sql(
            "SELECT article FROM articles_current WHERE article <> 2 ORDER BY CASE WHEN title = 'Bridge news' THEN 0 ELSE 1 END,"
            " relevance DESC, coalesce(published_at, first_kept_at) DESC, article DESC"
        )
        expected = [row[0] for row in rows]
        found: list[int] = []
        while len(found) < 59:
            part = search(connection, "bridge", limit=page, offset=len(found))
            assert part.total == 59
            assert part.results
            found += [hit.article for hit in part.results]
        assert search(connection, "bridge", limit=page, offset=59).results == []
    assert found == expected


def test_the_first_and_the_last_year_are_listed_and_found(database: Database, make) -> None:
    """Year 0 and 10000, which no calendar of ours has, are no dates."""
    assert {read_date(raw, "UTC") for raw in ("0000-00-00", "0000-01-01T00:00:00Z", "10000-01-01", "31.12.0000")} == {None}
    with database.writing() as connection:
        for year in (1, 9999):
            at = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
            published = StatedDate(at, Precision.MINUTE, None, "?")
            make.keep(connection, f"https://example/{year}", f"The bridge of {year}.", published=published)
        make.keep(connection, "https://example/now", "The bridge of now.")
        assert names(connection, "bridge") == ["9999", "now", "1"]
        assert (names(connection, "after:9999-12-31"), names(connection, "before:0002")) == (["9999"], ["1"])
        days = connection.exec_driver_sql("SELECT day FROM transport_link_timeline WHERE role = 'reported' ORDER BY day")
        assert [row.day for row in days] == ["0001-12-31", "2025-05-01", "9999-12-31"]
