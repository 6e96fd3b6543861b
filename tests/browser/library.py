"""A library for browsers: photographs of many shapes, clips, albums in albums, and one of 1,000
images."""

import random
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from tests import clips

SHAPES = [(1600, 1067), (1067, 1600), (1200, 1200), (2400, 800), (700, 1900), (900, 600)]
MANY = 1000
CLIP_SECONDS = 20


def photograph(number: int, size: tuple[int, int], taken: datetime) -> bytes:
    """A soft picture of a few colours, different for each number, with the facts of a camera."""
    dice = random.Random(number)
    small = Image.new("RGB", (4, 4))
    small.putdata([tuple(dice.randrange(256) for _ in range(3)) for _ in range(16)])
    picture = small.resize(size, Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Aurora", "Aurora X2"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    details[ExifTags.Base.FNumber] = IFDRational(8)
    details[ExifTags.Base.ISOSpeedRatings] = 200
    file = BytesIO()
    picture.save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


def write(folder: Path, name: str, number: int, size: tuple[int, int], year: int) -> None:
    """One photograph of a year."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = datetime(year, 5, 4, 10) + timedelta(minutes=number)
    (folder / name).write_bytes(photograph(number, size, taken))


def write_clip(file: Path, kind: str, codec: str, size: tuple[int, int], minute: int) -> None:
    """A silent clip of a minute of 2018."""
    taken = {"creation_time": f"2018-05-04T10:{minute:02}:00Z"}
    pictures = [clips.painted(*size)] * clips.RATE * CLIP_SECONDS
    file.write_bytes(clips.write(kind, codec, pictures, tags=taken))


def make_films(folder: Path) -> None:
    """Photographs, and clips between them: a wide one, a tall one, one that no browser plays."""
    for number in (0, 2, 4):
        write(folder, f"Item {number}.jpg", number, SHAPES[0], 2018)
    write_clip(folder / "Item 1.mp4", "mp4", "libx264", (640, 360), 1)
    write_clip(folder / "Item 3.webm", "webm", "libvpx-vp9", (180, 320), 3)
    write_clip(folder / "Item 5.mov", "mov", "mjpeg", (320, 240), 5)


def make_library(root: Path) -> Path:
    """Journeys, albums nobody looked at yet, one of many images, an empty one, a broken file."""
    for year, place in ((2022, "Rome"), (2023, "Lofoten"), (2024, "Iceland")):
        for number in range(14 if year == 2024 else 3):
            shape = SHAPES[number % len(SHAPES)]
            write(root / f"{place} {year}", f"View {number:02}.jpg", number, shape, year)
    for year, title in ((2020, "Late 2020"), (2019, "Later 2019")):
        for number in range(6):
            write(root / title, f"{number}.jpg", year + number, SHAPES[0], year)
    write(root / "Iceland 2024" / "South coast", "Beach.jpg", 99, SHAPES[0], 2024)
    (root / "Iceland 2024" / "View 99 broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    make_films(root / "Films 2018")
    (root / "Nothing yet").mkdir()
    for number in range(MANY):
        write(root / "Many 2021", f"{number:04}.jpg", number, (60, 40), 2021)
    return root
