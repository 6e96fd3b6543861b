"""A river over a cliff, two seconds long."""

from random import Random

from PIL import Image, ImageChops

from bviewer_demo.paint import clouds, ridge, sky
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import tinted
from bviewer_demo.paint.field import (
    BICUBIC,
    Size,
    combine,
    mask,
    part,
    relief,
    rise,
    soften,
    sweep,
    weaker,
)
from bviewer_demo.paint.light import OVERCAST
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.water import flooded, waves

PLACE, TOP, FOOT = 0.62, 0.2, 0.82
BASALT = ((12, 13, 15), (36, 36, 37), (84, 82, 78))
MOSS = ((16, 22, 12), (48, 60, 30), (104, 116, 60))
SPRAY = (216, 224, 228)
SILK = ((168, 182, 192), (226, 234, 238), (252, 254, 255))


def cliff(size: Size, dice: Random) -> Image.Image:
    """Columns of basalt, moss wherever there is a hold."""
    half = part(size, 2)
    stone = fractal(half, dice, (26, 8), 6, 0.6)
    holds = combine(
        lambda moss, stone: moss * 0.65 + stone * 0.45, fractal(half, dice, (5, 8), 5, 0.6), stone
    )
    light = relief(stone, 3, 3, 0.12)
    wall = tinted(light, *BASALT)
    wall.paste(tinted(light, *MOSS), (0, 0), mask(holds, 0.5, 0.64))
    return wall.resize(size, BICUBIC)


def curtain(size: Size, dice: Random) -> tuple[Image.Image, Image.Image]:
    """The falling water, and the mask of where it falls: torn at its sides, wider further down."""
    half = part(size, 2)
    threads = fractal(half, dice, (90, 3), 5, 0.6)
    narrow, wide = (
        sweep(half, *(1.15 - (abs(step / 64 - PLACE) / spread) ** 3 * 0.9 for step in range(65)))
        for spread in (0.062, 0.105)
    )
    inside = combine(
        lambda narrow, wide, down, thread: (
            narrow * (1.0 - down) + wide * down + thread * 0.9 - 0.75
        ),
        narrow,
        wide,
        rise(half, 0.0, 0.0, 0.35, 1.0),
        threads,
    )
    gate = Image.new("L", half, 0)
    gate.paste(255, (0, 0, half[0], round(half[1] * FOOT)))
    where = ImageChops.multiply(mask(inside, 0.0, 0.62), soften(gate, 2))
    return tinted(mask(threads, 0.1, 0.9), *SILK).resize(size, BICUBIC), where.resize(size, BICUBIC)


def brink(dice: Random) -> list[float]:
    """The upper edge of the cliff, with the notch that the river has cut."""
    line = ridge.ridge(dice, TOP, 0.05, 200)
    return [
        y + 0.04 * max(1 - (abs(place / (len(line) - 1) - PLACE) / 0.1) ** 4, 0)
        for place, y in enumerate(line)
    ]


def long_exposure(size: Size, dice: Random) -> Image.Image:
    """A waterfall between walls of moss."""
    grey = Clouds(((140, 147, 154), (176, 181, 184), (214, 216, 214)), 0.75, lit_from=-5)
    air = sky.clear(size, OVERCAST, 0.3)
    picture = clouds.clouded(air, clouds.heaps(size, dice, (2, 2), 0.3), grey)
    edge = brink(dice)
    picture.paste(cliff(size, dice), (0, 0), ridge.below(size, edge))
    turf = ImageChops.subtract(
        ridge.below(size, edge),
        ridge.below(size, [y + 0.002 + 0.014 * dice.random() for y in edge]),
    )
    picture.paste((58, 68, 36), (0, 0), turf)
    silk, where = curtain(size, dice)
    over_the_brink = ridge.below(size, [y - 0.004 for y in edge])
    picture.paste(silk, (0, 0), ImageChops.multiply(where, over_the_brink))
    line = round(size[1] * FOOT)
    pool = waves((size[0], size[1] - line), dice, 8, 4.0)
    picture = flooded(picture, line, pool, (24, 36, 40), (60, 120, 190))
    return sprayed(picture, dice)


def sprayed(picture: Image.Image, dice: Random) -> Image.Image:
    """The picture with the cloud of drops that stands where the water lands."""
    drift = clouds.mist(picture.size, dice, (5, 7), 255, 255)
    for reach, strength in ((1.0, 1.0), (0.5, 1.6)):
        near = sky.spot(picture.size, (PLACE, FOOT - 0.02), reach, 2.0)
        picture.paste(SPRAY, (0, 0), weaker(ImageChops.multiply(near, drift), strength))
    picture.paste(SPRAY, (0, 0), sky.spot(picture.size, (PLACE, FOOT), 0.3, 1.6))
    return picture
