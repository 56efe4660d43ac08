"""The pieces dates are put together from, found in a sentence: year, month, day, weekday, season, "end of", "last"."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipelines.ledger.sentences import Sentence, is_verb
from pipelines.ledger.vocabulary import Hit

_CONNECTS = re.compile(
    r"(?:[\s,.()（）/的의]|of|the|in|de|del|des|le|la|el|du|dem|den|am|im|года|году|г\.|р\.|року|роки|en|в|у|the|this|年|-|–|th|st|nd|rd|er"
    r"|'s|년|월|日|일|に|の|は|には|ago|[dw]nia|w)*"
)
_YEAR = re.compile(
    r"(?:(?<![\d.,-])|(?<=\bmid-)|(?<=\bmi-)|(?<=\bend-)|(?<=\bearly-)|(?<=\blate-))(19[4-9]\d|20[0-4]\d)"
    r"(?![\d]|[.,]\d|\s?(?:m|м|km|км|people|человек|人|명|t|т)\b)"
)
_SHORT_YEAR = re.compile(r"(?<!\d)(?:'|’)?([12]\d)(?=年[夏春秋冬末底中年半])")
_NUMERIC = re.compile(r"(?<![\d./-])(20\d\d|19\d\d)\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?![\d])")
_EUROPEAN = re.compile(r"(?<![\d./-])(\d{1,2})\.(\d{1,2})\.(20\d\d)(?![\d])")
_ASIAN_MONTH = re.compile(r"(?<![\d个個ヶかカ])(\d{1,2})\s?[月월](?!間|간)")
_NUMBERED = "[码碼]|泊|[车車]|[线線]|[楼樓]|[机機]|[桥橋]|[仓倉]|[库庫]|[决決]|[门門]|[令文井船]"  # 3号码头: a pier, no day
_ASIAN_DAY = re.compile(rf"(?<![\d.])(?<!乗車|所要|途中)(\d{{1,2}})\s?(?:日|[号號](?!{_NUMBERED})|일)(?![間间간]|本|에 한)")
_HAN_MONTH = re.compile(r"(?<![一二三四五六七八九十个個])([一二三四五六七八九十]{1,2})月(?!份?间)")
_HAN_DAY = re.compile(r"(?<=[月])([一二三四五六七八九十]{1,3})[日号號]")
_DAY_ALONE = re.compile(r"\bon the (\d{1,2})(?:st|nd|rd|th)\b|(?<!\d)(\d{1,2})-го числа")
_DIGIT = re.compile(r"\d")
_RELATIVE = {f"{span}{sign}" for span in ("day", "month", "year", "week") for sign in ("-1", "+0", "+1")}
_PLAIN = _RELATIVE | {"spring", "summer", "autumn", "winter", "end", "mid", "last", "next", "same", "same-year"}
_AGO = {"days-ago", "months-ago", "years-ago"}
_EVERY = re.compile(
    r"(?:每|매주|毎週|\bevery|\bкажд\w{2,3}|\bкожн\w{1,4}|\bjeden|\bchaque|\bcada|\bkażd\w{1,3})\s?$"
)  # `every Monday` is no date
_LOOK_BACK = 20  # characters: the longest of these words and of those of `_HAS_BEEN`
_NOON = "午"
_HAS_BEEN = re.compile(r"\b(?:a|ont|ai|avait|avaient|ait|aient|aura|auront|aurait|avoir|ayant) (?:\w+ )?été$")
_NUMBER_GAP = 2  # characters between a number and the words "days ago" after it


class Atom(NamedTuple):
    start: int
    stop: int
    kind: str  # year, month, day, weekday, season, end, mid, last, next, same, same-year, day-1, days-ago …
    value: int = 0


def groups(sentence: Sentence) -> Iterator[list[Atom]]:
    """Atoms that touch, each group one date."""
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


def full_date(text: str) -> date | None:
    """The first date written out in digits, year first."""
    match = _NUMERIC.search(text)
    return day_of(int(match[1]), int(match[2]), int(match[3])) if match else None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _atoms(sentence: Sentence) -> list[Atom]:
    found = _in_digits(sentence.lowered, spaced=sentence.spaced) if _DIGIT.search(sentence.lowered) else []
    for hit in sentence.hits.get("month", ()):
        if sentence.language == "en" and is_verb(sentence.text, hit):
            continue
        found += _month_with_day(sentence.lowered, Atom(hit.start, hit.stop, "month", int(hit.value)))
    weekdays = (hit for hit in sentence.hits.get("weekday", ()) if not _before(_EVERY, sentence.lowered, hit.start))
    found += [Atom(hit.start, hit.stop, "weekday", int(hit.value)) for hit in weekdays]
    if not sentence.spaced:
        found += _in_han(sentence.lowered)
    for kind in _PLAIN & sentence.hits.keys():
        found += [Atom(hit.start, hit.stop, kind) for hit in sentence.hits[kind] if not _is_no_time(sentence.lowered, hit)]
    for kind in _AGO & sentence.hits.keys():
        found += [atom for hit in sentence.hits[kind] if (atom := _ago(sentence, kind, hit))]
    return _without_overlaps(found) if found else found


def _is_no_time(text: str, hit: Hit) -> bool:
    """上午 is an hour, not "last"; `a été` is no summer."""
    return text.startswith(_NOON, hit.stop) or _before(_HAS_BEEN, text, hit.stop)


def _before(words: re.Pattern[str], text: str, place: int) -> bool:
    return words.search(text, max(0, place - _LOOK_BACK), place) is not None


def _in_digits(text: str, *, spaced: bool) -> list[Atom]:
    found: list[Atom] = []
    for match in _NUMERIC.finditer(text):
        found += _full(match, int(match[1]), int(match[2]), int(match[3]))
    for match in _EUROPEAN.finditer(text):
        found += _full(match, int(match[3]), int(match[2]), int(match[1]))
    found += [Atom(match.start(), match.end(), "year", int(match[1])) for match in _YEAR.finditer(text)]
    found += [Atom(match.start(), match.end(), "year", 2000 + int(match[1])) for match in _SHORT_YEAR.finditer(text)]
    found += [Atom(m.start(), m.end(), "day", int(m[1] or m[2])) for m in _DAY_ALONE.finditer(text) if int(m[1] or m[2]) <= 31]
    if not spaced:
        found += [Atom(m.start(), m.end(), "month", int(m[1])) for m in _ASIAN_MONTH.finditer(text) if 1 <= int(m[1]) <= 12]
        found += [Atom(m.start(), m.end(), "day", int(m[1])) for m in _ASIAN_DAY.finditer(text) if 1 <= int(m[1]) <= 31]
    return found


def _in_han(text: str) -> list[Atom]:
    """`九月七日`."""
    found = [Atom(m.start(), m.end(), "month", _han(m[1])) for m in _HAN_MONTH.finditer(text) if 1 <= _han(m[1]) <= 12]
    return found + [Atom(m.start(), m.end(), "day", _han(m[1])) for m in _HAN_DAY.finditer(text) if 1 <= _han(m[1]) <= 31]


_HAN = "〇一二三四五六七八九"


def _han(digits: str) -> int:
    """`二十七` is 27; 0 for what is no number below 100."""
    tens, ten, ones = digits.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_HAN.find(tens) or 1) * 10 * bool(ten) + (_HAN.find(ones) if ones else 0)


def _ago(sentence: Sentence, kind: str, hit: Hit) -> Atom | None:
    """`three days ago`, `vor drei Tagen`: the number stands before the words or within them; without one it is one."""
    near = max(0, hit.start - _NUMBER_GAP)
    digits = re.search(r"\d{1,2}", sentence.lowered[hit.start : hit.stop]) or re.search(
        r"(?<!\d)\d{1,2}\s?$", sentence.lowered[max(0, hit.start - 4) : hit.start]
    )
    if digits:
        return Atom(hit.start, hit.stop, kind, int(digits[0]))
    words = [word for word in sentence.hits.get("number", ()) if word.stop >= near and word.stop <= hit.stop]
    return Atom(hit.start, hit.stop, kind, int(words[-1].value) if words else 1)


def _full(match: re.Match[str], year: int, month: int, day: int) -> list[Atom]:
    if day_of(year, month, day) is None:
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
        if kept and atom.start < kept[-1].stop and (atom.kind, kept[-1].kind) == ("weekday", "week-1"):
            kept[-1] = kept[-1]._replace(stop=atom.start)  # 上周三: both end in 周
        if kept and atom.start < kept[-1].stop:
            if atom.stop - atom.start > kept[-1].stop - kept[-1].start:
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept
