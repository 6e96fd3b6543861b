from random import Random

import pytest
from PIL import Image, ImageStat

from bviewer.demo.paint import clouds, sky, stars
from bviewer.demo.paint.clouds import Clouds
from bviewer.demo.paint.light import DAWN, NIGHT


def test_a_clear_sky_ends_at_the_horizon_in_its_last_colour() -> None:
    air = sky.clear((40, 100), DAWN, 0.5)
    assert air.getpixel((20, 0)) == pytest.approx(DAWN.sky[0], abs=6)
    assert air.getpixel((20, 49)) == pytest.approx(DAWN.sky[-1], abs=6)
    assert air.getpixel((20, 99)) == DAWN.sky[-1]


def test_a_glow_is_round_and_ends_within_its_radius() -> None:
    spot = sky.spot((400, 400), (0.5, 0.5), 0.25, 3)
    assert spot.getpixel((200, 200)) > 235
    around = [spot.getpixel(place) for place in ((150, 200), (250, 200), (200, 150), (200, 250))]
    assert max(around) - min(around) < 12
    assert spot.getpixel((200, 310)) == 0
    assert spot.getpixel((285, 285)) == 0


def test_a_glow_only_adds_light() -> None:
    dark = Image.new("RGB", (80, 80), (30, 30, 30))
    bright = sky.glowing(dark, (0.5, 0.5), 0.4, (200, 100, 50))
    assert min(band[0] for band in bright.getextrema()) >= 30
    red, green, blue = bright.getpixel((40, 40))
    assert red > green > blue > 30


def test_a_disc_has_the_size_asked_for() -> None:
    disc = sky.disc((200, 100), (0.5, 0.5), 0.1)
    assert disc.getbbox()[2] - disc.getbbox()[0] == pytest.approx(40, abs=2)
    assert disc.getpixel((100, 50)) == 255


def test_more_cover_is_more_cloud() -> None:
    air = Image.new("RGB", (120, 80), (0, 0, 0))
    thickness = clouds.heaps(air.size, Random(1), (3, 3), 1)

    def white(cover: float) -> float:
        body = Clouds(((255, 255, 255), (255, 255, 255)), cover, (255, 255))
        return sum(ImageStat.Stat(clouds.clouded(air, thickness, body)).mean)

    assert white(0.2) < white(0.5) < white(0.8)


def test_clouds_fade_out_towards_the_horizon() -> None:
    air = Image.new("RGB", (120, 80), (0, 0, 0))
    body = Clouds(((255, 255, 255), (255, 255, 255)), 1.2, (255, 0))
    picture = clouds.clouded(air, clouds.deck(air.size, Random(1), (3, 3), 1), body)
    assert picture.getpixel((60, 2))[0] > picture.getpixel((60, 77))[0]


def test_most_stars_are_faint() -> None:
    bright = [max(stars.starlight(dice, 50, 4)) for dice in [Random(1)] for _ in range(1000)]
    assert sum(level > 190 for level in bright) < 250
    assert min(bright) >= 40
    assert max(bright) <= 250


def test_stars_turn_around_the_pole() -> None:
    picture = stars.trails((200, 200), Random(1), (0.5, 0.5))
    assert ImageStat.Stat(picture).mean[0] > 2
    turned = picture.rotate(90)
    assert abs(ImageStat.Stat(turned).mean[0] - ImageStat.Stat(picture).mean[0]) < 0.5


def test_a_night_sky_is_darker_than_its_stars() -> None:
    night = stars.starry((300, 200), Random(1), NIGHT, 1.0)
    assert ImageStat.Stat(night.convert("L")).mean[0] < 60
    assert night.convert("L").getextrema()[1] > 150
