from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageOps
from PIL.ExifTags import IFD, Base

from bviewer.demo.cameras import ZOOM
from bviewer.demo.exif import Shot
from bviewer.demo.paint.field import Size
from bviewer.demo.photograph import Photograph


def red_above_blue(size: Size, dice: Random) -> Image.Image:
    picture = Image.new("RGB", size, (20, 20, 200))
    picture.paste((200, 20, 20), (0, 0, size[0], size[1] // 2))
    return picture


def photograph(path: str, orientation: int = 1) -> Photograph:
    shot = Shot("2023-10-11T15:20:44+02:00", ZOOM, 35, 8, "1/250", 100, None, orientation)
    return Photograph(path, red_above_blue, 1, (90, 60), shot)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_whatever_the_orientation_tag_the_picture_is_upright(
    tmp_path: Path, orientation: int
) -> None:
    photograph("a.jpg", orientation).write(tmp_path)
    with Image.open(tmp_path / "a.jpg") as stored:
        assert stored.getexif()[Base.Orientation] == orientation
        assert stored.size == ((60, 90) if orientation in (6, 8) else (90, 60))
        upright = ImageOps.exif_transpose(stored)
    assert upright.size == (90, 60)
    red, _, blue = upright.getpixel((45, 5))
    assert red > blue
    red, _, blue = upright.getpixel((45, 55))
    assert blue > red


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.JPG", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")]
)
def test_every_format_carries_the_time_of_the_shot(tmp_path: Path, name: str, kind: str) -> None:
    photograph(f"2023/Deep/{name}").write(tmp_path)
    target = tmp_path / "2023" / "Deep" / name
    with Image.open(target) as picture:
        assert picture.format == kind
        noted = picture.getexif().get_ifd(IFD.Exif)
    assert noted[Base.DateTimeOriginal] == "2023:10:11 15:20:44"
    assert noted[Base.OffsetTimeOriginal] == "+02:00"


def test_the_file_is_as_old_as_the_shot(tmp_path: Path) -> None:
    photograph("a.jpg").write(tmp_path)
    assert (tmp_path / "a.jpg").stat().st_mtime == 1697030444  # 2023-10-11 13:20:44 UTC


def test_without_a_shot_there_is_no_exif_and_the_time_of_the_copy(tmp_path: Path) -> None:
    bare = Photograph("a.jpg", red_above_blue, 1, (90, 60), copied="2024-07-02T19:40:00+00:00")
    bare.write(tmp_path)
    with Image.open(tmp_path / "a.jpg") as picture:
        assert len(picture.getexif()) == 0
    assert (tmp_path / "a.jpg").stat().st_mtime == 1719949200
