"""A document read once: its sentences, and in each of them what is mentioned."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.relevance.datelines import datelines
from pipelines.relevance.folding import Folded, fold
from pipelines.relevance.knowledge import Condition, Knowledge
from pipelines.relevance.matching import Mention
from pipelines.relevance.sentences import sentence_spans
from tumen.transport import Scope

_CROWDED = 60  # mentions in one sentence: a list of names, in which every other one is context anyway


@dataclass(slots=True)
class Sentence:
    """Spans are in the original (title, line break, text). `bits` unites what its mentions say."""

    start: int
    stop: int
    paragraph: int
    bits: int = 0
    mentions: list[Mention] = field(default_factory=list)
    own: list[int] = field(default_factory=list)  # bits of each mention, in step with `mentions`
    filed: int = 0  # cities that stand in its dateline only


@dataclass(frozen=True, slots=True)
class Reading:
    """`sentences[0]` is the title when the document has one."""

    text: str = field(repr=False)
    folded: Folded = field(repr=False)
    sentences: Sequence[Sentence]
    titled: bool
    bits: int

    def words(self, mention: Mention) -> str:
        """A mention as it stands in the text."""
        start, stop = self.folded.original(mention[0], mention[1])
        return self.text[start:stop]

    def sentence_text(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.stop].strip()


def read(title: str, text: str, knowledge: Knowledge) -> Reading:
    """One pass over title and text; a body that begins with its own title again is read without it."""
    heading = " ".join(title.split())
    body = text.removeprefix(title) if heading and len(title) > 1 else text
    whole = f"{heading}\n{body}" if heading else body
    folded = fold(whole)
    sentences = _sentences(whole)
    filed = [(folded.place(start), folded.place(stop)) for start, stop in datelines(whole) if start >= len(heading)]
    _distribute(folded, sentences, filed, knowledge)
    bits = 0
    for sentence in sentences:
        bits |= sentence.bits
    return Reading(whole, folded, sentences, bool(heading), bits)


def _sentences(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    paragraph, last = 0, 0
    for start, stop in sentence_spans(text):
        if "\n" in text[last:start]:
            paragraph += 1
        found.append(Sentence(start, stop, paragraph))
        last = stop
    return found


def _distribute(folded: Folded, sentences: list[Sentence], filed: Sequence[tuple[int, int]], knowledge: Knowledge) -> None:
    """Give every sentence its mentions, first those that count alone, then those whose condition is met.

    `filed`: the datelines, in folded places. A city there counts for its country only.
    """
    if not sentences:
        return
    mentions = _unhidden(knowledge.matcher.mentions(folded.text), knowledge)
    starts = [folded.place(sentence.start) for sentence in sentences]
    meanings = knowledge.meanings
    waiting: list[tuple[Sentence, Mention, Condition]] = []
    for mention in mentions:
        sentence = sentences[max(0, bisect_right(starts, mention[0]) - 1)]
        meaning = meanings[mention[2]]
        if meaning.condition is None:
            bits = meaning.bits
            if any(start <= mention[0] and mention[1] <= stop for start, stop in filed):
                bits &= ~knowledge.bit[meaning.id]
                sentence.filed |= knowledge.bit[meaning.id]
            sentence.bits |= bits
            sentence.mentions.append(mention)
            sentence.own.append(bits)
        else:
            waiting.append((sentence, mention, meaning.condition))
    if waiting:
        _settle(waiting, sentences, knowledge)


def _settle(waiting: list[tuple[Sentence, Mention, Condition]], sentences: Sequence[Sentence], knowledge: Knowledge) -> None:
    """Admit mentions whose condition is met; twice, because one admitted mention may be what another waits for."""
    place = {id(sentence): at for at, sentence in enumerate(sentences)}
    for _ in range(2):
        paragraphs, whole = _scopes(sentences)
        left = []
        for sentence, mention, condition in waiting:
            if condition.scope is Scope.DOCUMENT:
                around = whole
            elif condition.scope is Scope.PARAGRAPH:
                around = paragraphs[sentence.paragraph]
            else:
                around = _beside(sentences, place[id(sentence)], mention)
            if _met(condition, around, sentence.bits):
                bits = knowledge.meanings[mention[2]].bits
                sentence.bits |= bits
                sentence.mentions.append(mention)
                sentence.own.append(bits)
            else:
                left.append((sentence, mention, condition))
        waiting = left
        if not waiting:
            return


def _beside(sentences: Sequence[Sentence], at: int, mention: Mention) -> int:
    """Bits of the sentence outside the name itself, and of the sentences before and after.

    A headline and the sentence after it, or a name and the next sentence, share their context: journalists do not repeat it.
    """
    start, stop, _ = mention
    sentence = sentences[at]
    total = sentence.bits if len(sentence.mentions) > _CROWDED else 0
    for (other_start, other_stop, _), bits in zip(sentence.mentions[:_CROWDED], sentence.own, strict=False):
        if other_start < start or other_stop > stop:
            total |= bits
    for neighbour in sentences[max(0, at - 1) : at + 2]:
        if neighbour is not sentence:
            total |= neighbour.bits
    return total


def _scopes(sentences: Sequence[Sentence]) -> tuple[dict[int, int], int]:
    paragraphs: dict[int, int] = {}
    whole = 0
    for sentence in sentences:
        paragraphs[sentence.paragraph] = paragraphs.get(sentence.paragraph, 0) | sentence.bits
        whole |= sentence.bits
    return paragraphs, whole


def _met(condition: Condition, around: int, own: int) -> bool:
    return not own & condition.none_of and all(around & group for group in condition.groups)


def _unhidden(mentions: list[Mention], knowledge: Knowledge) -> list[Mention]:
    """Without mentions inside words that mean something else."""
    meanings = knowledge.meanings
    hidden = [
        (start, stop, meaning) for start, stop, meaning in mentions if meanings[meaning].hides or meanings[meaning].hides_parts
    ]
    if not hidden:
        return mentions
    hidden.sort()
    starts = [start for start, _, _ in hidden]
    kept = []
    for mention in mentions:
        at = bisect_right(starts, mention[0])
        if not any(_inside(mention, hidden[n], meanings[hidden[n][2]].hides) for n in range(max(0, at - 2), at)):
            kept.append(mention)
    return kept


def _inside(mention: Mention, words: Mention, whole: bool) -> bool:
    """Does `mention` stand in these words? As all of them it does only where they hide themselves too (`whole`)."""
    if not words[0] <= mention[0] or mention[1] > words[1]:
        return False
    return whole or mention[:2] != words[:2]
