"""When a photograph or a clip was taken, by the clock on the wall of that place.

A camera writes down what its clock shows, and that is what people remember and sort by. So times
are naive, and the offset from UTC is kept apart where the file has one.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import partial

from bviewer.library.exif import Tags, within
from bviewer.library.moments import believable, local, microseconds, moment, named, offset

_EPOCH = datetime(1970, 1, 1)

_ORIGINAL = ("EXIF DateTimeOriginal", "EXIF SubSecTimeOriginal", "EXIF OffsetTimeOriginal")
_DIGITIZED = ("EXIF DateTimeDigitized", "EXIF SubSecTimeDigitized", "EXIF OffsetTimeDigitized")
_MODIFIED = ("Image DateTime", "EXIF SubSecTime", "EXIF OffsetTime")

# The last is the third one, under the prefix that old programs gave it.
_XMP_TAKEN = (
    b"photoshop:DateCreated",
    b"exif:DateTimeOriginal",
    b"xmp:CreateDate",
    b"xap:CreateDate",
)
_XMP_POSITION = b"exif:GPSTimeStamp"
# As an attribute or an element. A pattern, because a date is not worth parsing XML of strangers.
_XMP_DATE = re.compile(
    rb"(%s)(?:\s{0,20}=\s{0,20}[\"']|\s{0,20}>)\s{0,20}([0-9TZ:.+-]{4,40})"
    % b"|".join((*_XMP_TAKEN, _XMP_POSITION))
)


class TimeSource(StrEnum):
    """Where a time was found."""

    EXIF = "exif"
    XMP = "xmp"
    CLIP = "clip"  # As the container of a clip says.
    NAME = "name"
    MTIME = "mtime"


@dataclass(frozen=True, slots=True)
class Taken:
    """A local time, where it was found, and its offset from UTC in minutes if the file has one."""

    time: datetime
    source: TimeSource
    offset_minutes: int | None = None


def time_taken(tags: Tags, xmp: bytes, name: str, mtime_ns: int, zone: tzinfo) -> Taken:
    """Return the first time of a photograph that can be believed, with where it was found.

    In this order: EXIF original, EXIF digitized, XMP, EXIF modified, the file name, the time of the
    position, the file's own. EXIF's time of modification stands behind all that means the moment of
    the picture, because programs that edit set it; but simple cameras and scanners set nothing
    else, and it has a time of day where many names have none. The time of a position (GPS) is exact
    but in UTC: what clocks in `zone` showed then is only a guess at the place, yet a better one
    than the time at which a file was copied.
    """
    dates = _xmp_dates(xmp)
    finders = (
        partial(_from_exif, tags, *_ORIGINAL),
        partial(_from_exif, tags, *_DIGITIZED),
        partial(_from_xmp, dates),
        partial(_from_exif, tags, *_MODIFIED),
        partial(from_name, name, zone),
        partial(_from_position, tags, zone),
        partial(_from_xmp_position, dates, zone),
    )
    return first_found(finders, mtime_ns, zone)


def first_found(finders: Iterable[Callable[[], Taken]], mtime_ns: int, zone: tzinfo) -> Taken:
    """Return the first time that is found without an error; that of the file if there is none."""
    for find in finders:
        with suppress(Exception):  # Damage, or nothing there: the next one is asked.
            return find()
    return _from_mtime(mtime_ns, zone)


def from_name(name: str, zone: tzinfo) -> Taken:
    """Return the time that the name of a file tells; raises ValueError if it tells none."""
    return Taken(named(name, zone), TimeSource.NAME)


def _from_exif(tags: Tags, when: str, fraction: str, east: str) -> Taken:
    time, offset_minutes = moment(tags.text(when))
    with suppress(Exception):
        time = time.replace(microsecond=microseconds(tags.text(fraction)))
    with suppress(Exception):
        offset_minutes = offset(tags.text(east))
    return Taken(time, TimeSource.EXIF, offset_minutes)


def _xmp_dates(xmp: bytes) -> dict[bytes, str]:
    dates: dict[bytes, str] = {}
    for match in _XMP_DATE.finditer(xmp):
        dates.setdefault(match[1], match[2].decode("ascii"))
    return dates


def _from_xmp(dates: dict[bytes, str]) -> Taken:
    for name in _XMP_TAKEN:
        with suppress(KeyError, ValueError):
            time, offset_minutes = moment(dates[name])
            return Taken(time, TimeSource.XMP, offset_minutes)
    raise ValueError("XMP has no date")


def _from_position(tags: Tags, zone: tzinfo) -> Taken:
    day, _ = moment(tags.text("GPS GPSDate"))
    hours, minutes, seconds = tags.numbers("GPS GPSTimeStamp", 3)
    since_midnight = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    within(since_midnight.total_seconds(), 0, 86_400)
    return Taken(local(day + since_midnight, zone), TimeSource.EXIF)


def _from_xmp_position(dates: dict[bytes, str], zone: tzinfo) -> Taken:
    time, offset_minutes = moment(dates[_XMP_POSITION])
    return Taken(local(time, zone, offset_minutes or 0), TimeSource.XMP)


def _from_mtime(mtime_ns: int, zone: tzinfo) -> Taken:
    seconds, nanoseconds = divmod(mtime_ns, 1_000_000_000)
    with suppress(ValueError, OverflowError, OSError):
        time = datetime.fromtimestamp(seconds, zone).replace(
            microsecond=nanoseconds // 1000, tzinfo=None
        )
        return Taken(believable(time), TimeSource.MTIME)
    return Taken(_EPOCH, TimeSource.MTIME)
