"""What a picture or a clip tells about itself, read without decoding it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib.util import find_spec
from typing import BinaryIO

from bviewer.library.bounded import BoundedReader
from bviewer.library.camera import CameraFacts, camera_facts
from bviewer.library.codecs import asked_type
from bviewer.library.formats import HEAD_LENGTH, format_of, is_clip
from bviewer.library.live import identifier_in_note, identifier_in_tags
from bviewer.library.motion import Motion, find_motion
from bviewer.library.png_chunks import read_png
from bviewer.library.precision import Precision
from bviewer.library.said import NO_TEXTS, Said, Texts, place_of, said_by, texts_of
from bviewer.library.sidecars import NOTHING, Beside
from bviewer.library.times import TimeSource, time_taken

__all__ = ["CameraFacts", "FileFacts", "TimeSource", "guess_facts", "read_facts"]

NO_CLIPS = "PyAV, which decodes videos, is not installed"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a picture or a clip before it is decoded.

    `width` and `height` are pixels of the upright picture. `time` is the naive local time it was
    taken at, and `offset_minutes` the offset from UTC where the file has one. `camera` is described
    at `camera.camera_facts`. `problem` says in words for the owner why it cannot be shown, as far
    as the header tells; it never speaks of metadata. Very large sizes are no problem here: judge
    them by `width` and `height`. A clip has a `media_type`, with its codecs if they are known, and
    the milliseconds that it plays for. `content_identifier` is what the two files of a live
    photograph have in common, or empty, and `motion` the film in the file of a photograph. Both are
    None where nothing reads films: nobody has looked. `texts` are what people wrote, and `remarks`
    why something beside the file says nothing.
    """

    width: int | None
    height: int | None
    time: datetime
    offset_minutes: int | None
    time_source: TimeSource
    camera: CameraFacts
    problem: str | None
    is_clip: bool = False
    duration_ms: int | None = None
    media_type: str | None = None
    content_identifier: str | None = ""
    motion: Motion | None = None
    precision: Precision = Precision.CLOCK
    texts: Texts = NO_TEXTS
    remarks: Sequence[str] = ()


def read_facts(
    file: BinaryIO, name: str, mtime_ns: int, zone: tzinfo, beside: Beside = NOTHING
) -> FileFacts:
    """Read the facts of the open `file`, called `name` in its folder, without decoding it.

    Never raises for what the file holds: what is damaged is left out. Raises OSError when the
    storage fails. Moves the position of `file`. `zone` is where clocks are supposed to stand when
    only a time in UTC is known. `beside` is what sidecars say.
    """
    file.seek(0)
    head = file.read(HEAD_LENGTH)
    if not is_clip(head, name):
        return _picture_facts(file, name, mtime_ns, zone, beside)
    if not can_read_clips():
        return guess_facts(head, name, mtime_ns, zone, NO_CLIPS)
    return _clip_facts(file, name, mtime_ns, zone, beside)


def _picture_facts(
    file: BinaryIO, name: str, mtime_ns: int, zone: tzinfo, beside: Beside
) -> FileFacts:
    from bviewer.library.exif_parser import read_tags  # noqa: PLC0415
    from bviewer.library.header import read_header  # noqa: PLC0415

    file.seek(0)
    reader = BoundedReader(file)
    header = read_header(reader)
    png = read_png(reader)
    tags = read_tags(replace(header, exif=header.exif or png.exif), reader)
    packet, records = header.xmp or png.xmp, header.iptc or png.iptc
    said = said_by(tags, packet, records, png, beside)
    taken = time_taken(said, name, mtime_ns, zone)
    moves = can_read_clips()
    return FileFacts(
        header.width,
        header.height,
        taken.time,
        taken.offset_minutes,
        taken.source,
        place_of(said) | camera_facts(tags),
        header.problem,
        precision=taken.precision,
        texts=texts_of(said),
        remarks=beside.remarks,
        content_identifier=identifier_in_note(tags.note) if moves else None,
        motion=find_motion(reader, header.xmp) if moves else None,
    )


def _clip_facts(
    file: BinaryIO, name: str, mtime_ns: int, zone: tzinfo, beside: Beside
) -> FileFacts:
    from bviewer.library.clip_camera import clip_camera  # noqa: PLC0415
    from bviewer.library.clip_header import read_clip_header  # noqa: PLC0415
    from bviewer.library.clip_times import clip_taken  # noqa: PLC0415
    from bviewer.library.clips import MOST_READ  # noqa: PLC0415

    header = read_clip_header(BoundedReader(file, size=MOST_READ))
    duration = header.duration or timedelta()
    said = Said(beside=beside)
    taken = clip_taken(header.tags, duration, name, mtime_ns, zone, said)
    return FileFacts(
        header.width,
        header.height,
        taken.time,
        taken.offset_minutes,
        taken.source,
        place_of(said) | clip_camera(header.tags),
        header.problem,
        precision=taken.precision,
        texts=texts_of(said),
        remarks=beside.remarks,
        is_clip=True,
        duration_ms=round(duration / timedelta(milliseconds=1)) or None,
        media_type=header.media_type,
        content_identifier=identifier_in_tags(header.tags),
    )


@cache
def can_read_clips() -> bool:
    """Return whether there is what reads clips: it is large, and has no wheel for every machine."""
    return find_spec("av") is not None


def load_parsers(*, with_clips: bool = False) -> None:
    """Import what reads headers and EXIF, which only those need who read pictures or clips.

    Whoever reads in child processes does so before, or each child would import it anew.
    """
    from bviewer.library import exif_parser, header  # noqa: F401, PLC0415

    if with_clips and can_read_clips():
        from bviewer.library import clip_header  # noqa: F401, PLC0415


def guess_facts(head: bytes, name: str, mtime_ns: int, zone: tzinfo, problem: str) -> FileFacts:
    """Return the facts of a file that no parser may see again, from how it begins, its name and
    its time."""
    taken = time_taken(Said(), name, mtime_ns, zone)
    facts = FileFacts(
        None, None, taken.time, None, taken.source, {}, problem, precision=taken.precision
    )
    if not is_clip(head, name):
        return facts
    form = format_of(head)
    media_type = None if form is None else asked_type(form, [])
    return replace(facts, is_clip=True, media_type=media_type)
