"""Keeping an image's row true to its file."""

import os
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from bviewer.catalog.verdicts import condemn
from bviewer.library.facts import PictureFacts, guess_facts, read_facts
from bviewer.library.identity import quick_hash
from bviewer.library.listing import FileEntry
from bviewer.library.names import display_name, sort_key
from bviewer.library.tree import Library
from bviewer.models import Image, ImageState
from bviewer.renditions.errors import SourceChanged


class Reading(NamedTuple):
    """What was read from a file, before any row learns of it."""

    entry: FileEntry
    quick_hash: bytes
    facts: PictureFacts


LONGEST = 2**63 - 1  # What a database stores in 64 bits: nanoseconds until the year 2262.


def storable(nanoseconds: int) -> int:
    """A time of a file as it is stored; file systems know years that no database does."""
    return max(-LONGEST, min(nanoseconds, LONGEST))


def home_of(library: Library, home: str) -> Library:
    """The part of the library that belongs to a gallery."""
    return library.subtree(home)


def file_name(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def folder_of(path: str) -> str:
    """The folder that holds a file or folder."""
    return path.rpartition("/")[0]


def aside(row_id: str, path: str) -> str:
    """A path that no file has, for a row whose place another one has taken; the name is kept."""
    return f"\0gone/{row_id}/{file_name(path)}"


def image_title(path: str) -> str:
    """How an image is called: its file's name without the extension."""
    stem, _, extension = file_name(path).rpartition(".")
    return display_name(stem or extension)


def read_original(library: Library, path: str, zone: ZoneInfo) -> Reading:
    """Read identity and facts of a file as it is now; raises OSError if it cannot be read."""
    with library.open(path) as file:
        entry = entry_of(file, path)
        return Reading(
            entry, quick_hash(file, entry.size), read_facts(file, entry.name, entry.mtime_ns, zone)
        )


def read_unparsed(library: Library, path: str, zone: ZoneInfo, problem: str) -> Reading:
    """The same of a file that its parser could not deal with: identity, and a guess at its time."""
    with library.open(path) as file:
        entry = entry_of(file, path)
        facts = guess_facts(entry.name, entry.mtime_ns, zone, problem)
        return Reading(entry, quick_hash(file, entry.size), facts)


def entry_of(file: BinaryIO, path: str) -> FileEntry:
    """An open file as it is stored in a row."""
    status = os.fstat(file.fileno())
    times = storable(status.st_mtime_ns), storable(status.st_ctime_ns)
    return FileEntry(file_name(path), status.st_size, *times)


def open_known(library: Library, path: str, size: int, mtime_ns: int) -> BinaryIO:
    """Open a file that a row describes by its size and time.

    Raises SourceChanged if another one is at its path by now: perhaps of another album, which not
    everybody may see who may see this one. Raises OSError if there is none.
    """
    file = library.open(path)
    status = os.fstat(file.fileno())
    if (status.st_size, storable(status.st_mtime_ns)) != (size, mtime_ns):
        file.close()
        raise SourceChanged
    return file


def place(image: Image, album_id: str, path: str) -> None:
    """Put an image where its file is."""
    image.album_id, image.path = album_id, path
    image.sort_key = sort_key(file_name(path))


def remember(image: Image, reading: Reading, rules: str) -> bool:
    """Write into a row what was read from its file; false if it is the same picture still.

    A file that only got other rights, or another place, is the same picture. Otherwise it may be
    another one, so whatever was held against the old one is forgotten. So it is when a broken file
    was touched in any way: perhaps it could not be read before. `rules` are those of `Limits`.
    """
    entry, facts = reading.entry, reading.facts
    is_same = describes_still(image, reading)
    image.size, image.mtime_ns, image.ctime_ns = entry.size, entry.mtime_ns, entry.ctime_ns
    if is_same:
        return False
    image.quick_hash = reading.quick_hash
    image.placeholder = None
    image.attempts, image.attempted_at = 0, None
    image.width, image.height = facts.width, facts.height
    image.time, image.offset_minutes = facts.time, facts.offset_minutes
    image.time_source = facts.time_source
    image.camera = facts.camera
    image.state, image.reason, image.judged_under = ImageState.READY, None, None
    if facts.problem is not None:
        condemn(image, facts.problem, rules)
    return True


def describes_still(image: Image, reading: Reading) -> bool:
    """Whether all that a row says of its file holds for what was read from it."""
    entry = reading.entry
    known = (image.size, image.mtime_ns, image.quick_hash)
    if known != (entry.size, entry.mtime_ns, reading.quick_hash):
        return False
    if image.state == ImageState.BROKEN:
        return image.ctime_ns == entry.ctime_ns
    return image.state != ImageState.MISSING


def mark_missing(image: Image) -> None:
    """The file is not where it was. Nothing else of the row is touched."""
    image.state, image.reason, image.judged_under = ImageState.MISSING, None, None
    image.attempts, image.attempted_at = 0, None
