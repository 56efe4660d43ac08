"""Dates as a sentence states them, resolved against the day of publication or left unknown.

A date is put together from atoms that touch: year, month, day, weekday, season, "end of", "last". What the sentence does not
say is only filled in when one reading is left: the year of `April 30` is the one nearest to publication, `Wednesday` is the last
one, or the next beside a word of the future. Without a day of publication relative dates stay unknown.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from pipelines.ledger.atoms import Atom, day_of, full_date, groups
from pipelines.ledger.recurring import once
from pipelines.ledger.sentences import Sentence, apart
from pipelines.ledger.vocabulary import Hit

TO_THE_DAY = len("2025-04-30")


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date in a sentence: `iso` is None when it could not be resolved; `deadline` its last day where it is a period."""

    start: int
    stop: int
    iso: str | None
    deadline: str | None
    exact: bool  # the sentence itself names day, month or year; not only "Wednesday" or "last month"
    ends: bool = False  # the last day of a span whose first stands before it


class Named(NamedTuple):
    """The day (ISO) and the year named last, which `the same day` and `August that year` mean."""

    day: str | None = None
    year: int | None = None

    def then(self, found: Sequence[DateWords]) -> "Named":
        """After these dates, too. A year counts where the text itself names a date in it."""
        isos = [(words.iso, words.exact) for words in reversed(found) if words.iso]
        day = next((iso for iso, _ in isos if len(iso) == TO_THE_DAY), self.day)
        return Named(day, next((int(iso[:4]) for iso, exact in isos if exact), self.year))


NOTHING = Named()


def dates(sentence: Sentence, reference: date | None, before: Named = NOTHING) -> list[DateWords]:
    """The dates of a sentence in order. `reference` is the local day of publication, `before` what was named before it."""
    found: list[DateWords] = []
    pieces = _spanned(once(list(groups(sentence)), sentence), sentence)
    marks = [mark for mark in ahead(sentence) if not any(group[0].start <= mark.start < group[-1].stop for group in pieces)]
    for group in pieces:
        future = _is_ahead(group, sentence, marks) or _opens(group, sentence)
        words = _eve(group, sentence, found) or _resolved(group, reference, before.then(found), future=future)
        if words is not None and not _is_dateline(words, sentence):
            ends = bool(found and _THROUGH.fullmatch(sentence.lowered, found[-1].stop, words.start))
            found.append(replace(words, ends=ends))
    return found


_EVE = re.compile(r"(?:the day|on the|day|днем|днем|am|la|el día|tags|einen tag|dzień|poprz|전날|前|напер|накан).*", re.DOTALL)


def _eve(group: list[Atom], sentence: Sentence, found: list[DateWords]) -> DateWords | None:
    """`reported on the 30th that the day before …`: the day before one that the same sentence names by number."""
    said = sentence.lowered[group[0].start : group[-1].stop]
    named = next((words.iso for words in reversed(found) if words.exact and words.iso and len(words.iso) == TO_THE_DAY), None)
    if [atom.kind for atom in group] != ["day-1"] or named is None or not _EVE.fullmatch(said):
        return None
    iso = (date.fromisoformat(named) - timedelta(days=1)).isoformat()
    return DateWords(group[0].start, group[-1].stop, iso, iso, exact=True)


_THROUGH = re.compile(
    r"\s?(?:and|to|through|until|–|—|-|и|по|до|та|und|bis|et|au|y|al|i|에서|부터|から|至|到)\s?(?:the |den |le |el )?"
)


def _spanned(found: list[list[Atom]], sentence: Sentence) -> list[list[Atom]]:
    """`between Tuesday and Sunday of last week`: both days are of that week."""
    for one, other in pairwise(found):
        gap = sentence.lowered[one[-1].stop : other[0].start]
        if [atom.kind for atom in one] == ["weekday"] and _THROUGH.fullmatch(gap):
            one += [atom for atom in other if atom.kind == "week-1"]
    return found


_TENSE_REACH = 40  # characters between a word of the future and the date it moves ahead; half of it without spaces
_FROM = 1  # characters between "from" and its date
_PARTED = re.compile(r"[,，、;；:：。]")


def _is_ahead(group: list[Atom], sentence: Sentence, marks: list[Hit]) -> bool:
    """A word of the future, none that is itself a date (`next year`), stands near with nothing between that ends a clause."""
    start, stop = group[0].start, group[-1].stop
    if is_reported(start, stop, sentence):
        return False
    reach = _TENSE_REACH if sentence.spaced else _TENSE_REACH // 2
    if sentence.near("starting", start, stop, _FROM):
        reach *= 2  # `will fly between Moscow and Pyongyang twice a month from February`
    elif _is_month(group) and sentence.near("completion", start, stop, reach):
        reach *= 2  # `will have the bridge over the Tumen, as was said earlier, finished by June`
    return any(
        apart(hit, start, stop) <= reach and not _PARTED.search(sentence.lowered[min(hit.stop, stop) : max(hit.start, start)])
        for hit in marks
    )


