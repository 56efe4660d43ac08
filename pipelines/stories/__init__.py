"""Which articles tell one event, across languages, and whose words they are: `load_stories(…)`, `load_origins(…)`."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.stories.days import DayReader
from pipelines.stories.facts import FactsReader, Stated
from pipelines.stories.marks import Marks
from pipelines.stories.origins import Origins
from pipelines.stories.placing import place
from tumen.journey import Document, LinkTag
from tumen.statements import StatementWords
from tumen.stories import StoryFacts, StoryMember, StoryPlace
from tumen.yamlfile import read_yaml

__all__ = ["Origins", "Stories", "load_origins", "load_stories"]


class Stories:
    """The station. Deterministic, free of I/O, safe to share between threads."""

    def __init__(self, marks: Marks, days: DayReader) -> None:
        self.marks = marks
        self._reader = FactsReader(marks, days)

    def facts(self, document: Document, tags: Sequence[LinkTag], events: Sequence[Stated] = ()) -> StoryFacts:
        """What of a scored document is compared; `events` as the ledger read them, the main one first."""
        return self._reader.read(document, tags, events)

    def place(self, facts: StoryFacts, members: Sequence[StoryMember], *, copy_of: int | None = None) -> StoryPlace:
        """Which of the members' stories it belongs to; `copy_of` is the article it has (nearly) the words of."""
        return place(facts, members, self.marks, copy_of=copy_of)


def load_stories(find: Callable[[str], Path], words: StatementWords) -> Stories:
    """The station that stories.yaml describes; months as in `statements.yaml`, whose words these are.

    Raises ConfigurationError naming file, line and key.
    """
    return Stories(Marks(read_yaml(find("stories.yaml"))), DayReader(words.months))


def load_origins(find: Callable[[str], Path]) -> Origins:
    """The reader of origins that origins.yaml describes. Raises ConfigurationError naming file, line and key."""
    return Origins(read_yaml(find("origins.yaml")))
