"""Test pictures, made on the spot: honest ones of every supported format, and hostile ones.

Functions return the bytes of a file unless they say otherwise; `write` puts bytes into a folder.
EXIF is built entry by entry, so that a test can say exactly what is wrong with it. An EXIF block
here begins with `Exif\\0\\0`, as in a JPEG.
"""

import io
import os
import random
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pillow_jxl  # noqa: F401 - It encodes, too.
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

register_heif_opener()

EXTENSIONS = {
    "JPEG": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "GIF": "gif",
    "TIFF": "tif",
    "AVIF": "avif",
    "HEIF": "heic",
}
"""Pillow's name of each supported format, and an extension for it."""

_EXIF = b"Exif\0\0"
_PNG = b"\x89PNG\r\n\x1a\n"


def write(path: Path, data: bytes, mtime: float | None = None) -> Path:
    """Write a file and the folders above it, and set its time (seconds since 1970) if given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if mtime is not None:
        os.utime(path, (mtime, mtime))
    return path


# Honest pictures


def jpeg(
    width: int = 120,
    height: int = 80,
    colour: str = "teal",
    *,
    exif: bytes = b"",
    xmp: bytes = b"",
    orientation: int | None = None,
    quality: int = 85,
) -> bytes:
    """A JPEG in one colour, stored `width` x `height`.

    `exif` may be any bytes, of any length; `orientation` is short for a block that holds nothing
    else.
    """
    data = _saved("JPEG", width, height, colour, quality=quality)
    if orientation is not None:
        exif = exif_block([short(0x0112, orientation)])
    return data[:2] + _app1(exif, _EXIF) + _app1(xmp, b"http://ns.adobe.com/xap/1.0/\0") + data[2:]


def picture(
    decoder: str,
    width: int = 120,
    height: int = 80,
    colour: str = "teal",
    *,
    exif: bytes = b"",
    xmp: bytes = b"",
) -> bytes:
    """A picture in a format by Pillow's name of it, one of EXTENSIONS, JPEGXL or RAW. A GIF
    takes no EXIF, and RAW not this."""
    if decoder == "JPEG":
        return jpeg(width, height, colour, exif=exif, xmp=xmp)
    if decoder == "JPEGXL":
        return _saved("JXL", width, height, colour, **({"exif": exif} if exif else {}))
    if decoder == "RAW":
        return dng(jpeg(width, height, colour))
    block: object = exif
    if decoder == "TIFF":
        block = Image.Exif()
        block.load(exif)
    options = {"exif": block} if exif else {}
    if xmp and decoder == "PNG":
        options["pnginfo"] = _xmp_chunk(xmp)
    elif xmp:
        options["xmp"] = xmp
    return _saved(decoder, width, height, colour, **options)


def noise(width: int, height: int, seed: int = 1, quality: int = 90) -> bytes:
    """A JPEG of coloured noise, another one for each seed: it hardly compresses."""
    pixels = random.Random(seed).randbytes(3 * width * height)
    return _encoded(Image.frombytes("RGB", (width, height), pixels), "JPEG", quality=quality)


def _xmp_chunk(xmp: bytes) -> PngInfo:
    chunks = PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return chunks


def _saved(decoder: str, width: int, height: int, colour: str, **options: object) -> bytes:
    return _encoded(Image.new("RGB", (width, height), colour), decoder, **options)


def _encoded(image: Image.Image, decoder: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, decoder, **options)
    return file.getvalue()


def _app1(payload: bytes, prefix: bytes) -> bytes:
    payload = payload.removeprefix(prefix)
    step = 0xFFFF - 2 - len(prefix)
    parts = [payload[start : start + step] for start in range(0, len(payload), step)]
    return b"".join(
        b"\xff\xe1" + struct.pack(">H", 2 + len(prefix + part)) + prefix + part for part in parts
    )


# EXIF


@dataclass(frozen=True)
class Entry:
    """One entry of an EXIF directory: the value is `raw`, whatever `type` and `count` say of it."""

    tag: int
    type: int
    count: int
    raw: bytes


def text(tag: int, value: str | bytes) -> Entry:
    """An entry of text, ended by NUL."""
    raw = (value.encode() if isinstance(value, str) else value) + b"\0"
    return Entry(tag, 2, len(raw), raw)


def short(tag: int, value: int) -> Entry:
    """An entry of one 16-bit number."""
    return Entry(tag, 3, 1, struct.pack("<H", value))


def long(tag: int, value: int) -> Entry:
    """An entry of one 32-bit number."""
    return Entry(tag, 4, 1, struct.pack("<I", value))


def rational(tag: int, *fractions: tuple[int, int]) -> Entry:
    """An entry of fractions, each a numerator and a denominator."""
    raw = b"".join(struct.pack("<II", *fraction) for fraction in fractions)
    return Entry(tag, 5, len(fractions), raw)


def exif_block(
    image: Iterable[Entry] = (),
    exif: Iterable[Entry] = (),
    gps: Iterable[Entry] = (),
    *,
    next_directory: int = 0,
) -> bytes:
    """A little-endian EXIF block of three directories, the last two only if they have entries.

    `next_directory` is the offset of the directory said to follow the first; 8 is the first itself:
    a loop.
    """
    return _EXIF + _tiff(list(image), list(exif), list(gps), next_directory)


def camera_exif(
    taken: str = "2024:06:13 14:25:01",
    *,
    orientation: int = 1,
    offset: str | None = "+02:00",
    fraction: str | None = "123",
    position: bool = True,
    thumbnail: bool = True,
) -> bytes:
    """The EXIF of an ordinary camera: maker, lens, exposure, times, a place in Rome, a preview."""
    image = [
        text(0x010F, "NIKON CORPORATION"),
        text(0x0110, "NIKON D750"),
        short(0x0112, orientation),
        rational(0x011A, (300, 1)),
        rational(0x011B, (300, 1)),
        short(0x0128, 2),
        text(0x0131, "Ver.1.12"),
        text(0x0132, taken),
        short(0x0213, 1),
    ]
    exif = [
        rational(0x829A, (1, 250)),
        rational(0x829D, (56, 10)),
        short(0x8822, 3),
        short(0x8827, 400),
        Entry(0x9000, 7, 4, b"0232"),
        text(0x9003, taken),
        text(0x9004, taken),
        Entry(0x9101, 7, 4, b"\1\2\3\0"),
        rational(0x9204, (0, 6)),
        short(0x9207, 5),
        short(0x9208, 0),
        short(0x9209, 16),
        rational(0x920A, (35, 1)),
        Entry(0x927C, 7, 2048, bytes(range(256)) * 8),
        short(0xA001, 1),
        long(0xA002, 6000),
        long(0xA003, 4000),
        short(0xA402, 0),
        short(0xA405, 35),
        text(0xA431, "6012345"),
        text(0xA434, "24.0-120.0 mm f/4.0"),
    ]
    exif += [text(0x9011, offset)] if offset is not None else []
    exif += [text(0x9291, fraction)] if fraction is not None else []
    gps = rome() if position else []
    preview = jpeg(160, 107, quality=60) if thumbnail else b""
    return _EXIF + _tiff(image, exif, gps, thumbnail=preview)


def rome() -> list[Entry]:
    """The GPS entries of 41° 53' 24" N, 12° 29' 32" E."""
    return [
        text(0x0001, "N"),
        rational(0x0002, (41, 1), (53, 1), (24, 1)),
        text(0x0003, "E"),
        rational(0x0004, (12, 1), (29, 1), (32, 1)),
    ]


