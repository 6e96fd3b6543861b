"""What EXIF says about the orientation, and what is done about it."""

import pytest
from PIL import ExifTags, Image

from bviewer.library.orientation import is_lying, make_upright, read_orientation

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
