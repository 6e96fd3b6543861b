from random import Random

import pytest
from PIL import Image

from bviewer.demo.paint.field import sweep
from bviewer.demo.paint.heights import crested, eroded, mountains, slopes, steepness
from bviewer.demo.paint.light import DAWN
from bviewer.demo.paint.sunlight import Sun, lit, shadow, sunlit

MORNING = Sun(1, 0, 0.5)


def slope() -> Image.Image:
    """A hillside that rises by half its width."""
    return sweep((100, 100), *(step / 40 for step in range(21)))


def ridge() -> Image.Image:
    """A roof along the middle of the map, steeper than the sun is high."""
    return sweep((100, 100), 0.0, 0.0, 0.3, 0.0, 0.0)


def test_slopes_are_in_map_widths() -> None:
    across, along = slopes(slope())
    assert across.getpixel((50, 50)) == pytest.approx(0.5, abs=0.02)
    assert along.getpixel((50, 50)) == pytest.approx(0, abs=1e-4)
    assert steepness(slope()).getpixel((50, 50)) == pytest.approx(0.5, abs=0.02)


def test_the_side_that_faces_the_sun_is_the_bright_one() -> None:
    light = sunlit(ridge(), MORNING)
    assert light.getpixel((60, 50)) > light.getpixel((40, 50)) + 80


def test_a_ridge_casts_its_shadow_away_from_the_sun() -> None:
    below = shadow(ridge(), MORNING)
    assert below.getpixel((40, 50)) > 0.03
    assert below.getpixel((60, 50)) == pytest.approx(0, abs=1e-6)


def test_light_and_shade_have_their_own_colours() -> None:
    white = Image.new("RGB", (2, 1), (255, 255, 255))
    mask = Image.new("L", (2, 1))
    mask.putdata([0, 255])
    picture = lit(white, mask, DAWN)
    assert picture.getpixel((0, 0)) == pytest.approx(DAWN.shade, abs=2)
    assert picture.getpixel((1, 0)) == pytest.approx(DAWN.sun, abs=2)


def test_heights_reach_from_nought_to_one() -> None:
    for heights in (
        eroded((48, 48), Random(1), 2, 4),
        crested((48, 48), Random(1), 2),
        mountains((48, 48), Random(1)),
    ):
        low, high = heights.getextrema()
        assert low == pytest.approx(0, abs=1e-5)
        assert high == pytest.approx(1, abs=1e-5)


def test_erosion_flattens_what_is_steep() -> None:
    def mean_slope(erosion: float) -> float:
        heights = eroded((96, 96), Random(4), 2, erosion)
        values = steepness(heights).get_flattened_data()
        return sum(values) / len(values)

    assert mean_slope(8) < mean_slope(0)
