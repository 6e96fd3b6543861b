"""EXIF: the few tags a gallery shows, read by exifread, where a bad tag takes no good one along."""

import io
import logging
import struct
from contextlib import suppress
from typing import Any, BinaryIO, Literal, cast

from exifread.core.exif_header import ExifHeader

from bviewer.library.bounded import BoundedReader
from bviewer.library.exif import Tags, byte_order
from bviewer.library.header import Header

# Damaged EXIF is nothing rare and hides no photograph, so it is no news for the log.
logging.getLogger("exifread").setLevel(logging.CRITICAL)

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
_MAKER_NOTE = 0x927C
_NOTE_LIMIT = 64 * 1024


def read_tags(header: Header, reader: BoundedReader) -> Tags:
    """Return the wanted tags behind a header read from `reader`. Raises OSError when the storage
    fails."""
    file = cast("BinaryIO", reader)
    source = BoundedReader(file, size=_TIFF_LIMIT) if header.is_tiff else io.BytesIO(header.exif)
    tags, note = _read(cast("BinaryIO", source))
    reader.raise_storage_error()
    return Tags(tags, note)


def _read(source: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Read the first directory and the two it points to, and the maker's note; nothing else is
    followed."""
    source.seek(0)
    order = byte_order(source.read(4))
    if order is None:
        return {}, b""
    parser = _Parser(source, order, 0, 0, strict=False, detailed=False)
    for pointer, name, wanted in (
        (None, "Image", _IMAGE),
        ("Image ExifOffset", "EXIF", _EXIF),
        ("Image GPSInfo", "GPS", _GPS),
        (None, "EXIF", _EXIF),  # Some programs put all into the first directory.
    ):
        with suppress(Exception):
            start = parser.tags[pointer].values[0] if pointer else parser.s2n(4, 4)
            parser.read_directory(start, name, wanted)
    return parser.tags, parser.note


class _Parser(ExifHeader):
    """exifread's parser, asked for one tag after the other.

    Left alone it reads all tags there are and gives up all of them at the first that is damaged.
    """

    note = b""

    def s2n(self, offset: int, length: int, signed: bool = False) -> int:
        """Return the number at a place; 0 where the file ends before it.

        As exifread does, which composes a format for each: that was a third of reading a picture.
        """
        self.file_handle.seek(self.offset + offset)
        found = self.file_handle.read(length)
        order: Literal["little", "big"] = "little" if self.endian == "I" else "big"
        return int.from_bytes(found, order, signed=signed) if len(found) == length else 0

    def _get_printable_for_field(self, *_field: Any) -> tuple[str, bool]:
        """Make no text of values: nobody looks at it, and it takes as long as reading them."""
        return "", False

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
            if tag == _MAKER_NOTE and name == "EXIF":
                self._read_note(start + 2 + place)

    def _read_note(self, entry: int) -> None:
        """Read a maker note as bytes: exifread would read each of them by itself."""
        length, place = self.s2n(entry + 4, 4), self.s2n(entry + 8, 4)
        self.file_handle.seek(place)
        self.note = self.file_handle.read(min(length, _NOTE_LIMIT))

    def _read_tag(self, directory: str, tag: int, name: str, entry: int) -> None:
        with suppress(Exception):
            self._process_tag(0, directory, (name, None), entry, tag, name, False, "")
