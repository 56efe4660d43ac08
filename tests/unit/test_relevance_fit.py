"""Fitting, weights and evaluation: deterministic, honest about what they refuse, strict about what they read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.relevance import Scorer, features
from pipelines.relevance.evaluation import evaluate
from pipelines.relevance.fit import Fitted, Refused, compare, fit
from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.labelled import LabelError, Labelled, by_part, labelled, read_labelled
from pipelines.relevance.measures import Counts, average_precision, interval, reliability
from pipelines.relevance.regression import fit_logistic, logistic
from pipelines.relevance.weights import Weights, load_weights, written
from tests import shipped
from tumen.yamlfile import ConfigurationError

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped.scorer().knowledge


def _label(name: str, text: str, grade: int, *links: str) -> Labelled:
    return labelled({"id": name, "lang": "en", "title": "", "text": text, "grade": grade, "links": list(links)}, "here")


@pytest.fixture(scope="module")
def few() -> list[Labelled]:
    """Twelve documents, each a story of its own."""
    bridge = "Russia and North Korea opened lane {} of the road bridge over the Tumen River in May."
    stock = "Stock number {} rose in Tokyo on Friday."
    relevant = [_label(f"r{n}", bridge.format(n), 2, "tumen-road-bridge") for n in range(6)]
    return relevant + [_label(f"o{n}", stock.format(n), 0) for n in range(6)]


def test_the_same_documents_give_the_same_file(few: list[Labelled], knowledge: Knowledge) -> None:
    assert written(fit(few, knowledge, fitted="2026-01-01")) == written(fit(few, knowledge, fitted="2026-01-01"))


def test_written_weights_are_read_back(few: list[Labelled], knowledge: Knowledge, tmp_path: Path) -> None:
    weights = fit(few, knowledge, fitted="2026-01-01")
    path = tmp_path / "weights.yaml"
    path.write_text(written(weights), encoding="utf-8")
    read = load_weights(path)
    assert written(read) == written(weights)
    assert read.corpus == weights.corpus
    assert read.cross_validated is not None
    assert read.cross_validated.recall == 1.0


def test_worse_weights_are_refused_and_the_loss_is_named(few: list[Labelled], knowledge: Knowledge) -> None:
    good = fit(few, knowledge, fitted="2026-01-01")
    upside_down = replace(good, weights={name: -value for name, value in good.weights.items()})
    refused = compare(upside_down, good, few, knowledge)
    assert isinstance(refused, Refused)
    assert refused.loss > 0.2
    assert refused.present.average_precision == 1.0
    fitted = compare(good, upside_down, few, knowledge)
    assert isinstance(fitted, Fitted)
    assert fitted.weights.kept_aside is not None


def test_signs_hold_even_against_the_data() -> None:
    """A feature that may only speak against gets no positive weight, whatever the labels say."""
    values, _ = fit_logistic([{"x": 1.0}, {}] * 10, [True, False] * 10, {"x": -1}, penalty=0.1)
    assert values["x"] == 0.0


def test_regression_finds_the_log_odds_of_a_group() -> None:
    """3 of 4 with the feature and 1 of 4 without: log-odds of 1.0986 and -1.0986."""
    rows = [{"x": 1.0}] * 4 + [{}] * 4
    values, intercept = fit_logistic(rows, [True, True, True, False, True, False, False, False], {"x": 0}, penalty=0.0)
    assert logistic(intercept + values["x"]) == pytest.approx(0.75, abs=0.01)
    assert logistic(intercept) == pytest.approx(0.25, abs=0.01)


def test_evaluation_has_the_shape_other_checks_rely_on(few: list[Labelled], knowledge: Knowledge) -> None:
    scorer = Scorer(knowledge, fit(few, knowledge, fitted="2026-01-01"))
    wrong = replace(few[-1], grade=1, id="wrong", transport_links=frozenset({"other"}))
    result = evaluate([*few, wrong], scorer)
    assert result["documents"] == 13
    assert set(result["relevance"]) == {
        *("precision", "recall", "f1", "average_precision", "threshold", "by_language", "false_positives", "false_negatives")
    }
    assert result["relevance"]["false_negatives"] == ["wrong"]
    assert set(result["transport_links"]) == {"precision", "recall", "f1", "by_link"}
    assert result["transport_links"]["recall"] == pytest.approx(6 / 7, abs=1e-4)
    assert [error["id"] for error in result["errors"]] == ["wrong"]
    assert json.loads(json.dumps(result)) == result


def test_background_links_are_neither_right_nor_wrong(few: list[Labelled], knowledge: Knowledge) -> None:
    scorer = Scorer(knowledge, fit(few, knowledge, fitted="2026-01-01"))
    background = replace(few[0], transport_links=frozenset(), background=frozenset({"tumen-road-bridge"}))
    assert evaluate([background], scorer)["transport_links"]["precision"] == 1.0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{}", "x.jsonl:2: id missing; every document needs id, title, text, grade"),
        (b"[1]", "x.jsonl:2: is not a JSON object; write one document a line"),
        (b"{", "x.jsonl:2: not JSON: Expecting property name enclosed in double quotes"),
        (b'{"id": "\xff"}', "x.jsonl:2: byte 8 is not UTF-8"),
        (b'{"id": "a", "title": "", "text": "", "grade": 3}', "x.jsonl:2: grade: 3 is not a grade; write 0, 1 or 2"),
        (b'{"id": "a", "title": "", "text": 1, "grade": 0}', "x.jsonl:2: text: 1 is not text"),
        (
            b'{"id": "a", "title": "", "text": "", "grade": 0, "links": "x"}',
            "x.jsonl:2: links: 'x' is not a list of transport-link ids",
        ),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(line: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"id": "a", "title": "", "text": "", "grade": 0}\n' + line + b"\n")
    with pytest.raises(LabelError) as caught:
        list(read_labelled(path))
    assert str(caught.value) == message


def test_an_unknown_feature_in_the_weights_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    path = tmp_path / "weights.yaml"
    text = (SEEDS / "weights.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("\nweights:", "\nweights:\n  statement.namd: 1"), encoding="utf-8")
    with pytest.raises(
        ConfigurationError, match=r'weights\.yaml:\d+: weights\.statement\.namd: unknown key; did you mean "statement\.named"'
    ):
        load_weights(path)


def test_shipped_weights_keep_their_signs_and_name_their_corpus() -> None:
    weights = load_weights(SEEDS / "weights.yaml")
    assert all(value * features.SIGNS[name] >= 0 for name, value in weights.weights.items())
    assert len(weights.corpus) == 64
    assert weights.cross_validated is not None
    assert weights.kept_aside is not None


def test_a_story_is_never_split_between_fit_and_aside() -> None:
    fitted, aside = by_part(read_labelled(SEEDS / "contrast.jsonl"))
    assert not {document.story for document in fitted} & {document.story for document in aside}
    assert len(aside) > len(fitted) / 3


def test_figures_of_merit() -> None:
    assert average_precision([0.9, 0.8, 0.1], [True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert Counts(8, 2, 2).f1 == pytest.approx(0.8)
    assert Counts().precision == Counts().recall == Counts().f1 == 1.0
    low, high = interval([1.0] * 5 + [0.0] * 5, lambda drawn: sum(drawn) / len(drawn))
    assert 0.1 <= low < 0.5 < high <= 0.9
    assert reliability([0.05, 1.0, 1.0], [False, True, False])[1] == {
        "from": 0.9,
        "to": 1.0,
        "documents": 2,
        "said": 1.0,
        "relevant": 0.5,
    }


def test_weights_without_documents_to_keep_aside_are_written_without_a_comparison(
    few: list[Labelled], knowledge: Knowledge
) -> None:
    fresh: Weights = fit(few, knowledge, fitted="2026-01-01")
    result = compare(fresh, None, [], knowledge)
    assert isinstance(result, Fitted)
    assert result.present is None
    assert result.weights.kept_aside is None
