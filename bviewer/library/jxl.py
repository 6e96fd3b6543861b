"""JPEG XL: its header is read here, and libjxl decodes the rest only when pixels are wanted.

The codestream (ISO/IEC 18181-1) says how large the picture is and how it is turned; Exif, in a box
beside it (18181-2), turns nothing. Where a JPEG was recompressed, libjxl gives that back as it was.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, NamedTuple

from PIL import Image, JpegImagePlugin
from PIL.ImageFile import ImageFile

from bviewer.library.exif import byte_order
from bviewer.library.formats import JXL_CODESTREAM, JXL_CONTAINER
from bviewer.library.not_shown import NotShownError
from bviewer.library.orientation import (
    UPRIGHT,
    is_lying,
    make_upright,
    say_orientation,
)

_HEADER, _BOXES, _LONGEST_BOX = 64, 64, 1024 * 1024  # Bytes, a number, bytes.
_MEMORY = 8  # Bytes that decoding takes for each pixel.
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_LENGTHS = (9, 13, 18, 30)  # Bits.


class _Found(NamedTuple):
    """The beginning of the codestream, and what is beside it."""

    codestream: bytes
    exif: bytes
    xmp: bytes


def is_jxl(head: bytes) -> bool:
    """Tell from its first bytes whether a file is JPEG XL."""
    return head.startswith((JXL_CODESTREAM, JXL_CONTAINER))


class JxlImageFile(ImageFile):
    """An opened file, as Pillow knows those of other formats."""

    format = "JPEGXL"

    def _open(self) -> None:
        assert self.fp is not None
        found = _parts_of(self.fp)
        bits = _Bits(found.codestream[len(JXL_CODESTREAM) :])
        width, height = _size(bits)
        self.orientation = _orientation(bits)
        self._size = (height, width) if is_lying(self.orientation) else (width, height)
        self._mode = "RGB"
        self._decoded = False
        self.tile = []
        self.info |= {"exif": found.exif} if found.exif else {}
        self.info |= {"xmp": found.xmp} if found.xmp else {}
        say_orientation(self, UPRIGHT)

    def load(self) -> Any:
        """Decode the picture."""
        if not self._decoded:
            picture, profile = self._decode()
            self.im = picture.im
            self._mode, self._size = picture.mode, picture.size
            self.info |= {"icc_profile": profile} if profile else {}
            self._decoded = True
        return Image.Image.load(self)

    def _decode(self) -> tuple[Image.Image, bytes | None]:
        from pillow_jxl import Decoder  # noqa: PLC0415 - Only where there is such a file.

        assert self.fp is not None
        self.fp.seek(0)
        content = self.fp.read()
        # Rust ends the process where there is no memory, and libjxl calls it damage.
        bytearray(_MEMORY * self.width * self.height)
        try:
            is_jpeg, about, data, profile, _boxes = Decoder(num_threads=0)(content)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # What panics in Rust is no Exception.
            raise NotShownError("the picture is damaged, or the file ends too early") from error
        if not is_jpeg:
            mode = "F" if about.mode == "F;16" else about.mode
            return Image.frombytes(mode, (about.width, about.height), data), profile
        jpeg = JpegImagePlugin.JpegImageFile(BytesIO(data))
        jpeg.load()
        return make_upright(jpeg, self.orientation), jpeg.info.get("icc_profile", profile)


class _Bits:
    """Numbers of a codestream, whose bits count from the lowest."""

    def __init__(self, data: bytes) -> None:
        self._left = int.from_bytes(data, "little")

    def take(self, length: int) -> int:
        number = self._left & ((1 << length) - 1)
        self._left >>= length
        return number


def _size(bits: _Bits) -> tuple[int, int]:
    is_small = bits.take(1)
    height = _side(bits, is_small)
    ratio = bits.take(3)
    if not ratio:
        return _side(bits, is_small), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _side(bits: _Bits, is_small: int) -> int:
    return 8 * (1 + bits.take(5)) if is_small else 1 + bits.take(_LENGTHS[bits.take(2)])


def _orientation(bits: _Bits) -> int:
    is_default = bits.take(1)
    has_more = not is_default and bits.take(1)
    return 1 + bits.take(3) if has_more else UPRIGHT


def _parts_of(file: IO[bytes]) -> _Found:
    file.seek(0)
    head = file.read(len(JXL_CONTAINER))
    if head.startswith(JXL_CODESTREAM):
        return _Found(head + file.read(_HEADER), b"", b"")
    if head != JXL_CONTAINER:
        raise SyntaxError("no JPEG XL")
    found: dict[bytes, bytes] = {}
    for name, content in _boxes(file):
        found.setdefault(name, content)
    codestream = found.get(b"jxlc") or found.get(b"jxlp", b"")[4:]
    if not codestream.startswith(JXL_CODESTREAM):
        raise ValueError("there is no picture in it")
    exif = found.get(b"Exif", b"")
    # Some encoders leave out the offset before it.
    start = 0 if byte_order(exif[:4]) else 4 + int.from_bytes(exif[:4])
    return _Found(codestream[: 2 + _HEADER], exif[start:], found.get(b"xml ", b""))


def _boxes(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield names of boxes, and what they begin with."""
    place = len(JXL_CONTAINER)
    for _ in range(_BOXES):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            break
        length, name = struct.unpack(">I4s", head)
        start = 8
        if length == 1:
            length, start = int.from_bytes(file.read(8)), 16
        most = _LONGEST_BOX if name in {b"Exif", b"xml "} else 6 + _HEADER
        yield name, file.read(max(0, min(most, length - start)) if length else most)
        if length < start:  # To the end of the file, or no length at all.
            break
        place += length
