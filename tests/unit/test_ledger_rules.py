"""Rules of the events reader that single phrases cannot show: timetables, long pauses, several trains, the month of May."""

import pytest

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


@pytest.mark.parametrize(
    ("report", "told"),
    [
        pytest.param(
            (
                "en",
                "2026-08-20",
                "Ferry to Rason plans its first season",
                "A ship from Rason tied up in Vladivostok on Wednesday on a trial voyage. If the port agrees, a regular ferry"
                " line from Vladivostok to Rason will open on September 12 and sail once a week.",
            ),
            {
                "vladivostok-rason-ferry announced 2026-08-20",
                "vladivostok-rason-ferry service-started 2026-09-12",
                "vladivostok-rason-ferry traffic-observed 2026-08-19",
            },
            id="a trial before the line opens",
        ),
        pytest.param(
            (
                "de",
                "2026-05-20",
                "Protokoll über Flüge nach Pjöngjang",
                "Behörden beider Länder unterzeichneten am Dienstag in Chabarowsk ein Protokoll über eine Linie nach Pjöngjang."
                " Geflogen wird vom 1. September an jede Woche.",
            ),
            {"other-air agreed 2026-05-19", "other-air service-started 2026-09-01"},
            id="how often, from a day to come",
        ),
        pytest.param(
            (
                "ru",
                "2026-03-10",
                "Поезд Хасан — Туманган пойдёт чаще",
                "С 1 апреля поезд Хасан — Туманган будет ходить ежедневно, кроме субботы и воскресенья. До сих пор он ходил по"
                " вторникам и пятницам.",
            ),
            {"tumangang-khasan-rail announced 2026-03-10", "tumangang-khasan-rail schedule-changed 2026-04-01"},
            id="weekdays that come round are no dates",
        ),
        pytest.param(
            (
                "ko",
                "2026-09-25",
                "북러 두만강 자동차 다리 개통 보름 만에 사고",
                "북한과 러시아를 잇는 두만강 자동차 다리에서 개통 보름 만에 화물차 사고가 났다."
                " 22일 저녁 트럭이 난간을 들이받았다.",
            ),
            {"tumen-road-bridge incident 2026-09-22"},
            id="so long after the opening",
        ),
        pytest.param(
            (
                "ru",
                "2017-09-05",
                "Паром Владивосток — Расон на приколе",
                "Пассажирская линия Владивосток — Расон, открытая 18 мая, не работает с 24 августа.",
            ),
            {"vladivostok-rason-ferry service-started 2017-05-18", "vladivostok-rason-ferry service-suspended 2017-08-24"},
            id="a date inside a wide phrase",
        ),
        pytest.param(
            ("zh", "2026-08-20", "俄罗斯煤炭运抵朝鲜罗津港", "8月11日，一列敞车把俄罗斯煤炭送到罗津港，货物在3号码头装船。"),
            {"rajin-port-shipping traffic-observed 2026-08-11"},
            id="pier 3 is no day",
        ),
        pytest.param(
            (
                "fr",
                "2026-09-24",
                "Sanctions",
                "Le gouvernement a inscrit mercredi sur sa liste noire quatre navires qui transportent des armes de la Corée du"
                " Nord vers la Russie, et l'exploitant du terminal du port de Rajin.",
            ),
            {"dprk-russia-shipping sanctioned 2026-09-23", "rajin-port-shipping sanctioned 2026-09-23"},
            id="ships and the operator of a terminal",
        ),
        pytest.param(
            (
                "ru",
                "2026-10-15",
                "Поезд в Расон уходит на каникулы",
                "Последний в этом году поезд из Владивостока в Расон отправится 25 октября, сообщили в среду в агентстве.",
            ),
            {"vladivostok-rason-train service-suspended 2026-10-25"},
            id="the last train of the year",
        ),
        pytest.param(
            (
                "es",
                "2026-06-12",
                "El puente de carretera entre Rusia y Corea del Norte supera las pruebas de carga",
                "El puente de carretera entre Rusia y Corea del Norte sobre el río Tumen superó el martes las pruebas de carga.",
            ),
            {"tumen-road-bridge construction-progress 2026-06-09"},
            id="a load test",
        ),
        pytest.param(
            (
                "en",
                "2014-11-30",
                "Coal by way of Rajin",
                "Seoul froze trade with the North after the sinking of a corvette in 2010. The railway from Khasan to Rajin was"
                " opened again in September 2013.",
            ),
            {"rajin-khasan-rail opened 2013-09"},
            id="no ship sinks on a railway",
        ),
        pytest.param(
            (
                "ru",
                "2026-10-28",
                "Через Хасан — больше грузов",
                "За девять месяцев через переход Хасан — Туманган по железной дороге перевезено 400 тысяч тонн грузов.",
            ),
            set(),
            id="what months add up to is no sighting",
        ),
        pytest.param(
            (
                "en",
                "2026-06-18",
                "Officials deny ferry to Rason has returned",
                "Officials in Vladivostok denied reports that the ferry to Rason resumed sailing in June.",
            ),
            set(),
            id="a denial tells nothing",
        ),
        pytest.param(
            (
                "ru",
                "2026-07-02",
                "Поезда в КНДР летом",
                "Расписание поездов Хасан — Туманган на лето остается без изменений: три рейса в неделю.",
            ),
            set(),
            id="an unchanged timetable",
        ),
        pytest.param(
            (
                "ja",
                "2026-06-22",
                "ロ朝の自動車橋、橋本体が完成",
                "ロシア運輸省は19日、豆満江の自動車橋の工事が完了したと発表した。開通は9月の予定という。",
            ),
            {
                "tumen-road-bridge completed 2026-06-19",
                "tumen-road-bridge announced 2026-06-22",
                "tumen-road-bridge opened 2026-09",
            },
            id="an opening to come",
        ),
        pytest.param(
            (
                "ru",
                "2026-11-12",
                "Мост через Туманную: первые итоги",
                "С 7 сентября работает автомобильный мост через реку Туманную между Россией и КНДР.",
            ),
            {"tumen-road-bridge opened 2026-09-07"},
            id="in use since a day",
        ),
        pytest.param(
            (
                "ko",
                "2026-03-13",
                "베이징~평양 열차 6년 만에 운행",
                "중국 베이징과 평양을 오가는 열차가 12일 다시 출발했다. 2020년 국경 봉쇄로 멈춘 지 6년 만이다.",
                "평양~모스크바 직통 객차는 지난해 6월 17일 운행을 재개했다.",
            ),
            {"moscow-pyongyang-train service-resumed 2025-06-17"},
            id="what goes on about a train to China",
        ),
        pytest.param(
            (
                "en",
                "2017-05-19",
                "North Korean ferry docks in Vladivostok on new route",
                "A North Korean ferry arrived in Vladivostok on Thursday on the first trip of a regular route from Rajin.",
                "The Mangyongbong left the port of Rajin on Wednesday with 40 people on board.",
            ),
            {"vladivostok-rason-ferry service-started 2017-05-18"},
            id="one voyage is one event",
        ),
        pytest.param(
            (
                "fr",
                "2026-08-20",
                "Vols entre Khabarovsk et Pyongyang",
                "Deux rotations par semaine sont prévues jusqu’à la fin septembre.",
            ),
            {"other-air announced 2026-08-20"},
            id="until when is no beginning",
        ),
        pytest.param(
            (
                "en",
                "2026-12-02",
                "Nordwind pauses Moscow-Pyongyang flights",
                "The flights from Moscow to Pyongyang will not resume until 29 March next year.",
            ),
            {
                "moscow-pyongyang-air service-suspended",
                "moscow-pyongyang-air service-resumed 2027-03-29",
            },
            id="not until is",
        ),
        pytest.param(
            (
                "en",
                "2026-06-18",
                "Ferry between Vladivostok and Rason may return",
                "The ferry between Vladivostok and Rason opened in May 2017.",
                "The ferry to Rason stopped in August that year.",
            ),
            {
                "vladivostok-rason-ferry announced 2026-06-18",
                "vladivostok-rason-ferry service-started 2017-05",
                "vladivostok-rason-ferry service-suspended 2017-08",
            },
            id="that year is the one named last",
        ),
    ],
)
def test_what_such_reports_tell(report: tuple[str, ...], told: set[str]) -> None:
    assert events_of(*report) == told