def _is_month(group: list[Atom]) -> bool:
    """Neither day nor year with it."""
    return [atom.kind for atom in group] == ["month"]


_SINCE = frozenset({"since", "с", "со", "з", "із", "seit", "vom", "depuis", "desde", "od", "自", "より"})


def _opens(group: list[Atom], sentence: Sentence) -> bool:
    """`5월부터 매주 운행`: a month something is to begin from; not one it has gone on since."""
    hit = sentence.near("starting", group[0].start, group[-1].stop, _FROM)
    return hit is not None and _is_month(group) and sentence.lowered[hit.start : hit.stop] not in _SINCE


_HAD_TO = re.compile(r"\b(?:had|has|have|was|were|used)\s$")


def ahead(sentence: Sentence) -> list[Hit]:
    """Words of the future; not `had to leave`."""
    hits = sentence.hits.get("future", ())
    return [hit for hit in hits if not _HAD_TO.search(sentence.lowered, max(0, hit.start - 5), hit.start)]


_BESIDE_VERB = 5  # characters between "said" and its date
_BESIDE_KOREAN_VERB = 8  # 25일(현지시간) 밝혔다


def is_reported(start: int, stop: int, sentence: Sentence) -> bool:
    """`said on Wednesday`, 30일 밝혔다: the day of the words, not of the deed (`leaves on October 25, officials said`)."""
    said = sentence.near("said", start, stop, _BESIDE_KOREAN_VERB if sentence.language == "ko" else _BESIDE_VERB)
    return said is not None and not (sentence.spaced and "," in sentence.lowered[stop : said.start])


_WIRE = re.compile(
    r"\s?(?:日?[讯訊電电]|[^。]{0,12}[\]］)）】]\s?[-=—]?|\.?\s*/[^/]{2,12}/|\s*\([A-Z][\w ]+\)\s*[-–—]|\s*\.\s*[-–—])"
)


def _is_dateline(words: DateWords, sentence: Sentence) -> bool:
    """`［モスクワ 30日 ロイター］`, `MOSCOW, May 5. /TASS/`: when the report was filed, not when anything happened."""
    before = sentence.text[: words.start]
    opened = before.lstrip()[:1] in ("[", "［", "(", "（", "【", "") or before.isupper()
    return len(before) <= 40 and opened and _WIRE.match(sentence.text, words.stop) is not None


_DATELINE = 60  # characters: what is longer than any dateline met is a sentence about that date


def written_date(sentence: Sentence) -> date | None:
    """The full date of a line that is little else: a dateline from which an undated page can be dated."""
    return full_date(sentence.text) if len(sentence.text) <= _DATELINE else None


def dated_by_weekday(sentence: Sentence, latest: date) -> date | None:
    """`Wednesday (June 26)`: the last year up to `latest` in which that day was that weekday; None when nothing says so."""
    for group in groups(sentence):
        parts = {atom.kind: atom.value for atom in group}
        if {"weekday", "month", "day"} <= parts.keys() and "year" not in parts:
            for year in range(latest.year, latest.year - _CYCLE, -1):
                day = day_of(year, parts["month"], parts["day"])
                if day and day <= latest and day.weekday() == parts["weekday"]:
                    return day
    return None


_CYCLE = 7  # years: most dates come round to the same weekday after five or six
_ENDS_BY = {"spring": 5, "summer": 8, "autumn": 11, "winter": 12}  # month
_SEASONS = ("spring", "summer", "autumn", "winter")


def _resolved(group: list[Atom], reference: date | None, named: Named, *, future: bool) -> DateWords | None:
    parts = {atom.kind: atom.value for atom in group}
    if "same-year" in parts and named.year is not None:
        parts["year"] = named.year
        del parts["same-year"]
    core = set(parts) - {"last", "next", "end", "mid", "same-year"}
    if not core:
        return None
    iso = named.day if core == {"same"} else _iso(parts, reference, future=future)
    words = DateWords(group[0].start, _stop(group), iso, iso, exact=bool(core & {"year", "month", "day", "same"}))
    season = next((name for name in _SEASONS if name in parts), None)
    if season and iso and len(iso) == 4:
        return replace(words, deadline=f"{iso}-{season}")
    if season and iso is None and reference and future and core == {season}:  # the one to come
        year = reference.year + (_ENDS_BY[season] < reference.month)
        return replace(words, deadline=f"{year:04}-{season}")
    if "end" in parts and iso and len(iso) < 10:
        return replace(words, deadline=_last_day(iso))
    if "mid" in parts and iso and len(iso) == 4:
        return replace(words, deadline=f"{iso}-06")
    return words


