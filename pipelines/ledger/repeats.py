"""Claims of a whole document: what repeats another less exactly, and what is only allowed where another figure holds."""

import re
from collections.abc import Iterator, Sequence

from pipelines.ledger.sentences import Sentence
from tumen.statements import Attribute, Claim

_ROUNDED = 0.05  # of the exact figure; what differs by more is another figure
_CLAUSE = re.compile("[,;，；]")
_ALLOWED = 64  # characters from "the regulator has cleared it for" to the figure


def without_repeats(claims: Sequence[Claim], whole: Sequence[Sentence]) -> Iterator[Claim]:
    """Without what a title rounds, a month whose day is stated too, and trips that are only allowed where others are made."""
    title = whole[0].text if whole and whole[0].in_title else None
    allowed = {id(claim) for claim in claims if _only_allowed(claim, whole)}
    for one in claims:
        others = [other for other in claims if _same_thing(one, other)]
        if one.sentence == title and any(_rounds(one, other) for other in others if other.sentence != title):
            continue
        if one.date and any(other.date and other.date != one.date and other.date.startswith(one.date) for other in others):
            continue
        if id(one) not in allowed or all(id(other) in allowed for other in others):
            yield one


def _same_thing(one: Claim, other: Claim) -> bool:
    return other is not one and (other.transport_link, other.attribute) == (one.transport_link, one.attribute)


def _rounds(one: Claim, other: Claim) -> bool:
    """`40,000 tonnes` where the text below has 40,500 of the same."""
    if one.unit != other.unit or not one.value or not other.value or one.value == other.value:
        return False
    return abs(one.value - other.value) <= _ROUNDED * other.value


def _only_allowed(claim: Claim, whole: Sequence[Sentence]) -> bool:
    """`Cleared for two rotations a week`, 批准每周两班: what a licence says, not the timetable."""
    if claim.attribute is not Attribute.FREQUENCY:
        return False
    sentence = next(sentence for sentence in whole if sentence.text == claim.sentence)
    place = sentence.text.find(claim.original)
    hits = (hit for hit in sentence.hits.get("allowed", ()) if 0 <= place - hit.stop <= _ALLOWED)
    return any(not _CLAUSE.search(sentence.text, hit.stop, place) for hit in hits)
