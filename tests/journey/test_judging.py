"""An analyst judges, and the weights learn from it or refuse to."""

import json
import shutil
from pathlib import Path

import pytest

from tests.journey.desk import ROOT, Within, run
from tests.once import once


class Desk:
    def __init__(self, home: Path) -> None:
        self.home = home

    def tumen(self, *arguments: str, code: int = 0) -> str:
        result = run(self.home, *arguments, code=code)
        return result.stdout + result.stderr

    def seeds(self, documents: int, *, wrong: bool = False) -> None:
        """The first so many labelled documents, no probes; `wrong` labels those that are fitted to the other way round."""
        lines = (ROOT / "seeds" / "contrast.jsonl").read_text(encoding="utf-8").splitlines()[:documents]
        records = [json.loads(line) for line in lines]
        for record in records:
            if wrong and record["part"] == "fit":
                record["grade"] = 0 if record["grade"] else 2
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (self.home / "seeds" / "contrast.jsonl").write_text(text, encoding="utf-8")
        (self.home / "seeds" / "probes.jsonl").write_text("", encoding="utf-8")


RECORD = {
    "url": "https://news.example/bridge",
    "title": "Road bridge over the Tumen opened between Khasan and Tumangang",
    "text": "Russia and North Korea opened the road bridge over the Tumen River on 7 September 2026. Trucks crossed at once.",
    "lang": "en",
    "published": "2026-09-08",
}


@pytest.fixture
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one article."""

    def make(home: Path) -> None:
        (home / "seeds").mkdir()
        (home / "schedules.yaml").write_bytes((ROOT / "schedules.yaml").read_bytes())
        (home / "one.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
        assert "1  new" in Desk(home).tumen("import", str(home / "one.jsonl"))

    return once(tmp_path_factory, "judging", make)


@pytest.fixture
def desk(imported: Path, tmp_path: Path) -> Desk:
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


def test_a_judgement_is_stored_and_learnt_from(desk: Desk) -> None:
    assert "article 1: relevant" in desk.tumen("label", "1", "relevant", "--link", "tumen-road-bridge", "--by", "anna")
    assert "article 1: irrelevant" in desk.tumen(
        "label", "https://news.example/bridge?utm_source=x", "irrelevant", "--by", "boris"
    )
    desk.seeds(60)
    with_label = desk.tumen("fit", "--dry-run")
    assert "fitting to" in with_label
    assert int(with_label.split("fitting to ")[1].split()[0]) + int(with_label.split("documents, ")[1].split()[0]) == 60 + 5 + 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("99", "relevant"), "no article 99"),
        (("https://news.example/other", "relevant"), "no article https://news.example/other"),
        (("1", "relevant", "--link", "tumen-bridge"), 'no transport link "tumen-bridge"; write tumen-road-bridge'),
        (("1", "irrelevant", "--link", "tumen-road-bridge"), "an irrelevant article reports on no transport link"),
        (("1", "perhaps"), "is not one of 'relevant', 'irrelevant'"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused(desk: Desk, within: Within, arguments: tuple[str, ...], said: str) -> None:
    assert said in within.refused(desk.home, "label", *arguments)


def test_weights_that_do_worse_are_refused_and_you_are_told_by_how_much(desk: Desk) -> None:
    desk.seeds(60, wrong=True)
    before = (ROOT / "seeds" / "weights.yaml").read_bytes()
    assert "not written: average precision on the kept-aside part falls by 0." in desk.tumen("fit", code=1)
    assert not (desk.home / "seeds" / "weights.yaml").exists()
    assert (ROOT / "seeds" / "weights.yaml").read_bytes() == before


def test_explain_says_what_would_have_turned_the_verdict(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Potatoes\n\n" + "Farmers brought in more potatoes than last year, and the weather was kind.\n" * 5, encoding="utf-8"
    )
    told = desk.tumen("explain", str(page))
    assert "not relevant (refused: off_topic)" in told
    assert "intercept" in told
    assert "the verdict" in told or "the relevance would have been" in told
