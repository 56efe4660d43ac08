"""Dates as a sentence states them, resolved against the day of publication or left unknown.

A date is put together from atoms that touch: year, month, day, weekday, season, "end of", "last". What the sentence does not
say is only filled in when one reading is left: the year of `April 30` is the one nearest to publication, `Wednesday` is the last
one, or the next in a sentence about the future. Without a day of publication relative dates stay unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from pipelines.ledger.sentences import Sentence

_CONNECTS = re.compile(
    r"(?:[\s,.()（）/的의]|of|the|in|de|del|des|le|la|el|du|года|году|г\.|р\.|року|роки|en|в|у|the|this|on|年|-|–|th|st|nd|rd|er|'s"
    r"|월|日|일|に|の|には|ago)*"
)
_YEAR = re.compile(r"(?<![\d.,-])(19[4-9]\d|20[0-4]\d)(?![\d]|[.,]\d|\s?(?:m|м|km|км|people|человек|人|명|t|т)\b)")
_SHORT_YEAR = re.compile(r"(?<!\d)(?:'|’)?([12]\d)(?=年[夏春秋冬末底中年半])")
_NUMERIC = re.compile(r"(?<![\d./-])(20\d\d|19\d\d)\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?![\d])")
_EUROPEAN = re.compile(r"(?<![\d./-])(\d{1,2})\.(\d{1,2})\.(20\d\d)(?![\d])")
_ASIAN_MONTH = re.compile(r"(?<![\d个個ヶかカ])(\d{1,2})\s?[月월](?!間|간)")
_ASIAN_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?(?:[日号號]|일)(?![間间간]|本|에 한)")
_QUARTER = re.compile(r"(?:q([1-4])|([1-4])-?(?:й|м)?\s?(?:квартал|кварт|분기))|第?([一二三四])季度")
_SEASONS = ("spring", "summer", "autumn", "winter")
_RELATIVE = tuple(f"{span}{sign}" for span in ("day", "month", "year", "week") for sign in ("-1", "+0", "+1"))


class Atom(NamedTuple):
    start: int
    stop: int
    kind: str  # year, month, day, weekday, season, end, mid, last, next, day-1 …
    value: int = 0


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date in a sentence: `iso` is None when it could not be resolved; `deadline` its last day where it is a period."""

    start: int
    stop: int
    iso: str | None
    deadline: str | None
    exact: bool  # the sentence itself names day, month or year; not only "Wednesday" or "last month"


def dates(sentence: Sentence, reference: date | None, *, future: bool = False) -> list[DateWords]:
    """The dates of a sentence in order. `reference` is the local day of publication."""
    found = [_resolved(group, reference, future=future) for group in _groups(sentence)]
    return [words for words in found if words is not None and not _is_dateline(words, sentence)]


_WIRE = re.compile(r"\s?(?:日?[讯訊电電]|[^。]{0,12}[\]］)）】]\s?[-=—]?|\.?\s*/[^/]{2,12}/|\s*\([A-Z][\w ]+\)\s*[-–—])")


def _is_dateline(words: DateWords, sentence: Sentence) -> bool:
    """`［モスクワ 30日 ロイター］`, `MOSCOW, May 5. /TASS/`: when the report was filed, not when anything happened."""
    before = sentence.text[: words.start]
    opened = before.lstrip()[:1] in ("[", "［", "(", "（", "【", "") or before.isupper()
    return len(before) <= 40 and opened and _WIRE.match(sentence.text, words.stop) is not None


def written_date(sentence: Sentence) -> date | None:
    """The full date of a line that is little else: a dateline from which an undated page can be dated."""
    match = _NUMERIC.search(sentence.text)
    if match is None or len(sentence.text) > 60:  # longer than any dateline met: a sentence about that date
        return None
    return _day(int(match[1]), int(match[2]), int(match[3]))


