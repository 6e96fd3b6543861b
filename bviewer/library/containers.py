"""What HEIF, AVIF and PNG files say of their picture beside its pixels, where decoders do not tell.

HEIF and AVIF are boxes (ISO 14496-12): a length, a name, a content. What counts is in the one
called `meta`. PNG is chunks: a length, a name, a content, a checksum.
"""

import struct
from typing import IO, NamedTuple

_BOXES = 64  # At most, before the one that counts.
_LARGEST = 1024 * 1024  # Bytes of that one.
_CHUNKS = 1000


class Cicp(NamedTuple):
    """How colours are meant, by numbers of ITU-T H.273."""

    primaries: int
    transfer: int


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
    at = meta.find(b"colrnclx")
    if at < 0 or len(meta) < at + 12:
        return None
    return Cicp(*struct.unpack_from(">HH", meta, at + 8))


def cicp_of_png(file: IO[bytes]) -> Cicp | None:
    """Return the colours that a PNG says by numbers; those count before all else it says."""
    file.seek(8)
    for _ in range(_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] in {b"IDAT", b"IEND"}:
            break
        (length,) = struct.unpack(">I", head[:4])
        if head[4:] == b"cICP":
            found = file.read(length) if length == 4 else b""
            return Cicp(*found[:2]) if len(found) == 4 else None
        file.seek(length + 4, 1)
    return None
