"""A library for browsers: photographs of many shapes, albums in albums, and one of 1,000 images."""

import random
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

SHAPES = [(1600, 1067), (1067, 1600), (1200, 1200), (2400, 800), (700, 1900), (900, 600)]
MANY = 1000


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
    (root / "Nothing yet").mkdir()
    for number in range(MANY):
        write(root / "Many 2021", f"{number:04}.jpg", number, (60, 40), 2021)
    return root