def dated_by_weekday(sentence: Sentence, latest: date) -> date | None:
    """`Wednesday (June 26)`: the last year up to `latest` in which that day was that weekday; None when nothing says so."""
    for group in _groups(sentence):
        parts = {atom.kind: atom.value for atom in group}
        if {"weekday", "month", "day"} <= parts.keys() and "year" not in parts:
            for year in range(latest.year, latest.year - _CYCLE, -1):
                day = _day(year, parts["month"], parts["day"])
                if day and day <= latest and day.weekday() == parts["weekday"]:
                    return day
    return None


_CYCLE = 7  # years: most dates come round to the same weekday after five or six


def _groups(sentence: Sentence) -> Iterator[list[Atom]]:
    group: list[Atom] = []
    for atom in _atoms(sentence):
        if group and (
            not _CONNECTS.fullmatch(sentence.lowered, group[-1].stop, atom.start)
            or (atom.kind != "last" and any(atom.kind.rstrip("-+01") == other.kind.rstrip("-+01") for other in group))
        ):
            yield group
            group = []
        group.append(atom)
    if group:
        yield group


def _atoms(sentence: Sentence) -> list[Atom]:
    text = sentence.lowered
    found: list[Atom] = []
    for match in _NUMERIC.finditer(text):
        found += _full(match, int(match[1]), int(match[2]), int(match[3]))
    for match in _EUROPEAN.finditer(text):
        found += _full(match, int(match[3]), int(match[2]), int(match[1]))
    found += [Atom(match.start(), match.end(), "year", int(match[1])) for match in _YEAR.finditer(text)]
    found += [Atom(match.start(), match.end(), "year", 2000 + int(match[1])) for match in _SHORT_YEAR.finditer(text)]
    for hit in sentence.hits.get("month", ()):
        if sentence.language == "en" and sentence.text[hit.start].islower():
            continue  # "may", "march" as verbs
        found += _month_with_day(text, Atom(hit.start, hit.stop, "month", int(hit.value)))
    found += [Atom(hit.start, hit.stop, "weekday", int(hit.value)) for hit in sentence.hits.get("weekday", ())]
    if not sentence.spaced:
        found += [Atom(m.start(), m.end(), "month", int(m[1])) for m in _ASIAN_MONTH.finditer(text) if 1 <= int(m[1]) <= 12]
        found += [Atom(m.start(), m.end(), "day", int(m[1])) for m in _ASIAN_DAY.finditer(text) if 1 <= int(m[1]) <= 31]
    for kind in (*_RELATIVE, *_SEASONS, "end", "mid", "last", "next"):
        found += [Atom(hit.start, hit.stop, kind) for hit in sentence.hits.get(kind, ())]
    return _without_overlaps(found)


def _full(match: re.Match[str], year: int, month: int, day: int) -> list[Atom]:
    if _day(year, month, day) is None:
        return []
    start, stop = match.span()
    return [Atom(start, stop - 2, "year", year), Atom(stop - 2, stop - 1, "month", month), Atom(stop - 1, stop, "day", day)]


_BEFORE = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:\s?(?:-|–|—|по|to|and|y|bis|au|і|и)\s?\d{1,2})?(?:st|nd|rd|th|er|\.|º|-?го|-?е)?(?:\s+(?:of|de))?\s*$"
)
_AFTER = re.compile(r"\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d|\s?(?:people|km|m|tons|percent|trains|years|passengers)\b)")


def _month_with_day(text: str, month: Atom) -> list[Atom]:
    """`April 30`, `30 апреля`, `24 по 26 января`: of a span of days the first."""
    before = _BEFORE.search(text, max(0, month.start - 16), month.start)
    if before and 1 <= int(before[1]) <= 31:
        return [Atom(before.start(), month.start, "day", int(before[1])), month]
    after = _AFTER.match(text, month.stop)
    if after and 1 <= int(after[1]) <= 31:
        return [month, Atom(month.stop, after.end(), "day", int(after[1]))]
    return [month]


def _without_overlaps(atoms: list[Atom]) -> list[Atom]:
    """In order; of two that overlap the longer, as "last year" over "last"."""
    kept: list[Atom] = []
    for atom in sorted(atoms, key=lambda atom: (atom.start, -atom.stop)):
        if kept and atom.start < kept[-1].stop:
            if atom.stop - atom.start > kept[-1].stop - kept[-1].start:
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept


