"""EXIF: the few tags a gallery shows, read by exifread, where a bad tag takes no good one along."""

import io
import logging
import math
import struct
from contextlib import suppress
from typing import Any, BinaryIO, cast

from exifread.core.exif_header import ExifHeader

from bviewer.library.bounded import BoundedReader
from bviewer.library.header import Header
from bviewer.library.names import plain_text

# Damaged EXIF is nothing rare and hides no photograph, so it is no news for the log.
logging.getLogger("exifread").setLevel(logging.CRITICAL)

_TEXT_LENGTH = 200
_TIFF_LIMIT = 1024 * 1024

# Exif 2.32, section 4.6: what times.py and camera.py ask for, and the pointers to where it is.
_IMAGE = {
    0x010F: "Make",
    0x0110: "Model",
    0x0132: "DateTime",
    0x8769: "ExifOffset",
    0x8825: "GPSInfo",
}
_EXIF = {
    0x829A: "ExposureTime",
    0x829D: "FNumber",
    0x8827: "ISOSpeedRatings",
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x920A: "FocalLength",
    0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized",
    0xA434: "LensModel",
}
_GPS = {
    0x0001: "GPSLatitudeRef",
    0x0002: "GPSLatitude",
    0x0003: "GPSLongitudeRef",
    0x0004: "GPSLongitude",
    0x0007: "GPSTimeStamp",
    0x001D: "GPSDate",
}
_ENTRY = 12  # bytes


class Tags:
    """Tags by exifread's names, such as "EXIF FNumber", as plain values.

    Each method raises whatever a damaged value makes it raise, and KeyError for a tag that is not
    there.
    """

    def __init__(self, tags: dict[str, Any]) -> None:
        self._tags = tags

    def text(self, name: str) -> str:
        """The value as one line of text, never empty, at most 200 characters, none of control."""
        values = self._tags[name].values
        if isinstance(values, list):
            values = bytes(values)
        if isinstance(values, bytes):
            values = values.partition(b"\0")[0].decode("utf-8", "replace")
        text = plain_text(values[:_TEXT_LENGTH])
        if not text:
            raise ValueError(f"{name} is blank")
        return text

    def number(self, name: str, low: float, high: float) -> float:
        """The first value as a finite number within [low, high]."""
        return within(float(self._tags[name].values[0]), low, high)

    def numbers(self, name: str, count: int) -> list[float]:
        """The first `count` values as finite numbers."""
        values = [float(value) for value in self._tags[name].values[:count]]
        if len(values) != count or not all(map(math.isfinite, values)):
            raise ValueError(f"{name} does not hold {count} numbers")
        return values


def within(number: float, low: float, high: float) -> float:
    """The number itself. Raises ValueError when it is not within [low, high], as NaN never is."""
    if not low <= number <= high:
        raise ValueError(f"{number} is not within {low} and {high}")
    return number


def read_tags(header: Header, reader: BoundedReader) -> Tags:
    """The wanted tags behind a header read from `reader`. Raises OSError when the storage fails."""
    file = cast("BinaryIO", reader)
    source = BoundedReader(file, size=_TIFF_LIMIT) if header.is_tiff else io.BytesIO(header.exif)
    tags = _read(cast("BinaryIO", source))
    reader.raise_storage_error()
    return Tags(tags)


def _read(source: BinaryIO) -> dict[str, Any]:
    """Read the first directory and the two it points to; nothing else is followed."""
    source.seek(0)
    order = {b"II*\0": "I", b"MM\0*": "M"}.get(source.read(4))
    if order is None:
        return {}
    parser = _Parser(source, order, 0, 0, strict=False, detailed=False)
    for pointer, name, wanted in (
        (None, "Image", _IMAGE),
        ("Image ExifOffset", "EXIF", _EXIF),
        ("Image GPSInfo", "GPS", _GPS),
    ):
        with suppress(Exception):
            start = parser.tags[pointer].values[0] if pointer else parser.s2n(4, 4)
            parser.read_directory(start, name, wanted)
    return parser.tags


class _Parser(ExifHeader):
    """exifread's parser, asked for one tag after the other.

    Left alone it reads all tags there are and gives up all of them at the first that is damaged.
    """

    def read_directory(self, start: int, name: str, wanted: dict[int, str]) -> None:
        """Read those entries of the directory at `start` that are in `wanted`, each tag once."""
        length = _ENTRY * self.s2n(start, 2)
        self.file_handle.seek(start + 2)
        table = self.file_handle.read(length)
        tag_of = struct.Struct("<H" if self.endian == "I" else ">H").unpack_from
        for place in range(0, len(table) - _ENTRY + 1, _ENTRY):
            tag = tag_of(table, place)[0]
            if tag in wanted and f"{name} {wanted[tag]}" not in self.tags:
                self._read_tag(name, tag, wanted[tag], start + 2 + place)

    def _read_tag(self, directory: str, tag: int, name: str, entry: int) -> None:
        with suppress(Exception):
            self._process_tag(0, directory, (name, None), entry, tag, name, False, "")
