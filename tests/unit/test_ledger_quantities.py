"""Numbers with units as ten languages write them, in SI, with the words kept; and what is no quantity at all."""

from datetime import UTC, datetime

import pytest

from pipelines.ledger.quantities import Quantity, QuantityReader
from pipelines.ledger.sentences import sentences
from tests import shipped
from tumen.journey import Document, Fetch
from tumen.statements import Bound, StatementWords

_WORDS: StatementWords = shipped.words()


def _read(language: str, text: str) -> list[Quantity]:
    vocabulary = shipped.vocabulary(language)
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 1, 1, tzinfo=UTC))
    document = Document(fetch, fetch.url, "", text, language)
    reader = QuantityReader(vocabulary, _WORDS.units)
    return [quantity for sentence in sentences(document, lambda _: vocabulary) for quantity in reader.read(sentence)]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit", "original"),
    [
        ("en", "The 850-meter bridge is new.", 850, "m", "850-meter"),
        ("en", "It carried 1,200 passengers.", 1200, "people", "1,200 passengers"),
        ("en", "It carried 1.200 passengers.", 1200, "people", "1.200 passengers"),
        ("en", "It moved 74-thousand tons of coal.", 74_000, "t", "74-thousand tons"),
        ("en", "It cost 5·5bn roubles.", 5.5e9, "RUB", "5·5bn roubles"),
        ("en", "Tickets cost $750 a head.", 750, "USD", "$750"),
        ("en", "It is 1,005 m long.", 1005, "m", "1,005 m"),
        ("en", "It runs 20km along the river.", 20_000, "m", "20km"),
        ("en", "The job takes a year and a half.", 1.5 * 31_557_600, "s", "a year and a half"),
        ("en", "It has twenty-five wagons.", 25, "railcars", "twenty-five wagons"),
        ("en", "It had forty-one Russian tourists.", 41, "people", "forty-one Russian tourists"),
        ("en", "One-point-six million shells went west.", 1.6e6, "shells", "One-point-six million shells"),
        ("en", "They pushed it for about a kilometer.", 1000, "m", "a kilometer"),
        ("en", "It stretches 800 yards.", 731.52, "m", "800 yards"),
        ("ru", "Мост длиной 4,7 км готов.", 4700, "m", "4,7 км"),
        ("ru", "Провезли 1,3 млн тонн груза.", 1.3e6, "t", "1,3 млн тонн"),
        ("ru", "В поезде ехали восемь человек.", 8, "people", "восемь человек"),
        ("ru", "Тележку толкали около километра.", 1000, "m", "километра"),
        ("ru", "Билет стоит 27 тысяч рублей.", 27_000, "RUB", "27 тысяч рублей"),
        ("ru", "Привезли 1 200 пассажиров.", 1200, "people", "1 200 пассажиров"),
        ("uk", "Сам міст — один кілометр.", 1000, "m", "один кілометр"),
        ("de", "Die Brücke ist 1.005 Meter lang.", 1005, "m", "1.005 Meter"),
        ("de", "Sie ist 4,7 Kilometer lang.", 4700, "m", "4,7 Kilometer"),
        ("fr", "Un millier de conteneurs est parti.", 1000, "containers", "Un millier de conteneurs"),
        ("es", "Viajaron casi cien rusos.", 100, "people", "cien rusos"),
        ("pl", "Pchali ponad kilometr.", 1000, "m", "kilometr"),
        ("en", "Two hundred and fifty people came.", 250, "people", "Two hundred and fifty people"),
        ("en", "They moved three thousand five hundred tonnes.", 3500, "t", "three thousand five hundred tonnes"),
        ("en", "Two dozen tourists came.", 24, "people", "Two dozen tourists"),
        ("en", "Half a million barrels went.", 500_000, "barrels", "Half a million barrels"),
        ("en", "It takes an hour and a half.", 5400, "s", "an hour and a half"),
        ("en", "It takes two and a half hours.", 9000, "s", "two and a half hours"),
        ("en", "It takes 1 hour 20 minutes.", 4800, "s", "1 hour 20 minutes"),
        ("en", "It costs RUB9bn.", 9e9, "RUB", "RUB9bn"),
        ("en", "Some 193 Chinese and Russian holidaymakers came.", 193, "people", "193 Chinese and Russian holidaymakers"),
        ("en", "The way is 115 nautical miles.", 212_980, "m", "115 nautical miles"),
        ("ru", "Провезли 1 млн 200 тыс. тонн.", 1.2e6, "t", "1 млн 200 тыс. тонн"),
        ("ru", "Привезли двести пятьдесят человек.", 250, "people", "двести пятьдесят человек"),
        ("ru", "Приехали 60 с лишним человек.", 60, "people", "60 с лишним человек"),
        ("ru", "Поставили более миллиона баррелей.", 1e6, "barrels", "миллиона баррелей"),
        ("ru", "Дорога заняла полчаса.", 1800, "s", "полчаса"),
        ("ru", "Это 9,3 миллиарда российских рублей.", 9.3e9, "RUB", "9,3 миллиарда российских рублей"),
        ("uk", "Дорога триває півтори години.", 5400, "s", "півтори години"),
        ("de", "Sie ist achthundertfünfzig Meter lang.", 850, "m", "achthundertfünfzig Meter"),
        ("de", "Es kamen fünfundzwanzig Menschen.", 25, "people", "fünfundzwanzig Menschen"),
        ("fr", "Une soixantaine de personnes sont venues.", 60, "people", "soixantaine de personnes"),
        ("fr", "Le vol dure 1 h 20.", 4800, "s", "1 h 20"),
        ("es", "El vuelo dura hora y media.", 5400, "s", "hora y media"),
        ("pl", "Przejechało stu dwudziestu turystów.", 120, "people", "stu dwudziestu turystów"),
        ("ko", "스물세 명이 탔다.", 23, "people", "스물세 명"),
        ("ko", "3백50명이 탔다.", 350, "people", "3백50명"),
        ("ko", "컨테이너 2만8천여 개가 나갔다.", 28_000, "containers", "2만8천여 개"),
        ("ko", "기관차 5대가 보인다.", 5, "railcars", "5대"),
        ("zh", "只需一个半小时。", 5400, "s", "一个半小时"),
        ("zh", "站内有73节货车。", 73, "railcars", "73节货车"),
        ("ja", "2万個のコンテナを送った。", 20_000, "containers", "2万個のコンテナ"),
        ("ko", "석탄 4만 500톤을 실었다.", 40_500, "t", "4만 500톤"),
        ("ko", "투자액은 6600만 달러다.", 66e6, "USD", "6600만 달러"),
        ("ko", "직원과 가족 8명이 귀국했다.", 8, "people", "8명"),
        ("zh", "运送3.5万吨煤炭。", 35_000, "t", "3.5万吨"),
        ("zh", "橋長一公里。", 1000, "m", "一公里"),
        ("zh", "工期一年半。", 1.5 * 31_557_600, "s", "一年半"),
        ("zh", "这座双车道桥很窄。", 2, "lanes", "双车道"),
        ("ja", "石炭63万9000トンを運んだ。", 639_000, "t", "63万9000トン"),
        ("ja", "有煙炭4万5千トンを積む。", 45_000, "t", "4万5千トン"),
        ("ja", "全長は4・7キロだ。", 4700, "m", "4・7キロ"),
    ],
)
def test_a_figure_is_read_in_si_with_its_own_words(language: str, text: str, value: float, unit: str, original: str) -> None:
    """Marks, number words, scales and units of each language, converted; the words stay as they stand."""
    found = _read(language, text)
    assert [(quantity.value, quantity.unit, quantity.original) for quantity in found] == [(pytest.approx(value), unit, original)]


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "It takes 10-15 hours.", 36_000, 54_000),
        ("en", "It cost 3 to 4 million dollars.", 3e6, 4e6),
        ("ja", "長さは105～140メートルだ。", 105, 140),
        ("ko", "선실은 600~750위안이다.", 600, 750),
        ("zh", "看到300至400名工人。", 300, 400),
        ("en", "They pay between $90 and $185.", 90, 185),
        ("en", "It carried between 300 and 400 people.", 300, 400),
        ("en", "It takes from two to three hours.", 7200, 10_800),
    ],
)
def test_a_range_keeps_both_ends(language: str, text: str, low: float, high: float) -> None:
    """The unit and the scale stand once and count for both ends."""
    (quantity,) = _read(language, text)
    assert (quantity.value, quantity.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("en", "It carried more than 300 workers.", Bound.AT_LEAST),
        ("en", "It is about 400 m away.", Bound.ABOUT),
        ("ru", "Потратили свыше 8 млрд рублей.", Bound.AT_LEAST),
        ("ru", "До 300 автомобилей в сутки.", Bound.AT_MOST),
        ("zh", "约830米道路。", Bound.ABOUT),
        ("ko", "2000명 이상이 모였다.", Bound.AT_LEAST),
        ("en", "It has 96 passengers.", Bound.EXACT),
    ],
)
def test_how_firmly_a_figure_is_stated_is_kept(language: str, text: str, bound: Bound) -> None:
    """`about`, `more than` and `up to` belong to the figure they stand beside."""
    (quantity,) = _read(language, text)
    assert quantity.bound is bound


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Call +7 423 240-12-34 for tickets in 2025."),
        ("en", "Dynamo won 3:1 on 12 May 2024, and 21:45 is the kick-off."),
        ("en", "Flight JS-272, a Tu-154, fell under Resolution 2397 and COVID-19 rules."),
        ("en", "They came with 10 XNUMX people."),
        ("en", "In 2024 tourists came back."),
        ("en", "Ten groups of tourists have been there."),
        ("ru", "В 2025-м власти ждут большего, поезд № 652/651 отменён."),
        ("ru", "Тел. 8-800-555-35-35, дом 12, стр. 4."),
        ("ja", "数千人の観光客を見込む。"),
        ("zh", "2024年5月16日发表第2397号决议。"),
        ("ja", "住民の3分の1が去った。"),
        ("ko", "열차로 떠났다."),
        ("ru", "Водитель — 31-летний житель Уссурийска."),
        ("es", "Las imágenes del día 3 muestran contenedores."),
    ],
)
def test_nothing_is_invented_from_numbers_that_measure_nothing(language: str, text: str) -> None:
    """Telephones, scores, times, flight numbers, resolutions, years and the leavings of machine translation."""
    assert _read(language, text) == []


def test_a_conversion_in_brackets_is_not_a_second_figure() -> None:
    """850 m (2,788 ft) is one length."""
    assert [quantity.original for quantity in _read("en", "The 850-meter (2,788-foot) bridge opens.")] == ["850-meter"]
