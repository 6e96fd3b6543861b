"""What HEIF, AVIF and PNG files say of their picture beside its pixels, where decoders do not tell.

HEIF and AVIF are boxes (ISO 14496-12): a length, a name, a content. What counts is in the one
called `meta`. PNG is chunks: a length, a name, a content, a checksum.
"""

import struct
from typing import IO, NamedTuple

_BOXES = 64  # At most, before the one that counts.
_LARGEST = 1024 * 1024  # Bytes of that one.
_CHUNKS = 1000
_PARTS = 10_000  # Of a candela per square metre, that screens are told in.


class Cicp(NamedTuple):
    """How colours are meant, by numbers of ITU-T H.273, and how bright the brightest is (candela
    per square metre; None if nobody says)."""

    primaries: int
    transfer: int
    peak: float | None = None


def read_meta(file: IO[bytes]) -> bytes:
    """Return the box of a HEIF or AVIF file with the properties of its pictures; empty if there is
    none to be found."""
    file.seek(0)
    for _ in range(_BOXES):
        head = file.read(8)
        if len(head) < 8:
            break
        length, name = struct.unpack(">I4s", head)
        if name == b"meta":
            return file.read(min(length, _LARGEST))
        if length < 8:  # To the end of the file, or longer than anything before `meta` is.
            break
        file.seek(length - 8, 1)
    return b""


def is_turned(meta: bytes) -> bool:
    """Tell whether a HEIF file says how its pictures are turned or mirrored."""
    return b"irot" in meta or b"imir" in meta


def cicp_of_meta(meta: bytes) -> Cicp | None:
    """Return the colours that a HEIF or AVIF file says first."""
    content = _first(meta, b"colrnclx", 4)
    if content is None:
        return None
    light, screen = _first(meta, b"clli", 2), _first(meta, b"mdcv", 20)
    brightest = 0.0 if light is None else struct.unpack(">H", light)[0]
    largest = 0.0 if screen is None else struct.unpack_from(">I", screen, 16)[0] / _PARTS
    primaries, transfer = struct.unpack(">HH", content)
    return Cicp(primaries, transfer, brightest or largest or None)


def cicp_of_png(file: IO[bytes]) -> Cicp | None:
    """Return the colours that a PNG says by numbers; those count before all else it says."""
    found = _chunks(file, {b"cICP": 4, b"cLLI": 8, b"mDCV": 24})
    content = found.get(b"cICP")
    if content is None:
        return None
    light, screen = found.get(b"cLLI", bytes(4)), found.get(b"mDCV", bytes(20))
    brightest, largest = struct.unpack_from(">I", light)[0], struct.unpack_from(">I", screen, 16)[0]
    return Cicp(content[0], content[1], (brightest or largest) / _PARTS or None)


def _first(meta: bytes, name: bytes, length: int) -> bytes | None:
    """Return so much of the first box of a name."""
    at = meta.find(name)
    content = meta[at + len(name) : at + len(name) + length]
    return content if at >= 0 and len(content) == length else None


def _chunks(file: IO[bytes], lengths: dict[bytes, int]) -> dict[bytes, bytes]:
    """Return the chunks of a PNG before its pixels that have one of these names and its length."""
    found: dict[bytes, bytes] = {}
    file.seek(8)
    for _ in range(_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] in {b"IDAT", b"IEND"}:
            break
        (length,) = struct.unpack(">I", head[:4])
        if lengths.get(head[4:]) == length:
            found.setdefault(head[4:], file.read(length))
            length = 0
        file.seek(length + 4, 1)
    return {name: content for name, content in found.items() if len(content) == lengths[name]}
