from random import Random

import pytest
from PIL import Image, ImageStat

from bviewer.demo.paint.film import bloom, developed, grain, vignette

GREY = Image.new("RGB", (300, 200), (120, 120, 120))


def test_grain_keeps_the_mean_and_has_no_colour() -> None:
    picture = grain(GREY, Random(1), 3)
    red, green, blue = picture.split()
    assert ImageStat.Stat(red).mean[0] == pytest.approx(120, abs=0.3)
    assert 1 < ImageStat.Stat(red).stddev[0] < 6
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_grain_lies_differently_on_every_picture() -> None:
    assert grain(GREY, Random(1), 3).tobytes() != grain(GREY, Random(2), 3).tobytes()


def test_grain_covers_pictures_larger_than_a_sheet_of_film() -> None:
    large = Image.new("RGB", (1300, 700), (120, 120, 120))
    assert ImageStat.Stat(grain(large, Random(1), 3)).mean[0] == pytest.approx(120, abs=0.3)


def test_a_vignette_darkens_corners_and_leaves_the_middle() -> None:
    picture = vignette(GREY)
    assert picture.getpixel((150, 100))[0] == pytest.approx(120, abs=1)
    corners = [picture.getpixel((x, y))[0] for x in (0, 299) for y in (0, 199)]
    assert max(corners) < 105
    assert max(corners) - min(corners) <= 3


def test_only_bright_lights_spill_over() -> None:
    assert bloom(GREY).tobytes() == GREY.tobytes()
    lamp = Image.new("RGB", (300, 200))
    lamp.paste((255, 255, 255), (130, 80, 170, 120))
    assert bloom(lamp).getpixel((122, 100))[0] > 0
    assert bloom(lamp).getpixel((20, 20))[0] == 0


def test_a_picture_is_developed_in_its_final_size() -> None:
    assert developed(GREY, (500, 333), Random(1)).size == (500, 333)
