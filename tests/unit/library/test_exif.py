import errno
import io
import math
import time

import pytest

from bviewer.library.bounded import BoundedReader
from bviewer.library.exif import Tags, within
from bviewer.library.exif_parser import read_tags
from bviewer.library.header import Header, read_header
from tests.pictures import (
    Entry,
    camera_exif,
    exif_block,
    hostile_exif,
    jpeg,
    long,
    rational,
    text,
    tiff,
)


def _tags(block: bytes) -> Tags:
    return read_tags(Header(exif=block.removeprefix(b"Exif\0\0")), BoundedReader(io.BytesIO()))


def _tags_of_tiff(data: bytes) -> Tags:
    reader = BoundedReader(io.BytesIO(data))
    return read_tags(read_header(reader), reader)


def test_tags_of_all_three_directories_are_read() -> None:
    tags = _tags(camera_exif())
    assert tags.text("Image Model") == "NIKON D750"
    assert tags.number("EXIF FNumber", 0, 100) == 5.6
    assert tags.numbers("GPS GPSLatitude", 3) == [41, 53, 24]


def test_a_tag_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        _tags(b"").text("Image Model")


def test_big_endian_exif_is_read() -> None:
    value = b"Canon\0"
    block = (
        b"MM\0*\0\0\0\x08" + b"\0\x01" + b"\x01\x10\0\x02\0\0\0\x06\0\0\0\x1a" + bytes(4) + value
    )
    assert _tags(block).text("Image Model") == "Canon"


def test_exif_of_a_tiff_is_read_from_the_file() -> None:
    tags = _tags_of_tiff(
        tiff(image=[text(0x010F, "Scanner")], exif=[text(0x9003, "1999:01:02 03:04:05")])
    )
    assert tags.text("Image Make") == "Scanner"
    assert tags.text("EXIF DateTimeOriginal") == "1999:01:02 03:04:05"


def test_a_bad_tag_takes_no_good_one_along() -> None:
    bad = Entry(0x829A, 12, 1, b"")
    tags = _tags(exif_block([Entry(0x010F, 11, 1, b"")], [bad, text(0xA434, "Lens")]))
    assert tags.text("EXIF LensModel") == "Lens"


def test_the_first_of_equal_tags_counts() -> None:
    assert (
        _tags(exif_block([text(0x0110, "One"), text(0x0110, "Two")])).text("Image Model") == "One"
    )


def test_text_is_clean_capped_and_never_blank() -> None:
    def model(value: bytes) -> str:
        return _tags(exif_block([text(0x0110, value)])).text("Image Model")

    assert model(b"  D750 \0 rest") == "D750"
    assert model(b"a\x1b[31m\nb") == "a [31m b"
    assert model(b"Caf\xe9") == "Caf\ufffd"
    assert len(model(b"M" * 5000)) == 200
    for blank in (b"", b"   ", b"\0\0\0"):
        with pytest.raises(ValueError, match="blank"):
            model(blank)


def test_text_stored_as_bytes_is_text() -> None:
    assert _tags(exif_block([Entry(0x0110, 7, 5, b"D750\0")])).text("Image Model") == "D750"


def test_numbers_outside_their_range_are_refused() -> None:
    tags = _tags(exif_block([], [rational(0x829D, (28, 10)), rational(0x920A, (1, 0))]))
    assert tags.number("EXIF FNumber", 1, 3) == 2.8
    with pytest.raises(ValueError, match="not within"):
        tags.number("EXIF FNumber", 3, 4)
    with pytest.raises(ZeroDivisionError):
        tags.number("EXIF FocalLength", 0, 10)


def test_not_a_number_is_within_nothing() -> None:
    for number in (math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match="not within"):
            within(number, 0, 10)


def test_too_few_numbers_are_refused() -> None:
    tags = _tags(exif_block(gps=[rational(0x0002, (41, 1), (53, 1))]))
    with pytest.raises(ValueError, match="3 numbers"):
        tags.numbers("GPS GPSLatitude", 3)


@pytest.mark.parametrize("kind", hostile_exif())
def test_hostile_exif_is_read_in_milliseconds(kind: str) -> None:
    block = hostile_exif()[kind]
    started = time.process_time()
    _tags(block)
    assert time.process_time() - started < 1


def test_a_loop_of_directories_ends() -> None:
    assert _tags(hostile_exif()["loop"]).text("Image Make") == "Maker"
    assert (
        _tags(exif_block([text(0x010F, "Maker"), long(0x8769, 8), long(0x8825, 8)])).text(
            "Image Make"
        )
        == "Maker"
    )


def test_a_tiff_that_claims_gigabytes_in_a_tag_is_not_read_in() -> None:
    data = tiff(image=[Entry(0x010F, 2, 10**9, b"\x08\0\0\0"), text(0x0110, "Scanner")]) + bytes(
        3_000_000
    )
    tags = _tags_of_tiff(data)
    assert tags.text("Image Model") == "Scanner"
    with pytest.raises(KeyError):
        tags.text("Image Make")


def test_an_error_of_the_storage_is_raised() -> None:
    class DyingDisk(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        read_tags(Header(is_tiff=True), BoundedReader(DyingDisk(tiff())))


def test_the_block_of_a_jpeg_may_come_in_several_segments() -> None:
    block = exif_block([text(0x010F, b"M" * 100_000), text(0x0110, "Last")])
    reader = BoundedReader(io.BytesIO(jpeg(exif=block)))
    assert read_tags(read_header(reader), reader).text("Image Model") == "Last"
