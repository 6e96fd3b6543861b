"""Decoding ends with pixels or with a reason, whatever the file holds."""

import errno
import io
import struct
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from bviewer.library.formats import DECODERS
from bviewer.renditions.decoding import DAMAGED, UNKNOWN_KIND, _reasons, decode
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.salvage import decode_what_is_there
from bviewer.renditions.sizes import Size
from bviewer.renditions.source import SourceFile
from tests.unit.renditions.pictures import blocks, detail, encoded, png, with_profile

LIMIT = 150_000_000
SMALL = [Size("small", 300, 300, True, 80)]
OPTIONS = {"TIFF": {"compression": "tiff_lzw"}, "WEBP": {"lossless": True}}


def picture_of(data, sizes=SMALL):
    return decode(io.BytesIO(data), sizes, LIMIT)


def reason_of(data, limit=LIMIT):
    with pytest.raises(BrokenImage) as caught:
        decode(io.BytesIO(data), SMALL, limit)
    return str(caught.value)


@cache
def file_of(form):
    return encoded(detail(640, 480), form, **OPTIONS.get(form, {}))


class TestWholeFiles:
    @pytest.mark.parametrize("form", DECODERS)
    def test_every_format_on_the_list_is_decoded(self, form):
        decoded = picture_of(file_of(form), [Size("whole", 640, 480, False, 80)])
        assert (decoded.width, decoded.height, decoded.picture.size) == (640, 480, (640, 480))
        assert decoded.box == (0, 0, 640, 480)

    def test_a_jpeg_is_reduced_while_it_is_decoded(self):
        decoded = picture_of(encoded(detail(2001, 1501), "JPEG"))
        assert (decoded.width, decoded.height) == (2001, 1501)
        assert decoded.picture.size == (1001, 751)
        assert decoded.box == pytest.approx((0, 0, 1000.5, 750.5))

    def test_a_lying_jpeg_is_reduced_by_what_the_upright_one_needs(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        low = [Size("low", 300, 2400, False, 80)]
        decoded = picture_of(encoded(detail(2400, 1200), "JPEG", exif=exif), low)
        assert decoded.upright_size == (1200, 2400)
        assert decoded.picture.size == (1200, 600)

    def test_a_jpeg_of_several_pictures_gives_the_first(self):
        several = encoded(
            Image.new("RGB", (64, 64), "red"),
            "MPO",
            save_all=True,
            append_images=[Image.new("RGB", (64, 64), "blue")],
        )
        red, _, blue = picture_of(several).picture.getpixel((9, 9))
        assert red > 250
        assert blue < 5

    @pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
    def test_an_animation_gives_its_first_frame(self, form):
        frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "lime")]
        animation = encoded(frames[0], form, save_all=True, append_images=frames[1:])
        red, _, blue = picture_of(animation).picture.convert("RGB").getpixel((9, 9))
        assert red > 245
        assert blue < 10


