"""Dates as sentences state them: resolved against the day of publication, or left unknown."""

from datetime import UTC, date, datetime

import pytest

from pipelines.ledger.dates import dated_by_weekday, dates, written_date
from pipelines.ledger.sentences import Sentence, sentences
from tests import shipped
from tumen.journey import Document, Fetch

_FRIDAY = date(2025, 5, 2)


def _sentence(language: str, text: str) -> Sentence:
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 1, 1, tzinfo=UTC))
    vocabulary = shipped.vocabulary(language)
    return next(iter(sentences(Document(fetch, fetch.url, "", text, language), lambda _: vocabulary)))


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("en", "Ground was broken on Wednesday.", "2025-04-30"),
        ("en", "Ground was broken on April 30.", "2025-04-30"),
        ("en", "It was agreed in June last year.", "2024-06"),
        ("en", "They met last September in Vladivostok.", "2024-09"),
        ("en", "It fell between Tuesday and Sunday of last week.", "2025-04-22"),
        ("en", "It opened three days ago.", "2025-04-29"),
        ("en", "The service will start on May 8.", "2025-05-08"),
        ("en", "The first since 2020 arrived on April 28.", "2020"),
        ("ru", "Рейсы с января станут чаще.", "2026-01"),
        ("en", "It opened on December 16, 2024.", "2024-12-16"),
        ("en", "It opened in 2013.", "2013"),
        ("ru", "Церемония прошла накануне.", "2025-05-01"),
        ("ru", "Работы стартовали 30 апреля.", "2025-04-30"),
        ("ru", "Соглашение подписали в июне 2024 года.", "2024-06"),
        ("ru", "С 24 по 26 января обкатали маршрут.", "2025-01-24"),
        ("uk", "Роботи почали 30 квітня 2025 року.", "2025-04-30"),
        ("ko", "착공식은 지난달 30일 열렸다.", "2025-04-30"),
        ("ko", "착공식은 4월 30일에 열렸다.", "2025-04-30"),
        ("ko", "다리는 2024년 6월 19일 합의됐다.", "2024-06-19"),
        ("ko", "열차는 오는 4일 다시 달린다.", "2025-05-04"),
        ("ko", "작년 6월 두 정상이 합의했다.", "2024-06"),
        ("zh", "两国4月30日开工建设。", "2025-04-30"),
        ("zh", "上周三首航。", "2025-04-23"),
        ("zh", "货轮28日上午离开罗津。", "2025-04-28"),
        ("zh", "四月二十八日通車。", "2025-04-28"),
        ("zh", "这条铁路去年9月重新开通。", "2024-09"),
        ("ja", "着工式は30日に開かれた。", "2025-04-30"),
        ("ja", "昨年1月に国境を閉じた。", "2024-01"),
        ("de", "Am Mittwoch begann der Bau.", "2025-04-30"),
        ("de", "Beschlossen wurde es im Juni letzten Jahres.", "2024-06"),
        ("fr", "Les travaux ont démarré mercredi.", "2025-04-30"),
        ("es", "Las obras empezaron el 30 de abril.", "2025-04-30"),
        ("pl", "Budowę rozpoczęto 30 kwietnia.", "2025-04-30"),
    ],
)
def test_a_date_is_resolved_against_publication(language: str, text: str, iso: str) -> None:
    """To the precision the sentence states; published on Friday, 2 May 2025."""
    assert dates(_sentence(language, text), _FRIDAY)[0].iso == iso


@pytest.mark.parametrize(
    "text", ["It began on Wednesday.", "It began last month.", "It began on April 30.", "It began yesterday."]
)
def test_without_a_day_of_publication_relative_dates_stay_unknown(text: str) -> None:
    """Nothing is guessed: not even the year of a day and month."""
    assert [words.iso for words in dates(_sentence("en", text), None)] == [None]


@pytest.mark.parametrize(
    ("language", "text", "deadline"),
    [
        ("en", "It is due by the end of 2026.", "2026-12-31"),
        ("en", "It should be ready by summer 2026.", "2026-summer"),
        ("ko", "내년 말 완공이 목표다.", "2026-12-31"),
        ("ja", "26年夏に出来上がる。", "2026-summer"),
        ("es", "Estará listo a mediados de 2026.", "2026-06"),
        ("ja", "完成予定は来年12月31日だ。", "2026-12-31"),
    ],
)
def test_a_period_has_a_last_day(language: str, text: str, deadline: str) -> None:
    """`by the end of` is its last day, a season stays a season."""
    assert dates(_sentence(language, text), _FRIDAY)[0].deadline == deadline


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tourists may come soon."),
        ("en", "They march on."),
        ("ru", "Сенатор и декан открыли марш: официантка декламирует Окуджаву."),
        ("uk", "Жовтий вагон стоїть на люту прикрість."),
        ("pl", "Sierp i lutnia."),
        ("ja", "［モスクワ 30日 ロイター］ - 橋の工事が始まった。"),
        ("zh", "（莫斯科28日讯）列车停驶。"),
    ],
)
def test_verbs_and_datelines_are_no_dates(language: str, text: str) -> None:
    """`may` is a verb, and when a report was filed says nothing of when anything happened."""
    assert dates(_sentence(language, text), _FRIDAY) == []


def test_a_weekday_with_its_date_fixes_the_year() -> None:
    """26 June was a Wednesday in 2024: an undated page says so itself."""
    sentence = _sentence("en", "On Wednesday of last week (June 26th) the agency quoted him.")
    assert dated_by_weekday(sentence, date(2026, 11, 1)) == date(2024, 6, 26)
    assert dated_by_weekday(_sentence("en", "On June 26 the agency quoted him."), date(2026, 11, 1)) is None


def test_a_line_that_is_a_date_dates_the_page_and_a_sentence_does_not() -> None:
    """`2024-06-24` under the headline is when it appeared."""
    assert written_date(_sentence("en", "2024-06-24")) == date(2024, 6, 24)
    assert (
        written_date(_sentence("en", "The two ministers signed the paper on 2024-06-24 in the capital of the country.")) is None
    )
