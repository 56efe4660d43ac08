"""The strict date reader: what a publisher wrote, read right or not at all.

Every character of the string must be understood; one unknown word, a second date, or two possible readings make it unknown.
That is the difference to general date parsers, which always answer.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pipelines.extraction.datewords import (
    AMBIGUOUS_ZONES,
    AROUND,
    DAY_FIRST_LANGUAGES,
    DAY_FIRST_ZONES,
    MONTHS,
    RELATIVE,
    WEEKDAYS,
    ZONES,
    fold,
)
from tumen.journey import Precision, StatedDate

_LONGEST = 120  # characters; longer strings are sentences
_YEARS = range(1945, 2100)
_JUCHE = 1911  # Juche 1 is 1912 (so is year 1 of the Republic of China); DPRK pages write either era, so only years < 200
_EARLY = timedelta(minutes=15)  # a publisher's clock may be this fast
_WIDEST = timedelta(hours=14)  # the easternmost zone: how early a date without a zone may seem when read as UTC

_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:[t_ ]?(\d{2})(\d{2})(\d{2})?(z)?)?")
_CLOCK = re.compile(
    r"(?:(?P<before>오전|오후|上午|下午|午前|午後|凌晨|早上|晚上|am|pm)\s*)?"
    r"(?:(?<=\d)t|(?<![\d:.]))(?P<hour>\d{1,2})\s?(?::|h|時|时|点|點|시)\s?(?P<minute>\d{1,2})(?![\d])(?:\s?(?:分|분))?"
    r"(?::(?P<second>\d{2})(?:[.,]\d{1,9})?|\s?\d{1,2}\s?(?:秒|초))?(?![:\d])"
    r"(?:\s*(?P<after>am|pm|a\.m\.?|p\.m\.?)(?![a-z]))?"
    r"(?:\s*[(\[]?\s*(?P<zone>(?:(?:utc|gmt)\s?)?[+\-−]\d{1,2}(?::?\d{2})?|z\b)\s*[)\]]?)?"
)
_AFTERNOON = {"오후", "下午", "午後", "晚上", "pm", "p.m", "p.m."}
_ERA = "(?:주체|juche|чучхе|主体)"
_YEAR = r"(?P<year>\d{4}|1\d{2})"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_ERA}\s?\d{{2,4}}\s?)?\(?{_YEAR}\)?\s?[년年]\s?(?P<month>\d{{1,2}})\s?[월月](?:\s?(?P<day>\d{{1,2}})\s?[일日号號])?",
        rf"{_ERA}\s?(?P<year>\d{{2,3}})(?:\s?\((?P<gregorian>\d{{4}})\))?\s?[년年.]\s?(?P<month>\d{{1,2}})\s?[월月.]"
        r"\s?(?P<day>\d{1,2})\s?[일日.]?",
        r"令和\s?(?P<reiwa>\d{1,2}|元)\s?年\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?",
        rf"(?<![\d.]){_YEAR}(?P<sep>[-./−])\s?(?P<month>\d{{1,2}})(?P=sep)\s?(?P<day>\d{{1,2}})\.?(?=$|[^\d])",
        r"(?<!\d)(?P<first>\d{1,2})(?P<sep>[-/])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{2})\.(?P<short>\d{2})(?![\d.])",
        r"(?<!\d)(?P<first>\d{1,2}) (?P<second>\d{1,2}) (?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?[ .\-]{0,2}(?:de |of )?(?P<name>[^\W\d_]{3,12})"
        r"[ .,\-]{0,2}(?:del? )?(?P<year>\d{4})(?!\d)",
        r"(?<![^\W\d_])(?P<name>[^\W\d_]{3,12})\.? ?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:er|\.)? (?:de )?(?P<name>[^\W\d_]{3,12})(?![^\W\d_])(?!\.? \d{4})",
        r"(?<![^\W\d_])(?P<name>[^\W\d_]{3,12})\.? (?:de )?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})(?![\d-])",
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class _Unknown(Exception):
    """The string does not say one date for certain."""


def read_date(raw: str, zone: str | None, *, today: datetime | None = None, language: str | None = None) -> StatedDate | None:
    """The date `raw` states, or None when it is not certain.

    `zone` (IANA name or "+09:00") holds where the text states none; `today` (aware) is the moment that "yesterday" and dates
    without a year are counted from, without it they are unknown; `language` (ISO 639-1) tells whether 03/04 is in March or April.
    Raises ZoneInfoNotFoundError for a zone that does not exist.
    """
    text = " ".join(fold(raw).split())
    if not text or len(text) > _LONGEST:
        return None
    own_zone = zone and _zone(zone)
    try:
        return _epoch(text, raw) or _compact(text, raw, zone) or _written(text, raw, zone, own_zone or None, today, language)
    except (_Unknown, ValueError, OverflowError):  # ValueError: the 31st of February, 25 o'clock
        return None


def is_future(stated: StatedDate, now: datetime) -> bool:
    """True when a date lies after `now` by more than clocks and unknown zones explain; such a date must not order anything."""
    return stated.at > now + (_EARLY if stated.zone else _WIDEST)


def _epoch(text: str, raw: str) -> StatedDate | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    at = datetime.fromtimestamp(int(match[1]) if match[1] else int(match[2]) // 1000, UTC)
    return StatedDate(at, Precision.MINUTE, "+00:00", raw.strip()) if at.year in _YEARS else None


def _compact(text: str, raw: str, zone: str | None) -> StatedDate | None:
    """20250529, 20250529T141300Z."""
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    clock = time(int(match[4]), int(match[5])) if match[4] else None
    return _stated(date(int(match[1]), int(match[2]), int(match[3])), Precision.DAY, clock, "+00:00" if match[7] else zone, raw)


def _written(
    text: str, raw: str, zone: str | None, own: tzinfo | None, today: datetime | None, language: str | None
) -> StatedDate | None:
    clock, stated_zone, rest = _take_clock(text)
    stated_zone, rest = _take_zone(rest, stated_zone, zone)
    rest = " ".join(rest.split())
    weekday = next((WEEKDAYS[word] for word in _WORD.findall(rest) if len(word) > 1 and word in WEEKDAYS), None)
    local_today = today.astimezone(_zone(stated_zone) if stated_zone else own).date() if today and (stated_zone or own) else None
    relative = [word for word in _WORD.findall(rest) if word in RELATIVE]
    if relative:
        if len(relative) > 1 or local_today is None:
            return None
        day, precision = local_today - timedelta(days=RELATIVE[relative[0]]), Precision.DAY
        rest = rest.replace(relative[0], " ", 1)
    else:
        day, precision, rest = _take_date(rest, weekday, local_today, language, zone)
    _nothing_else(rest)
    if clock and precision is not Precision.DAY:
        return None
    return _stated(day, precision, clock, stated_zone or zone, raw)


def _take_clock(text: str) -> tuple[time | None, str | None, str]:
    """The time of day and the offset beside it, and the text without them."""
    found = list(_CLOCK.finditer(text))
    if not found:
        return None, None, text
    if len(found) > 1:
        raise _Unknown
    match = found[0]
    hour, half = int(match["hour"]), match["before"] or match["after"]
    if half and half in _AFTERNOON:
        hour = hour + 12 if hour < 12 else hour  # "오후 14:05" is written too
    elif half:
        if hour > 12:
            raise _Unknown
        hour %= 12
    offset = match["zone"]
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return time(hour, int(match["minute"])), _offset(offset) if offset else None, rest


def _offset(written: str) -> str:
    if written == "z":
        return "+00:00"
    sign, digits = re.sub(r"utc|gmt|[\s:]", "", written).replace("−", "-")[0], re.sub(r"\D", "", written)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{int(hours):02}:{minutes}"


def _take_zone(text: str, stated: str | None, zone: str | None) -> tuple[str | None, str]:
    """The zone named in words; where an offset stands as well ("+0900 (KST)"), the offset holds."""
    for match in _WORD.finditer(text):
        word = match[0]
        named = AMBIGUOUS_ZONES[word].get(zone or "") if word in AMBIGUOUS_ZONES else ZONES.get(word)
        if named is None and word in AMBIGUOUS_ZONES and stated is None:
            raise _Unknown
        if named or word in AMBIGUOUS_ZONES:
            return stated or named, f"{text[: match.start()]} {text[match.end() :]}"
    return stated, text


def _take_date(
    text: str, weekday: int | None, today: date | None, language: str | None, zone: str | None
) -> tuple[date, Precision, str]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            if groups.get("name") and groups["name"] not in MONTHS:
                continue
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            year = _year(groups, language, zone)
            month = MONTHS[groups["name"]] if groups.get("name") else int(groups.get("month") or 0)
            if groups.get("first"):
                return (
                    _day_and_month(year or 0, int(groups["first"]), int(groups["second"]), weekday, language, zone),
                    Precision.DAY,
                    rest,
                )
            if year is None:
                return _latest(month, int(groups["day"]), today), Precision.DAY, rest
            if not groups.get("day"):
                return date(year, month, 1), Precision.MONTH, rest
            return date(year, month, int(groups["day"])), Precision.DAY, rest
    alone = re.fullmatch(r"\D*((?:19|20)\d{2})(?:\s?[年년])?\D*", text)
    if alone is None:
        raise _Unknown
    return date(int(alone[1]), 1, 1), Precision.YEAR, text.replace(alone[1], " ")


def _year(groups: dict[str, str | None], language: str | None, zone: str | None) -> int | None:
    """The Gregorian year; None when the text states none."""
    if groups.get("reiwa"):
        return 2018 + (1 if groups["reiwa"] == "元" else int(groups["reiwa"] or 0))
    if groups.get("short"):  # 29.05.25: day first where that is the custom; in Korea it would be year first
        if not _day_first(language, zone):
            raise _Unknown
        return 2000 + int(groups["short"] or 0)
    if groups.get("gregorian"):
        return int(groups["gregorian"] or 0)
    if not groups.get("year"):
        return None
    year = int(groups["year"] or 0)
    year = year + _JUCHE if year < 200 else year
    if year not in _YEARS:
        raise _Unknown
    return year


def _day_and_month(year: int, first: int, second: int, weekday: int | None, language: str | None, zone: str | None) -> date:
    """03/04/2025: by what is possible, by the weekday beside it, by the language's or zone's custom; else unknown."""
    readings = [(day, month) for day, month in ((first, second), (second, first)) if month <= 12]
    days = sorted({date(year, month, day) for day, month in readings})
    if len(days) > 1 and weekday is not None:
        days = [day for day in days if day.weekday() == weekday] or days
    if len(days) > 1 and _day_first(language, zone):
        days = [date(year, second, first)]
    if len(days) != 1:
        raise _Unknown
    return days[0]


def _day_first(language: str | None, zone: str | None) -> bool:
    if language in DAY_FIRST_LANGUAGES:
        return True
    return bool(zone) and str(zone).startswith(DAY_FIRST_ZONES)


def _latest(month: int, day: int, today: date | None) -> date:
    """The last such day up to `today`: what a page means by "29 May"."""
    if today is None:
        raise _Unknown
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _nothing_else(rest: str) -> None:
    if re.search(r"\d", rest):
        raise _Unknown
    for word in _WORD.findall(rest):
        if word not in AROUND and word not in WEEKDAYS:
            raise _Unknown


def _stated(day: date, precision: Precision, clock: time | None, zone: str | None, raw: str) -> StatedDate | None:
    if day.year not in _YEARS:
        return None
    local = datetime.combine(day, clock or time(), tzinfo=_zone(zone) if zone else UTC)
    return StatedDate(local.astimezone(UTC), Precision.MINUTE if clock else precision, zone, raw.strip())


def _zone(name: str) -> tzinfo:
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[4:6])))
    return ZoneInfo(name)
