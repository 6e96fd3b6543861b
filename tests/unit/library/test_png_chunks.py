import io
import struct
import zlib

from bviewer.library.bounded import BoundedReader
from bviewer.library.png_chunks import SIGNATURE, PngFacts, read_png

EXIF = b"II*\0and so on"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def read(*chunks: bytes, start: bytes = SIGNATURE) -> PngFacts:
    data = start + b"".join((*chunks, chunk(b"IEND", b"")))
    return read_png(BoundedReader(io.BytesIO(data)))


def profile(kind: str, data: bytes) -> bytes:
    text = f"\n{kind} profile\n{len(data):8}\n{data.hex()}\n".encode()
    return chunk(b"zTXt", f"Raw profile type {kind}\0\0".encode() + zlib.compress(text))


def test_what_is_behind_the_pixels_is_found() -> None:
    facts = read(
        chunk(b"IDAT", b"x" * 5000),
        chunk(b"eXIf", EXIF),
        chunk(b"tIME", struct.pack(">HBBBBB", 2020, 5, 6, 7, 8, 9)),
        chunk(b"tEXt", b"Creation Time\0yesterday"),
    )
    assert (facts.exif, facts.changed) == (EXIF, (2020, 5, 6, 7, 8, 9))
    assert facts.texts == {"Creation Time": b"yesterday"}


def test_profiles_are_written_as_text() -> None:
    assert read(profile("exif", b"Exif\0\0" + EXIF)).exif == EXIF
    assert read(profile("APP1", b"Exif\0\0" + EXIF)).exif == EXIF
    assert read(profile("APP1", b"http://ns.adobe.com/xap/1.0/\0<x/>")).xmp == b"<x/>"
    assert read(profile("iptc", b"\x1c\x02")).iptc == b"\x1c\x02"


def test_xmp_is_an_international_text() -> None:
    plain = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>")
    packed = chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<y/>"))
    assert (read(plain).xmp, read(packed).xmp) == (b"<x/>", b"<y/>")


def test_damage_costs_what_it_is_in() -> None:
    broken = [
        chunk(b"tIME", b"\0"),
        chunk(b"zTXt", b"a\0\0no stream"),
        chunk(b"iTXt", b"a\0"),
        chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 3\nabc"),
    ]
    assert read(*broken, chunk(b"eXIf", EXIF)).exif == EXIF


def test_a_text_is_unpacked_to_a_megabyte_at_most() -> None:
    large = zlib.compress(b"x" * 3_000_000)
    assert len(read(chunk(b"zTXt", b"a\0\0" + large)).texts["a"]) == 1024 * 1024


def test_another_file_says_nothing() -> None:
    assert read(chunk(b"eXIf", EXIF), start=b"\xff\xd8\xff\xe0....") == PngFacts()
    assert read_png(BoundedReader(io.BytesIO(SIGNATURE + b"\0\0"))) == PngFacts()