def _stop(group: list[Atom]) -> int:
    """Where its own words end; "last week" may stand further on, after the other end of a span."""
    return max((atom.stop for atom in group if atom.kind != "week-1"), default=group[-1].stop)


def _iso(parts: dict[str, int], reference: date | None, *, future: bool) -> str | None:
    if "same-year" in parts:
        return None  # none was named
    relative = _relative_day(parts, reference, future=future)
    if relative:
        return relative.isoformat()
    if "weekday" in parts and not parts.keys() & {"day", "month"}:
        return None
    year, month, day = _year(parts, reference), parts.get("month"), parts.get("day")
    if parts.keys() & _MONTHS.keys() or "months-ago" in parts:
        year, month = _relative_month(parts, reference)
    if day is not None and month is None:
        return _day_of_month(day, reference, parts.keys(), future=future) if year is None else None
    if month is not None and year is None:
        year = _nearest_year(month, reference, parts.keys(), future=future)
    return _written(year, month, day)


def _written(year: int | None, month: int | None, day: int | None) -> str | None:
    if year is None:
        return None
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    whole = day_of(year, month, day)
    return whole.isoformat() if whole else None


_MONTHS = {"month-1": -1, "month+0": 0, "month+1": 1}


def _relative_month(parts: dict[str, int], reference: date | None) -> tuple[int | None, int | None]:
    """`last month`, `three months ago`: year and month of it; unknown without a day of publication."""
    if reference is None:
        return None, None
    offset = next((offset for name, offset in _MONTHS.items() if name in parts), -parts.get("months-ago", 0))
    return moved(reference, offset)


def moved(day: date, months: int) -> tuple[int, int]:
    """Year and month so many calendar months after a day, before it where negative."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def _year(parts: dict[str, int], reference: date | None) -> int | None:
    if "year" in parts:
        return parts["year"]
    if reference is None:
        return None
    if "years-ago" in parts:
        return reference.year - parts["years-ago"]
    return next((reference.year + n for name, n in (("year-1", -1), ("year+0", 0), ("year+1", 1)) if name in parts), None)


def _relative_day(parts: dict[str, int], reference: date | None, *, future: bool) -> date | None:
    """`yesterday`, `Wednesday`, `Wednesday of last week`; None where the sentence names the day by number."""
    if reference is None or "day" in parts or "month" in parts:
        return None
    for name, offset in (("day-1", -1), ("day+0", 0), ("day+1", 1), ("days-ago", -parts.get("days-ago", 0))):
        if name in parts:
            return reference + timedelta(days=offset)
    if "weekday" not in parts or "month-1" in parts:
        return None
    weekday = parts["weekday"]
    if "week-1" in parts:
        return reference - timedelta(days=reference.weekday() + 7 - weekday)
    if "next" in parts or (future and "last" not in parts):
        return reference + timedelta(days=(weekday - reference.weekday()) % 7 or 7)
    back = (reference.weekday() - weekday) % 7
    return reference - timedelta(days=back or (7 if "last" in parts else 0))


_SOON = 10  # days: `29日` printed on the 27th is in two days, printed on the 2nd it was last month


def _day_of_month(day: int, reference: date | None, said: Set[str], *, future: bool) -> str | None:
    """`30日`: of this month, or of the month before when that day is still to come (after, in a sentence about the future).

    A day that comes within days is that one, unless the sentence calls it past.
    """
    if reference is None:
        return None
    months, ahead = 0, future or "next" in said
    if ahead and day < reference.day:
        months = 1
    elif not ahead and day > reference.day and ("last" in said or day - reference.day > _SOON):
        months = -1
    found = day_of(*moved(reference, months), day)
    return found.isoformat() if found else None


def _nearest_year(month: int, reference: date | None, said: Set[str], *, future: bool) -> int | None:
    if reference is None:
        return None
    ahead = month - reference.month
    if "last" in said:
        return reference.year - 1 if ahead >= 0 else reference.year
    if "next" in said:
        return reference.year + 1 if ahead <= 0 else reference.year
    if future:
        return reference.year + 1 if ahead < -3 else reference.year  # plans reach forward; 3 months back is still a slip of tense
    return reference.year - 1 if ahead > 2 else reference.year  # past two months ahead, a report speaks of last year's


def _last_day(iso: str) -> str:
    year, month = int(iso[:4]), int(iso[5:7]) if len(iso) > 4 else 12
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()
