"""The language of short texts, in all ten languages and a few neighbours."""

import pytest

from pipelines.extraction.language import language_of


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Ferry between two ports is back", None, "en"),
        ("Паром между двумя портами вернулся", None, "ru"),
        ("Поезд в Хасан", None, "ru"),
        ("두만강역 새 역사 준공", None, "ko"),
        ("北 두만강역 준공… 러 수송 확대", None, "ko"),
        ("边境铁路恢复客运", None, "zh"),
        ("圖們江大橋動工", "zh-Hant", "zh"),
        ("国境の鉄橋、補修工事が完了", None, "ja"),
        ("ロ朝国境鉄橋", None, "ja"),
        ("Neue Fähre zwischen zwei Häfen nimmt den Betrieb auf", None, "de"),
        ("Le ferry entre les deux ports est de retour", None, "fr"),
        ("El ferry entre los dos puertos vuelve a navegar", None, "es"),
        ("Prom między dwoma portami znowu pływa", None, "pl"),
        ("Пором між двома портами повернувся", None, "uk"),
        ("Міст через річку", "ru", "uk"),
        ("Мост", "uk", "uk"),
        ("Tumangang", "en-US", "en"),
        ("Il traghetto tra i due porti torna a navigare", "it", "it"),
        ("Il traghetto tra i due porti torna a navigare dopo quattro inverni, ha detto il capitano del porto.", None, "it"),
        ("Мостът над реката ще бъде готов през юни, съобщиха от министерството", "bg", "bg"),
        ("شعر وردي يُشعل السخرية", "ar", "ar"),
        ("2025", "en", "en"),
        ("2025", None, None),
    ],
)
def test_language(text: str, declared: str | None, expected: str | None) -> None:
    assert language_of(text, declared) == expected
