"""Page furniture goes, sentences stay: by table, in the languages of the sources."""

import pytest

from pipelines.extraction.boilerplate import split_glued_date, strip_boilerplate

FIRST = "The ferry came in at noon with eleven passengers, two cars and a container of apples, the harbour master said."
SECOND = "The customs shed will be open on every sailing day from now on, and the operator expects a quiet first winter."
THIRD = "Whether the line survives depends on the ice, the captain said, and on whether anybody keeps the channel open."
TITLE = "Ferry between two ports is back"


def stripped(*lines: str, title: str = TITLE) -> list[str]:
    return strip_boilerplate(title, lines).text.split("\n")


@pytest.mark.parametrize(
    "line",
    [
        TITLE,
        "FERRY BETWEEN TWO PORTS IS BACK",
        "29 May 2025, 14:13",
        "Published: 29 May. 2025, 14:13",
        "Published 16/12/2024 às 20:41",
        "입력 2025.05.29 14:05 수정 2025.05.29 15:10",
        "Written: 2023-12-13 08:42:13 Updated: 2023-12-13 14:34:18",
        "Updated: 10-06-2025",
        "Written by Renata Figueira",
        "By Seo Min-gu",
        "reading time 3 min read Comments 1 comments",
        "2 min read",
        "1 242 перегляди 0 коментарів",
        "1. Home",
        "2. / Geopolitics",
        "首页 > 国际 > 正文",
        "Home > World > Asia",
        "Photo : HARBOUR News",
        "(사진=강변통신)",
        ".",
        "- Advertisement -",
        "Skip to content",
    ],
)
def test_furniture_above_the_text_goes(line: str) -> None:
    assert stripped(line, FIRST, SECOND) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Die besten Fähren im Test",
        "A lire aussi : les ports en hiver",
        "Te puede interesar: los mejores puertos de nieve",
        "Zobacz także: najstarsze promy świata",
        "Читайте также: Как доехать до границы осенью",
        "Популярне: що везуть поромом",
        "関連記事：港の朝市が再開",
        "相关阅读：口岸一季度货运量公布",
        "관련기사: 항구의 겨울",
        "LOCALS RECALL THE STORM THAT TOOK THE OLD PIER AWAY",
        "Facebook Twitter WhatsApp 0 mal geteilt",
        "Comparte esta nota: Facebook | X | WhatsApp",
        "REKLAMA",
        "© Coast Pictures. The pier in winter",
        "8 people reacted to this.",
    ],
)
def test_furniture_between_paragraphs_goes(line: str) -> None:
    assert stripped(FIRST, SECOND, line, THIRD, SECOND + " So they said.") == [FIRST, SECOND, THIRD, SECOND + " So they said."]


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(["Related Content"], id="a heading alone"),
        pytest.param(
            ["Читайте также:", "— Где в порту встретить зиму", "— Цены на билеты выросли"], id="a heading and headlines"
        ),
        pytest.param(
            ["3 Comments", "18/12/2024 00:42", "But who pays for the ice breaker? Not the passengers, I hope, they paid enough."],
            id="comments",
        ),
        pytest.param(["Комментарии (2)", "Гость: давно пора"], id="комментарии"),
        pytest.param(["댓글 3", "좋은 소식입니다."], id="댓글"),
        pytest.param(
            ["Renata Figueira", "She writes about ice and small ports. Suggestions for topics: renata@harbour.example"],
            id="author box",
        ),
        pytest.param(["park@riverside.example", "<저작권자 강변일보, 무단 전재 및 재배포 금지>"], id="기자 메일, 저작권"),
        pytest.param(["Share across apps", "We would love your opinion on this subject, comment!x"], id="widgets"),
        pytest.param(["责任编辑：小江", "【打印】【关闭】"], id="责任编辑"),
        pytest.param(["Подписывайтесь на наш канал в Telegram", "Мы в соцсетях"], id="каналы"),
    ],
)
def test_furniture_below_the_text_goes(tail: list[str]) -> None:
    assert stripped(FIRST, SECOND, THIRD, *tail) == [FIRST, SECOND, THIRD]


