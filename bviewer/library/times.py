"""When a photograph or a clip was taken, by the clock on the wall of that place.

A camera writes down what its clock shows, and that is what people remember and sort by. So times
are naive, and the offset from UTC is kept apart where the file has one.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import partial

from bviewer.library import iptc
from bviewer.library.exif import Tags, within
from bviewer.library.moments import believable, local, microseconds, moment, named, offset
from bviewer.library.precision import Precision
from bviewer.library.said import Said
from bviewer.library.xmp import Properties

_EPOCH = datetime(1970, 1, 1)

_ORIGINAL = ("EXIF DateTimeOriginal", "EXIF SubSecTimeOriginal", "EXIF OffsetTimeOriginal")
_DIGITIZED = ("EXIF DateTimeDigitized", "EXIF SubSecTimeDigitized", "EXIF OffsetTimeDigitized")
_MODIFIED = ("Image DateTime", "EXIF SubSecTime", "EXIF OffsetTime")

_XMP_TAKEN = (
    "photoshop:DateCreated",
    "exif:DateTimeOriginal",
    "xmp:CreateDate",
    "exif:DateTimeDigitized",
)
_XMP_POSITION = "exif:GPSTimeStamp"
# As programs call it in a PNG: the specification, and ImageMagick for a tag of Exif.
_PNG_TAKEN = ("Creation Time", "CreationTime", "exif:DateTimeOriginal")


class TimeSource(StrEnum):
    """Where a time was found."""

    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    PNG = "png"
    TAKEOUT = "takeout"
    CLIP = "clip"  # As the container of a clip says.
    NAME = "name"
    MTIME = "mtime"


@dataclass(frozen=True, slots=True)
class Taken:
    """A local time, where it was found, its offset from UTC in minutes if the file has one, and how
    much of it was said."""

    time: datetime
    source: TimeSource
    offset_minutes: int | None = None
    precision: Precision = Precision.CLOCK


Finder = Callable[[], Taken]


def time_taken(said: Said, name: str, mtime_ns: int, zone: tzinfo) -> Taken:
    """Return the first time of a photograph that can be believed, with where it was found.

    In this order: EXIF original, EXIF digitized, XMP beside the file and in it, IPTC, texts of a
    PNG, Takeout, EXIF modified, the last change of a PNG, the file name, the time of the position,
    the file's own. EXIF's time of modification stands behind all that means the moment of the
    picture, because programs that edit set it; but simple cameras and scanners set nothing else,
    and it has a time of day where many names have none. The time of a position (GPS) is exact but
    in UTC: what clocks in `zone` showed then is only a guess at the place, yet a better one than
    the time at which a file was copied.
    """
    tags = said.tags
    edits = (partial(_from_exif, tags, *_MODIFIED), partial(_from_png_change, said, zone))
    finders: list[Finder] = [
        partial(_from_exif, tags, *_ORIGINAL),
        partial(_from_exif, tags, *_DIGITIZED),
        *people_finders(said),
        *(partial(_from_png, said, key) for key in _PNG_TAKEN if key in said.png.texts),
        partial(from_takeout, said, zone),
        *edits,
        partial(from_name, name, zone),
        partial(_from_position, tags, zone),
        *(partial(_from_xmp_position, packet, zone) for packet in said.packets),
    ]
    return first_found(finders, mtime_ns, zone, edits)


def people_finders(said: Said) -> list[Finder]:
    """Return what finds the times that people gave, in XMP and IPTC."""
    packets = filter(None, said.packets)
    finders: list[Finder] = [
        partial(_from_xmp, packet, key) for packet in packets for key in _XMP_TAKEN
    ]
    if said.iptc:
        finders += [
            partial(_from_iptc, said, iptc.DAY, iptc.CLOCK),
            partial(_from_iptc, said, iptc.DIGITIZED_DAY, iptc.DIGITIZED_CLOCK),
        ]
    return finders


def first_found(
    finders: Iterable[Finder], mtime_ns: int, zone: tzinfo, edits: Collection[Finder] = ()
) -> Taken:
    """Return the first time with a clock that is found without an error; without any the first day,
    and that of the file if there is none.

    A time of `edits` tells the clock of a day only if it is of that day.
    """
    found: list[tuple[Taken, bool]] = []
    for find in finders:
        with suppress(Exception):  # Damage, or nothing there: the next one is asked.
            found.append((find(), find in edits))
    if not found:
        return _from_mtime(mtime_ns, zone)
    first, _ = found[0]
    clocks = [each for each in found if each[0].precision == Precision.CLOCK]
    exact = (taken for taken, is_edit in clocks if not is_edit or agrees(taken, first))
    return completed(next(exact, first), [taken for taken, _ in found])


def agrees(taken: Taken, day: Taken) -> bool:
    """Return whether a time is of a day, a month or a year."""
    lengths = {Precision.YEAR: 4, Precision.MONTH: 7}
    length = lengths.get(day.precision, 10)
    return taken.time.isoformat()[:length] == day.time.isoformat()[:length]


def completed(taken: Taken, found: Iterable[Taken]) -> Taken:
    """Return a time with its offset and the fraction of its second, where another one of the same
    second has them."""
    if taken.precision != Precision.CLOCK:
        return taken
    second = taken.time.replace(microsecond=0)
    alike = [each for each in found if each.time.replace(microsecond=0) == second]
    offsets = (each.offset_minutes for each in alike)
    fractions = (each.time for each in alike if each.time.microsecond)
    return replace(
        taken,
        time=taken.time if taken.time.microsecond else next(fractions, taken.time),
        offset_minutes=next((each for each in offsets if each is not None), None),
    )


def from_name(name: str, zone: tzinfo) -> Taken:
    """Return the time that the name of a file tells; raises ValueError if it tells none."""
    time = named(name, zone)
    is_day = time.time() == datetime.min.time()
    return Taken(time, TimeSource.NAME, None, Precision.DAY if is_day else Precision.CLOCK)


def _from_exif(tags: Tags, when: str, fraction: str, east: str) -> Taken:
    time, offset_minutes, precision = moment(tags.text(when))
    with suppress(Exception):
        time = time.replace(microsecond=microseconds(tags.text(fraction)))
    with suppress(Exception):
        offset_minutes = offset(tags.text(east))
    if time.microsecond:  # Only a clock has it.
        precision = Precision.CLOCK
    return Taken(time, TimeSource.EXIF, offset_minutes, precision)


def _from_xmp(packet: Properties, key: str) -> Taken:
    return _from_text(packet[key][0], TimeSource.XMP)


def _from_iptc(said: Said, day: int, clock: int) -> Taken:
    return _from_text(iptc.moment_text(said.iptc, day, clock), TimeSource.IPTC)


def _from_png(said: Said, key: str) -> Taken:
    text = said.png.texts[key].decode("latin-1").strip()
    with suppress(ValueError):
        return _from_text(text, TimeSource.PNG)
    sent = parsedate_to_datetime(text)  # As in mails: RFC 1123 is what the specification wants.
    away = sent.utcoffset()
    offset_minutes = None if away is None else round(away.total_seconds() / 60)
    return Taken(believable(sent.replace(tzinfo=None)), TimeSource.PNG, offset_minutes)


def _from_png_change(said: Said, zone: tzinfo) -> Taken:
    return Taken(local(datetime(*said.png.changed), zone), TimeSource.PNG)  # type: ignore[arg-type]


def from_takeout(said: Said, zone: tzinfo) -> Taken:
    """Return the time that Takeout tells; raises ValueError if it tells none."""
    if said.beside.takeout.time is None:
        raise ValueError("Takeout tells no time")
    return Taken(local(said.beside.takeout.time, zone), TimeSource.TAKEOUT)


def _from_text(text: str, source: TimeSource) -> Taken:
    said = moment(text)
    return Taken(said.time, source, said.offset_minutes, said.precision)


def _from_position(tags: Tags, zone: tzinfo) -> Taken:
    day = moment(tags.text("GPS GPSDate")).time
    hours, minutes, seconds = tags.numbers("GPS GPSTimeStamp", 3)
    since_midnight = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    within(since_midnight.total_seconds(), 0, 86_400)
    return Taken(local(day + since_midnight, zone), TimeSource.EXIF)


def _from_xmp_position(packet: Properties, zone: tzinfo) -> Taken:
    said = moment(packet[_XMP_POSITION][0])
    return Taken(local(said.time, zone, said.offset_minutes or 0), TimeSource.XMP)


def _from_mtime(mtime_ns: int, zone: tzinfo) -> Taken:
    seconds, nanoseconds = divmod(mtime_ns, 1_000_000_000)
    with suppress(ValueError, OverflowError, OSError):
        time = datetime.fromtimestamp(seconds, zone).replace(
            microsecond=nanoseconds // 1000, tzinfo=None
        )
        return Taken(believable(time), TimeSource.MTIME, None, Precision.FILE)
    return Taken(_EPOCH, TimeSource.MTIME, None, Precision.FILE)
