# ruff: noqa: RUF001 - dashes, crosses and Cyrillic letters are what is tested.

from datetime import datetime
from typing import Any

import pytest

from bviewer.albums.items import Details, Item
from bviewer.library.times import TimeSource
from bviewer.presenters.details import (
    Detail,
    camera_name,
    details,
    exposure,
    size,
    stars,
    time_remark,
    zone,
)
from bviewer.presenters.languages import language

ENGLISH, GERMAN, RUSSIAN = language("en-GB"), language("de"), language("ru")
CAMERA = {
    "make": "FUJIFILM",
    "model": "X-T5",
    "lens": "XF23mmF2 R WR",
    "focal_length": 23.0,
    "aperture": 2.8,
    "exposure": 0.004,
    "exposure_text": "1/250 s",
    "iso": 200,
    "latitude": 64.0784123,
    "longitude": -16.2305987,
}


def known(
    camera: dict[str, Any], source: str = TimeSource.EXIF, offset: int | None = None
) -> Details:
    """What the database has of an image."""
    return Details(offset_minutes=offset, time_source=source, camera=camera)


def listed(width: int | None = 6000, height: int | None = 4000) -> Item:
    """An image of that many pixels."""
    return Item(
        kind="image",
        id="I" * 12,
        path="a/1.jpg",
        sort_key=b"1",
        rank=0,
        time=datetime(2024, 6, 12),
        width=width,
        height=height,
        size=1,
        mtime_ns=1,
        quick_hash=b"",
        placeholder=None,
        state="ready",
    )


def whole(line: str) -> str:
    """A line with `~` for the spaces at which it does not break."""
    return line.replace("~", "\N{NO-BREAK SPACE}")


def test_all_that_is_known_is_told_line_by_line():
    lines = details(ENGLISH, listed(), known(CAMERA, offset=120), "1", with_position=True)
    assert lines == [
        Detail("Camera", "FUJIFILM X-T5"),
        Detail("Lens", "XF23mmF2 R WR"),
        Detail("Exposure", whole("23~mm · f/2.8 · 1/250~s · ISO~200")),
        Detail("Size", "6000 × 4000 · 24 MP"),
        Detail("Time zone", "UTC+2:00"),
        Detail("Place", "64.07841, -16.23060", "geo:64.0784123,-16.2305987"),
    ]


def test_of_a_raw_file_it_is_told_that_it_is_one():
    item = listed()._replace(path="a/1.NEF")
    lines = details(ENGLISH, item, known({}), "1", with_position=False)
    assert lines == [Detail("Size", "6000 × 4000 · 24 MP · RAW")]


def test_of_a_clip_it_is_told_how_long_it_plays():
    film = listed(1920, 1080)._replace(kind="clip", duration_ms=65_400)
    lines = details(ENGLISH, film, known({"make": "Apple"}), "1", with_position=True)
    assert lines == [
        Detail("Camera", "Apple"),
        Detail("Size", "1920 × 1080"),
        Detail("Length", "1:05"),
    ]
    unknown = listed(None, None)._replace(kind="clip")
    assert details(ENGLISH, unknown, known({}), "1", with_position=True) == []


def test_nothing_of_a_position_is_told_to_whoever_may_not_know_it():
    lines = details(ENGLISH, listed(), known(CAMERA), "1", with_position=False)
    assert "Place" not in [line.name for line in lines]
    assert not any("64" in line.text + line.url or "16.2" in line.text for line in lines)


def test_an_image_of_which_nothing_is_known_has_no_details():
    assert details(ENGLISH, listed(None, None), known({}), "1", with_position=True) == []


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("FUJIFILM", "X-T5", "FUJIFILM X-T5"),
        ("Canon", "Canon EOS R6", "Canon EOS R6"),
        ("NIKON CORPORATION", "NIKON Z 6", "NIKON Z 6"),
        ("Nikon Corporation", "NIKON D750", "NIKON D750"),
        ("SONY", "ILCE-7M4", "SONY ILCE-7M4"),
        ("Apple", "", "Apple"),
        ("", "Pixel 8", "Pixel 8"),
        ("", "", ""),
    ],
)
def test_a_camera_is_named_once(make: str, model: str, name: str):
    facts = {key: text for key, text in (("make", make), ("model", model)) if text}
    assert camera_name(facts) == name


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), ""),
        (("focal_length",), "23~mm"),
        (("aperture", "iso"), "f/2.8 · ISO~200"),
        (("exposure",), ""),
        (("exposure", "exposure_text"), "1/250~s"),
    ],
)
def test_an_exposure_tells_what_there_is(keys: tuple[str, ...], line: str):
    assert exposure(ENGLISH, {key: CAMERA[key] for key in keys}) == whole(line)


def test_numbers_of_an_exposure_are_written_as_the_visitor_does():
    assert exposure(GERMAN, {"focal_length": 4.25, "aperture": 1.8}) == whole("4,25~mm · f/1,8")
    assert exposure(GERMAN, {"exposure_text": "2.5 s"}) == whole("2,5~s")
    assert exposure(RUSSIAN, CAMERA) == whole("23~мм · f/2,8 · 1/250~с · ISO~200")


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [
        (6000, 4000, "6000 × 4000 · 24 MP"),
        (1920, 1080, "1920 × 1080 · 2.1 MP"),
        (4000, 2500, "4000 × 2500 · 10 MP"),
        (2000, 1000, "2000 × 1000 · 2 MP"),
        (60, 40, "60 × 40"),
        (None, 40, ""),
        (None, None, ""),
    ],
)
def test_a_size_is_in_pixels_and_megapixels(width: int | None, height: int | None, text: str):
    assert size(ENGLISH, width, height) == text


def test_megapixels_are_written_as_the_visitor_does():
    assert size(GERMAN, 1920, 1080).endswith(" · 2,1 MP")


@pytest.mark.parametrize("source", list(TimeSource))
def test_a_time_that_no_camera_wrote_down_says_where_it_is_from(source: TimeSource):
    remark = time_remark(ENGLISH, listed(), known({}, source))
    expected = {
        TimeSource.NAME: "from the name of the file",
        TimeSource.MTIME: "unknown; the file is of 12 June 2024",
    }
    assert remark == expected.get(source, "")


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (None, ""),
        (0, "UTC+0:00"),
        (60, "UTC+1:00"),
        (345, "UTC+5:45"),
        (-210, "UTC−3:30"),
        (-30, "UTC−0:30"),
    ],
)
def test_a_zone_is_the_distance_from_utc(minutes: int | None, text: str):
    assert zone(known({}, offset=minutes)) == text


def test_what_a_file_says_is_told_below_another_title():
    image = listed()._replace(file_title="Boat")
    said = known({})._replace(keywords=("sea", "Anna"), rating=3)
    lines = details(ENGLISH, image, said, "12 June 2024", with_position=False)
    assert lines[:4] == [
        Detail("Title", "Boat"),
        Detail("Keywords", "sea, Anna"),
        Detail("Rating", "★★★☆☆"),
        Detail("File", "1.jpg"),
    ]
    assert Detail("Title", "Boat") not in details(ENGLISH, image, said, "Boat", with_position=False)


@pytest.mark.parametrize("rating", [None, 0, -1])
def test_what_has_no_stars_has_no_line(rating: int | None):
    assert stars(rating) == ""
