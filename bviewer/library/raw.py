"""RAW files: what a sensor saw, and the picture that the camera made of it.

That picture is shown; nothing is developed here. LibRaw finds it. Most of these files are TIFFs,
which have to be told from those that are pictures.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, cast

from PIL import Image, JpegImagePlugin
from PIL.ImageFile import ImageFile

from bviewer.library.formats import HEAD_LENGTH, RAW, format_of
from bviewer.library.not_shown import NotShownError
from bviewer.library.orientation import UPRIGHT, say_orientation

if TYPE_CHECKING:
    import rawpy

_IN_TIFF = (b"II*\0", b"MM\0*")
_DIRECTORIES, _ENTRIES, _ENTRY = 16, 512, 12

_COMPRESSION, _MEANING, _SUBDIRECTORIES, _DNG_VERSION = 0x0103, 0x0106, 0x014A, 0xC612
_STRIP, _JPEG = 0x0111, 0x0201
_SHORT, _LONG = 3, 4
_BEHIND_FILTERS, _LINEAR = 32803, 34892
# Sony, Samsung, Nikon, Kodak, Pentax.
_OF_MAKERS = (32767, 32769, 32770, 34713, 65000, 65535)

_START_OF_JPEG = 2  # Bytes.

# LibRaw's flip, as the orientation of Exif.
_ORIENTATIONS = {3: 3, 5: 8, 6: 6}


class _Entry(NamedTuple):
    """One of a TIFF's directory, of so many `values`: `value` has them, or where they are."""

    order: str
    tag: int
    kind: int
    values: int
    value: bytes


def may_be_raw(head: bytes) -> bool:
    """Tell from 16 bytes whether a file may be RAW."""
    form = format_of(head)
    return head.startswith(_IN_TIFF) or (form is not None and form.decoder == RAW)


def is_raw(file: IO[bytes]) -> bool:
    """Tell whether a file holds what a sensor saw."""
    file.seek(0)
    head = file.read(HEAD_LENGTH)
    form = format_of(head)
    if form is not None and form.decoder == RAW:
        return True
    return any(map(_speaks_of_sensor, _entries(file)))


def open_preview(file: IO[bytes], _name: str | bytes) -> ImageFile:
    """Open the largest picture in a RAW file, as Pillow's plugins do: SyntaxError says that the
    file is something else.

    Raises NotShownError if there is none.
    """
    if not is_raw(file):
        raise SyntaxError("no RAW file")
    data, turn, sides = _preview_in(file)
    image = JpegImagePlugin.JpegImageFile(BytesIO(data))
    image.format = RAW
    is_upright_already = turn in (6, 8) and (image.width < image.height) != (sides[0] < sides[1])
    say_orientation(image, UPRIGHT if is_upright_already else turn)
    return image


