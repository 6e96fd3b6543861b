"""RAW files: what their camera made of them is read and shown as any picture is."""

import errno
import io
import struct
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

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
NO_PICTURE = "no whole picture of its camera is in this RAW file"


def _facts(data: bytes) -> FileFacts:
    return read_facts(io.BytesIO(data), "a.dng", 0, ZoneInfo("UTC"))


def _shown(data: bytes) -> Image.Image:
    rendered = render(io.BytesIO(data), [BIG], 10**6)
    return Image.open(io.BytesIO(rendered.files["big"]))


def _dng(picture: Image.Image, orientation: int) -> bytes:
    preview = encoded(picture, "JPEG", quality=98, subsampling=0)
    sensor = (128, 192) if picture.width < picture.height else (192, 128)
    return pictures.dng(preview, sensor=sensor, image=[pictures.short(0x0112, orientation)])


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_picture_of_the_camera_is_shown_upright(orientation: int) -> None:
    data = _dng(stored(blocks(), orientation), orientation)
    facts, shown = _facts(data), _shown(data)
    assert (facts.width, facts.height, facts.problem) == (48, 32, None)
    assert shown.size == (48, 32)
    assert differ(block_colours(shown), BLOCKS) < 12


def test_a_picture_that_its_camera_turned_is_not_turned_again() -> None:
    upright = blocks().transpose(Image.Transpose.ROTATE_90)
    preview = encoded(upright, "JPEG", quality=98, subsampling=0)
    data = pictures.dng(preview, image=[pictures.short(0x0112, 6)])
    assert (_facts(data).width, _facts(data).height) == _shown(data).size == (32, 48)
    assert differ(block_colours(_shown(data).transpose(Image.Transpose.ROTATE_270)), BLOCKS) < 12


def test_time_and_camera_are_those_of_the_raw_file() -> None:
    taken = [pictures.text(0x9003, "2024:06:13 14:25:01")]
    facts = _facts(pictures.dng(pictures.jpeg(), exif=taken))
    assert facts.time == datetime(2024, 6, 13, 14, 25, 1)
    assert (facts.camera["make"], facts.camera["model"]) == ("Maker", "Model")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pictures.dng(b""), NO_PICTURE),
        (pictures.dng(pictures.noise(60, 40))[:-2000], "the file ends too early"),
        (b"FUJIFILMCCD-RAW " + bytes(400), "a RAW file that is damaged, or of an unknown camera"),
        (b"IIU\0" + bytes(400), "a RAW file that is damaged, or of an unknown camera"),
    ],
)
def test_a_raw_file_without_a_picture_says_so(data: bytes, reason: str) -> None:
    assert _facts(data).problem == reason
    with pytest.raises(BrokenImage, match=reason):
        render(io.BytesIO(data), [BIG], 10**6)


def test_a_damaged_picture_in_a_raw_file_is_refused() -> None:
    data = pictures.dng(pictures.damaged(pictures.noise(60, 40)))
    with pytest.raises(BrokenImage, match="damaged"):
        render(io.BytesIO(data), [BIG], 10**6)


def test_a_picture_in_a_raw_file_has_no_more_pixels_than_others() -> None:
    with pytest.raises(BrokenImage, match="more than the limit"):
        render(io.BytesIO(pictures.dng(pictures.jpeg(60, 40))), [BIG], 1000)


def test_a_tiff_is_no_raw_file_however_its_directories_lead() -> None:
    loop = b"II*\0" + struct.pack("<IHHHIII", 8, 1, 0x014A, 4, 1, 8, 8)
    assert _facts(loop).problem is not None
    assert _facts(pictures.tiff()).problem is None
    assert _shown(pictures.tiff(24, 16)).size == (24, 16)


def test_it_is_found_within_the_limits_of_the_sandbox() -> None:
    data = pictures.dng(pictures.jpeg(60, 40))
    rendered = run_limited(lambda: render(io.BytesIO(data), [BIG], 10**6), 256, 60)
    assert (rendered.width, rendered.height) == (60, 40)


@pytest.mark.parametrize(
    "data",
    [
        pictures.dng(pictures.jpeg(60, 40), image=[pictures.short(0x0112, 6)]),
        pictures.dng(b""),
        pictures.dng(pictures.noise(60, 40))[:-2000],
        b"FUJIFILMCCD-RAW " + bytes(400),
    ],
)
def test_a_file_on_a_disk_tells_what_it_tells_in_memory(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(data)
    with path.open("rb") as file:
        assert read_facts(file, "a.dng", 0, ZoneInfo("UTC")) == _facts(data)


def test_what_the_sensor_saw_is_not_read(tmp_path: Path) -> None:
    data = pictures.dng(pictures.jpeg(60, 40), sensor=(2000, 1500))
    path = tmp_path / "a.dng"
    path.write_bytes(data + bytes(6_000_000))
    _facts(pictures.dng(pictures.jpeg()))  # What is imported for the first is read as well.
    with path.open("rb") as file:
        before = _bytes_read()
        assert read_facts(file, "a.dng", 0, ZoneInfo("UTC")).problem is None
        render(file, [BIG], 10**6)
        assert _bytes_read() - before < 1_000_000


def _bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split()[1])


class _FailingDisk(io.FileIO):
    """A file whose picture LibRaw does not find, and that cannot be read as a whole."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size < 10_000:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_an_error_of_the_disk_is_none_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(pictures.dng(b""))
    with _FailingDisk(path) as file, pytest.raises(OSError, match="Input/output error"):
        read_facts(file, "a.dng", 0, ZoneInfo("UTC"))
