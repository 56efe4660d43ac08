"""Rules of the events reader that single phrases cannot show: timetables, long pauses, several trains, the month of May."""

from tests.unit.reports import events_of


def test_a_movement_in_any_words_is_traffic_where_a_report_tells_nothing_else() -> None:
    told = events_of(
        "ja",
        "2027-02-01",
        "北朝鮮産の干し魚、どこから来るのか",
        "市場の店主は産地を明かさない。",
        "卸業者によると、冬から保冷車が豆満江の新しい道路橋を通ってウラジオストクに着くようになったという。",
    )
    assert [one.split(" ")[:2] for one in told] == [["tumen-road-bridge", "traffic-observed"]]


def test_a_plan_or_a_denial_is_no_such_traffic() -> None:
    assert not events_of(
        "en", "2027-02-01", "Letters to the editor", "No lorry has ever used the Khasan - Tumangang road bridge."
    )


def test_two_trains_stop_in_one_sentence() -> None:
    told = events_of(
        "en",
        "2020-02-04",
        "Trains to North Korea suspended",
        "Russian Railways suspended the Moscow-Pyongyang through cars and the train between Khasan and Tumangang on February 3.",
    )
    assert {"moscow-pyongyang-train service-suspended 2020-02-03", "tumangang-khasan-rail service-suspended 2020-02-03"} <= told


def test_after_decades_a_flight_is_a_new_service() -> None:
    told = events_of("zh", "2025-07-29", "时隔三十年 莫斯科至平壤直飞航班首航", "航班27日从莫斯科起飞，前往平壤。")
    assert "moscow-pyongyang-air service-started 2025-07-27" in told


def test_a_timetable_is_no_sighting() -> None:
    told = events_of(
        "ko",
        "2024-12-18",
        "하산~두만강 여객열차 5년 만에 운행 재개",
        "러시아 하산과 북한 두만강역을 잇는 여객열차가 16일 다시 다니기 시작했다.",
        "열차는 매주 월요일과 수요일, 금요일 세 차례 왕복한다.",
    )
    assert {one for one in told if "traffic" in one} == set()


def test_ships_are_put_on_lists_and_not_the_port_they_called_at() -> None:
    told = events_of(
        "en",
        "2024-05-17",
        "US sanctions Russian freighters over North Korean arms",
        "The Treasury sanctioned two Russian ships on Thursday that carried munitions from the port of Rajin to Dunai.",
    )
    assert "dprk-russia-shipping sanctioned 2024-05-16" in told
    assert not any(one.startswith("rajin-port-shipping sanctioned") for one in told)


def test_the_month_of_may_is_no_plan() -> None:
    told = events_of(
        "en",
        "2025-06-10",
        "Tumangang station seen from above",
        "Freight trains crossed the Friendship Bridge to Khasan on May 29, satellite images show.",
    )
    assert told == {"tumangang-khasan-rail traffic-observed 2025-05-29"}


def test_a_headline_in_capitals_keeps_its_plan() -> None:
    told = events_of(
        "en",
        "2025-02-01",
        "Trains From Vladivostok to Rason May Resume",
        "The tourist train from Vladivostok to Rason has stood still since 2020.",
    )
    assert told == {"vladivostok-rason-train announced 2025-02-01"}


def test_the_date_of_a_resumption_that_is_open_resumes_nothing() -> None:
    told = events_of("zh", "2020-02-04", "俄朝客运列车停驶", "哈桑到豆满江的列车3日起停运，恢复日期另行公告。")
    assert told == {"tumangang-khasan-rail service-suspended 2020-02-03"}
