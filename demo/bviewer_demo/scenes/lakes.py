"""Mountains, twice: above the water and in it."""

from random import Random

from PIL import Image

from bviewer_demo.paint import clouds, sky
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import between
from bviewer_demo.paint.field import Size
from bviewer_demo.paint.light import DUSK, NOON, Light
from bviewer_demo.paint.perspective import View
from bviewer_demo.paint.sunlight import Sun
from bviewer_demo.paint.water import flooded, waves
from bviewer_demo.scenes.mountains import Range, massif

BOAT = View(0.61, 0.04, 0.5)


def mirrored(air: Image.Image, dice: Random, light: Light, range_: Range) -> Image.Image:
    """The range, seen from a boat on the lake at its foot."""
    picture = massif(air, dice, light, range_)
    line = round(air.height * (range_.view.horizon - 0.03))
    slopes = waves((air.width, air.height - line), dice, 14, 4.0)
    deep = between(light.shade, (8, 26, 34), 0.7)
    return flooded(picture, line, slopes, deep, (30, 60, 110, 190))


def morning(size: Size, dice: Random) -> Image.Image:
    """Not a breath of wind yet."""
    puffs = Clouds(((158, 172, 190), (220, 226, 233), (255, 255, 255)), 0.4, lit_from=-6)
    air = clouds.clouded(
        sky.clear(size, NOON, 0.58), clouds.heaps(size, dice, (2.6, 2.6), 0.5), puffs
    )
    shore = Range(Sun(-0.7, -0.2, 0.45), BOAT, valley=0.12, snowline=0.42, fog=0.1)
    return mirrored(air, dice, NOON, shore)


def last_light(size: Size, dice: Random) -> Image.Image:
    """The snow keeps the light longer than the water."""
    thin = Clouds(((66, 62, 110), (168, 112, 142), DUSK.sun), 0.4)
    air = clouds.clouded(sky.clear(size, DUSK, 0.5), clouds.deck(size, dice, (3, 5), 0.5), thin)
    shore = Range(Sun(-0.8, -0.25, 0.3), BOAT, valley=0.1, snowline=0.24)
    return mirrored(air, dice, DUSK, shore)
