"""Read a stated moment, in any of the forms that heads and attributes have it, as ISO 8601."""

from __future__ import annotations

from datetime import datetime, timedelta

import regex as re

from dechaff.metadata.dates import find_dates

__all__ = ["FIRST_YEAR", "LAST_YEAR", "iso_of"]

FIRST_YEAR = 1990  # no page is older; `1970-01-01` and `0001-01-01` are how systems say that they do not know
LAST_YEAR = 2099
_ISO = re.compile(
    r"\s{0,9}((?:19|20)\d\d)-?(\d\d)-?(\d\d)"
    r"(?:[T\s]{1,3}(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?(?![\d-])",
    re.IGNORECASE,
)
_PART = re.compile(r"\s{0,9}((?:19|20)\d\d)-(\d\d)\s{0,9}")
_SECONDS = re.compile(r"\s{0,9}(\d{10})(?:\d{3})?\s{0,9}")
_TIME = re.compile(r"[,T\s]{1,3}(\d\d):(\d\d)(?::(\d\d))?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?![\d:])")


def iso_of(value: str, *, day_first: bool | None = None) -> str | None:
    """A stated date as ISO 8601 with the precision and the time zone found; None for what is no date.

    >>> iso_of("2024-05-04T10:05:10.000+0200"), iso_of("Sat, 04 May 2024 08:05:10 GMT"), iso_of("2024-05")
    ('2024-05-04T10:05:10+02:00', '2024-05-04T08:05:10Z', '2024-05')
    """
    value = value[:80]
    if match := _ISO.match(value):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return day and day + _clock(match[4], match[5], match[6], match[7])
    if match := _SECONDS.fullmatch(value):
        return _of_seconds(int(match[1]))
    if match := _PART.fullmatch(value):
        return f"{match[1]}-{match[2]}" if int(match[1]) >= FIRST_YEAR and 1 <= int(match[2]) <= 12 else None
    found = next(iter(find_dates(value, day_first=day_first)), None)
    if found is None or not FIRST_YEAR <= int(found.iso[:4]) <= LAST_YEAR:
        return None
    clock = _TIME.match(value, found.end) if len(found.iso) == 10 else None
    return found.iso + (_clock(clock[1], clock[2], clock[3], clock[4]) if clock else "")


def _day(year: int, month: int, day: int) -> str | None:
    lengths = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]:
        return f"{year:04}-{month:02}-{day:02}"
    return None


def _clock(hour: str | None, minute: str | None, second: str | None, zone: str | None) -> str:
    """A time of day as ISO 8601; nothing where there is none, or a midnight that only fills the field."""
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return ""
    zone = (zone or "").upper()
    zone = "Z" if zone in ("UTC", "GMT", "Z") else zone
    if len(zone) in (3, 5):
        zone = f"{zone[:3]}:{zone[3:] or '00'}"
    return f"T{hour}:{minute}" + (f":{second}" if second else "") + zone


def _of_seconds(seconds: int) -> str | None:
    """Seconds since 1970 as a moment of Greenwich."""
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    day = _day(moment.year, moment.month, moment.day)
    return day and f"{day}T{moment:%H:%M:%S}Z"
