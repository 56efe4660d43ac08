"""Weekdays and days of the month that come round: no dates."""

import re

from pipelines.ledger.atoms import Atom
from pipelines.ledger.sentences import Sentence

_EVERY_MONTH = re.compile(r"(?:逢|每[个個]?月|毎月|매[달월]|каждого месяца)[^,.，。()]{0,4}(?:두 차례\(?)?$")
_LISTED = re.compile(r"\s?(?:,|、|·|・|and|и|та|і|und|et|y|i)?\s?")
# `1日300台`, 1일 2회; not 1일 2시
_SO_MANY = re.compile(r"\s?(?:[約约최약]|平均|あたり|当たり|평균|에)?\s?\d++(?!\s?[시時时点點])")
_BESIDE_EVERY = 2  # characters between "on", "except" and the weekday


def once(found: list[list[Atom]], sentence: Sentence) -> list[list[Atom]]:
    """Without what comes round: `on Mondays, Wednesdays and Fridays`, 逢3日、17日, 1日300台."""
    every = -1  # where the last of them ended
    kept = []
    for group in found:
        start, stop = group[0].start, group[-1].stop
        listed = 0 <= every <= start and _LISTED.fullmatch(sentence.lowered, every, start) is not None
        kinds = {atom.kind for atom in group}
        weekly = kinds == {"weekday"} and sentence.near("each-weekday", start, stop, _BESIDE_EVERY) is not None
        monthly = kinds == {"day"} and _EVERY_MONTH.search(sentence.lowered, 0, start) is not None
        a_day = kinds == {"day"} and any(hit.start <= start < hit.stop for hit in sentence.hits.get("each-day", ()))
        if weekly or monthly or (a_day and _SO_MANY.match(sentence.lowered, stop)) or (listed and kinds <= {"weekday", "day"}):
            every = stop
        else:
            kept.append(group)
    return kept
