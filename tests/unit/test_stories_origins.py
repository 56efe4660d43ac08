"""Whose words and whose knowledge a report is, read in ten languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.stories import Origins, load_origins
from tumen.journey import Document, Fetch
from tumen.yamlfile import ConfigurationError, read_yaml

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def origins() -> Origins:
    return load_origins(lambda name: SEEDS / name)


def document(text: str, url: str = "https://paper.example/1", title: str = "A bridge", **rest: str | None) -> Document:
    fetch = Fetch(url=url, source="paper", kind="page", fetched_at=datetime(2025, 5, 1, tzinfo=UTC))
    return Document(fetch, url, title, text, **rest)


CREDITED = {
    "dateline with dash": ("SEOUL (Reuters) - Work on a bridge has begun.", "reuters"),
    "dash alone": ("(AP) — Work on a bridge has begun.", "ap"),
    "below a caption": ("FILE PHOTO: a meeting\nBy Ann Example\n\nSEOUL (Reuters) – Work has begun.", "reuters"),
    "agency first": ("AFP, SEOUL\nA group of travellers left by trolley.", "afp"),
    "tass between slashes": ("MOSCOW, April 30. /TASS/. Work has begun.", "tass"),
    "tass in Cyrillic": ("МОСКВА, 30 апреля. /ТАСС/. Начато строительство моста.", "tass"),
    "ria after a dash": ("ХАБАРОВСК, 23 сентября - РИА Новости. Открыта линия.", "rossiya-segodnya"),
    "yonhap in brackets": ("(서울=연합뉴스) 김하나 기자 = 다리가 착공했다.", "yonhap"),
    "news1 in brackets": ("(서울=뉴스1) 박두리 기자 = 다리가 착공했다.", "news1"),
    "kyodo in lenticular brackets": ("【モスクワ共同】橋の工事が始まった。", "kyodo"),
    "reuters in full-width brackets": ("［ソウル 1日 ロイター］ - 橋の工事が始まった。", "reuters"),
    "tass machine-translated": ("ウラジオストク、4月17日。／タス／ 新しい列車が走る。", "tass"),
    "xinhua dispatch": ("新华社平壤4月30日电 图们江公路桥开工。", "xinhua"),
    "china news service": ("中新网11月28日电 货船离港。", "china-news-service"),
    "copyright below": ("다리가 착공했다.\n<저작권자 연합뉴스. 무단 전재 금지>", "yonhap"),
    "source line in Russian": ("Начато строительство.\nИсточник: ТАСС", "tass"),
    "source line in Chinese": ("大桥开工。\n来源：新华网　责编：小王", "xinhua"),
    "source line in German": ("Der Bau hat begonnen.\nQuelle: dpa", "dpa"),
    "bracket at the end": ("Der Bau der Brücke hat begonnen. (AFP)", "afp"),
    "efe": ("Moscú, 30 abr (EFE).- Comenzó la obra del puente.", "efe"),
}


@pytest.mark.parametrize(("text", "agency"), CREDITED.values(), ids=CREDITED)
def test_a_credit_says_whose_words_they_are(origins: Origins, text: str, agency: str) -> None:
    found = origins.of(document(text))
    assert (found.id, found.how, found.counts_as) == (agency, "credit", agency)


RELAYED = {
    "en": ("Work has begun, according to TASS, on a bridge over the Tumen.", "tass"),
    "ru": ("Строительство моста начато, сообщает ТАСС.", "tass"),
    "uk": ("Будівництво моста почалося, повідомляє ТАСС.", "tass"),
    "ko": ("타스통신에 따르면 두만강 다리가 착공했다.", "tass"),
    "zh-hans": ("据塔斯社报道，图们江公路桥开工。", "tass"),
    "zh-hant": ("韓聯社引述消息來源說，列車抵達。", "yonhap"),
    "ja": ("タス通信によると、橋の工事が始まった。", "tass"),
    "de": ("Nach Angaben der Agentur Tass hat der Bau begonnen.", "tass"),
    "fr": ("Les travaux ont commencé, selon l'agence russe Tass.", "tass"),
    "es": ("Comenzaron las obras, según TASS.", "tass"),
    "pl": ("Budowa mostu ruszyła, podaje TASS.", "tass"),
    "dprk": ("KCNA said on Thursday that the bridge would help trade.", "dprk-state"),
}


@pytest.mark.parametrize(("text", "house"), RELAYED.values(), ids=RELAYED)
def test_a_report_on_one_agency_relays_it(origins: Origins, text: str, house: str) -> None:
    found = origins.of(document(text))
    assert (found.id, found.how, found.relays) == ("paper.example", "publisher", house)
    assert found.counts_as == house


OWN = {
    "a photo credit": "Photo : YONHAP News\nWork on a bridge has begun.",
    "a photo credit in Korean": "(사진=스푸트니크)\n다리가 착공했다.",
    "a file picture": "（KCNA via REUTERS資料圖）\n大橋動工。",
    "two agencies": "RIA Novosti said work had begun; Interfax reported the length.",
    "a name in passing": "The Reuters building stands on a square.",
    "an agency far below": "Work has begun.\n"
    + "More was to follow on the day. " * 20
    + "\nTASS said so.\nThe end of it.\nOf it all.\nGoodbye.\nBye.",
    "letters of another word": "The map shows a bridge. Apple and Primorye are not agencies.",
}


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_what_credits_no_text_leaves_the_words_the_publishers(origins: Origins, text: str) -> None:
    found = origins.of(document(text))
    assert (found.id, found.how, found.relays) == ("paper.example", "publisher", None)


HOSTS = {
    "https://tass.com/world/1": "tass",
    "https://www.nknews.org/2025/05/x": "korea-risk-group",
    "http://kcna.kp/kp/article/q/1.kcmsf": "dprk-state",
    "http://www.rodong.rep.kp/ko/index.php?1": "dprk-state",
    "https://world.kbs.co.kr/service/news_view.htm?lang=f": "kbs",
    "https://cn.nikkei.com/1": "nikkei.com",
    "https://m.chosun.com/1": "chosun",
    "https://web.archive.org/web/20131001000000/http://www.railwaygazette.com/x": "railwaygazette.com",
}


@pytest.mark.parametrize(("url", "house"), HOSTS.items(), ids=HOSTS)
def test_papers_of_one_house_are_one_source(origins: Origins, url: str, house: str) -> None:
    assert origins.of(document("Nothing credited.", url)).counts_as == house


def test_an_agencys_own_page_does_not_relay_itself(origins: Origins) -> None:
    assert origins.of(document("The ambassador told TASS that work had begun.", "https://tass.com/1")).relays is None


def test_byline_and_site_are_read_too(origins: Origins) -> None:
    assert origins.of(document("Begun.", author="Reuters")).how == "byline"
    assert origins.of(document("Begun.", site="Yonhap News Agency")).counts_as == "yonhap"
    assert origins.of(document("Begun."), publisher="Interfax").counts_as == "interfax"
    assert origins.of(document("Begun.", author="Ann Example, who once worked for Reuters and for AFP")).id == "paper.example"


def test_a_machine_translated_farm_never_counts(origins: Origins) -> None:
    found = origins.of(document("MOSCOW, April 30. /TASS/. Work has begun.", "https://dprk.news-pravda.com/en/1"))
    assert (found.id, found.farm, found.counts_as) == ("tass", True, None)


def test_everybody_a_text_refers_to_is_listed_once(origins: Origins) -> None:
    text = "TASS said so.\nPhoto: AFP\n타스통신에 따르면 그렇다.\nKCNA reported it, according to Yonhap."
    assert origins.cited(text) == ("tass", "dprk-state", "yonhap")


def test_a_name_of_two_agencies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "origins.yaml"
    path.write_text(
        "agencies:\n  one: {names: AP, hosts: a.example}\n  two: {names: AP, hosts: b.example}\nfamilies: {}\nfarms: c.example\n"
    )
    with pytest.raises(ConfigurationError, match=r'origins\.yaml:3: agencies\.two\.names: "AP" names one already'):
        Origins(read_yaml(path))