def _resolved(group: list[Atom], reference: date | None, *, future: bool) -> DateWords | None:
    parts = {atom.kind: atom.value for atom in group}
    core = set(parts) - {"last", "next", "end", "mid"}
    if not core:
        return None
    iso = _iso(parts, reference, future=future)
    words = DateWords(group[0].start, group[-1].stop, iso, iso, exact=bool(core & {"year", "month", "day"}))
    season = next((name for name in _SEASONS if name in parts), None)
    if season and iso and len(iso) == 4:
        return replace(words, deadline=f"{iso}-{season}")
    if "end" in parts and iso and len(iso) < 10:
        return replace(words, deadline=_last_day(iso))
    if "mid" in parts and iso and len(iso) == 4:
        return replace(words, deadline=f"{iso}-06")
    return words


def _iso(parts: dict[str, int], reference: date | None, *, future: bool) -> str | None:
    relative = _relative_day(parts, reference, future=future)
    if relative:
        return relative.isoformat()
    if "weekday" in parts and not parts.keys() & {"day", "month"}:
        return None
    year, month, day = _year(parts, reference), parts.get("month"), parts.get("day")
    if parts.keys() & _MONTHS.keys():
        year, month = _relative_month(parts, reference)
    if day is not None and month is None:
        return _day_of_month(day, reference, future=future or "next" in parts) if year is None else None
    if month is not None and year is None:
        year = _nearest_year(month, reference, parts, future=future)
    return _written(year, month, day)


def _written(year: int | None, month: int | None, day: int | None) -> str | None:
    if year is None:
        return None
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    whole = _day(year, month, day)
    return whole.isoformat() if whole else None


_MONTHS = {"month-1": -1, "month+0": 0, "month+1": 1}


def _relative_month(parts: dict[str, int], reference: date | None) -> tuple[int | None, int | None]:
    """`last month`: year and month of it; unknown without a day of publication."""
    if reference is None:
        return None, None
    offset = next(offset for name, offset in _MONTHS.items() if name in parts)
    index = reference.year * 12 + reference.month - 1 + offset
    return index // 12, index % 12 + 1


def _year(parts: dict[str, int], reference: date | None) -> int | None:
    if "year" in parts:
        return parts["year"]
    for name, offset in (("year-1", -1), ("year+0", 0), ("year+1", 1)):
        if name in parts and reference:
            return reference.year + offset
    return None


def _relative_day(parts: dict[str, int], reference: date | None, *, future: bool) -> date | None:
    """`yesterday`, `Wednesday`, `Wednesday of last week`; None where the sentence names the day by number."""
    if reference is None or "day" in parts or "month" in parts:
        return None
    for name, offset in (("day-1", -1), ("day+0", 0), ("day+1", 1)):
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


def _day_of_month(day: int, reference: date | None, *, future: bool) -> str | None:
    """`30日`: of this month, or of the month before when that day is still to come (after, in a sentence about the future)."""
    if reference is None:
        return None
    index = reference.year * 12 + reference.month - 1
    if future and day < reference.day:
        index += 1
    elif not future and day > reference.day:
        index -= 1
    found = _day(index // 12, index % 12 + 1, day)
    return found.isoformat() if found else None


def _nearest_year(month: int, reference: date | None, parts: dict[str, int], *, future: bool) -> int | None:
    if reference is None:
        return None
    this = reference.replace(day=1).replace(month=month)
    ahead = (this.year * 12 + this.month) - (reference.year * 12 + reference.month)
    if "last" in parts:
        return reference.year - 1 if ahead >= 0 else reference.year
    if "next" in parts:
        return reference.year + 1 if ahead <= 0 else reference.year
    if future:
        return reference.year + 1 if ahead < -3 else reference.year  # plans reach forward; 3 months back is still a slip of tense
    return reference.year - 1 if ahead > 2 else reference.year  # past two months ahead, a report speaks of last year's


def _last_day(iso: str) -> str:
    year, month = int(iso[:4]), int(iso[5:7]) if len(iso) > 4 else 12
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
