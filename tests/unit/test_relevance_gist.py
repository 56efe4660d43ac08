"""Short reports read as one sentence: what a feed gives of a page that refuses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.relevance import Scorer
from pipelines.relevance.gist import gist
from tests import shipped
from tumen.journey import Document, Fetch, Scored

_UNFITTED = Path(__file__).parent / "relevance_unfitted_reports.tsv"


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return shipped.scorer()


def _scored(scorer: Scorer, title: str, text: str) -> Scored:
    fetch = Fetch("https://example.org/a", "wire", "page", datetime(2026, 11, 1, tzinfo=UTC))
    return scorer.score(Document(fetch, fetch.url, title, text))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Los primeros camiones pasan de Rusia a Corea del Norte por carretera", "El puente sobre el Tumen quedó abierto."),
        ("Nowym mostem z Rosji do Korei Północnej. Pierwsze auta już jadą", "Premierzy obu krajów dali znak w piątek."),
        ("Russie–Corée du Nord : les deux moitiés du pont se touchent", "La jonction a été célébrée mardi au-dessus du Tumen."),
        ("Brücke nach Nordkorea wächst schneller als geplant", "Die Bauleute liegen vor dem Zeitplan, sagte Russlands Minister."),
        ("Козлов: к строительству моста в КНДР приступят в апреле", "Министр сообщил, что деньги выделены."),
        ("Правительство назвало исполнителя по мосту в КНДР", "Распоряжением премьера подрядчиком определён «ТоннельЮжСтрой»."),
    ],
)  # fmt: skip
def test_news_whose_parts_stand_in_two_sentences_is_kept(scorer: Scorer, title: str, text: str) -> None:
    assert _scored(scorer, title, text).relevant


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Премьер КНДР открыл мост через Тэдонган", "Министр отчитался о сроках."),  # their own premier, their own river
        ("Мост в КНДР откроют в Даньдуне", "Губернатор Ляонина назвал срок."),
        ("Министр перечислил мосты Сибири", "О КНДР его не спрашивали."),
        ("Моторный завод КНДР выпустил автобус", "Машину показали в Пхеньяне."),
    ],
)
def test_what_a_russian_desk_says_of_others_affairs_is_not_russias(scorer: Scorer, title: str, text: str) -> None:
    judgement = scorer.judge(title, text)
    brief = gist(judgement.reading, scorer.knowledge, scorer.vocabulary)
    assert brief is None or not brief.sentence.bits & scorer.vocabulary.russia
    assert not _scored(scorer, title, text).relevant


def test_an_article_is_read_by_sentences_only(scorer: Scorer) -> None:
    title, text = "Bridge to North Korea", "Trucks rolled. Russia cheered. " + "Nobody else came. " * 5
    judgement = scorer.judge(title, text)
    assert gist(judgement.reading, scorer.knowledge, scorer.vocabulary) is None
    assert judgement.as_one is judgement.by_sentences


def test_evidence_of_a_report_read_as_one_quotes_a_sentence_of_it(scorer: Scorer) -> None:
    title, text = "Мост в КНДР: что известно", "Козлов назвал срок. Движение откроют в мае."
    judgement = scorer.judge(title, text)
    assert judgement.features is judgement.as_one is not judgement.by_sentences
    sentences = {judgement.reading.sentence_text(sentence) for sentence in judgement.reading.sentences}
    assert {piece.sentence for piece in _scored(scorer, title, text).evidence} <= {*sentences, ""}


def test_short_reports_that_nothing_was_fitted_to(scorer: Scorer) -> None:
    """Thirty reports and thirty near misses, written before the mending was finished: 29 kept and 1 alarm at its end."""
    _, *rows = (line.split("\t") for line in _UNFITTED.read_text(encoding="utf-8").splitlines())
    kept = [(wanted == "yes", _scored(scorer, title, text).relevant) for _, wanted, _, title, text in rows]
    assert sum(found for wanted, found in kept if wanted) >= 28
    assert sum(found for wanted, found in kept if not wanted) <= 2
