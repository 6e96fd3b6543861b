"""When a clip was taken, by the clock on the wall of that place.

What a container calls the time of its creation is in UTC by the format, and local by the clocks of
most cameras: `docs/adr/023-times-of-clips.md` tells who writes what.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import partial

from bviewer.library.moments import is_named_in_utc, local, moment, named
from bviewer.library.said import UNSAID, Said
from bviewer.library.times import (
    Finder,
    Taken,
    TimeSource,
    first_found,
    from_name,
    from_takeout,
    people_finders,
)

# What tells the clock on the wall: phones of Apple, and programs that edit their clips.
_ON_THE_WALL = ("com.apple.quicktime.creationdate", "date")
_CREATED = "creation_time"
_CLOCK_STARTS = 1970  # Of cameras that were never told the time.

# Makers whose cameras have a clock and no zone, as they sign their clips: by brands and vendors of
# four letters, and by the words that their names of tracks, encoders or makers begin with.
_LOCAL_CODES = {
    *("CAEP", "niko", "NIKO", "pana", "caqv", "LCAG", "leic"),
    *("olym", "fe20", "pr01", "pent", "kdak", " KD ", "sany", "KMPI", "mino"),
}
_LOCAL_NAMES = (
    *("canon", "nikon", "panasonic", "casio", "leica", "olympus", "om digital", "pentax"),
    *("ricoh", "kodak", "eastman kodak", "sanyo", "fujifilm", "gopro", "dji"),
)
_CODES = ("vendor_id", "major_brand", "compatible_brands")
_NAMES = ("make", "com.apple.quicktime.make", "handler_name", "encoder", "software")

_STEP = timedelta(minutes=15)  # All zones are whole ones of these from UTC.
_SLACK = timedelta(seconds=15)  # A phone says when it was done writing, its name when it began.


def clip_taken(
    tags: Mapping[str, str],
    duration: timedelta,
    name: str,
    mtime_ns: int,
    zone: tzinfo,
    said: Said = UNSAID,
) -> Taken:
    """Return the first time that can be believed, with where it was found.

    In this order: what tells the clock on the wall, the time of creation, what is `said` beside the
    file, the file name, the file's own. A time in UTC needs a zone: that of the file's name if it
    tells the same moment by another clock, else `zone`.
    """
    finders: list[Finder] = [
        *(partial(_from_wall, tags, key) for key in _ON_THE_WALL),
        partial(_from_creation, tags, duration, name, zone),
        *people_finders(said),
        partial(from_takeout, said, zone),
        partial(from_name, name, zone),
    ]
    return first_found(finders, mtime_ns, zone)


def _from_wall(tags: Mapping[str, str], key: str) -> Taken:
    shown, offset_minutes, _ = moment(tags[key])
    if tags[key].endswith("Z") or (offset_minutes is None and shown.time() == time()):
        raise ValueError("a day without a time, or no clock on a wall")
    return Taken(shown, TimeSource.CLIP, offset_minutes)


def _from_creation(tags: Mapping[str, str], duration: timedelta, name: str, zone: tzinfo) -> Taken:
    created, offset_minutes, _ = moment(tags[_CREATED])
    if created.year <= _CLOCK_STARTS:
        raise ValueError("nobody has set that clock")
    if offset_minutes is None or is_local(tags):
        return Taken(created, TimeSource.CLIP)
    shown = _named_alike(name, created, duration)
    if shown is not None:
        return shown
    return Taken(local(created, zone), TimeSource.CLIP)


def is_local(tags: Mapping[str, str]) -> bool:
    """Return whether whoever wrote a clip is known to write the time that its clock shows."""
    for key in _CODES:
        code = tags.get(key, "")
        if any(code[at : at + 4] in _LOCAL_CODES for at in range(0, len(code), 4)):
            return True
    return any(tags.get(key, "").strip().lower().startswith(_LOCAL_NAMES) for key in _NAMES)


def _named_alike(name: str, created: datetime, duration: timedelta) -> Taken | None:
    """Return the time in a name if it is the same moment in some zone, when a clip began or ended;
    None if it is another, or the name has none."""
    try:
        shown = named(name, UTC)
    except ValueError:
        return None
    if is_named_in_utc(name) or shown.time() == time():
        return None
    for begun in (created, created - duration):
        steps = round((shown - begun) / _STEP)
        if abs(shown - begun - steps * _STEP) <= _SLACK and -48 <= steps <= 56:
            return Taken(shown, TimeSource.CLIP, 15 * steps)
    return None
