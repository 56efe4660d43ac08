"""Days a text names, as far as they can be told without knowing what it says of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s?[年년]\s?|[-./])(?P<month>\d{1,2})(?:\s?[月월]\s?|[-./])(?P<day>\d{1,2})(?!\d)"
    r"|(?<![\d.])(?P<day2>\d{1,2})\.(?P<month2>\d{1,2})\.(?P<year2>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<month3>\d{1,2})\s?[月월]\s?(?P<day3>\d{1,2})\s?(?:[日号號일]|(?=[,、和，]))"
)
_LOOSE = re.compile(r"(?<![\d.,月월/-])(?<![月월]\s)(\d{1,2})\s?[日일號号](?![本常々前後間间내分])")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")


class DayReader:
    """Finds days in ten languages; months as `StatementWords.months` lists them."""

    def __init__(self, months: Mapping[str, Sequence[str]]) -> None:
        named = "|".join(f"(?P<m{number}>{'|'.join(_words(months, number))})" for number in range(1, 13))
        year = r"(?P<year>(?:19|20)\d\d)"
        before = (
            rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[ \u00a0](?:de |of )?(?:{named})(?:,? (?:de |del )?{year})?"
        )
        after = rf"\b(?:{named})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?!:)(?:,? {year})?"
        self._named = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (before, after))

    def days(self, text: str) -> frozenset[str]:
        """MM-DD, or YYYY-MM-DD where the year stands beside it."""
        return frozenset(found for found in (*_numeric(text), *self._worded(text)) if found)

    def _worded(self, text: str) -> Iterator[str | None]:
        for pattern in self._named:
            for match in pattern.finditer(text):
                month = next(number for number in range(1, 13) if match[f"m{number}"])
                yield _day(match["year"], month, int(match["day"]))


def _words(months: Mapping[str, Sequence[str]], number: int) -> list[str]:
    """What a month is called in any language, as patterns, longest first."""
    words = {word.strip() for names in months.values() for word in names[number - 1].split(",")}
    return [
        re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else r"\b") for word in sorted(words, key=len, reverse=True)
    ]


def _numeric(text: str) -> Iterator[str | None]:
    for match in _NUMERIC.finditer(text):
        year = match["year"] or match["year2"]
        month = match["month"] or match["month2"] or match["month3"]
        yield _day(year, int(month), int(match["day"] or match["day2"] or match["day3"]))


def years(text: str) -> frozenset[int]:
    """Years a text names in four digits."""
    return frozenset(int(match[0]) for match in _YEAR.finditer(text))


def days_of_month(text: str) -> frozenset[int]:
    """Days named without their month, as Korean, Chinese and Japanese reports do: 30일, 30日."""
    return frozenset(day for match in _LOOSE.finditer(text) if 1 <= (day := int(match[1])) <= 31)


def _day(year: str | None, month: int, day: int) -> str | None:
    try:
        date(int(year or 2000), month, day)  # 2000 has a 29th of February
    except ValueError:
        return None
    return f"{year}-{month:02}-{day:02}" if year else f"{month:02}-{day:02}"
