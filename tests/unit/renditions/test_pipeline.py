"""From a file to renditions: upright, right in colour and size, and without secrets."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import DEFAULT_SIZES, Size, in_advance, parse_sizes
from tests.examples import examples
from tests.unit.renditions.jpeg_segments import segments
from tests.unit.renditions.pictures import (
    BLOCKS,
    block_colours,
    blocks,
    decoded,
    detail,
    differ,
    encoded,
    stored,
    swapping_profile,
)

LIMIT = 150_000_000
DEFAULTS = in_advance(parse_sizes(DEFAULT_SIZES)).values()
LOSSLESS = {
    "WEBP": {"lossless": True},
    "JPEG": {"quality": 95, "subsampling": 0},
    "AVIF": {"quality": 95, "subsampling": "4:4:4"},
    "HEIF": {"quality": 95, "chroma": 444},
}


def rendered(data, sizes=DEFAULTS, limit=LIMIT):
    return render(io.BytesIO(data), sizes, limit)


def sizes_of(result):
    return {name: decoded(jpeg).size for name, jpeg in result.files.items()}


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
    def test_every_picture_is_upright(self, form, orientation):
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture = stored(blocks().resize((480, 320), Image.Resampling.NEAREST), orientation)
        data = encoded(picture, form, exif=exif.tobytes(), **LOSSLESS.get(form, {}))
        result = rendered(data)
        assert (result.width, result.height) == (480, 320)
        assert sizes_of(result)["big"] == (480, 320)
        assert differ(block_colours(decoded(result.files["big"])), BLOCKS) <= 6

    @pytest.mark.parametrize("orientation", range(2, 9))
    def test_all_orientations_give_identical_files(self, orientation):
        """Without resizing, whose rounding depends on what it does first."""
        upright = detail(320, 240)
        exif = Image.Exif()
        exif[0x0112] = orientation
        turned = rendered(encoded(stored(upright, orientation), "PNG", exif=exif))
        plain = rendered(encoded(upright, "PNG"))
        assert turned.files["big"] == plain.files["big"]
        assert turned.placeholder == plain.placeholder

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_a_reduced_jpeg_is_upright_in_every_size(self, orientation):
        exif = Image.Exif()
        exif[0x0112] = orientation
        upright = blocks().resize((1800, 1200), Image.Resampling.NEAREST)
        fitted = [Size("f", 300, 300, False, 95), Size("g", 90, 60, True, 95)]
        result = rendered(encoded(stored(upright, orientation), "JPEG", exif=exif), fitted)
        assert sizes_of(result) == {"f": (300, 200), "g": (90, 60)}
        for jpeg in result.files.values():
            assert differ(block_colours(decoded(jpeg)), BLOCKS) <= 6


class TestSizes:
    def test_the_default_sizes_of_a_photograph_large_to_small(self):
        result = rendered(encoded(detail(2400, 1600), "JPEG"))
        expected = {
            "big": (1620, 1080),
            "small2x": (600, 600),
            "medium": (400, 400),
            "small": (300, 300),
            "tiny": (150, 150),
        }
        assert sizes_of(result) == expected
        assert list(result.files) == list(expected)

    def test_a_small_photograph_is_never_enlarged(self):
        result = rendered(encoded(detail(200, 100), "JPEG"))
        expected = {
            "big": (200, 100),
            "medium": (100, 100),
            "small2x": (100, 100),
            "small": (100, 100),
            "tiny": (100, 100),
        }
        assert sizes_of(result) == expected

    def test_one_pixel(self):
        result = rendered(encoded(Image.new("RGB", (1, 1), "red"), "PNG"))
        assert (result.width, result.height) == (1, 1)
        assert set(sizes_of(result).values()) == {(1, 1)}
        assert result.placeholder == bytes((255, 0, 0)) * 36

    @pytest.mark.parametrize("form", ["JPEG", "PNG"])
    def test_a_panorama(self, form):
        result = rendered(encoded(detail(30_000, 150), form))
        assert (result.width, result.height) == (30_000, 150)
        expected = {
            "big": (1920, 10),
            "medium": (150, 150),
            "small2x": (150, 150),
            "small": (150, 150),
            "tiny": (150, 150),
        }
        assert sizes_of(result) == expected

    def test_an_upended_panorama(self):
        result = rendered(encoded(detail(30_000, 150).transpose(Image.Transpose.ROTATE_90), "JPEG"))
        assert sizes_of(result)["big"] == (5, 1080)

    def test_a_crop_is_the_middle(self):
        picture = Image.new("RGB", (900, 300), "red")
        picture.paste("blue", (300, 0, 600, 300))
        tiny = decoded(rendered(encoded(picture, "PNG")).files["tiny"])
        assert differ([tiny.getpixel(at) for at in ((3, 75), (146, 75))], [(0, 0, 254)] * 2) <= 12

    @examples(20)
    @given(
        st.integers(1, 400),
        st.integers(1, 400),
        st.lists(
            st.builds(
                Size,
                st.sampled_from("abc"),
                st.integers(1, 300),
                st.integers(1, 300),
                st.booleans(),
                st.just(80),
            ),
            max_size=3,
            unique_by=lambda size: size.name,
        ),
    )
    def test_every_shape_gets_every_size(self, width, height, sizes):
        picture = Image.linear_gradient("L").resize((width, height))
        result = rendered(encoded(picture, "JPEG"), sizes)
        assert set(result.files) == {size.name for size in sizes}
        for size in sizes:
            made = decoded(result.files[size.name])
            assert made.width <= min(size.width, width)
            assert made.height <= min(size.height, height)


class TestQuality:
    def test_colours_of_every_size(self):
        picture = blocks().resize((2400, 1600), Image.Resampling.NEAREST)
        fitted = [
            Size("a", 1000, 1000, False, 90),
            Size("b", 500, 500, False, 90),
            Size("c", 100, 100, False, 90),
        ]
        for jpeg in rendered(encoded(picture, "JPEG", quality=95), fitted).files.values():
            assert differ(block_colours(decoded(jpeg)), BLOCKS) <= 6

    @pytest.mark.parametrize("width", [1201, 1601, 1999])
    def test_a_reduced_jpeg_is_where_it_should_be(self, width):
        """A picture of which every pixel counts, decoded whole and reduced, by the last corner."""
        picture = (
            Image.effect_noise((width // 8, width // 8), 90).resize((width, width)).convert("RGB")
        )
        data = encoded(picture, "JPEG", quality=95)
        size = Size("a", width * 10 // 29, width, False, 98)
        ours = decoded(rendered(data, [size]).files["a"])
        whole = decoded(data).resize(ours.size, Image.Resampling.LANCZOS)
        corner = (ours.width - 100, ours.height - 100, ours.width, ours.height)
        ours, whole = (each.crop(corner).convert("L").tobytes() for each in (ours, whole))
        assert sum(abs(a - b) for a, b in zip(ours, whole, strict=True)) / len(ours) < 2


class TestColour:
    def test_the_profile_is_applied_to_every_size(self):
        picture = blocks().resize((1800, 1200), Image.Resampling.NEAREST)
        data = encoded(picture, "JPEG", icc_profile=swapping_profile(), quality=95)
        fitted = [Size("a", 600, 600, False, 90), Size("b", 60, 60, False, 90)]
        for jpeg in rendered(data, fitted).files.values():
            swapped = [(green, red, blue) for red, green, blue in BLOCKS]
            assert differ(block_colours(decoded(jpeg)), swapped) <= 8

    @pytest.mark.parametrize(
        ("mode", "form"),
        [
            ("1", "PNG"),
            ("L", "JPEG"),
            ("LA", "PNG"),
            ("P", "GIF"),
            ("P", "PNG"),
            ("RGBA", "PNG"),
            ("RGBA", "WEBP"),
            ("RGBA", "AVIF"),
            ("RGBA", "HEIF"),
            ("CMYK", "JPEG"),
            ("CMYK", "TIFF"),
            ("YCbCr", "JPEG"),
            ("YCbCr", "TIFF"),
            ("LAB", "TIFF"),
            ("I;16", "PNG"),
            ("I;16", "TIFF"),
            ("I", "TIFF"),
            ("F", "TIFF"),
            ("1", "TIFF"),
        ],
    )
    def test_every_mode_gives_the_mean_that_was_put_in(self, mode, form):
        grey = 200
        values = {"I;16": grey * 257, "I": grey * 257, "F": grey / 255, "LAB": (204, 128, 128)}
        if mode in values:
            picture = Image.new(mode, (400, 300), values[mode])
        else:
            picture = (
                Image.new("L", (400, 300), 255 if mode == "1" else grey)
                .convert("RGB")
                .convert(mode)
            )
        expected = 255 if mode == "1" else grey
        result = rendered(encoded(picture, form))
        colour = decoded(result.files["small"]).getpixel((100, 100))
        assert differ([colour], [(expected,) * 3]) <= 4


class TestPlaceholder:
    def test_it_has_the_average_colours_upright(self):
        colours = [(x * 40, y * 40, 100) for y in range(6) for x in range(6)]
        small = Image.new("RGB", (6, 6))
        small.putdata(colours)
        picture = small.resize((60, 60), Image.Resampling.NEAREST)
        exif = Image.Exif()
        exif[0x0112] = 6
        result = rendered(encoded(stored(picture, 6), "PNG", exif=exif))
        assert result.placeholder == b"".join(map(bytes, colours))

    def test_it_is_of_the_whole_picture_and_needs_no_sizes(self):
        picture = Image.new("RGB", (600, 100), "red")
        picture.paste("blue", (0, 0, 300, 100))
        result = rendered(encoded(picture, "PNG"), [])
        assert result.files == {}
        colours = [tuple(result.placeholder[at : at + 3]) for at in range(0, 108, 3)]
        assert differ(colours, ([(0, 0, 255)] * 3 + [(255, 0, 0)] * 3) * 6) <= 20


class TestSecrets:
    def test_nothing_but_pixels_gets_out(self):
        exif = Image.Exif()
        exif[0x010E] = "my house"
        exif.get_ifd(0x8825)[2] = (50.0, 4.0, 0.0)
        data = encoded(
            detail(2400, 1600),
            "JPEG",
            exif=exif,
            comment=b"secret",
            icc_profile=swapping_profile(),
            xmp=b"<x:xmpmeta>serial</x:xmpmeta>",
            dpi=(300, 300),
            extra=b"\xff\xed\x00\x0aPhotosh\0",
        )
        assert {"APP1", "APP2", "APP13", "COM"} <= {kind for kind, _ in segments(data)}
        for jpeg in rendered(data).files.values():
            found = segments(jpeg)
            assert {kind for kind, _ in found} <= {"APP0", "DQT", "SOF0", "DHT", "SOS"}
            assert [content for kind, content in found if kind == "APP0"] == [
                b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
            ]

    @pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "GIF", "AVIF", "HEIF"])
    def test_nothing_gets_out_of_other_formats(self, form):
        exif = Image.Exif()
        exif[0x010E] = "my house"
        options = {"comment": b"my house"} if form == "GIF" else {"exif": exif}
        for jpeg in rendered(encoded(blocks(), form, **options)).files.values():
            assert {kind for kind, _ in segments(jpeg)} <= {"APP0", "DQT", "SOF0", "DHT", "SOS"}
            assert b"my house" not in jpeg


class TestFailures:
    def test_warnings_of_decoders_are_nobody_s_business(self, recwarn):
        rendered(encoded(blocks(), "JPEG", exif=b"Exif\0\0garbage and more"))
        assert not recwarn

    def test_too_little_memory_is_a_reason(self, monkeypatch):
        def swell(*_):
            raise MemoryError

        monkeypatch.setattr("bviewer.renditions.pipeline.to_srgb", swell)
        with pytest.raises(BrokenImage, match="it needs more memory than allowed"):
            rendered(encoded(blocks(), "JPEG"))

    def test_a_mistake_of_our_own_is_not_the_picture_s(self, monkeypatch):
        monkeypatch.setattr("bviewer.renditions.pipeline.encode", lambda *_, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rendered(encoded(blocks(), "JPEG"))


@pytest.mark.parametrize(("side", "is_kept"), [(9, True), (256, True), (257, False)])
def test_a_drawing_as_small_as_an_icon_keeps_the_colours_of_lines(side, is_kept):
    drawing = Image.new("RGB", (side, side), "white")
    drawing.paste((255, 0, 0), (3, 0, 4, side))
    files = rendered(encoded(drawing, "PNG"), [Size("whole", 300, 300, False, 85)]).files
    red = decoded(files["whole"]).getpixel((3, side // 2))
    assert (differ([red], [(255, 0, 0)]) < 12) == is_kept
