import json
from datetime import datetime

import pytest

from bviewer.library.takeout import Takeout, photographs_of, read_takeout


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("IMG_1.jpg.json", "IMG_1.jpg"),
        ("IMG_1.json", "IMG_1"),
        ("IMG_1.jpg.supplemental-metadata.json", "IMG_1.jpg"),
        ("IMG_1.jpg.supplemental-me.json", "IMG_1.jpg"),
        ("IMG_1.jpg.s.json", "IMG_1.jpg"),
        ("IMG_1.jpg(2).json", "IMG_1(2).jpg"),
        ("IMG_1.jpg.supplemental-metadata(2).json", "IMG_1(2).jpg"),
        ("IMG_1.jpg.json", "IMG_1-edited.jpg"),
        ("IMG_1(2).jpg.json", "IMG_1(2).jpg"),
        ("a" * 46 + ".json", "a" * 47 + ".jpg"),
    ],
)
def test_a_json_belongs_to_a_picture(name: str, picture: str) -> None:
    assert photographs_of(name, ["other.jpg", picture]) == [picture]


@pytest.mark.parametrize("name", ["metadata.json", "IMG_1.png.json", "IMG_1.jpg(1).json"])
def test_another_json_belongs_to_none(name: str) -> None:
    assert photographs_of(name, ["IMG_1.jpg"]) == []


def test_time_caption_and_place_are_told() -> None:
    told = {
        "description": "At sea",
        "photoTakenTime": {"timestamp": "1588748889"},
        "geoData": {"latitude": 0.0, "longitude": 0.0},
        "geoDataExif": {"latitude": 48.1, "longitude": 11.5},
    }
    expected = Takeout(datetime(2020, 5, 6, 7, 8, 9), "At sea", (48.1, 11.5))
    assert read_takeout(json.dumps(told).encode()) == (expected, "")


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (b"{}", "is none of Google Takeout"),
        (b"[]", "is none of Google Takeout"),
        (b"{", "is no JSON"),
        (b"\xff\xfe\0", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_wrong_is_a_reason(block: bytes, reason: str) -> None:
    takeout, problem = read_takeout(block)
    assert takeout == Takeout()
    assert problem.startswith(reason)


@pytest.mark.parametrize("timestamp", [None, "", "1e9", "9" * 19, [1], {}])
def test_a_time_that_is_none_is_left_out(timestamp: object) -> None:
    block = json.dumps({"photoTakenTime": {"timestamp": timestamp}, "description": 1}).encode()
    assert read_takeout(block) == (Takeout(), "")
