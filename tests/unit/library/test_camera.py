import io

import pytest
from PIL import Image
from PIL.ExifTags import IFD

from bviewer.library.bounded import BoundedReader
from bviewer.library.camera import CameraFacts, camera_facts, exposure_text
from bviewer.library.exif_parser import read_tags
from bviewer.library.header import Header
from tests.pictures import Entry, camera_exif, exif_block, hostile_exif, rational, short, text


def _facts(block: bytes) -> CameraFacts:
    header = Header(exif=block.removeprefix(b"Exif\0\0"))
    return camera_facts(read_tags(header, BoundedReader(io.BytesIO())))


def _position(
    north: list[tuple[int, int]], east: list[tuple[int, int]], refs: str = "NE"
) -> CameraFacts:
    return _facts(
        exif_block(
            gps=[
                text(0x0001, refs[0]),
                rational(0x0002, *north),
                text(0x0003, refs[1]),
                rational(0x0004, *east),
            ]
        )
    )


def test_an_ordinary_camera_tells_everything() -> None:
    assert _facts(camera_exif()) == {
        "make": "NIKON CORPORATION",
        "model": "NIKON D750",
        "lens": "24.0-120.0 mm f/4.0",
        "focal_length": 35.0,
        "aperture": 5.6,
        "exposure": 0.004,
        "exposure_text": "1/250 s",
        "iso": 400,
        "latitude": 41.89,
        "longitude": 12.4922222,
    }


def test_numbers_that_a_program_wrote_with_a_decimal_point_are_read() -> None:
    tags = Image.Exif()
    tags.get_ifd(IFD.Exif).update({0x829A: 0.004, 0x829D: 5.6, 0x920A: 35.0})
    known = _facts(tags.tobytes())
    assert (known["exposure"], known["aperture"], known["focal_length"]) == (0.004, 5.6, 35.0)


def test_no_exif_tells_nothing() -> None:
    assert _facts(b"") == {}


@pytest.mark.parametrize("kind", ["zero denominators", "not EXIF", "empty", "wrong types"])
def test_hostile_values_are_left_out(kind: str) -> None:
    assert _facts(hostile_exif()[kind]) == {}


@pytest.mark.parametrize(
    "entry",
    [
        rational(0x829A, (0, 1)),
        rational(0x829A, (4_000_000_000, 1)),
        rational(0x829D, (0, 10)),
        rational(0x829D, (99_999, 1)),
        rational(0x920A, (0, 1)),
        rational(0x920A, (4_000_000_000, 1)),
        short(0x8827, 0),
        Entry(0x8827, 9, 1, b"\xff\xff\xff\xff"),
        text(0x8827, "many"),
        Entry(0x829D, 11, 1, b"\0\0\xc0\x7f"),
    ],
)
def test_a_value_out_of_range_is_left_out(entry: Entry) -> None:
    assert _facts(exif_block([], [entry])) == {}


def test_one_bad_value_costs_only_itself() -> None:
    facts = _facts(
        exif_block([text(0x0110, "D750")], [rational(0x829D, (0, 0)), short(0x8827, 100)])
    )
    assert facts == {"model": "D750", "iso": 100}


def test_south_and_west_are_negative() -> None:
    facts = _position([(33, 1), (51, 1), (0, 1)], [(151, 1), (12, 1), (36, 1)], "SW")
    assert facts == {"latitude": -33.85, "longitude": -151.21}


def test_minutes_may_have_decimals() -> None:
    facts = _position([(41, 1), (5340, 100), (0, 1)], [(12, 1), (2953, 100), (0, 1)])
    assert facts["latitude"] == 41.89


@pytest.mark.parametrize(
    ("north", "refs"),
    [
        ([(91, 1), (0, 1), (0, 1)], "NE"),
        ([(90, 1), (1, 1), (0, 1)], "NE"),
        ([(41, 1), (61, 1), (0, 1)], "NE"),
        ([(41, 0), (0, 0), (0, 0)], "NE"),
        ([(41, 1), (53, 1)], "NE"),
        ([(41, 1), (53, 1), (0, 1)], "XE"),
    ],
)
def test_a_position_is_whole_and_on_earth_or_absent(
    north: list[tuple[int, int]], refs: str
) -> None:
    assert _position(north, [(12, 1), (0, 1), (0, 1)], refs) == {}


def test_zero_and_zero_is_no_position() -> None:
    nowhere = [(0, 1), (0, 1), (0, 1)]
    assert _position(nowhere, nowhere) == {}
    assert _position(nowhere, [(9, 1), (0, 1), (0, 1)]) == {"latitude": 0.0, "longitude": 9.0}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (1 / 8000, "1/8000 s"),
        (0.00112739, "1/887 s"),
        (1 / 60, "1/60 s"),
        (0.25, "1/4 s"),
        (0.3, "0.3 s"),
        (1, "1 s"),
        (2.5, "2.5 s"),
        (30, "30 s"),
    ],
)
def test_exposures_are_written_as_cameras_show_them(seconds: float, shown: str) -> None:
    assert exposure_text(seconds) == shown
