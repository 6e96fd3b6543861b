"""Dates and times as cameras and programs write them, read strictly enough to be believed.

Every function raises ValueError for what it cannot believe.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from bviewer.library.precision import Precision

_FIRST_PHOTOGRAPH = 1826
_WRITTEN_IN = 2026  # This program: a clock that shows less is wrong.

# EXIF has colons in dates, XMP hyphens (ISO 8601, where month, day and time may be absent).
_MOMENT = re.compile(
    r"""(\d{4}) (?: [-:/.](\d\d?) (?: [-:/.](\d\d?)
        (?: [T\ ]\ ?(\d\d?):(\d\d) (?: :(\d\d) (?:[.,](\d+))? )? \ ?(Z|[-+]\d\d?:?\d\d)?
        )? )? )?""",
    re.ASCII | re.VERBOSE,
)
_ABSENT = ("", "1", "1", "0", "0", "0", "0")
_OFFSET = re.compile(r"([-+])(\d\d?):?(\d\d)", re.ASCII)
_BLANK = " :"  # What is left of a clock that nobody read.
_NAMED = re.compile(
    r"""(?<!\d) (\d{4}) ([-_.]?) (\d\d) \2 (\d\d)
        (?: (?: [-_.T\ ] | [-_\ ]at[-_\ ] | (?=\d{6}) )
            (\d\d|\d(?=[-_.:])) ([-_.:]?) (\d\d) \6 (\d\d) (\d{3})? (?!\d) (?:\s?([AP])M)? )?
        (?!\d)""",
    re.VERBOSE,
)
_NAMED_IN_UTC = "PXL_"


class Moment(NamedTuple):
    """What a text says: a local time, its offset from UTC in minutes, and how exact it is."""

    time: datetime
    offset_minutes: int | None
    precision: Precision


def believable(time: datetime) -> datetime:
    """Return the time itself, unless it is before the first photograph (1826) or after the latest
    year."""
    if not _FIRST_PHOTOGRAPH <= time.year <= latest_year():
        raise ValueError(f"no photograph is from {time.year}")
    return time


def latest_year() -> int:
    """Return the last year that can be believed: the next one, as far as the machine knows."""
    return max(datetime.now(UTC).year, _WRITTEN_IN) + 1


@lru_cache(256)  # A file tells one moment under several names.
def moment(text: str) -> Moment:
    """Return the local time that a text tells as EXIF or XMP write it, with its offset in minutes
    where it has one, and how much of it is said.

    What the text leaves out is the earliest there is: a year alone is its first of January.
    Midnight sharp is what programs write that know the day alone.
    """
    *parts, zone = parts_of(text)
    *numbers, fraction = (part or absent for part, absent in zip(parts, _ABSENT, strict=True))
    year, month, day, hour, minute, second = map(int, numbers)
    time = datetime(year, month, day, hour, minute, second, microseconds(fraction))
    return Moment(believable(time), offset(zone) if zone else None, precision_of(parts, time))


def precision_of(parts: Sequence[str | None], time: datetime) -> Precision:
    """Return how much of a time is said by the parts of a text."""
    _year, month, day, hour, *_rest = parts
    if hour is None:
        return Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return Precision.DAY if time.time() == datetime.min.time() else Precision.CLOCK


def parts_of(text: str) -> tuple[str | None, ...]:
    """Return the parts of a moment as they are written, and its zone; None where one is absent."""
    match = _MOMENT.fullmatch(text.strip().rstrip(_BLANK))
    if match is None:
        raise ValueError("not a date")
    return match.groups()


def microseconds(fraction: str) -> int:
    """Return the digits behind the point of a second."""
    if not fraction.isdecimal():
        raise ValueError("not a fraction of a second")
    return int(fraction[:6].ljust(6, "0"))


def offset(text: str) -> int:
    """Minutes east of UTC, from "+02:00", "+9:00", "-0330" or "Z"; -12 to +14 hours, as clocks are
    today."""
    if text == "Z":
        return 0
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError("not an offset from UTC")
    minutes = int(f"{match[1]}{int(match[2]) * 60 + int(match[3])}")
    if int(match[3]) > 59 or not -12 * 60 <= minutes <= 14 * 60:
        raise ValueError("no clock has this offset from UTC")
    return minutes


def local(time: datetime, zone: tzinfo, offset_minutes: int = 0) -> datetime:
    """Return what clocks in `zone` show at a time that is given at an offset from UTC."""
    universal = time.replace(tzinfo=UTC) - timedelta(minutes=offset_minutes)
    return believable(universal.astimezone(zone).replace(tzinfo=None))


def named(name: str, zone: tzinfo) -> datetime:
    """Return the first date in a file name, with its time where it has one and midnight otherwise.

    Knows IMG_20240613_142501, 2024-06-13 14.25.01, IMG-20240613-WA0001, "Screenshot 2024-06-13 at
    2.25.01 PM" and their like, but no digits inside a longer number. Pixel phones write UTC
    (PXL_20240613_142501123): that is turned into `zone`, the best guess at where the phone was.
    """
    for match in _NAMED.finditer(name):
        with suppress(ValueError):
            day = believable(datetime(int(match[1]), int(match[3]), int(match[4])))
            return _with_time(day, match, zone if is_named_in_utc(name) else None)
    raise ValueError("no date in the name")


def is_named_in_utc(name: str) -> bool:
    """Return whether the time in a file's name is that of UTC."""
    return name.startswith(_NAMED_IN_UTC)


def _with_time(day: datetime, match: re.Match[str], zone: tzinfo | None) -> datetime:
    with suppress(ValueError, TypeError):  # No time behind the date, or none that a clock shows.
        hour = int(match[5]) % 12 + 12 * (match[10] == "P") if match[10] else int(match[5])
        fraction = microseconds(match[9] or "0")
        time = day.replace(
            hour=hour, minute=int(match[7]), second=int(match[8]), microsecond=fraction
        )
        return local(time, zone) if zone else time
    return day
