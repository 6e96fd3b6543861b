"""Straight down, from a small plane."""

from random import Random

from PIL import Image, ImageChops
from PIL.ImageMath import imagemath_min as lowest

from bviewer_demo.paint.colour import shaded, tinted
from bviewer_demo.paint.field import Size, combine, mask
from bviewer_demo.paint.noise import fractal

DEPTHS = (
    (6, 28, 66),
    (8, 50, 96),
    (12, 84, 126),
    (28, 128, 156),
    (74, 176, 182),
    (140, 208, 198),
    (206, 222, 196),
    (238, 226, 196),
    (226, 204, 166),
    (210, 186, 146),
)
SILT = ((16, 16, 18), (36, 35, 34), (66, 58, 50), (104, 86, 64), (58, 55, 52))
MELTWATER = ((88, 124, 136), (136, 170, 178), (184, 206, 208), (204, 200, 180))


def spread(size: Size, dice: Random, cells: float, octaves: int, roughness: float) -> Image.Image:
    """Noise with bumps as wide as high."""
    return fractal(size, dice, (cells, cells * size[1] / size[0]), octaves, roughness)


def sandbanks(size: Size, dice: Random) -> Image.Image:
    """Where the tide has sorted sand and water."""
    bed = combine(
        lambda banks, ripples: banks + (ripples - 0.5) * 0.05,
        spread(size, dice, 2.2, 6, 0.46),
        spread(size, dice, 14, 4, 0.6),
    )
    picture = tinted(mask(bed, 0.12, 0.92), *DEPTHS)
    surf = ImageChops.subtract(mask(bed, 0.555, 0.575), mask(bed, 0.575, 0.59))
    torn = mask(spread(size, dice, 60, 3, 0.7), 0.38, 0.6)
    picture.paste((250, 252, 250), (0, 0), ImageChops.multiply(surf, torn))
    sheen = mask(spread(size, dice, 40, 4, 0.7), 0.2, 0.8)
    return shaded(picture, sheen.point([224 + level // 8 for level in range(256)]))


def braid(size: Size, dice: Random) -> Image.Image:
    """How far each point is from the nearest of a river's many arms, 0 in their middle."""
    arms = []
    for cells in ((1.4, 3.2), (1.8, 4.2), (2.4, 5.5)):
        bend = fractal(size, dice, cells, 5, 0.45)
        arms.append(combine(lambda bend: abs(bend - 0.5), bend))
    return combine(lambda one, two, three: lowest(lowest(one, two * 1.3), three * 1.7), *arms)


def braided_river(size: Size, dice: Random) -> Image.Image:
    """Meltwater looking for its way over black sand."""
    silt = spread(size, dice, 9, 6, 0.62)
    wide = spread(size, dice, 3, 3, 0.5)
    picture = tinted(mask(silt, 0.15, 0.85), *SILT)
    moss = mask(
        combine(lambda a, b: a * 0.5 + b * 0.7, silt, spread(size, dice, 4, 4, 0.5)), 0.7, 0.84
    )
    picture.paste((78, 84, 38), (0, 0), moss.point([round(level * 0.75) for level in range(256)]))
    water = combine(lambda arm, wide: arm - wide * 0.055, braid(size, dice), wide)
    wet = mask(water, 0.05, -0.005)
    picture.paste((20, 19, 19), (0, 0), wet.point([round(level * 0.7) for level in range(256)]))
    stream = tinted(mask(combine(lambda a, b: a * 0.4 + b * 0.6, silt, wide), 0.2, 0.8), *MELTWATER)
    picture.paste(stream, (0, 0), mask(water, 0.012, -0.008))
    return picture
