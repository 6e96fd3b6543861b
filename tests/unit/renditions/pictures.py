"""Pictures for tests, made here and now."""

import io
import struct
import zlib
from collections.abc import Iterable
from typing import Any

import pillow_jxl  # noqa: F401 - It encodes, too.
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from tests import pictures

register_heif_opener()

# 48 x 32 pixels in six blocks, so that no turn and no mirror leaves it as it was.
BLOCKS = (
    (200, 40, 40),
    (40, 180, 60),
    (50, 60, 200),
    (220, 200, 60),
    (30, 30, 30),
    (200, 200, 200),
)

# How an upright picture has to be stored for its orientation to put it right.
_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def blocks() -> Image.Image:
    """Six blocks of 16 x 16 pixels, three in a row."""
    small = Image.new("RGB", (3, 2))
    small.putdata(BLOCKS)
    return small.resize((48, 32), Image.Resampling.NEAREST)


def block_colours(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colours in the middle of the six blocks of a picture of them, in any size."""
    rgb = picture.convert("RGB")
    width, height = rgb.size
    middles = [
        ((2 * x + 1) * width // 6, (2 * y + 1) * height // 4) for y in (0, 1) for x in range(3)
    ]
    return [rgb.getpixel(middle) for middle in middles]  # type: ignore[misc]


def differ(some: Iterable[tuple[int, ...]], others: Iterable[tuple[int, ...]]) -> int:
    """The largest difference of any channel of two lists of colours."""
    pairs = zip(some, others, strict=True)
    return max(abs(a - b) for one, other in pairs for a, b in zip(one, other, strict=True))


def stored(upright: Image.Image, orientation: int) -> Image.Image:
    """The picture as a camera held that way would store it."""
    turn = _STORED.get(orientation)
    return upright if turn is None else upright.transpose(turn)


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of a file of this format."""
    if form == "RAW":
        return pictures.dng(encoded(picture.convert("RGB"), "JPEG", **options))
    buffer = io.BytesIO()
    picture.save(buffer, "JXL" if form == "JPEGXL" else form, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> Image.Image:
    """The pixels of a rendition, with nothing missing."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def detail(width: int, height: int) -> Image.Image:
    """A picture with something going on everywhere, which makes for a large file."""
    seed = bytes((index * index * 7 + index // 3) % 251 for index in range(width))
    rows = (
        seed.translate(bytes((value * (y % 13 + 1) + y) & 0xFF for value in range(256)))
        for y in range(height)
    )
    return Image.frombytes("L", (width, height), b"".join(rows)).convert("RGB")


def png(width: int, height: int, depth: int, colour: int, rows: Iterable[bytes]) -> bytes:
    """A PNG by hand: a header that says so, and rows that may or may not agree with it."""
    compressor = zlib.compressobj(9)
    body = b"".join([compressor.compress(b"\0" + row) for row in rows]) + compressor.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in chunks
    )


def srgb_profile() -> bytes:
    """The profile that most files carry."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapping_profile() -> bytes:
    """A profile that says what is called red is green, and the other way round."""
    profile = srgb_profile()
    return profile.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")


def with_chunk(data: bytes, name: bytes, content: bytes) -> bytes:
    """A PNG with a chunk more before its pixels."""
    at = data.index(b"IDAT") - 4
    checksum = struct.pack(">I", zlib.crc32(name + content))
    chunk = struct.pack(">I", len(content)) + name + content + checksum
    return data[:at] + chunk + data[at:]


def with_profile(length: int) -> bytes:
    """A PNG of the blocks with a profile of sRGB that has zeros behind it, up to a length."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = (length.to_bytes(4, "big") + srgb[4:]).ljust(length, b"\0")
    return with_chunk(encoded(blocks(), "PNG"), b"iCCP", b"icc\0\0" + zlib.compress(profile))


def with_nclx(data: bytes, primaries: int, transfer: int) -> bytes:
    """A HEIF or AVIF file that says other colours by numbers than it was written with."""
    at = data.index(b"colrnclx") + 8
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]
