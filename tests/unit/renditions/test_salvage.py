"""Of a file that ends too early or is damaged what is there is shown, and told from a whole one."""

import io
from functools import cache

import pytest
from PIL import Image, ImageFile

from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.salvage import decode_what_is_there
from bviewer.renditions.sizes import Size
from tests.unit.renditions.pictures import detail, encoded

CUT = "the file ends too early: only a part of the picture is there"
DAMAGED = "the picture is damaged: only a part of the picture is there"
LIMIT = 150_000_000
WHOLE = [Size("whole", 320, 240, False, 80)]
SMALL = [Size("small", 80, 60, False, 80)]
END = {"JPEG": 2, "PNG": 12, "GIF": 1}  # Bytes of the end marker.


@cache
def picture():
    return detail(320, 240)


def decoded(data, sizes=WHOLE):
    return decode_what_is_there(io.BytesIO(data), sizes, LIMIT)


def upper_part(of):
    return of.crop((0, 0, of.width, of.height // 8)).convert("RGB").tobytes()


@pytest.mark.parametrize("sizes", [WHOLE, SMALL])
@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("form", END)
def test_a_file_that_lacks_its_end_marker_alone_is_shown_whole(form, progressive, sizes):
    data = encoded(picture(), form, progressive=progressive)
    whole, part = decoded(data, sizes), decoded(data[: -END[form]], sizes)
    assert part.picture.convert("RGB").tobytes() == whole.picture.convert("RGB").tobytes()
    assert (whole.flaw, part.flaw) == (None, None)


@pytest.mark.parametrize("form", END)
def test_of_half_a_file_what_is_there_is_shown(form):
    data = encoded(picture(), form, interlace=False)
    part = decoded(data[: len(data) // 2])
    assert upper_part(part.picture) == upper_part(decoded(data).picture)
    assert part.flaw == CUT


@pytest.mark.parametrize("sizes", [WHOLE, SMALL])
@pytest.mark.parametrize("percent", [10, 50, 90, 99.9])
@pytest.mark.parametrize("progressive", [False, True])
def test_it_is_noticed_that_a_part_of_a_jpeg_is_missing(progressive, percent, sizes):
    data = encoded(picture(), "JPEG", progressive=progressive)
    assert decoded(data[: int(len(data) * percent / 100)], sizes).flaw == CUT


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_so_it_is_in_other_colours(mode):
    data = encoded(picture().convert(mode), "JPEG")
    assert decoded(data[:-2]).flaw is None
    assert decoded(data[:-900]).flaw == CUT


def test_a_file_without_any_pixel_is_broken():
    data = encoded(picture(), "JPEG")
    start = data.index(b"\xff\xda") + 15
    with pytest.raises(BrokenImage, match="ends too early"):
        decoded(data[:start])


@pytest.mark.parametrize("form", ["WEBP", "TIFF", "AVIF", "HEIF"])
def test_no_part_is_shown_of_other_formats(form):
    data = encoded(picture(), form)
    with pytest.raises(BrokenImage):
        decoded(data[: len(data) // 2])


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_of_a_file_that_is_damaged_within_what_is_there_is_shown(form):
    data = encoded(picture(), form)
    half = len(data) // 2
    other = encoded(picture(), form)[:64]  # As where a disk had the beginning of another file.
    part = decoded(data[:half] + other + data[half + 64 :])
    assert upper_part(part.picture) == upper_part(decoded(data).picture)
    assert part.flaw == DAMAGED


def test_bright_grey_of_16_bits_is_no_blank_picture():
    bright = picture().convert("L").convert("I").point(lambda value: value * 100 + 300)
    data = encoded(bright.convert("I;16"), "PNG")
    assert decoded(data[:-300]).flaw == CUT


def test_a_file_that_is_damaged_from_its_first_pixel_is_broken():
    data = encoded(picture(), "PNG")
    at = data.index(b"IDAT") + 6
    with pytest.raises(BrokenImage, match=r"damaged$"):
        decoded(data[:at] + b"\x55\xaa" + data[at + 2 :])


def test_pillow_is_as_strict_as_before():
    data = encoded(picture(), "JPEG")
    decoded(data[: len(data) // 2])
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(data[: len(data) // 2])).load()
