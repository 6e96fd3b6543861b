"""Keeping an image's row true to its file."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.failures import UNKNOWN_TIME, mark_broken
from bviewer.albums.films import film_at, is_film, motion_kind
from bviewer.albums.former_contents import keep_content
from bviewer.albums.versions import keep_version
from bviewer.library.camera_names import is_camera_name
from bviewer.library.facts import FileFacts, TimeSource
from bviewer.library.formats import is_raw_name
from bviewer.library.names import display_name, file_sort_key, spoken_name
from bviewer.library.paths import file_name
from bviewer.library.precision import Precision
from bviewer.library.reading import FileIdentity, Reading
from bviewer.library.tree import Library
from bviewer.models import Image, ImageState, ItemKind

ASIDE = "\0gone/"
BY_CAMERA = {TimeSource.EXIF, TimeSource.CLIP}
SAID = BY_CAMERA | {TimeSource.XMP, TimeSource.IPTC, TimeSource.PNG, TimeSource.TAKEOUT}
"""Where moments are said, in a file or beside it: editors and people write down what no camera did.
"""
READ_ANEW = (
    *("time", "offset_minutes", "time_source", "precision", "kind", "duration_ms", "media_type"),
    *("camera", "file_title", "file_caption", "keywords", "rating"),
)


def home_of(library: Library, home: str) -> Library:
    """Return the part of the library that belongs to a gallery."""
    return library.subtree(home)


def identity_of(image: Image) -> FileIdentity:
    """Return what a row knows of its file."""
    return FileIdentity(image.size, image.mtime_ns, image.ctime_ns, image.inode, image.quick_hash)


def find_identity(session: Session, image: Any) -> FileIdentity | None:
    """Return what is known of the file of an image that a URL names; None if the row is gone.

    The rest of what tells the file from others is in no statement of a thumbnail.
    """
    marks = session.execute(
        select(Image.ctime_ns, Image.inode).where(Image.id == image.id)
    ).one_or_none()
    return marks and FileIdentity(image.size, image.mtime_ns, *marks, image.quick_hash)


def aside(row_id: str, path: str) -> str:
    """Return a path that no file has, for a row whose place another has taken; keep where that
    is."""
    return f"{ASIDE}{row_id}/{where_was(path)}"


def steps_aside(path: str) -> bool:
    """Tell whether a path is one that no file has, as that of a row which makes room."""
    return path.startswith("\0")


def followed(folder: str | None) -> str | None:
    """Return the folder that an album follows; None if it follows none, or another album has taken
    it since."""
    return None if folder is None or steps_aside(folder) else folder


def where_was(path: str) -> str:
    """Return the place of a row, also if another has taken it and this one stepped aside."""
    return path.split("/", 2)[-1] if path.startswith(ASIDE) else path


def image_title(path: str) -> str:
    """Return the title of an image: its file's name without the extension; of a film what its
    provider calls it. The name that a camera gave is left as it is."""
    if is_film(path):
        return film_at(path).title
    stem = stem_of(path)
    return display_name(stem) if is_camera_name(stem) else spoken_name(stem)


def is_unnamed(path: str) -> bool:
    """Tell whether nobody gave an image a name: its file is called by a camera's number."""
    return not is_film(path) and is_camera_name(stem_of(path))


def stem_of(path: str) -> str:
    """Return the name of a file without its extension."""
    stem, _, extension = file_name(path).rpartition(".")
    return stem or extension


def move_to(image: Image, album_id: str, path: str) -> None:
    """Put an image where its file is."""
    image.album_id, image.path = album_id, path
    image.sort_key, image.is_raw = file_sort_key(file_name(path)), is_raw_name(path)


def remember(image: Image, reading: Reading, failure_version: str) -> bool:
    """Write into a row what was read from its file; false if it is the same picture still.

    A file that only got other rights, or another place, is the same picture; if somebody asked for
    it to be read again, or a sidecar changed, what is said of it may be another thing. Otherwise it
    may be another one, so whatever was held against the old one is forgotten. So it is when a
    broken file was touched in any way: perhaps it could not be read before. `failure_version` is
    noted beside a failure.
    """
    if not image.quick_hash:  # It is new: there is nothing to compare with, or to forget.
        describe(image, reading, failure_version)
        return True
    facts = reading.facts
    is_same = describes_still(image, reading)
    is_asked_for = image.ctime_ns == UNKNOWN_TIME or image.sidecars != reading.sidecars
    if is_same:
        mark_file(image, reading)
        return is_asked_for and facts.problem is None and read_anew(image, facts)
    keep_content(image)
    keep_version(image, reading)
    image.placeholder = None
    image.attempts, image.attempted_at = 0, None
    image.reason, image.failure_version = None, None
    describe(image, reading, failure_version)
    return True


