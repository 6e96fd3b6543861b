"""Shrinking keeps colours and does not do what is not needed."""

import pytest
from PIL import Image

from bviewer.renditions.resampling import resample


def test_a_picture_that_is_right_already_is_not_copied():
    picture = Image.new("RGB", (40, 30))
    assert resample(picture, (40, 30), (0.0, 0.0, 40.0, 30.0)) is picture


def test_a_part_of_the_same_size_is_cut_out():
    picture = Image.new("RGB", (40, 30), "red")
    picture.paste("blue", (20, 0, 40, 30))
    part = resample(picture, (20, 30), (20.0, 0.0, 40.0, 30.0))
    assert part.getcolors() == [(600, (0, 0, 255))]


@pytest.mark.parametrize("width", [600, 1500, 3000])
def test_fine_stripes_become_grey_and_not_a_pattern(width):
    """Every filter, by the number of pixels: few, more, many."""
    stripe = Image.new("L", (2, 1))
    stripe.putdata([0, 255])
    stripes = Image.new("L", (width, width))
    for x in range(0, width, 2):
        stripes.paste(stripe.resize((2, width)), (x, 0))
    shrunk = resample(
        stripes, (width * 2 // 5, width * 2 // 5), (0.0, 0.0, float(width), float(width))
    )
    middle = shrunk.crop((5, 5, shrunk.width - 5, shrunk.height - 5))
    lowest, highest = middle.getextrema()
    assert highest - lowest < 40
    assert abs((lowest + highest) / 2 - 127) < 8
