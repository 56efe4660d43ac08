"""Dates as a reader needs them: as precise as they were stated, with the zone they were stated in, never better."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tumen.journey import Precision, StatedDate

# Not strftime("%B"): that speaks the language of the machine's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WRITTEN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


def day(moment: datetime) -> str:
    """`21 November 2026`, in the zone `moment` carries."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def stated(date: StatedDate | None) -> str:
    """`29 May 2025, 14:13 Asia/Seoul`, `29 May 2025`, `May 2025`, `2025`, or `unknown`.

    A time whose zone nobody stated says so: it was read as UTC and may be half a day off.
    """
    if date is None:
        return "unknown"
    zone = _zone(date.zone)
    local = date.at.astimezone(zone or UTC)
    if date.precision is Precision.YEAR:
        return str(local.year)
    if date.precision is Precision.MONTH:
        return f"{_MONTHS[local.month - 1]} {local.year}"
    if date.precision is Precision.DAY:
        return day(local)
    return f"{day(local)}, {local:%H:%M} {date.zone if zone else 'UTC (zone not stated)'}"


def written(date: str) -> str:
    """`2026-09-07` as `7 September 2026`, `2026-09` as `September 2026`; what is no date of ours stays as it is."""
    match = _WRITTEN.fullmatch(date)
    if match is None:
        return date
    year, month, day_of_month = match.groups()
    return " ".join([*([str(int(day_of_month))] if day_of_month else []), *([_MONTHS[int(month) - 1]] if month else []), year])


def moment(at: datetime, zone: str) -> str:
    """`21 November 2026, 06:58 Asia/Seoul`: a time of our own clock, in the reader's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H:%M} {zone}"


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    offset = _OFFSET.fullmatch(name)
    if offset:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-size if offset[1] == "-" else size)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # ValueError: a name that is a path
        return None
