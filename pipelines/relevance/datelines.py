"""Datelines: the city a report was filed from says which desk wrote it, and nothing of where a train goes."""

import re
from collections.abc import Iterator

# Possessive: a hyphen parts names as well, so that trying each would take the cube of a line's length.
_NAME = r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄ][\w'’-]++"
_PLACE = rf"{_NAME}(?:[ -]{_NAME}){{0,2}}(?:,\s?{_NAME}(?:\s{_NAME})?)?"
_DAY = r"(?:\d{1,2}\.?\s+[^\W\d_]+|[^\W\d_]+\.?\s+\d{1,2})[,.]?\s*"
_AGENCY = (
    r"(?:/[^/\n]{2,20}/\.?|\([^()\n]{2,30}\)\s*(?:[-–—.]|:)"
    r"|(?:ИНТЕРФАКС|Интерфакс|РИА Новости|ТАСС|Interfax|INTERFAX|TASS|EFE|dpa|AFP|PAP)\s*[-–—.])"
)
_CAPITALS = r"[A-ZА-ЯЁІЇЄ][A-ZА-ЯЁІЇЄ .'-]{2,30}(?:,\s[^\W\d_][^\n,.—–]{1,20})?(?:\s?[-–—]|:\s|,\s\d{1,2}\s[^\W\d_]+\.)"
_WIRES = "(?:新华社|新華社|新华网|中新社|中新网|中央社|央视网)"
_EASTERN = (
    rf"[【\[［（(][^】\]］）)\n]{{2,25}}[】\]］）)]|{_WIRES}[^\s，。]{{1,16}}?[电電讯訊]"
    r"|[^、\n]{2,16}、\d{1,2}月\d{1,2}日。?[／/][^／/\n]{2,12}[／/]"
)
_DATELINE = re.compile(
    rf"^[^\S\n]*(?:{_EASTERN}|{_CAPITALS}|{_PLACE}[,.]?\s*(?:{_DAY})?{_AGENCY}|{_PLACE},\s*{_DAY}[-–—]\s)", re.MULTILINE
)


def datelines(text: str) -> Iterator[tuple[int, int]]:
    """Start and stop of each, at the beginning of a line: `MOSCOW, May 5. /TASS/`, `(서울=연합)`, 新华社莫斯科3月5日电."""
    for found in _DATELINE.finditer(text):
        yield found.span()