class TestBrokenFiles:
    @pytest.mark.parametrize("percent", [10, 50, 90, 99.9])
    @pytest.mark.parametrize("form", DECODERS)
    def test_truncated_files_are_broken_with_a_reason(self, form, percent):
        data = file_of(form)
        reason = reason_of(data[: int(len(data) * percent / 100)])
        known = (DAMAGED, "no whole picture of its camera is in this RAW file")
        assert reason == "the file ends too early" or reason.startswith(known)

    def test_a_file_that_ends_within_its_header_ends_too_early(self):
        assert reason_of(file_of("JPEG")[:150]) == "the file ends too early"

    @pytest.mark.parametrize("percent", [50, 90, 99.9])
    @pytest.mark.parametrize("reduced", [False, True])
    def test_a_truncated_jpeg_ends_too_early(self, percent, reduced):
        data = encoded(detail(2000, 1500) if reduced else detail(300, 300), "JPEG")
        assert reason_of(data[: int(len(data) * percent / 100)]) == "the file ends too early"

    def test_a_truncated_progressive_jpeg_ends_too_early(self):
        data = encoded(detail(640, 480), "JPEG", progressive=True)
        assert reason_of(data[: len(data) // 2]) == "the file ends too early"

    def test_an_empty_file(self):
        assert reason_of(b"") == "the file is empty"

    @pytest.mark.parametrize("data", [b"\0", b"x", b"dear diary\n" * 99, b"GIF", b"\xff\xd8"])
    def test_a_file_of_something_else(self, data):
        assert reason_of(data) == "not a picture in a supported format"

    @pytest.mark.parametrize("data", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0"])
    def test_a_file_that_is_only_a_beginning(self, data):
        assert reason_of(data).startswith(DAMAGED)

    def test_a_png_with_a_bad_checksum(self):
        data = bytearray(encoded(blocks(), "PNG"))
        data[60] ^= 0xFF
        assert reason_of(bytes(data)) == "the picture is damaged"

    def test_a_jpeg_without_tables(self):
        data = encoded(blocks(), "JPEG")
        assert reason_of(data.replace(b"\xff\xdb", b"\xff\xe9")).startswith(DAMAGED)

    @pytest.mark.parametrize("form", DECODERS)
    def test_no_flipped_byte_gets_past_as_another_error(self, form):
        """Every 97th byte turned over, one at a time: a picture or a reason, nothing else."""
        whole = encoded(blocks(), form)
        for at in range(0, len(whole), 97):
            data = bytearray(whole)
            data[at] ^= 0xFF
            try:
                picture_of(bytes(data))
            except BrokenImage as error:
                assert str(error)  # noqa: PT017 - Both endings are right, but not without reason.


class TestOrientation:
    def test_xmp_alone_turns_nothing(self):
        xmp = b'<x:xmpmeta tiff:Orientation="6"/>'
        assert picture_of(encoded(blocks(), "JPEG", xmp=xmp)).orientation == 1
        assert picture_of(encoded(blocks(), "PNG", pnginfo=in_png(xmp))).orientation == 1

    def test_a_heif_whose_container_is_silent_is_turned_by_its_exif(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        assert picture_of(encoded(blocks(), "HEIF", exif=exif)).orientation == 6


def in_png(xmp):
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return chunks


class TestReasons:
    @pytest.mark.parametrize(
        ("compression", "reason"),
        [
            (999, "a TIFF with compression 999, which its decoder does not know"),
            (34676, UNKNOWN_KIND),  # Pillow knows its name, and libtiff does not decode it here.
        ],
    )
    def test_an_unknown_compression_is_no_damage_for_sure(self, compression, reason):
        said = struct.Struct("<HHII")
        data = encoded(blocks(), "TIFF").replace(
            said.pack(259, 3, 1, 1), said.pack(259, 3, 1, compression)
        )
        assert reason_of(data) == reason


class TestLimits:
    def test_a_png_that_claims_to_be_huge_is_refused_by_its_header(self):
        reason = reason_of(png(65_500, 65_500, 8, 2, [bytes(9)]))
        assert reason == "its number of pixels is more than the limit of 150 megapixels"

    def test_one_a_little_too_large_is_told_its_size(self):
        reason = reason_of(png(15_000, 11_000, 8, 2, [bytes(9)]))
        assert reason == "15,000 x 11,000 pixels is more than the limit of 150 megapixels"

    @pytest.mark.parametrize("form", ["JPEG", "WEBP", "TIFF", "GIF", "AVIF", "HEIF"])
    def test_the_limit_holds_for_every_format(self, form):
        assert "more than the limit of 0.3 megapixels" in reason_of(file_of(form), 300_000)

    def test_as_many_pixels_as_allowed_are_allowed(self):
        assert decode(io.BytesIO(file_of("PNG")), SMALL, 640 * 480).width == 640

    def test_a_picture_without_pixels_is_damaged(self):
        assert reason_of(png(0, 10, 8, 2, [])).startswith(DAMAGED)

    def test_the_limit_of_pillow_is_left_as_it_was(self, monkeypatch):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 12_345)
        picture_of(file_of("PNG"))
        reason_of(b"nothing")
        assert Image.MAX_IMAGE_PIXELS == 12_345


class FailingDisk(io.BytesIO):
    """Reads well until a position, then as a disk that was pulled out."""

    def __init__(self, data, at):
        super().__init__(data)
        self.at = at

    def read(self, size=-1):
        if size < 0 or self.tell() + size > self.at:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


class TestStorage:
    @pytest.mark.parametrize("percent", [0, 1, 40])
    @pytest.mark.parametrize("form", DECODERS)
    def test_a_failing_disk_is_not_held_against_the_picture(self, form, percent):
        data = file_of(form)
        with pytest.raises(OSError, match="Input/output error") as caught:
            decode(FailingDisk(data, len(data) * percent // 100), SMALL, LIMIT)
        assert caught.value.errno == errno.EIO

    def test_an_error_that_a_decoder_swallowed_is_raised_all_the_same(self):
        class Glitch(io.BytesIO):
            glitches = 0

            def read(self, size=-1):
                self.glitches += 1
                if self.glitches == 3:
                    raise OSError(errno.ESTALE, "Stale file handle")
                return super().read(size)

        with pytest.raises(OSError, match="Stale"):
            decode(Glitch(file_of("HEIF")), SMALL, LIMIT)

    def test_an_error_that_did_not_keep_a_decoder_from_decoding_is_raised_too(self):
        source = SourceFile(FailingDisk(b"0123456789", 5))
        raises = pytest.raises(OSError, match="Input/output error")
        with raises, _reasons(source, LIMIT), suppress(OSError):
            source.read()

    def test_reading_leaves_the_file_alone(self, tmp_path):
        original = Path(tmp_path, "a.jpg")
        original.write_bytes(file_of("JPEG"))
        original.chmod(0o400)
        with original.open("rb") as file:
            decode(file, SMALL, LIMIT)
            assert not file.closed
        assert original.read_bytes() == file_of("JPEG")


class TestMetadata:
    @pytest.mark.parametrize("length", [1_200_000, 3_900_000, 9_000_000])
    def test_a_png_is_decoded_whatever_its_profile_weighs(self, length):
        decoded = decode_what_is_there(io.BytesIO(with_profile(length)), SMALL, LIMIT)
        assert (decoded.width, decoded.flaw) == (48, None)
        assert (decoded.profile is not None) == (length < 4_000_000)

    @pytest.mark.parametrize(
        "exif",
        [
            b"Exif\0\0",
            b"Exif\0\0garbage and more",
            b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 60,  # 65,535 entries
            b"Exif\0\0II*\0\x08\0\0\0\x00\x00\x08\0\0\0",  # the next directory is this one
            b"Exif\0\0II*\0\x08\0\0\0\x01\x00\x12\x01\x02\x00\xff\xff\xff\xff\x00\x00\x00\x00",
        ],
    )
    def test_mad_metadata_costs_no_photograph(self, exif):
        decoded = picture_of(encoded(blocks(), "JPEG", exif=exif))
        assert (decoded.width, decoded.orientation) == (48, 1)

    def test_exif_that_cannot_even_be_read_costs_no_photograph(self):
        text = PngImagePlugin.PngInfo()
        text.add_text("Raw profile type exif", "\nexif\n9\nthis is not hexadecimal")
        assert picture_of(encoded(blocks(), "PNG", pnginfo=text)).orientation == 1

    @pytest.mark.parametrize("value", [0, 9, 255, 65_535])
    def test_an_unknown_orientation_is_upright(self, value):
        exif = Image.Exif()
        exif[0x0112] = value
        assert picture_of(encoded(blocks(), "JPEG", exif=exif)).orientation == 1

    def test_an_orientation_that_is_text_is_upright(self):
        exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x04\0\0\0six\0\0\0\0\0"
        assert picture_of(encoded(blocks(), "JPEG", exif=exif)).orientation == 1
