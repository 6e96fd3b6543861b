from random import Random

from PIL import Image, ImageStat

from bviewer.demo.paint.field import ramp
from bviewer.demo.paint.water import flooded, mirrored, rippled, waves


def level(size: tuple[int, int]) -> Image.Image:
    return Image.new("L", size, 128)


def test_the_mirror_image_begins_with_what_stands_at_the_water() -> None:
    grey = ramp((20, 60), 0, 255)
    mirror = mirrored(Image.merge("RGB", (grey, grey, grey)), 30)
    assert mirror.size == (20, 30)
    assert mirror.getpixel((10, 0)) == Image.merge("RGB", (grey, grey, grey)).getpixel((10, 29))
    assert mirror.getpixel((10, 0))[0] > mirror.getpixel((10, 29))[0]


def test_more_water_than_sky_stretches_the_mirror_image() -> None:
    assert mirrored(Image.new("RGB", (20, 60), (1, 2, 3)), 15).getcolors() == [(900, (1, 2, 3))]


def test_ripples_bring_no_foreign_colour_to_the_edges() -> None:
    picture = Image.new("RGB", (20, 30), (9, 8, 7))
    for slope in (0, 128, 255):
        result = rippled(picture, Image.new("L", (20, 30), slope), 0.2)
        assert result.getcolors() == [(600, (9, 8, 7))]


def test_a_slope_shows_what_is_above_or_below() -> None:
    grey = ramp((4, 100), 0, 255)
    picture = Image.merge("RGB", (grey, grey, grey))
    down = rippled(picture, Image.new("L", (4, 100), 255), 0.1).getpixel((2, 50))
    up = rippled(picture, Image.new("L", (4, 100), 0), 0.1).getpixel((2, 50))
    assert down == picture.getpixel((2, 60))
    assert up == picture.getpixel((2, 40))


def test_flooding_changes_nothing_above_the_waterline() -> None:
    picture = Image.effect_mandelbrot((40, 40), (-2, -1.5, 1, 1.5), 50).convert("RGB")
    wet = flooded(picture, 25, level((40, 15)), (0, 0, 90), (0, 255))
    assert wet.crop((0, 0, 40, 25)).tobytes() == picture.crop((0, 0, 40, 25)).tobytes()
    assert wet.getpixel((20, 39))[2] > 80


def test_waves_rise_and_fall_around_the_level() -> None:
    sea = waves((160, 100), Random(1), 9)
    assert 110 < ImageStat.Stat(sea).mean[0] < 146
    assert ImageStat.Stat(sea).stddev[0] > 20
