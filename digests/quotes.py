"""The sentences that made an article's score, quoted as they stand, and the terms in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digests.cleaning import one_line
from tumen.journey import Evidence

QUOTES = 3  # what a reader takes in before deciding to open the article
WIDEST = 420  # characters of one quote; pages without full stops make "sentences" of whole paragraphs
LEAD = 120  # characters kept before the first marked term of a quote that has to be cut
CUT = "[…]"


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    marked: bool  # a matched term


Quote = tuple[Fragment, ...]


def quotes(evidence: Sequence[Evidence], title: str = "", most: int = QUOTES) -> tuple[Quote, ...]:
    """The sentences with the greatest sum of positive contributions, in the order the evidence names them; never the title."""
    heading = one_line(title)
    weights: dict[str, float] = {}
    terms: dict[str, list[str]] = {}
    for piece in evidence:
        sentence = one_line(piece.sentence)
        if piece.contribution > 0 and sentence not in ("", heading):
            weights[sentence] = weights.get(sentence, 0.0) + piece.contribution
            terms.setdefault(sentence, []).append(one_line(piece.term))
    best = set(sorted(weights, key=lambda sentence: -weights[sentence])[:most])
    return tuple(mark(sentence, terms[sentence]) for sentence in weights if sentence in best)


def mark(sentence: str, terms: Iterable[str], widest: int = WIDEST) -> Quote:
    """`sentence` with every occurrence of `terms` (upper and lower case alike) marked, cut around the first when too long.

    Joined, the fragments of a sentence that was not cut are the sentence.
    """
    spans = _joined(sorted(span for term in set(terms) if term for span in _occurrences(sentence, term)))
    start, end = 0, len(sentence)
    if end > widest:
        start = max(0, min(spans[0][0] - LEAD if spans else 0, len(sentence) - widest))
        end = start + widest
    found: list[Fragment] = [Fragment(CUT, False)] if start else []
    at = start
    for left, right in ((max(left, start), min(right, end)) for left, right in spans if left < end and right > start):
        found += [Fragment(sentence[at:left], False), Fragment(sentence[left:right], True)]
        at = right
    found += [Fragment(sentence[at:end], False), Fragment(CUT if end < len(sentence) else "", False)]
    return tuple(fragment for fragment in found if fragment.text)


def _occurrences(sentence: str, term: str) -> Iterable[tuple[int, int]]:
    folded, sought = _folded(sentence), _folded(term)
    at = folded.find(sought)
    while at >= 0:
        yield at, at + len(sought)
        at = folded.find(sought, at + len(sought))


def _folded(text: str) -> str:
    """Lower case, letter by letter: positions stay those of the original (`İ`.lower() is two characters)."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for left, right in spans:
        if joined and left <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined
