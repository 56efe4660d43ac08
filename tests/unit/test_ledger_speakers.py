"""Whom a sentence credits, in ten languages: a name or medium as written, or nobody."""

from datetime import UTC, datetime

import pytest

from pipelines.ledger.sentences import sentences
from pipelines.ledger.speakers import speaker
from tests import shipped
from tumen.journey import Document, Fetch


@pytest.mark.parametrize(
    ("language", "sentence", "credited"),
    [
        ("en", "The bridge will be 850 meters long, said Roman Starovoit, the transport minister.", "Roman Starovoit"),
        ("en", "Transport Minister Roman Starovoit said the bridge would be 850 meters long.", "Minister Roman Starovoit"),
        ("en", "According to TASS, the bridge is a kilometer long.", "TASS"),
        ("en", "The train carries 40 passengers, the Far Eastern Railway announced on Friday.", "Far Eastern Railway"),
        ("en", "More than 2.5 million rounds had gone by February 2024, Beyond Parallel reckons.", "Beyond Parallel"),
        ("en", "From Wednesday it flies three times a week, the airport of Vladivostok announced.", "airport of Vladivostok"),
        ("en", "“The trip takes seven hours,” a spokesperson told TASS.", "spokesperson"),
        ("en", "38 North estimates that 73 cars stood there.", "38 North"),
        ("en", "The bridge will be 850 meters long.", None),
        ("ru", "Длина моста составит 850 метров, сообщил министр Роман Старовойт.", "министр Роман Старовойт"),
        ("ru", "По словам Александра Козлова, рейсы будут раз в месяц.", "Александра Козлова"),
        ("ru", "За год перевезли 5 тысяч пассажиров, рассказали в пресс-службе аэропорта.", "пресс-службе аэропорта"),
        ("ru", "По данным РЖД, путь занимает восемь суток.", "РЖД"),
        ("uk", "За словами міністра Козлова, рейси будуть раз на місяць.", "міністра Козлова"),
        ("ko", "코즐로프 장관은 5개월 동안 2천 명이 이용했다고 말했다.", "코즐로프 장관"),
        ("ko", "연해주 정부에 따르면 버스에는 38명이 탔다.", "연해주 정부"),
        ("ja", "コズロフ天然資源相は「5カ月で2千人以上が利用した」と述べた。", "コズロフ天然資源相"),
        ("ja", "ロシア鉄道は、毎週火曜に発車すると発表した。", "ロシア鉄道"),
        ("zh", "据俄罗斯铁路公司消息，全程八天。", "俄罗斯铁路公司"),
        ("zh", "俄交通部长斯塔罗沃伊特表示，大桥长850米。", "俄交通部长斯塔罗沃伊特"),
        ("de", "Laut TASS ist die Brücke 850 Meter lang.", "TASS"),
        ("fr", "Le pont fera 850 mètres, a déclaré le ministre Roman Starovoït.", "le ministre Roman Starovoït"),
        ("es", "El puente medirá 850 metros, dijo el ministro Roman Starovóit.", "el ministro Roman Starovóit"),
        ("pl", "Według TASS most ma 850 metrów.", "TASS"),
        ("pl", "Most będzie miał 850 metrów, powiedział minister Roman Starowojt.", "minister Roman Starowojt"),
    ],
)
def test_the_one_a_sentence_credits_is_its_speaker(language: str, sentence: str, credited: str | None) -> None:
    """The name beside the verb of saying, after "according to", or the office that told it; never who was told."""
    fetch = Fetch("https://a.invalid/1", "import", "page", datetime(2026, 1, 1, tzinfo=UTC))
    vocabulary = shipped.vocabulary(language)
    (read,) = sentences(Document(fetch, fetch.url, "", sentence, language), lambda _: vocabulary)
    found = speaker(read, (len(sentence) // 2, len(sentence) // 2 + 3))
    if credited is None:
        assert found is None
    else:
        assert found is not None
        assert credited in found
        assert len(found) <= len(credited) + 12  # an article or an office before the name, nothing of the clause
