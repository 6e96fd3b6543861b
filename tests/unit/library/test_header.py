import errno
import io
import os
import time
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bviewer.library.bounded import BoundedReader
from bviewer.library.formats import DECODERS
from bviewer.library.header import Header, read_header
from tests import pictures
from tests.unit.renditions.pictures import blocks, encoded, with_profile

DAMAGED = "the picture is damaged, or compressed in a way that its decoder does not know"
UNKNOWN = "not a picture in a supported format"
TOO_MUCH = "its header is damaged or too large"


def _header(data: bytes) -> Header:
    return read_header(BoundedReader(io.BytesIO(data)))


@pytest.mark.parametrize("decoder", DECODERS)
def test_every_format_tells_its_size(decoder: str) -> None:
    header = _header(pictures.picture(decoder, 60, 40))
    assert (header.width, header.height, header.problem) == (60, 40, None)


@pytest.mark.parametrize("decoder", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_size_is_that_of_the_upright_rendition(decoder: str, orientation: int) -> None:
    exif = pictures.exif_block([pictures.short(0x0112, orientation)])
    data = pictures.picture(decoder, 60, 40, exif=exif)
    header = _header(data)
    assert (header.width, header.height) == _shown(data)


@pytest.mark.parametrize("orientation", range(10))
def test_a_jpeg_is_turned_by_orientations_five_to_eight_only(orientation: int) -> None:
    header = _header(pictures.jpeg(60, 40, orientation=orientation))
    assert (header.width, header.height) == ((40, 60) if 5 <= orientation <= 8 else (60, 40))


@pytest.mark.parametrize("decoder", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_exif_begins_with_its_byte_order(decoder: str) -> None:
    data = pictures.picture(decoder, exif=pictures.camera_exif())
    assert _header(data).exif.startswith(b"II*\0")


def test_a_tiff_is_its_own_exif() -> None:
    assert _header(pictures.tiff()).is_tiff
    assert not _header(pictures.jpeg()).is_tiff


def _shown(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return ImageOps.exif_transpose(image).size


@pytest.mark.parametrize("decoder", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_xmp_is_handed_on(decoder: str) -> None:
    packet = b'<x:xmpmeta xmp:CreateDate="2024"/>'
    assert packet in _header(pictures.picture(decoder, xmp=packet)).xmp


def test_content_counts_and_not_the_name() -> None:
    assert _header(pictures.picture("PNG", 7, 5)).width == 7


def test_what_cannot_be_shown_says_why() -> None:
    assert _header(b"").problem == "the file is empty"
    for data in (
        b"x",
        b"hello, I am text",
        b"%PDF-1.4\n%...............",
        bytes(64),
    ):
        assert _header(data) == Header(problem=UNKNOWN)


def test_formats_that_pillow_knows_and_bviewer_does_not_are_no_pictures() -> None:
    for decoder in ("BMP", "ICO", "PPM", "EPS", "PDF", "TGA", "SGI", "PCX"):
        file = io.BytesIO()
        Image.new("RGB", (16, 16)).save(file, decoder)
        assert _header(file.getvalue()).problem == UNKNOWN


@pytest.mark.filterwarnings("error")
def test_enormous_sizes_are_told_and_not_judged() -> None:
    for data in (pictures.claiming_jpeg(), pictures.claiming_png()):
        header = _header(data)
        assert (header.width, header.height, header.problem) == (65_500, 65_500, None)


def test_no_pixel_is_decoded_to_read_a_header() -> None:
    file = io.BytesIO(pictures.huge_png())
    assert read_header(BoundedReader(file)).width == 10_000
    assert file.tell() < 100


def test_a_webp_too_large_for_its_decoder_says_so() -> None:
    data = bytearray(pictures.picture("WEBP", exif=pictures.camera_exif()))
    assert data[12:16] == b"VP8X"
    data[24:30] = (16_382).to_bytes(3, "little") * 2
    assert _header(bytes(data)).problem == "it has more pixels than its decoder accepts"


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_header_cut_anywhere_is_a_problem_or_a_picture_and_never_an_error(decoder: str) -> None:
    exif = b"" if decoder == "GIF" else pictures.camera_exif()
    data = pictures.picture(decoder, exif=exif)
    for length in range(0, len(data), max(1, len(data) // 50)):
        header = _header(data[:length])
        assert (header.width is None) == (header.problem is not None)


def test_a_picture_cut_behind_its_header_has_a_size() -> None:
    data = pictures.noise(400, 300)
    assert _header(pictures.truncated(data)).width == 400


def test_a_terabyte_of_nothing_is_given_up_at_once(tmp_path: Path) -> None:
    started = time.process_time()
    for start, problem in (
        (pictures.jpeg()[:20], TOO_MUCH),
        (pictures.picture("HEIF")[:400], TOO_MUCH),
        (pictures.picture("WEBP")[:30], TOO_MUCH),
        (b"", UNKNOWN),
    ):
        path = pictures.write(tmp_path / "sparse.jpg", start)
        os.truncate(path, 1 << 40)
        with path.open("rb") as file:
            assert read_header(BoundedReader(file)).problem == problem
    assert time.process_time() - started < 2


class DyingDisk(io.BytesIO):
    """Storage that fails after some reads."""

    def __init__(self, data: bytes, reads: int) -> None:
        super().__init__(data)
        self.reads = reads

    def read(self, size: int | None = -1) -> bytes:
        self.reads -= 1
        if self.reads < 0:
            raise OSError(errno.ESTALE, "Stale file handle")
        return super().read(size)


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("reads", [0, 1])
def test_an_error_of_the_storage_is_no_fault_of_the_picture(decoder: str, reads: int) -> None:
    with pytest.raises(OSError, match="Stale"):
        read_header(BoundedReader(DyingDisk(pictures.picture(decoder), reads)))


def test_nothing_is_printed_or_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for block in pictures.hostile_exif().values():
        _header(pictures.jpeg(exif=block))
        _header(pictures.tiff(image=[pictures.Entry(0x0115, 3, 1, b"\xff\xff")]))
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_png_is_a_picture_whatever_it_has_of_metadata() -> None:
    header = _header(with_profile(9_000_000))
    assert (header.width, header.problem) == (48, None)


def test_what_begins_like_a_picture_is_a_damaged_one() -> None:
    assert _header(b"\x89PNG\r\n\x1a\n" + bytes(99)).problem == DAMAGED


def test_an_orientation_in_xmp_alone_turns_nothing() -> None:
    xmp = b'<x tiff:Orientation="6"/>'
    assert _header(pictures.jpeg(40, 20, xmp=xmp)).width == 40
    assert _header(pictures.jpeg(40, 20, xmp=xmp, orientation=6)).width == 20


def test_a_heif_with_an_orientation_in_exif_alone_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(blocks(), "HEIF", exif=exif)
    assert b"irot" not in data
    assert _header(data).width == 32
