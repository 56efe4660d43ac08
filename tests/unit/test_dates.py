"""The strict date reader: right or unknown, with and without a zone of the source's own."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.dates import is_future, read_date
from tumen.journey import Precision, StatedDate

NOW = datetime(2026, 9, 27, 3, 0, tzinfo=UTC)  # noon in Seoul


def told(stated: StatedDate | None) -> str | None:
    """A date as the tables below write it: UTC moment, precision, zone."""
    if stated is None:
        return None
    return f"{stated.at:%Y-%m-%d %H:%M} {stated.precision} {stated.zone}"


# raw string; with the source's zone Asia/Seoul; with none. A zone the text states itself holds in both.
TABLE = [
    ("2025-05-29T14:13:00+09:00", "2025-05-29 05:13 minute +09:00", "2025-05-29 05:13 minute +09:00"),
    ("2025-05-29T14:13:00Z", "2025-05-29 14:13 minute +00:00", "2025-05-29 14:13 minute +00:00"),
    ("2025-05-29T14:13:05.123+0900", "2025-05-29 05:13 minute +09:00", "2025-05-29 05:13 minute +09:00"),
    ("2025-05-29 14:13:00", "2025-05-29 05:13 minute Asia/Seoul", "2025-05-29 14:13 minute None"),
    ("2025-05-29", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("2025-05", "2025-04-30 15:00 month Asia/Seoul", "2025-05-01 00:00 month None"),
    ("2025", "2024-12-31 15:00 year Asia/Seoul", "2025-01-01 00:00 year None"),
    ("20250529T141300Z", "2025-05-29 14:13 minute +00:00", "2025-05-29 14:13 minute +00:00"),
    ("Thu, 29 May 2025 14:13:00 GMT", "2025-05-29 14:13 minute +00:00", "2025-05-29 14:13 minute +00:00"),
    ("Sun,27 Sep 2026 10:11:12 +0900", "2026-09-27 01:11 minute +09:00", "2026-09-27 01:11 minute +09:00"),
    ("Sun, 27 09 2026 10:11:12 +0900", "2026-09-27 01:11 minute +09:00", "2026-09-27 01:11 minute +09:00"),
    ("27 09 2026", "2026-09-26 15:00 day Asia/Seoul", "2026-09-27 00:00 day None"),
    ("Thu, 29 May 2025 14:13:00 KST", "2025-05-29 05:13 minute Asia/Seoul", "2025-05-29 05:13 minute Asia/Seoul"),
    ("29 May 2025 14:13 MSK", "2025-05-29 11:13 minute Europe/Moscow", "2025-05-29 11:13 minute Europe/Moscow"),
    ("29 May 2025 14:13 VLAT", "2025-05-29 04:13 minute Asia/Vladivostok", "2025-05-29 04:13 minute Asia/Vladivostok"),
    ("20 Aug 2015 10:00 PYT", "2015-08-20 01:30 minute Asia/Pyongyang", "2015-08-20 01:30 minute Asia/Pyongyang"),
    ("Jan. 5, 2025 8:05 AM EST", "2025-01-05 13:05 minute -05:00", "2025-01-05 13:05 minute -05:00"),
    ("May 29, 2025 at 2:13 p.m. ET", "2025-05-29 18:13 minute America/New_York", "2025-05-29 18:13 minute America/New_York"),
    ("Mon, 29 May 2025 14:13:00 GMT+0300 (MSK)", "2025-05-29 11:13 minute +03:00", "2025-05-29 11:13 minute +03:00"),
    ("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28 17:20 minute +02:00", "2023-04-28 17:20 minute +02:00"),
    ("29 May 2025 14:13 CST", None, None),  # China or Chicago
    ("2025년 5월 29일 오후 2:13", "2025-05-29 05:13 minute Asia/Seoul", "2025-05-29 14:13 minute None"),
    ("2025년 5월 29일 오전 12시 05분", "2025-05-28 15:05 minute Asia/Seoul", "2025-05-29 00:05 minute None"),
    ("2025년 5월 29일(목) 14:05", "2025-05-29 05:05 minute Asia/Seoul", "2025-05-29 14:05 minute None"),
    ("입력 2025.05.29 14:05", "2025-05-29 05:05 minute Asia/Seoul", "2025-05-29 14:05 minute None"),
    ("2025. 5. 29. 오후 2:13", "2025-05-29 05:13 minute Asia/Seoul", "2025-05-29 14:13 minute None"),
    ("2025.05.29.", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("2025年5月29日 下午2:13", "2025-05-29 05:13 minute Asia/Seoul", "2025-05-29 14:13 minute None"),
    ("2025年5月29日（木）14時05分", "2025-05-29 05:05 minute Asia/Seoul", "2025-05-29 14:05 minute None"),
    ("令和7年5月29日", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("주체114(2025)년 5월 29일", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("Juche114.5.29", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("114年5月29日", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("주체 2025년 5월 29일", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),  # never 3936
    ("29 мая 2025 г., 14:05", "2025-05-29 05:05 minute Asia/Seoul", "2025-05-29 14:05 minute None"),
    ("29 мая 2025, 14:05 мск", "2025-05-29 11:05 minute Europe/Moscow", "2025-05-29 11:05 minute Europe/Moscow"),
    ("сегодня, 14:05", "2026-09-27 05:05 minute Asia/Seoul", None),
    ("вчера", "2026-09-25 15:00 day Asia/Seoul", None),
    ("29 мая, 14:05", "2026-05-29 05:05 minute Asia/Seoul", None),
    ("29 травня 2025, 14:05", "2025-05-29 05:05 minute Asia/Seoul", "2025-05-29 14:05 minute None"),
    ("29. Mai 2025, 14:05 Uhr", "2025-05-29 05:05 minute Asia/Seoul", "2025-05-29 14:05 minute None"),
    ("1er août 2025 à 14h05", "2025-08-01 05:05 minute Asia/Seoul", "2025-08-01 14:05 minute None"),
    ("29 de mayo de 2025", "2025-05-28 15:00 day Asia/Seoul", "2025-05-29 00:00 day None"),
    ("29 października 2025 r.", "2025-10-28 15:00 day Asia/Seoul", "2025-10-29 00:00 day None"),
    ("29 May. 2025, 14:13", "2025-05-29 05:13 minute Asia/Seoul", "2025-05-29 14:13 minute None"),
    ("Published 16/12/2024 às 20:41", "2024-12-16 11:41 minute Asia/Seoul", "2024-12-16 20:41 minute None"),
    ("Thu, 05/29/2025 - 21:45", "2025-05-29 12:45 minute Asia/Seoul", "2025-05-29 21:45 minute None"),
    ("Posted November. 22, 2014 03:58", "2014-11-21 18:58 minute Asia/Seoul", "2014-11-22 03:58 minute None"),
    ("1.05.2025", "2025-04-30 15:00 day Asia/Seoul", "2025-05-01 00:00 day None"),
    ("1748495580", "2025-05-29 05:13 minute +00:00", "2025-05-29 05:13 minute +00:00"),
    ("1748495580000", "2025-05-29 05:13 minute +00:00", "2025-05-29 05:13 minute +00:00"),
    ("Tuesday 04/03/2025", "2025-03-03 15:00 day Asia/Seoul", "2025-03-04 00:00 day None"),  # the other is a Thursday
    ("03/04/2025", None, None),
    ("03 04 2026", None, None),
    ("25.05.29", None, None),
    ("29.05.25", None, None),
    ("2 hours ago", None, None),
    ("14:05", None, None),
    ("2026-13-40", None, None),
    ("31.02.2025", None, None),
    ("2025-05-29T25:61", None, None),
    ("2025-W22-4", None, None),
    ("29 May 2025 to 30 May 2025", None, None),
    ("Updated: 29 May 2025", None, None),  # not when it was published
    ("On 29 May 2025 the bridge was opened", None, None),
    ("1.2 million on 5 May 2025", None, None),
    ("0001-01-01T00:00:00Z", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("raw", "in_seoul", "nowhere"), TABLE, ids=[raw or "empty" for raw, _, _ in TABLE])
def test_right_or_unknown(raw: str, in_seoul: str | None, nowhere: str | None) -> None:
    assert told(read_date(raw, "Asia/Seoul", today=NOW)) == in_seoul
    assert told(read_date(raw, None, today=NOW)) == nowhere


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        pytest.param(None, "fr", "2025-04-03 00:00 day None", id="French puts the day first"),
        pytest.param(None, "ru", "2025-04-03 00:00 day None", id="so does Russian"),
        pytest.param("Europe/London", "en", "2025-04-02 23:00 day Europe/London", id="so does Britain, in English"),
        pytest.param("Asia/Vladivostok", None, "2025-04-02 14:00 day Asia/Vladivostok", id="so does Primorye"),
        pytest.param("America/New_York", "en", None, id="American English may mean either"),
        pytest.param("Asia/Seoul", "ko", None, id="Korean writes neither"),
    ],
)
def test_custom_decides_an_ambiguous_date(zone: str | None, language: str, expected: str | None) -> None:
    assert told(read_date("03/04/2025", zone, language=language)) == expected


def test_a_two_digit_year_is_read_where_the_day_comes_first() -> None:
    assert told(read_date("29.05.25, 14:05", "Europe/Moscow", language="ru")) == "2025-05-29 11:05 minute Europe/Moscow"


def test_a_shared_zone_name_is_read_by_the_source_s_own_zone() -> None:
    assert told(read_date("29 May 2025 14:13 CST", "Asia/Shanghai")) == "2025-05-29 06:13 minute +08:00"
    assert told(read_date("29 May 2025 14:13 CST", "America/Chicago")) == "2025-05-29 20:13 minute -06:00"


def test_today_is_the_day_in_the_source_s_zone() -> None:
    """At 23:30 in Moscow it is already tomorrow in Vladivostok."""
    late = datetime(2026, 9, 27, 20, 30, tzinfo=UTC)
    assert told(read_date("сегодня, 06:10", "Asia/Vladivostok", today=late)) == "2026-09-27 20:10 minute Asia/Vladivostok"
    assert told(read_date("сегодня, 23:10", "Europe/Moscow", today=late)) == "2026-09-27 20:10 minute Europe/Moscow"


def test_relative_dates_need_a_today() -> None:
    assert read_date("сегодня, 14:05", "Asia/Vladivostok") is None
    assert read_date("29 мая, 14:05", "Asia/Vladivostok") is None


def test_a_date_without_a_year_is_the_last_such_day() -> None:
    assert told(read_date("28 декабря", "Asia/Vladivostok", today=NOW)) == "2025-12-27 14:00 day Asia/Vladivostok"


def test_moscow_time_follows_its_history() -> None:
    """In 2012 Moscow was four hours ahead of UTC."""
    assert told(read_date("29 мая 2012, 14:05 мск", None)) == "2012-05-29 10:05 minute Europe/Moscow"


def test_the_words_it_was_read_from_are_kept() -> None:
    stated = read_date("  입력 2025.05.29 14:05 ", "Asia/Seoul")
    assert stated is not None
    assert stated.raw == "입력 2025.05.29 14:05"
    assert stated.precision is Precision.MINUTE


@pytest.mark.parametrize(
    ("raw", "zone", "future"),
    [
        pytest.param("2026-09-27T03:10:00Z", None, False, id="a clock ten minutes fast"),
        pytest.param("2026-09-27T04:00:00Z", None, True, id="an hour ahead in a stated zone"),
        pytest.param("2026-09-27 12:00", None, False, id="nine hours ahead without a zone may be Seoul's noon"),
        pytest.param("2026-09-28", "Asia/Seoul", True, id="tomorrow"),
        pytest.param("2026-09-27", "Asia/Seoul", False, id="today, as a day"),
    ],
)
def test_future(raw: str, zone: str | None, future: bool) -> None:
    stated = read_date(raw, zone)
    assert stated is not None
    assert is_future(stated, NOW) is future


FORMS = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%a, %d %b %Y %H:%M:%S +0000",
    "%d %B %Y, %H:%M UTC",
    "%Y년 %m월 %d일 %H:%M (UTC)",
    "%d.%m.%Y %H:%M GMT",
)
MINUTES = st.integers(-750_000_000 // 60, 4_000_000_000 // 60)  # since 1970: 1946 to 2096
MOMENTS = MINUTES.map(lambda minutes: datetime.fromtimestamp(minutes * 60, UTC))
SCRAP = "29 5 05 2025 114 . / - : , ( ) 년 월 일 年 月 日 오후 下午 мая May yesterday вчера г. T Z +09:00 KST CST am"
SCRAPS = st.sampled_from(SCRAP.split())


@given(MOMENTS, st.sampled_from(FORMS))
def test_what_is_written_is_read_back(moment: datetime, form: str) -> None:
    stated = read_date(moment.strftime(form), "Asia/Seoul")
    assert stated is not None
    assert stated.at == moment


@given(st.text(max_size=130) | st.lists(SCRAPS, max_size=10).map(" ".join) | st.lists(SCRAPS, max_size=10).map("".join))
def test_no_string_is_an_error(raw: str) -> None:
    stated = read_date(raw, "Asia/Seoul", today=NOW)
    assert stated is None or stated.at.tzinfo is UTC
