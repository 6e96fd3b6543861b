"""TIFFs whose pixels are of a kind that Pillow does not know: which one that is."""

import struct
from typing import IO

from bviewer.library.exif import byte_order
from bviewer.library.raw import read_directory

_LARGE = b"MM\0+"
_BITS, _COMPRESSION, _MEANING, _CHANNELS, _NUMBERS = 258, 259, 262, 277, 339
_FLOATING, _INKS, _LOGARITHMIC = 3, 5, (32844, 32845)
_SHORT, _MOST = 3, 8
# What is like these and refused all the same is damaged.
_KNOWN_COMPRESSIONS = {1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 34925, 50000, 50001}
_USUAL_BITS, _USUAL_CHANNELS = {1, 2, 4, 8, 16}, {1, 3, 4}


def unknown_kind(file: IO[bytes]) -> str | None:
    """Return why a TIFF that Pillow refuses is not shown; None if it is no TIFF, or damaged."""
    try:
        file.seek(0)
        head = file.read(8)
        if head.startswith(_LARGE):
            return "a big-endian BigTIFF, which its decoder does not know"
        if byte_order(head[:4]) is None:
            return None
        said = _said(file, head)
    except struct.error:
        return None
    kind = _kind(said) if said.get(_BITS) else None
    return kind and f"a TIFF {kind}, which its decoder does not know"


def _kind(said: dict[int, list[int]]) -> str | None:
    bits, meaning = said[_BITS][0], said.get(_MEANING, [0])[0]
    channels, numbers = said.get(_CHANNELS, [1])[0], said.get(_NUMBERS, [1])[0]
    if meaning in _LOGARITHMIC:
        return "of logarithmic brightness (LogLuv)"
    if numbers == _FLOATING:
        return f"of floating-point numbers of {bits} bits"
    compression = said.get(_COMPRESSION, [1])[0]
    if compression not in _KNOWN_COMPRESSIONS:
        return f"with compression {compression}"
    if bits in _USUAL_BITS and channels in _USUAL_CHANNELS:
        return None
    what = "of inks (CMYK)" if meaning == _INKS else "of pixels"
    return f"{what} with {channels} channels of {bits} bits"


def _said(file: IO[bytes], head: bytes) -> dict[int, list[int]]:
    order = "<" if head.startswith(b"II") else ">"
    entries, _next = read_directory(file, struct.unpack_from(order + "I", head, 4)[0], order)
    said = {}
    for tag, kind, count, value in entries:
        if kind == _SHORT and tag in (_BITS, _COMPRESSION, _MEANING, _CHANNELS, _NUMBERS):
            said[tag] = _shorts(file, order, min(count, _MOST), value)
    return said


def _shorts(file: IO[bytes], order: str, count: int, value: bytes) -> list[int]:
    if count > 2:
        file.seek(struct.unpack(order + "I", value)[0])
        value = file.read(2 * count)
    return list(struct.unpack_from(f"{order}{count}H", value))
