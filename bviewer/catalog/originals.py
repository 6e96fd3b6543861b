"""Keeping an image's row true to its file."""

import os
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bviewer.library.facts import PictureFacts, read_facts
from bviewer.library.identity import quick_hash
from bviewer.library.listing import FileEntry
from bviewer.library.names import display_name, sort_key
from bviewer.library.tree import Library
from bviewer.models import Image, ImageState


class Reading(NamedTuple):
    """What was read from a file, before any row learns of it."""

    entry: FileEntry
    quick_hash: bytes
    facts: PictureFacts


def home_of(library: Library, home: str) -> Library:
    """The part of the library that belongs to a gallery."""
    return library.subtree(home)


def file_name(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def image_title(path: str) -> str:
    """How an image is called: its file name."""
    return display_name(file_name(path))


def read_original(library: Library, path: str, zone: ZoneInfo) -> Reading:
    """Read identity and facts of a file as it is now; raises OSError if it cannot be read."""
    name = file_name(path)
    with library.open(path) as file:
        status = os.fstat(file.fileno())
        entry = FileEntry(name, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        return Reading(
            entry,
            quick_hash(file, entry.size),
            read_facts(file, name, entry.mtime_ns, zone),
        )


def place(image: Image, album_id: str, path: str) -> None:
    """Put an image where its file is."""
    image.album_id, image.path = album_id, path
    image.sort_key = sort_key(file_name(path))


def remember(image: Image, reading: Reading) -> None:
    """Write into a row what was read from its file.

    A file whose times alone changed without its content is still the same picture. Otherwise it may
    be another one, so whatever was held against the old one is forgotten.
    """
    entry, facts = reading.entry, reading.facts
    is_same = (image.size, image.mtime_ns, image.quick_hash, image.state == ImageState.MISSING) == (
        entry.size,
        entry.mtime_ns,
        reading.quick_hash,
        False,
    )
    image.size, image.mtime_ns, image.ctime_ns = entry.size, entry.mtime_ns, entry.ctime_ns
    if is_same:
        return
    image.quick_hash = reading.quick_hash
    image.placeholder = None
    image.attempts, image.attempted_at = 0, None
    image.width, image.height = facts.width, facts.height
    image.time, image.offset_minutes = facts.time, facts.offset_minutes
    image.time_source = facts.time_source
    image.camera = facts.camera
    image.state = ImageState.READY if facts.problem is None else ImageState.BROKEN
    image.reason = facts.problem


def mark_missing(image: Image) -> None:
    """The file is not where it was. Nothing else of the row is touched."""
    image.state, image.reason = ImageState.MISSING, None
    image.attempts, image.attempted_at = 0, None