def hostile_exif() -> dict[str, bytes]:
    """EXIF blocks that break careless readers, each under a name that says how."""
    taken = text(0x9003, "2024:06:13 14:25:01")
    return {
        "loop": exif_block([text(0x010F, "Maker")], [taken], next_directory=8),
        "directory points to itself": exif_block([long(0x8769, 8)]),
        "chain of 4,000 directories": _chain(4000),
        "count of a billion": exif_block(
            [Entry(0x010F, 2, 10**9, b"Maker")], [Entry(0x8827, 3, 10**9, b"12345678")]
        ),
        "offset beyond the end": exif_block([Entry(0x0110, 2, 500, b"\xff\xff\xff\x7f")], [taken]),
        "65,535 entries": _EXIF
        + b"II*\0\x08\0\0\0\xff\xff"
        + b"\x0f\x01\x02\0\xe8\x03\0\0\x08\0\0\0" * 65_535,
        "NUL": exif_block(
            [text(0x010F, b"\0\0\0"), text(0x0110, b"A\0B")], [text(0x9003, bytes(19))]
        ),
        "control characters": exif_block(
            [text(0x0110, b"\x1b[31mD750\r\n\x07"), text(0x010F, b"\xff\xfe\xc3")]
        ),
        "zero denominators": exif_block(
            [],
            [rational(tag, (0, 0)) for tag in (0x829A, 0x829D, 0x920A)],
            [*rome()[:1], rational(2, *[(1, 0)] * 3)],
        ),
        "year 0000": exif_block(
            [], [text(0x9003, "0000:00:00 00:00:00"), text(0x9004, "    :  :     :  :  ")]
        ),
        "month 13": exif_block([], [text(0x9003, "2024:13:01 00:00:00")]),
        "year 9999": exif_block([], [text(0x9003, "9999:12:31 23:59:59")]),
        "megabyte of text": exif_block([text(0x010F, b"M" * 1_000_000)], [taken]),
        "wrong types": exif_block(
            [Entry(0x010F, 12, 1, struct.pack("<d", float("nan")))],
            [
                Entry(0x829D, 11, 1, struct.pack("<f", float("inf"))),
                Entry(0x8827, 2, 4, b"many"),
                taken,
            ],
        ),
        "empty": _EXIF,
        "not EXIF": _EXIF + b"\xde\xad\xbe\xef" * 64,
        "cut short": exif_block([text(0x010F, "Maker")], [taken])[:-20],
    }


