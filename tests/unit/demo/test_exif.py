from fractions import Fraction
from io import BytesIO
from typing import Any

import exifread
import pytest
from PIL import Image

from bviewer.demo.cameras import POCKET, ZOOM
from bviewer.demo.exif import Place, Shot, exif

SHOT = Shot(
    "2024-06-13T22:41:25+00:00", ZOOM, 45, 5.6, "1/250", 400, Place(63.4044, -19.0451, 3.5), 6
)


def tags(shot: Shot) -> dict[str, Any]:
    """The tags of a file with this shot, as bviewer's own reader of EXIF sees them."""
    file = BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG", exif=exif(shot, (40, 30), "Black sand"))
    file.seek(0)
    found: dict[str, Any] = exifread.process_file(file, details=False)
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Image ImageDescription", "Black sand"),
        ("Image Make", "VIDAR"),
        ("Image Model", "VIDAR D4"),
        ("Image DateTime", "2024:06:13 22:41:25"),
        ("EXIF DateTimeOriginal", "2024:06:13 22:41:25"),
        ("EXIF DateTimeDigitized", "2024:06:13 22:41:25"),
        ("EXIF OffsetTimeOriginal", "+00:00"),
        ("EXIF ExposureTime", "1/250"),
        ("EXIF FNumber", "28/5"),
        ("EXIF ISOSpeedRatings", "400"),
        ("EXIF FocalLength", "45"),
        ("EXIF FocalLengthIn35mmFilm", "45"),
        ("EXIF LensModel", "VIDAR 24-70mm F4"),
        ("EXIF LensSpecification", "[24, 70, 4, 4]"),
        ("EXIF BodySerialNumber", "4021877"),
        ("EXIF ExifImageWidth", "40"),
        ("GPS GPSLatitudeRef", "N"),
        ("GPS GPSLongitudeRef", "W"),
        ("GPS GPSAltitude", "7/2"),
        ("GPS GPSTimeStamp", "[22, 41, 25]"),
        ("GPS GPSDate", "2024:06:13"),
    ],
)
def test_exifread_reads_what_the_camera_noted(name: str, value: str) -> None:
    assert str(tags(SHOT)[name]) == value


def test_orientation_is_the_number_of_the_standard() -> None:
    assert tags(SHOT)["Image Orientation"].values == [6]


def test_position_is_exact_to_a_metre() -> None:
    degrees, minutes, seconds = tags(SHOT)["GPS GPSLatitude"].values
    assert float(degrees + Fraction(minutes) / 60 + Fraction(seconds) / 3600) == pytest.approx(
        63.4044, abs=1e-5
    )


def test_the_times_are_local_and_those_of_gps_are_not() -> None:
    evening = Shot("2021-11-05T00:30:00+01:00", POCKET, 23, 2, "8", 100, Place(50.0, 14.4))
    found = tags(evening)
    assert str(found["EXIF DateTimeOriginal"]) == "2021:11:05 00:30:00"
    assert str(found["EXIF OffsetTimeOriginal"]) == "+01:00"
    assert str(found["GPS GPSDate"]) == "2021:11:04"
    assert str(found["GPS GPSTimeStamp"]) == "[23, 30, 0]"


def test_a_small_sensor_has_a_longer_equivalent() -> None:
    assert (
        str(
            tags(Shot("2021-11-05T00:30:00+01:00", POCKET, 23, 2, "30", 100))[
                "EXIF FocalLengthIn35mmFilm"
            ]
        )
        == "34"
    )


def test_without_a_place_there_is_no_gps() -> None:
    found = tags(Shot("2021-11-05T00:30:00+01:00", POCKET, 23, 2, "30", 100))
    assert not [name for name in found if name.startswith("GPS")]
