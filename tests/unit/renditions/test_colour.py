"""Every mode and profile becomes the same sRGB colours; reference colours are those put in."""

import io

import pytest
from PIL import Image, ImageCms

from bviewer.renditions.colour import LARGEST_PROFILE, to_eight_bits, to_srgb
from bviewer.renditions.errors import BrokenImage
from tests.unit.renditions.pictures import (
    BLOCKS,
    block_colours,
    blocks,
    differ,
    encoded,
    png,
    srgb_profile,
    swapping_profile,
)

GREYS = [(round(0.299 * r + 0.587 * g + 0.114 * b),) * 3 for r, g, b in BLOCKS]
SWAPPED = [(green, red, blue) for red, green, blue in BLOCKS]


def colours_of(picture, profile=None):
    simple = to_eight_bits(picture)
    assert simple.mode in ("L", "RGB", "CMYK")
    assert not simple.has_transparency_data
    result = to_srgb(simple, profile)
    assert result.mode == "RGB"
    return block_colours(result)


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def in_lab(picture):
    profiles = [ImageCms.createProfile(space) for space in ("sRGB", "LAB")]
    return ImageCms.profileToProfile(picture, *profiles, outputMode="LAB")


class TestModes:
    @pytest.mark.parametrize(
        "mode", ["RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "P", "PA"]
    )
    def test_colours_stay(self, mode):
        via = {
            "P": blocks().quantize(6),
            "PA": blocks().quantize(6),
            "RGBa": blocks().convert("RGBA"),
        }
        assert differ(colours_of(via.get(mode, blocks()).convert(mode)), BLOCKS) <= 3

    def test_lab_colours_stay(self):
        assert differ(colours_of(in_lab(blocks())), BLOCKS) <= 8

    @pytest.mark.parametrize("mode", ["L", "LA", "I", "F"])
    def test_greys_stay(self, mode):
        assert differ(colours_of(blocks().convert("L").convert(mode)), GREYS) <= 1

    def test_premultiplied_greys_stay(self):
        assert differ(colours_of(blocks().convert("LA").convert("La")), GREYS) <= 1

    def test_black_and_white_stay(self):
        picture = blocks().convert("L").point(lambda value: 255 if value > 120 else 0).convert("1")
        assert set(colours_of(picture)) == {(0, 0, 0), (255, 255, 255)}


class TestDeepGreys:
    @pytest.mark.parametrize("mode", ["I;16", "I;16L", "I;16B"])
    def test_sixteen_bits_are_scaled_and_not_cut_off(self, mode):
        value = (32_768).to_bytes(2, "big" if mode == "I;16B" else "little")
        picture = Image.frombytes(mode, (48, 32), value * 48 * 32)
        assert set(colours_of(picture)) == {(128, 128, 128)}

    @pytest.mark.parametrize(("value", "grey"), [(0, 0), (257, 1), (65_535, 255)])
    def test_the_ends_of_sixteen_bits_are_black_and_white(self, value, grey):
        row = value.to_bytes(2) * 48
        assert set(colours_of(opened(png(48, 32, 16, 0, [row] * 32)))) == {(grey,) * 3}

    def test_a_ramp_of_sixteen_bits_has_the_mean_of_a_ramp(self):
        row = b"".join(value.to_bytes(2) for value in range(0, 65_536, 16))
        picture = to_eight_bits(opened(png(4096, 2, 16, 0, [row] * 2)))
        values = (
            picture.getdata()
            if not hasattr(picture, "get_flattened_data")
            else picture.get_flattened_data()
        )
        assert sum(values) / (2 * 4096) == pytest.approx(127.5, abs=0.6)

    def test_sixteen_bits_of_colour_are_scaled(self):
        row = b"".join(part.to_bytes(2) for part in (51_400, 10_280, 32_896)) * 48
        assert differ(colours_of(opened(png(48, 32, 16, 2, [row] * 32))), [(200, 40, 128)] * 6) <= 1

    @pytest.mark.parametrize(
        ("mode", "brightest", "value", "grey"),
        [
            ("F", 1.0, 0.5, 128),
            ("F", 255.0, 100.0, 100),
            ("F", 9e9, 4.5e9, 128),
            ("I", 65_535, 32_768, 128),
            ("I", 255, 100, 100),
            ("I", 2_000_000_000, 10**9, 128),
        ],
    )
    def test_wide_numbers_are_scaled_by_the_white_they_seem_to_mean(
        self, mode, brightest, value, grey
    ):
        picture = Image.new(mode, (48, 32), value)
        picture.putpixel((47, 31), brightest)
        assert differ(colours_of(picture), [(grey,) * 3] * 6) <= 1

    @pytest.mark.parametrize("mode", ["I", "F"])
    def test_all_black_is_black(self, mode):
        assert set(colours_of(Image.new(mode, (48, 32), 0))) == {(0, 0, 0)}

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), -1e30])
    def test_numbers_that_are_none_do_no_harm(self, value):
        picture = Image.new("F", (48, 32), value)
        picture.putpixel((0, 0), 1.0)
        colours_of(picture)