def test_a_caption_said_twice_is_said_once() -> None:
    caption = "The new pier lies at the northern end of the harbour, beside the old coal berth"
    assert stripped(FIRST, caption, caption, SECOND, caption, THIRD) == [FIRST, caption, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "Comments by the minister that the bridge would open in June surprised the railway.", id="a sentence about comments"
        ),
        pytest.param(
            "Share of rail freight: 42 per cent in the first quarter, the railway said, more than on any other border.",
            id="a share",
        ),
        pytest.param("The pier that waited", id="a subheading"),
        pytest.param("SEALED OFF", id="a short subheading in capitals"),
        pytest.param("On 29 May 2025 the first train crossed.", id="a sentence that begins with a date"),
        pytest.param("By June the bridge will carry 300 cars a day.", id="a sentence that begins like a byline"),
        pytest.param("— Мы ждали этого четыре года, — сказал капитан.", id="a quotation"),
        pytest.param(
            "(Reporting by A. Quay in Rivertown; Editing by B. Shore)", id="a wire's credit: it tells whose words these are"
        ),
        pytest.param("Вокзал открыт.", id="a short sentence"),
        pytest.param(
            "Related work on the approach roads has begun, the governor told reporters.", id="a sentence that begins with related"
        ),
        pytest.param("관련 기사에 따르면 공사는 6월에 끝난다.", id="a Korean sentence about a related article"),
        pytest.param("상관없다", id="a short Korean sentence"),
    ],
)
def test_sentences_of_the_article_stay(line: str) -> None:
    assert stripped(FIRST, line, SECOND, THIRD) == [FIRST, line, SECOND, THIRD]
    assert line in stripped(FIRST, SECOND, THIRD, line)


def test_an_article_all_in_capitals_stays() -> None:
    cable = [
        "THE GUARDS AT THE BRIDGE COUNT EVERY CAR.",
        "THE CABLE SAYS NOTHING OF THE FERRY SHED",
        "NOR OF THE PIER AND ITS OLD COAL BERTH",
    ]
    assert stripped(*cable) == cable


def test_a_comment_counter_above_the_text_does_not_end_it() -> None:
    assert stripped("1 Comment", FIRST, SECOND, THIRD) == [FIRST, SECOND, THIRD]


def test_the_first_line_is_the_title_of_a_text_without_one() -> None:
    cleaned = strip_boilerplate("", ["date 2025-05-29 " + TITLE, "Published: 29 May. 2025, 14:13", FIRST, SECOND])
    assert cleaned.title == TITLE
    assert cleaned.text == f"{FIRST}\n{SECOND}"
    assert cleaned.datelines == ("2025-05-29", "Published: 29 May. 2025, 14:13")


def test_a_date_above_the_title_and_quotation_marks_around_it_go() -> None:
    cleaned = strip_boilerplate("", ["1.05.2025", f'"{TITLE}"', FIRST])
    assert (cleaned.title, cleaned.datelines) == (TITLE, ("1.05.2025",))


def test_the_date_of_publication_is_kept_without_that_of_the_revision() -> None:
    cleaned = strip_boilerplate(TITLE, ["입력 2025.05.29 14:05 수정 2025.05.29 15:10", FIRST])
    assert cleaned.datelines == ("입력 2025.05.29 14:05",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("date 2025-05-29 Bridge opens", ("Bridge opens", "2025-05-29")),
        ("29.05.2025 14:13 Мост открыт", ("Мост открыт", "29.05.2025")),
        ("2025 will be the year of the bridge", ("2025 will be the year of the bridge", None)),
        ("29/05/2025", ("29/05/2025", None)),
    ],
)
def test_a_date_glued_to_a_title_comes_off(line: str, expected: tuple[str, str | None]) -> None:
    assert split_glued_date(line) == expected
