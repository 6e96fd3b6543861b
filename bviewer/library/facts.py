"""What a picture tells about itself, read from its first kilobytes."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import BinaryIO

from bviewer.library.bounded import BoundedReader
from bviewer.library.camera import CameraFacts, camera_facts
from bviewer.library.exif import Tags
from bviewer.library.times import TimeSource, time_taken

__all__ = ["CameraFacts", "FileFacts", "TimeSource", "guess_facts", "read_facts"]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a picture before it is decoded.

    `width` and `height` are pixels of the upright picture. `time` is the naive local time it was
    taken at, and `offset_minutes` the offset from UTC where the file has one. `camera` is described
    at `camera.camera_facts`. `problem` says in words for the owner why it cannot be shown, as far
    as the header tells; it never speaks of metadata. Very large sizes are no problem here: judge
    them by `width` and `height`.
    """

    width: int | None
    height: int | None
    time: datetime
    offset_minutes: int | None
    time_source: TimeSource
    camera: CameraFacts
    problem: str | None


def read_facts(file: BinaryIO, name: str, mtime_ns: int, zone: tzinfo) -> FileFacts:
    """Read the facts of the open `file`, called `name` in its folder, without decoding it.

    Never raises for what the file holds: what is damaged is left out. Raises OSError when the
    storage fails. Moves the position of `file`. `zone` is where clocks are supposed to stand when
    only a time in UTC is known.
    """
    from bviewer.library.exif_parser import read_tags  # noqa: PLC0415
    from bviewer.library.header import read_header  # noqa: PLC0415

    file.seek(0)
    reader = BoundedReader(file)
    header = read_header(reader)
    tags = read_tags(header, reader)
    taken = time_taken(tags, header.xmp, name, mtime_ns, zone)
    return FileFacts(
        header.width,
        header.height,
        taken.time,
        taken.offset_minutes,
        taken.source,
        camera_facts(tags),
        header.problem,
    )


def load_parsers() -> None:
    """Import what reads headers and EXIF, which only those need who read pictures.

    Whoever reads in child processes does so before, or each child would import it anew.
    """
    from bviewer.library import exif_parser, header  # noqa: F401, PLC0415


def guess_facts(name: str, mtime_ns: int, zone: tzinfo, problem: str) -> FileFacts:
    """Return the facts of a file that no parser may see again, from its name and its time alone."""
    taken = time_taken(Tags({}), b"", name, mtime_ns, zone)
    return FileFacts(None, None, taken.time, None, taken.source, {}, problem)