class TestTransparency:
    def test_half_a_colour_on_white_paper(self):
        picture = Image.new("RGBA", (48, 32), (255, 0, 0, 128))
        assert differ(colours_of(picture), [(255, 127, 127)] * 6) <= 1

    def test_half_a_grey_on_white_paper(self):
        assert differ(colours_of(Image.new("LA", (48, 32), (0, 128))), [(127,) * 3] * 6) <= 1

    @pytest.mark.parametrize("form", ["GIF", "PNG"])
    def test_a_transparent_colour_of_a_palette(self, form):
        picture = blocks().quantize(6)
        gone = picture.getpixel((0, 0))
        expected = [(255, 255, 255), *BLOCKS[1:]]
        data = encoded(picture, form, transparency=gone)
        assert differ(colours_of(opened(data)), expected) <= 3

    def test_a_palette_with_degrees_of_transparency(self):
        picture = blocks().quantize(6)
        degrees = bytes(0 if index == picture.getpixel((0, 0)) else 255 for index in range(6))
        data = encoded(picture, "PNG", transparency=degrees)
        assert differ(colours_of(opened(data)), [(255, 255, 255), *BLOCKS[1:]]) <= 3

    @pytest.mark.parametrize("mode", ["RGB", "L", "1"])
    def test_a_transparent_colour_of_a_picture_without_palette(self, mode):
        picture = Image.new(mode, (48, 32), "black")
        clear = (0, 0, 0) if mode == "RGB" else 0
        data = encoded(picture, "PNG", transparency=clear)
        assert set(colours_of(opened(data))) == {(255, 255, 255)}


class TestProfiles:
    def test_colours_are_what_the_profile_says(self):
        assert differ(colours_of(blocks(), swapping_profile()), SWAPPED) <= 2

    def test_a_profile_of_srgb_costs_nothing(self):
        picture = blocks()
        assert to_srgb(picture, srgb_profile()) is picture

    @pytest.mark.parametrize(
        "profile",
        [
            b"",
            b"not a profile" * 20,
            swapping_profile()[:300],
            swapping_profile().replace(b"rXYZ", b"xXYZ"),
            swapping_profile() + bytes(LARGEST_PROFILE),
        ],
        ids=["empty", "nonsense", "cut off", "incomplete", "too large"],
    )
    def test_a_profile_that_cannot_be_used_is_ignored(self, profile):
        assert differ(colours_of(blocks(), profile), BLOCKS) == 0

    def test_a_profile_that_is_just_not_too_large_is_used(self):
        padded = swapping_profile().ljust(LARGEST_PROFILE, b"\0")
        padded = LARGEST_PROFILE.to_bytes(4) + padded[4:]
        assert differ(colours_of(blocks(), padded), SWAPPED) <= 2

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_a_profile_of_another_mode_is_ignored(self, mode):
        plain = colours_of(blocks().convert(mode))
        assert colours_of(blocks().convert(mode), swapping_profile()) == plain


def test_palette_picture_without_its_palette_is_broken():
    picture = Image.new("P", (4, 4))
    picture.palette = None
    with pytest.raises(BrokenImage, match="its colours are not in it"):
        to_eight_bits(picture)


def test_sixteen_bits_of_grey_with_a_value_for_glass_are_on_white_paper():
    picture = Image.frombytes("I;16", (8, 8), (40_000).to_bytes(2, "little") * 32 + bytes(64))
    picture.info["transparency"] = 0
    grey = to_eight_bits(picture)
    assert (grey.getpixel((4, 2)), grey.getpixel((4, 6))) == (156, 255)