def tiff(
    width: int = 12, height: int = 8, image: Iterable[Entry] = (), exif: Iterable[Entry] = ()
) -> bytes:
    """A grey TIFF by hand, whose first directory also holds the entries `image`."""
    baseline = [
        long(0x0100, width),
        long(0x0101, height),
        short(0x0102, 8),
        short(0x0103, 1),
        short(0x0106, 1),
        long(0x0111, 8),
        long(0x0117, width * height),
    ]
    return _tiff([*baseline, *image], list(exif), []) + bytes(width * height)


def dng(
    preview: bytes,
    *,
    sensor: tuple[int, int] = (192, 128),
    image: Iterable[Entry] = (),
    exif: Iterable[Entry] = (),
) -> bytes:
    """A RAW file by hand, whose camera put the JPEG `preview` into it, if that is not empty. The
    first directory also holds the entries `image`."""
    first = [
        *([short(0x0103, 7), long(0x0111, 0), long(0x0117, len(preview))] if preview else []),
        text(0x010F, "Maker"),
        text(0x0110, "Model"),
        *image,
        long(0x014A, 0),
        Entry(0xC612, 1, 4, bytes([1, 4, 0, 0])),
    ]
    first = [long(0x00FE, 1), *sorted(first, key=lambda entry: entry.tag)]
    width, height = sensor
    seen = [
        long(0x00FE, 0),
        long(0x0100, width),
        long(0x0101, height),
        short(0x0102, 16),
        short(0x0103, 1),
        short(0x0106, 32803),
        long(0x0111, 0),
        short(0x0115, 1),
        long(0x0116, height),
        long(0x0117, 2 * width * height),
        Entry(0x828D, 3, 2, struct.pack("<HH", 2, 2)),
        Entry(0x828E, 1, 4, bytes([0, 1, 1, 2])),
    ]
    below = 8 + _size(first) + (12 + _size(list(exif)) if exif else 0)
    pixels = below + _size(seen)
    places = {0x0111: pixels + 2 * width * height, 0x014A: below}
    first = [long(each.tag, places[each.tag]) if each.tag in places else each for each in first]
    seen = [long(each.tag, pixels) if each.tag == 0x0111 else each for each in seen]
    whole = _tiff(first, list(exif), []) + _directory(seen, below)
    return whole + bytes(2 * width * height) + preview


