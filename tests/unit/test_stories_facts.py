"""What articles are compared by, read from text in any of ten languages."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.stories import Stories
from pipelines.stories.days import days_of_month, years
from pipelines.stories.figures import figures, rarity
from pipelines.stories.marks import Marks
from pipelines.stories.names import names_in, sound
from tests import shipped
from tumen.journey import Document, Fetch, LinkTag, Precision, StatedDate
from tumen.stories import StoryFacts
from tumen.yamlfile import ConfigurationError, read_yaml

BRIDGE = LinkTag("tumen-road-bridge", "reported", 0.9)


@pytest.fixture(scope="module")
def stories() -> Stories:
    return shipped.stories()


def facts(stories: Stories, text: str, published: str | None = None, **rest: object) -> StoryFacts:
    stated = StatedDate(datetime.fromisoformat(published).replace(tzinfo=UTC), Precision.DAY, None, "") if published else None
    fetch = Fetch(url="https://a.example/1", source="a", kind="page", fetched_at=datetime(2025, 5, 1, tzinfo=UTC))
    return stories.facts(Document(fetch, fetch.url, "", text, "en", published=stated), [BRIDGE], **rest)


SOUNDS = {
    "Kozlov": "Козлов Kozlov Koslow 코즐로프 コズロフ Козловым",
    "Kozhemyako": "Кожемяко Kozhemyako Koschemjako Kojemiako 코제먀코 コジェミャコ",
    "Mishustin": "Мишустин Mishustin Mischustin Michoustine Miszustin 미슈스틴 ミシュスチン",
    "Starovoit": "Старовойт Starovoit Старовойта スタロボイト",
    "Matsegora": "Мацегора Matsegora 마체고라 マツェゴラ",
    "TonnelYuzhStroy": "ТоннельЮжСтрой TonnelYuzhStroy TonnelYuzhStroi",
}


@pytest.mark.parametrize("written", SOUNDS.values(), ids=SOUNDS)
def test_a_name_sounds_the_same_in_every_script(written: str) -> None:
    assert len({sound(name) for name in written.split()}) == 1


def test_names_are_what_is_written_as_one() -> None:
    sure, possible = names_in("Governor Starovoit met 스타로보이트 of TASS")
    assert sound("Starovoit") in sure
    assert sound("스타로보이트") in possible
    assert "tss" not in sure | possible  # abbreviations and short keys meet by chance


FIGURES = {
    "plain": ("an 850-meter bridge", {850.0}),
    "kilometres become metres": ("4.7 km in all, 4,7 км всего, 4.7公里", {4700.0}),
    "thousands marked": ("40,500 tons; 40 500 т; 40.500 Tonnen", {40500.0}),
    "ten thousands": ("4.05万吨、4万500トン, 4만 500톤", {40500.0}),
    "scales in words": ("5.5bn roubles, 74 тыс. тонн, 1.6 million shells", {5.5e9, 74000.0, 1.6e6}),
    "no years, clocks, days, shares": ("In 2025 at 13:39 on 30일 about 98%", set()),
    "no part of a name": ("Il-62M, JS-272, G20, 2024-12", set()),
    "an identifier": ("order 99999999999999999999", set()),
}


@pytest.mark.parametrize(("text", "values"), FIGURES.values(), ids=FIGURES)
def test_figures_come_out_equal_however_they_are_written(text: str, values: set[float]) -> None:
    assert figures(text) == values


def test_the_more_digits_a_figure_has_the_more_it_says() -> None:
    assert rarity(7) == 0 < rarity(300) < rarity(850) < rarity(2850) == rarity(668.6) == 1


DAYS = {
    "en": "on April 30 and May 8th, 2025",
    "ru": "30 апреля и 8 мая 2025 года",
    "uk": "30 квітня, 8 травня 2025",
    "ko": "4월 30일, 2025년 5월 8일",
    "zh": "4月30日，2025年5月8日",
    "ja": "4月30日、2025年5月8日",
    "de": "am 30. April und 8. Mai 2025",
    "fr": "le 30 avril, le 8 mai 2025",
    "es": "el 30 de abril y el 8 de mayo de 2025",
    "pl": "30 kwietnia, 8 maja 2025",
    "numeric": "2025-05-08, 08.05.2025 and 4/5; 30 April",
}


@pytest.mark.parametrize("text", DAYS.values(), ids=DAYS)
def test_days_are_read_in_every_language(stories: Stories, text: str) -> None:
    assert facts(stories, text).days == {"04-30", "2025-05-08"}


def test_a_day_without_a_year_is_placed_by_the_date_of_publication(stories: Stories) -> None:
    found = facts(stories, "It began on December 30. The old bridge opened on August 9, 1959.", "2026-01-03")
    assert found.days == {"2025-12-30"}  # 1959 is history
    assert facts(stories, "착공식은 30일 열렸다.", "2025-05-01").days == {"2025-04-30"}
    assert facts(stories, "착공식은 30일 열렸다.").days_of_month == {30}


def test_days_that_do_not_exist_are_no_days(stories: Stories) -> None:
    assert facts(stories, "on February 30 and April 31, 2025, 13月40日").days == frozenset()
    assert days_of_month("일정 300일, 45일") == frozenset()


def test_years_are_four_digits_standing_alone() -> None:
    assert years("by 2026, since 2019-2020, 12025 or 2,025") == {2026, 2019, 2020}


def test_marks_are_found_in_every_language(stories: Stories) -> None:
    texts = (
        "Diplomats left on a hand-pushed trolley",
        "Дипломаты уехали на дрезине",
        "외교관들이 손수레를 밀었다",
        "外交官が手押しトロッコで",
        "外交官推轨道车",
        "Dyplomaci wrócili drezyną",
    )
    assert all("handcar" in facts(stories, text).marks for text in texts)


def test_a_mark_is_whole_words(stories: Stories) -> None:
    assert "rusi" not in facts(stories, "Rusia y Corea").marks
    assert "ski" in facts(stories, "a ski resort").marks
    assert "ski" not in facts(stories, "the skier skipped").marks


def test_the_surest_reported_transport_link_is_first_and_background_is_left_out(stories: Stories) -> None:
    tags = [LinkTag("a", "reported", 0.6), LinkTag("b", "background", 0.3), LinkTag("c", "reported", 0.9)]
    document = Document(Fetch("https://a.example", "a", "page", datetime(2025, 5, 1, tzinfo=UTC)), "https://a.example", "", "x")
    assert stories.facts(document, tags).transport_links == ("c", "a")
    assert stories.facts(document, tags[1:2]).transport_links == ("b",)  # better than none
    assert stories.facts(document, []).transport_links == ()


def test_events_are_taken_as_the_ledger_gives_them(stories: Stories) -> None:
    events = [SimpleNamespace(type="construction-started", date="2025-04-30")]
    assert facts(stories, "x", events=events).events == (("construction-started", "2025-04-30"),)


def test_the_date_of_publication_is_the_day_where_it_was_stated(stories: Stories) -> None:
    stated = StatedDate(datetime(2025, 4, 30, 20, 0, tzinfo=UTC), Precision.MINUTE, "Asia/Seoul", "")
    document = Document(Fetch("https://a.example", "a", "page", stated.at), "https://a.example", "", "x", published=stated)
    assert stories.facts(document, []).published == date(2025, 5, 1)


REFUSED = {
    "twice": ("topics: {a: x}\npeople: {a: y}\n", r"stories\.yaml:2: people\.a: this id stands in another section already"),
    "empty": ("topics: {a: 'x, ,y'}\npeople: {}\n", "has an empty term between two commas"),
    "unknown": ("topics: {a: x}\npeople: {}\n", '"b" is not a mark of this file'),
}


@pytest.mark.parametrize(("beginning", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, beginning: str, why: str) -> None:
    path = tmp_path / "stories.yaml"
    path.write_text(beginning + "organisations: {}\nplaces: {}\ncommon: b\neverywhere: a\ncommon_names: Moscow\n")
    with pytest.raises(ConfigurationError, match=why):
        Marks(read_yaml(path))
