"""The figures of `tumen evaluate` about stories."""

from types import SimpleNamespace

import pytest

from pipelines.stories.evaluation import bcubed, evaluate_stories
from tests import shipped
from tumen.journey import Document, LinkTag, Scored


def test_bcubed_by_hand() -> None:
    """Bagga and Baldwin's figure: the middle group takes in one of the others."""
    labels = ["a", "a", "a", "b", "b"]
    found = [1, 1, 2, 2, 2]
    precision, recall = bcubed(labels, found)
    assert precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert bcubed(labels, [7, 7, 7, 8, 8]) == (1.0, 1.0)
    assert bcubed([], []) == (0.0, 0.0)


class BridgeScorer:
    """Tags every document with the bridge: what is told apart here is told apart by the rest."""

    def score(self, document: Document) -> Scored:
        return Scored(document, 1.0, 0.5, (), (LinkTag("tumen-road-bridge", "reported", 0.9),))


def row(number: int, story: str, text: str, published: str | None, grade: int = 2) -> dict[str, object]:
    return {"id": str(number), "story": story, "title": "", "text": text, "published": published, "grade": grade, "lang": "en"}


ROWS = [
    row(1, "joined", "The spans were joined on 21 April 2026 by workers on a crane barge.", "2026-04-22"),
    row(2, "started", "Mishustin and Pak Thae-song opened work by video link on April 30.", "2025-04-30"),
    row(3, "started", "Мишустин и Пак Тхэ Сон по видеосвязи дали старт строительству 30 апреля.", "2025-04-30"),
    row(4, "joined", "Пролёты сомкнули 21 апреля с баржи при помощи крана.", "2026-04-21"),
    row(5, "other", "Nothing about it.", "2025-04-30", grade=0),
]


def test_documents_are_told_apart_and_wrong_pairs_named() -> None:
    stories = shipped.stories()
    told = evaluate_stories(ROWS, BridgeScorer(), stories)
    assert (told["documents"], told["labelled"]) == (4, 2)
    assert (told["bcubed_precision"], told["bcubed_recall"], told["bcubed_f1"], told["pairs_wrong"]) == (1, 1, 1, [])
    wrongly = [{**one, "story": "one"} for one in ROWS]
    told = evaluate_stories(wrongly, BridgeScorer(), stories)
    assert told["bcubed_recall"] == 0.5
    assert {"kind": "split", "documents": ["2", "1"]} in told["pairs_wrong"]


def test_labels_are_not_looked_at() -> None:
    stories = shipped.stories()
    blind = [{**one, "links": ["x"], "events": [{"type": "completed"}]} for one in ROWS]
    assert evaluate_stories(blind, BridgeScorer(), stories) == evaluate_stories(ROWS, BridgeScorer(), stories)


def test_events_and_copies_are_used_where_they_are_given() -> None:
    stories = shipped.stories()
    rows = [row(1, "one", "Alpha.", None), row(2, "one", "Alpha.", None), row(3, "two", "Beta.", None)]
    assert evaluate_stories(rows, BridgeScorer(), stories)["found"] == 3
    assert evaluate_stories(rows, BridgeScorer(), stories, same_words=str.__eq__)["found"] == 2
    events = {"Alpha.": "opened", "Beta.": "agreed"}

    def read(scored: Scored) -> list[SimpleNamespace]:
        return [SimpleNamespace(type=events[scored.document.text], date="2025-04-30")] * 1

    assert evaluate_stories(rows, BridgeScorer(), stories, read)["found"] == 2