def describe(image: Image, reading: Reading, failure_version: str) -> None:
    """Write all that was read from a file into a row of which nothing else is known."""
    facts = reading.facts
    mark_file(image, reading)
    image.quick_hash = reading.quick_hash
    note_film(image, facts)
    note_time(image, facts)
    note_texts(image, facts)
    image.width, image.height = facts.width, facts.height
    image.camera, image.state = facts.camera, ImageState.READY
    note_motion(image, facts)
    if facts.problem is not None:
        mark_broken(image, facts.problem, failure_version)


def note_motion(image: Image, facts: FileFacts) -> None:
    """Write down the film in the file of a photograph, and what tells a clip that belongs to it.

    Whether there is such a clip is found when its album is counted (`pairing`).
    """
    motion = facts.motion
    image.content_identifier, image.motion_id = facts.content_identifier, None
    image.motion_start = motion and motion.start
    image.motion_size = motion and motion.size
    image.motion = motion and motion_kind(is_placed=motion.is_placed)


def mark_file(image: Image, reading: Reading) -> None:
    """Write down what the file system says of a file: whatever touches it changes that."""
    entry = reading.entry
    image.size, image.mtime_ns, image.ctime_ns = entry.size, entry.mtime_ns, entry.ctime_ns
    image.inode, image.sidecars = reading.inode, reading.sidecars


def is_edit(image: Image, reading: Reading) -> bool:
    """Tell whether a file is another version of what an image was: taken at the same moment."""
    facts = reading.facts
    is_known = facts.time_source == image.time_source and facts.time_source in BY_CAMERA
    return is_known and is_same_moment(facts, time_of(image), image.offset_minutes)


def may_be_edit(image: Image, reading: Reading) -> bool:
    """Tell whether a file may be another version of what an image was: it says the same moment,
    whoever wrote that down. This may close something, and open nothing."""
    is_same = is_same_moment(reading.facts, time_of(image), image.offset_minutes)
    return is_edit(image, reading) or (say_moments(image, reading) and is_same)


def say_moments(image: Image, reading: Reading) -> bool:
    """Tell whether two photographs or two clips both say their moments, whoever wrote these down;
    many pictures have one day."""
    facts = reading.facts
    are_alike = facts.is_clip == (image.kind in {ItemKind.CLIP, ItemKind.MOTION})
    are_exact = {image.precision, facts.precision} == {Precision.CLOCK}
    return are_alike and are_exact and SAID.issuperset({image.time_source, facts.time_source})


def time_of(image: Image) -> datetime:
    """Return when an image was taken, as its file says."""
    return image.time if image.file_time is None else image.file_time


def is_same_moment(facts: FileFacts, time: datetime, offset_minutes: int | None) -> bool:
    """Tell whether a file says this moment, maybe less precisely, or more so: programs add and drop
    zones and fractions of a second."""
    zones = {facts.offset_minutes, offset_minutes} - {None}
    if len(zones) > 1:
        return False
    if facts.time.microsecond and time.microsecond:
        return facts.time == time
    return facts.time.replace(microsecond=0) == time.replace(microsecond=0)


def read_anew(image: Image, facts: FileFacts) -> bool:
    """Write down what a file and those beside it say of it, and how it plays; whether that is
    news."""
    before = [getattr(image, name) for name in READ_ANEW]
    note_film(image, facts)
    note_time(image, facts)
    note_texts(image, facts)
    image.camera = facts.camera
    return before != [getattr(image, name) for name in READ_ANEW]


def note_film(image: Image, facts: FileFacts) -> None:
    """Write down whether and how an image plays; what belongs together is found when its album is
    counted."""
    beside = ItemKind.MOTION if facts.is_clip else ItemKind.RAW
    if image.kind != beside:
        image.kind = ItemKind.CLIP if facts.is_clip else ItemKind.IMAGE
    image.duration_ms, image.media_type = facts.duration_ms, facts.media_type


def note_time(image: Image, facts: FileFacts) -> None:
    """Write down when an image was taken."""
    image.time, image.offset_minutes = facts.time, facts.offset_minutes
    image.time_source, image.precision = facts.time_source, facts.precision


def note_texts(image: Image, facts: FileFacts) -> None:
    """Write down what people wrote into a file, or beside it."""
    texts = facts.texts
    image.file_title, image.file_caption = texts.title, texts.caption
    image.keywords, image.rating = list(texts.keywords), texts.rating


def describes_still(image: Image, reading: Reading) -> bool:
    """Tell whether all that a row says of its file holds for what was read from it."""
    entry = reading.entry
    known = (image.size, image.mtime_ns, image.quick_hash)
    if known != (entry.size, entry.mtime_ns, reading.quick_hash):
        return False
    if image.state == ImageState.BROKEN:
        return image.ctime_ns == entry.ctime_ns
    return image.state != ImageState.MISSING


def mark_missing(image: Image) -> None:
    """Mark an image whose file is not where it was. Nothing else of the row is touched."""
    image.state, image.reason, image.failure_version = ImageState.MISSING, None, None
    image.attempts, image.attempted_at = 0, None
