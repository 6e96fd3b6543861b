"""What stands in for a rendition that is not ready: a PNG of 36 colours, made without a decoder.

A browser enlarges it smoothly, which looks like the photograph out of focus.
"""

import struct
import zlib

SIDE = 6  # Pixels: enough for sky, ground and where the subject is, in 108 bytes of a row.
LENGTH = 3 * SIDE * SIDE

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY = bytes((43, 43, 43))


def png_placeholder(placeholder: bytes | None) -> bytes:
    """Return a PNG of the stored colours (`LENGTH` bytes of RGB); all dark grey without them."""
    if placeholder is None or len(placeholder) != LENGTH:
        placeholder = _GREY * SIDE * SIDE
    return _png(SIDE, placeholder)


def _png(side: int, pixels: bytes) -> bytes:
    """Return a square PNG of 8-bit RGB without filters (https://www.w3.org/TR/png-3/)."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    width = 3 * side
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
