"""Forests: firs in mist, slopes in autumn."""

from random import Random

from PIL import Image

from bviewer_demo.paint import clouds, heights, plants, ridge, sky
from bviewer_demo.paint.camera import Ground, photographed
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import Colour, between, tinted
from bviewer_demo.paint.field import Size, combine, mask, part, rise
from bviewer_demo.paint.light import DAWN, NOON, OVERCAST, Light
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.perspective import View
from bviewer_demo.paint.sunlight import Sun, lit, sunlit

LEAVES = (
    (34, 48, 28),
    (58, 66, 30),
    (122, 108, 36),
    (206, 150, 40),
    (214, 112, 34),
    (168, 58, 28),
)


def rows(picture: Image.Image, dice: Random, light: Light, tones: tuple[Colour, Colour]) -> None:
    """Paint row before row of firs, with mist between them."""
    size = picture.size
    far, near = tones
    for row in range(8):
        share = row / 7
        tall = 0.07 + 0.3 * share**1.7
        base = 0.42 + 0.52 * share**1.1
        line = ridge.ridge(dice, base + tall * 0.2, 0.13 - 0.07 * share, 48)
        wood = plants.firs(size, dice, line, tall, 0.012 + 0.05 * share)
        picture.paste(between(far, near, share**1.4), (0, 0), wood)
        if row < 7:
            before = round(base * 12)
            veil = clouds.mist(
                size, dice, (2.2, 3), *(0,) * before, 190, 230, *(150,) * (13 - before)
            )
            clouds.veiled(picture, veil, light.haze, 0.95 - 0.3 * share)


def firs_in_mist(size: Size, dice: Random) -> Image.Image:
    """Rain all day, and the clouds have come down into the wood."""
    picture = sky.clear(size, OVERCAST, 0.7)
    rows(picture, dice, OVERCAST, ((172, 179, 183), (20, 29, 31)))
    return picture


def firs_at_sunrise(size: Size, dice: Random) -> Image.Image:
    """The mist is just about to go."""
    picture = sky.glowing(sky.clear(size, DAWN, 0.6), (0.66, 0.36), 0.7, DAWN.sun, 2.5)
    rows(picture, dice, DAWN, ((206, 168, 160), (26, 25, 38)))
    return sky.glowing(picture, (0.66, 0.36), 0.6, (110, 72, 40), 2.5)


def wooded(size: Size, dice: Random, ground: Image.Image) -> Image.Image:
    """A mask of where trees stand: not on rock, not on the meadows."""
    patches = fractal(size, dice, (7, 7), 5, 0.6)
    steep = heights.steepness(ground)
    return mask(combine(lambda n, s: n * 0.9 - s * 0.35 + 0.25, patches, steep), 0.25, 0.4)


def autumn_colours(size: Size, dice: Random, ground: Image.Image, wood: Image.Image) -> Image.Image:
    """Every tree in a colour of its own, though neighbours tend to agree."""
    tree = fractal(size, dice, (size[0] / 4, size[0] / 4), 1)
    stand = fractal(size, dice, (5, 5), 3)
    turned = combine(lambda one, all_: one * 0.65 + all_ * 0.6 - 0.12, tree, stand)
    meadow = tinted(mask(stand, 0.2, 0.8), (96, 92, 44), (142, 128, 64))
    rock = tinted(mask(tree, 0.2, 0.8), (86, 80, 76), (150, 142, 132))
    meadow.paste(rock, (0, 0), mask(heights.steepness(ground), 0.8, 1.2))
    meadow.paste(tinted(mask(turned, 0.05, 0.95), *LEAVES), (0, 0), wood)
    return meadow


def autumn_slopes(size: Size, dice: Random) -> Image.Image:
    """Mixed woods in the second week of October."""
    side = max(round(max(size) * 0.6), 24)
    world = (side, side)
    bare = combine(
        lambda ground, slope: ground * slope,
        heights.mountains(world, dice, 1.4, 3.0),
        rise(world, 0.15, 0.27, 0.3),
    )
    wood = wooded(world, dice, bare)
    crowns = fractal(world, dice, (side / 5, side / 5), 2, 0.6)
    ground = combine(
        lambda bare, crown, wood: bare + crown * wood * (0.011 / 255),
        bare,
        crowns,
        wood.convert("F"),
    )
    light = sunlit(ground, Sun(-0.7, -0.1, 0.4), 0.008)
    colours = lit(autumn_colours(world, dice, bare, wood), light, NOON)
    thin = Clouds(((168, 182, 200), (222, 228, 235), (255, 255, 255)), 0.45)
    air = clouds.clouded(sky.clear(size, NOON, 0.26), clouds.deck(size, dice, (3, 4), 0.28), thin)
    view = View(0.2, 0.34, 0.4)
    foliage = mask(fractal(part(size, 2), dice, (80, 60), 3, 0.8), -1.2, 0.7)
    return photographed(
        Ground(ground, colours, foliage), air, view, NOON.haze, (0, 40, 92, 138, 170)
    )
