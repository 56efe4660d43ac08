"""How well articles are told apart by the event they tell, against labelled documents."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from pipelines.stories import Stories
from pipelines.stories.facts import Stated
from tumen.journey import Document, Fetch, Precision, Scored, StatedDate
from tumen.stories import StoryFacts, StoryMember

_NEVER = datetime.fromtimestamp(0, UTC)  # labelled documents were not fetched


class Scoring(Protocol):
    def score(self, document: Document) -> Scored: ...


Read = Callable[[Scored], Sequence[Stated]]  # the events of a scored document


@dataclass(frozen=True, slots=True)
class _Told:
    id: str
    story: str  # as labelled
    facts: StoryFacts


def evaluate_stories(
    documents: Iterable[Mapping[str, Any]],
    scorer: Scoring,
    stories: Stories,
    read: Read | None = None,
    same_words: Callable[[str, str], bool] | None = None,
) -> dict[str, Any]:
    """Place the documents labelled relevant one after the other and compare with their `story` labels.

    Rows are as in `seeds/contrast.jsonl`. In order of publication; a document without a date keeps its turn in the order of
    arrival. Transport links and events are the predicted ones; labels are only counted with. `same_words` says whether two texts
    are copies, as the road knows from identity. Figures: Bagga and Baldwin, "Entity-Based Cross-Document Coreferencing Using the
    Vector Space Model", COLING-ACL 1998 (B-cubed, every document weighing the same).
    """
    rows = [row for row in documents if row["grade"] >= 1]
    ordered = _in_turn(rows)
    told = [_told(row, scorer, stories, read) for row in ordered]
    copies = _copies([row["text"] for row in ordered], same_words)
    placed = _placed(told, copies, stories)
    precision, recall = bcubed([one.story for one in told], placed)
    return {
        "documents": len(told),
        "labelled": len({one.story for one in told}),
        "found": len(set(placed)),
        "bcubed_precision": round(precision, 4),
        "bcubed_recall": round(recall, 4),
        "bcubed_f1": round(2 * precision * recall / (precision + recall), 4) if told else 0.0,
        "pairs_wrong": _wrong(told, placed),
    }


def bcubed(labels: Sequence[str], found: Sequence[int]) -> tuple[float, float]:
    """B-cubed precision and recall of a grouping, in [0, 1]; 0 for nothing."""
    both, labelled, grouped = Counter(zip(labels, found, strict=True)), Counter(labels), Counter(found)
    if not labels:
        return 0.0, 0.0
    precision = sum(both[pair] / grouped[pair[1]] for pair in zip(labels, found, strict=True)) / len(labels)
    recall = sum(both[pair] / labelled[pair[0]] for pair in zip(labels, found, strict=True)) / len(labels)
    return precision, recall


def _in_turn(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    dated = iter(sorted((row for row in rows if row.get("published")), key=lambda row: str(row["published"])))
    return [next(dated) if row.get("published") else row for row in rows]


def _told(row: Mapping[str, Any], scorer: Scoring, stories: Stories, read: Read | None) -> _Told:
    fetch = Fetch(url=f"labelled:{row['id']}", source="labelled", kind="page", fetched_at=_NEVER)
    language = row.get("lang") or row.get("language")
    document = Document(fetch, fetch.url, row["title"], row["text"], language, published=_date(row.get("published")))
    scored = scorer.score(document)
    return _Told(
        row["id"],
        str(row.get("story") or row["id"]),
        stories.facts(document, scored.transport_links, read(scored) if read else ()),
    )


def _date(written: str | None) -> StatedDate | None:
    """The day a label states; a year or month alone orders nothing and counts as unknown."""
    if not written or len(written) < len("YYYY-MM-DD"):
        return None
    return StatedDate(datetime.fromisoformat(written[:10]).replace(tzinfo=UTC), Precision.DAY, None, written)


def _copies(texts: Sequence[str], same_words: Callable[[str, str], bool] | None) -> list[int | None]:
    """For each text the first one before it with the same words."""
    if same_words is None:
        return [None] * len(texts)
    return [next((at for at in range(number) if same_words(texts[at], text)), None) for number, text in enumerate(texts)]


def _placed(told: Sequence[_Told], copies: Sequence[int | None], stories: Stories) -> list[int]:
    """The story of each, numbered by the document that opened it; merged ones go by the story they were merged into."""
    placed: list[int] = []
    members: list[StoryMember] = []
    for number, one in enumerate(told):
        where = stories.place(one.facts, members, copy_of=copies[number])
        home = number if where.story is None else where.story
        placed = [home if story in where.merges else story for story in placed] + [home]
        members = [StoryMember(at, story, told[at].facts) for at, story in enumerate(placed)]
    return placed


def _wrong(told: Sequence[_Told], placed: Sequence[int]) -> list[dict[str, Any]]:
    """Pairs that share a story in labels or result but not in both."""
    pairs = []
    for at, one in enumerate(told):
        for before in range(at):
            labelled, found = told[before].story == one.story, placed[before] == placed[at]
            if labelled != found:
                pairs.append({"kind": "split" if labelled else "mixed", "documents": [told[before].id, one.id]})
    return pairs
