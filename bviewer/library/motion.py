"""The short film that phones put behind a photograph, into the same file: where it lies there.

Google says how many bytes it has from its beginning to the end of the file, in XMP
(https://developer.android.com/media/platform/motion-photo-format; before 2020 as
`MicroVideoOffset`). In HEIF it is a box of its own, `mpvd`. Samsung lists what it puts behind a
JPEG in a directory at the very end. All of that is what a file says: a film is where it begins as
one, as far as its boxes go, and what FFmpeg knows the length of. What is behind its boxes is none
of it: phones note more there, such as the country that they were in.
"""

import os
import re
import struct
from collections.abc import Iterator
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, NamedTuple, cast

from bviewer.library.bounded import BoundedReader, BudgetSpentError
from bviewer.library.clip_camera import clip_camera
from bviewer.library.formats import HEAD_LENGTH, format_of

if TYPE_CHECKING:
    from typing import BinaryIO

_ITEM = re.compile(rb"<rdf:li\b")
_SEMANTIC = re.compile(rb"""Item:Semantic\s*(?:=\s*["']|>\s*)MotionPhoto\b""")
_LENGTH = re.compile(rb"""Item:Length\s*(?:=\s*["']|>\s*)([0-9]{1,18})\b""")
_MICRO = re.compile(rb"""MicroVideoOffset\s*(?:=\s*["']|>\s*)([0-9]{1,18})\b""")
_BOXES = 64  # At the top of a file; there are five or six.
# Of films (ISO 14496-12); also of those that are written in fragments.
_OF_FILMS = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra"))
_SAMSUNG = 0x0A30
_NAME = b"MotionPhoto_Data"
_ENTRIES = 100
_ITEMS = 100  # That XMP lists; there are two or three.
_LARGEST = 200 * 1024 * 1024  # Bytes of a film of three seconds: as many as nobody has seen.


class Motion(NamedTuple):
    """Where a film begins in a file, how many bytes it has, and whether it says where it was
    taken."""

    start: int
    size: int
    is_placed: bool


class Part:
    """A part of an open file, as a file of its own to who reads it."""

    def __init__(self, file: BoundedReader, start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self._at = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go somewhere, as a file does; before the beginning there is nothing."""
        origin = {os.SEEK_CUR: self._at, os.SEEK_END: self._size}.get(whence, 0)
        self._at = max(origin + offset, 0)
        return self._at

    def tell(self) -> int:
        """Return where it is read next."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Read as a file does, up to the end of the part."""
        left = max(self._size - self._at, 0)
        self._file.seek(self._start + self._at)
        found = self._file.read(left if size < 0 else min(size, left))
        self._at += len(found)
        return found


def find_motion(reader: BoundedReader, xmp: bytes) -> Motion | None:
    """Return where the film of a photograph is in its file; None if it has none.

    Raises only the OSError of the storage.
    """
    try:
        return _find(reader, xmp)
    except BudgetSpentError:
        return None
    finally:
        reader.raise_storage_error()


def _find(reader: BoundedReader, xmp: bytes) -> Motion | None:
    form = format_of(_at(reader, 0, HEAD_LENGTH))
    if form is None or form.decoder not in {"JPEG", "HEIF"}:
        return None
    size = reader.seek(0, os.SEEK_END)
    found = _in_box(reader, size) if form.decoder == "HEIF" else _in_trailer(reader, size)
    for start, length in (*found, *_in_xmp(xmp, size)):
        if 0 < start < size and 0 < length <= min(size - start, _LARGEST):
            motion = _film_at(reader, start, length)
            if motion is not None:
                return motion
    return None


def _in_xmp(xmp: bytes, size: int) -> Iterator[tuple[int, int]]:
    """Yield where XMP says that there is a film: by its length, and that of what is behind it."""
    items = _ITEM.split(xmp, _ITEMS)[::-1]
    lengths = [_number(_LENGTH, item) for item in items]
    for item, length, behind in zip(items, lengths, accumulate(lengths), strict=True):
        if _SEMANTIC.search(item):
            yield size - behind, length
    offset = _number(_MICRO, xmp)
    yield size - offset, offset


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 0


def _in_box(reader: BoundedReader, size: int) -> Iterator[tuple[int, int]]:
    """Yield where the box of a film is in a HEIF file."""
    for box in _boxes(reader, 0, size):
        if box.kind == b"mpvd":
            yield box.start + box.header, box.size - box.header


class _Box(NamedTuple):
    kind: bytes
    start: int
    header: int
    size: int


def _boxes(reader: BoundedReader, start: int, stop: int) -> Iterator[_Box]:
    """Yield the boxes in a part of a file, as long as they are in it (ISO 14496-12, 4.2)."""
    for _box in range(_BOXES):
        head = _at(reader, start, 16).ljust(16, b"\0")
        size, kind, larger = struct.unpack(">I4sQ", head)
        header = 16 if size == 1 else 8
        size = {0: stop - start, 1: larger}.get(size, size)
        if not header <= size <= stop - start:
            return
        yield _Box(kind, start, header, size)
        start += size


def _in_trailer(reader: BoundedReader, size: int) -> Iterator[tuple[int, int]]:
    """Yield where Samsung's directory at the end of a file says that there is a film."""
    end = _at(reader, max(size - 8, 0), 8)
    if len(end) < 8 or end[4:] != b"SEFT":
        return
    start = size - 8 - int.from_bytes(end[:4], "little")
    directory = _at(reader, max(start, 0), 12 + 12 * _ENTRIES)
    if start < 0 or directory[:4] != b"SEFH":
        return
    for place in range(12, len(directory) - 11, 12):
        _, kind, back, length = struct.unpack_from("<HHII", directory, place)
        at, header = start - back, 8 + len(_NAME)
        if kind == _SAMSUNG and at > 0 and _at(reader, at, header).endswith(_NAME):
            yield at + header, length - header


def _at(reader: BoundedReader, place: int, size: int) -> bytes:
    reader.seek(place)
    return reader.read(size)


def _film_at(reader: BoundedReader, start: int, size: int) -> Motion | None:
    """Return the film that begins somewhere in a file, if one does, as far as it can be read."""
    head = _at(reader, start, min(HEAD_LENGTH, size))
    form = format_of(head)
    if form is None or form.decoder != "mov" or head[4:8] != b"ftyp":
        return None
    films = takewhile(lambda box: box.kind in _OF_FILMS, _boxes(reader, start, start + size))
    size = sum(box.size for box in films)
    from bviewer.library.clip_header import read_clip_header  # noqa: PLC0415
    from bviewer.library.clips import MOST_READ  # noqa: PLC0415

    part = cast("BinaryIO", Part(reader, start, size))
    header = read_clip_header(BoundedReader(part, size=MOST_READ))
    if header.duration is None or header.width is None:
        return None
    return Motion(start, size, "latitude" in clip_camera(header.tags))
