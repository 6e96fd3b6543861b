"""JPEG XL: its header tells as much as that of any picture, and libjxl decodes the rest."""

import io
import struct
from datetime import datetime
from zoneinfo import ZoneInfo

import pillow_jxl
import pytest
from PIL import Image

from bviewer.library.facts import FileFacts, read_facts
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import Size
from bviewer.sandbox.run import run_limited
from tests import pictures
from tests.unit.renditions.pictures import BLOCKS, block_colours, blocks, differ, encoded, stored

BIG = Size("big", 600, 600, False, 95)
CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"


def _facts(data: bytes) -> FileFacts:
    return read_facts(io.BytesIO(data), "a.jxl", 0, ZoneInfo("UTC"))


def _shown(data: bytes) -> Image.Image:
    rendered = render(io.BytesIO(data), [BIG], 10**7)
    return Image.open(io.BytesIO(rendered.files["big"]))


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


@pytest.mark.parametrize(
    ("width", "height"), [(60, 40), (8, 8), (256, 256), (1, 1), (1000, 3), (3, 1000), (160, 90)]
)
def test_a_header_tells_what_libjxl_decodes(width: int, height: int) -> None:
    data = encoded(Image.new("RGB", (width, height), "teal"), "JXL")
    facts = _facts(data)
    assert (facts.width, facts.height, facts.problem) == (width, height, None)
    rendered = render(io.BytesIO(data), [BIG], 10**6)
    assert (rendered.width, rendered.height) == (width, height)


@pytest.mark.parametrize("orientation", [1, 6])
def test_exif_turns_nothing(orientation: int) -> None:
    exif = pictures.exif_block([pictures.short(0x0112, orientation)])
    data = encoded(blocks(), "JXL", exif=exif, lossless=True)
    assert (_facts(data).width, _facts(data).height) == _shown(data).size == (48, 32)
    assert differ(block_colours(_shown(data)), BLOCKS) < 12


@pytest.mark.parametrize("before", [b"", b"\0\0\0\0", b"\0\0\0\x06Exif\0\0"])
def test_exif_is_read_from_its_box(before: bytes) -> None:
    """It begins with an offset to what is meant, which some encoders leave out."""
    exif = pictures.camera_exif("2024:06:13 14:25:01").removeprefix(b"Exif\0\0")
    picture = _box(b"jxlc", encoded(blocks(), "JXL"))
    facts = _facts(CONTAINER + _box(b"Exif", before + exif) + picture)
    assert (facts.time.replace(microsecond=0), facts.width) == (
        datetime(2024, 6, 13, 14, 25, 1),
        48,
    )


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_recompressed_jpeg_is_turned_as_its_codestream_says(
    orientation: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("jpeg") / "a.jpg"
    exif = pictures.exif_block([pictures.short(0x0112, orientation)])
    stored(blocks(), orientation).save(path, quality=98, subsampling=0, exif=exif)
    with Image.open(path) as jpeg:
        data = encoded(jpeg, "JXL", lossless_jpeg=True)
    assert pillow_jxl.Decoder(num_threads=0)(data)[0], "a JPEG was recompressed"
    assert (_facts(data).width, _facts(data).height) == _shown(data).size == (48, 32)
    assert differ(block_colours(_shown(data)), BLOCKS) < 12


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_cut_one_is_refused(share: float) -> None:
    data = encoded(blocks(), "JXL", lossless=True)
    with pytest.raises(BrokenImage, match="damaged"):
        render(io.BytesIO(data[: int(share * len(data))]), [BIG], 10**6)


def test_one_that_needs_more_memory_says_so() -> None:
    data = encoded(Image.new("RGB", (6000, 5000)), "JXL", effort=1)
    with pytest.raises(BrokenImage, match="more memory than allowed"):
        run_limited(lambda: render(io.BytesIO(data), [BIG], 10**8), 120, 60)


def test_one_with_more_pixels_than_allowed_is_not_decoded() -> None:
    data = encoded(Image.new("RGB", (60, 40)), "JXL")
    with pytest.raises(BrokenImage, match="more than the limit"):
        render(io.BytesIO(data), [BIG], 1000)


@pytest.mark.parametrize(
    "boxes",
    [
        b"",
        _box(b"jxlp", b"\0\0\0\0"),
        _box(b"free", bytes(9)) * 100,
        struct.pack(">I4s", 1, b"jxlc"),
        struct.pack(">I4sQ", 1, b"jxlc", 2**63),
        struct.pack(">I4s", 3, b"Exif"),
    ],
)
def test_a_container_without_a_picture_is_damaged(boxes: bytes) -> None:
    assert "damaged" in str(_facts(CONTAINER + boxes).problem)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [("L", 128, 128), ("LA", (128, 0), 255), ("RGBA", (255, 0, 0, 0), 255)],
)
def test_grey_and_glass(mode: str, colour: int | tuple[int, ...], expected: int) -> None:
    data = encoded(Image.new(mode, (48, 32), colour), "JXL", lossless=True)
    assert _shown(data).convert("L").getpixel((5, 5)) == expected


class _Panic(BaseException):
    """As Rust has it."""


@pytest.mark.parametrize(
    ("raised", "seen", "words"),
    [
        (_Panic, BrokenImage, "damaged"),
        (MemoryError, BrokenImage, "more memory"),
        (KeyboardInterrupt, KeyboardInterrupt, "^$"),
    ],
)
def test_a_panic_of_its_decoder_is_damage_and_nothing_else_is(
    raised: type[BaseException],
    seen: type[BaseException],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_options: object) -> None:
        raise raised

    monkeypatch.setattr(pillow_jxl, "Decoder", fail)
    with pytest.raises(seen, match=words):
        render(io.BytesIO(encoded(Image.new("RGB", (60, 40)), "JXL")), [BIG], 10**6)
