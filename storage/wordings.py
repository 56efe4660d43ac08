"""What changed between two wordings, paragraph by paragraph. Pure."""

import difflib
from dataclasses import dataclass

_MOST_LINES = 10_000  # of both together, compared line by line: 0.1 s at worst; longer ones are told as replaced whole


@dataclass(frozen=True, slots=True)
class Changes:
    """`diff` holds the lines that differ in reading order, old ones after `- `, new ones after `+ `; the title is line one."""

    diff: str
    added: int
    removed: int


def changes(title: str, text: str, new_title: str, new_text: str) -> Changes:
    """From one wording to the next. Method: Ratcliff and Obershelp's matching blocks (`difflib`) over lines."""
    before, after = [title, *text.split("\n")], [new_title, *new_text.split("\n")]
    if len(before) + len(after) > _MOST_LINES:
        blocks = [[0, len(before), 0, len(after)]]
    else:
        matcher = difflib.SequenceMatcher(None, before, after)
        blocks = [places for kind, *places in matcher.get_opcodes() if kind != "equal"]
    shown: list[str] = []
    for first, last, start, stop in blocks:
        shown += [f"- {line}" for line in before[first:last]]
        shown += [f"+ {line}" for line in after[start:stop]]
    added = sum(stop - start for _, _, start, stop in blocks)
    return Changes("\n".join(shown), added, removed=len(shown) - added)
