"""Colours that a file says by numbers are shown as browsers show them."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import Size
from tests.unit.renditions.pictures import decoded, encoded, with_chunk, with_nclx

SIZES = [Size("whole", 64, 64, False, 100)]
NCLX = {
    "color_primaries": 1,
    "transfer_characteristics": 13,
    "matrix_coefficients": 6,
    "full_range_flag": 1,
}
SRGB, DISPLAY_P3, BT2020 = (1, 13), (12, 13), (9, 13)


def shown(data):
    """The colour in the middle of a picture, as people see it."""
    return decoded(render(io.BytesIO(data), SIZES, 10**6).files["whole"]).getpixel((30, 30))


def file_of(form, colour, said):
    picture = Image.new("RGB", (64, 64), colour)
    picture.info = {"nclx_profile": NCLX}
    options = {"HEIF": {"quality": 100, "chroma": 444, "save_nclx_profile": True}}
    return with_nclx(encoded(picture, form, **options.get(form, {"quality": 100})), *said)


def near(colour, expected, by=4):
    return all(abs(a - b) <= by for a, b in zip(colour, expected, strict=True))


@pytest.mark.parametrize("form", ["HEIF", "AVIF"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (SRGB, (200, 60, 60)),
        (DISPLAY_P3, (217, 40, 53)),  # What CSS says of color(display-p3 0.784 0.235 0.235).
        (BT2020, (247, 0, 53)),
    ],
)
def test_colours_of_other_primaries_are_converted(form, said, expected):
    assert near(shown(file_of(form, (200, 60, 60), said)), expected)


# What Chromium 156 shows, by the numbers of a transfer and of primaries, and a colour.
PQ, HLG = 16, 18
HIGH_RANGE = {
    (PQ, 9, (64, 64, 64)): (30, 30, 30),
    (PQ, 9, (149, 149, 149)): (190, 190, 190),  # Paper in the sun: BT.2408.
    (PQ, 9, (160, 160, 160)): (213, 213, 213),
    (PQ, 9, (192, 192, 192)): (255, 255, 255),
    (PQ, 9, (128, 0, 0)): (167, 0, 0),
    (PQ, 9, (0, 0, 149)): (0, 0, 200),
    (PQ, 9, (149, 149, 0)): (196, 191, 0),
    (PQ, 1, (160, 0, 0)): (229, 0, 0),
    (HLG, 9, (64, 64, 64)): (43, 43, 43),
    (HLG, 9, (192, 192, 192)): (189, 189, 189),
    (HLG, 9, (192, 0, 0)): (210, 0, 0),
    (HLG, 9, (0, 0, 192)): (0, 0, 154),
    (HLG, 9, (255, 255, 255)): (255, 255, 255),
}


@pytest.mark.parametrize(("said", "expected"), HIGH_RANGE.items())
def test_a_high_dynamic_range_is_squeezed_as_browsers_do(said, expected):
    transfer, primaries, colour = said
    data = encoded(Image.new("RGB", (64, 64), colour), "PNG")
    numbers = with_chunk(data, b"cICP", bytes((primaries, transfer, 0, 1)))
    assert near(shown(numbers), expected, by=3)


@pytest.mark.parametrize("form", ["HEIF", "AVIF"])
def test_so_it_is_in_other_formats(form):
    assert near(shown(file_of(form, (149, 149, 149), (9, PQ))), (190, 190, 190))


@pytest.mark.parametrize(
    ("brightest", "screen", "expected"),
    [
        (400, None, 233),
        (4000, None, 190),
        (None, 600, 215),
        (400, 600, 233),
        (0, 600, 215),
        (150, None, 255),
    ],
)
def test_the_less_bright_the_brightest_is_the_brighter_is_white(brightest, screen, expected):
    """Expected is what Chromium 156 shows."""
    data = encoded(Image.new("RGB", (64, 64), (149, 149, 149)), "PNG")
    if brightest is not None:
        data = with_chunk(data, b"cLLI", struct.pack(">2I", brightest * 10_000, 0))
    if screen is not None:
        data = with_chunk(data, b"mDCV", bytes(16) + struct.pack(">2I", screen * 10_000, 1))
    assert near(shown(with_chunk(data, b"cICP", bytes((9, PQ, 0, 1)))), (expected,) * 3)


def test_a_profile_counts_before_numbers():
    srgb = Image.new("RGB", (64, 64), (200, 60, 60))
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(srgb, "PNG", icc_profile=icc)
    gamma = with_chunk(data, b"gAMA", (100_000).to_bytes(4, "big"))
    assert near(shown(gamma), (200, 60, 60))


@pytest.mark.parametrize(("mode", "value"), [("RGB", (55, 55, 55)), ("L", 55)])
def test_a_png_of_linear_light_is_lighter_than_its_numbers(mode, value):
    data = encoded(Image.new(mode, (64, 64), value), "PNG")
    linear = with_chunk(data, b"gAMA", (100_000).to_bytes(4, "big"))
    usual = with_chunk(data, b"gAMA", (45_455).to_bytes(4, "big"))
    assert near(shown(linear), (128, 128, 128))
    assert near(shown(usual), (55, 55, 55), by=1)


def test_a_png_that_is_called_srgb_is_that():
    data = encoded(Image.new("RGB", (64, 64), (55, 55, 55)), "PNG")
    linear = with_chunk(data, b"gAMA", (100_000).to_bytes(4, "big"))
    assert near(shown(with_chunk(linear, b"sRGB", b"\0")), (55, 55, 55))


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (55, 55, 55, 128)), ("LA", (55, 128)), ("P", 0)]
)
def test_half_a_colour_is_put_on_white_paper_once_it_is_what_the_file_says(mode, colour):
    """55 is 128 here, and half of that on white is 192: as browsers blend."""
    picture = Image.new(mode, (64, 64), colour)
    options = {}
    if mode == "P":
        picture.putpalette([55, 55, 55])
        options["transparency"] = bytes((128,))
    data = encoded(picture, "PNG", **options)
    linear = with_chunk(data, b"gAMA", (100_000).to_bytes(4, "big"))
    assert near(shown(linear), (192, 192, 192), by=2)


P3_BY_X_AND_Y = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)


def of_display_p3(data, gamma=45_455):
    return with_chunk(with_chunk(data, b"gAMA", gamma.to_bytes(4)), b"cHRM", P3_BY_X_AND_Y)


@pytest.mark.parametrize(
    ("gamma", "expected"), [(45_455, (219, 37, 49)), (100_000, (244, 127, 130))]
)
def test_a_png_with_gamma_is_of_the_colours_it_says(gamma, expected):
    """Expected is what Chromium shows; it takes the usual gamma at its word here."""
    data = encoded(Image.new("RGB", (64, 64), (200, 60, 60)), "PNG")
    assert near(shown(of_display_p3(data, gamma)), expected, by=3)


def test_colours_of_a_png_do_not_count_without_gamma_or_where_it_is_called_srgb():
    data = encoded(Image.new("RGB", (64, 64), (200, 60, 60)), "PNG")
    alone = with_chunk(data, b"cHRM", P3_BY_X_AND_Y)
    called = with_chunk(of_display_p3(data), b"sRGB", b"\0")
    assert near(shown(alone), (200, 60, 60))
    assert near(shown(called), (200, 60, 60))


def test_colours_of_a_png_that_are_none_do_not_count():
    data = encoded(Image.new("RGB", (64, 64), (200, 60, 60)), "PNG")
    said = with_chunk(with_chunk(data, b"gAMA", (45_455).to_bytes(4)), b"cHRM", b"\xff" * 32)
    assert near(shown(said), (200, 60, 60))


def test_numbers_of_a_png_count():
    data = encoded(Image.new("RGB", (64, 64), (200, 60, 60)), "PNG")
    said = with_chunk(data, b"cICP", bytes((12, 13, 0, 1)))
    assert near(shown(said), (217, 40, 53))


@pytest.mark.parametrize("content", [b"", b"\x0c", bytes(4), bytes((99, 99, 0, 1))])
def test_numbers_that_mean_nothing_change_nothing(content):
    data = encoded(Image.new("RGB", (64, 64), (200, 60, 60)), "PNG")
    assert near(shown(with_chunk(data, b"cICP", content)), (200, 60, 60))
