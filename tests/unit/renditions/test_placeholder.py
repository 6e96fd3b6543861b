"""The picture that stands in for one that is not ready."""

import pytest

from bviewer.renditions.placeholder import LENGTH, SIDE, png_placeholder
from tests.unit.renditions.pictures import decoded


def test_it_shows_the_stored_colours():
    colours = bytes(range(LENGTH))
    picture = decoded(png_placeholder(colours))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (SIDE, SIDE))
    assert picture.tobytes() == colours


@pytest.mark.parametrize("nothing", [None, b"", b"short", bytes(LENGTH + 1)])
def test_without_colours_it_is_one_calm_grey(nothing):
    picture = decoded(png_placeholder(nothing))
    assert picture.size == (6, 6)
    assert picture.getpixel((0, 0)) == (43, 43, 43)


def test_it_is_small():
    assert len(png_placeholder(bytes(range(LENGTH)))) < 250