def _tiff(
    image: list[Entry],
    exif: list[Entry],
    gps: list[Entry],
    next_directory: int = 0,
    thumbnail: bytes = b"",
) -> bytes:
    pointed = [(tag, entries) for tag, entries in ((0x8769, exif), (0x8825, gps)) if entries]
    start = 8 + _size(image) + 12 * len(pointed)
    body = b""
    for tag, entries in pointed:
        image = [*image, long(tag, start + len(body))]
        body += _directory(entries, start + len(body))
    if thumbnail:
        next_directory = start + len(body)
        body += _thumbnail(next_directory, thumbnail)
    return b"II*\0" + struct.pack("<I", 8) + _directory(image, 8, next_directory) + body


def _size(entries: list[Entry]) -> int:
    return 6 + 12 * len(entries) + sum(len(entry.raw) for entry in entries if len(entry.raw) > 4)


def _directory(entries: list[Entry], start: int, next_directory: int = 0) -> bytes:
    records, values = b"", b""
    values_start = start + 6 + 12 * len(entries)
    for entry in entries:
        field = entry.raw.ljust(4, b"\0")
        if len(field) > 4:
            field = struct.pack("<I", values_start + len(values))
            values += entry.raw
        records += struct.pack("<HHI", entry.tag, entry.type, entry.count) + field
    return struct.pack("<H", len(entries)) + records + struct.pack("<I", next_directory) + values


def _thumbnail(start: int, data: bytes) -> bytes:
    entries = [short(0x0103, 6), long(0x0201, 0), long(0x0202, len(data))]
    entries[1] = long(0x0201, start + _size(entries))
    return _directory(entries, start) + data


def _chain(length: int) -> bytes:
    links = (struct.pack("<HI", 0, 8 + 6 * number) for number in range(1, length + 1))
    return _EXIF + b"II*\0" + struct.pack("<I", 8) + b"".join(links)


# Hostile pictures


def truncated(data: bytes, share: float = 0.5) -> bytes:
    """The first part of a file, as a broken copy leaves it."""
    return data[: int(len(data) * share)]


def damaged(jpeg: bytes) -> bytes:
    """A JPEG without the tables that its pixels are made from."""
    return jpeg.replace(b"\xff\xdb", b"\xff\xe9")


def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """An honest black PNG of 100 megapixels in 0.3 MB, which takes 300 MB to decode.

    `height` is a multiple of 100, because the same compressed hundred rows are repeated.
    """
    rows = bytes(1 + 3 * width) * 100
    packer = zlib.compressobj(9)
    first = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(height // 100):
        checksum = zlib.adler32(rows, checksum)
    # An empty last block and the checksum end what Z_FULL_FLUSH left open.
    data = first + again * (height // 100 - 1) + b"\x03\0" + struct.pack(">I", checksum)
    return _png(width, height, data)


def claiming_png(width: int = 65_500, height: int = 65_500) -> bytes:
    """A tiny PNG whose header claims an enormous size."""
    return _png(width, height, zlib.compress(bytes(1000)))


def claiming_jpeg(width: int = 65_500, height: int = 65_500) -> bytes:
    """A tiny JPEG whose header claims an enormous size."""
    data = jpeg(16, 16)
    frame = data.index(b"\xff\xc0") + 5
    return data[:frame] + struct.pack(">HH", height, width) + data[frame + 4 :]


def _png(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
