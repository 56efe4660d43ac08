"""Sentence ends in ten languages."""

import pytest

from pipelines.relevance.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("N. Korea opened it. Trains run.", ["N. Korea opened it.", "Trains run."], id="initial"),
        pytest.param("On Feb. 5 a train came. It left.", ["On Feb. 5 a train came.", "It left."], id="month"),
        pytest.param("Длина 1 км. Мост в Приморском крае.", ["Длина 1 км.", "Мост в Приморском крае."], id="Russian"),
        pytest.param("В 2024 г. Движение открыли.", ["В 2024 г. Движение открыли."], id="Russian year"),
        pytest.param("다리가 열렸다. 열차도 다닌다.", ["다리가 열렸다.", "열차도 다닌다."], id="Korean"),
        pytest.param("桥通车了。列车也开了！", ["桥通车了。", "列车也开了！"], id="Chinese"),
        pytest.param("「開通した。」列車が走る。", ["「開通した。」", "列車が走る。"], id="Japanese quotation"),
        pytest.param("Title without a stop\nText.", ["Title without a stop", "Text."], id="line break"),
        pytest.param("It is 4.7 km long. Yes", ["It is 4.7 km long.", "Yes"], id="decimal point"),
        pytest.param("bridge. and so on", ["bridge. and so on"], id="small letter goes on"),
        pytest.param("\n \n", [], id="white space"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, sentences: list[str]) -> None:
    assert [text[start:stop].strip() for start, stop in sentence_spans(text)] == sentences
