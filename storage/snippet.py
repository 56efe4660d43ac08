"""A passage of the original text around what was found, with the found words marked."""

from collections.abc import Sequence
from itertools import islice

from storage.query import Words
from storage.words import RUN, fold

OPEN, CLOSE = "**", "**"  # guillemets would drown in Russian and French quotation
_WIDTH = 200  # characters: two lines of a terminal
_LEAD = 60  # of them before the first mark
_READ = 50_000  # characters of the text that are looked through; what was found deeper is shown by the beginning


def snippet(text: str, wanted: Sequence[Words]) -> str:
    """The passage with the most different words found, on one line; the beginning when nothing is found in the text."""
    text = text[:_READ]
    folded, offsets = fold(text)
    found = sorted({place for one in wanted for place in _places(folded, offsets, one)})
    start, end = _passage(text, found)
    marked: list[str] = []
    at = start
    for first, last, _ in found:
        if first >= at and last <= end:
            marked += [text[at:first], OPEN, text[first:last], CLOSE]
            at = last
    marked.append(text[at:end])
    shown = " ".join("".join(marked).split())
    return ("… " if start > 0 else "") + shown + (" …" if end < len(text) else "")


def _places(folded: str, offsets: Sequence[int], wanted: Words) -> list[tuple[int, int, str]]:
    """Start and end of every place where the words stand, and which words they are."""
    first = wanted.runs[0]
    name = " ".join(run.text for run in wanted.runs)
    places = []
    at = folded.find(first.text)
    while at >= 0:
        end = _match(folded, at, wanted)
        if end is not None:
            places.append((offsets[at], offsets[end - 1] + 1, name))
        at = folded.find(first.text, at + 1)
    return places


def _match(folded: str, at: int, wanted: Words) -> int | None:
    """Where the wanted words end when they begin at `at`; None when they do not. A CJK word may begin within a run."""
    if not wanted.runs[0].is_cjk and at > 0 and _goes_on(folded[at - 1]):
        return None
    found = list(islice(RUN.finditer(folded, at), len(wanted.runs)))
    if len(found) < len(wanted.runs) or found[0].start() != at:
        return None
    end = 0
    for number, (word, want) in enumerate(zip(found, wanted.runs, strict=True)):
        is_last = number == len(wanted.runs) - 1
        may_go_on = is_last and (want.is_cjk or wanted.prefix)
        if (word["cjk"] is not None) != want.is_cjk or not (word[0].startswith(want.text) if may_go_on else word[0] == want.text):
            return None
        end = word.start() + len(want.text) if want.is_cjk else word.end()
    return end


def _goes_on(character: str) -> bool:
    """Whether a word that ends with this character is still the same word after it."""
    match = RUN.match(character)
    return match is not None and match["cjk"] is None


def _passage(text: str, found: Sequence[tuple[int, int, str]]) -> tuple[int, int]:
    """Start and end of the passage shown."""
    if len(text) <= _WIDTH:
        return 0, len(text)
    best, most = 0, 0
    for first, _, _ in found:
        seen = len({name for start, end, name in found if first <= start and end <= first + _WIDTH - _LEAD})
        if seen > most:
            best, most = first, seen
    start = _word_start(text, max(0, min(best - _LEAD, len(text) - _WIDTH)))
    return start, _word_end(text, start + _WIDTH)


def _word_start(text: str, at: int) -> int:
    """The next beginning of a word, when one is near; scripts without spaces are cut anywhere."""
    if at == 0:
        return 0
    near = text[at : at + 20]
    gap = next((n for n, character in enumerate(near) if character.isspace()), None)
    return at if gap is None else at + gap + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    near = text[at : at + 20]
    gap = next((n for n, character in enumerate(near) if character.isspace()), None)
    return at if gap is None else at + gap
