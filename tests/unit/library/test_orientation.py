"""What EXIF says about the orientation, and what is done about it."""

import struct

import pytest
from PIL import ExifTags, Image

from bviewer.library.orientation import (
    is_lying,
    make_upright,
    orientation_of,
    read_orientation,
)

# The corners of an upright picture, and where each orientation has stored them (EXIF 2.32):
# what is the upper row, from left to right, and the lower one.
STORED = {
    1: ("AB", "CD"),
    2: ("BA", "DC"),
    3: ("DC", "BA"),
    4: ("CD", "AB"),
    5: ("AC", "BD"),
    6: ("BD", "AC"),
    7: ("DB", "CA"),
    8: ("CA", "DB"),
}


def exif(value: object) -> Image.Exif:
    """EXIF that says this."""
    found = Image.Exif()
    found[ExifTags.Base.Orientation] = value
    return found


@pytest.mark.parametrize("orientation", STORED)
def test_pictures_are_made_upright(orientation: int) -> None:
    stored = Image.frombytes("L", (2, 2), "".join(STORED[orientation]).encode())
    assert make_upright(stored, orientation).tobytes() == b"ABCD"


@pytest.mark.parametrize("orientation", STORED)
def test_some_lie_on_their_side(orientation: int) -> None:
    assert is_lying(orientation) == (orientation > 4)
    assert read_orientation(lambda: exif(orientation)) == orientation


@pytest.mark.parametrize("value", [None, 0, 9, -1, "6", (6,), [6], 6.5, b"\x06"])
def test_anything_else_is_upright(value: object) -> None:
    assert read_orientation(lambda: exif(value)) == 1


def test_exif_that_cannot_be_read_is_none() -> None:
    def fail() -> Image.Exif:
        raise SyntaxError("not a TIFF file")

    assert read_orientation(fail) == 1


MATRICES = {
    1: (1, 0, 0, 1),
    2: (-1, 0, 0, 1),
    3: (-1, 0, 0, -1),
    4: (1, 0, 0, -1),
    5: (0, 1, 1, 0),
    6: (0, 1, -1, 0),
    7: (0, -1, -1, 0),
    8: (0, -1, 1, 0),
}


@pytest.mark.parametrize("orientation", MATRICES)
def test_the_matrix_of_a_clip_says_the_same(orientation: int) -> None:
    for shaken in (0, 0.1, -0.1):  # Some write an angle that is not quite right.
        a, b, c, d = (
            round(65_536 * (each + shaken * (not each))) for each in MATRICES[orientation]
        )
        packed = struct.pack("=9i", a, b, 0, c, d, 0, 640, 0, 1 << 30)
        assert orientation_of(packed) == orientation


def test_a_matrix_of_nothing_is_upright() -> None:
    assert orientation_of(bytes(36)) == 1
