import pytest
from PIL import Image

from bviewer.demo.paint.colour import between, gradient, shaded, tinted


def test_a_colour_between_two_has_its_share_of_both() -> None:
    assert between((0, 100, 200), (100, 0, 200), 0) == (0, 100, 200)
    assert between((0, 100, 200), (100, 0, 200), 0.25) == (25, 75, 200)
    assert between((0, 100, 200), (100, 0, 200), 1) == (100, 0, 200)


def test_a_gradient_has_no_flat_ends() -> None:
    column = gradient((1, 256), (0, 0, 0), (255, 255, 255)).getchannel(0).get_flattened_data()
    assert list(column) == pytest.approx(list(range(256)), abs=30)
    assert column[0] <= 1
    assert column[-1] >= 254


def test_grey_takes_the_colours_of_the_stops() -> None:
    grey = Image.new("L", (3, 1))
    grey.putdata([0, 128, 255])
    picture = tinted(grey, (10, 0, 0), (0, 200, 0), (0, 0, 250))
    assert picture.getpixel((0, 0)) == pytest.approx((10, 0, 0), abs=3)
    assert picture.getpixel((1, 0)) == pytest.approx((0, 200, 0), abs=3)
    assert picture.getpixel((2, 0)) == pytest.approx((0, 0, 250), abs=4)


def test_without_light_nothing_is_seen() -> None:
    picture = Image.new("RGB", (1, 1), (200, 100, 50))
    assert shaded(picture, Image.new("L", (1, 1), 0)).getpixel((0, 0)) == (0, 0, 0)
    assert shaded(picture, Image.new("L", (1, 1), 255)).getpixel((0, 0)) == (200, 100, 50)