def _preview_in(file: IO[bytes]) -> tuple[bytes, int, tuple[int, int]]:
    """Return a JPEG, its orientation, and the sides of what the sensor saw."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy would make one for each core.
    import rawpy  # noqa: PLC0415 - It takes NumPy along: only where there is such a file.

    try:
        found, sizes = _ask_libraw(file)
    except rawpy.LibRawNoThumbnailError as error:
        raise NotShownError("no whole picture of its camera is in this RAW file") from error
    except rawpy.LibRawUnsupportedThumbnailError as error:
        raise NotShownError(
            "the picture in this RAW file is of a kind that is not known"
        ) from error
    except rawpy.LibRawFileUnsupportedError as error:
        raise NotShownError("a RAW file that is damaged, or of an unknown camera") from error
    except rawpy.LibRawError as error:
        raise NotShownError("the RAW file is damaged") from error
    turn = _ORIENTATIONS.get(sizes.flip, UPRIGHT)
    if isinstance(found.data, bytes):  # A JPEG; others are an array.
        # Of one that goes on behind the end of the file LibRaw returns the rest from its memory.
        if not _is_in(file, found.data[_behind_exif(found.data) :]):
            raise NotShownError("the file ends too early")
        return found.data, turn, (sizes.width, sizes.height)
    bitmap = BytesIO()
    Image.fromarray(found.data).save(bitmap, "JPEG", quality=95)
    return bitmap.getvalue(), turn, (sizes.width, sizes.height)


def _ask_libraw(file: IO[bytes]) -> tuple["rawpy.Thumbnail", "rawpy.ImageSizes"]:
    """Return the picture and the sizes that LibRaw finds, reading no more than it needs.

    It takes an error of the disk for one of the file. So what it refuses it gets again, read here.
    """
    import rawpy  # noqa: PLC0415

    place = getattr(file, "place", None)
    if place is not None:
        with suppress(rawpy.LibRawError), rawpy.RawPy() as raw:
            raw.open_file(place)
            return raw.extract_thumb(), raw.sizes
    file.seek(0)
    with rawpy.RawPy() as raw:
        raw.open_buffer(cast("BinaryIO", file))
        return raw.extract_thumb(), raw.sizes


def _is_in(file: IO[bytes], data: bytes) -> bool:
    """Tell whether a file has these bytes, reading little else where its directories lead to
    them."""
    for place in _places_of_pictures(file):
        file.seek(place)
        if data in file.read(len(data) + _START_OF_JPEG):
            return True
    file.seek(0)
    seen = bytearray()
    while block := file.read(len(data) + len(seen)):
        start = max(0, len(seen) - len(data))
        seen += block
        if seen.find(data, start) >= 0:
            return True
    return False


def _behind_exif(data: bytes) -> int:
    """Return where a JPEG is as it is in its file: LibRaw writes Exif where there is none."""
    if data[2:4] != b"\xff\xe1":
        return _START_OF_JPEG
    return _START_OF_JPEG + 2 + int.from_bytes(data[4:6])


def _speaks_of_sensor(entry: _Entry) -> bool:
    """Tell whether only RAW files have an entry of a TIFF's directories."""
    if entry.tag == _DNG_VERSION:
        return True
    short = struct.unpack_from(entry.order + "H", entry.value)[0] if entry.kind == _SHORT else None
    if entry.tag == _MEANING:
        return short in (_BEHIND_FILTERS, _LINEAR)
    return entry.tag == _COMPRESSION and short in _OF_MAKERS


def _places_of_pictures(file: IO[bytes]) -> list[int]:
    """Return where directories say that there are pictures in one piece."""
    found = (entry for entry in _entries(file) if entry.tag in (_STRIP, _JPEG))
    return [
        struct.unpack(entry.order + "I", entry.value)[0]
        for entry in found
        if (entry.kind, entry.values) == (_LONG, 1)
    ]


def _entries(file: IO[bytes]) -> Iterator[_Entry]:
    """Yield the entries of a TIFF's directories."""
    file.seek(0)
    head = file.read(8).ljust(8, b"\0")
    if not head.startswith(_IN_TIFF):
        return
    order = "<" if head.startswith(b"II") else ">"
    places = list(struct.unpack_from(order + "I", head, 4))
    for number in range(_DIRECTORIES):
        if number >= len(places):
            break
        entries, following = read_directory(file, places[number], order)
        for tag, kind, count, value in entries:
            if tag == _SUBDIRECTORIES:
                places += _places(file, order, count, value)
            yield _Entry(order, tag, kind, count, value)
        if following:
            places.append(following)


def read_directory(
    file: IO[bytes], place: int, order: str
) -> tuple[list[tuple[int, int, int, bytes]], int]:
    """Return the entries of a directory, and where the next one is."""
    file.seek(place)
    (count,) = struct.unpack(order + "H", file.read(2).ljust(2, b"\0"))
    table = file.read(_ENTRY * min(count, _ENTRIES) + 4)
    whole = len(table) // _ENTRY * _ENTRY
    entries = list(struct.iter_unpack(order + "HHI4s", table[:whole]))
    rest = table[whole:]
    return entries, struct.unpack(order + "I", rest)[0] if len(rest) == 4 else 0


def _places(file: IO[bytes], order: str, count: int, value: bytes) -> list[int]:
    """Return where directories below a directory are."""
    count = min(count, _DIRECTORIES)
    if count > 1:
        file.seek(struct.unpack(order + "I", value)[0])
        value = file.read(4 * count)
    whole = len(value) // 4 * 4
    return [place for (place,) in struct.iter_unpack(order + "I", value[:whole])]
